"""Passing a case or contact to another unit, and notes: events, never silent changes."""

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Case, Contact, Note, Transfer
from bluezone.authority.cases.services.doing import Doing
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation


@transaction.atomic
def transfer(followed: Contact | Case, to_unit: Unit, reason: str, doing: Doing) -> Transfer:
    """Pass a case or contact to another unit; the former one keeps seeing that it moved and where to.

    Raises:
        RuleViolation: `transfer_to_itself`, `transfer_reason`.
    """
    if followed.unit_id == to_unit.pk:
        raise RuleViolation("transfer_to_itself", "the record is with this unit already")
    if not reason.strip():
        raise RuleViolation("transfer_reason", "a transfer states its reason")
    moved = Transfer.objects.create(
        contact=followed if isinstance(followed, Contact) else None,
        case=followed if isinstance(followed, Case) else None,
        from_unit_id=followed.unit_id,
        to_unit=to_unit,
        reason=reason.strip(),
        moment=doing.moment,
        actor=doing.actor,
    )
    followed.unit = to_unit
    followed.revision += 1
    followed.save(update_fields=["unit", "revision"])
    record(doing.actor, "record.transfer", followed, doing.purpose, doing.moment)
    return moved


@transaction.atomic
def note(followed: Contact | Case, text: str, doing: Doing) -> Note:
    """Add a note.

    Raises:
        RuleViolation: `note_empty`.
    """
    if not text.strip():
        raise RuleViolation("note_empty", "a note says something")
    written = Note.objects.create(
        contact=followed if isinstance(followed, Contact) else None,
        case=followed if isinstance(followed, Case) else None,
        text=text.strip(),
        moment=doing.moment,
        actor=doing.actor,
    )
    record(doing.actor, "note.add", written, doing.purpose, doing.moment)
    return written
