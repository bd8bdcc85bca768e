"""From when until when: the days on which a unit, an edge or a lead stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from bluezone.protocol.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Validity:
    """A range of days, both ends inside it.

    Args:
        valid_from: The first day; nothing when the start was never recorded.
        valid_to: The last day; nothing while it still stands.

    Raises:
        RuleViolation: `validity_reversed`, when the last day comes before the first.
    """

    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise RuleViolation("validity_reversed", "valid_to comes before valid_from")

    @property
    def first(self) -> date:
        """The first day for comparing: the beginning of time when none was recorded."""
        return self.valid_from or date.min

    @property
    def last(self) -> date:
        """The last day for comparing: the end of time while it still stands."""
        return self.valid_to or date.max

    def holds(self, day: date) -> bool:
        """Tell whether a day lies inside."""
        return self.first <= day <= self.last

    def overlaps(self, other: "Validity") -> bool:
        """Tell whether some day lies in both."""
        return self.first <= other.last and other.first <= self.last

    def within(self, other: "Validity") -> bool:
        """Tell whether every day lies in the other too."""
        return other.first <= self.first and self.last <= other.last


ALWAYS: Final = Validity()


def first_overlap(ranges: Iterable[Validity]) -> Validity | None:
    """Return the first range that begins before the one before it has ended, in order of days."""
    ordered = sorted(ranges, key=lambda each: (each.first, each.last))
    return next((later for earlier, later in pairwise(ordered) if earlier.overlaps(later)), None)
