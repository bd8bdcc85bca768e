"""What is looked at in the registry: the state of the machinery, and totals; no query names a record."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache as cache_once
from typing import Final

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, Min, OuterRef
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, CaseCode, Contact
from bluezone.authority.cases.queries import overdue_on
from bluezone.authority.cases.rules.words import Classification
from bluezone.authority.delivery.models import Message
from bluezone.authority.delivery.rules import State
from bluezone.authority.retention.models import PurgeRun
from bluezone.config.watching.keyserver import lately
from bluezone.config.watching.rules import FEED_KINDS, Facts, Total
from bluezone.protocol.intervals import day_of

ROUND: Final = "worker-went-round"
"""Where the worker leaves when it last did all that was due."""
CODE_DAYS: Final = timedelta(days=14)
"""A case confirmed longer ago has no keys left to report."""


def went_round(at: datetime) -> None:
    """Note that the worker did all that was due."""
    cache.set(ROUND, at.isoformat(), timeout=None)


def facts(keyserver: str) -> Facts:
    """Return the state of the machinery; a database that is silent is a fact like the others."""
    try:
        worked = cache.get(ROUND)
        is_migrated = _is_migrated()
    except DatabaseError:
        return Facts(database=False)
    answers, feeds = lately(keyserver)
    worked_at = datetime.fromisoformat(worked) if worked else None
    return Facts(database=True, migrated=is_migrated, worked_at=worked_at, keyserver=answers, feeds=feeds)


def totals(seen: Facts, at: datetime) -> Iterator[tuple[Total, float]]:
    """Yield what whoever watches the authority is told, by name: counts, and ages in seconds.

    Args:
        seen: The state of the machinery.
        at: The present moment.
    """
    tasks = DBTaskResult.objects
    waiting = tasks.filter(status=TaskResultStatus.READY)
    yield Total.JOBS_WAITING, waiting.count()
    yield Total.JOBS_FAILED, tasks.filter(status=TaskResultStatus.FAILED).count()
    yield from _age(Total.JOBS_AGE, waiting.aggregate(first=Min("enqueued_at"))["first"], at)
    outbox = Message.objects.filter(state=State.WAITING)
    yield Total.OUTBOX_WAITING, outbox.count()
    yield from _age(Total.OUTBOX_AGE, outbox.aggregate(first=Min("created_at"))["first"], at)
    yield from _age(Total.AUDIT_AGE, Entry.objects.order_by("-sequence").values_list("moment", flat=True).first(), at)
    yield from _age(Total.PURGE_AGE, PurgeRun.objects.values_list("moment", flat=True).first(), at)
    yield from _age(Total.WORKER_AGE, seen.worked_at, at)
    for kind in FEED_KINDS:
        yield from _age(Total(f"feed_age_seconds_{kind}"), seen.feeds.get(kind), at)
    yield Total.KEYSERVER_ANSWERS, float(seen.keyserver)
    day = day_of(at)
    yield (
        Total.FOLLOW_UPS_OVERDUE,
        overdue_on(Contact.objects.all(), day).count() + overdue_on(Case.objects.all(), day).count(),
    )
    yield Total.CASES_WITHOUT_CODE, _without_code(at)


def _without_code(at: datetime) -> int:
    confirmed = Case.objects.filter(classification=Classification.CONFIRMED, confirmed_at__gt=at - CODE_DAYS)
    return confirmed.exclude(Exists(CaseCode.objects.filter(case=OuterRef("pk")))).count()


def _age(name: Total, moment: datetime | None, at: datetime) -> Iterator[tuple[Total, float]]:
    if moment is not None:
        yield name, (at - moment).total_seconds()


def _is_migrated() -> bool:
    try:
        _check_migrated()
    except _MigrationsMissingError:
        return False
    return True


class _MigrationsMissingError(Exception):
    """Raised and never kept: what is missing may come."""


@cache_once
def _check_migrated() -> None:
    """Read every migration; once all are applied nobody asks again, for that takes a tenth of a second."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _MigrationsMissingError
