"""The batcher: once an hour, the keys whose time has come become files that every phone can check.

Exactly once, whenever the power goes. The store's record is the truth: (1) the files are written, listed nowhere;
(2) one transaction marks the keys and records the files; (3) they are logged and the index is made from the records
(`bluezone.keyserver.announcing`); (4) files that no record names are removed. A run that stops before (2) published nothing, and the next takes the same keys again; one
that stops after (2) has published them, and the next lists the files.

While exports are held (`bluezone.keyserver.tallies`) the index goes on as it is: what it names is true and nothing is
added. The first batch afterwards stands for all hours since the one before.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from bluezone.keyserver import announcing, fast_export
from bluezone.keyserver.batches import Window, is_past, releasable, stem, window
from bluezone.keyserver.folder import make_folder, remove, write_whole
from bluezone.keyserver.peers import TRAVELLERS
from bluezone.keyserver.revised_lists import Change, spare_fillers, with_fillers
from bluezone.keyserver.signing import KeyRing
from bluezone.protocol import feeds, trust
from bluezone.protocol.exports import FILLER_LENGTH, PADDING_RANGE, Export, fillers, ordered, padded_size, split
from bluezone.protocol.keys import DiagnosisKey
from bluezone.protocol.trust import PublishedFile

logger = logging.getLogger(__name__)

EXPORTS: Final = announcing.EXPORTS
FEEDS: Final = announcing.FEEDS
INDEX: Final = announcing.INDEX
INDEX_TEXT: Final = announcing.INDEX_TEXT
KEYS: Final = announcing.KEYS


class ExportRecord(Struct, frozen=True, kw_only=True):
    """One export and its feed, as they were published; `taken_from` names the peer's file that it stands for, if any."""

    export: PublishedFile
    feed: PublishedFile
    taken_from: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A diagnosis key as it was published, and the end of the window of the batch that published it, in full hours."""

    key: DiagnosisKey
    batch: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """What a published key says from now on."""

    former: Published
    key: DiagnosisKey


class ExportStore(Protocol):
    """What the batcher needs from the key server's records."""

    def held(self, at: datetime) -> bool:
        """Return whether nothing may be published now; a look that finds too many new keys decides so by itself.

        Raises:
            Unavailable: The decision could not be written.
        """
        ...

    def releasable(self, at: datetime) -> Sequence[DiagnosisKey]:
        """Return the keys that were never exported and whose release hour is at or before a moment, in any order."""
        ...

    def travelling(self, at: datetime) -> Collection[bytes]:
        """Return the secrets of those releasable keys whose owners said that they travelled."""
        ...

    def revisable(self, at: datetime) -> Sequence[Revision]:
        """Return the revisions of published keys that were not published yet and whose hour has come, in any order."""
        ...

    def spare_fillers(self, batches: Collection[datetime]) -> Sequence[Published]:
        """Return the fillers that batches published and that were not revised since, in any order.

        Args:
            batches: Ends of windows, in full hours, as in `Published`.
        """
        ...

    def exports(self) -> Sequence[ExportRecord]:
        """Return the exports that are published, oldest first."""
        ...

    def record_exports(
        self,
        records: Sequence[ExportRecord],
        *,
        keys: Sequence[DiagnosisKey],
        fillers: Sequence[DiagnosisKey],
        revised: Sequence[DiagnosisKey] = (),
    ) -> None:
        """Record the files of one batch, in one transaction.

        Args:
            records: The files.
            keys: Marked exported, if they are still as they are here.
            fillers: Kept like them, and known for fillers.
            revised: Published keys, fillers among them, as these files say that they are from now on.

        Raises:
            Unavailable: Nothing of it happened; or one of `keys` was exported before, or changed since `releasable`
                gave it; or one of `revised` is not published or was published as revised before; or exports are held.
        """
        ...

    def forget_exports(self, names: Sequence[str], *, at: datetime) -> None:
        """Drop the records of exports by name, and leave a record of how many, in one transaction."""
        ...

    def append_leaves(self, leaves: Sequence[bytes]) -> list[int]:
        """Add those leaves that are new to the end of the log, in order and in one transaction; return the number of each.

        A leaf is what `bluezone.protocol.transparency` says of one file, at most 512 bytes; its number counts from 0.

        Raises:
            Unavailable: Nothing of it happened.
        """
        ...

    def log_leaves(self, since: int = 0) -> list[bytes]:
        """Return the leaves of the log from number `since` on, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Batch:
    """What one run did.

    Args:
        exports: Names of the exports made.
        keys: Real keys published.
        withheld: Keys that the store gave too early.
        purged: Exports that were past their time.
        held: Whether exports are held: then nothing was published, and what waits is published once they go on.
    """

    exports: tuple[str, ...]
    keys: int
    withheld: int
    purged: int
    held: bool = False


@dataclass(frozen=True, slots=True)
class Batcher:
    """Publishes what a store releases into a folder.

    Args:
        folder: `keys.json`, `exports/` and `feeds/` are made in it.
        store: The key server's records.
        ring: The keys that sign.
        region: Whose keys they are, such as `VN`.
        random: Returns that many unpredictable bytes.
        most: The most keys a file may have.
        travellers: Whether keys of people who travelled have files of their own, whose region says so.
    """

    folder: Path
    store: ExportStore
    ring: KeyRing
    region: str
    random: Callable[[int], bytes]
    most: int = 500_000
    travellers: bool = False

    def run(self, at: datetime) -> Batch:
        """Publish what may be published at a moment, drop what is past its time, and make the index anew.

        Raises:
            Unavailable: The store cannot be written, or no key signs now; the next run does it all.
            OSError: The disk refuses; likewise.
        """
        for part in (EXPORTS, FEEDS):
            make_folder(self.folder / part)
        if not (self.folder / KEYS).exists():
            write_whole(self.folder / KEYS, self.ring.keys_json)
        is_held = self.store.held(at)
        ends = [record.export.end for record in self.store.exports() if not record.taken_from]
        batch = None if is_held else window(at, max(ends, default=None))
        made, keys, withheld = self._published(batch, at) if batch else ((), 0, 0)
        past = [record.export.name for record in self.store.exports() if is_past(record.export.end, at)]
        if past:
            self.store.forget_exports(past, at=at)
        self._refresh(at)
        done = Batch(made, keys, withheld, len(past), is_held)
        counts = {"files": len(made), "keys": keys, "withheld": withheld, "purged": len(past)}
        if is_held:
            logger.warning("exports are held until a person decides", extra=counts)
        else:
            logger.info("exports published", extra=counts)
        return done

    def _published(self, batch: Window, at: datetime) -> tuple[tuple[str, ...], int, int]:
        given = self.store.releasable(batch.end)
        keys = releasable(given, at)
        revised = self._revised(batch.end)
        if not keys and not revised:
            return (), 0, len(given)
        files: list[Export] = []
        false: list[DiagnosisKey] = []
        for region, ones in self._by_region(keys, batch.end).items():
            if not ones and not revised:
                continue
            own = self._fillers(ones) if ones else ()
            blank = Export(batch.start, batch.end, region, revised_keys=ordered(revised))
            files += split(blank, (*ones, *own), most=self.most, first=len(files))
            false += own
        records = [self._written(export, stem(batch, number), at) for number, export in enumerate(files, start=1)]
        self.store.record_exports(records, keys=keys, fillers=false, revised=revised)
        return tuple(record.export.name for record in records), len(keys), len(given) - len(keys)

    def _by_region(self, keys: Sequence[DiagnosisKey], until: datetime) -> dict[str, list[DiagnosisKey]]:
        """Return the keys by the region of their files; what is revised stands in the files of each."""
        if not self.travellers:
            return {self.region: list(keys)}
        travelling = self.store.travelling(until)
        parted: dict[str, list[DiagnosisKey]] = {self.region: [], self.region + TRAVELLERS: []}
        for key in keys:
            parted[self.region + TRAVELLERS * (key.key.secret in travelling)].append(key)
        return parted

    def _fillers(self, keys: Sequence[DiagnosisKey]) -> tuple[DiagnosisKey, ...]:
        size = padded_size(len(keys), int.from_bytes(self.random(8)) % (PADDING_RANGE + 1))
        false = fillers(keys, size, [self.random(FILLER_LENGTH) for _ in range(size - len(keys))])
        return (*false, *spare_fillers(keys, false, self.random))

    def _revised(self, until: datetime) -> tuple[DiagnosisKey, ...]:
        """Return what is to be said from now on of keys that were published, fillers among them."""
        due: defaultdict[datetime, list[Change]] = defaultdict(list)
        for revision in self.store.revisable(until):
            due[revision.former.batch].append(Change(revision.former.key, revision.key))
        spare: defaultdict[datetime, list[DiagnosisKey]] = defaultdict(list)
        for filler in self.store.spare_fillers(due.keys()) if due else ():
            spare[filler.batch].append(filler.key)
        lists = (with_fillers(changes, spare[batch], self.random) for batch, changes in due.items())
        return tuple(chain.from_iterable(lists))

    def _written(self, export: Export, name: str, at: datetime) -> ExportRecord:
        signers = self.ring.export_signers(at=at)
        archive = fast_export.signed(export, fast_export.table(export.keys), signers)
        return ExportRecord(
            export=self._file(f"{EXPORTS}/{name}.zip", archive, export),
            feed=self._file(f"{FEEDS}/{name}.json", feeds.encoded(export.keys), export),
        )

    def _file(self, path: str, content: bytes, export: Export) -> PublishedFile:
        write_whole(self.folder / path, content)
        return PublishedFile(
            name=Path(path).name,
            size=len(content),
            sha256=sha256(content).hexdigest(),
            start=export.start,
            end=export.end,
            region=export.region,
        )

    def announce(self, coming: announcing.Coming, at: datetime) -> None:
        """Log a signed feed that was handed over and sign an index over it; the hourly work alone renews the index.

        Raises:
            Unavailable: The store cannot be written, or no key signs now; the feed must not be served.
            OSError: The disk refuses; likewise.
        """
        for part in (EXPORTS, FEEDS):
            make_folder(self.folder / part)
        announcing.announce(self.folder, self.store, self.ring, at=at, coming=coming)

    def _refresh(self, at: datetime) -> None:
        index = announcing.announce(self.folder, self.store, self.ring, at=at)
        exports, feed_names = ({file.name for file in files} for files in (index.exports, index.feeds))
        write_whole(self.folder / EXPORTS / INDEX_TEXT, trust.index_text(exports))
        write_whole(self.folder / FEEDS / INDEX, msgspec.json.encode({"feeds": sorted(feed_names)}))
        self._sweep(self.folder / EXPORTS, {INDEX, INDEX_TEXT, *exports})
        self._sweep(self.folder / FEEDS, {INDEX, *feed_names})

    def _sweep(self, folder: Path, named: set[str]) -> None:
        for path in folder.iterdir():
            if path.name not in named:
                remove(path)
