"""Bringing a clerk's spreadsheet in: all of it or nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256

from django.db import transaction

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.identity import derived_id
from bluezone.rollout.reporting.rules.versions import Fate, Source
from bluezone.rollout.reporting.services.submitting import Receipt, Report, submit
from bluezone.rollout.reporting.spreadsheets import ReadSheet


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a spreadsheet.

    Args:
        kept: Rows that are new reports.
        known: Rows that had been reported before with the same figures.
        changed: Rows that replaced other figures without a reason.
        receipts: One a row, in the order of the rows.
    """

    kept: int
    known: int
    changed: int
    receipts: tuple[Receipt, ...]


@transaction.atomic
def import_sheet(sheet: ReadSheet, content: bytes, *, actor: str, moment: datetime) -> Imported:
    """Keep every row of a sheet as a report; the same file again stores nothing twice.

    Args:
        sheet: What the file says.
        content: The file, from which the names of the reports are made.
        actor: Who handed it in, as the audit names it.
        moment: When.

    Raises:
        RuleViolation: `findings_open`, when something in the file is not settled; nothing is imported.
    """
    if sheet.findings or sheet.form is None or sheet.day is None:
        raise RuleViolation("findings_open", "a spreadsheet is imported when nothing in it is left to settle")
    digest, dawn = sha256(content).hexdigest(), datetime.combine(sheet.day, time(0, tzinfo=UTC))
    receipts = []
    for row in sheet.rows:
        report = Report(
            id=derived_id(dawn, "xlsx", digest, str(row.number)),
            form_key=sheet.form.key,
            unit=row.unit,
            day=sheet.day,
            values=row.values,
            source=Source.XLSX,
            part=row.part,
            formats=row.formats,
        )
        receipts.append(submit(report, actor=actor, moment=moment))
    fates = [receipt.fate for receipt in receipts]
    known, changed = fates.count(Fate.KNOWN), fates.count(Fate.UNCLAIMED)
    return Imported(len(fates) - known - changed, known, changed, tuple(receipts))
