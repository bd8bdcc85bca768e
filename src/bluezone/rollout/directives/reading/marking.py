"""A document's text cut into stretches that are shown each in one way: what was understood, laid over what was written."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from bluezone.rollout.directives.reading.passage import plain
from bluezone.rollout.directives.reading.pieces import Piece, Reading


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be shown on a piece of the text.

    Args:
        piece: Where.
        look: How, one word: `head`, `cited`, `addressee`, `actor`, `verb`, `slip`, or a task's modality.
        label: A task's label, at its first stretch only.
    """

    piece: Piece
    look: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some characters that look alike."""

    text: str
    looks: tuple[str, ...]
    label: str = ""


def stretches(text: str, marks: Iterable[Mark]) -> list[Stretch]:
    """Return the whole text, emphasis marks removed, cut where a mark begins or ends."""
    passage = plain(text)
    placed = [
        (bisect_left(passage.places, mark.piece.start), bisect_left(passage.places, mark.piece.end), mark)
        for mark in marks
    ]
    first = len(passage.text) - len(passage.text.lstrip())
    cuts = sorted({first, len(passage.text), *(start for start, _, _ in placed), *(end for _, end, _ in placed)})
    by_start = sorted(placed, key=lambda each: each[0])
    found: list[Stretch] = []
    live: list[tuple[int, int, Mark]] = []
    waiting = iter([*by_start, None])
    following = next(waiting)
    for start, end in pairwise(cuts):
        live = [each for each in live if each[1] > start]
        while following is not None and following[0] <= start:
            if following[1] > start:
                live.append(following)
            following = next(waiting)
        looks = tuple(dict.fromkeys(each[2].look for each in live))
        label = next((each[2].label for each in live if each[0] == start and each[2].label), "")
        found.append(Stretch(passage.text[start:end], looks, label))
    return found


def marks(reading: Reading) -> list[Mark]:
    """Return everything that was understood, as marks on the text."""
    head = [reading.issuer, reading.subject, reading.symbol.piece if reading.symbol else None]
    found = [Mark(piece, "head") for piece in head if piece]
    if reading.dating:
        found.append(Mark(reading.dating.piece, "head"))
    found += [Mark(place, "cited") for cited in reading.cited for place in cited.mentions]
    found += [Mark(each.piece, "addressee") for each in reading.addressees]
    found += [Mark(each.piece, "addressee") for each in reading.recipients]
    for task in reading.tasks:
        found.append(Mark(task.piece, task.modality.value, task.label))
        found.append(Mark(task.verb, "verb"))
        found += [Mark(who.piece, "actor") for who in (*task.actors, *task.through) if not who.implied]
        found += [Mark(task.deadline.piece, "deadline")] if task.deadline else []
    slips = [each.piece for each in reading.findings if each.code in {"misprint", "doubled_words"}]
    return [*found, *(Mark(piece, "slip") for piece in slips if piece)]
