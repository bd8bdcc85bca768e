"""What each field of an event may hold, one reader a field; a reader returns the value or raises `MalformedMessage`."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.fieldwork.rules.numbers import NUMBER
from bluezone.rollout.fieldwork.rules.words import EventKind, Language, Outcome

Reader = Callable[[object], Any]

LAST_SEQUENCE: Final = 2**31 - 1
LONGEST_UP: Final = 2**53 - 1
"""Milliseconds; what a page can count exactly."""
MOST_PHONES: Final = 20
MOST_COUNTED: Final = 10_000
LAST_SHIFT: Final = 4
NAME_LENGTH: Final = 40
YEARS: Final = range(1900, 2200)
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)
_VERSION_PLACE: Final = 14
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_WORD: Final = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)


def text_of(value: object) -> str:
    """Read any text."""
    if not isinstance(value, str):
        raise MalformedMessage("a text is expected")
    return value


def uuid(value: object) -> str:
    """Read a UUID, in small letters."""
    return _like(_UUID, value, "a UUID")


def event_id(value: object) -> str:
    """Read a UUID of version 7."""
    text = uuid(value)
    if text[_VERSION_PLACE] != "7":
        raise MalformedMessage("an event's id is a UUID of version 7")
    return text


def uuid_or_empty(value: object) -> str:
    """Return a UUID, or nothing when it is none."""
    return value if isinstance(value, str) and _UUID.fullmatch(value) else ""


def sequence_or_none(value: object) -> int | None:
    """Return a sequence, or None when it is none."""
    return value if type(value) is int and 1 <= value <= LAST_SEQUENCE else None


def moment(value: object) -> datetime:
    """Read a moment in UTC, of any year that a clock that is set wrong shows."""
    try:
        read = datetime.fromisoformat(_like(_MOMENT, value, "a moment"))
    except ValueError as wrong:
        raise MalformedMessage("a moment is RFC 3339 in UTC") from wrong
    if read.year not in YEARS:
        raise MalformedMessage(f"a moment lies in {YEARS.start} to {YEARS.stop}")
    return read.astimezone(UTC)


def day(value: object) -> date:
    """Read a local day."""
    try:
        read = date.fromisoformat(_like(_DAY, value, "a day"))
    except ValueError as wrong:
        raise MalformedMessage("a day is written 2026-11-24") from wrong
    if read.year not in YEARS:
        raise MalformedMessage(f"a day lies in {YEARS.start} to {YEARS.stop}")
    return read


def time_of_day(value: object) -> str:
    """Read a time such as `14:30`."""
    return _like(_TIME, value, "a time")


def word(value: object) -> str:
    """Read a word of a closed list that another application knows."""
    return _like(_WORD, value, "a word")


def part(value: object) -> str:
    """Read the name of a part of a unit: a gate, a class."""
    text = text_of(value)
    if not 0 < len(text) <= NAME_LENGTH or not text.isprintable():
        raise MalformedMessage(f"a part has 1 to {NAME_LENGTH} signs")
    return text


def household(value: object) -> str:
    """Read a household's number."""
    return _like(NUMBER, value, "a household's number")


def yes(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise MalformedMessage("true or false is expected")
    return value


def languages(value: object) -> dict[str, int]:
    """Read how often each language was asked for."""
    if not isinstance(value, dict):
        raise MalformedMessage("counts of languages are expected")
    count = between(1, MOST_COUNTED)
    return {one_of(Language)(name).value: count(number) for name, number in value.items()}


def between(least: int, most: int) -> Reader:
    """Return the reader of whole numbers in a range, both ends included."""

    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise MalformedMessage(f"a whole number from {least} to {most} is expected")
        return value

    return read


def one_of(words: type[StrEnum]) -> Reader:
    """Return the reader of a closed list of words."""

    def read(value: object) -> StrEnum:
        if not isinstance(value, str) or value not in {*words}:
            raise MalformedMessage("a word of the protocol is expected")
        return words(value)

    return read


def or_null(read: Reader) -> Reader:
    """Return the reader that also takes null."""
    return lambda value: None if value is None else read(value)


def _like(pattern: re.Pattern[str], value: object, what: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise MalformedMessage(f"{what} is expected")
    return value


_COUNT: Final = between(0, MOST_COUNTED)
_FEW: Final = between(0, MOST_PHONES)

HEAD: Final[Mapping[str, Reader]] = {
    "id": event_id,
    "seq": between(1, LAST_SEQUENCE),
    "at": moment,
    "up": between(0, LONGEST_UP),
}
"""What every event says, beside its kind."""

FIELDS: Final[Mapping[EventKind, Mapping[str, Reader]]] = {
    EventKind.VISIT: {
        "list": uuid,
        "household": household,
        "outcome": one_of(Outcome),
        "phones": or_null(_FEW),
        "with_radio": _FEW,
        "browser_only": _FEW,
        "revisit_on": or_null(day),
        "language": or_null(one_of(Language)),
        "round": or_null(uuid),
    },
    EventKind.UNDO: {"undoes": event_id},
    EventKind.TALLY: {
        "list": uuid,
        "first_day": day,
        "last_day": day,
        "refused": _COUNT,
        "no_smartphone": _COUNT,
        "languages": languages,
    },
    EventKind.SHIFT: {
        "gate": part,
        "shift": event_id,
        "number": between(1, LAST_SHIFT),
        "day": day,
        "closed": yes,
        **dict.fromkeys(("came", "went", "helped", "had_it", "no_smartphone", "not_now"), _COUNT),
    },
    EventKind.CLASS: {
        "class": part,
        "week": day,
        "age_band": word,
        **dict.fromkeys(("pupils", "smartphones", "declared", "relatives"), _COUNT),
    },
    EventKind.MOVEMENT: {
        "event": event_id,
        "activity": word,
        "day": day,
        "starts": time_of_day,
        **dict.fromkeys(("checked_in", "volunteers", "helped", "browser_only", "pledges", "certificates"), _COUNT),
    },
}
"""The fields of each kind, in the order of the protocol."""

_NO_WORD_OF_ITS_OWN: Final = frozenset({"gate", "class", "activity", "age_band", "language", "languages"})
_APART_FROM_A_DOOR: Final = frozenset({"refused", "no_smartphone", "not_now", "helped"})


def kept(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of an event that cannot be read may be kept: fields of the protocol with values of theirs.

    Names that somebody chose and counts of reasons go when the event speaks of a household; how many fields were left
    out is said under `left_out`.
    """
    known = {name: read for fields in (HEAD, *FIELDS.values()) for name, read in fields.items()}
    found = {name: said[name] for name, read in known.items() if name in said and _reads(read, said[name])}
    if isinstance(said.get("kind"), str) and said["kind"] in {*EventKind}:
        found["kind"] = said["kind"]
    apart = _NO_WORD_OF_ITS_OWN | _APART_FROM_A_DOOR if "household" in said else {"language"}
    left = {name: value for name, value in found.items() if name not in apart}
    return {**left, "left_out": len(said) - len(left)}


def _reads(read: Reader, value: object) -> bool:
    try:
        read(value)
    except MalformedMessage:
        return False
    return True
