"""The layout of a chain: each chain a band of rows, each generation a column, so that a tree's lines never cross.

A case with several stated infectors hangs below the one that stands latest in the chain; its other lines, and those
that close a circle, are drawn as further lines. Cases without any link stand apart: five hundred of them are a list, not
a graph.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bluezone.authority.cases.rules.chain import Link, read_chain

GAP: Final = 1
"""Empty rows between two chains."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands: its generation, and its row, which is a half where a case stands between two others."""

    column: int
    row: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A chain, laid out.

    Args:
        places: Where each linked case stands, in the order of the rows.
        branches: The lines of the trees; no two of them cross.
        further: All other stated lines.
        apart: Cases without a link, in the order given.
        columns: How many generations there are.
        rows: How many rows the whole takes.
        circles: Groups of cases that infected each other in a circle.
    """

    places: dict[str, Place]
    branches: tuple[Link[str], ...]
    further: tuple[Link[str], ...]
    apart: tuple[str, ...]
    columns: int
    rows: int
    circles: tuple[frozenset[str], ...]


def lay_out(cases: Sequence[str], links: Iterable[Link[str]]) -> Layout:
    """Return where each case stands, cases being given in the order in which they became known."""
    known = set(cases)
    among = [link for link in dict.fromkeys(links) if link.infector in known and link.infectee in known]
    chain = read_chain(cases, among)
    parent = _parents(among, chain.generation)
    children: dict[str, list[str]] = {case: [] for case in cases}
    for case in cases:
        if case in parent:
            children[parent[case]].append(case)
    linked = {link.infector for link in among} | {link.infectee for link in among}
    roots = [case for case in cases if case in linked and case not in parent]
    places, rows = _places(roots, children)
    branches = tuple(link for link in among if parent.get(link.infectee) == link.infector)
    return Layout(
        places,
        branches,
        tuple(link for link in among if link not in set(branches)),
        tuple(case for case in cases if case not in linked),
        1 + max((place.column for place in places.values()), default=-1),
        rows,
        chain.circles,
    )


def _parents(links: Iterable[Link[str]], generation: Mapping[str, int]) -> dict[str, str]:
    """Return, for each case that has one, the infector that stands latest and is not in a circle with it."""
    parent: dict[str, str] = {}
    for link in links:
        if generation[link.infector] >= generation[link.infectee]:
            continue
        present = parent.get(link.infectee)
        if present is None or generation[link.infector] > generation[present]:
            parent[link.infectee] = link.infector
    return parent


def _places(roots: Sequence[str], children: dict[str, list[str]]) -> tuple[dict[str, Place], int]:
    rows: dict[str, float] = {}
    columns: dict[str, int] = {}
    next_row = 0
    for number, root in enumerate(roots):
        next_row += GAP if number else 0
        order = _before_children(root, children, columns)
        for case in order:
            if not children[case]:
                rows[case] = next_row
                next_row += 1
        for case in reversed(order):
            if children[case]:
                below = [rows[child] for child in children[case]]
                rows[case] = (min(below) + max(below)) / 2
    standing = sorted(rows, key=lambda case: (rows[case], columns[case]))
    return {case: Place(columns[case], rows[case]) for case in standing}, next_row


def _before_children(root: str, children: dict[str, list[str]], columns: dict[str, int]) -> list[str]:
    """Return a tree's cases, each before its children, which follow in their own order; notes each one's column."""
    order, waiting = [], [(root, 0)]
    while waiting:
        case, column = waiting.pop()
        columns[case] = column
        order.append(case)
        waiting += [(child, column + 1) for child in reversed(children[case])]
    return order
