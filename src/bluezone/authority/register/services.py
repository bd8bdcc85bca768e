"""Writing the register: a clerk's file comes in, is settled, becomes bodies and focal points; links are made of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import IssuedLink, issue_link, reissue_link
from bluezone.authority.audit.services import record
from bluezone.authority.register.models import FocalPoint, Upload
from bluezone.authority.register.queries import entries, reading_of
from bluezone.authority.register.rules import ReadBody, Reading
from bluezone.authority.register.workbook import read_workbook
from bluezone.authority.territory.bodies import NewBody, change_bodies, hang_new_bodies
from bluezone.authority.territory.models import Denominator, Unit
from bluezone.authority.territory.queries import on
from bluezone.authority.territory.validity import Validity
from bluezone.protocol.errors import RuleViolation

KEPT: Final = timedelta(days=1)
"""How long an uploaded file waits for its clerk."""
PURPOSE: Final = "campaign"


@transaction.atomic
def upload_register(  # noqa: PLR0913 -- a file, for whom and when it is true, and who says so
    file_name: str, content: bytes, *, unit: Unit, day: date, actor: str, moment: datetime
) -> Upload:
    """Keep a clerk's workbook until it is settled; files older than a day are erased on the way.

    Raises:
        MalformedMessage: It is no workbook, or too large.
    """
    read_workbook(content)
    forget_uploads(moment)
    upload = Upload.objects.create(
        file_name=file_name[-120:], unit=unit, content=content, day=day, actor=actor, uploaded_at=moment
    )
    record(actor, "register.upload", upload, PURPOSE, moment)
    return upload


def forget_uploads(moment: datetime) -> int:
    """Erase the bytes of files that waited longer than a day; return how many."""
    waiting = Upload.objects.filter(uploaded_at__lt=moment - KEPT).exclude(content=b"")
    return waiting.update(content=b"", settled=[])


@transaction.atomic
def settle(upload: Upload, keys: Iterable[str], *, today: date, actor: str, moment: datetime) -> Reading[UUID]:
    """Agree to suggestions by their keys, and return what the file says then.

    Raises:
        RuleViolation: `cannot_be_settled`, when a key names no finding that a person may settle.
    """
    agreed = set(keys)
    before = reading_of(upload, today)
    offered = {finding.key for finding in before.open if finding.can_be_settled}
    if not agreed <= offered:
        raise RuleViolation("cannot_be_settled", "a finding that was agreed to has no suggestion, or is none")
    upload.settled = sorted({*upload.settled, *agreed})
    upload.save(update_fields=["settled"])
    record(actor, "register.settle", upload, PURPOSE, moment)
    return reading_of(upload, today)


@transaction.atomic
def import_register(upload: Upload, *, today: date, actor: str, moment: datetime) -> int:
    """Bring a settled file's bodies into the registry; return how many. A body is known by its code.

    Args:
        upload: The file.
        today: No count may be from a later day.
        actor: Who imports.
        moment: When.

    Raises:
        RuleViolation: `already_imported`, `erased`, or `findings_open`: then nothing is imported.
    """
    upload = Upload.objects.select_for_update().select_related("unit").get(pk=upload.pk)
    if upload.imported_at is not None:
        raise RuleViolation("already_imported", "this file was imported before")
    if not upload.content:
        raise RuleViolation("erased", "this file waited too long and was erased")
    reading = reading_of(upload, today)
    if reading.open:
        raise RuleViolation("findings_open", f"{len(reading.open)} findings are not settled")
    _bring_in(reading.bodies, upload.unit, upload.day, moment)
    upload.content, upload.imported_at, upload.bodies = b"", moment, len(reading.bodies)
    upload.save(update_fields=["content", "imported_at", "bodies"])
    record(actor, "register.import", upload, PURPOSE, moment)
    return upload.bodies


@transaction.atomic
def links_for(units: list[Unit], *, expires_at: datetime, actor: str, moment: datetime) -> list[IssuedLink]:
    """Make a new personal link for each body's focal point; a link that it had before is revoked.

    Raises:
        RuleViolation: `link_too_long`.
    """
    day = moment.astimezone(UTC).date()
    made = []
    for entry in entries(units, day):
        if entry.link is not None:
            made.append(reissue_link(entry.link, expires_at=expires_at, actor=actor, moment=moment))
        else:
            made.append(issue_link(entry.unit, Role.REPORTER, expires_at=expires_at, actor=actor, moment=moment))
    return made


def _bring_in(bodies: Iterable[ReadBody[UUID]], province: Unit, day: date, moment: datetime) -> None:
    read = list(bodies)
    places = {unit.pk: unit for unit in on(day).filter(pk__in={body.station for body in read if body.station})}
    wanted = [
        NewBody(
            body.kind,
            body.name,
            body.code,
            body.sector,
            places[body.station] if body.station else province,
            body.line_parent,
            Validity(),
        )
        for body in read
    ]
    units = _put(wanted, day)
    _name_focal_points(read, units, day)
    _count_staff(read, units, moment)


def _put(wanted: list[NewBody], day: date) -> dict[str, Unit]:
    """Write new bodies and change known ones; a code whose body has ended gets a new one that begins on the day."""
    same_code = Unit.objects.filter(stat_code__in=[body.code for body in wanted])
    known = {unit.stat_code: unit for unit in same_code if unit.validity.holds(day)}
    ended = {unit.stat_code for unit in same_code} - known.keys()
    fresh = [
        replace(body, validity=Validity(day)) if body.code in ended else body
        for body in wanted
        if body.code not in known
    ]
    change_bodies([body for body in wanted if body.code in known], known, day=day)
    return known | hang_new_bodies(fresh)


def _name_focal_points(read: list[ReadBody[UUID]], units: dict[str, Unit], day: date) -> None:
    now = {row.unit_id: row for row in FocalPoint.objects.filter(unit__in=units.values(), valid_to=None)}
    fresh = []
    for body in read:
        unit = units[body.code]
        person = FocalPoint(
            unit=unit,
            full_name=body.focal_point,
            position=body.position,
            phone=body.phone,
            email=body.email,
            valid_from=day,
        )
        known = now.get(unit.pk)
        if known and _same_person(known, person):
            continue
        if known:
            _end(known, day)
        fresh.append(person)
    FocalPoint.objects.bulk_create(fresh)


def _same_person(one: FocalPoint, other: FocalPoint) -> bool:
    fields = ("full_name", "position", "phone", "email")
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def _end(known: FocalPoint, day: date) -> None:
    if known.valid_from is None or known.valid_from < day:
        FocalPoint.objects.filter(pk=known.pk).update(valid_to=day - timedelta(days=1))
    else:
        known.delete()


def _count_staff(read: list[ReadBody[UUID]], units: dict[str, Unit], moment: datetime) -> None:
    source = f"Danh bạ đơn vị, nhập {moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    rows = [
        Denominator(unit=units[body.code], kind="staff", value=body.staff, counted_on=body.counted_on, source=source)
        for body in read
        if body.staff is not None and body.counted_on is not None
    ]
    Denominator.objects.bulk_create(rows)
