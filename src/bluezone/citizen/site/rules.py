"""What may be shown to everybody of documents that were written for offices."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bluezone.authority.documents.document import Block, Document, Figure, Heading, Mark, Paragraph, Runs
from bluezone.protocol.news import NewsItem
from bluezone.rollout.overview.rules.suppression import SMALLEST

WITHHELD: Final = "…"
"""Stands in a published report for a count that is too small to be shown."""
_TELEPHONE: Final = re.compile(r"(?<!\d)(?:\+84|0)(?:[ .-]?\d){8,10}(?!\d)")
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


@dataclass(frozen=True, slots=True)
class Marks:
    """What in a text may belong to a person: how many telephone numbers and e-mail addresses it holds."""

    telephones: int
    addresses: int

    @property
    def are_there(self) -> bool:
        """Whether somebody has to look before everybody can read it."""
        return bool(self.telephones or self.addresses)


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a published report: a title or a paragraph."""

    text: str
    is_title: bool


def marks(text: str) -> Marks:
    """Return how many telephone numbers and e-mail addresses stand in a text."""
    return Marks(len(_TELEPHONE.findall(text)), len(_ADDRESS.findall(text)))


def fitting(items: Sequence[NewsItem], limit: int) -> tuple[NewsItem, ...]:
    """Return the first items whose texts have at most `limit` characters together in either language; at least one."""
    room, found = limit, list[NewsItem]()
    for item in items:
        room -= max(len(item.text.vi), len(item.text.en))
        if found and room < 0:
            break
        found.append(item)
    return tuple(found)


def published(document: Document, top: str) -> tuple[Said, ...]:
    """Return what everybody may read of a quick report: its titles and what it says of the whole.

    Tables by place are left out: those counts are published with small ones withheld, in one structure and once a week
    (`overview.rules.public`), and a second table would let somebody reckon them. So is a paragraph about a place.

    Args:
        document: The report.
        top: The id of the unit that reports.
    """
    blocks = [said for block in document.blocks if (said := _said(block, top))]
    return tuple(_without_empty_titles(blocks))


def _said(block: Block, top: str) -> Said | None:
    if isinstance(block, Heading):
        return Said(block.text, is_title=True)
    if isinstance(block, Paragraph) and all(run.unit == top for run in block.runs if isinstance(run, Figure)):
        return Said(_plain(block.runs), is_title=False)
    return None


def _plain(runs: Runs) -> str:
    return "".join(_run(run) for run in runs if not isinstance(run, Mark)).removeprefix("- ")


def _run(run: object) -> str:
    if not isinstance(run, Figure):
        return str(run)
    digits = run.text.replace(".", "")
    return WITHHELD if digits.isdecimal() and 0 < int(digits) < SMALLEST else run.text


def _without_empty_titles(blocks: list[Said]) -> Iterator[Said]:
    for place, block in enumerate(blocks):
        after = blocks[place + 1 : place + 2]
        if not block.is_title or (after and not after[0].is_title):
            yield block
