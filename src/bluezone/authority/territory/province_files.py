"""A province in CSV files: units, what became of what, other spellings, centres, denominators, bodies and leads.

Everything wrong is found at once and named with file and line; a file with findings is imported not at all.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from io import StringIO
from typing import Final, TypeVar

from bluezone.authority.territory.conversion import Basis
from bluezone.authority.territory.denominators import DenominatorKind
from bluezone.authority.territory.kinds import COMMUNE_KINDS, DISTRICT_KINDS, Kind, Sector
from bluezone.authority.territory.naming import stored
from bluezone.authority.territory.validity import Validity
from bluezone.protocol.errors import RuleViolation

Row = TypeVar("Row")
Cells = Mapping[str, str]

DIGITS: Final = {Kind.TINH: 2} | dict.fromkeys(DISTRICT_KINDS, 3) | dict.fromkeys(COMMUNE_KINDS, 5)
"""How many digits the statistical code of each level has."""

HEADERS: Final = {
    "units": ("structure", "kind", "code", "name", "parent_code", "valid_from", "valid_to"),
    "succession": ("from_code", "from_name", "to_code", "to_name", "date", "weight", "basis"),
    "aliases": ("code", "valid_from", "alias", "standing", "source"),
    "centroids": ("code", "valid_from", "latitude", "longitude", "area_km2"),
    "denominators": ("code", "valid_from", "kind", "value", "counted_on", "source"),
    "bodies": ("code", "kind", "name", "sector", "line_parent", "valid_from", "valid_to", "basis"),
    "leads": ("sector", "code", "valid_from", "valid_to", "basis"),
}

HIGHEST_LATITUDE: Final = 90
HIGHEST_LONGITUDE: Final = 180
LARGEST_AREA_KM2: Final = 331_000
"""About the area of the country: no unit is larger."""

UnitKey = tuple[str, date | None]
"""A code is reused, so a unit is known by its code and its first day together."""


@dataclass(frozen=True, slots=True)
class FileFinding:
    """One thing wrong in one file.

    Args:
        file: Which of the files, such as `units`.
        line: Its line, the header being 1.
        code: What is wrong, such as `unknown_kind`.
    """

    file: str
    line: int
    code: str

    @property
    def place(self) -> str:
        """Where it stands, such as `units.csv:12`."""
        return f"{self.file}.csv:{self.line}"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit, and the code of the one above it."""

    kind: Kind
    code: str
    name: str
    parent_code: str
    validity: Validity

    @property
    def key(self) -> UnitKey:
        """The code and the first day."""
        return (self.code, self.validity.valid_from)


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """What became of a unit."""

    from_code: str
    to_code: str
    day: date
    weight: Fraction | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class AliasRow:
    """Another name that people write for a unit."""

    key: UnitKey
    alias: str
    standing: str
    source: str


@dataclass(frozen=True, slots=True)
class CentroidRow:
    """Where a unit's centre lies, and its area where that is known."""

    key: UnitKey
    latitude: float
    longitude: float
    area_km2: float | None


