"""Provinces in memory: key servers without a door, whose folders others may read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bluezone.keyserver.batcher import EXPORTS, INDEX, Batcher
from bluezone.keyserver.federation import Federation, Taken
from bluezone.keyserver.memory_store import MemoryStore
from bluezone.keyserver.peer_source import source_of
from bluezone.keyserver.peers import Peer
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.signing import KeyRing
from bluezone.keyserver.store import HoldKeys
from bluezone.protocol.exports import Export
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.trust import TrustState, accept_export, accept_index, accept_keys

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FINGERPRINT = "ab" * 32


class Province:
    """A key server without its door: records, signing keys, a folder that phones download from, peers."""

    def __init__(self, folder: Path, region: str, ring: KeyRing) -> None:
        self.region = region
        self.folder = folder / region
        self.store = MemoryStore()
        self.batcher = Batcher(self.folder / "published", self.store, ring, region, Random(7).randbytes)
        self.federation = Federation((), self.folder / "published", self.folder / "peers", self.store, source_of)

    @property
    def published(self) -> Path:
        return self.batcher.folder

    def knows(self, *others: "Province", most_keys: int = 200_000, travellers_only: bool = False) -> None:
        peers = tuple(
            Peer(
                name=other.region.lower(),
                region=other.region,
                address=str(other.published),
                fingerprint=other.batcher.ring.root_fingerprint,
                most_keys=most_keys,
                travellers_only=travellers_only,
            )
            for other in others
        )
        self.federation = replace(self.federation, peers=peers)

    def report(
        self,
        *numbers: int,
        report_type: ReportType = ReportType.CONFIRMED_TEST,
        at: datetime = NOON,
        traveller: bool = False,
    ) -> None:
        start = key_interval_at(at) - 12 - 144
        keys = [DiagnosisKey(ExposureKey(number.to_bytes(16), start), report_type) for number in numbers]
        self.store.prepare([HoldKeys(tuple(HeldKey(key, at, traveller) for key in keys))])
        self.store.commit()

    def hour(self, at: datetime) -> tuple[Taken, ...]:
        taken = self.federation.take(self.batcher.ring, at)
        self.batcher.run(at)
        return taken

    def exports(self, at: datetime) -> list[Export]:
        """What a phone takes that is given this province's fingerprint."""
        state, keys = accept_keys(
            TrustState(self.batcher.ring.root_fingerprint), (self.published / "keys.json").read_bytes(), at=at
        )
        _, index = accept_index(state, (self.published / EXPORTS / INDEX).read_bytes(), keys=keys, at=at)
        read = ((file, (self.published / EXPORTS / file.name).read_bytes()) for file in index.exports)
        return [accept_export(file, archive, keys=keys, at=at) for file, archive in read]

    def found(self, at: datetime) -> dict[str, list[int]]:
        """The numbers of `report` that a phone finds, by region."""
        by_region: dict[str, list[int]] = {}
        for export in self.exports(at):
            numbers = (int.from_bytes(key.key.secret) for key in export.keys)
            by_region.setdefault(export.region, []).extend(sorted(number for number in numbers if number < 2**64))
        return by_region
