"""Two people change one record: what each of them typed, side by side, and one value of the two for each field.

A form carries beside each field what stood there when it was opened (Django's hidden initial values). A field that only
one of the two changed keeps that change; only where both changed one field differently, somebody has to choose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Model
from django.forms import ChoiceField, Field, Form, ModelChoiceField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

BEFORE: Final = "initial-"
"""What stands before a field's name for the value that it had when the form was opened."""
TAKE: Final = "take-"
THEIRS: Final = "theirs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that stands differently in the two versions.

    Args:
        name: The field.
        label: What people read.
        mine: What this person typed, in words.
        theirs: What the other one saved, in words.
        is_conflict: Whether both changed it, so that somebody has to choose.
    """

    name: str
    label: str
    mine: str
    theirs: str
    is_conflict: bool


def with_memory(form: Form) -> Form:
    """Make each field of a form carry what it was when it was opened, and return the form."""
    for field in form.fields.values():
        field.show_hidden_initial = True
    return form


def differing(form: Form, theirs: Mapping[str, object]) -> list[Difference]:
    """Return the fields in which a valid form differs from what the other one saved meanwhile."""
    changed = {*form.changed_data}
    return [
        Difference(
            name,
            str(field.label or name),
            _in_words(field, form.cleaned_data.get(name)),
            _in_words(field, theirs.get(name)),
            is_conflict=name in changed,
        )
        for name, field in form.fields.items()
        if as_typed(form.cleaned_data.get(name)) != as_typed(theirs.get(name))
        and (name in changed or as_typed(theirs.get(name)) != form.data.get(BEFORE + name, ""))
    ]


def hidden_values(form: Form, theirs: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the hidden fields of the page that asks: for each field what to save, and what stands there now."""
    changed = {*form.changed_data}
    mine = {name: form.cleaned_data.get(name) if name in changed else theirs.get(name) for name in form.fields}
    now = [(BEFORE + name, as_typed(theirs.get(name))) for name in form.fields]
    return [*((name, as_typed(value)) for name, value in mine.items()), *now]


def taken(given: QueryDict, names: Iterable[str]) -> QueryDict:
    """Return what was posted with the other one's value where somebody chose that."""
    data = given.copy()
    for name in names:
        if data.get(TAKE + name) == THEIRS:
            data[name] = data.get(BEFORE + name, "")
    return data


def as_typed(value: object) -> str:
    """Return a value as a form would post it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value.pk) if isinstance(value, Model) else str(value)


def _in_words(field: Field, value: object) -> str:
    if value is None or value == "":
        return str(_("empty"))
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    known = (
        getattr(field, "choices", ())
        if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField)
        else ()
    )
    return {str(key): str(label) for key, label in known}.get(str(value), str(value))
