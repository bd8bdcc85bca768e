"""Reports and questions as pages show them: words in the reader's language instead of keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bluezone.rollout.reporting.models import RaisedFlag
from bluezone.rollout.reporting.rules.explanations import explained
from bluezone.rollout.reporting.rules.flags import Flag, FlagKind
from bluezone.rollout.reporting.rules.forms import FieldKind, Form
from bluezone.rollout.reporting.rules.numbers import shown


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One answer: its number on paper, the question, and the answer in words."""

    number: int
    label: str
    text: str
    is_count: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One open question in plain words."""

    flag: RaisedFlag
    sentence: str


def shown_values(form: Form, values: Mapping[str, int | str], language: str) -> list[ShownValue]:
    """Return the answers of a report in the order of the form; what was not answered is left out."""
    rows = []
    for asked in form.fields:
        value = values.get(asked.key)
        if value is not None:
            words = asked.choices.get(str(value))
            text = shown(value, language) if isinstance(value, int) else str(value)
            rows.append(
                ShownValue(
                    asked.number,
                    asked.label.in_language(language),
                    words.in_language(language) if words else text,
                    asked.kind is FieldKind.COUNT,
                )
            )
    return rows


def asked_question(flag: RaisedFlag, language: str) -> Question:
    """Return a flag as a question to the unit that it concerns."""
    value = Flag(FlagKind(flag.kind), str(flag.unit_id), flag.day, flag.figures)
    return Question(flag, explained(value, language))


def choice_words(form: Form, key: str, language: str) -> dict[str, str]:
    """Return the words of a closed list by their keys; an unknown key shows as "other"."""
    asked = next(each for each in form.fields if each.key == key)
    return {choice: words.in_language(language) for choice, words in asked.choices.items()} | {"": _("not said")}
