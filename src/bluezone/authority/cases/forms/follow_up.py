"""What is typed of a visit, on the spot or from paper."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.forms.people import NOTHING, day_field, words_field
from bluezone.authority.cases.rules.words import FollowUp, QuarantinePlace, Symptom, VisitResult
from bluezone.authority.cases.services import VisitFacts
from bluezone.authority.cases.wording import FOLLOW_UPS, QUARANTINE_PLACES, SYMPTOMS, VISIT_RESULTS, choices

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict

LEAST_CELSIUS: Final = Decimal("30.0")
MOST_CELSIUS: Final = Decimal("45.0")


class CelsiusInput(forms.TextInput):
    """Where a temperature is typed; a comma counts as a point, whatever the language."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: "MultiValueDict[str, UploadedFile[Any]]", name: str
    ) -> str:
        """Return what was typed, with a point."""
        return str(super().value_from_datadict(data, files, name) or "").replace(",", ".")


def temperature_field() -> forms.DecimalField:
    """Return a field for a temperature to a tenth of a degree."""
    return forms.DecimalField(
        label=_("Temperature °C"),
        required=False,
        min_value=LEAST_CELSIUS,
        max_value=MOST_CELSIUS,
        max_digits=3,
        decimal_places=1,
        widget=CelsiusInput(attrs={"inputmode": "decimal", "maxlength": "5", "autocomplete": "off"}),
    )


class VisitForm(forms.Form):
    """One visit; its id is made by the page, so that sending it again is sending it once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    day = day_field(_("Day"), required=True)
    result = forms.TypedChoiceField(
        label=_("What happened"), choices=choices(VISIT_RESULTS), coerce=VisitResult, widget=forms.RadioSelect
    )
    symptoms = forms.TypedMultipleChoiceField(
        label=_("Symptoms"),
        choices=choices(SYMPTOMS),
        coerce=Symptom,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    temperature = temperature_field()
    note = words_field(_("Note"), 500)

    def visit(self) -> VisitFacts:
        """Return what was typed."""
        given = self.cleaned_data
        return VisitFacts(
            given["id"],
            given["day"],
            given["result"],
            tuple(given["symptoms"]),
            given["temperature"],
            given["note"],
        )


class PaperForm(forms.Form):
    """One row of a paper sheet; an empty result means that the row is not entered."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[("cases", ""), ("contacts", "")], widget=forms.HiddenInput)
    record = forms.UUIDField(widget=forms.HiddenInput)
    result = forms.TypedChoiceField(
        label=_("What happened"),
        choices=[("", NOTHING), *choices(VISIT_RESULTS)],
        coerce=VisitResult,
        required=False,
        empty_value=None,
    )
    temperature = temperature_field()
    fever = forms.BooleanField(label=_("fever"), required=False)
    cough = forms.BooleanField(label=_("cough"), required=False)
    note = words_field(_("Note"), 500)

    @property
    def key(self) -> tuple[str, UUID]:
        """Whose row this is."""
        return self.cleaned_data["kind"], self.cleaned_data["record"]

    def visit(self, day: date) -> VisitFacts:
        """Return what the paper says of a day."""
        given = self.cleaned_data
        symptoms = tuple(word for word in (Symptom.FEVER, Symptom.COUGH) if given[word.value])
        return VisitFacts(given["id"], day, given["result"], symptoms, given["temperature"], given["note"])


PaperFormSet = forms.formset_factory(PaperForm, extra=0, max_num=200, absolute_max=200)


class StandingForm(forms.Form):
    """What a follow-up is from now on."""

    state = forms.TypedChoiceField(
        label=_("The follow-up is"),
        choices=[choice for choice in choices(FOLLOW_UPS) if choice[0] != FollowUp.COMPLETED],
        coerce=FollowUp,
        widget=forms.RadioSelect,
    )


class OrderForm(forms.Form):
    """An order to stay; number, day and seal are the clerk's."""

    place = forms.TypedChoiceField(
        label=_("Place"),
        choices=choices(QUARANTINE_PLACES),
        coerce=QuarantinePlace,
        initial=QuarantinePlace.HOME,
        widget=forms.RadioSelect,
    )
    facility = words_field(_("Name of the facility"), 200, help_text=_("Empty for a stay at home."))
    first_day = day_field(_("From"), required=True)
    last_day = day_field(_("Until"), required=True)
