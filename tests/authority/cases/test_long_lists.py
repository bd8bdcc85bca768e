"""Lists of many: each record on one page, searches that find few and many, units near and far."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.authority.cases.desk import TODAY, a_case, a_contact, desk_of, officer
from tests.authority.permissions import World

from bluezone.authority.accounts.rules import Role
from bluezone.authority.cases.models import Contact
from bluezone.authority.cases.queries import CONTACT_ORDERS, reach, searching
from bluezone.authority.cases.views import listing, paging
from bluezone.authority.cases.wording import word_of
from bluezone.authority.documents.tables import Table, as_xlsx

ROW = '<th scope="row">'
NAMES = ("Lò Thị Mây", "Vàng Thị Súa", "Giàng A Páo", "Tẩn A Chẳn", "Lý Thị Dợ")


def names_on(desk: Client, address: str) -> list[str]:
    page = desk.get(address).content.decode()
    return [name for part in page.split(ROW)[1:] for name in NAMES if f">{name}</a>" in part]


@pytest.fixture
def people(world: World) -> list[Contact]:
    case = a_case(world, "Phàn Văn Hạnh")
    return [a_contact(case, world.here, name) for name in NAMES]


@pytest.mark.parametrize("order", CONTACT_ORDERS)
def test_each_record_stands_on_one_page_of_any_order(
    doctor: Client, people: list[Contact], order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "A_PAGE", 2)

    pages = [names_on(doctor, f"/contacts/?sort={order}&page={number}") for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(name for page in pages for name in page) == sorted(NAMES)


@pytest.mark.parametrize("few", [0, 1000])
def test_a_search_finds_the_same_whether_the_people_are_few_or_many(
    doctor: Client, people: list[Contact], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FEW", few)

    found = {text: names_on(doctor, f"/contacts/?q={text}&sort=name") for text in ("thi", "THỊ SÚA", "o thi m", "ua")}

    assert found["thi"] == ["Lò Thị Mây", "Lý Thị Dợ", "Vàng Thị Súa"]
    assert found["THỊ SÚA"] == ["Vàng Thị Súa"]
    assert found["o thi m"] == ["Lò Thị Mây"]
    assert found["ua"] == ["Vàng Thị Súa"]


def test_a_search_that_finds_too_many_says_so_and_shows_the_first(
    doctor: Client, people: list[Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "MOST_FOUND", 2)

    page = doctor.get("/contacts/?q=thi").content.decode()
    whole = doctor.get("/contacts/").content.decode()
    export = doctor.get("/contacts/export/?q=thi").content.decode()

    assert "More than 2: the first of them are shown. Write more of the name." in page
    assert page.count(ROW) == 2
    assert "5 contacts" in whole
    assert "3 rows with names" in export


@pytest.mark.parametrize("few_units", [0, 100])
def test_a_list_holds_one_s_own_units_however_many(
    world: World, people: list[Contact], few_units: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "FEW_UNITS", few_units)
    a_contact(None, world.elsewhere, "Người Nơi Khác")
    own = desk_of(officer("own", Role.TRACER, world.here))
    province = desk_of(officer("province", Role.CDC_DOCTOR, world.province))

    assert sorted(names_on(own, "/contacts/")) == sorted(NAMES)
    assert sorted(names_on(own, f"/contacts/?unit={world.here.pk}")) == sorted(NAMES)
    assert "Người Nơi Khác" not in own.get("/contacts/").content.decode()
    assert len(names_on(province, "/contacts/")) == len(NAMES)


def test_days_narrow_a_list_up_to_the_ends_of_the_calendar(doctor: Client, people: list[Contact]) -> None:
    assert len(names_on(doctor, f"/contacts/?from={TODAY}&to={TODAY}")) == len(NAMES)
    assert len(names_on(doctor, "/contacts/?from=0001-01-01&to=9999-12-31")) == len(NAMES)
    assert names_on(doctor, "/contacts/?from=2020-08-06") == []
    assert names_on(doctor, "/contacts/?to=2020-08-04") == []


def test_the_words_of_a_list_are_those_of_the_fields(world: World) -> None:
    case = a_case(world)

    for field in ("classification", "outcome", "follow_up"):
        assert word_of(case, field) == getattr(case, f"get_{field}_display")()
    assert word_of(case.person, "sex") == case.person.get_sex_display()


@given(
    st.lists(st.text(max_size=20) | st.integers(-(2**53), 2**53) | st.dates(date(1850, 1, 1)) | st.none(), max_size=6)
)
def test_what_a_workbook_is_given_another_program_reads(cells: list[str | int | date | None]) -> None:
    content = as_xlsx(Table("Dòng đầu", ["Cột"], [[*cells, "cuối"]]), "Ca bệnh")

    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows: list[Any] = list(sheet.iter_rows())
    first, headings, row = rows

    assert (sheet.title, first[0].value, headings[0].value, headings[0].font.bold) == (
        "Ca bệnh",
        "Dòng đầu",
        "Cột",
        True,
    )
    assert sheet.freeze_panes == "A3"
    assert row[-1].value == "cuối"
    assert len(row) == len(cells) + 1
    for cell, given_ in zip(row, cells, strict=False):
        if isinstance(given_, int):
            assert cell.value == given_
        elif isinstance(given_, date) and given_ >= date(1900, 3, 1):
            assert (cell.value.date(), cell.number_format) == (given_, "dd/mm/yyyy")
        elif isinstance(given_, str) and given_.isprintable() and given_:
            assert cell.value in {given_, f"'{given_}"}
            assert cell.data_type == "s"
