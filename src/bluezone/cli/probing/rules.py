"""What a probe expects of a running system, and the name of everything that can be wrong with it. Pure.

A probe reports fresh random keys that were never on the air, with a test of type `probe`: their report type is UNKNOWN,
which counts nowhere and warns nobody. One key is of the day before, due in the next batch; one is of today and may not
appear before nobody could be fooled by it any more.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bluezone.protocol.encounters import encounters
from bluezone.protocol.exports import Export
from bluezone.protocol.exposures import exposure_windows, exposures
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import DAY, EDGE, Air, edge_at_or_before, key_interval_at, midnight, start_of
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType, publishable_from
from bluezone.protocol.risk import RiskPolicy, risk
from bluezone.protocol.sightings import Sighting
from bluezone.protocol.signed_feeds import FeedKind
from bluezone.protocol.trust import KeySet, Use, valid_keys

TEST_TYPE: Final = "probe"
HOUR: Final = timedelta(hours=1)
CLOCK_SLACK: Final = timedelta(minutes=5)
"""How far the clocks of prober and server may be apart: less than one half-hour edge of a key."""
BATCH_SLACK: Final = timedelta(minutes=80)
"""A batch comes each hour; one that is missed is worth a look after twenty minutes."""
FEED_SLACK: Final = timedelta(days=2)
"""A feed is renewed daily; one that was missed is worth a look."""
WARN_KEYS: Final = timedelta(days=30)
"""`keys.json` is renewed by hand with the root key: somebody has to fetch it from its safe."""
REPORT_EVERY: Final = timedelta(minutes=55)
KEEP: Final = 3 * DAY
"""How long a probe's key is followed after it was due: a second copy of it would come with the next batches."""
RSSI_DBM: Final = -50


class Level(IntEnum):
    """How bad it is."""

    OK = 0
    WARNING = 1
    BROKEN = 2


class Name(StrEnum):
    """What can be wrong, the likely cause before what follows from it; each has a playbook of the same name."""

    CLOCK_WRONG = "clock-wrong"
    SERVER_SILENT = "server-silent"
    KEYS_EXPIRED = "keys-expired"
    KEYS_REFUSED = "keys-refused"
    SIGNING_KEY_EXPIRED = "signing-key-expired"
    KEYS_EXPIRING = "keys-expiring"
    CREDENTIAL_WRONG = "credential-wrong"
    RECORDS_UNWRITABLE = "records-unwritable"
    ISSUE_REFUSED = "issue-refused"
    REPORT_REFUSED = "report-refused"
    REVISION_MISSING = "revision-missing"
    EXPORTS_HELD = "exports-held"
    INDEX_REFUSED = "index-refused"
    BATCHER_STOPPED = "batcher-stopped"
    LOG_FORKED = "log-forked"
    LOG_STOPPED = "log-stopped"
    EMBARGO_OFF = "embargo-off"
    EXPORT_WITHHELD = "export-withheld"
    EXPORT_DAMAGED = "export-damaged"
    KEY_LOST = "key-lost"
    KEY_DOUBLED = "key-doubled"
    PROBE_COUNTED = "probe-counted"
    MATCH_FAILED = "match-failed"
    FEED_STALE = "feed-stale"
    FEED_REFUSED = "feed-refused"
    ANSWERS_SLOW = "answers-slow"
    ANSWERS_UNEQUAL = "answers-unequal"


