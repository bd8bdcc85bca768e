"""The log as everybody downloads it: tiles of hashes, and the leaves themselves, in files that never change.

They lie in `log/` of the published folder. The records hold the log; the files are made from them and checked against
the head that was signed last, so that no log is ever signed that does not continue the one that was published.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from re import fullmatch
from typing import Final

from bluezone.keyserver.folder import make_folder, remove, write_whole
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.log_tiles import TILE_WIDTH, Tile, Tiles, TreeHead, edge, grown, tile_named
from bluezone.protocol.merkle import leaf_hash, root_of
from bluezone.protocol.transparency import bundled, leaves_in

LOG: Final = "log"
"""The folder, under the published one."""
PARTIAL_KEPT: Final = 8
"""How many outgrown files of each kind stay: a phone may have read the index a moment before they grew."""

OLDER: Final = (
    "the database's log is shorter than the published one: it was restored from a copy. Start once with --restored: "
    "it takes the missing leaves from the published files"
)
FORKED: Final = (
    "the database and the published files hold different logs; signing either would show phones a forked log. Keep "
    "both, and restore the database that belongs to the published files"
)

LeavesSince = Callable[[int], list[bytes]]
"""Returns the leaves from a number on."""


def bundle_name(number: int, width: int) -> str:
    """Return the name of the file of leaves under a tile of level 0."""
    return f"leaves-{number:010d}-{width:03d}.bin"


def log_file_names(folder: Path) -> tuple[str, ...]:
    """Return the names of the log's files in the published folder, in order."""
    with suppress(FileNotFoundError):
        return tuple(sorted(path.name for path in (folder / LOG).iterdir() if _kind_of(path.name)))
    return ()


def publish_log(folder: Path, before: TreeHead, leaves: LeavesSince) -> TreeHead:
    """Write the files of what was added to the log since it was published last, and return its head.

    Args:
        folder: The published folder.
        before: The head that was signed last.
        leaves: The log in the records.

    Raises:
        Unavailable: The records are older than what was published, or another log; nothing may be signed.
        OSError: The disk refuses.
    """
    make_folder(folder / LOG)
    known = _edge_files(folder, before)
    start = 0 if known is None else before.size // TILE_WIDTH * TILE_WIDTH
    found = leaves(start)
    old = found[: before.size - start]
    if known is None:
        _check(old, before)
        head, tiles = grown(0, {}, map(leaf_hash, found))
    else:
        _check_tail(old, before, known)
        head, tiles = grown(before.size, known, map(leaf_hash, found[len(old) :]))
    _write(folder, tiles, dict(enumerate(found, start=start)))
    return head


def check_log(published: TreeHead | None, leaves: Sequence[bytes]) -> None:
    """Refuse records whose log does not continue the published one.

    Raises:
        RuleViolation: `log_older` or `log_forked`.
    """
    if published is None:
        return
    if len(leaves) < published.size:
        raise RuleViolation("log_older", OLDER)
    if root_of(map(leaf_hash, leaves[: published.size])) != published.root:
        raise RuleViolation("log_forked", FORKED)


def published_leaves(folder: Path, head: TreeHead) -> tuple[bytes, ...]:
    """Return the leaves of the published log.

    Raises:
        RuleViolation: `log_forked`: they are not those of the head.
        MalformedMessage: A file is damaged.
        OSError: A file is missing.
    """
    found: list[bytes] = []
    for number in range(-(-head.size // TILE_WIDTH)):
        width = min(TILE_WIDTH, head.size - number * TILE_WIDTH)
        found += leaves_in((folder / LOG / bundle_name(number, width)).read_bytes())
    check_log(head, found)
    if len(found) != head.size:
        raise MalformedMessage("the published leaves are more than the log has")
    return tuple(found)


def sweep_log(folder: Path) -> None:
    """Remove files that were outgrown, but for the newest of each kind."""
    partial = [name for name in log_file_names(folder) if not name.removesuffix(Path(name).suffix).endswith("-256")]
    for _, names in groupby(partial, key=_kind_of):
        for name in list(names)[:-PARTIAL_KEPT]:
            remove(folder / LOG / name)


def _kind_of(name: str) -> str:
    tile = tile_named(name)
    if tile:
        return f"level {tile.level}"
    return "leaves" if fullmatch(r"leaves-[0-9]{10}-[0-9]{3}\.bin", name) else ""


def _edge_files(folder: Path, head: TreeHead) -> dict[Tile, bytes] | None:
    try:
        files = {tile: (folder / LOG / tile.name).read_bytes() for tile in edge(head.size)}
        Tiles(head, files)
    except (FileNotFoundError, RuleViolation):
        return None
    return files


def _check(known: Sequence[bytes], before: TreeHead) -> None:
    try:
        check_log(before, known)
    except RuleViolation as wrong:
        raise Unavailable(str(wrong)) from wrong


def _check_tail(tail: Sequence[bytes], before: TreeHead, files: dict[Tile, bytes]) -> None:
    width = before.size % TILE_WIDTH
    if len(tail) < width:
        raise Unavailable(OLDER)
    published = files[Tile(0, before.size // TILE_WIDTH, width)] if width else b""
    if b"".join(map(leaf_hash, tail)) != published:
        raise Unavailable(FORKED)


def _write(folder: Path, tiles: dict[Tile, bytes], leaves: dict[int, bytes]) -> None:
    for tile, content in tiles.items():
        if tile.level == 0:
            first = tile.number * TILE_WIDTH
            bundle = bundled(leaves[number] for number in range(first, first + tile.width))
            write_whole(folder / LOG / bundle_name(tile.number, tile.width), bundle)
        write_whole(folder / LOG / tile.name, content)
