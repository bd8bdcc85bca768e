"""Two orders side by side: does one restate the other, do they contradict?

Likeness is the share of content words that two tasks have in common (Jaccard index over words without diacritics). It
only ever proposes: a person decides.
"""

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Generic, TypeVar

from bluezone.authority.territory.naming import folded
from bluezone.rollout.directives.reading.pieces import Modality

Key = TypeVar("Key", bound=Hashable)

ABOUT_THE_SAME: Final = 0.34
"""Tasks this alike are about the same thing; "đi từng ngõ, gõ từng nhà" of two provinces have 0.4 and more."""
EMPTY_WORDS: Final = frozenset(
    folded(
        "các của và cho trên địa bàn tỉnh thành phố huyện đến có là để bằng trong ứng dụng bluezone về khi tại với theo như phải "
        "được điện thoại thông minh smartphone sử cài đặt tuyên truyền hướng dẫn tin giao ubnd ủy nhân"
    ).split()
)
"""Words that all such tasks share."""
STOPS: Final = re.compile(
    r"(?<!\w)(?:dừng|tạm dừng|chấm dứt|bãi bỏ|không (?:thực hiện|triển khai|yêu cầu|bắt buộc|cài đặt)|hủy bỏ|huỷ bỏ)(?!\w)"
)


class Difference(StrEnum):
    """In what two orders about the same thing do not agree."""

    MODALITY = "modality"
    DEADLINE = "deadline"
    OPPOSITE = "opposite"


@dataclass(frozen=True, slots=True)
class OrderedTask(Generic[Key]):
    """A task as far as it can be compared.

    Args:
        key: What finds it again.
        text: Its words.
        modality: How strongly it is ordered.
        due_on: Its last day, if any.
        bodies: Whom it is ordered of, as words; empty when nobody is named.
    """

    key: Key
    text: str
    modality: Modality
    due_on: date | None
    bodies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contradiction(Generic[Key]):
    """Two tasks that a person has to look at together."""

    one: Key
    other: Key
    difference: Difference


def likeness(one: str, other: str) -> float:
    """Return the share of content words in common, from 0 to 1."""
    left, right = _words(one), _words(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def restated(above: Iterable[OrderedTask[Key]], below: Iterable[OrderedTask[Key]]) -> dict[Key, Key]:
    """Return for each task ordered above the likest one below, when there is one about the same thing."""
    mine = list(below)
    found: dict[Key, Key] = {}
    for task in above:
        best = max(mine, key=lambda each: likeness(task.text, each.text), default=None)
        if best is not None and likeness(task.text, best.text) >= ABOUT_THE_SAME:
            found[task.key] = best.key
    return found


def contradictions(
    ones: Iterable[OrderedTask[Key]], others: Iterable[OrderedTask[Key]]
) -> Iterator[Contradiction[Key]]:
    """Yield pairs about the same thing, ordered of the same bodies, that do not agree."""
    rest = list(others)
    for one in ones:
        for other in rest:
            if one.bodies & other.bodies and likeness(one.text, other.text) >= ABOUT_THE_SAME:
                difference = _difference(one, other)
                if difference:
                    yield Contradiction(one.key, other.key, difference)


def _difference(one: OrderedTask[Key], other: OrderedTask[Key]) -> Difference | None:
    if bool(STOPS.search(one.text.casefold())) != bool(STOPS.search(other.text.casefold())):
        return Difference.OPPOSITE
    if Modality.ADVISE in {one.modality, other.modality} and Modality.DEMAND in {one.modality, other.modality}:
        return Difference.MODALITY
    if one.due_on and other.due_on and one.due_on != other.due_on:
        return Difference.DEADLINE
    return None


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in folded(text).split() if word not in EMPTY_WORDS)
