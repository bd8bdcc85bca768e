"""Contact traces: who was near whom, and when, as real people wore badges or carried phones.

Two column forms are read, plain or gzipped: `t,i,j` (SocioPatterns: faces within about 1.5 m, steps of 20 seconds, t is
a step's end; further columns are passed over) and `time_step,user1_id,user2_id,distance_m` (Haslemere: GPS distance,
steps of 5 minutes from 07:00). A trace's clock is taken as UTC, so that its calendar days are key days. A step that is
off the grid counts as the one in which it starts (highschool2011 slips by 10 seconds from line 24,559 on).
"""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

from bluezone.protocol.errors import MalformedMessage, Unavailable
from bluezone.protocol.intervals import day_of

FACE_TO_FACE_METRES: Final = 1.25
"""The distance that stands for *face to face*: badges saw each other at 1 to 1.5 m (Cattuto et al., PLoS ONE 5, e11596)."""
BADGE_STEP: Final = timedelta(seconds=20)
PHONE_STEP: Final = timedelta(minutes=5)
UNKNOWN_ORIGIN: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Time zero of a file whose date nobody knows."""
ORIGINS: Final[Mapping[str, datetime]] = {
    "InVS13_contacts": datetime(2013, 6, 24, tzinfo=UTC),
    "hypertext2009_contacts": datetime(2009, 6, 29, 8, tzinfo=UTC),
    "primaryschool_contacts": datetime(2009, 10, 1, tzinfo=UTC),
    "proximity": datetime(2017, 10, 12, 7, tzinfo=UTC),
}
"""Time zero of files whose date is published, by name; Haslemere's counts steps from there."""
SIZE_LIMIT: Final = 64 * 2**20
"""The longest trace that is read, in bytes after unzipping."""
LONGEST_SECONDS: Final = 366 * 86_400
FARTHEST_METRES: Final = 1000.0
NAME_LIMIT: Final = 20
_GZIP_MAGIC: Final = b"\x1f\x8b"
_DIGITS: Final = 9

INVS13: Final = Path(__file__).with_name("data") / "InVS13_contacts.csv.gz"
"""The trace that comes with the house (CC0; `data/ATTRIBUTION.md`)."""


@dataclass(frozen=True, slots=True, order=True)
class Contact:
    """Two people within earshot of each other for one step.

    Args:
        start: The step's first moment.
        one: A person, the lesser of the two names.
        other: The other one.
        distance_m: Metres between them.
    """

    start: datetime
    one: str
    other: str
    distance_m: float

    def has(self, person: str) -> bool:
        """Return whether a person is one of the two."""
        return person in (self.one, self.other)

    def beside(self, person: str) -> str:
        """Return who is there beside one of the two."""
        return self.one if person == self.other else self.other


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened between people, in steps of one length.

    Args:
        name: The file's name without its endings.
        step: The length of every step.
        contacts: In order of time, each pair once a step.
    """

    name: str
    step: timedelta
    contacts: tuple[Contact, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who met anybody, in order of their numbers."""
        names = {name for contact in self.contacts for name in (contact.one, contact.other)}
        return tuple(sorted(names, key=lambda name: (len(name), name)))

    @property
    def days(self) -> tuple[date, ...]:
        """The UTC days on which anybody met anybody, in order."""
        return tuple(sorted({day_of(contact.start) for contact in self.contacts}))

    def on(self, day: date) -> "Trace":
        """Return the trace of one UTC day."""
        return replace(self, contacts=tuple(contact for contact in self.contacts if day_of(contact.start) == day))

    def of(self, person: str) -> "Trace":
        """Return what the trace knows of one person."""
        return replace(self, contacts=tuple(contact for contact in self.contacts if contact.has(person)))


def read_trace(path: Path, *, origin: datetime | None = None) -> Trace:
    """Return the trace in a file.

    Args:
        path: A comma-separated file with a header line, plain or gzipped.
        origin: Time zero; None for what is known of a file of this name.

    Raises:
        MalformedMessage: It is no trace; the message names the line.
        Unavailable: It cannot be read.
    """
    name = path.name.split(".")[0]
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as wrong:
        raise Unavailable("the trace cannot be read") from wrong
    return parsed(_text(content), name=name, origin=origin or ORIGINS.get(name, UNKNOWN_ORIGIN))