SENTENCES: Final[Mapping[Name, str]] = {
    Name.CLOCK_WRONG: "The server's clock and this computer's are more than five minutes apart.",
    Name.SERVER_SILENT: "The server does not answer.",
    Name.KEYS_EXPIRED: "keys.json has expired: no phone believes this server.",
    Name.KEYS_REFUSED: "keys.json is not one that phones with this fingerprint accept.",
    Name.SIGNING_KEY_EXPIRED: "keys.json names no key that may sign exports, the index or certificates now.",
    Name.KEYS_EXPIRING: "keys.json expires within thirty days.",
    Name.CREDENTIAL_WRONG: "The server does not know the credential: no code can be issued.",
    Name.RECORDS_UNWRITABLE: "The server answers but cannot write its records: no code, no report.",
    Name.ISSUE_REFUSED: "The server refuses to issue a code.",
    Name.REPORT_REFUSED: "The server refuses a report that is right.",
    Name.REVISION_MISSING: "The answer to a report has no revision token: no result can be corrected.",
    Name.EXPORTS_HELD: "Exports are held until a person decides.",
    Name.INDEX_REFUSED: "The index is not one that phones accept.",
    Name.BATCHER_STOPPED: "No batch came this hour: what was reported does not reach phones.",
    Name.LOG_FORKED: "The log of everything published is another one than before.",
    Name.LOG_STOPPED: "Something was published that the log does not hold.",
    Name.EMBARGO_OFF: "A key was published while its identifiers could still be replayed.",
    Name.EXPORT_WITHHELD: "The index names an export that the server does not hand out.",
    Name.EXPORT_DAMAGED: "An export is not the one that the index names, or its signature does not hold.",
    Name.KEY_LOST: "A key that was reported is in no export though its hour has come.",
    Name.KEY_DOUBLED: "A key is in more than one export.",
    Name.PROBE_COUNTED: "A probe's key was published so that it would count for citizens.",
    Name.MATCH_FAILED: "A phone that met the probe's key would not find it.",
    Name.FEED_STALE: "A signed feed (news, places or policy) is missing, old or expired.",
    Name.FEED_REFUSED: "A signed feed is not one that phones accept.",
    Name.ANSWERS_SLOW: "An answer took longer than all answers are meant to: real and dummy can be told apart.",
    Name.ANSWERS_UNEQUAL: "Answers differ in length: real and dummy can be told apart.",
}
WARNINGS: Final = frozenset({Name.KEYS_EXPIRING, Name.EXPORTS_HELD, Name.REVISION_MISSING, Name.ANSWERS_SLOW})
"""What does not stop the system; everything else is broken."""


class Planted(Struct, frozen=True, kw_only=True):
    """A key that a probe reported, the hour of the batch that has to hold it, and the exports it was found in."""

    secret: bytes
    rolling_start: int
    rolling_period: int
    due: datetime
    exports: tuple[str, ...] = ()

    @property
    def key(self) -> ExposureKey:
        """The key."""
        return ExposureKey(self.secret, self.rolling_start, self.rolling_period)


class Mark(Struct, frozen=True, kw_only=True):
    """A number that counts up and the hash of what bore it, as last seen."""

    number: int
    digest: bytes


class Memory(Struct, frozen=True, kw_only=True):
    """What a prober remembers between two runs.

    Args:
        keys: The newest `keys.json`.
        index: The newest `index.json`.
        feeds: The newest feed of each kind.
        log: Size and root of the log.
        checked: SHA-256 of the exports that were read, by name.
        planted: The keys that are followed.
        reported: When a report was last tried.
    """

    keys: Mark | None = None
    index: Mark | None = None
    feeds: dict[str, Mark] = {}
    log: Mark | None = None
    checked: dict[str, str] = {}
    planted: tuple[Planted, ...] = ()
    reported: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came over the wire: which request, its status, its length in bytes and how long it took."""

    path: str
    status: int
    length: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What one run found.

    Args:
        at: When.
        names: What is wrong, the likely cause first.
        figures: Ages, times and counts, by name.
    """

    at: datetime
    names: tuple[Name, ...]
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """How bad the worst is."""
        return max(map(level, self.names), default=Level.OK)


def level(name: Name) -> Level:
    """Return how bad something is."""
    return Level.WARNING if name in WARNINGS else Level.BROKEN


def in_order(names: Iterable[Name]) -> tuple[Name, ...]:
    """Return what is wrong once each, the likely cause first."""
    found = set(names)
    return tuple(name for name in Name if name in found)


def is_clock_wrong(theirs: datetime, ours: datetime) -> bool:
    """Return whether two clocks are too far apart for half-hour edges and hourly batches."""
    return abs(theirs - ours) > CLOCK_SLACK


def keys_to_report(secrets: Sequence[bytes], at: datetime) -> tuple[ExposureKey, ExposureKey]:
    """Return the key of the UTC day before and today's, cut to the half-hour edge after `at` as a phone does it."""
    today = key_interval_at(midnight(at.astimezone(UTC).date()))
    end = edge_at_or_before(at) + EDGE
    return ExposureKey(secrets[0], today - 144), ExposureKey(secrets[1], today, end - today)


def planted(key: ExposureKey, at: datetime) -> Planted:
    """Return a key reported at a moment as it is followed."""
    due = _hour_at_or_after(max(at + CLOCK_SLACK, publishable_from(key)))
    return Planted(secret=key.secret, rolling_start=key.rolling_start, rolling_period=key.rolling_period, due=due)


def is_report_due(memory: Memory, at: datetime) -> bool:
    """Return whether it is time for another report: once an hour, however often the prober looks."""
    return memory.reported is None or not timedelta() <= at - memory.reported < REPORT_EVERY


