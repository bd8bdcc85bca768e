"""What is typed of contacts: one exposure, or an interview line by line."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.forms.people import NO_HISTORY, NOTHING, day_field, words_field
from bluezone.authority.cases.models.people import FIRST_BIRTH_YEAR
from bluezone.authority.cases.rules.words import Certainty, Closeness, Setting, Sex
from bluezone.authority.cases.services import ExposureFacts, PersonFacts
from bluezone.authority.cases.wording import CERTAINTIES, CLOSENESSES, SETTINGS, choices
from bluezone.authority.territory.models import Unit

LONGEST_MINUTES: Final = 7 * 24 * 60
SHORT_SEXES: Final = [(Sex.UNKNOWN, NOTHING), (Sex.FEMALE, _("female")), (Sex.MALE, _("male")), (Sex.OTHER, _("other"))]


def at(day: date, clock: time | None) -> datetime:
    """Return a moment of a day in the province; the day's beginning when no time is known."""
    return datetime.combine(day, clock or time(), ZoneInfo(settings.TIME_ZONE))


class ExposureForm(forms.Form):
    """When, where and how near two people met."""

    day = day_field(_("Met on"), required=True)
    last_day = day_field(_("and until"), help_text=_("For people who meet each day, such as a household."))
    day_is_estimated = forms.BooleanField(label=_("The day is an estimate"), required=False)
    setting = forms.TypedChoiceField(
        label=_("Where"), choices=choices(SETTINGS), coerce=Setting, initial=Setting.HOUSEHOLD
    )
    closeness = forms.TypedChoiceField(
        label=_("How near"), choices=choices(CLOSENESSES), coerce=Closeness, initial=Closeness.UNKNOWN
    )
    begin = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=_("For how many minutes"),
        required=False,
        min_value=0,
        max_value=LONGEST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    certainty = forms.TypedChoiceField(
        label=_("Certainty"), choices=choices(CERTAINTIES), coerce=Certainty, initial=Certainty.PROBABLE
    )

    def exposure(self) -> ExposureFacts:
        """Return what was typed."""
        given = self.cleaned_data
        last = given["last_day"]
        return ExposureFacts(
            start=at(given["day"], given["begin"]),
            end=at(last, given["begin"]) if last else None,
            setting=given["setting"],
            minutes=given["minutes"],
            closeness=given["closeness"],
            certainty=given["certainty"],
            day_is_estimated=given["day_is_estimated"],
        )


class SourceForm(ExposureForm):
    """An exposure to a case that is named by its number."""

    number = words_field(
        _("Number of the case"), 40, required=True, help_text=_("As its page says, such as BN34 or 1a2b3c4d.")
    )
    field_order = ("number",)


class LineForm(forms.Form):
    """One line of an interview: who, how to reach them; what is empty comes from the head of the page."""

    name = words_field(_("Full name"), 200)
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=FIRST_BIRTH_YEAR,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", **NO_HISTORY}),
    )
    sex = forms.TypedChoiceField(label=_("Sex"), choices=SHORT_SEXES, coerce=Sex, required=False)
    phone = forms.RegexField(
        r"\A[0-9 +.()-]{0,20}\Z",
        label=_("Telephone"),
        required=False,
        error_messages={"invalid": _("Digits, spaces and a plus sign.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", **NO_HISTORY}),
    )
    address = words_field(_("Address"), 300)
    day = day_field(_("Met on"))
    setting = forms.TypedChoiceField(
        label=_("Where"), choices=[("", NOTHING), *choices(SETTINGS)], coerce=Setting, required=False, empty_value=None
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=0,
        max_value=LONGEST_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "5"}),
    )
    closeness = forms.TypedChoiceField(
        label=_("How near"),
        choices=[("", NOTHING), *choices(CLOSENESSES)],
        coerce=Closeness,
        required=False,
        empty_value=None,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the name of whoever has anything else on the line."""
        given = super().clean() or {}
        if not given.get("name") and any(given.get(key) for key in ("birth_year", "phone", "address", "minutes")):
            self.add_error("name", _("Say who this is, or empty the line."))
        return given

    @property
    def is_filled(self) -> bool:
        """Whether somebody stands on the line."""
        return bool(self.cleaned_data.get("name"))

    def person(self, unit: Unit | None) -> PersonFacts:
        """Return who stands on the line."""
        given = self.cleaned_data
        phone = "".join(sign for sign in given["phone"] if sign.isdigit() or sign == "+")[:16]
        return PersonFacts(
            given["name"],
            sex=given["sex"] or Sex.UNKNOWN,
            birth_year=given["birth_year"],
            phone=phone,
            address=given["address"],
            unit=unit,
        )

    def exposure(self, head: Mapping[str, Any]) -> ExposureFacts:
        """Return how the two met, from the line and, where it is empty, from the head of the page."""
        given = self.cleaned_data
        last = head["last_day"] if given["day"] is None else None
        return ExposureFacts(
            start=at(given["day"] or head["day"], None),
            end=at(last, None) if last else None,
            setting=given["setting"] or head["setting"],
            minutes=given["minutes"],
            closeness=given["closeness"] or Closeness.UNKNOWN,
            day_is_estimated=head["day_is_estimated"],
        )


class HeadForm(forms.Form):
    """What holds for every line that does not say otherwise."""

    day = day_field(_("Met on"), required=True)
    last_day = day_field(_("and until"), help_text=_("For people who meet each day, such as a household."))
    setting = forms.TypedChoiceField(
        label=_("Where"), choices=choices(SETTINGS), coerce=Setting, initial=Setting.HOUSEHOLD
    )
    day_is_estimated = forms.BooleanField(label=_("The day is an estimate"), required=False)


LineFormSet = forms.formset_factory(LineForm, extra=0, max_num=200, absolute_max=200)
