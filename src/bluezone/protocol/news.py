"""News: what the authority tells everybody, in Vietnamese and English, readable without a network.

Source: `docs/protocol.md`, section 10. Text is plain: paragraphs are separated by a blank line, a line that starts with
`- ` is an item of a list. It is never HTML, whatever it looks like: `blocks` is the whole of its grammar.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import Meta, Struct

from bluezone.protocol.signed_feeds import Feed, content_in
from bluezone.protocol.signed_files import Moment

_ITEM: Final = "- "
_PLAIN: Final = r"\A[^\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*\Z"
"""Text without control characters but the line feed, and without marks that turn its direction."""
_LINE: Final = r"\A[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z"

Id = Annotated[str, Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,63}\Z")]
Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
Body = Annotated[str, Meta(min_length=1, max_length=20_000, pattern=_PLAIN)]


class Title(Struct, frozen=True, kw_only=True):
    """One line in both languages."""

    vi: Line
    en: Line


class Text(Struct, frozen=True, kw_only=True):
    """Paragraphs and lists in both languages."""

    vi: Body
    en: Body


class NewsItem(Struct, frozen=True, kw_only=True):
    """A piece of news."""

    id: Id
    issued: Moment
    title: Title
    text: Text


class Advice(Struct, frozen=True, kw_only=True):
    """What to do; the ids that the pages know are theirs to look for."""

    id: Id
    title: Title
    text: Text


class Question(Struct, frozen=True, kw_only=True):
    """A question that people ask, and its answer."""

    id: Id
    question: Title
    answer: Text


class TelephoneNumber(Struct, frozen=True, kw_only=True):
    """Whom to call in a unit, by its code of two to five digits."""

    unit: Annotated[str, Meta(pattern=r"\A[0-9]{2,5}\Z")]
    name: Title
    number: Annotated[str, Meta(pattern=r"\A\+?[0-9][0-9 .-]{1,22}\Z")]


class News(Struct, frozen=True, kw_only=True):
    """The content of the `news` feed; `isolation_days` is how long a warned person is asked to stay apart."""

    items: Annotated[tuple[NewsItem, ...], Meta(max_length=200)] = ()
    advice: Annotated[tuple[Advice, ...], Meta(max_length=100)] = ()
    faq: Annotated[tuple[Question, ...], Meta(max_length=200)] = ()
    telephones: Annotated[tuple[TelephoneNumber, ...], Meta(max_length=20_000)] = ()
    isolation_days: Annotated[int, Meta(ge=0, le=60)]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of lines, or a list of items."""

    lines: tuple[str, ...]
    is_list: bool


def news_in(feed: Feed) -> News:
    """Return the news in a `news` feed.

    Raises:
        MalformedMessage: It is not of this shape.
    """
    return content_in(feed, News)


def blocks(text: str) -> tuple[Block, ...]:
    """Return the paragraphs and lists of a text, in order; blank lines are only between them."""
    found: list[Block] = []
    fresh = True
    for line in (line.strip() for line in text.split("\n")):
        is_list = line.startswith(_ITEM)
        if line and not fresh and found[-1].is_list == is_list:
            found[-1] = Block((*found[-1].lines, _said(line, is_list=is_list)), is_list)
        elif line:
            found.append(Block((_said(line, is_list=is_list),), is_list))
        fresh = not line
    return tuple(found)


def _said(line: str, *, is_list: bool) -> str:
    return line.removeprefix(_ITEM).strip() if is_list else line
