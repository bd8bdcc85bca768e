"""A form definition as a page asks it: Django's fields made from data, in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluezone.rollout.reporting.rules.explanations import FAULTS
from bluezone.rollout.reporting.rules.forms import (
    Check,
    Field,
    FieldKind,
    Finding,
    Form,
    Gathering,
    ValueFault,
    read_values,
)
from bluezone.rollout.reporting.rules.versions import CHOSEN
from bluezone.rollout.reporting.wording import REASONS

PREFIX: Final = "v-"
"""Stands before the key of a field of the definition, so that it cannot meet one of the page's own."""
PART: Final = "part"
REASON_CHOICES: Final = [(reason.value, REASONS[reason]) for reason in CHOSEN]


class ReportForm(forms.Form):
    """What somebody fills in; texts only, because the rules read the numbers.

    Args:
        definition: The form that is asked.
        filled: What was sent, or nothing.
        first: What stands in the fields at first.
    """

    id = forms.UUIDField(widget=forms.HiddenInput)
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(
        label=_("Day"),
        help_text=_("The day of which the figures speak."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, definition: Form, filled: Mapping[str, Any] | None = None, first: Mapping[str, Any] | None = None
    ) -> None:
        """Make the fields that the definition asks."""
        super().__init__(filled, initial=first)  # type: ignore[arg-type] # a request's data or none
        self.definition = definition
        self.language = get_language() or "vi"
        self.doubts: tuple[Check, ...] = ()
        if definition.part is not None:
            self.fields[PART] = forms.CharField(
                label=definition.part.in_language(self.language), required=False, max_length=40
            )
        for asked in definition.fields:
            self.fields[PREFIX + asked.key] = _field(asked, self.language)
        self.fields["reason"] = forms.ChoiceField(
            label=_("Why are the figures different?"),
            choices=REASON_CHOICES,
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields["confirmed"] = forms.BooleanField(label=_("I looked again; the figures are right"), required=False)
        self._hide("reason", "confirmed", *(["day"] if self.is_event else []))

    def clean(self) -> dict[str, Any]:
        """Read every field, so that all that is wrong is said at once."""
        given = super().clean() or {}
        written = {asked.key: given.get(PREFIX + asked.key) for asked in self.definition.fields}
        findings = read_values(self.definition, written).findings
        self.refuse(tuple(finding for finding in findings if finding.fault is not ValueFault.MISSING))
        return given

    def day_spoken_of(self) -> date:
        """Return the day of the report: an event's own time, where it has one, else what was chosen."""
        times = (asked.key for asked in self.definition.fields if asked.kind is FieldKind.TIME)
        written = next((str(self.cleaned_data.get(PREFIX + key) or "") for key in times), "")
        chosen: date = self.cleaned_data["day"]
        return datetime.fromisoformat(written).date() if self.is_event and written else chosen

    def values(self) -> dict[str, object]:
        """Return what was written, by the key of the definition's field."""
        return {asked.key: self.cleaned_data.get(PREFIX + asked.key) for asked in self.definition.fields}

    def refuse(self, findings: tuple[Finding, ...]) -> None:
        """Say at each field why it cannot be read."""
        for finding in findings:
            name = finding.field if finding.field == PART else PREFIX + finding.field
            self.add_error(name if name in self.fields else None, FAULTS[finding.fault].in_language(self.language))

    def ask_reason(self) -> None:
        """Ask why figures that were reported before are replaced."""
        self._show("reason")
        self.fields["reason"].required = True

    def ask_again(self, doubts: tuple[Check, ...]) -> None:
        """Ask to look again at what contradicts itself, and offer to send it nevertheless."""
        self.doubts = doubts
        self._show("confirmed")

    @property
    def doubt_words(self) -> list[str]:
        """What contradicts itself, in the reader's language."""
        return [check.message.in_language(self.language) for check in self.doubts]

    @property
    def is_event(self) -> bool:
        """Whether each report stands for itself."""
        return self.definition.gathering is Gathering.EVENT

    def _hide(self, *names: str) -> None:
        for name in names:
            self.fields[name].widget = forms.HiddenInput()

    def _show(self, name: str) -> None:
        radio = name == "reason"
        self.fields[name].widget = forms.RadioSelect(choices=REASON_CHOICES) if radio else forms.CheckboxInput()


def first_values(definition: Form, *, name: UUID, day: date, carried: Mapping[str, object]) -> dict[str, object]:
    """Return what stands in the fields at first: what changes slowly is offered again."""
    kept = {PREFIX + asked.key: carried.get(asked.key) for asked in definition.fields if asked.carried}
    return {"id": name, "day": day, **kept}


def every_value(definition: Form, values: Mapping[str, object]) -> dict[str, object]:
    """Return all values of a report as the fields hold them, for correcting it."""
    return {PREFIX + asked.key: values.get(asked.key) for asked in definition.fields}


def _field(asked: Field, language: str) -> forms.Field:
    words: dict[str, Any] = {
        "label": f"{asked.number}. {asked.label.in_language(language)}",
        "help_text": asked.help.in_language(language),
        "required": asked.required,
        "error_messages": {"required": FAULTS[ValueFault.MISSING].in_language(language)},
    }
    match asked.kind:
        case FieldKind.COUNT:
            widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            made: forms.Field = forms.CharField(widget=widget, max_length=60, **words)
        case FieldKind.CHOICE:
            made = _choice(asked, language, words)
        case FieldKind.TIME:
            made = forms.CharField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), **words)
        case FieldKind.LINK:
            widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})
            made = forms.CharField(widget=widget, max_length=2000, **words)
    return made


def _choice(asked: Field, language: str, words: dict[str, Any]) -> forms.Field:
    choices = [(key, label.in_language(language)) for key, label in asked.choices.items()]
    if asked.carried or not asked.required:
        return forms.ChoiceField(choices=[("", "—"), *choices], **words)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)


class UploadForm(forms.Form):
    """A workbook of reports."""

    workbook = forms.FileField(
        label=_("Workbook (.xlsx)"),
        help_text=_("The template below, filled. Nothing is imported while anything in it is unclear."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class KeeperForm(forms.Form):
    """Until when somebody keeps the gate; who it is, the agency knows and this system does not."""

    last_day = forms.DateField(
        label=_("Until and including"),
        help_text=_("The appointment begins now. No name is recorded; hand the link to whoever keeps the gate."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
