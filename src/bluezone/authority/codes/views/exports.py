"""The circuit breaker's page: how exports stand, whether the figures fit, and a person's decision."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, needs
from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.rules import Action
from bluezone.authority.codes.forms import DecisionForm
from bluezone.authority.codes.keyserver import code_server
from bluezone.authority.codes.models import ExportDecision
from bluezone.authority.codes.queries import decisions, figures_at, last_totals
from bluezone.authority.codes.rules.breaker import BAND, HOLDING, most_claims, most_keys, verdict
from bluezone.authority.codes.rules.words import Decision
from bluezone.authority.codes.services import decide
from bluezone.authority.codes.wording import VERDICTS
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.totals import ExportsAct, ExportsResponse, HeldBy

SHOWN = 14


@needs(Action.HOLD_EXPORTS)
@require_GET
def exports(request: Request) -> HttpResponse:
    """Show how exports stand and what the figures say."""
    state, figures = _state(), figures_at(request.moment)
    is_held = state is not None and state.held_by is not HeldBy.NOBODY
    wanted, said = Decision.RESUME if is_held else Decision.HOLD, verdict(figures)
    facts = {
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Exports"))],
        "state": state,
        "is_held": is_held,
        "by_ceiling": state is not None and state.held_by is HeldBy.CEILING,
        "figures": figures,
        "band": BAND,
        "most_claims": most_claims(figures.cases),
        "most_keys": most_keys(figures.cases),
        "words": VERDICTS[said],
        "is_beyond": said in HOLDING,
        "is_normal": said == "normal",
        "decision": wanted,
        "form": DecisionForm(decision=wanted),
        "decisions": [(each, _who(each)) for each in decisions(SHOWN)],
        "totals": last_totals(SHOWN),
    }
    return render(request, "codes/exports.html", facts)


@needs(Action.HOLD_EXPORTS)
@require_POST
def decide_exports(request: Request, decision: str) -> HttpResponse:
    """Hold exports or let them go on."""
    if decision not in {*Decision}:
        raise Http404
    wanted = Decision(decision)
    form = DecisionForm(request.POST, decision=wanted)
    if not form.is_valid():
        messages.error(request, _("Say why."))
        return redirect("codes:exports")
    try:
        decide(
            wanted,
            form.cleaned_data["reason"],
            actor=holder_of(request).actor,
            moment=request.moment,
            server=code_server(),
        )
    except Unavailable:
        messages.error(request, _("The keyserver does not answer. Nothing was decided: try again in a minute."))
    else:
        held, goes_on = _("Exports are held."), _("Exports go on with the next full hour.")
        messages.success(request, held if wanted is Decision.HOLD else goes_on)
    return redirect("codes:exports")


def _state() -> ExportsResponse | None:
    try:
        return code_server().exports(ExportsAct.ASK)
    except Unavailable:
        return None


def _who(decision: ExportDecision) -> str:
    """Return who decided, as a person reads it."""
    kind, _sign, key = decision.actor.partition(":")
    if kind != "user":
        return _("the circuit breaker")
    return str(User.objects.filter(pk=key).first() or _("somebody who has left"))
