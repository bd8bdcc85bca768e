"""What changed from one version of a text to the next, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and what became of them."""

    change: Change
    words: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one row of pieces; kept and removed ones are the text before, kept and added ones the one after."""
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    pieces: list[Piece] = []
    for _tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if removed == added:
            pieces.append(Piece(Change.KEPT, removed))
            continue
        pieces.extend(
            Piece(change, words) for change, words in ((Change.REMOVED, removed), (Change.ADDED, added)) if words
        )
    return tuple(pieces)
