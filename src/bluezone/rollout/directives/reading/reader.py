"""From the text of a directive to a `Reading`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bluezone.rollout.directives.reading.circulation import (
    COPIES,
    DEAR,
    POSITION,
    addressee_block,
    addressees,
    recipients,
    signed_as,
)
from bluezone.rollout.directives.reading.citations import citations
from bluezone.rollout.directives.reading.encodings import normal
from bluezone.rollout.directives.reading.header import Header, header
from bluezone.rollout.directives.reading.items import ARTICLE, NUMBERED, SECTION, Body, body
from bluezone.rollout.directives.reading.misprints import misprints
from bluezone.rollout.directives.reading.passage import Passage, plain
from bluezone.rollout.directives.reading.pieces import Finding, Piece, Reading
from bluezone.rollout.directives.reading.proposals import orders, proposals

ANNEX: Final = re.compile(r"^[ \t]*phụ\s+lục\b.*$", re.IGNORECASE | re.MULTILINE)
TEXT_BEGINS: Final = re.compile(
    r"^(?:thực hiện|căn cứ|để|nhằm|trong thời gian|hiện nay|trước tình hình|xét)\b", re.IGNORECASE
)
HEAD_LINES: Final = 60


@dataclass(frozen=True, slots=True)
class _Parts:
    head: Passage
    addressees: Passage | None
    body: Passage
    foot: Passage | None
    annexes: tuple[Passage, ...]


def read(text: str) -> Reading:
    """Return what a directive says, as far as it can be understood.

    Args:
        text: The document as text, at most 400,000 characters; files are opened by `directives.files`.

    Raises:
        UnreadableDocument: Empty, too large, not text, or in an encoding from before Unicode.
    """
    whole = normal(text)
    parts = _parts(plain(whole))
    head, middle = header(parts.head), body(parts.body)
    year = head.dating.year if head.dating else None
    tasks = tuple(task for item in middle.numbered for task in proposals(item, year))
    reading = Reading(
        text=whole,
        kind=head.kind,
        issuer=_piece(head.issuer),
        symbol=head.symbol,
        subject=_piece(head.subject),
        dating=head.dating,
        cited=citations(parts.body.collapsed(), head.symbol.text if head.symbol else None),
        addressees=addressees(parts.addressees) if parts.addressees else (),
        preamble=_piece(middle.preamble),
        items=tuple(each.item for each in middle.numbered),
        tasks=tasks,
        closing=_piece(_unsigned(middle.closing)),
        recipients=recipients(parts.foot) if parts.foot else (),
        signed_as=_piece(signed_as(parts.foot or parts.body)),
        annexes=tuple(annex.piece() for annex in parts.annexes),
        findings=(),
    )
    slips = misprints(parts.body.collapsed())
    return replace(reading, findings=(*_findings(head, middle, reading), *slips))


def _parts(whole: Passage) -> _Parts:
    text, annexes = _without_annexes(whole)
    dear = DEAR.search(text.text)
    begins = _begins(text)
    if dear and text.text.count("\n", 0, dear.start()) < HEAD_LINES:
        head, rest = text[: dear.start()], text[dear.end() :]
        length = addressee_block(rest)
        to, rest = rest[:length], rest[length:]
    else:
        head, to, rest = text[: begins or 0], None, text[begins or 0 :]
    copies = COPIES.search(rest.text)
    if copies is None:
        return _Parts(head, to, rest, None, annexes)
    return _Parts(head, to, rest[: copies.start()], rest[copies.end() :], annexes)


def _without_annexes(whole: Passage) -> tuple[Passage, tuple[Passage, ...]]:
    """Return the document, and its annexes, which begin with their name after the recipients."""
    copies = COPIES.search(whole.text)
    starts = [match.start() for match in ANNEX.finditer(whole.text, copies.end() if copies else len(whole.text))]
    ends = [*starts[1:], *[len(whole.text)][: len(starts)]]
    cut = [whole[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return whole[: starts[0]] if starts else whole, tuple(annex for annex in cut if annex)


def _begins(text: Passage) -> int | None:
    """Return where the text begins when no addressee stands before it: at its first item, section or usual first word."""
    at = 0
    for count, line in enumerate(text.text.split("\n")):
        bare = line.strip()
        if any(known.match(bare) for known in (TEXT_BEGINS, ARTICLE, SECTION, NUMBERED)):
            return at
        at += len(line) + 1
        if count > HEAD_LINES:
            break
    return None


def _unsigned(closing: Passage | None) -> Passage | None:
    match = POSITION.search(closing.text) if closing else None
    return closing[: match.start()].strip() if closing and match else closing


def _piece(passage: Passage | None) -> Piece | None:
    return passage.piece() if passage else None


def _findings(head: Header, middle: Body, reading: Reading) -> Iterator[Finding]:
    yield from _head_findings(head)
    missing = {"no_addressees": reading.addressees, "no_recipients": reading.recipients, "no_items": reading.items}
    yield from (Finding(code) for code, found in missing.items() if not found)
    yield from middle.findings
    labels = {task.label.rstrip("abcdefghijklmnopqrstuvwxyz") for task in reading.tasks}
    yield from (
        Finding("item_without_task", item.piece) for item in reading.items if item.label not in labels and orders(item)
    )
    named = [who for task in reading.tasks for who in task.actors] + [
        who for line in reading.addressees for who in line.actors
    ]
    yield from (Finding("unknown_actor", who.piece) for who in named if who.rule is None and not who.implied)
    yield from (Finding("no_actor", task.piece) for task in reading.tasks if not task.actors)


def _head_findings(head: Header) -> Iterator[Finding]:
    if head.symbol is None:
        yield Finding("no_symbol")
    elif head.symbol.number is None:
        yield Finding("blank_number", head.symbol.piece)
    if head.subject is None:
        yield Finding("no_subject")
    if head.dating is None or head.dating.whole is None:
        yield Finding("blank_date", head.dating.piece if head.dating else None)
