"""Erasing one person by hand: what names the person goes at once, and is remembered only as a keyed hash."""

from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bluezone.authority.audit.services import record, subject_of
from bluezone.authority.cases.models import Person
from bluezone.authority.retention import personal
from bluezone.authority.retention.journal import Journal
from bluezone.authority.retention.models import Erasure
from bluezone.authority.retention.rules.records import Act, Line, mark

PURPOSE: Final = "data_subject"


@transaction.atomic
def erase_person(person: Person, *, actor: str, moment: datetime) -> Erasure:
    """Erase what names or describes a person in every table; the figures stay, and erasing twice is once.

    Raises:
        Unavailable: The journal outside the database cannot be used.
    """
    journal, subject = Journal(settings.RETENTION_FOLDER), subject_of(person)
    remembered = mark(journal.key(), subject.kind, subject.id)
    personal.forget(Person.objects.filter(pk=person.pk))
    erasure, _made = Erasure.objects.get_or_create(
        record_hash=remembered, defaults={"kind": subject.kind, "moment": moment, "actor": actor}
    )
    record(actor, "person.erase", person, PURPOSE, moment)
    line = Line(Act.ERASURE, moment, actor, subject.kind, remembered)
    transaction.on_commit(partial(journal.add, line))
    return erasure


def erased_ids(marks: frozenset[tuple[str, bytes]], key: bytes) -> list[UUID]:
    """Return the ids of the people whose erasure is remembered."""
    kind = Person._meta.label_lower  # noqa: SLF001 -- Django's documented way to a model's names
    known = Person.objects.values_list("pk", flat=True)
    return [identifier for identifier in known.iterator() if (kind, mark(key, kind, str(identifier))) in marks]