@dataclass(frozen=True, slots=True)
class DenominatorRow:
    """A number of people or things in a unit."""

    key: UnitKey
    kind: DenominatorKind
    value: int
    counted_on: date
    source: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body of the province, and the body it answers to in its sector."""

    kind: Kind
    code: str
    name: str
    sector: Sector
    line_parent: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class LeadRow:
    """Who leads a sector from when until when."""

    sector: Sector
    code: str
    validity: Validity
    basis: str


def _unit(cells: Cells) -> UnitRow:
    kind = Kind(cells["kind"])
    code = cells["code"]
    if not re.fullmatch(rf"\d{{{DIGITS.get(kind, 0)}}}", code):
        raise RuleViolation("code_digits", "a code has another number of digits")
    return UnitRow(kind, code, stored(cells["name"]), cells["parent_code"], _validity(cells))


def _succession(cells: Cells) -> SuccessionRow:
    weight = Fraction(cells["weight"]) if cells["weight"] else None
    if weight is not None and not (0 < weight <= 1 and re.fullmatch(r"[0-9.]{1,10}", cells["weight"])):
        raise RuleViolation("weight_range", "a weight is over 0, at most 1, with at most eight decimals")
    return SuccessionRow(
        cells["from_code"], cells["to_code"], date.fromisoformat(cells["date"]), weight, Basis(cells["basis"])
    )


def _alias(cells: Cells) -> AliasRow:
    return AliasRow(_key(cells), stored(cells["alias"]), cells["standing"], cells["source"])


def _centroid(cells: Cells) -> CentroidRow:
    latitude, longitude = float(cells["latitude"]), float(cells["longitude"])
    if not (abs(latitude) <= HIGHEST_LATITUDE and abs(longitude) <= HIGHEST_LONGITUDE):
        raise RuleViolation("place_range", "a latitude or longitude lies outside the globe")
    area_km2 = float(cells["area_km2"]) if cells["area_km2"] else None
    if area_km2 is not None and not 0 < area_km2 <= LARGEST_AREA_KM2:
        raise RuleViolation("area_range", "an area is over 0 and smaller than the country")
    return CentroidRow(_key(cells), latitude, longitude, area_km2)


def _denominator(cells: Cells) -> DenominatorRow:
    if not re.fullmatch(r"[0-9]{1,9}", cells["value"]):
        raise RuleViolation("value_not_whole", "a denominator is a whole number, written in digits only")
    if not cells["source"]:
        raise RuleViolation("source_missing", "a denominator needs its source")
    counted_on = date.fromisoformat(cells["counted_on"])
    return DenominatorRow(_key(cells), DenominatorKind(cells["kind"]), int(cells["value"]), counted_on, cells["source"])


def _body(cells: Cells) -> BodyRow:
    return BodyRow(
        Kind(cells["kind"]),
        cells["code"],
        stored(cells["name"]),
        Sector(cells["sector"]),
        cells["line_parent"],
        _validity(cells),
    )


def _lead(cells: Cells) -> LeadRow:
    return LeadRow(Sector(cells["sector"]), cells["code"], _validity(cells), cells["basis"])


def read_units(text: str) -> tuple[list[UnitRow], list[FileFinding]]:
    """Return the units of a file and what is wrong in it; a code may come twice, but not with one first day."""
    rows, findings = _read("units", text, _unit)
    findings += _repeated("units", [(line, row.key) for line, row in rows])
    known = [row for _, row in rows]
    for line, row in rows:
        if row.parent_code and parent_of(row, known) is None:
            findings.append(FileFinding("units", line, "unknown_parent"))
    return known, findings


def read_succession(text: str, units: list[UnitRow]) -> tuple[list[SuccessionRow], list[FileFinding]]:
    """Return what became of what, and what is wrong: unknown ends, weights of a unit that do not sum to 1."""
    rows, findings = _read("succession", text, _succession)
    findings += _repeated("succession", [(line, (row.from_code, row.to_code, row.day)) for line, row in rows])
    weights: dict[tuple[str, date], list[Fraction | None]] = {}
    for line, row in rows:
        weights.setdefault((row.from_code, row.day), []).append(row.weight)
        if not ended_before(row, units) or not begun_on(row, units):
            findings.append(FileFinding("succession", line, "unknown_unit"))
    for line, row in rows:
        parts = weights.pop((row.from_code, row.day), [Fraction(1)])
        if None not in parts and sum(part for part in parts if part is not None) != 1:
            findings.append(FileFinding("succession", line, "weights_not_whole"))
    return [row for _, row in rows], findings


def read_aliases(text: str) -> tuple[list[AliasRow], list[FileFinding]]:
    """Return other spellings and what is wrong in their file."""
    return _plain("aliases", text, _alias)


def read_centroids(text: str) -> tuple[list[CentroidRow], list[FileFinding]]:
    """Return centres and what is wrong in their file."""
    return _plain("centroids", text, _centroid)


def read_denominators(text: str) -> tuple[list[DenominatorRow], list[FileFinding]]:
    """Return denominators and what is wrong in their file."""
    return _plain("denominators", text, _denominator)


def read_bodies(text: str) -> tuple[list[BodyRow], list[FileFinding]]:
    """Return bodies and what is wrong in their file."""
    return _plain("bodies", text, _body)


def read_leads(text: str) -> tuple[list[LeadRow], list[FileFinding]]:
    """Return who leads which sector and what is wrong in the file."""
    return _plain("leads", text, _lead)


def parent_of(row: UnitRow, units: list[UnitRow]) -> UnitRow | None:
    """Return the unit above a row: the one with that code whose days hold all of the row's."""
    return next((each for each in units if each.code == row.parent_code and row.validity.within(each.validity)), None)


def ended_before(row: SuccessionRow, units: list[UnitRow]) -> UnitRow | None:
    """Return the unit that ended on the day before a succession."""
    return next((each for each in units if each.code == row.from_code and _ends(each) == row.day.toordinal()), None)


def begun_on(row: SuccessionRow, units: list[UnitRow]) -> UnitRow | None:
    """Return the unit that began on the day of a succession."""
    return next((each for each in units if each.key == (row.to_code, row.day)), None)


def _ends(unit: UnitRow) -> int:
    return unit.validity.last.toordinal() + 1


def _plain(file: str, text: str, made: Callable[[Cells], Row]) -> tuple[list[Row], list[FileFinding]]:
    rows, findings = _read(file, text, made)
    return [row for _, row in rows], findings


def _read(file: str, text: str, made: Callable[[Cells], Row]) -> tuple[list[tuple[int, Row]], list[FileFinding]]:
    lines = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""))
    header = tuple(next(lines, []))
    if header != HEADERS[file]:
        return [], [FileFinding(file, 1, "wrong_header")]
    rows: list[tuple[int, Row]] = []
    findings: list[FileFinding] = []
    for cells in lines:
        try:
            rows.append((lines.line_num, made(dict(zip(header, cells, strict=True)))))
        except RuleViolation as refused:
            findings.append(FileFinding(file, lines.line_num, refused.code))
        except (ValueError, ZeroDivisionError):
            findings.append(FileFinding(file, lines.line_num, "unreadable_value"))
    return rows, findings


def _repeated(file: str, keys: list[tuple[int, object]]) -> Iterator[FileFinding]:
    seen: set[object] = set()
    for line, key in keys:
        if key in seen:
            yield FileFinding(file, line, "repeated")
        seen.add(key)


def _validity(cells: Cells) -> Validity:
    return Validity(_day(cells["valid_from"]), _day(cells["valid_to"]))


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _key(cells: Cells) -> UnitKey:
    return (cells["code"], _day(cells["valid_from"]))
