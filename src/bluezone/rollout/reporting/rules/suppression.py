"""Public tables from which no small cell can be solved.

A cell below `SMALLEST_SHOWN` is hidden, a zero too. Because totals are shown, one hidden cell could be had by
subtraction, and two by knowing that both are small; so further cells are hidden, the smallest first, until somebody who
knows the rule, the total and every shown cell still finds ten possible values for each small cell. When the table is
too small for that, its total is hidden as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bluezone.rollout.reporting.rules.coverage import SMALLEST_SHOWN


@dataclass(frozen=True, slots=True)
class PublicTable:
    """What may be shown: None where something is hidden.

    Args:
        cells: By the names that were handed in, in their order.
        total: The sum of all cells, hidden ones included.
    """

    cells: Mapping[str, int | None] = field(hash=False)
    total: int | None


def public_table(cells: Mapping[str, int]) -> PublicTable:
    """Return a table with every small cell beyond solving.

    Args:
        cells: Counts of at least 0 that sum to the total that is to be shown.
    """
    small = [name for name, count in cells.items() if count < SMALLEST_SHOWN]
    if not small:
        return PublicTable(dict(cells), sum(cells.values()))
    hidden, enough = set(small), False
    for name in sorted(cells.keys() - hidden, key=lambda each: (cells[each], each)):
        hidden.add(name)
        others = len(hidden) - len(small)
        if enough := sum(cells[each] for each in hidden) >= SMALLEST_SHOWN * others + SMALLEST_SHOWN - 1:
            break
    shown = {name: None if name in hidden else count for name, count in cells.items()}
    return PublicTable(shown, sum(cells.values()) if enough else None)
