"""Rows of a bulk issue: columns, telephones and days as people write them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.codes.rules.rows import (
    CellValue,
    Column,
    Fault,
    FaultKind,
    Row,
    columns_in,
    read_day,
    read_row,
)
from bluezone.protocol.errors import RuleViolation

TODAY = date(2020, 8, 5)
COLUMNS = {Column.PHONE: 0, Column.TEST_DAY: 1, Column.ONSET: 2}
CELLS = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(allow_nan=False), st.dates(), st.datetimes()
)


@pytest.mark.parametrize(
    "headings",
    [
        ["phone", "test_day", "onset"],
        ["Số điện thoại", "Ngày xét nghiệm", "Ngày khởi phát"],
        [" PHONE ", "Test day", "ONSET"],
        ["SĐT", "ngay lay mau", "first symptoms"],
    ],
)
def test_columns_are_known_in_both_languages(headings: list[str]) -> None:
    assert columns_in(headings) == COLUMNS


@pytest.mark.parametrize(
    ("headings", "refusal", "said"),
    [
        (["phone", "test_day", "Họ và tên", "Địa chỉ"], "columns_unknown", "3, 4"),
        (["phone", "", "test_day"], "columns_unknown", "2"),
        (["phone", "onset"], "columns_missing", "test_day"),
        (["phone", "SĐT", "test_day"], "columns_twice", "twice"),
        ([], "columns_missing", "phone"),
    ],
)
def test_other_columns_are_refused_by_their_place_never_by_what_they_say(
    headings: list[str], refusal: str, said: str
) -> None:
    with pytest.raises(RuleViolation, match=said) as refused:
        columns_in(headings)

    assert refused.value.code == refusal
    assert "Họ" not in str(refused.value)


@pytest.mark.parametrize("phone", ["0912345678", "+84 912 345 678", "84912345678", 912345678, 912345678.0, "912345678"])
def test_a_telephone_is_read_as_people_and_spreadsheets_write_it(phone: CellValue) -> None:
    assert read_row(2, [phone, "2020-08-04", None], COLUMNS, TODAY) == Row(2, "+84912345678", date(2020, 8, 4), None)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["12345", "2020-08-05", ""], FaultKind.PHONE),
        ([None, "2020-08-05", ""], FaultKind.PHONE),
        (["0912345678", "", ""], FaultKind.TEST_DAY),
        (["0912345678", "2020-08-06", ""], FaultKind.TEST_DAY),
        (["0912345678", "2020-07-07", ""], FaultKind.TEST_DAY),
        (["0912345678", "yesterday", ""], FaultKind.TEST_DAY),
        (["0912345678"], FaultKind.TEST_DAY),
        (["0912345678", "05/08/2020", "30/02/2020"], FaultKind.ONSET),
        (["0912345678", "05/08/2020", "06/08/2020"], FaultKind.ONSET),
    ],
)
def test_what_is_wrong_with_a_row_is_said(cells: list[CellValue], kind: FaultKind) -> None:
    assert read_row(7, cells, COLUMNS, TODAY) == Fault(7, kind)


@given(st.dates(TODAY - timedelta(days=28), TODAY))
def test_a_day_is_read_in_every_form(day: date) -> None:
    forms: list[CellValue] = [day, datetime(day.year, day.month, day.day, 13, 5), day.isoformat()]  # noqa: DTZ001 -- a cell of a spreadsheet has no time zone
    forms += [f"{day:%d/%m/%Y}", f" {day:%d-%m-%Y} ", f"{day:%d.%m.%Y}"]

    assert {read_day(form) for form in forms} == {day}


@given(st.lists(CELLS, max_size=4))
def test_any_cells_are_a_row_or_a_fault(cells: list[CellValue]) -> None:
    read = read_row(2, cells, COLUMNS, TODAY)

    assert isinstance(read, Row | Fault)
    assert not isinstance(read, Row) or read.phone not in repr(read)
