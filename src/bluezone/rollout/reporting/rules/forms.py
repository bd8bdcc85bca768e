"""What a campaign asks, as versioned data: fields, kinds, limits, checks and words; the next campaign needs no code.

A form is a JSON object (see `data/form-*.json`). It can ask for counts, for one of a closed list, for a time or for a
link, and for nothing else: there is no free text, so there is no place where a citizen could be written down. Counts of
a standing form are totals up to the end of the period, so that a lost report loses no installation.

Checks never refuse a report. They ask the reporter to look again and mark what was sent nevertheless, because a number
that cannot be true is information too, and a refused one is lost.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.reporting.rules.numbers import LARGEST, Count, Fault, Remark, read_count
from bluezone.rollout.reporting.rules.periods import Rhythm
from bluezone.rollout.reporting.rules.sms_line import letters_fit

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
LINK_LENGTH: Final = 300
VILLAGE: Final = r"\d{1,3}"
"""A village's number in the commune's own list."""


class FieldKind(StrEnum):
    """What may be written into a field."""

    COUNT = "count"
    CHOICE = "choice"
    TIME = "time"
    LINK = "link"


class Gathering(StrEnum):
    """Whether the last report of a unit and period stands for it, or each report stands for itself."""

    STANDING = "standing"
    EVENT = "event"


class Modality(StrEnum):
    """Whether the directive demands or advises; what is advised is never scored."""

    MUST = "must"
    ADVISED = "advised"


class Measure(StrEnum):
    """What a field means to the arithmetic of coverage."""

    STAFF = "staff"
    SMARTPHONES = "smartphones"
    DECLARED = "declared"
    WITHOUT_RADIO = "without_radio"
    LISTED = "listed"
    VISITED = "visited"
    HELPED = "helped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in the languages of the console."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text; Vietnamese unless English is asked for."""
        return self.en if language.startswith("en") else self.vi


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    Args:
        key: Stable name in the stored values.
        number: The number that paper, screen and spreadsheet share, from 1.
        kind: What may be written.
        label: The question.
        help: What counts and what does not; empty when the label says all.
        required: Whether a report without it is refused.
        limit: The largest count that is taken.
        letter: The letter in a text message; empty when the field cannot be sent by one.
        measure: What the count means to coverage; None for the others.
        carried: Whether the last report's value is offered again.
        choices: Keys and words of a closed list.
    """

    key: str
    number: int
    kind: FieldKind
    label: Wording
    help: Wording
    required: bool = True
    limit: int = LARGEST
    letter: str = ""
    measure: Measure | None = None
    carried: bool = False
    choices: Mapping[str, Wording] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Check:
    """A relation between sums of counts: the left one is at most the right one."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    message: Wording


@dataclass(frozen=True, slots=True)
class Form:
    """A form, whole.

    Args:
        key: Stable name over all versions.
        version: From 1.
        title: What it is called.
        purpose: Which item of which directive asks it.
        valid_from: The first day of which it may speak.
        rhythm: How often it is asked.
        gathering: Whether reports stand for periods or for themselves.
        modality: Whether it is demanded or advised.
        kinds: Kinds of units that are asked.
        action: What one must be allowed to do in the unit to fill it, as `accounts.rules.Action` names it.
        part: What a part of a unit is called, such as a village or a class; None when there are none.
        part_pattern: What the name of a part looks like: numbers of villages, names of classes, never of people.
        fields: In the order of their numbers.
        checks: What a reporter is asked to look at again.
    """

    key: str
    version: int
    title: Wording
    purpose: Wording
    valid_from: date
    rhythm: Rhythm
    gathering: Gathering
    modality: Modality
    kinds: tuple[str, ...]
    action: str
    part: Wording | None
    part_pattern: str
    fields: tuple[Field, ...]
    checks: tuple[Check, ...]

    def field_of(self, measure: Measure) -> Field | None:
        """Return the field that gives a measure, if one does."""
        return next((each for each in self.fields if each.measure is measure), None)

    def letters(self) -> dict[str, Field]:
        """Return the fields that can be sent by text message, by their letter."""
        return {each.letter: each for each in self.fields if each.letter}


class ValueFault(StrEnum):
    """Why a field is refused, beyond what `numbers.Fault` says of counts."""

    MISSING = "missing"
    ABOVE_LIMIT = "above_limit"
    NO_SUCH_CHOICE = "no_such_choice"
    NO_TIME = "no_time"
    NO_LINK = "no_link"
    NO_SUCH_FIELD = "no_such_field"
    NO_SUCH_PART = "no_such_part"


@dataclass(frozen=True, slots=True)
class Finding:
    """One field that is refused, and why."""

    field: str
    fault: Fault | ValueFault


@dataclass(frozen=True, slots=True)
class Reading:
    """What a filled form says.

    Args:
        values: Counts as numbers, the others as text; only fields that were filled.
        findings: Why it is refused; empty when it is taken.
        remarks: How a count was read when it was not written plainly.
        doubts: The checks that do not hold.
    """

    values: Mapping[str, int | str] = field(hash=False)
    findings: tuple[Finding, ...]
    remarks: Mapping[str, tuple[Remark, ...]] = field(hash=False)
    doubts: tuple[Check, ...]


def read_values(form: Form, filled: Mapping[str, object], formats: Mapping[str, str] | None = None) -> Reading:
    """Return what a filled form says; the order of the fields does not matter.

    Args:
        form: The form that was filled.
        filled: What was written, by the key of the field.
        formats: How a spreadsheet shows its cells, by the key of the field.
    """
    values: dict[str, int | str] = {}
    remarks: dict[str, tuple[Remark, ...]] = {}
    findings = [Finding(key, ValueFault.NO_SUCH_FIELD) for key in filled if key not in {f.key for f in form.fields}]
    for asked in form.fields:
        read = _read_field(asked, filled.get(asked.key), (formats or {}).get(asked.key, ""))
        match read:
            case Fault() | ValueFault():
                findings.append(Finding(asked.key, read))
            case Count(value, done):
                values[asked.key] = value
                remarks |= {asked.key: done} if done else {}
            case str():
                values[asked.key] = read
    return Reading(values, tuple(findings), remarks, tuple(doubts(form, values)))


