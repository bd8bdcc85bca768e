"""The numbers that devices give their events, as ranges: how receipts write them."""

from collections.abc import Iterable


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return numbers as ranges in order, both ends included."""
    found = list[tuple[int, int]]()
    for number in sorted({*numbers}):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