def parsed(text: str, *, name: str, origin: datetime) -> Trace:
    """Return the trace that `text` holds.

    Raises:
        MalformedMessage: It is no trace; the message names the line.
    """
    rows = csv.reader(text.splitlines(), strict=True)
    try:
        header = tuple(next(rows, ()))
        form = next((form for columns, form in FORMS.items() if set(columns) <= set(header)), None)
        if form is None or len(set(header)) != len(header):
            known = " or ".join(",".join(columns) for columns in FORMS)
            raise MalformedMessage(f"line 1: the columns of a trace are {known}")
        contacts = {
            (contact.start, contact.one, contact.other): contact for contact in _contacts(rows, header, form, origin)
        }
    except csv.Error as wrong:
        raise MalformedMessage(f"line {rows.line_num}: this is no comma-separated line") from wrong
    if not contacts:
        raise MalformedMessage("line 2: a trace has at least one contact")
    return Trace(name, form.step, tuple(sorted(contacts.values())))


@dataclass(frozen=True, slots=True)
class _Form:
    step: timedelta
    contact: Callable[[Mapping[str, str], datetime], Contact]


def _contacts(rows: Iterator[list[str]], header: tuple[str, ...], form: _Form, origin: datetime) -> Iterator[Contact]:
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) != len(header):
            raise MalformedMessage(f"line {line}: a row has {len(header)} fields, as the header")
        try:
            contact = form.contact(dict(zip(header, row, strict=True)), origin)
        except MalformedMessage as wrong:
            raise MalformedMessage(f"line {line}: {wrong}") from wrong
        if contact.one != contact.other:  # a badge that saw itself: line 20,711 of highschool2011
            yield contact


def _badge_contact(row: Mapping[str, str], origin: datetime) -> Contact:
    end = timedelta(seconds=_number(row["t"], "t", limit=LONGEST_SECONDS))
    if end < BADGE_STEP:
        raise MalformedMessage("t is the end of a step of 20 seconds")
    start = origin + (end - BADGE_STEP) // BADGE_STEP * BADGE_STEP
    return _contact(start, row["i"], row["j"], FACE_TO_FACE_METRES)


def _phone_contact(row: Mapping[str, str], origin: datetime) -> Contact:
    step = _number(row["time_step"], "time_step", limit=LONGEST_SECONDS // int(PHONE_STEP.total_seconds()))
    if step == 0:
        raise MalformedMessage("time_step counts from 1")
    start = origin + (step - 1) * PHONE_STEP
    return _contact(start, row["user1_id"], row["user2_id"], _metres(row["distance_m"]))


FORMS: Final[Mapping[tuple[str, ...], _Form]] = {
    ("t", "i", "j"): _Form(BADGE_STEP, _badge_contact),
    ("time_step", "user1_id", "user2_id", "distance_m"): _Form(PHONE_STEP, _phone_contact),
}
"""The column forms that are understood."""


def _contact(start: datetime, one: str, other: str, distance_m: float) -> Contact:
    for name in (one, other):
        if not (name.isascii() and name.isalnum() and len(name) <= NAME_LIMIT):
            raise MalformedMessage(f"a person is called by 1 to {NAME_LIMIT} letters and digits")
    first, second = sorted((one, other), key=lambda name: (len(name), name))
    return Contact(start, first, second, distance_m)


def _number(text: str, name: str, *, limit: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) <= limit):
        raise MalformedMessage(f"{name} is a whole number from 0 to {limit}")
    return int(text)


def _metres(text: str) -> float:
    whole, point, part = text.partition(".")
    digits = whole + part
    if not (digits.isascii() and digits.isdigit() and whole and bool(part) == bool(point)):
        raise MalformedMessage("distance_m is a decimal number of metres")
    if len(digits) > _DIGITS or float(text) > FARTHEST_METRES:
        raise MalformedMessage(f"distance_m is at most {FARTHEST_METRES:g}")
    return float(text)


def _text(content: bytes) -> str:
    try:
        if content.startswith(_GZIP_MAGIC):
            with gzip.open(BytesIO(content)) as file:
                content = file.read(SIZE_LIMIT + 1)
        if len(content) > SIZE_LIMIT:
            raise MalformedMessage(f"a trace has at most {SIZE_LIMIT // 2**20} MiB")
        return content.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as wrong:
        raise MalformedMessage("the trace's gzip is damaged") from wrong
    except UnicodeDecodeError as wrong:
        raise MalformedMessage("a trace is UTF-8 text") from wrong
