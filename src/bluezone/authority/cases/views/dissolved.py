"""What lies with units that stand no more: counted, passed on to whom followed them, taken back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.purposes import Purpose
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.queries.dissolved import acts_for, dissolved_for, successors_on
from bluezone.authority.cases.refusals import in_words
from bluezone.authority.cases.services import Doing, pass_on_all, take_all_back
from bluezone.authority.cases.views.records import way
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

EDIT = Action.EDIT_CASES


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def dissolved(request: Request) -> HttpResponse:
    """Say how many records lie with each dissolved unit, before anything moves; then pass those of one on."""
    if request.method == "POST":
        _between_units(request, _pass_on)
        return redirect("cases:dissolved")
    holder, day = holder_of(request), day_of(request)
    facts = {
        "rows": dissolved_for(holder, day),
        "acts": acts_for(holder, day),
        "crumbs": way(Crumb(_("Cases"), reverse("cases:cases")), Crumb(_("Dissolved units"))),
    }
    return render(request, "cases/dissolved.html", facts)


@needs(EDIT)
@require_POST
def take_back(request: Request) -> HttpResponse:
    """Take one such act back."""
    _between_units(request, _take_back)
    return redirect("cases:dissolved")


def _pass_on(request: Request, old: Unit, new: Unit) -> str:
    reason = _("%(unit)s was dissolved") % {"unit": old.name}
    count = pass_on_all(old, new, reason[:200], _doing(request))
    return ngettext("%(count)d record was passed on.", "%(count)d records were passed on.", count) % {"count": count}


def _take_back(request: Request, old: Unit, new: Unit) -> str:
    count = take_all_back(old, new, _moment(request), _("passing on was undone"), _doing(request))
    return ngettext("%(count)d record lies where it lay.", "%(count)d records lie where they lay.", count) % {
        "count": count
    }


def _between_units(request: Request, act: Callable[[Request, Unit, Unit], str]) -> None:
    """Do something between the two units that the form names, all successors being the holder's, and say what came of it."""
    old, new = (_unit(request.POST.get(name, "")) for name in ("unit", "successor"))
    if old is None or new is None:
        messages.error(request, _("Choose the unit that followed."))
        return
    for each in {new, *successors_on(old, day_of(request))}:
        inside(request, EDIT, each)
    try:
        messages.success(request, act(request, old, new))
    except RuleViolation as refused:
        messages.error(request, str(in_words(refused)))


def _doing(request: Request) -> Doing:
    return Doing(holder_of(request).actor, Purpose.FOLLOW_UP, request.moment)


def _unit(text: str) -> Unit | None:
    try:
        return Unit.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _moment(request: Request) -> datetime:
    """Return the moment that the form names; one at which nothing was passed on, when it is nonsense."""
    try:
        named = datetime.fromisoformat(request.POST.get("moment", ""))
    except ValueError:
        return request.moment
    return named if named.tzinfo else request.moment
