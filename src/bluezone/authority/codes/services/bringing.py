"""Bringing codes to rows that wait: ten at a time, asked of the keyserver and put into the outbox in one transaction.

A row is sent exactly once. What was asked for and not noted, because the power went in between, is a code that nobody
knows: it ends by itself within a day, and the row, which still waits, gets another.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from bluezone.authority.audit.services import record_all
from bluezone.authority.codes.case_desk import case_desk
from bluezone.authority.codes.keyserver import AT_ONCE, CodeServer, NewCode, Wanted
from bluezone.authority.codes.models import Batch, BatchRow, Code
from bluezone.authority.codes.queries import MESSAGE_PURPOSE
from bluezone.authority.codes.rules.rows import FaultKind
from bluezone.authority.codes.rules.words import RowState, Way
from bluezone.authority.codes.services.desk import open_phone
from bluezone.authority.codes.texts import sms_text
from bluezone.authority.delivery.rules import KEPT_AT_MOST
from bluezone.authority.delivery.sealing import Seal, seal_in
from bluezone.authority.delivery.services import Reminder, send_all
from bluezone.protocol.errors import RuleViolation

logger = logging.getLogger(__name__)

AT_MOST: Final = 1_000
"""Rows of one round of the worker, so that the outbox is emptied in between."""
PURPOSE: Final = "code"
LANGUAGE: Final = "vi"


def bring_due(server: CodeServer, moment: datetime, *, at_most: int = AT_MOST) -> int:
    """Bring codes to rows that wait, in the order in which they came, and return how many rows got one.

    Raises:
        Unavailable: The keyserver does not answer; what was brought before is noted.
    """
    give_up(moment)
    seal, sent = seal_in(settings.DELIVERY_FOLDER), 0
    while sent < at_most and (rows := _next_rows()):
        wanted = [Wanted(uuid4(), row.test_day, row.onset_on) for row in rows]
        sent += _noted(rows, server.issue(wanted), seal, moment)
    _finish(moment)
    logger.info("codes brought to rows", extra={"codes": sent})
    return sent


@transaction.atomic
def give_up(moment: datetime) -> int:
    """Erase the telephones of rows that waited for 24 hours, stopped or not, and return how many there were."""
    late = BatchRow.objects.filter(state=RowState.WAITING, batch__created_at__lte=moment - KEPT_AT_MOST)
    count = late.update(state=RowState.REFUSED, fault=FaultKind.TOO_LATE, sealed_phone=None, settled_at=moment)
    _finish(moment)
    return count


def _next_rows() -> list[BatchRow]:
    waiting = BatchRow.objects.filter(state=RowState.WAITING, batch__stopped_at__isnull=True)
    return [*waiting.select_related("batch__unit", "batch__laboratory").order_by("batch__created_at", "pk")[:AT_ONCE]]


@transaction.atomic
def _noted(rows: Sequence[BatchRow], made: Sequence[NewCode | RuleViolation], seal: Seal, moment: datetime) -> int:
    """Note what became of rows that still wait; who stopped the work meanwhile stopped these too."""
    still = BatchRow.objects.select_for_update().filter(
        pk__in=[row.pk for row in rows], state=RowState.WAITING, batch__stopped_at__isnull=True
    )
    waiting = {row.pk for row in still}
    pairs = [(row, answer) for row, answer in zip(rows, made, strict=True) if row.pk in waiting]
    brought = [(row, answer) for row, answer in pairs if isinstance(answer, NewCode)]
    refused = [row for row, answer in pairs if isinstance(answer, RuleViolation)]
    codes = Code.objects.bulk_create([_code(row, new, moment) for row, new in brought])
    for (row, _new), code in zip(brought, codes, strict=True):
        if row.case is not None:
            case_desk().attach(code, row.case)
    record_all("system", "code.issue", codes, PURPOSE, moment)
    send_all([_message(row, new, seal) for row, new in brought], actor="system", moment=moment)
    _settled([row for row, _new in brought], moment, state=RowState.SENT)
    _settled(refused, moment, state=RowState.REFUSED, fault=FaultKind.KEYSERVER)
    return len(codes)


def _settled(rows: Sequence[BatchRow], moment: datetime, **said: str) -> None:
    BatchRow.objects.filter(pk__in=[row.pk for row in rows]).update(sealed_phone=None, settled_at=moment, **said)


def _code(row: BatchRow, made: NewCode, moment: datetime) -> Code:
    batch = row.batch
    return Code(
        id=made.id,
        unit=batch.unit,
        way=Way.LABORATORY if batch.laboratory_id else Way.SMS,
        test_day=row.test_day,
        onset_on=row.onset_on,
        issued_at=moment,
        issued_by=batch.created_by,
        expires_at=made.long_until,
        batch=batch,
        laboratory=batch.laboratory,
    )


def _message(row: BatchRow, made: NewCode, seal: Seal) -> Reminder:
    text = sms_text(made.long, made.long_until, LANGUAGE)
    return Reminder(f"code-row:{row.pk}", open_phone(seal, row), text, MESSAGE_PURPOSE, row.batch.unit)


def _finish(moment: datetime) -> None:
    """Note which bulk issues are done; a laboratory's day stays open for more."""
    Batch.objects.filter(finished_at__isnull=True, laboratory__isnull=True).exclude(
        rows__state=RowState.WAITING
    ).update(finished_at=moment)
