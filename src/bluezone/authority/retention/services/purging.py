"""The purge: everything that is past its time goes, in one transaction, and a record says how many rows of each table."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Final

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from bluezone.authority.audit.sealing import seal
from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Merge, Presence
from bluezone.authority.cases.services import local_day
from bluezone.authority.codes.models import Batch, BatchRow
from bluezone.authority.codes.rules.words import RowState
from bluezone.authority.delivery.models import Message
from bluezone.authority.delivery.rules import State
from bluezone.authority.exposure_reports.models import ReceivedReport
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.register.models import FocalPoint, Upload
from bluezone.authority.retention import personal
from bluezone.authority.retention.journal import Journal
from bluezone.authority.retention.models import PurgeRun
from bluezone.authority.retention.rules.periods import Period, Times, times_from
from bluezone.authority.retention.rules.records import Act, Line
from bluezone.protocol.errors import Unavailable

logger = logging.getLogger(__name__)

PURPOSE: Final = "retention"
Purge = Callable[[datetime, Times], Mapping[str, int]]
"""Erases what is past its time at a moment and says how many rows of which table."""


def _people(moment: datetime, times: Times) -> Mapping[str, int]:
    return personal.forget(personal.past(moment, times))


def _traces(moment: datetime, times: Times) -> Mapping[str, int]:
    """Who was at a milestone, what stood before a merge, which letter came: they go before the people do."""
    places = Presence.objects.filter(milestone__end__lte=times.edge(Period.PRESENCE, moment))
    merges = Merge.objects.filter(moment__lte=times.edge(Period.MERGE, moment))
    letters = ReceivedReport.objects.filter(received_at__lte=times.edge(Period.CONTACT, moment))
    counts = {"exposure_reports_receivedreport": letters.delete()[0]}
    return {**counts, "cases_presence": places.delete()[0], "cases_merge": merges.delete()[0]}


def _line_lists(moment: datetime, times: Times) -> Mapping[str, int]:
    """The file's bytes and what was read of it go after a day, its record later."""
    over = Q(uploaded_at__lte=times.edge(Period.LINE_LIST, moment)) | ~Q(state="read")
    read = LineListFile.objects.filter(over, sealed_content__isnull=False)
    emptied = read.update(sealed_content=None, state="dropped", mapping={})
    old = LineListFile.objects.filter(uploaded_at__lte=times.edge(Period.LINE_LIST_RECORD, moment))
    return {"linelist_linelistfile": emptied + old.delete()[0]}


def _bulk_issues(moment: datetime, times: Times) -> Mapping[str, int]:
    """A telephone goes after a day, the keyed hash with its file later."""
    over = BatchRow.objects.filter(
        sealed_phone__isnull=False, batch__created_at__lte=times.edge(Period.BULK_TELEPHONE, moment)
    )
    erased = over.update(sealed_phone=None, state=RowState.REFUSED, fault="too_late", settled_at=moment)
    old = Batch.objects.filter(created_at__lte=times.edge(Period.BULK_RECORD, moment))
    rows = BatchRow.objects.filter(batch__in=old).delete()[0]
    return {"codes_batchrow": erased + rows, "codes_batch": old.delete()[0]}


def _messages(moment: datetime, times: Times) -> Mapping[str, int]:
    over = Message.objects.filter(state=State.WAITING, created_at__lte=times.edge(Period.MESSAGE, moment))
    erased = over.update(state=State.EXPIRED, settled_at=moment, sealed_recipient=None, sealed_text=None)
    old = Message.objects.filter(created_at__lte=times.edge(Period.MESSAGE_RECORD, moment)).exclude(state=State.WAITING)
    return {"delivery_message": erased + old.delete()[0]}


def _office_holders(moment: datetime, times: Times) -> Mapping[str, int]:
    """Workbooks of the register after a day; who answered for a unit some time after leaving."""
    read = Upload.objects.filter(uploaded_at__lte=times.edge(Period.REGISTER_FILE, moment)).exclude(content=b"")
    gone = FocalPoint.objects.filter(valid_to__lte=times.last_day(Period.FOCAL_POINT, local_day(moment)))
    return {"register_upload": read.update(content=b"", settled=[]), "register_focalpoint": gone.delete()[0]}


def _tasks(moment: datetime, times: Times) -> Mapping[str, int]:
    done = DBTaskResult.objects.filter(finished_at__lte=times.edge(Period.TASK, moment))
    return {"django_tasks_database_dbtaskresult": done.delete()[0]}


def _audit(moment: datetime, _times: Times) -> Mapping[str, int]:
    """Entries of the audit chain leave a signed checkpoint behind; last, because whoever adds an entry waits for it."""
    return {"audit_entry": seal(moment)}


PURGES: Final[tuple[Purge, ...]] = (
    _people,
    _traces,
    _line_lists,
    _bulk_issues,
    _messages,
    _office_holders,
    _tasks,
    _audit,
)
"""The one registry of what forgets by time, with `settings.FURTHER_PURGES` of applications above; the key server forgets by its own rounds, sessions by `clearsessions`."""


@transaction.atomic
def purge(moment: datetime, *, actor: str = "system", times: Times | None = None) -> PurgeRun:
    """Erase everything that is past its time at a moment, and keep a record of how many rows, never whose.

    Raises:
        RuleViolation: The configuration asks for a longer retention than the table.
        Unavailable: The journal outside the database cannot be written; then nothing was erased.
    """
    kept, counts = times or times_from(settings.RETENTION), Counter[str]()
    for one in (*PURGES, *map(import_string, settings.FURTHER_PURGES)):
        counts.update(one(moment, kept))
    run = PurgeRun.objects.create(
        moment=moment, counts={name: n for name, n in sorted(counts.items()) if n}, actor=actor
    )
    record(actor, "retention.purge", run, PURPOSE, moment)
    line = Line(Act.PURGE, moment, actor, counts=run.counts)
    transaction.on_commit(partial(Journal(settings.RETENTION_FOLDER).add, line))
    logger.info("registry purged", extra={"rows": counts.total(), "tables": len(run.counts)})
    return run


def scrub(data: Path | None = None) -> bool:
    """Leave no byte of an erased row in the database's files; return whether that could be done now.

    SQLite is written anew and its log emptied; copies that a backup left when it was stopped are removed. In PostgreSQL
    the rows are gone; its log is kept as long as its server is told.
    """
    for left in (data or settings.DATA).glob(".snapshot-*"):
        rmtree(left, ignore_errors=True)
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA temp_store=MEMORY")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _log, _done = cursor.fetchone()
    except OperationalError as wrong:
        raise Unavailable("the registry is in use: its files are cleaned by the next purge") from wrong
    return not busy
