"""The definitions: who is an F1 and for how many days, version by version, with the decision behind each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.authority.accounts.access import day_of, holder_of, needs, open_to_all
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.forms.work import DefinitionForm
from bluezone.authority.cases.models import Definition
from bluezone.authority.cases.refusals import in_words
from bluezone.authority.cases.rules.definitions import Numbers, numbers_in
from bluezone.authority.cases.services import Doing, define
from bluezone.authority.cases.views.records import way
from bluezone.authority.cases.wording import NUMBERS
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation

PURPOSE = "definition"


@open_to_all
@require_GET
def definitions(request: Request) -> HttpResponse:
    """Show every version to whoever is logged in: they name nobody."""
    holder, day = holder_of(request), day_of(request)
    if not holder.actor:
        raise PermissionDenied
    versions = [
        {
            "row": row,
            "numbers": [(label, getattr(numbers_in(row.rules), name)) for name, label in NUMBERS.items()],
            "in_force": row.validity.holds(day),
        }
        for row in Definition.objects.all()
    ]
    facts = {
        "versions": versions,
        "may_define": holder.may(Action.DEFINE_CASES),
        "crumbs": way(Crumb(_("Definitions"))),
    }
    return render(request, "cases/definitions.html", facts)


@needs(Action.DEFINE_CASES)
@require_http_methods(["GET", "POST"])
def new_definition(request: Request) -> HttpResponse:
    """Add a version that holds from a day on."""
    form = DefinitionForm(request.POST or None, initial=_last().as_rules() | {"first_day": day_of(request)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        by = Doing(holder_of(request).actor, PURPOSE, request.moment)
        try:
            define(given["title"], given["decided_by"], form.numbers(), given["first_day"], by)
        except RuleViolation as refused:
            form.add_error(None, in_words(refused))
        else:
            messages.success(request, _("The new version is noted."))
            return redirect("cases:definitions")
    back = reverse("cases:definitions")
    facts = {"form": form, "back": back, "crumbs": way(Crumb(_("Definitions"), back), Crumb(_("New version")))}
    return render(request, "cases/new_definition.html", facts, status=409 if request.method == "POST" else 200)


def _last() -> Numbers:
    last = Definition.objects.first()
    return numbers_in(last.rules) if last else Numbers()
