"""What is typed of a person."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.models.people import FIRST_BIRTH_YEAR
from bluezone.authority.cases.rules.words import Sex
from bluezone.authority.cases.services import PersonFacts
from bluezone.authority.cases.wording import SEXES, choices
from bluezone.authority.territory.models import Unit

if TYPE_CHECKING:
    from datetime import date

DAY: Final = {"type": "date"}
NOTHING: Final = "\N{EN DASH}"
"""What a list says of what is not chosen."""
NO_HISTORY: Final = {"autocomplete": "off"}
"""The browser of a shared telephone remembers nothing that was typed of a person."""


def day_field(label: object, *, required: bool = False, help_text: object = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)  # type: ignore[arg-type]  # lazy words are words


def words_field(label: object, most: int, *, required: bool = False, help_text: object = "") -> forms.CharField:
    """Return a field for one line that the browser does not remember."""
    widget = forms.TextInput(attrs=NO_HISTORY)
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text, widget=widget)  # type: ignore[arg-type]  # the same


class PersonForm(forms.Form):
    """A person: only the name is needed, all else may be unknown."""

    name = words_field(_("Full name"), 200, required=True)
    sex = forms.TypedChoiceField(
        label=_("Sex"), choices=choices(SEXES), coerce=Sex, initial=Sex.UNKNOWN, widget=forms.RadioSelect
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=FIRST_BIRTH_YEAR,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", **NO_HISTORY}),
    )
    phone = forms.RegexField(
        r"\A[0-9 +.()-]{0,20}\Z",
        label=_("Telephone"),
        required=False,
        error_messages={"invalid": _("Digits, spaces and a plus sign.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", **NO_HISTORY}),
    )
    birth_date = day_field(_("Date of birth"), help_text=_("Only if it is known exactly."))
    address = words_field(_("Address"), 300, help_text=_("House, village or street; the commune is chosen below."))
    personal_number = words_field(_("Personal number"), 20)
    guardian = words_field(_("Guardian of a child"), 200)
    nationality = words_field(_("Nationality"), 60)

    def clean_phone(self) -> str:
        """Return the digits and a plus sign."""
        return "".join(sign for sign in self.cleaned_data["phone"] if sign.isdigit() or sign == "+")[:16]

    def facts(self, unit: Unit | None) -> PersonFacts:
        """Return what was typed."""
        given = {name: self.cleaned_data[name] for name in PersonForm.base_fields}
        born: date | None = given["birth_date"]
        year = given["birth_year"] or (born.year if born else None)
        return PersonFacts(**{**given, "birth_year": year}, unit=unit)


def typed_of(facts: PersonFacts) -> dict[str, object]:
    """Return what is known of a person as the form's first values."""
    return {name: getattr(facts, name) for name in PersonForm.base_fields}
