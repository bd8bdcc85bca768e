"""Cells of line lists, as clerks write them."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import cell_values

from bluezone.authority.linelist.rules.cells import Unread, case_key, read, tokens
from bluezone.authority.linelist.rules.columns import COLUMNS, FIELDS_OF, Field, Guess, Kind
from bluezone.authority.linelist.rules.findings import Fault
from bluezone.authority.linelist.rules.grid import Grid, Value, letter, unmarked
from bluezone.authority.linelist.rules.rows import rows_of
from bluezone.authority.linelist.rules.words import WORDS, word_in, written

TODAY = date(2020, 8, 5)


@pytest.mark.parametrize(
    "value",
    [
        date(2020, 3, 5),
        datetime(2020, 3, 5, 7, 30),  # noqa: DTZ001 -- a spreadsheet knows no zone
        "05/03/2020",
        "5-3-2020",
        "5.3.20",
        "5 / 3 / 2020",
        "2020-03-05",
        "2020/03/05",
        "2020-03-05T00:00:00",
        "ngày 5 tháng 3 năm 2020",
        "Ngày 05 tháng 03 năm 2020",
        43895,
        43895.5,
        "'05/03/2020",
    ],
)
def test_a_day_is_read_as_clerks_write_it(value: Value) -> None:
    assert read(Field.ONSET_ON, value, TODAY) == date(2020, 3, 5)


@pytest.mark.parametrize("value", ["", "không rõ", "Chưa rõ", "-", "N/A", "null", None])
def test_a_day_that_nobody_knows_is_none(value: Value) -> None:
    assert read(Field.ONSET_ON, value, TODAY) is None


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        (Field.ONSET_ON, "03/25/2020", Fault.UNREADABLE_DATE),
        (Field.ONSET_ON, "31/02/2020", Fault.UNREADABLE_DATE),
        (Field.ONSET_ON, "tháng 3", Fault.UNREADABLE_DATE),
        (Field.ONSET_ON, True, Fault.UNREADABLE_DATE),
        (Field.ONSET_ON, "06/08/2020", Fault.FUTURE_DATE),
        (Field.BIRTH_DATE, "05/03/2090", Fault.FUTURE_DATE),
        (Field.BIRTH_DATE, 2090, Fault.BIRTH_OUT_OF_REACH),
        (Field.BIRTH_YEAR, 2090, Fault.BIRTH_OUT_OF_REACH),
        (Field.BIRTH_YEAR, 1880, Fault.BIRTH_OUT_OF_REACH),
        (Field.BIRTH_YEAR, "lớn", Fault.UNREADABLE_DATE),
        (Field.AGE, "nhỏ", Fault.UNKNOWN_AGE),
        (Field.AGE, 131, Fault.UNKNOWN_AGE),
        (Field.SEX, "x", Fault.UNKNOWN_WORD),
        (Field.MINUTES, "lâu", Fault.NO_NUMBER),
        (Field.PHONE, "0912345678/0987654321", Fault.PHONE_FORM),
        (Field.NAME, "a" * 201, Fault.TEXT_TOO_LONG),
        (Field.INFECTED_BY, date(2020, 3, 5), Fault.UNKNOWN_WORD),
    ],
)
def test_what_is_not_understood_is_named_and_never_guessed(field: Field, value: Value, fault: Fault) -> None:
    with pytest.raises(Unread) as unread:
        read(field, value, TODAY)

    assert unread.value.fault is fault


@pytest.mark.parametrize(
    ("field", "value", "meant"),
    [
        (Field.BIRTH_DATE, "1980", 1980),
        (Field.BIRTH_DATE, 1980, 1980),
        (Field.BIRTH_DATE, "--/--/1980", 1980),
        (Field.BIRTH_DATE, "00/00/1980", 1980),
        (Field.BIRTH_DATE, "5/3/80", date(1980, 3, 5)),
        (Field.BIRTH_YEAR, "05/03/1980", 1980),
        (Field.BIRTH_YEAR, "không rõ", None),
        (Field.AGE, "66.0", 66),
        (Field.AGE, 66.0, 66),
        (Field.AGE, "66 tuổi", 66),
        (Field.AGE, "3 tháng", 0),
        (Field.AGE, "", None),
        (Field.MINUTES, "15 phút", 15),
        (Field.MINUTES, "-", None),
        (Field.PHONE, 912345678, "0912345678"),
        (Field.PHONE, "+84 912.345.678", "+84912345678"),
        (Field.PHONE, "không rõ", None),
        (Field.PERSONAL_NUMBER, "012 345 678 901", "012345678901"),
        (Field.NAME, "  Lò   Thị\u00a0Mây ", "Lò Thị Mây"),
        (Field.NUMBER, 34.0, "34"),
        (Field.SEX, "NỮ", "female"),
        (Field.SEX, "Male", "male"),
        (Field.SEX, "-", None),
        (Field.FOLLOW_UP, "FOLLOW_UP", "follow_up"),
        (Field.FOLLOW_UP_UNTIL, "20/08/2020", date(2020, 8, 20)),
        (Field.INFECTED_BY, "17; UK,BVBM", ("17", "UK", "BVBM")),
    ],
)
def test_a_cell_means_what_clerks_mean(field: Field, value: Value, meant: object) -> None:
    assert read(field, value, TODAY) == meant


@pytest.mark.parametrize("number", ["BN34", "bn 34", "34", "#34", "034", "BN034"])
def test_numbers_of_cases_are_one_however_they_are_written(number: str) -> None:
    assert case_key(number) == "34"


@given(st.sampled_from(sorted(WORDS)), st.data())
def test_every_word_that_an_export_writes_is_read_again(field: Field, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(list(WORDS[field])))

    assert word_in(field, written(field, word)) == word


@given(st.sampled_from(list(COLUMNS)), cell_values)
def test_anything_in_any_cell_is_a_value_or_a_fault(field: Field, value: Value) -> None:
    with suppress(Unread):
        read(field, value, TODAY)


@given(st.sampled_from(list(Kind)), st.lists(st.lists(cell_values, max_size=6), max_size=4), st.data())
def test_any_rows_are_understood_or_have_findings(kind: Kind, rows: list[list[Value]], data: st.DataObject) -> None:
    fields = data.draw(st.permutations(FIELDS_OF[kind]))
    mapping = Guess(kind, 1, dict(enumerate(fields[:5])))

    for row in rows_of(Grid([["a"] * 6, *rows]), mapping, TODAY):
        assert row.values or row.more or row.findings


@given(st.text())
def test_any_text_has_tokens_without_blanks(text: str) -> None:
    assert all(token.strip() for token in tokens(text))


def test_date_year_and_age_of_birth_are_brought_together() -> None:
    grid = Grid([["Ngày sinh", "Tuổi", "Ngày báo cáo"], [None, 40, date(2020, 8, 1)], ["1980", 39, date(2020, 8, 1)]])
    mapping = Guess(Kind.CASES, 1, {0: Field.BIRTH_DATE, 1: Field.AGE, 2: Field.REPORTED_ON})

    rows = list(rows_of(grid, mapping, TODAY))

    assert [row.values[Field.BIRTH_YEAR] for row in rows] == [1980, 1980]
    assert [row.more for row in rows] == [{"Tuổi": "40"}, {"Tuổi": "39"}]


def test_two_years_of_birth_that_differ_keep_the_row_out() -> None:
    grid = Grid([["", "", ""], ["05/03/1980", 1981, "1/8/2020"]])
    mapping = Guess(Kind.CASES, 1, {0: Field.BIRTH_DATE, 1: Field.BIRTH_YEAR, 2: Field.REPORTED_ON})

    [row] = rows_of(grid, mapping, TODAY)

    assert [finding.fault for finding in row.findings] == [Fault.BIRTHS_DIFFER]


def test_a_test_before_its_sample_keeps_the_row_out() -> None:
    grid = Grid([["", ""], ["05/03/2020", "04/03/2020"]])

    [row] = rows_of(grid, Guess(Kind.CASES, 1, {0: Field.SAMPLED_ON, 1: Field.CONFIRMED_ON}), TODAY)

    assert [finding.fault for finding in row.findings] == [Fault.DAYS_OUT_OF_ORDER]


@pytest.mark.parametrize(("text", "plain"), [("'=1", "=1"), ("''x", "'x"), ("'Ab", "'Ab"), ("=1", "=1")])
def test_an_apostrophe_that_an_export_put_before_a_cell_is_taken_away(text: str, plain: str) -> None:
    assert unmarked(text) == plain


def test_columns_are_called_as_spreadsheets_do() -> None:
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
