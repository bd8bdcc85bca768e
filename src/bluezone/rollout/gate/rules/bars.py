"""Heights of a small chart of days."""

from collections.abc import Sequence


def heights(counts: Sequence[int], tallest: int) -> list[int]:
    """Return how tall each bar is: the largest count `tallest`, any other count in proportion, a count of some at least 1."""
    most = max(counts, default=0)
    return [max(1, count * tallest // most) if count else 0 for count in counts]
