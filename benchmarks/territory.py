"""Territory on one core: ninety days of 106 communes in the structure of 2025, a clerk's register, the tile pictures."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from time import perf_counter
from typing import Final

from benchmarks.measure import Measure, against

from bluezone.authority.register.columns import COLUMNS
from bluezone.authority.register.rules import Known, Reach, Registered, read_register
from bluezone.authority.register.sheets import Cell, Sheet
from bluezone.authority.territory.conversion import Passage, route
from bluezone.authority.territory.kinds import COMMUNE_KINDS
from bluezone.authority.territory.naming import short_name
from bluezone.authority.territory.province import Province, understood
from bluezone.authority.territory.province_files import UnitKey, begun_on, ended_before
from bluezone.authority.territory.rules import Gazetteer, KnownUnit
from bluezone.authority.territory.shipped import shipped
from bluezone.authority.territory.tiles import Place, tiles

DAYS: Final = 90
BODIES: Final = 1_000
IN_2020, IN_2025, TODAY = date(2020, 8, 15), date(2025, 8, 15), date(2026, 1, 5)
CONVERSION_SECONDS: Final = 1.0


def measures() -> list[Measure]:
    """Measure the conversion of a series, the reading of a register, and both tile pictures."""
    province, _findings = understood(shipped("lai-chau"))
    return [_conversion(province), _register(province), *_pictures(province)]


def _conversion(province: Province) -> Measure:
    """Find the way once, carry each day; beside it, the way found again for each day."""
    generator = Random(1)
    passages, lives = _passages(province), {row.key: row.validity for row in province.units}
    old = [row.key for row in province.units if row.kind in COMMUNE_KINDS and row.validity.holds(IN_2020)]
    series = [{unit: generator.randrange(5_000) for unit in old} for _ in range(DAYS)]

    def once() -> int:
        way = route(old, passages, lives, to_day=IN_2025)
        return sum(sum(way.carry(figures).figures.values()) for figures in series)

    def each_day() -> int:
        return sum(
            sum(route(old, passages, lives, to_day=IN_2025).carry(figures).figures.values()) for figures in series
        )

    total = sum(sum(figures.values()) for figures in series)
    seconds, slow = _seconds(once, total), _seconds(each_day, total)
    return Measure(
        "90 days of 106 communes in the structure of 2025",
        seconds,
        "s",
        reference="the way found again each day",
        reference_value=slow,
        ratio=against(seconds, slow),
        aim=f"<= {CONVERSION_SECONDS:g} s",
        met=seconds <= CONVERSION_SECONDS,
    )


def _register(province: Province) -> Measure:
    sheet, known = Sheet("Danh bạ", dict(_rows())), _known(province)
    return Measure("a register of 1,000 bodies read", _seconds(lambda: read_register([sheet], known).rows, BODIES), "s")


def _pictures(province: Province) -> Iterator[Measure]:
    for first in (None, date(2025, 7, 1)):
        places = {
            row.key: Place(row.latitude, row.longitude)
            for row in province.centroids
            if row.key[1] == first and len(row.key[0]) == 5
        }
        yield Measure(f"tile picture of {len(places)} communes", _seconds(lambda: len(tiles(places)), len(places)), "s")  # noqa: B023 -- called at once


def _rows() -> Iterator[tuple[int, dict[str, Cell]]]:
    yield 1, {column.letter: Cell(f"{column.letter}1", column.header) for column in COLUMNS}
    for number in range(2, BODIES + 2):
        values = [
            *(f"{number:04}", f"Trường Tiểu học số {number}", "Trường học, cơ sở đào tạo"),
            *("Giáo dục và đào tạo", None, "03388", "Phường Đoàn Kết", "Đầu mối Mẫu", None, f"0912{number:06}"),
            *(None, number % 300, date(2025, 12, 31)),
        ]
        cells = zip(COLUMNS, values, strict=True)
        yield number, {column.letter: Cell(f"{column.letter}{number}", value) for column, value in cells if value}


def _known(province: Province) -> Known[UnitKey]:
    units = [
        KnownUnit(row.key, row.kind, row.code, short_name(row.name), row.validity)
        for row in province.units
        if row.kind in COMMUNE_KINDS
    ]
    return Known(Gazetteer(units, _passages(province), TODAY), Registered(), TODAY, Reach())


def _passages(province: Province) -> list[Passage[UnitKey]]:
    units = list(province.units)
    return [
        Passage(old.key, new.key, row.day, row.weight, row.basis)
        for row in province.succession
        if (old := ended_before(row, units)) and (new := begun_on(row, units))
    ]


def _seconds(run: Callable[[], int], expected: int) -> float:
    """Return the least of three runs, each of which has to come to the expected sum."""
    found = []
    for _ in range(3):
        start = perf_counter()
        if run() != expected:
            raise AssertionError("a run came to another sum")
        found.append(perf_counter() - start)
    return min(found)
