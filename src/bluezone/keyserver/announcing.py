"""Announcing: the log first, then its files, then the index that is signed over both; whatever is served stands in the log.

In this order, whenever the power goes: (1) one transaction adds to the log what is new; (2) the log's files are written;
(3) the index, which names the log's head and where in it each file stands, is put in the place of the former; (4) only
then `keys.json`, or the signed feed that was handed over, is. A run that stops early leaves leaves in the log that the
next index names. Only one announces at a time in a folder, whatever process it is.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from bluezone.keyserver.batches import INDEX_LIFE, next_sequence
from bluezone.keyserver.folder import alone_in, write_whole
from bluezone.keyserver.log_folder import publish_log, sweep_log
from bluezone.keyserver.signing import KeyRing
from bluezone.protocol import trust
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.log_tiles import NOTHING, TreeHead
from bluezone.protocol.signed_feeds import FeedKind, feed_in
from bluezone.protocol.transparency import (
    NUMBERS_KEPT,
    Leaf,
    LeafKind,
    Log,
    encoded,
    file_leaf,
    keys_leaf,
    signed_leaf,
)
from bluezone.protocol.trust import Index, PublishedFile

EXPORTS: Final = "exports"
FEEDS: Final = "feeds"
SIGNED: Final = "signed"
INDEX: Final = "index.json"
INDEX_TEXT: Final = "index.txt"
KEYS: Final = "keys.json"


class Record(Protocol):
    """One export and its feed, as they were published."""

    @property
    def export(self) -> PublishedFile:
        """The export."""
        ...

    @property
    def feed(self) -> PublishedFile:
        """The same keys for clients of 2020."""
        ...


class LogStore(Protocol):
    """What announcing needs from the key server's records."""

    def exports(self) -> Sequence[Record]:
        """Return the exports that are published, oldest first."""
        ...

    def append_leaves(self, leaves: Sequence[bytes]) -> list[int]:
        """Add those leaves that are new to the end of the log; return the number of each."""
        ...

    def log_leaves(self, since: int = 0) -> list[bytes]:
        """Return the leaves of the log from number `since` on, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Coming:
    """A signed feed that is served once it is announced."""

    kind: FeedKind
    content: bytes = field(repr=False)


def announce(folder: Path, store: LogStore, ring: KeyRing, *, at: datetime, coming: Coming | None = None) -> Index:
    """Log what is published and sign an index over it; return the index.

    Args:
        folder: The published folder.
        store: The key server's records.
        ring: The keys that sign; its `keys.json` is published.
        at: The present moment.
        coming: A signed feed that is handed over between two batches. Then the index is good for no longer than before:
            only the hourly work renews it.

    Raises:
        Unavailable: The records cannot be written, no key signs now, or the log would be forked; nothing is announced.
        OSError: The disk refuses; likewise.
    """
    with alone_in(folder):
        before = last_index(folder)
        records = store.exports()
        exports, feeds = [record.export for record in records], [record.feed for record in records]
        leaves = [
            *(file_leaf(LeafKind.EXPORT, file) for file in exports),
            *(file_leaf(LeafKind.FEED, file) for file in feeds),
            *_signed_leaves(folder, coming),
            keys_leaf(ring.keys_json, ring.keys.issued),
        ]
        numbers = store.append_leaves([encoded(leaf) for leaf in leaves])
        head = publish_log(folder, before.log.head if before and before.log else NOTHING, store.log_leaves)
        index = Index(
            sequence=next_sequence(before.sequence if before else 0, at),
            issued=at,
            expires=before.expires if before and coming else at + INDEX_LIFE,
            exports=tuple(exports),
            feeds=tuple(feeds),
            log=_log(head, leaves, numbers, before.log if before else None),
        )
        write_whole(folder / EXPORTS / INDEX, ring.sign_index(index, at=at))
        _keep_keys(folder, ring.keys_json)
        sweep_log(folder)
    return index


def last_index(folder: Path) -> Index | None:
    """Return the index that was published last, None when there is none that can be read."""
    try:
        return trust.index_in((folder / EXPORTS / INDEX).read_bytes())
    except (FileNotFoundError, MalformedMessage):
        return None


def _signed_leaves(folder: Path, coming: Coming | None) -> Iterator[Leaf]:
    for kind in FeedKind:
        name = f"{kind}.json"
        with suppress(FileNotFoundError, MalformedMessage):
            content = (folder / SIGNED / name).read_bytes()
            yield signed_leaf(name, content, feed_in(content).issued)
        if coming and coming.kind is kind:
            yield signed_leaf(name, coming.content, feed_in(coming.content).issued)


def _log(head: TreeHead, leaves: Sequence[Leaf], numbers: Sequence[int], before: Log | None) -> Log:
    signed = dict(before.signed) if before else {}
    keys = before.keys if before else ()
    for leaf, number in zip(leaves, numbers, strict=True):
        if leaf.kind is LeafKind.SIGNED:
            signed[leaf.name] = _newest(signed.get(leaf.name, ()), number)
        elif leaf.kind is LeafKind.KEYS:
            keys = _newest(keys, number)
    places = {
        kind: tuple(number for leaf, number in zip(leaves, numbers, strict=True) if leaf.kind is kind)
        for kind in (LeafKind.EXPORT, LeafKind.FEED)
    }
    return Log(
        size=head.size,
        root=head.root.hex(),
        exports=places[LeafKind.EXPORT],
        feeds=places[LeafKind.FEED],
        signed=signed,
        keys=keys,
    )


def _newest(numbers: tuple[int, ...], number: int) -> tuple[int, ...]:
    return (*(one for one in numbers if one != number), number)[-NUMBERS_KEPT:]


def _keep_keys(folder: Path, keys_json: bytes) -> None:
    with suppress(FileNotFoundError):
        if (folder / KEYS).read_bytes() == keys_json:
            return
    write_whole(folder / KEYS, keys_json)
