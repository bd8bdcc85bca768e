"""What a clerk's register says: bodies and their focal points, or everything that is wrong, each with its cell.

Nothing is guessed. A fault may carry a suggestion, which counts only once a person has agreed to it by its key; what
cannot be settled so has to be mended in the file. A file with open findings gives no bodies.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, Generic, TypeVar

from bluezone.authority.register.columns import (
    BY_KEY,
    COLUMNS,
    GUIDE,
    KIND_WORDS,
    LISTS,
    NEEDED,
    PROVINCE_WORD,
    SECTOR_WORDS,
    SHEET,
)
from bluezone.authority.register.findings import Fault, Finding
from bluezone.authority.register.sheets import Cell, Sheet
from bluezone.authority.register.writing import Written, code, commune_code, count, day, email, phone, text
from bluezone.authority.territory.kinds import Kind, Sector
from bluezone.authority.territory.naming import canonical, folded
from bluezone.authority.territory.rules import Gazetteer
from bluezone.protocol.errors import RuleViolation

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)

MOST_ROWS: Final = 20_000
NOT_MEANT: Final = {
    "unknown": Fault.UNKNOWN_COMMUNE,
    "ambiguous": Fault.AMBIGUOUS_COMMUNE,
    "old_name": Fault.OLD_NAME,
    "dissolved": Fault.DISSOLVED_UNIT,
    "code_and_name_differ": Fault.CODE_AND_NAME_DIFFER,
}


@dataclass(frozen=True, slots=True)
class Registered(Generic[Key]):
    """What the registry already knows of bodies.

    Args:
        standing: Codes of bodies that stand on the day.
        ended: Codes of bodies that do not any more.
        names: Folded names with kind and commune, and the code of the body that bears them.
        stations: Where each body stands, by its code.
    """

    standing: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    names: Mapping[tuple[str, Kind, Key | None], str] = field(default_factory=dict)
    stations: Mapping[str, Key] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reach(Generic[Key]):
    """For whom a register may speak.

    Args:
        units: The communes, and the province where it is one of them; nothing for everywhere.
        top: Whether bodies of the province itself are among those it speaks for.
    """

    units: frozenset[Key] | None = None
    top: bool = True

    def holds(self, station: Key | None) -> bool:
        """Tell whether a body that stands there is one of those."""
        return self.top if station is None else self.units is None or station in self.units


@dataclass(frozen=True, slots=True)
class Known(Generic[Key]):
    """What a sheet is held against.

    Args:
        gazetteer: The communes of the day for which the register is true.
        registered: The bodies that the registry has.
        today: No day in the sheet may be later.
        reach: For whom the register may speak.
    """

    gazetteer: Gazetteer[Key]
    registered: Registered[Key]
    today: date
    reach: Reach[Key]


@dataclass(frozen=True, slots=True)
class ReadBody(Generic[Key]):
    """One row that is all right.

    Args:
        row: Its number in the sheet.
        station: The commune it stands in; nothing for a body of the province.
        staff: How many work or learn there, if somebody counted.
        counted_on: The day of that count.
    """

    row: int
    code: str
    name: str
    kind: Kind
    sector: Sector
    line_parent: str
    station: Key | None
    focal_point: str = field(repr=False)
    position: str = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(repr=False)
    staff: int | None = None
    counted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reading(Generic[Key]):
    """What came of reading a workbook.

    Args:
        bodies: The rows, when nothing is open; otherwise none.
        open: What is wrong and not settled.
        settled: What a person has agreed to.
        rows: How many rows the sheet has.
    """

    bodies: tuple[ReadBody[Key], ...]
    open: tuple[Finding, ...]
    settled: tuple[Finding, ...]
    rows: int


def read_register(sheets: Sequence[Sheet], known: Known[Key], settled: frozenset[str] = frozenset()) -> Reading[Key]:
    """Return the bodies of a register's workbook, or the findings that stand in the way.

    Args:
        sheets: The workbook.
        known: What it is held against.
        settled: Keys of findings that a person has agreed to.

    Raises:
        RuleViolation: `register_empty` or `register_too_long`, 20,000 rows.
    """
    main = _main(sheets)
    if len(main.rows) > MOST_ROWS:
        raise RuleViolation("register_too_long", f"a register has at most {MOST_ROWS} rows")
    return _Reader(main, known, settled).read(sheets)


def _main(sheets: Sequence[Sheet]) -> Sheet:
    filled = [sheet for sheet in sheets if not sheet.empty and sheet.name not in {LISTS, GUIDE}]
    named = [sheet for sheet in filled if sheet.name == SHEET]
    visible = [sheet for sheet in filled if not sheet.hidden]
    for sheet in (*named, *visible):
        return sheet
    raise RuleViolation("register_empty", "the workbook has no sheet that can be read")


class _Reader(Generic[Key]):
    """Walks through one sheet and notes what it meets."""

    def __init__(self, sheet: Sheet, known: Known[Key], settled: frozenset[str]) -> None:
        self._sheet, self._known = sheet, known
        self._agreed = settled
        self._open: list[Finding] = []
        self._settled: list[Finding] = []
        self._unread: set[str] = set()
        self._covered = frozenset(address for addresses in sheet.merged.values() for address in addresses)

    def read(self, sheets: Sequence[Sheet]) -> Reading[Key]:
        """Return what the workbook says."""
        self._look_around(sheets)
        self._read_headers()
        rows = list(self._rows())
        bodies = [body for row in rows if (body := self._body(row))]
        self._compare(bodies)
        self._check_reach(bodies)
        self._check_parents(bodies)
        found = () if self._open else tuple(bodies)
        return Reading(found, tuple(self._open), tuple(self._settled), len(rows))

    def _note(self, fault: Fault, address: str, suggestion: str | None = None, other: str = "") -> bool:
        """Note a finding; tell whether a person has agreed to it."""
        place = f"{self._sheet.name}!{address}" if address else self._sheet.name
        finding = Finding(fault, place, suggestion, other)
        agreed = finding.can_be_settled and finding.key in self._agreed
        (self._settled if agreed else self._open).append(finding)
        return agreed

    def _look_around(self, sheets: Sequence[Sheet]) -> None:
        for sheet in sheets:
            if sheet is self._sheet or sheet.empty or sheet.name in {LISTS, GUIDE}:
                continue
            finding = Finding(Fault.HIDDEN_SHEET if sheet.hidden else Fault.OTHER_SHEET, sheet.name)
            (self._settled if finding.key in self._agreed else self._open).append(finding)
        for reach in self._sheet.merged:
            self._note(Fault.MERGED_CELLS, reach)

    def _read_headers(self) -> None:
        cells = self._sheet.rows.get(1, {})
        for column in COLUMNS:
            cell = cells.get(column.letter, Cell(f"{column.letter}1"))
            right = folded(str(cell.value or "")) == folded(column.header)
            if not right and not self._note(Fault.WRONG_HEADER, cell.address, column.header):
                self._unread.add(column.key)
            if column.letter in self._sheet.hidden_columns:
                self._note(Fault.HIDDEN_COLUMN, cell.address)
        letters = {column.letter for column in COLUMNS}
        for letter, cell in cells.items():
            if letter not in letters and not cell.empty:
                self._note(Fault.WRONG_HEADER, cell.address)

    def _rows(self) -> Iterator[int]:
        for number in sorted(self._sheet.rows):
            if number == 1 or all(cell.empty for cell in self._sheet.rows[number].values()):
                continue
            if number in self._sheet.hidden_rows and not self._note(Fault.HIDDEN_ROW, f"A{number}"):
                continue
            yield number

    def _cell(self, row: int, key: str) -> Cell:
        letter = BY_KEY[key].letter
        return self._sheet.rows[row].get(letter, Cell(f"{letter}{row}"))

    def _take(self, row: int, key: str, written: Written[Value]) -> Value | None:
        """Note a cell's slips, or that it is missing; return its value."""
        cell = self._cell(row, key)
        for fault, suggestion in written.slips:
            self._note(fault, cell.address, suggestion)
        absent = written.value is None and not written.slips
        if absent and key in NEEDED and cell.address not in self._covered:
            self._note(Fault.MISSING_FOCAL_POINT if key == "focal_point" else Fault.MISSING, cell.address)
        return written.value

    def _text(self, row: int, key: str) -> str:
        return "" if key in self._unread else self._take(row, key, text(self._cell(row, key))) or ""

    def _code(self, row: int, key: str) -> str:
        return "" if key in self._unread else self._take(row, key, code(self._cell(row, key))) or ""

    def _word(self, row: int, key: str, words: Mapping[str, Word]) -> Word | None:
        said = self._text(row, key)
        if not said:
            return None
        known = {canonical(word): meaning for word, meaning in words.items()}
        if canonical(said) in known:
            return known[canonical(said)]
        by_folded = {folded(word): word for word in words}
        near = get_close_matches(folded(said), by_folded, n=1, cutoff=0.75)
        suggestion = by_folded[near[0]] if near else None
        self._note(Fault.UNKNOWN_WORD, self._cell(row, key).address, suggestion)
        return words[suggestion] if suggestion else None

    def _station(self, row: int) -> Key | None:
        if {"commune_code", "commune_name"} & self._unread:
            return None
        code_cell, name_cell = self._cell(row, "commune_code"), self._cell(row, "commune_name")
        number = self._take(row, "commune_code", commune_code(code_cell))
        name = self._take(row, "commune_name", text(name_cell))
        if not name or (canonical(name) == canonical(PROVINCE_WORD) and not number):
            return None
        meant = self._known.gazetteer.meant(number or "", name)
        if meant.unit:
            return meant.unit.key
        suggested = meant.suggestion
        suggestion = f"{suggested.code} {suggested.short_name}" if suggested else None
        self._note(NOT_MEANT[meant.code], name_cell.address, suggestion)
        return suggested.key if suggested else None

    def _counted(self, row: int) -> tuple[int | None, date | None]:
        if {"staff", "counted_on"} & self._unread:
            return None, None
        staff_cell, day_cell = self._cell(row, "staff"), self._cell(row, "counted_on")
        staff = self._take(row, "staff", count(staff_cell))
        counted_on = self._take(row, "counted_on", day(day_cell, self._known.today))
        if not staff_cell.empty and day_cell.empty and day_cell.address not in self._covered:
            self._note(Fault.MISSING, day_cell.address)
        return staff, counted_on

    def _body(self, row: int) -> ReadBody[Key] | None:
        own_code, name = self._code(row, "code"), self._text(row, "name")
        kind, sector = self._word(row, "kind", KIND_WORDS), self._word(row, "sector", SECTOR_WORDS)
        line_parent = self._code(row, "line_parent")
        station = self._station(row)
        focal_point, position = self._text(row, "focal_point"), self._text(row, "position")
        number = "" if "phone" in self._unread else self._take(row, "phone", phone(self._cell(row, "phone"))) or ""
        mail = "" if "email" in self._unread else self._take(row, "email", email(self._cell(row, "email"))) or ""
        staff, counted_on = self._counted(row)
        if not (own_code and name and kind and sector):
            return None
        return ReadBody(
            *(row, own_code, name, kind, sector, line_parent, station),
            *(focal_point, position, number, mail, staff, counted_on),
        )

    def _compare(self, bodies: Sequence[ReadBody[Key]]) -> None:
        """Note codes and names that come twice, in the sheet or in the registry."""
        codes: dict[str, str] = {}
        names: dict[tuple[str, Kind, Key | None], str] = {}
        for body in bodies:
            code_at, name_at = (self._cell(body.row, key).address for key in ("code", "name"))
            if body.code in codes:
                self._note(Fault.DUPLICATE_CODE, code_at, other=codes[body.code])
            codes.setdefault(body.code, code_at)
            spoken = (folded(body.name), body.kind, body.station)
            bearer = self._known.registered.names.get(spoken, body.code)
            if spoken in names:
                self._note(Fault.DUPLICATE_NAME, name_at, other=names[spoken])
            elif bearer != body.code:
                self._note(Fault.DUPLICATE_NAME, name_at, other=bearer)
            names.setdefault(spoken, name_at)

    def _check_reach(self, bodies: Sequence[ReadBody[Key]]) -> None:
        """Note bodies that the register may not speak for: by where they stand now, or by where they are to stand."""
        for body in bodies:
            standing = self._known.registered.stations.get(body.code)
            if standing is not None and not self._known.reach.holds(standing):
                self._note(Fault.OUTSIDE, self._cell(body.row, "code").address)
            elif not self._known.reach.holds(body.station):
                self._note(Fault.OUTSIDE, self._cell(body.row, "commune_name").address)

    def _check_parents(self, bodies: Sequence[ReadBody[Key]]) -> None:
        there = {body.code for body in bodies} | self._known.registered.standing
        for body in bodies:
            if not body.line_parent:
                continue
            address = self._cell(body.row, "line_parent").address
            if body.line_parent == body.code or (
                body.line_parent not in there and body.line_parent not in self._known.registered.ended
            ):
                self._note(Fault.UNKNOWN_PARENT, address)
            elif body.line_parent not in there:
                self._note(Fault.DISSOLVED_UNIT, address)
