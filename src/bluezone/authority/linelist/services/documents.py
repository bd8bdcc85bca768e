"""An interchange document from hand to registry, on the same way as a line list."""

import hashlib
from datetime import date
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services import Doing
from bluezone.authority.linelist.files import LARGEST_FILE, Refusal, UnreadableLineList
from bluezone.authority.linelist.keeping import opened_bytes, sealed_bytes
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.linelist.services.files import forget_files, settle, waiting
from bluezone.authority.linelist.services.interchange import Incoming, bring_in, hold_against, read_document
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import MalformedMessage, RuleViolation

KIND: Final = "interchange"


@transaction.atomic
def hand_in_document(file_name: str, content: bytes, unit: Unit, doing: Doing) -> LineListFile:
    """Keep a document until it is written or dropped.

    Raises:
        UnreadableLineList: It is no document.
    """
    if len(content) > 4 * LARGEST_FILE:
        raise UnreadableLineList(Refusal.TOO_LARGE)
    try:
        read_document(content)
    except MalformedMessage as wrong:
        raise UnreadableLineList(Refusal.DAMAGED) from wrong
    forget_files(doing.moment)
    file = LineListFile(
        unit=unit,
        file_name=file_name[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        mapping={"kind": KIND},
        uploaded_at=doing.moment,
        uploaded_by=doing.actor,
    )
    file.sealed_content = sealed_bytes(content, file.pk)
    file.save(force_insert=True)
    record(doing.actor, "linelist.hand_in", file, doing.purpose, doing.moment)
    return file


def incoming_of(file: LineListFile, today: date) -> Incoming:
    """Return what a waiting document would do now.

    Raises:
        RuleViolation: `line_list_settled`.
    """
    if file.sealed_content is None:
        raise RuleViolation("line_list_settled", "this file was written, dropped or forgotten")
    return hold_against(read_document(opened_bytes(bytes(file.sealed_content), file.pk)), file.unit, today)


@transaction.atomic
def write_document(file: LineListFile, doing: Doing) -> dict[str, int]:
    """Write what is new in a document, all of it or nothing; return how many records became what.

    Raises:
        RuleViolation: `line_list_settled`, `interchange_refused`, `interchange_differs`.
    """
    present = waiting(file)
    records = read_document(opened_bytes(bytes(present.sealed_content or b""), present.pk))
    counts = bring_in(records, present.unit, doing).counts
    settle(present, "written", counts, doing.moment)
    record(doing.actor, "linelist.import", present, doing.purpose, doing.moment)
    return counts
