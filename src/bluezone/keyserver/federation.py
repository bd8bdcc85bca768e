"""Federation: what other provinces published is checked as a phone would check it, and published again under our own keys.

So a phone speaks to one key server and believes one root key, wherever its owner met whom. A file is taken exactly
once: the record of our export names the peer's file it stands for, and is written in the transaction that publishes it.
One peer that is away, expired or lying stops nobody else.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from bluezone.keyserver import fast_export
from bluezone.keyserver.batcher import EXPORTS, FEEDS, ExportRecord, ExportStore
from bluezone.keyserver.batches import Window, is_past, stem
from bluezone.keyserver.folder import PRIVATE, make_folder, write_whole
from bluezone.keyserver.peer_source import EXPORT_LIMIT, LIMITS, PATHS, Source
from bluezone.keyserver.peers import MOST_FILES_AN_HOUR, Peer, fit
from bluezone.keyserver.signing import KeyRing
from bluezone.protocol import feeds
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.exports import Export, read
from bluezone.protocol.signatures import SigningKey
from bluezone.protocol.trust import (
    Index,
    KeySet,
    PublishedFile,
    Seen,
    TrustState,
    accept_export,
    accept_index,
    accept_keys,
)

logger = logging.getLogger(__name__)

HOUR: Final = timedelta(hours=1)
SECOND: Final = timedelta(seconds=1)


class _Memory(Struct, frozen=True, kw_only=True):
    """What is remembered of a peer between two looks, so that an older file than the last one is noticed."""

    fingerprint: str
    keys: Seen | None = None
    index: Seen | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What one look at one peer came to.

    Args:
        peer: Its name.
        files: How many of its exports were published on.
        keys: How many keys are in them.
        waiting: How many exports wait, because they hold a key too early or there were too many at once.
        trouble: The code of what went wrong; empty when nothing did.
    """

    peer: str
    files: int = 0
    keys: int = 0
    waiting: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Federation:
    """Takes over what peers published.

    Args:
        peers: Who they are, in an order that stays.
        published: The folder that phones download from.
        memory: The folder in which each peer is remembered.
        store: The key server's records.
        source: Gives a peer's files.
    """

    peers: Sequence[Peer]
    published: Path
    memory: Path
    store: ExportStore
    source: Callable[[str], Source]

    def take(self, ring: KeyRing, at: datetime) -> tuple[Taken, ...]:
        """Publish what is new at each peer, listed by the next index; nothing while exports are held.

        Args:
            ring: The keys that sign now.
            at: The present moment.

        Raises:
            Unavailable: The store cannot be written, or no key signs now; the next look does it all.
            OSError: The disk refuses; likewise.
        """
        if not self.peers or self.store.held(at):
            return ()
        for part in (self.published / EXPORTS, self.published / FEEDS, self.memory):
            make_folder(part)
        looks = tuple(self._look(place, peer, ring, at) for place, peer in enumerate(self.peers, start=1))
        for look in looks:
            level = logging.WARNING if look.trouble else logging.INFO
            counts = {"peer": look.peer, "files": look.files, "keys": look.keys, "waiting": look.waiting}
            logger.log(level, "exports of a peer taken%s", f": {look.trouble}" * bool(look.trouble), extra=counts)
        return looks

    def _look(self, place: int, peer: Peer, ring: KeyRing, at: datetime) -> Taken:
        try:
            source = self.source(peer.address)
            index, keys = self._believed(peer, source, at)
            known = {record.taken_from for record in self.store.exports()}
            new = [file for file in index.exports if _is_wanted(file, peer, known, at)]
            found, too_early = self._fitting(new[:MOST_FILES_AN_HOUR], peer, source, keys, at)
        except BluezoneError as wrong:
            return Taken(peer.name, trouble=code_of(wrong))
        files, waiting = _within(found, peer.most_keys)
        waiting += too_early + max(0, len(new) - MOST_FILES_AN_HOUR)
        if files:
            self._publish(place, peer, files, ring, at)
        total = sum(len(export.keys) + len(export.revised_keys) for _, export in files)
        trouble = "too_many_keys" if found and not files else ""
        return Taken(peer.name, len(files), total, waiting, trouble)

    def _believed(self, peer: Peer, source: Source, at: datetime) -> tuple[Index, KeySet]:
        before = self._remembered(peer)
        state, keys = accept_keys(before, source(PATHS["keys"], LIMITS["keys"]), at=at)
        state, index = accept_index(state, source(PATHS["index"], LIMITS["index"]), keys=keys, at=at)
        memory = _Memory(fingerprint=peer.fingerprint, keys=state.keys, index=state.index)
        write_whole(self._memory_of(peer), msgspec.json.encode(memory), mode=PRIVATE)
        return index, keys

    def _remembered(self, peer: Peer) -> TrustState:
        try:
            memory = msgspec.json.decode(self._memory_of(peer).read_bytes(), type=_Memory)
        except (FileNotFoundError, msgspec.MsgspecError):
            return TrustState(peer.fingerprint)
        if memory.fingerprint != peer.fingerprint:
            return TrustState(peer.fingerprint)
        return TrustState(peer.fingerprint, keys=memory.keys, index=memory.index)

    def _memory_of(self, peer: Peer) -> Path:
        return self.memory / f"{peer.name}.json"

    def _publish(
        self, place: int, peer: Peer, files: Sequence[tuple[PublishedFile, Export]], ring: KeyRing, at: datetime
    ) -> None:
        end = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        hour = Window(end - HOUR, end)
        names = {record.export.name for record in self.store.exports()}
        free = (n for n in count(place * MOST_FILES_AN_HOUR) if f"{stem(hour, n + 1)}.zip" not in names)
        signers = ring.export_signers(at=at)
        records = [
            self._written(
                _ours(theirs, file.region, hour, number), stem(hour, number + 1), signers, _reference(peer, file)
            )
            for number, (file, theirs) in zip(free, files, strict=False)
        ]
        self.store.record_exports(records, keys=(), fillers=())

    def _written(self, export: Export, name: str, signers: Sequence[SigningKey], taken_from: str) -> ExportRecord:
        archive = fast_export.signed(export, fast_export.table(export.keys), signers)
        return ExportRecord(
            export=self._file(f"{EXPORTS}/{name}.zip", archive, export),
            feed=self._file(f"{FEEDS}/{name}.json", feeds.encoded(export.keys), export),
            taken_from=taken_from,
        )

    def _fitting(
        self, files: Sequence[PublishedFile], peer: Peer, source: Source, keys: KeySet, at: datetime
    ) -> tuple[list[tuple[PublishedFile, Export]], int]:
        """Return the exports that may be published on, and how many have to wait for their time; reads no more than may be."""
        found: list[tuple[PublishedFile, Export]] = []
        too_early = total = 0
        known: set[bytes] = set()
        for file in files:
            archive = source(f"{EXPORTS}/{file.name}", min(file.size + 1, EXPORT_LIMIT))
            export = accept_export(file, archive, keys=keys, at=at)
            if export.revised_keys:
                known |= self._published_by(peer)
            fitting = fit(export, at=at, known=known)
            if fitting.export is None:
                logger.error("a peer published a key that could still be replayed", extra={"peer": peer.name})
                too_early += 1
                continue
            found.append((file, fitting.export))
            known |= {key.key.secret for key in fitting.export.keys}
            total += len(fitting.export.keys) + len(fitting.export.revised_keys)
            if total > peer.most_keys:
                break
        return found, too_early

    def _published_by(self, peer: Peer) -> set[bytes]:
        """Return the secrets of the keys that were taken over from a peer and are still published."""
        names = [one.export.name for one in self.store.exports() if one.taken_from.startswith(f"{peer.name}/")]
        found: set[bytes] = set()
        for name in names:
            with suppress(FileNotFoundError):  # then it is not served either
                found |= {key.key.secret for key in read((self.published / EXPORTS / name).read_bytes())[0].keys}
        return found

    def _file(self, path: str, content: bytes, export: Export) -> PublishedFile:
        write_whole(self.published / path, content)
        return PublishedFile(
            name=Path(path).name,
            size=len(content),
            sha256=sha256(content).hexdigest(),
            start=export.start,
            end=export.end,
            region=export.region,
        )


