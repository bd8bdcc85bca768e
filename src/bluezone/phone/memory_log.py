"""The log of a key server in memory: what it publishes is logged when its index names it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.log_tiles import NOTHING, Tile, TreeHead, edge, grown
from bluezone.protocol.signed_feeds import FeedKind, feed_in
from bluezone.protocol.transparency import (
    NUMBERS_KEPT,
    Leaf,
    LeafKind,
    Log,
    file_leaf,
    keys_leaf,
    signed_leaf,
)
from bluezone.protocol.trust import PublishedFile


@dataclass(slots=True)
class MemoryLog:
    """A log that is gone with the process.

    Args:
        head: Its size and root.
        files: Every tile that it ever had.
    """

    head: TreeHead = NOTHING
    files: dict[Tile, bytes] = field(default_factory=dict, repr=False)
    _numbers: dict[Leaf, int] = field(default_factory=dict, repr=False)
    _named: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def naming(
        self, exports: Iterable[PublishedFile], feeds: Mapping[FeedKind, bytes], keys: tuple[bytes, datetime]
    ) -> Log:
        """Return what an index says of the log, once everything that it names is in it.

        Args:
            exports: What the index names.
            feeds: The signed feeds; one that is none stays out.
            keys: `keys.json`, and when it was issued.
        """
        leaves = [file_leaf(LeafKind.EXPORT, file) for file in exports]
        signed = [leaf for kind, content in feeds.items() for leaf in _signed(kind, content)]
        last = keys_leaf(*keys)
        self.add((*leaves, *signed, last))
        for leaf in (*signed, last):
            others = (one for one in self._named.get(leaf.name, ()) if one != self._numbers[leaf])
            self._named[leaf.name] = (*others, self._numbers[leaf])[-NUMBERS_KEPT:]
        return Log(
            size=self.head.size,
            root=self.head.root.hex(),
            exports=tuple(self._numbers[leaf] for leaf in leaves),
            signed={leaf.name: self._named[leaf.name] for leaf in signed},
            keys=self._named[last.name],
        )

    def add(self, leaves: Iterable[Leaf]) -> None:
        """Add those leaves that are new."""
        new = [leaf for leaf in dict.fromkeys(leaves) if leaf not in self._numbers]
        self._numbers |= {leaf: self.head.size + place for place, leaf in enumerate(new)}
        at_edge = {tile: self.files[tile] for tile in edge(self.head.size)}
        self.head, tiles = grown(self.head.size, at_edge, [leaf.hashed for leaf in new])
        self.files |= tiles

    def tile(self, name: str) -> bytes:
        """Return a tile by the name of its file.

        Raises:
            RuleViolation: `log_tile_withheld`: there is none.
        """
        for tile, content in self.files.items():
            if tile.name == name:
                return content
        raise RuleViolation("log_tile_withheld", "the key server does not hand out a tile of its log")


def _signed(kind: FeedKind, content: bytes) -> tuple[Leaf, ...]:
    try:
        return (signed_leaf(f"{kind}.json", content, feed_in(content).issued),)
    except MalformedMessage:
        return ()
