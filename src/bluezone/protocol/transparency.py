"""Transparency: every export, feed and policy ever published stands in one log that only grows and that anybody may check.

Source: `docs/protocol.md`, section 17; RFC 9162, section 2.1, for the tree. A leaf says that a file was published: what
it is, its name, its SHA-256, its region and its own date; nothing about a person, and nothing that its reader does not
have anyway. The signed index carries the log's head and where in it each file stands. A phone keeps the head it saw last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from typing import Annotated, Final, Protocol

from msgspec import Meta, Struct

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.log_tiles import LOG_LIMIT, Tiles, TreeHead
from bluezone.protocol.merkle import HASH_LENGTH, leaf_hash

LEAF_LIMIT: Final = 512
"""The longest leaf, in bytes."""
NUMBERS_KEPT: Final = 8
"""How many leaves of one signed file the index names: a phone may hold one that was replaced a moment ago."""

_VERSION: Final = 1
_SECOND: Final = timedelta(seconds=1)
_FIXED: Final = 2 + 8 + HASH_LENGTH
_NAME_LIMIT: Final = 200
_REGION_LIMIT: Final = 64

LeafNumber = Annotated[int, Meta(ge=0, lt=LOG_LIMIT)]


class LeafKind(IntEnum):
    """What a leaf says was published."""

    EXPORT = 1
    FEED = 2
    SIGNED = 3
    KEYS = 4


@dataclass(frozen=True, slots=True)
class Leaf:
    """That a file was published.

    Args:
        kind: What it is.
        name: Of the file; ASCII, 1 to 200 signs.
        moment: Its own date, in whole seconds: the end of an export's window, or when a signed file was issued.
        sha256: Of the whole file, 32 bytes.
        region: Whose keys are in it; empty for a signed file. At most 64 bytes of UTF-8.
    """

    kind: LeafKind
    name: str
    moment: datetime
    sha256: bytes
    region: str = ""

    @property
    def hashed(self) -> bytes:
        """The hash under which it stands in the log."""
        return leaf_hash(encoded(self))


class Log(Struct, frozen=True, kw_only=True):
    """What the index says of the log: its head, and the numbers of the leaves of everything that is published now.

    `exports` and `feeds` are in the order in which the index names the files; `signed` and `keys` hold the newest numbers
    of each signed file and of `keys.json`, oldest first.
    """

    size: Annotated[int, Meta(ge=1, lt=LOG_LIMIT)]
    root: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    exports: tuple[LeafNumber, ...] = ()
    feeds: tuple[LeafNumber, ...] = ()
    signed: dict[str, tuple[LeafNumber, ...]] = {}
    keys: tuple[LeafNumber, ...] = ()

    @property
    def head(self) -> TreeHead:
        """Its size and root."""
        return TreeHead(self.size, bytes.fromhex(self.root))


class PublishedFile(Protocol):
    """A published export or feed, as the index names it."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def sha256(self) -> str:
        """In hex."""
        ...

    @property
    def end(self) -> datetime:
        """The end of its window."""
        ...

    @property
    def region(self) -> str:
        """Whose keys are in it."""
        ...


def file_leaf(kind: LeafKind, file: PublishedFile) -> Leaf:
    """Return the leaf of an export or a feed of the index."""
    return Leaf(kind, file.name, whole_second(file.end), bytes.fromhex(file.sha256), file.region)


def signed_leaf(name: str, content: bytes, issued: datetime) -> Leaf:
    """Return the leaf of a signed file such as `news.json`."""
    return Leaf(LeafKind.SIGNED, name, whole_second(issued), sha256(content).digest())


def keys_leaf(keys_json: bytes, issued: datetime) -> Leaf:
    """Return the leaf of a `keys.json`."""
    return Leaf(LeafKind.KEYS, "keys.json", whole_second(issued), sha256(keys_json).digest())


def whole_second(moment: datetime) -> datetime:
    """Return a moment without the part of its second."""
    return moment - (moment - EPOCH) % _SECOND


def encoded(leaf: Leaf) -> bytes:
    """Return the bytes of a leaf: version, kind, seconds since 1970 (8, big-endian), SHA-256; region and name, each after its length.

    Raises:
        MalformedMessage: A field is longer than it may be, or a moment before 1970.
    """
    try:
        name, region = leaf.name.encode("ascii"), leaf.region.encode()
        seconds = ((leaf.moment - EPOCH) // _SECOND).to_bytes(8)
    except (ValueError, OverflowError) as wrong:
        raise MalformedMessage("a leaf has a name in ASCII, a region in UTF-8 and a moment after 1970") from wrong
    if not (1 <= len(name) <= _NAME_LIMIT and len(region) <= _REGION_LIMIT and len(leaf.sha256) == HASH_LENGTH):
        raise MalformedMessage(f"a leaf has a name of 1 to {_NAME_LIMIT} bytes and a region of at most {_REGION_LIMIT}")
    return bytes((_VERSION, leaf.kind)) + seconds + leaf.sha256 + _counted(region) + _counted(name)


def leaf_in(content: bytes) -> Leaf:
    """Return the leaf in bytes.

    Raises:
        MalformedMessage: They are none, or another way to write one.
    """
    try:
        region, rest = _taken(content[_FIXED:])
        name, _ = _taken(rest)
        moment = EPOCH + int.from_bytes(content[2:10]) * _SECOND
        leaf = Leaf(LeafKind(content[1]), name.decode("ascii"), moment, content[10:_FIXED], region.decode())
        same = encoded(leaf) == content
    except (ValueError, IndexError, OverflowError) as wrong:
        raise MalformedMessage("this is not a leaf of the log") from wrong
    if not same:
        raise MalformedMessage("this is not a leaf of the log")
    return leaf


def bundled(leaves: Iterable[bytes]) -> bytes:
    """Return leaves in one file, each after its length in two bytes."""
    return b"".join(len(leaf).to_bytes(2) + leaf for leaf in leaves)


def leaves_in(bundle: bytes) -> tuple[bytes, ...]:
    """Return the leaves in such a file, byte for byte.

    Raises:
        MalformedMessage: It is none.
    """
    found: list[bytes] = []
    while bundle:
        length = int.from_bytes(bundle[:2])
        leaf, bundle = bundle[2 : 2 + length], bundle[2 + length :]
        if not 0 < len(leaf) == length <= LEAF_LIMIT:
            raise MalformedMessage("this is not a file of leaves")
        found.append(leaf)
    return tuple(found)


def check_grown(before: TreeHead, tiles: Tiles) -> None:
    """Refuse a log that is not the one that was seen before, with perhaps more after it.

    Raises:
        RuleViolation: `log_forked`.
    """
    if tiles.root(before.size) != before.root:
        raise RuleViolation("log_forked", "the log is another one than the one that was seen before")


def check_head(before: TreeHead | None, log: Log | None) -> None:
    """Refuse what no tile has to be read for.

    Raises:
        RuleViolation: `log_missing`: there was a log before; `log_shrunken`; `log_forked`: as large as before, and another.
    """
    if before is None:
        return
    if log is None:
        raise RuleViolation("log_missing", "the index names no log, and there was one before")
    if log.size < before.size:
        raise RuleViolation("log_shrunken", "the log is shorter than it was")
    if log.size == before.size and log.head != before:
        raise RuleViolation("log_forked", "the log is another one than the one that was seen before")


def _counted(content: bytes) -> bytes:
    return bytes((len(content),)) + content


def _taken(content: bytes) -> tuple[bytes, bytes]:
    end = 1 + content[0]
    return content[1:end], content[end:]
