"""Files of line lists: what is read, what is refused, and by which name."""

import zipfile
from contextlib import suppress
from io import BytesIO
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from tests.authority.linelist.lists import CASES, csv_bytes, xlsx_bytes
from tests.strategies import grids

from bluezone.authority.linelist.files import Refusal, UnreadableLineList, read_file
from bluezone.authority.linelist.keeping import opened, packed, sealed, unpacked
from bluezone.authority.linelist.rules.columns import Field, Kind, guess
from bluezone.authority.linelist.rules.grid import MOST_ROWS, headings_at
from bluezone.authority.territory.old_letters import in_tcvn3, in_vni
from bluezone.protocol.errors import Unavailable

WHOLE = [csv_bytes(CASES, "utf-16"), xlsx_bytes([["Số ca bệnh"], ["1"]])]


def refusal(content: bytes) -> Refusal:
    with pytest.raises(UnreadableLineList) as refused:
        read_file(content)
    return refused.value.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str) -> None:
    assert read_file(csv_bytes(CASES, encoding)) == read_file(csv_bytes(CASES))


@pytest.mark.parametrize(("written", "reason"), [(in_tcvn3, Refusal.TCVN3), (in_vni, Refusal.VNI)])
def test_old_encodings_are_refused_by_name(written: object, reason: Refusal) -> None:
    assert callable(written)
    text = written(CASES.casefold())

    assert refusal(text.encode("cp1252", errors="replace")) is reason
    assert refusal(text.encode()) is reason
    assert refusal(xlsx_bytes([line.split(",") for line in text.splitlines()])) is reason


@pytest.mark.parametrize(
    "text", [CASES, "Họ và tên\nHồ Văn Lò\nVõ Thị Lò\nTô Thị Là\n", "id,positive_date\n1,2020-01-23\n"]
)
def test_no_list_of_today_is_taken_for_an_old_encoding(text: str) -> None:
    assert read_file(csv_bytes(text)).rows


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Refusal.EMPTY),
        (b"\n , \n", Refusal.EMPTY),
        (b"\xff\xfe\x00", Refusal.NOT_UNICODE),
        (b"a,b\n\x81,\xfd\n", Refusal.NOT_UNICODE),
        (b"a,b\n\x00,1\n", Refusal.NOT_TEXT),
        (b'a,b\n"open,1\n', Refusal.DAMAGED),
        (b"\xd0\xcf\x11\xe0" + bytes(600), Refusal.OLD_WORKBOOK),
        (b"PK\x03\x04nonsense", Refusal.DAMAGED),
        ("a\n" + "b" * 3000, Refusal.TOO_LARGE),
        (",".join("x" * 600), Refusal.TOO_LARGE),
    ],
)
def test_what_is_no_line_list_is_refused_with_its_reason(content: bytes | str, reason: Refusal) -> None:
    assert refusal(content if isinstance(content, bytes) else content.encode()) is reason


def test_a_workbook_of_another_program_is_damaged() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert refusal(out.getvalue()) is Refusal.DAMAGED


@pytest.mark.parametrize("sign", ",;\t|")
def test_the_sign_between_cells_is_found(sign: str) -> None:
    grid = read_file(f"id{sign}name\n1{sign}Lò\n".encode())

    assert [list(row) for row in grid.rows] == [["id", "name"], ["1", "Lò"]]


def test_a_hundred_thousand_rows_are_read_and_one_more_title_s_worth_is_refused() -> None:
    text = "Số ca bệnh,Ngày báo cáo\n" + "1,01/08/2020\n" * MOST_ROWS

    assert len(read_file(text.encode()).rows) == MOST_ROWS + 1
    assert refusal((text + "1,01/08/2020\n" * 60).encode()) is Refusal.TOO_MANY_ROWS


def test_the_sheet_that_looks_like_a_line_list_is_read_and_the_others_are_named() -> None:
    from openpyxl import Workbook  # noqa: PLC0415 -- for this test only

    book = Workbook()
    book.worksheets[0].append(["Ghi chú"])
    book.create_sheet("Ca bệnh").append(["Số ca bệnh", "Họ và tên"])
    out = BytesIO()
    book.save(out)

    grid = read_file(out.getvalue())

    assert (grid.rows[0][0], grid.others) == ("Số ca bệnh", ("Sheet",))


@pytest.mark.parametrize(
    ("headings", "kind", "columns"),
    [
        (
            "id,positive_date,gender,source",
            Kind.CASES,
            [Field.NUMBER, Field.CONFIRMED_ON, Field.SEX, Field.INFECTED_BY],
        ),
        ("HỌ VÀ TÊN,Ngày tiếp xúc,F", Kind.CONTACTS, [Field.NAME, Field.LAST_EXPOSED_ON, Field.DEGREE]),
        ("infector_id,infectee_id", Kind.LINKS, [Field.INFECTOR, Field.INFECTEE]),
        ("Họ tên,Họ và tên,Lạ", Kind.CASES, [Field.NAME]),
    ],
)
def test_columns_are_recognised_whatever_their_case_and_marks(headings: str, kind: Kind, columns: list[Field]) -> None:
    found = guess(read_file(f"{headings}\n1,2,3,4\n".encode()))

    assert (found.kind, list(found.columns.values())) == (kind, columns)


def test_nameless_and_equal_headings_bear_their_letter() -> None:
    grid = read_file(b"a,a,,b\n1,2,3,4\n")

    assert [heading.text for heading in headings_at(grid, 1)] == ["a (A)", "a (B)", "(C)", "b"]


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_line_list_or_refused(content: bytes) -> None:
    with suppress(UnreadableLineList):
        assert read_file(content).rows


@settings(max_examples=25)
@given(st.data())
def test_a_file_cut_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(WHOLE))
    cut = whole[: data.draw(st.integers(0, len(whole)))]

    with suppress(UnreadableLineList):
        read_file(cut)


@given(grids)
def test_a_grid_is_kept_without_loss(grid: object) -> None:
    assert unpacked(packed(grid)) == grid  # type: ignore[arg-type]  # a strategy of grids


def test_a_sealed_grid_opens_for_its_own_file_only(settings: Settings, tmp_path: object) -> None:
    settings.DELIVERY_FOLDER = tmp_path
    mine, other = uuid4(), uuid4()
    grid = read_file(csv_bytes(CASES))

    kept = sealed(grid, mine)

    assert opened(kept, mine) == grid
    with pytest.raises(Unavailable):
        opened(kept, other)
