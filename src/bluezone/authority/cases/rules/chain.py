"""The chain: who infected whom, by generations; a circle is found and shown, never dropped.

A case with several stated infectors stands one generation below the latest of them that is outside its own circle.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Link(Generic[Node]):
    """One stated infection."""

    infector: Node
    infectee: Node


@dataclass(frozen=True, slots=True)
class Chain(Generic[Node]):
    """A chain, read.

    Args:
        generation: How many steps each case stands from the first known one of its chain, 0 for those.
        circles: Groups of cases that infected each other in a circle, as somebody states; each of two or more.
    """

    generation: Mapping[Node, int]
    circles: tuple[frozenset[Node], ...]


def read_chain(nodes: Iterable[Node], links: Iterable[Link[Node]]) -> Chain[Node]:
    """Return the generations of a chain and the circles in it, in the order in which the nodes are given."""
    after: dict[Node, list[Node]] = {node: [] for node in nodes}
    for link in links:
        after.setdefault(link.infector, []).append(link.infectee)
        after.setdefault(link.infectee, [])
    groups = components(after)
    group_of = {node: number for number, group in enumerate(groups) for node in group}
    depth = [0] * len(groups)
    for number in range(len(groups) - 1, -1, -1):
        for node in groups[number]:
            for other in after[node]:
                if group_of[other] != number:
                    depth[group_of[other]] = max(depth[group_of[other]], depth[number] + 1)
    return Chain(
        {node: depth[group_of[node]] for node in after},
        tuple(frozenset(group) for group in groups if len(group) > 1),
    )


def components(after: Mapping[Node, list[Node]]) -> list[list[Node]]:
    """Return the strongly connected groups, each after every group that it leads to (Tarjan 1972, without recursion)."""
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    waiting: list[Node] = []
    inside: set[Node] = set()
    groups: list[list[Node]] = []
    for start in after:
        if start in order:
            continue
        path = [(start, iter(after[start]))]
        order[start] = low[start] = len(order)
        waiting.append(start)
        inside.add(start)
        while path:
            node, rest = path[-1]
            step = next((other for other in rest if other not in order or other in inside), None)
            if step is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == order[node]:
                    groups.append(_cut(waiting, inside, node))
            elif step in order:
                low[node] = min(low[node], order[step])
            else:
                order[step] = low[step] = len(order)
                waiting.append(step)
                inside.add(step)
                path.append((step, iter(after[step])))
    return groups


def _cut(waiting: list[Node], inside: set[Node], until: Node) -> list[Node]:
    group = []
    while True:
        node = waiting.pop()
        inside.discard(node)
        group.append(node)
        if node == until:
            return group
