"""Whether what lies in a published folder stands in the log that its index names, as a phone would find it."""

from pathlib import Path

from bluezone.keyserver.announcing import EXPORTS, INDEX, KEYS, SIGNED
from bluezone.keyserver.log_folder import LOG
from bluezone.protocol import trust
from bluezone.protocol.log_tiles import Tiles, every_tile
from bluezone.protocol.signed_feeds import FeedKind, feed_in
from bluezone.protocol.signed_files import Kind, decoded, envelope_in
from bluezone.protocol.transparency import Leaf, LeafKind, Log, file_leaf, keys_leaf, signed_leaf
from bluezone.protocol.trust import KeySet


def log_in(folder: Path) -> Log:
    log = trust.index_in((folder / EXPORTS / INDEX).read_bytes()).log
    assert log is not None
    return log


def tiles_in(folder: Path) -> Tiles:
    head = log_in(folder).head
    return Tiles(head, {tile: (folder / LOG / tile.name).read_bytes() for tile in every_tile(head.size)})


def all_is_logged(folder: Path) -> bool:
    """Every export, every feed, every signed feed and `keys.json`, whatever of them is there."""
    index, tiles = trust.index_in((folder / EXPORTS / INDEX).read_bytes()), tiles_in(folder)
    log = log_in(folder)
    named: list[tuple[Leaf, tuple[int, ...]]] = [
        *(
            (file_leaf(LeafKind.EXPORT, file), (number,))
            for file, number in zip(index.exports, log.exports, strict=True)
        ),
        *((file_leaf(LeafKind.FEED, file), (number,)) for file, number in zip(index.feeds, log.feeds, strict=True)),
    ]
    for kind in FeedKind:
        path = folder / SIGNED / f"{kind}.json"
        if path.exists():
            content = path.read_bytes()
            named.append((signed_leaf(path.name, content, feed_in(content).issued), log.signed[path.name]))
    keys_json = (folder / KEYS).read_bytes()
    kind_of_keys = Kind("keys", "KeySet", KEYS)
    keys: KeySet = decoded(envelope_in(keys_json, kind=kind_of_keys).payload, KeySet, kind=kind_of_keys)
    named.append((keys_leaf(keys_json, keys.issued), log.keys))
    return all(any(tiles.leaf(number) == leaf.hashed for number in numbers) for leaf, numbers in named)
