"""Tiles: the hashes of a log that only grows, cut into static files, from which everybody works out every proof alone.

Source: the idea of C2SP `tlog-tiles`. A tile holds up to 256 hashes of one level: level 0 hashes of leaves, level 1 the
roots of full tiles of level 0, and so on. Its level, number and width make its name, so that it never changes. The tiles
at the right edge give the root, which an index key signed; any other tile is full, and the tile above it holds its root.
So a reader who has the tiles at the edge and those above what interests it believes none of them: see `Tiles`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.merkle import EMPTY_ROOT, HASH_LENGTH, Frontier, root_of

TILE_WIDTH: Final = 256
"""How many hashes a full tile holds."""
TILE_LIMIT: Final = TILE_WIDTH * HASH_LENGTH
"""Bytes of a full tile."""
LOG_LIMIT: Final = 2**40
"""More leaves than any log will have."""

_HEIGHT: Final = 8
_NAME: Final = re.compile(r"([0-4])-([0-9]{10})-([0-9]{3})\.tile", re.ASCII)


@dataclass(frozen=True, slots=True)
class TreeHead:
    """A log at one moment: how many leaves it has, and the root over them."""

    size: int
    root: bytes


NOTHING: Final = TreeHead(0, EMPTY_ROOT)
"""The log before anything was published."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A place of a file of hashes.

    Args:
        level: 0 for hashes of leaves.
        number: Counts the tiles of a level from 0.
        width: How many hashes are in it, 1 to 256.
    """

    level: int
    number: int
    width: int

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.level}-{self.number:010d}-{self.width:03d}.tile"


def tile_named(name: str) -> Tile | None:
    """Return the tile with a file's name, None for another file's."""
    found = _NAME.fullmatch(name)
    tile = Tile(*map(int, found.groups())) if found else None
    return tile if tile and 1 <= tile.width <= TILE_WIDTH else None


def edge(size: int) -> tuple[Tile, ...]:
    """Return the tiles at the right edge of a log: at most one a level, the lowest first; together they give its root."""
    found = []
    for level in range(_levels(size)):
        number, width = divmod(size >> _HEIGHT * level, TILE_WIDTH)
        if width:
            found.append(Tile(level, number, width))
    return tuple(found)


def needed(size: int, *, before: int = 0, leaves: Iterable[int] = ()) -> frozenset[Tile]:
    """Return the tiles of a log of `size` leaves from which a reader proves what it wants to know.

    Args:
        size: Of the log.
        before: How large it was when the reader last looked; not larger than `size`.
        leaves: The numbers of leaves that it wants to see; each below `size`.
    """
    at_edge = set(edge(size))
    waiting = [_tile(size, 0, number // TILE_WIDTH) for number in leaves]
    waiting += [_tile(size, tile.level, tile.number) for tile in edge(before)]
    found = set(at_edge)
    while waiting:
        tile = waiting.pop()
        if tile not in found:
            found.add(tile)
            waiting.append(_tile(size, tile.level + 1, tile.number // TILE_WIDTH))
    return frozenset(found)


def every_tile(size: int) -> Iterator[Tile]:
    """Yield every tile of a log, level by level."""
    for level in range(_levels(size)):
        for number in range(-(-(size >> _HEIGHT * level) // TILE_WIDTH)):
            yield _tile(size, level, number)


class Tiles:
    """Tiles that prove each other, up to a signed root.

    Args:
        head: The log as an index key signed it.
        contents: What the files of some of its tiles hold; those of `needed` at least.

    Raises:
        RuleViolation: `log_tile_wrong`: a tile holds something else than the log that was signed.
    """

    def __init__(self, head: TreeHead, contents: Mapping[Tile, bytes]) -> None:
        """Check every tile against those above it, and those at the edge against the root."""
        self.head = head
        self._hashes = {(tile.level, tile.number): _hashes(tile, content) for tile, content in contents.items()}
        if self.root(head.size) != head.root:
            raise _lie()
        at_edge = set(edge(head.size))
        for tile in sorted(contents, reverse=True):
            if tile not in at_edge and root_of(self._at(tile)) != self._above(tile):
                raise _lie()

    def leaf(self, number: int) -> bytes:
        """Return the hash of a leaf."""
        return self._hashes[0, number // TILE_WIDTH][number % TILE_WIDTH]

    def root(self, size: int) -> bytes:
        """Return the root that this log had when it had `size` leaves."""
        tree = Frontier()
        for tile in reversed(edge(size)):
            for hashed in self._at(tile):
                tree = tree.with_tree(hashed, _HEIGHT * tile.level)
        return tree.root

    def _at(self, tile: Tile) -> tuple[bytes, ...]:
        return self._hashes[tile.level, tile.number][: tile.width]

    def _above(self, tile: Tile) -> bytes:
        above = self._hashes[tile.level + 1, tile.number // TILE_WIDTH]
        return above[tile.number % TILE_WIDTH]


def grown(size: int, contents: Mapping[Tile, bytes], hashes: Iterable[bytes]) -> tuple[TreeHead, dict[Tile, bytes]]:
    """Return a log after it grew, and its new tiles.

    Args:
        size: How many leaves it had.
        contents: What its tiles at the edge held.
        hashes: Of the new leaves, in order.
    """
    rows: defaultdict[int, bytes] = defaultdict(bytes, {tile.level: content for tile, content in contents.items()})
    new: dict[Tile, bytes] = {}
    level, coming, total = 0, list(hashes), size
    total += len(coming)
    while coming:
        number = (size >> _HEIGHT * level) // TILE_WIDTH
        row = rows[level] + b"".join(coming)
        cut = [row[start : start + TILE_LIMIT] for start in range(0, len(row), TILE_LIMIT)]
        new |= {Tile(level, number + step, len(one) // HASH_LENGTH): one for step, one in enumerate(cut)}
        full = [one for one in cut if len(one) == TILE_LIMIT]
        rows[level] = b"" if len(full) == len(cut) else cut[-1]
        coming = [root_of(_cut(one)) for one in full]
        level += 1
    at_edge = {tile: rows[tile.level] for tile in edge(total)}
    return TreeHead(total, _root(at_edge)), new


def _root(at_edge: Mapping[Tile, bytes]) -> bytes:
    tree = Frontier()
    for tile in sorted(at_edge, reverse=True):
        for hashed in _cut(at_edge[tile]):
            tree = tree.with_tree(hashed, _HEIGHT * tile.level)
    return tree.root


def _tile(size: int, level: int, number: int) -> Tile:
    return Tile(level, number, min(TILE_WIDTH, (size >> _HEIGHT * level) - TILE_WIDTH * number))


def _levels(size: int) -> int:
    return -(-size.bit_length() // _HEIGHT)


def _hashes(tile: Tile, content: bytes) -> tuple[bytes, ...]:
    if len(content) != tile.width * HASH_LENGTH:
        raise _lie()
    return _cut(content)


def _cut(content: bytes) -> tuple[bytes, ...]:
    return tuple(content[start : start + HASH_LENGTH] for start in range(0, len(content), HASH_LENGTH))


def _lie() -> RuleViolation:
    return RuleViolation("log_tile_wrong", "a tile of the log is not the one whose root was signed")
