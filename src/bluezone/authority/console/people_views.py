"""The administrator's pages: people, what they are, and how they get in."""

from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.invitations import invitation
from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import EVERYWHERE, Action, Role, holds
from bluezone.authority.accounts.services import (
    Term,
    allow_login,
    assign,
    create_user,
    end_assignment,
    reset_login,
)
from bluezone.authority.accounts.wording import ROLES
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.forms import AssignmentForm, EndForm, NameForm
from bluezone.authority.console.unit_picker import answers, chosen_unit
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation


@needs(Action.ADMINISTER_ACCOUNTS)
@require_GET
def people(request: Request) -> HttpResponse:
    """List everybody who can log in, with what they are today."""
    day = day_of(request)
    everybody = User.objects.prefetch_related("assignments__unit").order_by("full_name")
    second = {*Authenticator.objects.values_list("user_id", flat=True)}
    rows = [
        {
            "person": person,
            "roles": [_described(each) for each in person.assignments.all() if _in_force(each, day)],
            "has_second_factor": person.pk in second,
        }
        for person in everybody
    ]
    return render(request, "console/people.html", {"rows": rows, "crumbs": _way(_("Accounts"))})


@needs(Action.ADMINISTER_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def new_person(request: Request) -> HttpResponse:
    """Make an account and show its invitation."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = create_user(
            form.cleaned_data["username"],
            form.cleaned_data["full_name"],
            actor=holder_of(request).actor,
            moment=request.moment,
        )
        request.session["invite"] = str(person.pk)
        return redirect("console:person", person.pk)
    return render(request, "console/new_person.html", {"form": form, "crumbs": _way(_("New person"), people=True)})


@needs(Action.ADMINISTER_ACCOUNTS)
@require_GET
def person(request: Request, person_id: UUID) -> HttpResponse:
    """Show one person: what they are and were, and a new invitation once."""
    shown = get_object_or_404(User, pk=person_id)
    facts = {
        "person": shown,
        "assignments": [
            {"row": each, "words": _described(each), "in_force": _in_force(each, day_of(request))}
            for each in shown.assignments.select_related("unit")
        ],
        "form": AssignmentForm(initial={"first": day_of(request)}),
        "today": day_of(request),
        "invitation": _invitation_once(request, shown),
        "second_factors": Authenticator.objects.filter(user_id=shown.pk).count(),
        "crumbs": _way(shown.full_name, people=True),
    }
    return render(request, "console/person.html", facts)


@needs(Action.ADMINISTER_ACCOUNTS)
@require_POST
def add_assignment(request: Request, person_id: UUID) -> HttpResponse:
    """Make somebody something, somewhere."""
    who = get_object_or_404(User, pk=person_id)
    form, unit = AssignmentForm(request.POST), chosen_unit(request)
    if not form.is_valid():
        messages.error(request, _("Choose a role and a first day."))
    elif unit is None and form.cleaned_data["role"] not in EVERYWHERE:
        messages.error(request, _("Choose the unit: search it by name or code, then mark it."))
    else:
        term = Term(form.cleaned_data["first"], form.cleaned_data["last"])
        role = form.cleaned_data["role"]
        _assign(request, who, role, None if role in EVERYWHERE else unit, term)
    return redirect("console:person", who.pk)


@needs(Action.ADMINISTER_ACCOUNTS)
@require_POST
def close_assignment(request: Request, assignment_id: UUID) -> HttpResponse:
    """End what somebody is."""
    row = get_object_or_404(Assignment, pk=assignment_id)
    form = EndForm(request.POST)
    last = form.cleaned_data["last"] if form.is_valid() else day_of(request)
    end_assignment(row, last, actor=holder_of(request).actor, moment=request.moment)
    messages.success(request, _("The assignment ends on that day."))
    return redirect("console:person", row.user_id)


@needs(Action.ADMINISTER_ACCOUNTS)
@require_POST
def invite_again(request: Request, person_id: UUID) -> HttpResponse:
    """Take password and second factors away and show a new invitation: the telephone was lost."""
    who = get_object_or_404(User, pk=person_id)
    reset_login(who, actor=holder_of(request).actor, moment=request.moment)
    Authenticator.objects.filter(user_id=who.pk).delete()
    request.session["invite"] = str(who.pk)
    return redirect("console:person", who.pk)


@needs(Action.ADMINISTER_ACCOUNTS)
@require_POST
def switch_login(request: Request, person_id: UUID) -> HttpResponse:
    """Let somebody log in, or no longer; a session that is open ends at its next click."""
    who = get_object_or_404(User, pk=person_id)
    if who == holder_of(request).user:
        messages.error(request, _("You cannot lock yourself out."))
    else:
        allow_login(who, allowed=not who.is_active, actor=holder_of(request).actor, moment=request.moment)
    return redirect("console:person", who.pk)


@needs(Action.ADMINISTER_ACCOUNTS)
@require_GET
def find_units(request: Request) -> HttpResponse:
    """Answer the unit picker's search with a list to choose from."""
    text = request.GET.get("unit_text", "")
    facts = {"answers": answers(text, day_of(request)) if text.strip() else [], "asked": bool(text.strip())}
    return render(request, "console/parts/unit_answers.html", facts)


def _assign(request: Request, who: User, role: Role, unit: Unit | None, term: Term) -> None:
    try:
        assign(who, role, unit, term=term, actor=holder_of(request).actor, moment=request.moment)
    except RuleViolation as refused:
        messages.error(request, REFUSALS[refused.code]())
    else:
        messages.success(request, _("The assignment is noted."))


REFUSALS = {
    "assignment_ends_before_it_begins": lambda: _("The last day is before the first day."),
    "assignment_to_oneself": lambda: _("Nobody gives a role to oneself: another administrator does."),
    "assignment_exists": lambda: _("This assignment exists already."),
}


def _invitation_once(request: Request, shown: User) -> str:
    if request.session.pop("invite", None) != str(shown.pk):
        return ""
    return settings.CONSOLE_ORIGIN + reverse("console:invitation", args=invitation(shown))


def _in_force(row: Assignment, day: date) -> bool:
    return holds(day, row.valid_from, row.valid_to)


def _described(row: Assignment) -> dict[str, object]:
    return {"role": ROLES[Role(row.role)], "unit": row.unit}


def _way(here: str, *, people: bool = False) -> list[Crumb]:
    first = [Crumb(_("Overview"), "/")]
    return [*first, *([Crumb(_("Accounts"), reverse("console:people"))] if people else []), Crumb(here)]
