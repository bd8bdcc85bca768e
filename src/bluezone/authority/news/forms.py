"""What an editor types: texts in two languages, telephones, days of isolation; decisions are in the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.authority.news.rules.texts import LONGEST_ISOLATION, Words
from bluezone.authority.news.services import TelephoneFacts

HELP = _("A blank line ends a paragraph; a line that begins with “- ” is an item of a list.")


class ArticleForm(forms.Form):
    """A title and a text in Vietnamese, and both in English; a draft may lack the English."""

    title_vi = forms.CharField(
        label=_("Title in Vietnamese"),
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "vi", "autocomplete": "off"}),
    )
    text_vi = forms.CharField(
        label=_("Text in Vietnamese"),
        max_length=20_000,
        help_text=HELP,
        widget=forms.Textarea(attrs={"lang": "vi", "rows": 10}),
    )
    title_en = forms.CharField(
        label=_("Title in English"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en", "autocomplete": "off"}),
    )
    text_en = forms.CharField(
        label=_("Text in English"),
        max_length=20_000,
        required=False,
        help_text=HELP,
        widget=forms.Textarea(attrs={"lang": "en", "rows": 10}),
    )

    def words(self) -> Words:
        """Return what was typed."""
        given = self.cleaned_data
        return Words(given["title_vi"], given["title_en"], given["text_vi"], given["text_en"])


class TelephoneForm(forms.Form):
    """Whom people of a unit call."""

    name_vi = forms.CharField(
        label=_("Who answers, in Vietnamese"),
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "vi", "autocomplete": "off"}),
    )
    name_en = forms.CharField(
        label=_("Who answers, in English"),
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "en", "autocomplete": "off"}),
    )
    number = forms.CharField(
        label=_("Telephone number"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def facts(self) -> TelephoneFacts:
        """Return what was typed."""
        given = self.cleaned_data
        return TelephoneFacts(given["name_vi"], given["name_en"], given["number"])


class IsolationForm(forms.Form):
    """How many days a warned person stays apart."""

    days = forms.IntegerField(
        label=_("Days a warned person stays apart"),
        min_value=0,
        max_value=LONGEST_ISOLATION,
        help_text=_("Phones count from the day of the contact. 0: nothing is counted."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
