"""Files of the code desk: encodings, separators, workbooks, and what is refused before it is read to its end."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bluezone.authority.codes.files import LARGEST_FILE, read_file, template
from bluezone.protocol.errors import RuleViolation

TEXT = "Số điện thoại;Ngày xét nghiệm\n0912345678;05/08/2020\n\n0987654321;04/08/2020\n"
ROWS = [(2, ["0912345678", "05/08/2020"]), (4, ["0987654321", "04/08/2020"])]


def refusal(content: bytes) -> str:
    with pytest.raises(RuleViolation) as refused:
        read_file(content)
    return refused.value.code


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_is_read_in_unicode_with_any_separator_and_empty_lines(encoding: str, separator: str) -> None:
    headings, rows = read_file(TEXT.replace(";", separator).encode(encoding))

    assert headings == ["Số điện thoại", "Ngày xét nghiệm"]
    assert rows == ROWS


@pytest.mark.parametrize("encoding", ["cp1258", "latin-1"])
def test_a_csv_with_the_wrong_encoding_is_refused_not_guessed(encoding: str) -> None:
    assert refusal("phone,Ngày,ở,đ\n".encode(encoding, errors="replace") + b"\xe0\xff\n1,2\n") == "file_encoding"


def test_a_workbook_is_read_with_dates_and_lost_zeros_as_they_are() -> None:
    headings, rows = read_file(workbook(["phone", "test_day"], [912345678, "2020-08-05"], [], ["x", None]))

    assert headings == ["phone", "test_day"]
    assert rows == [(2, [912345678, "2020-08-05"]), (4, ["x", None])]


def test_a_column_without_a_heading_is_not_overlooked() -> None:
    assert refusal(workbook(["phone", "test_day"], ["0912345678", "2020-08-05", "Lò Thị Mây"])) == "columns_unknown"


def test_a_hundred_thousand_rows_are_refused() -> None:
    assert refusal(b"phone,test_day\n" + b"0912345678,2020-08-05\n" * 100_000) == "file_rows"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"phone,test_day\n", "file_empty"),
        (b"phone,test_day\n , \n", "file_empty"),
        (b"PK\x03\x04nothing", "file_kind"),
        (b"\0\1\2,\0", "file_kind"),
        (b"x" * (LARGEST_FILE + 1), "file_kind"),
        (b"\xff\xfe\x00", "file_encoding"),
        (workbook(), "file_empty"),
    ],
)
def test_what_is_no_file_of_the_desk_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert refusal(content) == code


@settings(max_examples=60)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_rows_or_refused(content: bytes) -> None:
    try:
        _, rows = read_file(content)
    except RuleViolation:
        return
    assert rows


def test_the_file_to_fill_has_the_headings_that_are_read() -> None:
    headings, _rows = read_file(template() + b"0912345678,2020-08-05,\r\n")

    assert headings == ["phone", "test_day", "onset"]
