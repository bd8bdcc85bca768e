"""The public's table: whole, honest, and of no use to whoever wants to know about a few."""

import csv
from datetime import date, timedelta
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.overview.rules.days import public_day
from bluezone.rollout.overview.rules.public import (
    Column,
    CsvWords,
    PublicRow,
    PublicUnit,
    as_csv,
    public_table,
    safe,
)
from bluezone.rollout.overview.rules.suppression import SMALLEST
from bluezone.rollout.reporting.rules.coverage import Denominator

CENSUS = Denominator(4_000, "Tổng điều tra dân số 2019", date(2019, 4, 1))
WORDS = CsvWords(
    "Đơn vị", {column: column.value for column in Column}, "Dân", "Nguồn", "Ngày", "%", "được ẩn", "chưa có"
)


def table(*counts: int | None, residents: Denominator | None = CENSUS) -> dict[str, PublicRow]:
    units = [PublicUnit("t", "Tỉnh", None, {})]
    for number, count in enumerate(counts):
        counted = {} if count is None else {Column.DECLARED: count}
        units.append(PublicUnit(str(number), f"Xã {number}", "t", counted, residents))
    return {row.id: row for row in public_table(units)}


def test_totals_and_large_counts_are_shown() -> None:
    rows = table(120, 300)

    assert [rows[unit].cells[Column.DECLARED].count for unit in ("t", "0", "1")] == [420, 120, 300]
    assert rows["0"].share == (3, 3)


def test_a_small_count_takes_another_with_it_and_both_look_alike() -> None:
    rows = table(4, 120, 300)

    assert [rows[unit].cells[Column.DECLARED].count for unit in ("t", "0", "1", "2")] == [424, None, None, 300]
    assert rows["0"].cells[Column.DECLARED] == rows["1"].cells[Column.DECLARED]
    assert rows["0"].share is None


def test_silence_is_told_from_withholding() -> None:
    rows = table(None, 120, 300)

    assert rows["0"].cells[Column.DECLARED].count is None
    assert not rows["0"].cells[Column.DECLARED].is_withheld


def test_a_small_unit_s_share_is_shown_in_quarters() -> None:
    rows = table(40, 300, residents=Denominator(100, "Sổ hộ khẩu", date(2020, 7, 1)))

    assert rows["0"].share == (25, 50)
    assert rows["1"].share == (75, 100)


@given(st.lists(st.none() | st.integers(0, 400), min_size=1, max_size=12))
def test_nothing_small_is_ever_shown(counts: list[int | None]) -> None:
    rows = table(*counts)

    shown = [cell.count for row in rows.values() for cell in row.cells.values() if cell.count is not None]

    assert all(count >= SMALLEST for count in shown)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_public_day_is_a_sunday_of_the_week_before(today: date) -> None:
    day = public_day(today)

    assert day.isoweekday() == 7
    assert timedelta(1) <= today - day <= timedelta(7)


def test_a_name_that_a_spreadsheet_would_reckon_becomes_text() -> None:
    units = [PublicUnit("t", "=1+1", None, {}), PublicUnit("0", "Xã", "t", {Column.DECLARED: 4}, CENSUS)]

    rows = list(csv.reader(StringIO(as_csv(public_table(units), WORDS))))

    assert rows[1][0] == "'=1+1"
    assert rows[2][1] == "được ẩn"
    assert rows[2][2] == "chưa có"
    assert [safe(text) for text in ("@a", "Xã")] == ["'@a", "Xã"]
