"""The picture of a chain: circles and lines in pixels, made of a layout, for a page to put into SVG.

One picture a chain, the largest first: five hundred people are a few pictures that fit a screen's width, not one that fits
nothing. A case's circle grows with the number whom it infected; a line that is no branch of the tree is dashed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bluezone.authority.cases.rules.chain import Link
from bluezone.authority.surveillance.rules.layout import Layout, lay_out

COLUMN: Final = 132
ROW: Final = 24
MARGIN: Final = 16
SMALLEST_CIRCLE: Final = 5
LARGEST_CIRCLE: Final = 11
LABEL_GAP: Final = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A case in the picture.

    Args:
        case: Its id.
        label: What stands beside it.
        x, y, radius: Pixels.
        label_x: Where its label begins.
        infected: How many it infected.
        in_circle: Whether it belongs to a circle of infections.
    """

    case: str
    label: str
    x: int
    y: int
    radius: int
    label_x: int
    infected: int
    in_circle: bool


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line in the picture, as the path of an SVG; a further one is no branch of the tree."""

    path: str
    is_further: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """One chain, drawn."""

    cases: int
    width: int
    height: int
    nodes: tuple[Node, ...]
    strokes: tuple[Stroke, ...]
    generations: int
    circles: int


def pictures(cases: Sequence[str], links: Iterable[Link[str]], labels: Mapping[str, str]) -> list[Picture]:
    """Return a picture of each chain, the largest first, of cases given in the order in which they became known."""
    among = [*dict.fromkeys(links)]
    groups = chains(cases, among)
    of_group: dict[str, int] = {case: number for number, group in enumerate(groups) for case in group}
    own: list[list[Link[str]]] = [[] for _ in groups]
    for link in among:
        if link.infector in of_group and link.infectee in of_group:
            own[of_group[link.infector]].append(link)
    return [draw(lay_out(group, links), links, labels) for group, links in zip(groups, own, strict=True)]


def chains(cases: Sequence[str], links: Iterable[Link[str]]) -> list[list[str]]:
    """Return the connected groups of two or more cases, the largest first, each in the order given."""
    head = {case: case for case in cases}

    def top(case: str) -> str:
        while head[case] != case:
            head[case] = head[head[case]]
            case = head[case]
        return case

    for link in links:
        if link.infector in head and link.infectee in head:
            head[top(link.infectee)] = top(link.infector)
    groups: dict[str, list[str]] = {}
    for case in cases:
        groups.setdefault(top(case), []).append(case)
    return sorted((group for group in groups.values() if len(group) > 1), key=len, reverse=True)


def draw(layout: Layout, links: Sequence[Link[str]], labels: Mapping[str, str]) -> Picture:
    """Return the picture of one chain."""
    infected = Counter(link.infector for link in links)
    circling = {case for circle in layout.circles for case in circle}
    nodes = {case: _node(case, layout, labels, infected[case], in_circle=case in circling) for case in layout.places}
    strokes = [Stroke(_elbow(nodes[link.infector], nodes[link.infectee]), is_further=False) for link in layout.branches]
    strokes += [Stroke(_bow(nodes[link.infector], nodes[link.infectee]), is_further=True) for link in layout.further]
    return Picture(
        cases=len(nodes),
        width=2 * MARGIN + layout.columns * COLUMN,
        height=2 * MARGIN + max(layout.rows - 1, 0) * ROW,
        nodes=tuple(nodes.values()),
        strokes=tuple(strokes),
        generations=layout.columns,
        circles=len(layout.circles),
    )


def _node(case: str, layout: Layout, labels: Mapping[str, str], infected: int, *, in_circle: bool) -> Node:
    place = layout.places[case]
    radius = min(SMALLEST_CIRCLE + infected, LARGEST_CIRCLE)
    x, y = MARGIN + place.column * COLUMN, round(MARGIN + place.row * ROW)
    return Node(case, labels[case], x, y, radius, x + radius + LABEL_GAP, infected, in_circle)


def _elbow(one: Node, other: Node) -> str:
    """Return a line that runs level, turns once just before the next generation, and runs level again."""
    turn = other.x - 20
    if one.y == other.y:
        return f"M{one.x} {one.y}H{other.x}"
    return f"M{one.x} {one.y}H{turn}V{other.y}H{other.x}"


def _bow(one: Node, other: Node) -> str:
    """Return a bent line, so that it is told from a branch where both run along."""
    reach = max(abs(other.x - one.x) // 2, COLUMN // 3)
    return f"M{one.x} {one.y}C{one.x + reach} {one.y} {other.x - reach} {other.y} {other.x} {other.y}"