def read_part(form: Form, written: str) -> str | ValueFault:
    """Return the name under which a part of a unit is kept; the whole unit's is empty.

    Capitals, blanks at the ends and zeros before a number do not matter: `07` and `7` are one village.
    """
    plain = unicodedata.normalize("NFKC", written).strip().upper()
    if not plain:
        return ""
    if form.part is None or re.fullmatch(form.part_pattern, plain) is None:
        return ValueFault.NO_SUCH_PART
    return str(int(plain)) if plain.isdecimal() else plain


def doubts(form: Form, values: Mapping[str, int | str]) -> Iterator[Check]:
    """Yield the checks of a form that its values do not keep; one with a missing value is kept."""
    for check in form.checks:
        left = [values.get(key) for key in check.left]
        right = [values.get(key) for key in check.right]
        counts = [value for value in (*left, *right) if isinstance(value, int)]
        complete = len(counts) == len(left) + len(right)
        if complete and sum(counts[: len(left)]) > sum(counts[len(left) :]):
            yield check


def _read_field(asked: Field, written: object, number_format: str) -> Count | str | Fault | ValueFault | None:
    text = written.strip() if isinstance(written, str) else written
    if text is None or text == "":
        return ValueFault.MISSING if asked.required else None
    match asked.kind:
        case FieldKind.COUNT:
            read = read_count(written, number_format=number_format)
            return ValueFault.ABOVE_LIMIT if isinstance(read, Count) and read.value > asked.limit else read
        case FieldKind.CHOICE:
            return str(text) if text in asked.choices else ValueFault.NO_SUCH_CHOICE
        case FieldKind.TIME:
            return _time(text)
        case FieldKind.LINK:
            return _link(str(text))


def _time(written: object) -> str | ValueFault:
    """Return a civil time in Vietnam as ISO text, to the minute."""
    try:
        moment = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    except ValueError:
        return ValueFault.NO_TIME
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


def _link(written: str) -> str | ValueFault:
    try:
        parts = urlsplit(written)
    except ValueError:
        return ValueFault.NO_LINK
    good = parts.scheme in {"http", "https"} and parts.hostname and not parts.username and len(written) <= LINK_LENGTH
    return written if good and written.isprintable() and " " not in written else ValueFault.NO_LINK


def read_form(document: Mapping[str, Any]) -> Form:
    """Return the form that a JSON object defines.

    Raises:
        MalformedMessage: Something is missing, unknown or contradicts itself; the message names where.
    """
    try:
        form = Form(
            key=_key(document["key"]),
            version=int(document["version"]),
            title=Wording(**document["title"]),
            purpose=Wording(**document["purpose"]),
            valid_from=date.fromisoformat(document["valid_from"]),
            rhythm=Rhythm(document["rhythm"]),
            gathering=Gathering(document["gathering"]),
            modality=Modality(document["modality"]),
            kinds=tuple(document["kinds"]),
            action=str(document["action"]),
            part=Wording(**document["part"]) if document.get("part") else None,
            part_pattern=str(document.get("part_pattern", VILLAGE)),
            fields=tuple(_field(number, each) for number, each in enumerate(document["fields"], start=1)),
            checks=tuple(
                Check(tuple(each["left"]), tuple(each["right"]), Wording(**each["message"]))
                for each in document.get("checks", ())
            ),
        )
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise MalformedMessage(f"a form's definition is wrong: {type(wrong).__name__} {wrong}") from wrong
    _must_agree(form)
    return form


def _field(number: int, document: Mapping[str, Any]) -> Field:
    measure = document.get("measure")
    return Field(
        key=_key(document["key"]),
        number=number,
        kind=FieldKind(document.get("kind", FieldKind.COUNT)),
        label=Wording(**document["label"]),
        help=Wording(**document.get("help", {"vi": "", "en": ""})),
        required=bool(document.get("required", True)),
        limit=int(document.get("limit", LARGEST)),
        letter=str(document.get("letter", "")),
        measure=Measure(measure) if measure else None,
        carried=bool(document.get("carried", False)),
        choices={_key(key): Wording(**words) for key, words in document.get("choices", {}).items()},
    )


def _key(word: str) -> str:
    if KEY.fullmatch(word) is None:
        raise ValueError(f"a key matches {KEY.pattern}")
    return word


def _must_agree(form: Form) -> None:
    counts = {each.key for each in form.fields if each.kind is FieldKind.COUNT}
    measures = [each.measure for each in form.fields if each.measure]
    rules = {
        "a form's version is at least 1": form.version >= 1,
        "a form has fields, each with its own key": len({each.key for each in form.fields}) == len(form.fields) > 0,
        "letters are single, distinct capitals other than K and N": letters_fit(form.letters()),
        "each measure is given by one field": len(set(measures)) == len(measures),
        "a letter or a measure needs a count": all(
            each.key in counts for each in form.fields if each.letter or each.measure
        ),
        "a choice has choices": all(bool(each.choices) == (each.kind is FieldKind.CHOICE) for each in form.fields),
        "a check compares counts of the form": all(
            set(each.left) | set(each.right) <= counts and each.left and each.right for each in form.checks
        ),
    }
    for rule, kept in rules.items():
        if not kept:
            raise MalformedMessage(rule)
