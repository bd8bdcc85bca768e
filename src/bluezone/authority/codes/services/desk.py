"""The code desk: a file becomes rows that wait, each known by a keyed hash; work on them stops and goes on."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.codes.files import read_file
from bluezone.authority.codes.models import Batch, BatchRow
from bluezone.authority.codes.queries import local_day, rows_handed_in
from bluezone.authority.codes.rules.quotas import check_rows
from bluezone.authority.codes.rules.rows import Fault, FaultKind, Row, columns_in, read_row
from bluezone.authority.delivery.sealing import Seal, seal_in
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

PURPOSE: Final = "code"
NAME_LENGTH: Final = 120
ASKED_AT_ONCE: Final = 500
"""Hashes that are looked up in one query."""


class Faulty(Exception):
    """Rows of a file cannot be carried out; nothing was handed in."""

    def __init__(self, faults: Sequence[Fault], rows: int) -> None:
        """Keep which, and how many rows are right."""
        super().__init__("rows of the file are wrong")
        self.faults = faults
        self.rows = rows


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was handed in: what it is called, and CSV or XLSX."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of a file."""

    batch: Batch
    rows: int
    left_out: Sequence[Fault]


def hand_in(file: File, unit: Unit, *, leave_out: bool, actor: str, moment: datetime) -> HandedIn:
    """Let the rows of a file wait for their codes; what was handed in before, in any file, is left out.

    Args:
        file: What is handed in.
        unit: For whom the codes count.
        leave_out: Whether wrong rows are left out; otherwise one wrong row stops the file.
        actor: Who hands it in.
        moment: When.

    Raises:
        Faulty: Rows are wrong, and `leave_out` was not said.
        RuleViolation: The file cannot be read, `nothing_new`, `quota_desk`.
    """
    day = local_day(moment)
    rows, faults = _read(file.content, day)
    if faults and not leave_out:
        raise Faulty(faults, len(rows))
    seal = seal_in(settings.DELIVERY_FOLDER)
    with transaction.atomic():
        fresh, repeated = _fresh(rows, seal)
        if not fresh:
            raise RuleViolation("nothing_new", "every row was handed in before")
        check_rows(rows_handed_in(unit, day), len(fresh))
        batch = Batch.objects.create(unit=unit, file_name=file.name[:NAME_LENGTH], created_at=moment, created_by=actor)
        BatchRow.objects.bulk_create([_kept(batch, row, mark, seal) for row, mark in fresh], batch_size=ASKED_AT_ONCE)
        record(actor, "codes.hand_in", batch, PURPOSE, moment)
    return HandedIn(batch, len(fresh), sorted([*faults, *repeated], key=lambda fault: fault.place))


@transaction.atomic
def stop(batch: Batch, *, actor: str, moment: datetime) -> Batch:
    """Stop work on a bulk issue after the codes that are on their way; stopped twice is stopped once."""
    present = Batch.objects.select_for_update().get(pk=batch.pk)
    if present.stopped_at is None and present.finished_at is None:
        present.stopped_at = moment
        present.save(update_fields=["stopped_at"])
        record(actor, "codes.stop", present, PURPOSE, moment)
    return present


@transaction.atomic
def resume(batch: Batch, *, actor: str, moment: datetime) -> Batch:
    """Go on with a bulk issue where it was stopped."""
    present = Batch.objects.select_for_update().get(pk=batch.pk)
    if present.stopped_at is not None:
        present.stopped_at = None
        present.save(update_fields=["stopped_at"])
        record(actor, "codes.resume", present, PURPOSE, moment)
    return present


def sealed_phone(seal: Seal, batch: UUID, place: int, phone: str) -> bytes:
    """Return a telephone sealed for one row."""
    return seal.close(phone, message=batch, name=f"row-{place}")


def open_phone(seal: Seal, row: BatchRow) -> str:
    """Return the telephone of a row that waits."""
    return seal.open(bytes(row.sealed_phone or b""), message=row.batch_id, name=f"row-{row.place}")


def row_mark(seal: Seal, *parts: str) -> bytes:
    """Return the keyed hash under which a row is known: without the key nobody can try telephones against it."""
    return hmac.new(seal.key, "\0".join(("codes row", *parts)).encode(), sha256).digest()


def _read(content: bytes, today: date) -> tuple[list[Row], list[Fault]]:
    headings, lines = read_file(content)
    columns = columns_in(headings)
    read = [read_row(place, cells, columns, today) for place, cells in lines]
    return [each for each in read if isinstance(each, Row)], [each for each in read if isinstance(each, Fault)]


def _fresh(rows: Iterable[Row], seal: Seal) -> tuple[list[tuple[Row, bytes]], list[Fault]]:
    """Return the rows that were never handed in, with their marks, and the others as faults."""
    marked = [(row, _mark(seal, row)) for row in rows]
    seen = _known([mark for _, mark in marked])
    fresh, repeated = list[tuple[Row, bytes]](), list[Fault]()
    for row, mark in marked:
        if mark in seen:
            repeated.append(Fault(row.place, FaultKind.REPEATED))
        else:
            seen.add(mark)
            fresh.append((row, mark))
    return fresh, repeated


def _known(marks: Sequence[bytes]) -> set[bytes]:
    found = set[bytes]()
    for start in range(0, len(marks), ASKED_AT_ONCE):
        part = marks[start : start + ASKED_AT_ONCE]
        found |= {bytes(mark) for mark in BatchRow.objects.filter(row_hash__in=part).values_list("row_hash", flat=True)}
    return found


def _mark(seal: Seal, row: Row) -> bytes:
    return row_mark(seal, row.phone, row.test_day.isoformat())


def _kept(batch: Batch, row: Row, mark: bytes, seal: Seal) -> BatchRow:
    return BatchRow(
        batch=batch,
        place=row.place,
        row_hash=mark,
        sealed_phone=sealed_phone(seal, batch.pk, row.place, row.phone),
        test_day=row.test_day,
        onset_on=row.onset_on,
    )
