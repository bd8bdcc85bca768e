"""The numbered items of a directive, whole: sections, items, what stands after the last, what a page break cut in two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bluezone.rollout.directives.reading.passage import Passage, joined
from bluezone.rollout.directives.reading.pieces import Finding, Item

SECTION: Final = re.compile(r"^(?P<number>[IVX]{1,5})\s*[.)\-\u2013]\s+(?P<title>\S.*)$")
ARTICLE: Final = re.compile(r"^điều\s+(?P<number>\d{1,2})\s*[.:]\s*", re.IGNORECASE)
NUMBERED: Final = re.compile(r"^(?P<number>\d{1,2})\s*[.)\-\u2013/](?!\d)\s*(?=\S)")
PART: Final = re.compile(r"^(?:[a-zđ]\s*[).]|\d{1,2}\.\d{1,2}\.?|[-\u2013+•])\s+", re.IGNORECASE)
FINISHED: Final = re.compile(r"[.!?:;…/](?:[\"\u201d'\u2019)\]]*)$")
CLOSES: Final = re.compile(
    r"^(?:căn cứ nội dung|thông tin chi tiết|trên đây|nhận được|yêu cầu (?:các|thủ trưởng|giám đốc|chủ tịch)|đề nghị (?:các|quý)|trong quá "
    r"trình|trân trọng|(?:chủ tịch )?(?:ubnd|[uủ][ỷy] ban nhân dân) (?:tỉnh|huyện|thành phố) (?:yêu cầu|đề nghị)|giao (?:văn phòng|sở) .* đôn đốc|chỉ thị "
    r"này|quyết định này)",
    re.IGNORECASE,
)
LIMIT: Final = 200
"""More items than this are no directive."""
GAP: Final = 2
"""A number this much above the one before still counts as the next item; the person is told."""


@dataclass(slots=True)
class _Open:
    label: str
    section: str | None
    lines: list[Passage] = field(default_factory=list)
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with its lines, as the tasks are read from it: the value, and the passage that it was made of."""

    item: Item
    passage: Passage
    parts: tuple[Passage, ...]


@dataclass(slots=True)
class Body:
    """What stands between the addressees and the recipients."""

    preamble: Passage | None
    numbered: list[Numbered]
    closing: Passage | None
    findings: list[Finding]


def body(text: Passage) -> Body:
    """Return preamble, items and closing."""
    before, opened, after, findings = _walk(text)
    numbered = [made for each in opened if (made := _numbered(each))]
    findings.extend(Finding("joined_item", each.item.piece) for each in numbered if each.item.broken)
    return Body(_whole(before), numbered, _whole(after), findings)


def _walk(text: Passage) -> tuple[list[Passage], list[_Open], list[Passage], list[Finding]]:
    before: list[Passage] = []
    after: list[Passage] = []
    opened: list[_Open] = []
    findings: list[Finding] = []
    section: tuple[str, str] | None = None
    number, blank = 0, False
    for line in text.lines():
        bare = line.strip()
        if not bare:
            blank = True
            continue
        if (head := SECTION.match(bare.text)) and len(opened) < LIMIT:
            section, number, after = (head["number"], head["title"].strip(" .:")), 0, []
        elif (mark := _marker(bare.text, number)) and not after and len(opened) < LIMIT:
            if int(mark["number"]) != number + 1:
                findings.append(Finding("out_of_sequence", bare.piece()))
            number = int(mark["number"])
            opened.append(_Open(f"{section[0]}.{number}" if section else str(number), section and section[1]))
            opened[-1].lines.append(bare[mark.end() :])
        elif after or (opened and number and _closes(opened[-1], bare, blank=blank)):
            after.append(bare)
        elif opened and number:
            opened[-1].broken |= blank and not FINISHED.search(opened[-1].lines[-1].text) and not PART.match(bare.text)
            opened[-1].lines.append(bare)
        else:
            before.append(bare)
        blank = False
    return before, opened, after, findings


def _marker(line: str, number: int) -> re.Match[str] | None:
    """Return the number with which a line opens an item that may come next, if it does."""
    match = ARTICLE.match(line) or NUMBERED.match(line)
    return match if match and number < int(match["number"]) <= number + 1 + GAP else None


def _closes(item: _Open, line: Passage, *, blank: bool) -> bool:
    """Tell whether a line stands after the last item and not in it."""
    last = item.lines[-1].text
    if PART.match(line.text) or not FINISHED.search(last) or last.endswith((":", ";")):
        return False
    return bool(CLOSES.match(line.text)) and (blank or last.endswith((".", "./.")))


def _numbered(item: _Open) -> Numbered | None:
    parts = tuple(part for part in _parts(item.lines) if part)
    if not parts:
        return None
    whole = joined(list(parts)).collapsed()
    return Numbered(Item(item.label, whole.piece(), item.section, item.broken), whole, parts)


def _parts(lines: list[Passage]) -> Iterator[Passage]:
    """Yield what is read alone: the item's own words, then each lettered or dashed part."""
    kept: list[Passage] = []
    for line in lines:
        match = PART.match(line.text)
        if match and kept:
            yield joined(kept).collapsed()
            kept = []
        kept.append(line)
    yield joined(kept).collapsed()


def _whole(lines: list[Passage]) -> Passage | None:
    whole = joined(lines).collapsed() if lines else None
    return whole or None
