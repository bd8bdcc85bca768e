"""Observing: anybody with the root key's fingerprint checks everything that a key server publishes, and that its log only grew.

A phone checks what it is given. An observer reads the whole log: every leaf, every file that the index names, and whether
a file was logged that the index hides, or one name stands for two files. Two observers who compare heads find out whether
they are shown the same log.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import count
from typing import Final

from msgspec import Struct

from bluezone.keyserver.announcing import EXPORTS, FEEDS, INDEX, KEYS, SIGNED
from bluezone.keyserver.log_folder import LOG, bundle_name
from bluezone.keyserver.peer_source import EXPORT_LIMIT, Source
from bluezone.protocol import trust
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.intervals import DAY
from bluezone.protocol.keys import RETENTION
from bluezone.protocol.log_tiles import TILE_LIMIT, TILE_WIDTH, Tiles, TreeHead, every_tile
from bluezone.protocol.merkle import leaf_hash, root_of
from bluezone.protocol.signed_feeds import FeedKind, accept_feed
from bluezone.protocol.signed_files import FILE_LIMIT, Seen
from bluezone.protocol.transparency import (
    LEAF_LIMIT,
    Leaf,
    LeafKind,
    Log,
    check_grown,
    file_leaf,
    keys_leaf,
    leaf_in,
    leaves_in,
    signed_leaf,
)
from bluezone.protocol.trust import Index, KeySet, PublishedFile, TrustState

FEED_LIMIT: Final = 4 * EXPORT_LIMIT
"""The longest feed of day keys that is read, in bytes: a key takes some 120."""
BUNDLE_LIMIT: Final = TILE_WIDTH * (LEAF_LIMIT + 2)
STILL_NAMED: Final = RETENTION - DAY
"""An export that ended so lately is still named by every index."""

Step = Callable[[int, int], None]
"""Is told how many steps are done, and of how many."""


class Kept(Struct, frozen=True, kw_only=True):
    """What an observer keeps between two looks."""

    fingerprint: str
    size: int
    root: str
    at: datetime
    keys: Seen
    index: Seen

    @property
    def head(self) -> TreeHead:
        """The head of the log that was seen."""
        return TreeHead(self.size, bytes.fromhex(self.root))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold.

    Args:
        code: A stable word.
        name: Of the file that it is about.
    """

    code: str
    name: str


@dataclass(slots=True)
class Observed:
    """What one look found.

    Args:
        state: What is believed.
        index: What the index says.
        leaves: Every leaf of the log, in order.
        files: How many published files were read.
        findings: What does not hold; none: everything does.
    """

    state: TrustState
    index: Index
    leaves: list[Leaf] = field(default_factory=list)
    files: int = 0
    findings: list[Finding] = field(default_factory=list)

    def root_at(self, size: int) -> bytes:
        """Return the root that the log had when it had `size` leaves."""
        return root_of(leaf.hashed for leaf in self.leaves[:size])

    def kept(self, at: datetime) -> Kept:
        """Return what to keep until the next look."""
        if self.state.log is None or self.state.keys is None or self.state.index is None:
            raise MalformedMessage("nothing was seen that could be kept")
        return Kept(
            fingerprint=self.state.root_fingerprint,
            size=self.state.log.size,
            root=self.state.log.root.hex(),
            at=at,
            keys=self.state.keys,
            index=self.state.index,
        )


def head_of(
    source: Source, fingerprint: str, *, at: datetime, kept: Kept | None = None
) -> tuple[TrustState, Index, KeySet]:
    """Return what a server signs now of its keys and its index.

    Args:
        source: The server, or a copy of its published folder.
        fingerprint: Of the root key.
        at: The present moment.
        kept: What was seen before.

    Raises:
        MalformedMessage: A file is not what it is called.
        RuleViolation: As `bluezone.protocol.trust`; `log_missing`.
        Unavailable: It does not answer.
    """
    state = TrustState(fingerprint.lower())
    if kept is not None and kept.fingerprint == state.root_fingerprint:
        state = replace(state, keys=kept.keys, index=kept.index, log=kept.head)
    state, keys = trust.accept_keys(state, source(KEYS, FILE_LIMIT), at=at)
    state, index = trust.accept_index(state, source(f"{EXPORTS}/{INDEX}", FILE_LIMIT), keys=keys, at=at)
    if index.log is None:
        raise RuleViolation("log_missing", "the index names no log")
    return state, index, keys