def found_in(followed: Iterable[Planted], name: str, export: Export) -> tuple[Planted, ...]:
    """Return the followed keys after an export was read."""
    held = {key.key.secret for key in (*export.keys, *export.revised_keys)}
    return tuple(
        replace(each, exports=(*each.exports, name)) if each.secret in held and name not in each.exports else each
        for each in followed
    )


def wrong_in(export: Export, followed: Iterable[Planted], policy: RiskPolicy) -> Iterator[Name]:
    """Yield what is wrong with an export as far as the followed keys show: too early, counted, or not to be matched."""
    published = {key.key.secret: key for key in (*export.keys, *export.revised_keys)}
    for each in followed:
        key = published.get(each.secret)
        if key is None:
            continue
        if export.end < publishable_from(each.key):
            yield Name.EMBARGO_OFF
        if key.report_type is not ReportType.UNKNOWN:
            yield Name.PROBE_COUNTED
        yield from _wrong_on_a_phone(key, policy)


def wrong_with_keys(
    followed: Iterable[Planted], newest: datetime | None, at: datetime, *, is_held: bool, all_read: bool
) -> Iterator[Name]:
    """Yield what is wrong with the followed keys once exports were read.

    Args:
        followed: The keys.
        newest: The end of the newest batch that made an export; None without one.
        at: The present moment.
        is_held: Whether exports are held: then nothing is due.
        all_read: Whether every export could be read.
    """
    for each in followed:
        if len(each.exports) > 1:
            yield Name.KEY_DOUBLED
        if each.exports or is_held:
            continue
        if newest is not None and newest >= each.due:
            if all_read:
                yield Name.KEY_LOST
        elif at - each.due > BATCH_SLACK:
            yield Name.BATCHER_STOPPED


def wrong_with_key_set(keys: KeySet, at: datetime) -> Iterator[Name]:
    """Yield what is wrong with the keys that `keys.json` names."""
    if not all(valid_keys(keys, use, at=at) for use in (Use.EXPORT, Use.INDEX, Use.CERTIFICATE)):
        yield Name.SIGNING_KEY_EXPIRED
    if keys.expires - at < WARN_KEYS:
        yield Name.KEYS_EXPIRING


def is_batch_late(issued: datetime, at: datetime) -> bool:
    """Return whether a batch was missed."""
    return at - issued > BATCH_SLACK


def is_feed_old(issued: datetime, at: datetime) -> bool:
    """Return whether a feed was not renewed when it should have been."""
    return at - issued > FEED_SLACK


def is_feed_missed(kind: FeedKind, memory: Memory) -> bool:
    """Return whether a feed that is not there should be: the policy only once a ministry has decided one."""
    return kind is not FeedKind.POLICY or kind in memory.feeds


def wrong_with_answers(answers: Collection[Answer], *, most_seconds: float) -> Iterator[Name]:
    """Yield what is wrong with the answers to what phones send.

    Args:
        answers: As they came.
        most_seconds: How long an answer may take.
    """
    if len({answer.length for answer in answers}) > 1:
        yield Name.ANSWERS_UNEQUAL
    if any(answer.seconds > most_seconds for answer in answers):
        yield Name.ANSWERS_SLOW


def hour_of(moment: datetime) -> datetime:
    """Return the full hour, UTC, at or before a moment: the end of the batch that is made then."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def remembered(memory: Memory, at: datetime, names: Collection[str]) -> Memory:
    """Return the memory without keys that were followed long enough and exports that are published no more."""
    kept = tuple(each for each in memory.planted if at - each.due < KEEP)
    return replace(memory, planted=kept, checked={name: sha for name, sha in memory.checked.items() if name in names})


def _wrong_on_a_phone(key: DiagnosisKey, policy: RiskPolicy) -> Iterator[Name]:
    heard = encounters(_sightings(key.key))
    found = exposures([key], heard, tolerance=policy.tolerance)
    if {exposure.interval for exposure in found} == set():
        yield Name.MATCH_FAILED
    if risk(exposure_windows(found), policy):
        yield Name.PROBE_COUNTED


def _sightings(key: ExposureKey) -> Iterator[Sighting]:
    """Yield what a phone would remember that met the key in its first interval."""
    interval, identifier = identifiers(key, Air.BLUEZONE)[0]
    start = start_of(interval, Air.BLUEZONE)
    for second in range(0, 120, 20):
        yield Sighting(Air.BLUEZONE, identifier, start + timedelta(seconds=second), RSSI_DBM, 8)


def _hour_at_or_after(moment: datetime) -> datetime:
    start = hour_of(moment)
    return start if start == moment else start + HOUR
