"""Which facts about an installation are well, which want somebody to look, and which are broken. Pure.

A fact that is None was not to be had here: the registry may live on another machine. Then nothing is said about it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bluezone.cli.probing.rules import Level
from bluezone.protocol.intervals import DAY
from bluezone.protocol.signed_feeds import FeedKind

OLDEST_PYTHON: Final = (3, 11)
OLDEST_SQLITE: Final = (3, 37)
"""The first with STRICT tables."""
MEGABYTE: Final = 1024 * 1024
DISK_LOW: Final = 2048 * MEGABYTE
DISK_FULL: Final = 256 * MEGABYTE
"""A batch, a purge and a copy of the write-ahead log still fit."""
CLOCK_SLACK: Final = timedelta(minutes=2)
CLOCK_WRONG: Final = timedelta(minutes=5)
KEYS_SOON: Final = 30 * DAY
SIGNING_SOON: Final = 14 * DAY
BATCH_LATE: Final = timedelta(minutes=80)
BATCH_STOPPED: Final = timedelta(hours=6)
FEED_OLD: Final = 2 * DAY
FEED_LIFE: Final = 7 * DAY
BACKUP_OLD: Final = timedelta(hours=36)
BACKUP_VERY_OLD: Final = 7 * DAY
WORKER_LATE: Final = timedelta(minutes=10)
OUTBOX_LATE: Final = timedelta(hours=1)
CERTIFICATE_SOON: Final = 14 * DAY
MAILBOX_FILLING: Final = 0.5
MAILBOX_FULL: Final = 0.9
LOG_LIMIT: Final = 1_000_000
"""Leaves beyond which the look of a phone at the log begins to cost: ten years of a province and its peers."""


class Check(StrEnum):
    """What is looked at, in the order in which it is told; each has a playbook of the same name."""

    PYTHON_OLD = "python-old"
    SQLITE_OLD = "sqlite-old"
    DATA_FOLDER_MISSING = "data-folder-missing"
    DISK_FULL = "disk-full"
    FILES_OPEN = "files-open"
    KEY_FILES_MISSING = "key-files-missing"
    ROOT_KEY_HERE = "root-key-here"
    KEYS_EXPIRED = "keys-expired"
    SIGNING_KEY_EXPIRED = "signing-key-expired"
    RECORDS_DAMAGED = "records-damaged"
    BATCHER_STOPPED = "batcher-stopped"
    EMBARGO_OFF = "embargo-off"
    LOG_STOPPED = "log-stopped"
    MAILBOX_FULL = "mailbox-full"
    SERVER_SILENT = "server-silent"
    CLOCK_WRONG = "clock-wrong"
    INDEX_STALE = "index-stale"
    FEED_STALE = "feed-stale"
    CERTIFICATE_EXPIRING = "certificate-expiring"
    DATABASE_SILENT = "database-silent"
    MIGRATIONS_MISSING = "migrations-missing"
    WORKER_SILENT = "worker-silent"
    JOBS_FAILED = "jobs-failed"
    OUTBOX_WAITING = "outbox-waiting"
    BACKUP_OLD = "backup-old"
    BACKUP_KEY_BESIDE = "backup-key-beside"


@dataclass(frozen=True, slots=True)
class Machine:
    """The computer and the data folder.

    Args:
        python: Version.
        sqlite: Version.
        has_data: Whether there is a data folder.
        disk_free: Bytes free where it lies.
        open_files: Secrets in it that others on this computer can read.
        missing_keys: Key files without which its database cannot be read.
        backup_at: When the newest backup was made; None without one.
        backup_folder: Whether a folder of backups was named.
        key_beside: Whether a backup's key lies beside it.
    """

    python: tuple[int, ...]
    sqlite: tuple[int, ...]
    has_data: bool = True
    disk_free: int | None = None
    open_files: int = 0
    missing_keys: int = 0
    backup_at: datetime | None = None
    backup_folder: bool = False
    key_beside: bool = False


@dataclass(frozen=True, slots=True)
class Keyserver:
    """The keyserver's part of the data folder.

    Args:
        root_here: Whether the root key lies in it.
        keys_expire: When `keys.json` expires.
        signs_until: Until when somebody signs, by use.
        records_whole: Whether the database can be read and is whole.
        issued: When the newest index was made; None without one.
        too_early: Keys in the newest exports that were published before their time.
        logged: Whether the log holds at least every export of the index.
        leaves: Leaves in the log.
        letters: Letters in the mailbox.
        most_letters: How many it holds.
    """

    root_here: bool
    keys_expire: datetime
    signs_until: Mapping[str, datetime]
    records_whole: bool | None = None
    issued: datetime | None = None
    too_early: int | None = None
    logged: bool | None = None
    leaves: int = 0
    letters: int | None = None
    most_letters: int = 100_000


@dataclass(frozen=True, slots=True)
class Outside:
    """The keyserver as phones see it.

    Args:
        answers: Whether it does.
        clock: How far its clock is ahead of this computer's; None when it does not say.
        issued: When the index was made that it hands out.
        feeds: When each feed was issued; None for one that is not there, as the policy until a ministry decides one.
        certificate_ends: When its TLS certificate ends; None without TLS.
    """

    answers: bool
    clock: timedelta | None = None
    issued: datetime | None = None
    feeds: Mapping[str, datetime | None] = field(default_factory=dict)
    certificate_ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry's machinery; its ages as `bluezone.config.watching` tells them.

    Args:
        answers: Whether the database does.
        migrated: Whether every migration is applied.
        worker_age: Since when the worker has not gone round; None for never.
        jobs_failed: How many jobs failed.
        outbox_age: How old the oldest message is that waits; None when none does.
    """

    answers: bool
    migrated: bool = True
    worker_age: timedelta | None = None
    jobs_failed: int = 0
    outbox_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was looked at."""

    machine: Machine
    keyserver: Keyserver | None = None
    outside: Outside | None = None
    registry: Registry | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """How one thing stands."""

    check: Check
    level: Level


def examined(facts: Facts, at: datetime) -> tuple[Line, ...]:
    """Return how everything stands that could be looked at, in order."""
    found = {check: rule(facts, at) for check, rule in RULES.items()}
    return tuple(Line(check, level) for check in Check if (level := found[check]) is not None)


def worst(lines: tuple[Line, ...]) -> Level:
    """Return how bad the worst is."""
    return max((line.level for line in lines), default=Level.OK)


def _broken_if(is_so: bool | None) -> Level | None:  # noqa: FBT001 -- what is asked is the argument
    return None if is_so is None else Level.BROKEN if is_so else Level.OK


def _warning_if(is_so: bool | None) -> Level | None:  # noqa: FBT001 -- the same
    return None if is_so is None else Level.WARNING if is_so else Level.OK


def _by_age(age: timedelta, warning: timedelta, broken: timedelta) -> Level:
    return Level.BROKEN if age > broken else Level.WARNING if age > warning else Level.OK


def _by_time_left(left: timedelta, warning: timedelta) -> Level:
    return Level.BROKEN if left <= timedelta() else Level.WARNING if left < warning else Level.OK


def _disk(facts: Facts, _: datetime) -> Level | None:
    free = facts.machine.disk_free
    if free is None:
        return None
    return Level.BROKEN if free < DISK_FULL else _warning_if(free < DISK_LOW)


def _key_files(facts: Facts, _: datetime) -> Level | None:
    return _broken_if(facts.machine.missing_keys > 0) if facts.machine.has_data else None


def _root(facts: Facts, _: datetime) -> Level | None:
    return _warning_if(facts.keyserver.root_here) if facts.keyserver else None


def _keys(facts: Facts, at: datetime) -> Level | None:
    return _by_time_left(facts.keyserver.keys_expire - at, KEYS_SOON) if facts.keyserver else None


def _signing(facts: Facts, at: datetime) -> Level | None:
    if facts.keyserver is None:
        return None
    ends = facts.keyserver.signs_until.values()
    return _by_time_left(min(ends) - at, SIGNING_SOON) if ends else Level.BROKEN


def _records(facts: Facts, _: datetime) -> Level | None:
    whole = facts.keyserver.records_whole if facts.keyserver else None
    return None if whole is None else _broken_if(not whole)


def _batcher(facts: Facts, at: datetime) -> Level | None:
    if facts.keyserver is None:
        return None
    issued = facts.keyserver.issued
    return Level.BROKEN if issued is None else _by_age(at - issued, BATCH_LATE, BATCH_STOPPED)


def _embargo(facts: Facts, _: datetime) -> Level | None:
    early = facts.keyserver.too_early if facts.keyserver else None
    return None if early is None else _broken_if(early > 0)


def _log(facts: Facts, _: datetime) -> Level | None:
    keyserver = facts.keyserver
    if keyserver is None or keyserver.logged is None:
        return None
    return _warning_if(keyserver.leaves > LOG_LIMIT) if keyserver.logged else Level.BROKEN


def _mailbox(facts: Facts, _: datetime) -> Level | None:
    keyserver = facts.keyserver
    if keyserver is None or keyserver.letters is None:
        return None
    fill = keyserver.letters / max(keyserver.most_letters, 1)
    return Level.BROKEN if fill >= MAILBOX_FULL else _warning_if(fill >= MAILBOX_FILLING)


def _silent(facts: Facts, _: datetime) -> Level | None:
    return _broken_if(not facts.outside.answers) if facts.outside else None


def _clock(facts: Facts, _: datetime) -> Level | None:
    if facts.outside is None or facts.outside.clock is None:
        return None
    return _by_age(abs(facts.outside.clock), CLOCK_SLACK, CLOCK_WRONG)


def _index(facts: Facts, at: datetime) -> Level | None:
    if facts.outside is None or not facts.outside.answers:
        return None
    issued = facts.outside.issued
    return Level.BROKEN if issued is None else _by_age(at - issued, BATCH_LATE, BATCH_STOPPED)


def _feeds(facts: Facts, at: datetime) -> Level | None:
    if facts.outside is None or not facts.outside.answers:
        return None
    levels = [
        Level.BROKEN if issued is None else _by_age(at - issued, FEED_OLD, FEED_LIFE)
        for kind, issued in facts.outside.feeds.items()
        if issued is not None or kind != FeedKind.POLICY
    ]
    return max(levels, default=None)


def _certificate(facts: Facts, at: datetime) -> Level | None:
    if facts.outside is None or facts.outside.certificate_ends is None:
        return None
    return _by_time_left(facts.outside.certificate_ends - at, CERTIFICATE_SOON)


def _database(facts: Facts, _: datetime) -> Level | None:
    return _broken_if(not facts.registry.answers) if facts.registry else None


def _migrations(facts: Facts, _: datetime) -> Level | None:
    return _broken_if(not facts.registry.migrated) if facts.registry and facts.registry.answers else None


def _worker(facts: Facts, _: datetime) -> Level | None:
    if facts.registry is None or not facts.registry.answers:
        return None
    age = facts.registry.worker_age
    return _broken_if(age is None or age > WORKER_LATE)


def _jobs(facts: Facts, _: datetime) -> Level | None:
    return _warning_if(facts.registry.jobs_failed > 0) if facts.registry and facts.registry.answers else None


def _outbox(facts: Facts, _: datetime) -> Level | None:
    if facts.registry is None or not facts.registry.answers:
        return None
    age = facts.registry.outbox_age
    return _warning_if(age is not None and age > OUTBOX_LATE)


def _backup(facts: Facts, at: datetime) -> Level | None:
    machine = facts.machine
    if not machine.has_data:
        return None
    if not machine.backup_folder:
        return Level.WARNING
    return Level.BROKEN if machine.backup_at is None else _by_age(at - machine.backup_at, BACKUP_OLD, BACKUP_VERY_OLD)


RULES: Final[Mapping[Check, Callable[[Facts, datetime], Level | None]]] = {
    Check.PYTHON_OLD: lambda facts, _: _broken_if(facts.machine.python < OLDEST_PYTHON),
    Check.SQLITE_OLD: lambda facts, _: _broken_if(facts.machine.sqlite < OLDEST_SQLITE),
    Check.DATA_FOLDER_MISSING: lambda facts, _: _broken_if(not facts.machine.has_data),
    Check.DISK_FULL: _disk,
    Check.FILES_OPEN: lambda facts, _: _broken_if(facts.machine.open_files > 0) if facts.machine.has_data else None,
    Check.KEY_FILES_MISSING: _key_files,
    Check.ROOT_KEY_HERE: _root,
    Check.KEYS_EXPIRED: _keys,
    Check.SIGNING_KEY_EXPIRED: _signing,
    Check.RECORDS_DAMAGED: _records,
    Check.BATCHER_STOPPED: _batcher,
    Check.EMBARGO_OFF: _embargo,
    Check.LOG_STOPPED: _log,
    Check.MAILBOX_FULL: _mailbox,
    Check.SERVER_SILENT: _silent,
    Check.CLOCK_WRONG: _clock,
    Check.INDEX_STALE: _index,
    Check.FEED_STALE: _feeds,
    Check.CERTIFICATE_EXPIRING: _certificate,
    Check.DATABASE_SILENT: _database,
    Check.MIGRATIONS_MISSING: _migrations,
    Check.WORKER_SILENT: _worker,
    Check.JOBS_FAILED: _jobs,
    Check.OUTBOX_WAITING: _outbox,
    Check.BACKUP_OLD: _backup,
    Check.BACKUP_KEY_BESIDE: lambda facts, _: (
        _warning_if(facts.machine.key_beside) if facts.machine.backup_folder else None
    ),
}