def observe(
    source: Source, fingerprint: str, *, at: datetime, kept: Kept | None = None, step: Step = lambda _, __: None
) -> Observed:
    """Return what a look at everything finds.

    Raises:
        MalformedMessage: `keys.json` or the index is not what it is called.
        RuleViolation: One of them is refused; `log_tile_wrong`: no log has the root that was signed.
        Unavailable: The server does not answer, or a part of its log is not there.
    """
    state, index, keys = head_of(source, fingerprint, at=at, kept=kept)
    log = index.log
    if log is None:  # `head_of` refuses that
        raise RuleViolation("log_missing", "the index names no log")
    steps = count(1)
    total = -(-log.size // TILE_WIDTH) * 2 + len(index.exports) * 2

    def done() -> None:
        step(next(steps), total)

    every = every_tile(log.size)
    tiles = Tiles(log.head, {tile: _told(source(f"{LOG}/{tile.name}", TILE_LIMIT), done) for tile in every})
    look = _Look(source, index, log, keys, tiles, at)
    found = Observed(replace(state, log=log.head), index)
    found.findings += look.growth(state.log)
    for first in range(0, log.size, TILE_WIDTH):
        found.findings += look.read_leaves(first, found.leaves)
        done()
    for findings in look.files():
        found.findings += findings
        found.files += 1
        done()
    found.findings += _hidden(index, found.leaves)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at everything, and what it is held against."""

    source: Source
    index: Index
    log: Log
    keys: KeySet
    tiles: Tiles
    at: datetime

    def growth(self, before: TreeHead | None) -> list[Finding]:
        return [] if before is None else _tried(lambda: check_grown(before, self.tiles), "log")

    def read_leaves(self, first: int, leaves: list[Leaf]) -> list[Finding]:
        width = min(TILE_WIDTH, self.log.size - first)
        name = bundle_name(first // TILE_WIDTH, width)

        def read() -> None:
            bundle = leaves_in(self.source(f"{LOG}/{name}", BUNDLE_LIMIT))
            if [leaf_hash(leaf) for leaf in bundle] != [self.tiles.leaf(first + place) for place in range(width)]:
                raise RuleViolation("log_leaves_wrong", "the leaves are not those of the log")
            leaves.extend(map(leaf_in, bundle))

        return _tried(read, name)

    def files(self) -> Iterator[list[Finding]]:
        for file, number in zip(self.index.exports, self.log.exports, strict=True):
            findings = self.missing(file_leaf(LeafKind.EXPORT, file), (number,), "export_not_logged")
            yield findings + _tried(partial(self.check_export, file), file.name)
        for file, number in zip(self.index.feeds, self.log.feeds, strict=True):
            findings = self.missing(file_leaf(LeafKind.FEED, file), (number,), "feed_not_logged")
            yield findings + _tried(partial(self.check_feed, file), file.name)
        for kind in FeedKind:
            if (name := f"{kind}.json") in self.log.signed:
                yield self.signed_feed(kind, name)
        leaf = keys_leaf(self.source(KEYS, FILE_LIMIT), self.keys.issued)
        yield self.missing(leaf, self.log.keys, "keys_not_logged")

    def check_export(self, file: PublishedFile) -> None:
        content = self.source(f"{EXPORTS}/{file.name}", EXPORT_LIMIT)
        trust.accept_export(file, content, keys=self.keys, at=self.at)

    def check_feed(self, file: PublishedFile) -> None:
        trust.check_file(file, self.source(f"{FEEDS}/{file.name}", FEED_LIMIT))

    def signed_feed(self, kind: FeedKind, name: str) -> list[Finding]:
        try:
            content = self.source(f"{SIGNED}/{name}", FILE_LIMIT)
            _, feed = accept_feed(TrustState(""), content, kind=kind, keys=self.keys, at=self.at)
        except BluezoneError as wrong:
            return [Finding(_code(wrong), name)]
        return self.missing(signed_leaf(name, content, feed.issued), self.log.signed[name], "feed_not_logged")

    def missing(self, leaf: Leaf, numbers: tuple[int, ...], code: str) -> list[Finding]:
        is_there = any(self.tiles.leaf(number) == leaf.hashed for number in numbers)
        return [] if is_there else [Finding(code, leaf.name)]


def _hidden(index: Index, leaves: list[Leaf]) -> list[Finding]:
    """Return what was logged and is shown to nobody, and names that stand for two files."""
    named = {(LeafKind.EXPORT, file.name) for file in index.exports} | {
        (LeafKind.FEED, file.name) for file in index.feeds
    }
    seen: dict[tuple[LeafKind, str], Leaf] = {}
    findings = []
    for leaf in leaves:
        if leaf.kind not in {LeafKind.EXPORT, LeafKind.FEED}:
            continue
        if leaf.moment > index.issued - STILL_NAMED and (leaf.kind, leaf.name) not in named:
            findings.append(Finding("logged_and_hidden", leaf.name))
        if seen.setdefault((leaf.kind, leaf.name), leaf) != leaf:
            findings.append(Finding("logged_twice", leaf.name))
    return findings


def _tried(check: Callable[[], None], name: str) -> list[Finding]:
    try:
        check()
    except BluezoneError as wrong:
        return [Finding(_code(wrong), name)]
    return []


def _code(wrong: BluezoneError) -> str:
    if isinstance(wrong, RuleViolation):
        return wrong.code
    return "file_missing" if isinstance(wrong, Unavailable) else "malformed"


def _told(content: bytes, done: Callable[[], None]) -> bytes:
    done()
    return content
