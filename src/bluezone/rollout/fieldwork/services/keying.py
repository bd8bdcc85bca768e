"""Keeping a paper sheet: once however often it is keyed; where two keyings differ the clerk chooses, by later events.

The ids of its events are worked out of the sheet's code, the line, and how often the line was said before. So the same
keying twice, also from two desks at once, makes the same events.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import (
    Event,
    Household,
    LanguageWish,
    SetAside,
    Sheet,
    Undo,
    VillageTally,
    Visit,
    WalkList,
)
from bluezone.rollout.fieldwork.queries.sheets import as_keyed, row_of
from bluezone.rollout.fieldwork.rules.keying import Keyed, SheetRow, differences
from bluezone.rollout.fieldwork.rules.words import EventKind, SetAsideReason, Settlement, Way
from bluezone.rollout.fieldwork.services.marks import mark
from bluezone.rollout.reporting.identity import derived_id

PURPOSE: Final = "campaign"
FOOT: Final = 0
"""The line of the tally at the foot."""
ID_BYTES: Final = 16
NOON: Final = time(12)


@transaction.atomic
def take_sheet(sheet: Sheet, keyed: Keyed, *, actor: str, moment: datetime) -> bool:
    """Keep a sheet that is keyed for the first time, or note that a second keying says the same.

    Returns:
        Whether the sheet stands as it was keyed now; False: an earlier keying differs, and nothing was changed.
    """
    held = Sheet.objects.select_for_update(of=("self",)).select_related("walk_list").get(pk=sheet.pk)
    if held.keyed_at is not None:
        return _checked(held, keyed, actor, moment)
    held.day, held.keyed_at, held.keyed_by = keyed.day, moment, actor
    held.save(update_fields=["day", "keyed_at", "keyed_by"])
    _keep(held, keyed.rows, moment)
    _keep_foot(held, keyed, moment)
    record(actor, "sheet.key", held, PURPOSE, moment)
    return True


@transaction.atomic
def correct_sheet(sheet: Sheet, keyed: Keyed, lines: Collection[int], *, actor: str, moment: datetime) -> None:
    """Let a later keying stand on some lines: what stood there is taken back, what is said now is kept.

    Args:
        sheet: Keyed before.
        keyed: What the sheet says now; another day than before moves the whole sheet.
        lines: On which it stands; 0 is the foot.
        actor: Who decided, as the audit names people.
        moment: When.
    """
    held = Sheet.objects.select_for_update(of=("self",)).select_related("walk_list").get(pk=sheet.pk)
    before = as_keyed(held)
    is_moved = before.day != keyed.day
    merged = _merged(before, keyed, lines)
    changed = differences(before.rows, merged.rows)
    touched = {row.line for row in (*before.rows, *merged.rows)} if is_moved else {each.line for each in changed}
    _take_back(held, touched, moment)
    held.day, held.checked_at = keyed.day, moment
    held.save(update_fields=["day", "checked_at"])
    _keep(held, [row for row in merged.rows if row.line in touched], moment)
    if is_moved or merged.foot != before.foot:
        _take_back(held, {FOOT}, moment)
        _keep_foot(held, merged, moment)
    record(actor, "sheet.correct", held, PURPOSE, moment)


@transaction.atomic
def count_line(waiting: SetAside, *, actor: str, moment: datetime) -> None:
    """Count a line of a sheet whose household is on the list now.

    Raises:
        RuleViolation: `settled` already; `cannot_count`: it is still not on the list.
    """
    held = SetAside.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    if held.settled_at is not None:
        raise RuleViolation("settled", "somebody has decided already")
    sheet = Sheet.objects.select_related("walk_list").filter(code=held.content.get("sheet", "")).first()
    row = row_of(held)
    if sheet is None or not _homes(sheet.walk_list, [row]):
        raise RuleViolation("cannot_count", "the household is not on the list")
    held.settlement, held.settled_at, held.settled_by = Settlement.TAKEN, moment, actor
    held.save(update_fields=["settlement", "settled_at", "settled_by"])
    _keep(sheet, [row], moment)
    record(actor, f"set_aside.{Settlement.TAKEN}", held, PURPOSE, moment)


def _checked(sheet: Sheet, keyed: Keyed, actor: str, moment: datetime) -> bool:
    if as_keyed(sheet) != keyed:
        return False
    if sheet.checked_at is None:
        sheet.checked_at = moment
        sheet.save(update_fields=["checked_at"])
        record(actor, "sheet.check", sheet, PURPOSE, moment)
    return True


def _merged(before: Keyed, now: Keyed, lines: Collection[int]) -> Keyed:
    rows = [row for row in before.rows if row.line not in lines] + [row for row in now.rows if row.line in lines]
    foot = now.foot if FOOT in lines else before.foot
    return Keyed(now.day, tuple(sorted(rows, key=lambda row: row.line)), *foot)


def _keep(sheet: Sheet, rows: Iterable[SheetRow], moment: datetime) -> None:
    """Keep visits; a household that is not on the list is set aside, so that nothing is lost."""
    wanted = [*rows]
    homes, times = _homes(sheet.walk_list, wanted), _said_before(sheet)
    known = [row for row in wanted if row.number in homes]
    events = {row.line: _event(sheet, EventKind.VISIT, row.line, times, _content(sheet, row), moment) for row in known}
    Event.objects.bulk_create(events.values())
    Visit.objects.bulk_create([_visit(events[row.line], homes[row.number], row) for row in known])
    visited = [homes[row.number].pk for row in known]
    LanguageWish.objects.filter(household__in=visited, since__lte=_happened(sheet, 0, moment)).delete()
    SetAside.objects.bulk_create(_aside(sheet, row, times, moment) for row in wanted if row.number not in homes)
    mark([sheet.walk_list_id])


def _keep_foot(sheet: Sheet, keyed: Keyed, moment: datetime) -> None:
    if keyed.foot == (0, 0):
        return
    content = {"kind": EventKind.TALLY, "sheet": sheet.code, "refused": keyed.refused, "none": keyed.no_smartphone}
    event = _event(sheet, EventKind.TALLY, FOOT, _said_before(sheet), content, moment)
    event.save(force_insert=True)
    VillageTally.objects.create(
        event=event,
        walk_list=sheet.walk_list,
        first_day=keyed.day,
        last_day=keyed.day,
        refused=keyed.refused,
        no_smartphone=keyed.no_smartphone,
    )


def _take_back(sheet: Sheet, lines: Collection[int], moment: datetime) -> None:
    undone = {*Undo.objects.filter(event__sheet=sheet).values_list("undone", flat=True)}
    standing = [
        each
        for each in Event.objects.filter(sheet=sheet, sequence__in=lines).exclude(kind=EventKind.UNDO)
        if each.pk not in undone
    ]
    for each in standing:
        content = {"kind": EventKind.UNDO, "undoes": str(each.pk)}
        event = _event(sheet, EventKind.UNDO, each.sequence, {each.sequence: str(each.pk)}, content, moment)
        event.save(force_insert=True)
        Undo.objects.create(event=event, undone=each.pk)
    mark([sheet.walk_list_id])
    waiting = SetAside.objects.filter(device=None, content__sheet=sheet.code, sequence__in=lines, settled_at=None)
    waiting.update(settlement=Settlement.DROPPED, settled_at=moment, settled_by="system")


def _homes(walk_list: WalkList, rows: Iterable[SheetRow]) -> dict[str, Household]:
    numbers = {row.number for row in rows}
    return {each.number: each for each in walk_list.households.filter(number__in=numbers, removed_at=None)}


def _said_before(sheet: Sheet) -> dict[int, Any]:
    """Return how often each line was said before, set aside or not."""
    times: dict[int, Any] = {}
    for line in _lines(sheet):
        times[line] = times.get(line, 0) + 1
    return times


def _lines(sheet: Sheet) -> Iterator[int]:
    yield from Event.objects.filter(sheet=sheet).exclude(kind=EventKind.UNDO).values_list("sequence", flat=True)
    asides = SetAside.objects.filter(device=None, content__sheet=sheet.code, sequence__isnull=False)
    yield from (line for line in asides.values_list("sequence", flat=True) if line is not None)


def _event(  # noqa: PLR0913, PLR0917 -- a row of a table, from the sheet and what the line says
    sheet: Sheet, kind: EventKind, line: int, times: dict[int, Any], content: dict[str, Any], moment: datetime
) -> Event:
    happened = _happened(sheet, line, moment)
    return Event(
        id=derived_id(sheet.printed_at, sheet.code, kind, str(line), str(times.get(line, 0))),
        sheet=sheet,
        sequence=line,
        kind=kind,
        device_time=happened,
        witnessed_at=happened,
        received_at=moment,
        way=Way.PAPER,
        digest=_digest(content),
    )


def _visit(event: Event, household: Household, row: SheetRow) -> Visit:
    return Visit(
        event=event,
        household=household,
        outcome=row.outcome,
        phones=row.phones,
        with_radio=row.with_radio,
        browser_only=row.browser_only,
        revisit_on=row.revisit_on,
    )


def _aside(sheet: Sheet, row: SheetRow, times: dict[int, Any], moment: datetime) -> SetAside:
    content = _content(sheet, row)
    name = derived_id(sheet.printed_at, sheet.code, EventKind.VISIT, str(row.line), str(times.get(row.line, 0)))
    return SetAside(
        id=UUID(bytes=sha256(sheet.pk.bytes + str(name).encode()).digest()[:ID_BYTES]),
        event_id=str(name),
        unit_id=sheet.walk_list.unit_id,
        sequence=row.line,
        reason=SetAsideReason.NO_SUCH_HOUSEHOLD,
        content=content,
        received_at=moment,
    )


def _content(sheet: Sheet, row: SheetRow) -> dict[str, Any]:
    return {
        "kind": EventKind.VISIT.value,
        "sheet": sheet.code,
        "list": str(sheet.walk_list_id),
        "household": row.number,
        "outcome": row.outcome.value,
        "phones": row.phones,
        "with_radio": row.with_radio,
        "browser_only": row.browser_only,
        "revisit_on": row.revisit_on.isoformat() if row.revisit_on else None,
    }


def _digest(content: dict[str, Any]) -> bytes:
    return sha256(json.dumps(content, sort_keys=True).encode()).digest()


def _happened(sheet: Sheet, line: int, moment: datetime) -> datetime:
    """Return when a line's visit happened: paper knows the day; noon and the order of the lines stand for the hour."""
    noon = datetime.combine(sheet.day or moment.date(), NOON, ZoneInfo(settings.TIME_ZONE))
    return min(noon + timedelta(seconds=line), moment)
