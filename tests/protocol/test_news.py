"""News: plain text in two languages, whatever somebody puts there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.vectors_feeds import NEWS, feed

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.news import Block, News, blocks, news_in
from bluezone.protocol.signed_feeds import content_of


def test_news_are_read_and_what_a_later_year_adds_is_ignored() -> None:
    news = news_in(feed())

    assert news.items[0].title.vi == "Thông báo số 1"
    assert news.isolation_days == 14
    assert content_of(news) == {word: value for word, value in NEWS.items() if word != "of_a_later_year"}


def test_markup_in_news_is_text() -> None:
    assert blocks(news_in(feed()).advice[0].text.en) == (Block(("Stay at home <b>and call.",), is_list=False),)


@pytest.mark.parametrize("sign", ["\0", "\r", "\t", "\u009f", "\u202e", "\u2066"])
def test_text_that_turns_its_direction_or_hides_something_is_malformed(sign: str) -> None:
    for field, text in (("title", "text"), ("text", "title")):
        item = {**NEWS["items"][0], field: {"vi": f"a{sign}", "en": "b"}, text: {"vi": "a", "en": "b"}}

        with pytest.raises(MalformedMessage):
            news_in(feed(content={**NEWS, "items": [item]}))


def test_a_number_to_call_is_a_number() -> None:
    telephone = {**NEWS["telephones"][0], "number": "*21*0123#"}

    with pytest.raises(MalformedMessage):
        news_in(feed(content={**NEWS, "telephones": [telephone]}))


def test_a_text_has_paragraphs_and_lists() -> None:
    text = "One,\nstill one.\n\nTwo:\n- first\n-  second \nThree."

    assert blocks(text) == (
        Block(("One,", "still one."), is_list=False),
        Block(("Two:",), is_list=False),
        Block(("first", "second"), is_list=True),
        Block(("Three.",), is_list=False),
    )


@given(st.text())
def test_any_text_has_blocks_that_hold_each_of_its_words(text: str) -> None:
    words = [line.strip().removeprefix("- ").strip() for line in text.split("\n") if line.strip()]

    found = blocks(text)

    assert [line for block in found for line in block.lines] == words
    assert all(block.lines for block in found)


@given(st.text(st.sampled_from("a-\n "), max_size=20))
def test_a_list_and_a_paragraph_are_never_one_block(text: str) -> None:
    for block in blocks(text):
        again = "\n".join(f"- {line}" if block.is_list else line for line in block.lines)
        assert blocks(again) == (block,) or any(line.startswith("- ") or not line for line in block.lines)


def test_news_without_anything_are_news() -> None:
    assert news_in(feed(content={"isolation_days": 0})) == News(isolation_days=0)
