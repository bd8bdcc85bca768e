"""What is typed around a record: notes, passing on, milestones, definitions, and why a list is exported."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.forms.people import day_field, words_field
from bluezone.authority.cases.rules.definitions import LONGEST_DAYS, LONGEST_MINUTES, Numbers
from bluezone.authority.cases.rules.words import Certainty, ExportReason, MilestoneSource
from bluezone.authority.cases.services import MilestoneFacts
from bluezone.authority.cases.wording import CERTAINTIES, EXPORT_REASONS, MILESTONE_SOURCES, NUMBERS, choices
from bluezone.authority.territory.models import Unit

FORMATS: Final = [("xlsx", "XLSX"), ("csv", "CSV")]


class NoteForm(forms.Form):
    """A note; it is part of the health record."""

    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class TransferForm(forms.Form):
    """Why a record is passed on; to whom, the unit picker says."""

    reason = words_field(_("Reason"), 200, required=True, help_text=_("Such as: moved, treated there, wrong commune."))


class ExportForm(forms.Form):
    """Why a list with names leaves the system, and as what."""

    reason = forms.TypedChoiceField(
        label=_("What it is for"), choices=choices(EXPORT_REASONS), coerce=ExportReason, widget=forms.RadioSelect
    )
    file = forms.ChoiceField(label=_("File"), choices=FORMATS, initial="xlsx", widget=forms.RadioSelect)


class MilestoneForm(forms.Form):
    """A place and an interval; in which unit the place lies, the unit picker says."""

    place = words_field(
        _("Place"), 200, required=True, help_text=_("Such as: Mường Tè market, meat stalls. No name of a person.")
    )
    is_private = forms.BooleanField(label=_("This is a private home: it is never published"), required=False)
    day = day_field(_("Day"), required=True)
    begin = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    finish = forms.TimeField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: not known, two hours are assumed. An earlier time than the first one is of the next day."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    source = forms.TypedChoiceField(
        label=_("Known from"),
        choices=choices(MILESTONE_SOURCES),
        coerce=MilestoneSource,
        initial=MilestoneSource.INTERVIEW,
    )
    certainty = forms.TypedChoiceField(
        label=_("Certainty"), choices=choices(CERTAINTIES), coerce=Certainty, initial=Certainty.PROBABLE
    )

    def milestone(self, unit: Unit) -> MilestoneFacts:
        """Return what was typed; an end before the beginning is of the next day, one at the beginning is refused later."""
        given, zone = self.cleaned_data, ZoneInfo(settings.TIME_ZONE)
        start = datetime.combine(given["day"], given["begin"], zone)
        end = None
        if given["finish"] is not None:
            end = datetime.combine(given["day"], given["finish"], zone)
            end += timedelta(days=1) if end < start else timedelta(0)
        return MilestoneFacts(
            given["place"],
            unit,
            start,
            end,
            source=given["source"],
            certainty=given["certainty"],
            is_private=given["is_private"],
        )


def number_field(name: str) -> forms.IntegerField:
    """Return the field of one number of a definition."""
    most = LONGEST_MINUTES if name == "contact_minutes" else LONGEST_DAYS
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=NUMBERS[name], min_value=0, max_value=most, widget=widget)


class DefinitionForm(forms.Form):
    """A new version: title, decision, first day, and each number."""

    title = words_field(_("Title"), 200, required=True)
    decided_by = words_field(_("Decision: number and day"), 200, required=True)
    first_day = day_field(_("In force from"), required=True)

    follow_up_days = number_field("follow_up_days")
    second_follow_up_days = number_field("second_follow_up_days")
    quarantine_days = number_field("quarantine_days")
    infectious_days_before = number_field("infectious_days_before")
    infectious_days_after = number_field("infectious_days_after")
    contact_minutes = number_field("contact_minutes")
    contact_metres = number_field("contact_metres")

    def numbers(self) -> Numbers:
        """Return the numbers."""
        return Numbers(**{name: self.cleaned_data[name] for name in NUMBERS})
