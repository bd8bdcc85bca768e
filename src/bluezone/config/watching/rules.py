"""What is wrong with people's side, from facts; the words are stable, for load balancers, `bluezone doctor` and playbooks. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WORKER_LATE: Final = timedelta(minutes=10)
"""The worker goes round every half minute; a long purge may take some."""
FEED_LATE: Final = timedelta(days=2)
"""A feed is renewed daily."""
FEED_KINDS: Final = ("news", "venues", "policy")
MAY_LACK: Final = frozenset({"policy"})
"""There is none until a ministry decides; phones then go by the policy that they came with."""


class Trouble(StrEnum):
    """What is wrong."""

    DATABASE_SILENT = "database_silent"
    MIGRATIONS_MISSING = "migrations_missing"
    WORKER_SILENT = "worker_silent"
    KEYSERVER_SILENT = "keyserver_silent"
    FEEDS_OLD = "feeds_old"


class Total(StrEnum):
    """What whoever watches the authority is told: counts, and ages in seconds."""

    DATABASE_ANSWERS = "database_answers"
    KEYSERVER_ANSWERS = "keyserver_answers"
    JOBS_WAITING = "jobs_waiting"
    JOBS_FAILED = "jobs_failed"
    JOBS_AGE = "jobs_oldest_age_seconds"
    OUTBOX_WAITING = "outbox_waiting"
    OUTBOX_AGE = "outbox_oldest_age_seconds"
    AUDIT_AGE = "audit_head_age_seconds"
    PURGE_AGE = "purge_age_seconds"
    WORKER_AGE = "worker_age_seconds"
    NEWS_AGE = "feed_age_seconds_news"
    VENUES_AGE = "feed_age_seconds_venues"
    POLICY_AGE = "feed_age_seconds_policy"
    FOLLOW_UPS_OVERDUE = "follow_ups_overdue"
    CASES_WITHOUT_CODE = "cases_without_code"


REFUSING: Final = frozenset({Trouble.DATABASE_SILENT, Trouble.MIGRATIONS_MISSING})
"""With these no page can be answered; with the others people still work, and somebody has to look."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was looked at.

    Args:
        database: Whether it answers.
        migrated: Whether every migration is applied.
        worked_at: When the worker last went round; None for never.
        keyserver: Whether it answers.
        feeds: When each kind of feed was issued that it publishes.
    """

    database: bool
    migrated: bool = True
    worked_at: datetime | None = None
    keyserver: bool = True
    feeds: Mapping[str, datetime] = field(default_factory=dict)


def troubles(facts: Facts, at: datetime) -> tuple[Trouble, ...]:
    """Return what is wrong at a moment, the gravest first."""
    if not facts.database:
        return (Trouble.DATABASE_SILENT,)
    found = {
        Trouble.MIGRATIONS_MISSING: not facts.migrated,
        Trouble.WORKER_SILENT: facts.worked_at is None or at - facts.worked_at > WORKER_LATE,
        Trouble.KEYSERVER_SILENT: not facts.keyserver,
        Trouble.FEEDS_OLD: facts.keyserver and any(_is_old(kind, facts.feeds.get(kind), at) for kind in FEED_KINDS),
    }
    return tuple(trouble for trouble, is_so in found.items() if is_so)


def is_ready(found: tuple[Trouble, ...]) -> bool:
    """Return whether people may be sent to this door."""
    return not REFUSING.intersection(found)


def _is_old(kind: str, issued: datetime | None, at: datetime) -> bool:
    return kind not in MAY_LACK if issued is None else at - issued > FEED_LATE
