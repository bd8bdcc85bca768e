"""What the owner of the policy types or hands in; decisions are in the services."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bluezone.authority.policy.rules.versions import Approval
from bluezone.authority.policy.wording import COUNTED, NUMBERS
from bluezone.protocol.policy_feed import MOST_DUMMIES_A_DAY


def _number(name: str, most: int, least: int = 0) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=NUMBERS[name], min_value=least, max_value=most, widget=widget)


def _rate(name: str) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
    return forms.FloatField(label=NUMBERS[name], min_value=0, max_value=MOST_DUMMIES_A_DAY, widget=widget)


class PolicyForm(forms.Form):
    """The numbers of a version, who approved it, and from when it holds."""

    close_attenuation_db = _number("close_attenuation_db", 127)
    middle_attenuation_db = _number("middle_attenuation_db", 127)
    close_contact_minutes = _number("close_contact_minutes", 1440, 1)
    bluezone_tolerance = _number("bluezone_tolerance", 8)
    exposure_notification_tolerance = _number("exposure_notification_tolerance", 12)
    counted = forms.MultipleChoiceField(
        label=NUMBERS["counted"], choices=[*COUNTED.items()], widget=forms.CheckboxSelectMultiple
    )
    dummy_reports_a_day = _rate("dummy_reports_a_day")
    dummy_letters_a_day = _rate("dummy_letters_a_day")
    approved_by = forms.CharField(
        label=_("Approved by"),
        max_length=100,
        help_text=_("The body and office, such as: Ministry of Health, Minister."),
    )
    decision = forms.CharField(label=_("Decision: number and day"), max_length=90)
    day = forms.DateField(label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def numbers(self) -> dict[str, Any]:
        """Return the numbers."""
        return {name: self.cleaned_data[name] for name in NUMBERS}

    def approval(self) -> Approval:
        """Return who answers for the version and from when it holds, in the province's time."""
        given = self.cleaned_data
        effective = datetime.combine(given["day"], given["time"], ZoneInfo(settings.TIME_ZONE))
        return Approval(given["approved_by"], given["decision"], effective)


class FileForm(forms.Form):
    """A file with the numbers; what it says fills the form, where it is looked at before it is kept."""

    file = forms.FileField(
        label=_("File (JSON)"), help_text=_("The fields of the signed feed, as docs/protocol.md has them.")
    )