def _ours(theirs: Export, region: str, hour: Window, number: int) -> Export:
    """Return a peer's export as one of ours, that ends at a second of its own: Android takes two of one window for one."""
    end = hour.end + number * SECOND
    return Export(hour.start, end, region, keys=theirs.keys, revised_keys=theirs.revised_keys)


def _is_wanted(file: PublishedFile, peer: Peer, known: set[str], at: datetime) -> bool:
    return file.region in peer.regions and _reference(peer, file) not in known and not is_past(file.end, at)


def _within(found: Sequence[tuple[PublishedFile, Export]], most: int) -> tuple[list[tuple[PublishedFile, Export]], int]:
    """Return the first files that have together at most `most` keys, and how many are left."""
    taken: list[tuple[PublishedFile, Export]] = []
    total = 0
    for file, export in found:
        total += len(export.keys) + len(export.revised_keys)
        if total > most:
            break
        taken.append((file, export))
    return taken, len(found) - len(taken)


def _reference(peer: Peer, file: PublishedFile) -> str:
    return f"{peer.name}/{file.sha256}"


def code_of(wrong: BluezoneError) -> str:
    """Return a stable word for what went wrong with a peer."""
    if isinstance(wrong, RuleViolation):
        return wrong.code
    return "malformed" if isinstance(wrong, MalformedMessage) else "unavailable"
