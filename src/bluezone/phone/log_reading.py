"""Reading the log: whether what a phone pulled was published for everybody, and whether the log only grew since it last looked.

A phone asks for whole tiles, which are the same static files for all, and works out the rest alone. Which ones depends on
the index and on the head that it saw last: phones that look as often as each other ask for the same. One that looks every
few hours reads one tile a level, some 7 kB in the first years of a log; one that was away longer asks for the few in
between, as it asks for the exports that it missed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bluezone.phone.sync import Sync
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.log_tiles import Tile, Tiles, TreeHead, needed
from bluezone.protocol.transparency import Leaf, Log, check_grown

NOT_LOGGED: Final = {
    "export_not_logged": "an export is not in the log of everything published",
    "keys_not_logged": "keys.json is not in the log of everything published",
    "feed_not_logged": "a signed feed is not in the log of everything published",
}


NOT_BELIEVED: Final = frozenset(
    {
        *("log_missing", "log_shrunken", "log_forked", "log_tile_wrong", "log_tile_withheld"),
        *("export_republished", *NOT_LOGGED),
    }
)
"""Refusals that say that a server shows this phone something else than everybody; its owner is told until that ends."""


@dataclass(slots=True)
class LogReader:
    """The log as the index names it, read as far as was needed.

    Args:
        sync: The way to its tiles.
        log: What the index says of it.
        before: The head that was seen last; None for the first look.
        bytes_read: How many bytes of tiles came.
    """

    sync: Sync
    log: Log
    before: TreeHead | None
    bytes_read: int = 0
    _files: dict[Tile, bytes] = field(default_factory=dict, repr=False)
    _tiles: Tiles | None = field(default=None, repr=False)

    @property
    def is_first(self) -> bool:
        """Whether nothing of it was ever seen before."""
        return self.before is None

    async def check_grown(self, numbers: Iterable[int]) -> None:
        """Refuse a log that is not a continuation of the one that was seen last.

        Args:
            numbers: Of the leaves that will be looked for; their tiles are read too.

        Raises:
            RuleViolation: `log_forked`, `log_tile_wrong` or `log_tile_withheld`.
        """
        tiles = await self._read(numbers)
        if self.before:
            check_grown(self.before, tiles)

    async def check_logged(self, leaf: Leaf, numbers: Iterable[int], *, code: str) -> None:
        """Refuse a file whose leaf has none of these numbers.

        Args:
            leaf: Of the file.
            numbers: Where it may stand.
            code: Of the refusal; one of `NOT_LOGGED`.

        Raises:
            RuleViolation: `code`, `log_tile_wrong` or `log_tile_withheld`.
        """
        hashed = leaf.hashed
        for number in sorted(set(numbers), reverse=True):
            if (await self._read((number,))).leaf(number) == hashed:
                return
        raise RuleViolation(code, NOT_LOGGED[code])

    async def _read(self, numbers: Iterable[int]) -> Tiles:
        before = self.before.size if self.before else 0
        missing = needed(self.log.size, before=before, leaves=numbers) - self._files.keys()
        if missing or self._tiles is None:
            self._files |= await self._fetched(sorted(missing))
            self._tiles = Tiles(self.log.head, self._files)
        return self._tiles

    async def _fetched(self, tiles: Iterable[Tile]) -> Mapping[Tile, bytes]:
        found = {tile: await self.sync.log_tile(tile.name) for tile in tiles}
        self.bytes_read += sum(map(len, found.values()))
        return found
