"""What may be shown of documents that were written for offices."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.documents.document import Document, Figure, Grid, Heading, Mark, Paragraph
from bluezone.citizen.site.rules import WITHHELD, Said, fitting, marks, published
from bluezone.protocol.news import NewsItem, Text, Title
from bluezone.rollout.overview.rules.suppression import SMALLEST

TOP = "top"


def of_blocks(*blocks: Heading | Paragraph | Grid) -> Document:
    return Document(None, date(2020, 8, 14), "BÁO CÁO", "Kết quả", blocks)


def test_titles_and_what_is_said_of_the_whole_are_published() -> None:
    document = of_blocks(
        Heading("II. KẾT QUẢ"), Paragraph(("- Đã khai báo: ", Figure("1.234", "declared", TOP), Mark(1), "."))
    )

    assert published(document, TOP) == (
        Said("II. KẾT QUẢ", is_title=True),
        Said("Đã khai báo: 1.234.", is_title=False),
    )


def test_tables_and_what_is_said_of_one_place_are_not() -> None:
    table = Grid(("Đơn vị", "Số"), ((("Xã A",), (Figure("12", "declared", "a"),)),), frozenset({1}), (1, 1))
    document = of_blocks(Heading("III. CÁC XÃ"), table, Paragraph(("Xã A: ", Figure("12", "declared", "a"))))

    assert published(document, TOP) == ()


@given(st.integers(1, 5_000))
def test_no_small_count_is_published(count: int) -> None:
    shown = f"{count:,}".replace(",", ".")
    (said,) = published(of_blocks(Paragraph((Figure(shown, "declared", TOP),))), TOP)

    assert said.text == (WITHHELD if count < SMALLEST else shown)


def item(number: int, length: int) -> NewsItem:
    title, text = Title(vi="a", en="a"), Text(vi="a" * length, en="a")
    return NewsItem(id=f"item-{number}", issued=datetime(2020, 8, 15, tzinfo=UTC), title=title, text=text)


@given(st.lists(st.integers(1, 900), max_size=12), st.integers(1, 2_000))
def test_as_much_news_is_shown_as_fits_and_never_none(lengths: list[int], limit: int) -> None:
    items = [item(number, length) for number, length in enumerate(lengths)]

    found = fitting(items, limit)

    assert list(found) == items[: len(found)]
    assert len(found) <= 1 or sum(lengths[: len(found)]) <= limit
    assert len(found) == len(items) or sum(lengths[: len(found) + 1]) > limit
    assert bool(found) == bool(items)


@pytest.mark.parametrize(
    ("text", "telephones", "addresses"),
    [
        ("Liên hệ đồng chí A, 0912 345 678 hoặc a.b@laichau.gov.vn", 1, 1),
        ("Điện thoại: 0213.3876.543; +84 912345678", 2, 0),
        ("Số 1234/UBND-VX ngày 05/8/2020, tổng 123.456 người", 0, 0),
    ],
)
def test_whoever_publishes_is_told_of_numbers_of_people(text: str, telephones: int, addresses: int) -> None:
    found = marks(text)

    assert (found.telephones, found.addresses) == (telephones, addresses)
    assert found.are_there == bool(telephones + addresses)
