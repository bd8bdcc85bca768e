"""How the chain grows."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.conf import settings
from django.db import models, transaction

from bluezone.authority.audit.heads import HeadFile
from bluezone.authority.audit.models import ChainEnd, Entry, KeptCheckpoint
from bluezone.authority.audit.rules import Fact, head_after

logger = logging.getLogger(__name__)
AT_ONCE: Final = 1000
"""Entries that are written in one statement."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A record by kind and id, for acts on something that is not one row."""

    kind: str
    id: str = ""


def subject_of(record: models.Model) -> Subject:
    """Return a row as the audit knows it: its model and its key."""
    return Subject(f"{record._meta.app_label}.{record._meta.model_name}", str(record.pk))  # noqa: SLF001 -- Django's documented way to a model's names


@transaction.atomic
def record(actor: str, action: str, subject: models.Model | Subject, purpose: str, moment: datetime) -> Entry:
    """Add one entry to the chain, in the transaction of the act itself.

    Args:
        actor: `user:<id>`, `link:<id>` (`Holder.actor` has them), `owner:<id>`, `laboratory:<id>` or `system`.
        action: A word such as `report.submit`.
        subject: The row acted upon.
        purpose: A word that says why, such as `campaign`.
        moment: When, aware.

    Raises:
        RuleViolation: A field could hold a name.
    """
    about = subject_of(subject) if isinstance(subject, models.Model) else subject
    fact = Fact(actor, action, about.kind, about.id, purpose, moment)
    end, _made = ChainEnd.objects.select_for_update().get_or_create(id=1)
    previous = bytes(end.head)
    end.sequence, end.head = end.sequence + 1, head_after(previous, fact)
    entry = _entry(fact, end, previous)
    entry.save(force_insert=True)
    end.save(update_fields=["sequence", "head"])
    _once_after_commit(partial(sign_head, moment))
    return entry


@transaction.atomic
def record_all(
    actor: str, action: str, subjects: Iterable[models.Model | Subject], purpose: str, moment: datetime
) -> int:
    """Add an entry for each of many records that one act touched, as `record` would one by one; return how many.

    Raises:
        RuleViolation: A field could hold a name.
    """
    end, _made = ChainEnd.objects.select_for_update().get_or_create(id=1)
    entries = []
    for subject in subjects:
        about = subject_of(subject) if isinstance(subject, models.Model) else subject
        fact = Fact(actor, action, about.kind, about.id, purpose, moment)
        previous = bytes(end.head)
        end.sequence, end.head = end.sequence + 1, head_after(previous, fact)
        entries.append(_entry(fact, end, previous))
    Entry.objects.bulk_create(entries, batch_size=AT_ONCE)
    end.save(update_fields=["sequence", "head"])
    _once_after_commit(partial(sign_head, moment))
    return len(entries)


def sign_head(moment: datetime) -> None:
    """Sign how the chain ends now and keep it outside the database, unless the last signed head no longer fits."""
    with HeadFile(settings.AUDIT_FOLDER).locked() as file:
        end = ChainEnd.objects.filter(id=1).first()
        last, head = file.last()
        if end is None or end.sequence <= last:
            return
        if last and not _still_there(last, head):
            logger.critical("the audit chain does not fit its last signed head", extra={"entries": end.sequence})
            return
        file.add(end.sequence, bytes(end.head), moment)


def _still_there(sequence: int, head: bytes) -> bool:
    """Whether the entry that was signed last stands as it was signed, or the checkpoint stands for it."""
    if Entry.objects.filter(sequence=sequence, head=head).exists():
        return True
    old = KeptCheckpoint.objects.filter(last__gte=sequence).first()
    return old is not None and (old.last > sequence or bytes(old.head) == head)


def _entry(fact: Fact, end: ChainEnd, previous: bytes) -> Entry:
    return Entry(
        sequence=end.sequence,
        actor=fact.actor,
        action=fact.action,
        subject_kind=fact.subject_kind,
        subject_id=fact.subject_id,
        purpose=fact.purpose,
        moment=fact.moment,
        previous=previous,
        head=end.head,
    )


def _once_after_commit(act: Callable[[], None]) -> None:
    waiting = transaction.get_connection().run_on_commit
    if not any(isinstance(each[1], partial) and each[1].func is sign_head for each in waiting):
        transaction.on_commit(act)
