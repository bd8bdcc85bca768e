"""Bringing two records of one person together, and taking that back: nothing is lost either way."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import (
    Case,
    Contact,
    Identity,
    Merge,
    Person,
    Presence,
    QuarantineOrder,
    Sample,
    SymptomReport,
)
from bluezone.authority.cases.rules.words import Sex
from bluezone.authority.cases.services.doing import Doing
from bluezone.protocol.errors import RuleViolation

BELONGINGS: Final[tuple[type[models.Model], ...]] = (Case, Contact, Sample, SymptomReport, QuarantineOrder, Presence)
"""What belongs to a person and moves along."""


@transaction.atomic
def merge_people(kept: Person, gone: Person, doing: Doing) -> Merge:
    """Move everything of `gone` to `kept`, fill what `kept` lacks, and keep both as they stood.

    Raises:
        RuleViolation: `merge_with_itself`; `merge_clash`: both were at one milestone in one role, or are exposed to each
            other.
    """
    if kept.pk == gone.pk:
        raise RuleViolation("merge_with_itself", "a record is brought together with another one")
    _check_clash(kept, gone)
    moved = {_label(model): [*_ids(model, gone)] for model in BELONGINGS}
    before: dict[str, Any] = {"kept": _as_json(kept), "gone": _as_json(gone), "moved": moved}
    for model in BELONGINGS:
        model._default_manager.filter(person=gone).update(person=kept)  # noqa: SLF001 -- Django's documented manager of any model
    _fill(kept, gone)
    before["revision"] = kept.revision
    merge = Merge.objects.create(kept=kept, gone=gone.pk, before=before, moment=doing.moment, actor=doing.actor)
    gone.delete()
    record(doing.actor, "person.merge", merge, doing.purpose, doing.moment)
    return merge


@transaction.atomic
def undo_merge(merge: Merge, doing: Doing) -> Person:
    """Make the other record again, with everything that came from it.

    The kept record becomes what it was, unless somebody changed it since: then it stays as it stands.

    Raises:
        RuleViolation: `merge_undone`: it was taken back before.
    """
    if merge.undone_at is not None:
        raise RuleViolation("merge_undone", "this was taken back already")
    gone = _restore(merge.before["gone"])
    if merge.kept.revision == merge.before["revision"]:
        _restore(merge.before["kept"])
    for model in BELONGINGS:
        ids = merge.before["moved"][_label(model)]
        model._default_manager.filter(pk__in=ids, person=merge.kept).update(person=gone)  # noqa: SLF001 -- as above
    merge.undone_at = doing.moment
    merge.save(update_fields=["undone_at"])
    record(doing.actor, "person.unmerge", merge, doing.purpose, doing.moment)
    return gone


def _check_clash(kept: Person, gone: Person) -> None:
    there = set(Presence.objects.filter(person=kept).values_list("milestone", "role"))
    if there & set(Presence.objects.filter(person=gone).values_list("milestone", "role")):
        raise RuleViolation("merge_clash", "both records were at one milestone; remove one presence first")
    both = {kept.pk, gone.pk}
    meets = Contact.objects.filter(person__in=both, exposures__source_case__person__in=both) | Contact.objects.filter(
        person__in=both, exposures__source_contact__person__in=both
    )
    if meets.exists():
        raise RuleViolation(
            "merge_clash", "one record is exposed to the other; they are two people or the exposure is wrong"
        )


def _fill(kept: Person, gone: Person) -> None:
    if kept.sex == Sex.UNKNOWN:
        kept.sex = gone.sex
    kept.birth_year = kept.birth_year or gone.birth_year
    kept.unit_id = kept.unit_id or gone.unit_id
    kept.nationality = kept.nationality or gone.nationality
    kept.revision += 1
    kept.save()
    other = Identity.objects.filter(person=gone).first()
    if other is None:
        return
    own = Identity.objects.filter(person=kept).first() or Identity(person=kept)
    for name in _IDENTITY:
        if not getattr(own, name):
            setattr(own, name, getattr(other, name))
    own.save()


_IDENTITY: Final = ("name", "folded", "birth_date", "phone", "address", "personal_number", "guardian")
_PERSON: Final = ("sex", "birth_year", "unit_id", "nationality", "created_at")


def _as_json(person: Person) -> dict[str, Any]:
    identity = Identity.objects.filter(person=person).first()
    named = {name: _plain(getattr(identity, name)) for name in _IDENTITY} if identity else None
    return {"id": str(person.pk), **{name: _plain(getattr(person, name)) for name in _PERSON}, "identity": named}


def _plain(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _restore(kept: dict[str, Any]) -> Person:
    fields = {name: kept[name] for name in _PERSON}
    person, _made = Person.objects.update_or_create(id=UUID(kept["id"]), defaults=fields)
    if kept["identity"] is None:
        Identity.objects.filter(person=person).delete()
    else:
        named = dict(kept["identity"])
        born = named["birth_date"]
        named["birth_date"] = date.fromisoformat(born) if born else None
        Identity.objects.update_or_create(person=person, defaults=named)
    return Person.objects.get(pk=person.pk)


def _ids(model: type[models.Model], person: Person) -> list[str | int]:
    keys = model._default_manager.filter(person=person).values_list("pk", flat=True)  # noqa: SLF001 -- as above
    return [str(key) if isinstance(key, UUID) else key for key in keys]


def _label(model: type[models.Model]) -> str:
    return model._meta.label_lower  # noqa: SLF001 -- Django's documented way to a model's name
