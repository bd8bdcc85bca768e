"""What is printed for schools, movements and whoever goes out: invitations by class, certificates, guides."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_safe

from bluezone.authority.accounts.access import asks_nobody, day_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.printing.certificates import MOST as MOST_CERTIFICATES
from bluezone.rollout.fieldwork.printing.certificates import Gathering, certificates
from bluezone.rollout.fieldwork.printing.guides import Guide, file_name, guide_sheet
from bluezone.rollout.fieldwork.printing.invitations import MOST, Invited, invitations
from bluezone.rollout.fieldwork.printing.setting import LANGUAGES
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.queries import form_on, read_definition
from bluezone.rollout.reporting.queries.events import school_classes
from bluezone.rollout.reporting.rules.forms import ValueFault, read_part
from bluezone.rollout.reporting.shown import choice_words
from bluezone.rollout.studio.queries import imprint
from bluezone.rollout.studio.views.parts import attached

PDF: Final = "application/pdf"
IN_LANGUAGES: Final = [("vi", "Tiếng Việt"), ("en", "English")]
SORTS: Final = [
    ("slips", gettext_lazy("Slips, four a page, to be cut")),
    ("letters", gettext_lazy("Letters, one page a family")),
]
DAY: Final = "%Y-%m-%d"
BETWEEN: Final = {
    "min_value": gettext_lazy("Print at least %(limit_value)s."),
    "max_value": gettext_lazy("At most %(limit_value)s can be printed at once."),
}


class InvitationsForm(forms.Form):
    """For which class, how many, in which form."""

    part = forms.CharField(
        label=gettext_lazy("Class"),
        required=False,
        max_length=8,
        help_text=gettext_lazy("Left empty, no class is printed."),
    )
    families = forms.IntegerField(label=gettext_lazy("Families"), min_value=1, max_value=MOST, error_messages=BETWEEN)
    sort = forms.ChoiceField(label=gettext_lazy("Sheets"), choices=SORTS, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=IN_LANGUAGES, widget=forms.RadioSelect)

    def clean_part(self) -> str:
        """Return the class as reports name it."""
        read = read_part(form_on("school_week", date.max), str(self.cleaned_data["part"]))
        if isinstance(read, ValueFault):
            raise forms.ValidationError(_("A class is a number and letters, such as 7A."))
        return read


class CertificatesForm(forms.Form):
    """How many, in which language."""

    copies = forms.IntegerField(
        label=gettext_lazy("Certificates"), min_value=1, max_value=MOST_CERTIFICATES, error_messages=BETWEEN
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=IN_LANGUAGES, widget=forms.RadioSelect)


@needs(Action.SUBMIT_REPORTS)
@never_cache
@require_GET
def invitation_sheets(request: Request, unit_id: UUID) -> HttpResponse:
    """Ask for which class invitations are printed, or give them; the family's name is written by hand."""
    school = get_object_or_404(Unit, pk=unit_id)
    inside(request, Action.SUBMIT_REPORTS, school)
    classes = school_classes(school.pk, day_of(request))

    def made(given: Mapping[str, Any]) -> HttpResponse:
        invited = Invited(school.name, school.stat_code, given["part"], given["families"])
        is_letters = given["sort"] == "letters"
        content = invitations(invited, imprint(), language=given["language"], letters=is_letters)
        return attached(content, PDF, f"bluezone-{given['sort']}-{given['part'] or 'class'}-{given['language']}.pdf")

    first = {"families": 40, "sort": "slips", "language": get_language() or "vi"}
    context = {
        "title": _("Invitations to families"),
        "lead": _("For the teacher to hand out. The child's name is written on each by hand and kept nowhere."),
        "unit": school,
        "classes": classes,
        "crumbs": _way(school),
    }
    return _asked(request, InvitationsForm, first, context, made)


@needs(Action.PLAN_MOVEMENT)
@never_cache
@require_GET
def certificate_sheets(request: Request, submission_id: UUID) -> HttpResponse:
    """Ask how many certificates of an event are printed, or give them; the volunteer's name is written by hand."""
    event = get_object_or_404(Submission.objects.select_related("unit", "form"), pk=submission_id)
    inside(request, Action.PLAN_MOVEMENT, event.unit, event.structure_date)
    if event.form.key != "movement_event" or not event.values:
        raise Http404

    def made(given: Mapping[str, Any]) -> HttpResponse:
        content = certificates(
            _gathering(event, given["language"]), imprint(), language=given["language"], copies=given["copies"]
        )
        return attached(content, PDF, f"bluezone-certificates-{event.last_day.strftime(DAY)}-{given['language']}.pdf")

    first = {
        "copies": event.values.get("volunteers") or 1,
        "language": get_language() or "vi",
    }
    context = {
        "title": _("Certificates for volunteers"),
        "lead": _("A line for the name, the event and its counts. No seal is printed; whoever may, signs by hand."),
        "unit": event.unit,
        "crumbs": _way(event.unit),
    }
    return _asked(request, CertificatesForm, first, context, made)


@asks_nobody
@require_safe
@cache_control(public=True, max_age=3600)
def guide(_request: Request, name: str, language: str) -> HttpResponse:
    """Give a guide of one page to whoever asks; nothing in it is secret."""
    if name not in [each.value for each in Guide] or language not in LANGUAGES:
        raise Http404
    content = guide_sheet(Guide(name), imprint(), language=language)
    headers = {"Content-Disposition": f'inline; filename="{file_name(Guide(name), language)}"'}
    return HttpResponse(content, content_type=PDF, headers=headers)


def _asked(
    request: Request,
    form_class: type[forms.Form],
    first: Mapping[str, object],
    context: Mapping[str, object],
    made: Callable[[Mapping[str, Any]], HttpResponse],
) -> HttpResponse:
    """Return what was asked for, or the page that asks."""
    is_asked = "language" in request.GET
    form = form_class(request.GET) if is_asked else form_class(initial={**first, **request.GET.dict()})
    if is_asked and form.is_valid():
        return made(form.cleaned_data)
    status = 422 if is_asked else 200
    return render(request, "fieldwork/printed.html", {**context, "form": form}, status=status)


def _way(unit: Unit) -> list[Crumb]:
    return [
        Crumb(_("Overview"), "/"),
        Crumb(unit.short_name, reverse("reporting:history", args=[unit.pk])),
        Crumb(_("Print")),
    ]


def _gathering(event: Submission, language: str) -> Gathering:
    activity = str(event.values.get("activity", ""))
    words = choice_words(read_definition(event.form), "activity", language)
    counted = (event.values.get("checked_in"), event.values.get("helped"))
    people, phones = (each if isinstance(each, int) else None for each in counted)
    return Gathering(event.unit.name, words.get(activity, activity), event.last_day, people, phones)
