"""What people type about directives and tasks; words and shapes only, decisions are in the services."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory import queries as territory
from bluezone.authority.territory.kinds import Kind, Sector
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import canonical
from bluezone.authority.territory.wording import KINDS, SECTORS, choices
from bluezone.rollout.directives.models import Addressee, Directive, Task

DATE_INPUT = {"type": "date"}
MEANINGS = [
    ("kinds", _("all units of some kinds")),
    ("sector", _("the body that leads a sector")),
    ("unit", _("one unit")),
]


class DropForm(forms.Form):
    """The file of a directive."""

    file = forms.FileField(
        label=_("Directive"),
        help_text=_("TXT, DOCX, or PDF with text; at most 10 MB. Nothing is sent before you confirm."),
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.docx,.pdf"}),
    )


class HeadForm(forms.ModelForm[Directive]):
    """What was read from the head of a document."""

    class Meta:
        """The fields that a person may correct."""

        model = Directive
        fields = ("number", "code", "subject", "issued_on", "structure_day", "parent")
        widgets: ClassVar = {
            "subject": forms.Textarea(attrs={"rows": 3}),
            "issued_on": forms.DateInput(attrs=DATE_INPUT, format="%Y-%m-%d"),
            "structure_day": forms.DateInput(attrs=DATE_INPUT, format="%Y-%m-%d"),
        }
        labels: ClassVar = {"parent": _("Carries out"), "structure_day": _("Addressees as of")}
        help_texts: ClassVar = {
            "number": _("Left blank until the clerk registers the document."),
            "structure_day": _("The day on which the units stand that this directive addresses."),
        }

    def __init__(self, data: QueryDict | None, instance: Directive) -> None:
        """Offer every other document as the parent."""
        super().__init__(data, instance=instance)
        self.fields["parent"].queryset = Directive.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]  # a choice of models

    def changes(self) -> dict[str, object]:
        """Return what differs from what is kept."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class TaskForm(forms.ModelForm[Task]):
    """What is to be done, how strongly, by when; and whether it is a task at all."""

    class Meta:
        """The fields that a person may correct."""

        model = Task
        fields = ("text", "modality", "due_on", "restates", "kept")
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "due_on": forms.DateInput(attrs=DATE_INPUT, format="%Y-%m-%d"),
        }
        labels: ClassVar = {"restates": _("Restates this measure from above"), "kept": _("This is a task")}

    def __init__(self, data: QueryDict | None, instance: Task) -> None:
        """Offer the measures of the parent document."""
        super().__init__(data, instance=instance)
        above = Task.objects.filter(directive=self.instance.directive.parent_id, kept=True)
        if above.exists():
            field = self.fields["restates"]
            field.queryset = above  # type: ignore[attr-defined]  # a choice of models
            field.label_from_instance = lambda task: f"{task.label}. {task.text[:80]}"  # type: ignore[attr-defined]  # the same
        else:
            del self.fields["restates"]

    def changes(self) -> dict[str, object]:
        """Return what differs from what is kept."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class PointForm(forms.Form):
    """Whom some words mean."""

    meaning = forms.ChoiceField(label=_("These words mean"), choices=MEANINGS, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds"), choices=choices(KINDS), widget=forms.CheckboxSelectMultiple, required=False
    )
    within_text = forms.CharField(
        label=_("Only those of"),
        help_text=_("Such as a district: all its communes. Empty means everywhere."),
        required=False,
        max_length=120,
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", "---"), *choices(SECTORS)], required=False)
    unit_text = forms.CharField(
        label=_("Unit"), help_text=_("Name or code; accents may be left out."), required=False, max_length=120
    )

    def __init__(self, addressee: Addressee, data: QueryDict | None = None) -> None:
        """Begin with what is kept."""
        super().__init__(data)
        self._addressee = addressee
        meaning = "unit" if addressee.unit_id else "sector" if addressee.sector else "kinds"
        self.initial = {
            "meaning": meaning,
            "kinds": addressee.kinds.split(","),
            "sector": addressee.sector,
            "within_text": addressee.within.name if addressee.within else "",
            "unit_text": addressee.unit.name if addressee.unit else "",
        }

    def clean(self) -> dict[str, Any]:
        """Ask for the part that belongs to the meaning, and find the unit."""
        given = super().clean() or {}
        meaning = given.get("meaning")
        needed = {"kinds": "kinds", "sector": "sector", "unit": "unit_text"}.get(meaning or "")
        if needed and not given.get(needed):
            self.add_error(needed, gettext("Say which."))
        elif meaning == "unit":
            given["unit"] = self._found("unit_text", given["unit_text"])
        elif meaning == "kinds" and given.get("within_text"):
            given["within"] = self._found("within_text", given["within_text"])
        return given

    def _found(self, field: str, words: str) -> Unit | None:
        found = territory.search(words, self._addressee.directive.structure_day, limit=6)
        whole = [each for each in found if canonical(each.unit.name) == canonical(words)]
        exact = whole or [each for each in found if each.likeness == 0]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0].unit
        names = ", ".join(each.unit.name for each in found)
        unknown = gettext("No unit of that day has this name.")
        self.add_error(field, gettext("Several units may be meant: %(names)s") % {"names": names} if found else unknown)
        return None

    @property
    def rule_kinds(self) -> tuple[Kind, ...]:
        """The kinds that were chosen."""
        return tuple(Kind(kind) for kind in self.cleaned_data["kinds"])

    @property
    def rule_sector(self) -> Sector:
        """The sector that was chosen."""
        return Sector(self.cleaned_data["sector"])


class EvidenceForm(forms.Form):
    """What shows that a task was done."""

    note = forms.CharField(
        label=_("What was done"),
        help_text=_("Counts, places, dates; no names of people, no telephone numbers."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
    link = forms.URLField(label=_("Link"), max_length=400, required=False, assume_scheme="https")
    file = forms.FileField(
        label=_("File"),
        help_text=_("Picture, PDF or DOCX, at most 8 MB; no faces."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf,.docx"}),
        required=False,
    )


class ReturnForm(forms.Form):
    """Why evidence is not enough."""

    note = forms.CharField(label=_("What is missing"), max_length=300)
