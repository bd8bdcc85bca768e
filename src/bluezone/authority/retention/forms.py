"""What the data protection officer and the inspector fill in."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from bluezone.authority.accounts.purposes import PURPOSES
from bluezone.authority.audit.rules import ACTOR, IDENTIFIER
from bluezone.authority.retention.queries import Wanted

DATE_INPUT = {"type": "date"}


class SearchForm(forms.Form):
    """Whom somebody asks about."""

    words = forms.CharField(
        label=_("Name, telephone or personal number"),
        help_text=_("At least three signs; marks do not matter. What is typed is not kept."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class EraseForm(forms.Form):
    """That somebody has understood what an erasure does."""

    understood = forms.BooleanField(label=_("I have checked who asks, and I know that this cannot be undone."))


class ReadsForm(forms.Form):
    """Which readings are shown."""

    record = forms.RegexField(IDENTIFIER, label=_("Record"), required=False)
    actor = forms.RegexField(ACTOR, label=_("Actor"), required=False)
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        required=False,
        choices=lazy(lambda: [("", _("all")), *((str(word), label) for word, label in PURPOSES.items())], list)(),
    )
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DATE_INPUT))
    last = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs=DATE_INPUT))

    def wanted(self) -> Wanted:
        """Return what is asked for; what is badly written asks for everything."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        return Wanted(
            given.get("record", ""),
            given.get("actor", ""),
            given.get("purpose", ""),
            given.get("first"),
            given.get("last"),
        )
