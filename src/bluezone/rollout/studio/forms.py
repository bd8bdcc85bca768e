"""The editor's form, the reviewer's, and the one that asks what to print for whom."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from bluezone.authority.feeds.showing import in_words
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.models import StudioText
from bluezone.rollout.studio.refusals import REFUSALS
from bluezone.rollout.studio.rules.filling import WORDS
from bluezone.rollout.studio.rules.words import Message, Text
from bluezone.rollout.studio.wording import FIELDS

ONE_SMS: Final = _("One SMS: at most 70 characters.")
PLAIN_SMS: Final = _("One SMS: at most 160 characters of the SMS alphabet, without diacritics.")
COUNTED: Final = ("loudspeaker", "radio_30", "radio_60", "sms_accented", "sms_plain")
LIVE: Final = {
    "hx-post": reverse_lazy("studio:counted"),
    "hx-trigger": "input changed delay:600ms",
    "hx-target": "#counts",
    "hx-include": "closest form",
}
"""What lets a field be counted while it is typed; without a script the count comes with the next page."""


def _text_of(rows: int, limit: int, *, live: bool = False) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": limit, **(LIVE if live else {})})


class TextForm(forms.Form):
    """The words of a text; braces leave open what is filled in when the text is used."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    headline = forms.CharField(
        label=FIELDS["headline"], max_length=120, help_text=_("To be read from across a street: few words.")
    )
    lead = forms.CharField(label=FIELDS["lead"], max_length=400, widget=_text_of(2, 400))
    steps = forms.CharField(
        label=FIELDS["steps"],
        max_length=1000,
        widget=_text_of(4, 1000),
        help_text=_("One step a line, three are best."),
    )
    promise = forms.CharField(
        label=FIELDS["promise"],
        max_length=500,
        widget=_text_of(3, 500),
        help_text=_("Only what is true: what stays on the phone, and that one may refuse without any consequence."),
    )
    loudspeaker = forms.CharField(
        label=FIELDS["loudspeaker"],
        max_length=3000,
        required=False,
        widget=_text_of(6, 3000, live=True),
        help_text=_("From 15 seconds to two minutes."),
    )
    radio_30 = forms.CharField(
        label=FIELDS["radio_30"],
        max_length=1000,
        required=False,
        widget=_text_of(4, 1000, live=True),
        help_text=_("From 24 to 30 seconds."),
    )
    radio_60 = forms.CharField(
        label=FIELDS["radio_60"],
        max_length=2000,
        required=False,
        widget=_text_of(6, 2000, live=True),
        help_text=_("From 50 to 60 seconds."),
    )
    sms_accented = forms.CharField(
        label=FIELDS["sms_accented"],
        max_length=200,
        required=False,
        widget=_text_of(2, 200, live=True),
        help_text=ONE_SMS,
    )
    sms_plain = forms.CharField(
        label=FIELDS["sms_plain"],
        max_length=300,
        required=False,
        widget=_text_of(2, 300, live=True),
        help_text=PLAIN_SMS,
    )

    def text(self, message: Message, language: str) -> Text:
        """Return what was typed."""
        return text_in(self.cleaned_data, message, language)

    def refuse(self, by_field: Mapping[str, RuleViolation]) -> None:
        """Say beside each field what is wrong with it."""
        for name, wrong in by_field.items():
            self.add_error(name, in_words(wrong, REFUSALS))


def text_in(values: Mapping[str, Any], message: Message, language: str) -> Text:
    """Return the text that some fields hold; what is not there is empty."""
    words = {name: str(values.get(name) or "") for name in WORDS}
    steps = tuple(line for line in str(values.get("steps") or "").splitlines() if line.strip())
    empty = Text(message, language, 1, headline="", lead="", steps=steps, promise="")
    return replace(empty, **words)  # type: ignore[arg-type]  # the names are those of texts


def first_values(row: StudioText | None) -> dict[str, object]:
    """Return what the editor begins with: the newest version, or nothing."""
    if row is None:
        return {"version": 0}
    return {"version": row.version, "steps": "\n".join(row.steps), **{name: getattr(row, name) for name in WORDS}}


class PrintForm(forms.Form):
    """Which text, as which form, for which units."""

    text = forms.ModelChoiceField(StudioText.objects.none(), label=_("Text"))
    form = forms.ChoiceField(label=_("Printed as"))
    scope = forms.ChoiceField(label=_("For whom"))
    codes = forms.CharField(
        label=_("Codes of the list"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only for a list: codes of units, one a line or with commas, up to 1,000."),
    )
