"""How the values of a notebook stand in the diary's tables.

Pure. Times are microseconds since 1970; the marks of a check-in are 18 bytes an hour, value before mask.
"""

import msgspec

from bluezone.phone.diary_rows import Row, moment, number
from bluezone.phone.notebook import Letter, PlaceWarned
from bluezone.protocol.place_warnings import ENTRY_LENGTH, CheckIn, HourMark, entries_in
from bluezone.protocol.venues import VenueType

_VALUE = ENTRY_LENGTH - 2


def visit_row(name: str, visit: CheckIn) -> Row:
    """Return a check-in as a row."""
    marks = b"".join(mark.value + mark.mask for mark in visit.marks)
    said = name, visit.name, visit.type.value, visit.commune, visit.version
    return *said, number(visit.start), number(visit.end), int(visit.is_automatic), visit.first_hour, marks


def visit(row: Row) -> tuple[str, CheckIn]:
    """Return the id and the check-in in a row."""
    name, venue, kind, commune, version, start, end, automatic, first_hour, marks = row
    return name, CheckIn(
        name=venue,
        type=VenueType(kind),
        commune=commune,
        version=version,
        start=moment(start),
        end=moment(end),
        is_automatic=bool(automatic),
        first_hour=first_hour,
        marks=tuple(HourMark(entry[:_VALUE], entry[_VALUE:]) for entry in entries_in(marks)),
    )


def place_warned_row(told: PlaceWarned) -> Row:
    """Return what was told about a visit as a row."""
    return told.visit, told.name, number(told.start), number(told.end), told.policy, number(told.at)


def place_warned(row: Row) -> PlaceWarned:
    """Return what a row says was told about a visit."""
    visit_id, name, start, end, policy, at = row
    return PlaceWarned(visit_id, name, moment(start), moment(end), policy, moment(at))


def letter_row(letter: Letter) -> Row:
    """Return a letter as a row."""
    arrived = None if letter.arrived is None else number(letter.arrived)
    return letter.mark, number(letter.written), letter.sealed, msgspec.json.encode(letter.exposures), arrived


def letter(row: Row) -> Letter:
    """Return the letter in a row."""
    mark, written, sealed, exposures, arrived = row
    about = msgspec.json.decode(exposures, type=tuple[str, ...])
    return Letter(mark, moment(written), bytes(sealed), about, None if arrived is None else moment(arrived))
