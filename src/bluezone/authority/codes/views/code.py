"""The page of one code: what became of it, ask again, revoke."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.codes.case_desk import case_desk
from bluezone.authority.codes.keyserver import code_server
from bluezone.authority.codes.models import Code
from bluezone.authority.codes.rules.words import CodeState
from bluezone.authority.codes.services import ask, revoke
from bluezone.authority.codes.wording import in_words
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation, Unavailable


@needs(Action.ISSUE_CODES)
@require_GET
def code(request: Request, code_id: UUID) -> HttpResponse:
    """Show what became of a code; the code itself is kept nowhere."""
    found = own_code(request, code_id)
    crumbs = [Crumb(_("Overview"), "/"), Crumb(_("Codes"), reverse("codes:codes")), Crumb(str(found))]
    facts = {
        "code": found,
        "case": case_desk().cases_of([found]).get(found.pk),
        "crumbs": crumbs,
        "is_open": found.state == CodeState.ISSUED,
    }
    return render(request, "codes/code.html", facts)


@needs(Action.ISSUE_CODES)
@require_POST
def ask_now(request: Request, code_id: UUID) -> HttpResponse:
    """Ask the keyserver now what became of a code."""
    found = own_code(request, code_id)
    try:
        asked = ask(found, moment=request.moment, server=code_server())
    except Unavailable:
        _say_unavailable(request)
    else:
        messages.success(request, _("The code is %(state)s.") % {"state": asked.get_state_display()})
    return _back(request, found)


@needs(Action.ISSUE_CODES)
@require_POST
def revoke_code(request: Request, code_id: UUID) -> HttpResponse:
    """End a code now."""
    found = own_code(request, code_id)
    try:
        revoke(found, actor=holder_of(request).actor, moment=request.moment, server=code_server())
    except RuleViolation as refused:
        messages.error(request, in_words(refused))
    except Unavailable:
        _say_unavailable(request)
    else:
        messages.success(request, _("The code is revoked."))
    return _back(request, found)


def own_code(request: Request, code_id: UUID) -> Code:
    """Return a code of a unit for which the holder issues codes."""
    found = get_object_or_404(Code.objects.select_related("unit", "batch", "replaces", "laboratory"), pk=code_id)
    inside(request, Action.ISSUE_CODES, found.unit)
    return found


def _back(request: Request, code: Code) -> HttpResponse:
    """Go back to the page that asked, such as that of the case."""
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("codes:code", code.pk)


def _say_unavailable(request: Request) -> None:
    messages.error(request, _("The keyserver does not answer. Nothing changed: try again in a minute."))
