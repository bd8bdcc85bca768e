"""What the pages of line lists ask for."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.rules.words import Classification, ExportReason
from bluezone.authority.cases.wording import CLASSIFICATIONS, EXPORT_REASONS, choices
from bluezone.authority.linelist.rules.columns import FIELDS_OF, Field, Guess, Kind
from bluezone.authority.linelist.rules.grid import Heading
from bluezone.authority.linelist.wording import FIELDS, KINDS
from bluezone.authority.territory.models import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

BESIDE: Final = ""
"""The choice that keeps a column beside the fields."""
FILES: Final = [("xlsx", "XLSX"), ("csv", "CSV"), ("json", _("interchange JSON"))]


class HandInForm(forms.Form):
    """A file, and for which unit it is brought in."""

    unit = forms.ModelChoiceField(
        label=_("Brought in for"),
        help_text=_("Rows that name no unit are of this one. Records of other units are not touched."),
        queryset=Unit.objects.none(),
        empty_label=None,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "XLSX, CSV (UTF-8 or UTF-16) or interchange JSON. Nothing is written before you saw the difference."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.json"}),
    )

    def __init__(self, *args: object, units: "QuerySet[Unit]", **kwargs: object) -> None:
        """Offer the units for which the holder may bring lists in."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = units


class ExportForm(forms.Form):
    """Which list, of which unit, as what, and why."""

    unit = forms.ModelChoiceField(label=_("Of"), queryset=Unit.objects.none(), empty_label=None)
    kind = forms.TypedChoiceField(label=_("List"), choices=choices(KINDS), coerce=Kind, initial=Kind.CASES)
    file = forms.ChoiceField(
        label=_("File"),
        choices=FILES,
        initial="xlsx",
        widget=forms.RadioSelect,
        help_text=_("Interchange JSON holds cases, contacts and everything that belongs to them."),
    )
    reason = forms.TypedChoiceField(
        label=_("What it is for"), choices=choices(EXPORT_REASONS), coerce=ExportReason, widget=forms.RadioSelect
    )

    def __init__(self, *args: object, units: "QuerySet[Unit]", **kwargs: object) -> None:
        """Offer the units for which the holder may export lists."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = units


class ColumnsForm(forms.Form):
    """What the rows are, which row bears the headings, what each column is."""

    kind = forms.TypedChoiceField(label=_("The rows are"), choices=choices(KINDS), coerce=Kind)
    heading_row = forms.IntegerField(label=_("Row with the headings"), min_value=1, max_value=100)
    classification = forms.TypedChoiceField(
        label=_("New cases whose row does not say it are"), choices=choices(CLASSIFICATIONS), coerce=Classification
    )

    def __init__(
        self, data: object, *, headings: "Sequence[Heading]", mapping: Guess, initial: dict[str, object]
    ) -> None:
        """Ask for each column what it is."""
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # passed on as it came
        self.headings = headings
        offered = [
            (BESIDE, _("kept beside the fields")),
            *((each.value, FIELDS[each]) for each in FIELDS_OF[mapping.kind]),
        ]
        for heading in headings:
            self.fields[name_of(heading)] = forms.ChoiceField(
                label=heading.text,
                choices=offered,
                required=False,
                initial=mapping.columns.get(heading.place, BESIDE),
            )

    def mapping(self) -> Guess:
        """Return what was chosen; another kind of list begins with what its own headings say."""
        said = self.cleaned_data
        chosen = {each.place: Field(word) for each in self.headings if (word := said.get(name_of(each)))}
        return Guess(said["kind"], said["heading_row"], chosen)


def name_of(heading: Heading) -> str:
    """Return how a form calls a column."""
    return f"column_{heading.place}"
