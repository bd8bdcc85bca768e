"""What a keeper's device hands in: tallies of shifts, kept as they come and handed on as the agency's report of the gate.

The sum of the closed shifts of one number and day is the report's word for this part; a later word corrects it. A figure
that a person typed or corrected stands: a device does not overwrite it, and its tallies stay readable beside it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import Device, Event, Handed
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.gate.models import ShiftTally
from bluezone.rollout.gate.queries.words import words_of
from bluezone.rollout.gate.rules.last_word import NAMES, ONE_GATE, Counts, Word, closed_sum
from bluezone.rollout.reporting.identity import derived_id
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.queries import form_on, in_force
from bluezone.rollout.reporting.rules.periods import local_day
from bluezone.rollout.reporting.rules.versions import Reason, Source
from bluezone.rollout.reporting.services import Report, submit, withdraw

FORM: Final = "gate_day"
ACTOR: Final = "system"
"""Nobody is logged in where a device speaks; which device it was stands with the event."""


@transaction.atomic
def keep(event: Event, fields: Mapping[str, Any], moment: datetime) -> None:
    """Keep a word about a shift, and hand on what the closed shifts of its number come to.

    Raises:
        RuleViolation: `device_unknown` without a device; `not_yours` when another device spoke of this shift; `not_yet`
            for a day that has not begun; `no_such_form` for one before the campaign.
    """
    if event.device is None:
        raise RuleViolation("device_unknown", "a shift's tally comes from a device")
    day, shift = _day(fields["day"]), UUID(str(fields["shift"]))
    if day > local_day(moment):
        raise RuleViolation("not_yet", "day: it has not begun")
    if ShiftTally.objects.filter(shift=shift).exclude(event__device=event.device).exists():
        raise RuleViolation("not_yours", "shift: another device spoke of it")
    ShiftTally.objects.create(
        event=event,
        unit=event.device.unit,
        gate=fields["gate"],
        shift=shift,
        number=fields["number"],
        day=day,
        is_closed=fields["closed"],
        **{name: fields[name] for name in NAMES},
    )
    _hand_on(event, event.device, shift, moment)


def work(device: Device, _moment: datetime) -> Mapping[str, object]:
    """Return what a keeper's device is told: how its gate is called."""
    return {"post": {"gate": device.part or ONE_GATE}} if device.duty == Duty.KEEPER else {}


def _hand_on(event: Event, device: Device, shift: UUID, moment: datetime) -> None:
    """Hand on every number and day of which this shift ever spoke; one whose last shift moved away is withdrawn."""
    unit = device.unit
    places = sorted(set(ShiftTally.objects.filter(shift=shift).values_list("day", "number")))
    if unit.kind not in form_on(FORM, max(day for day, _number in places)).kinds:
        return
    words = words_of(ShiftTally.objects.filter(unit=unit, day__in={day for day, _number in places}))
    for place in places:
        _hand_on_one(event, device, place, words, moment)


def _hand_on_one(event: Event, device: Device, place: tuple[date, int], words: list[Word], moment: datetime) -> None:
    day, number = place
    counts, unit = closed_sum(words, day, number), device.unit
    standing = in_force(unit.pk, FORM, str(number), day)
    before = standing.submission if standing else None
    if before is not None and before.source != Source.FIELD:
        return
    name = derived_id(event.witnessed_at, str(event.pk), day.isoformat(), str(number))
    if counts is None:
        if before is not None:
            withdraw(before, id=name, actor=ACTOR, moment=moment)
        return
    report = Report(name, FORM, unit, day, values_of(counts), Source.FIELD, str(number), event.device_time)
    _note(event, _submitted(report, before, moment))


def _submitted(report: Report, before: Submission | None, moment: datetime) -> Submission:
    changed = before is not None and before.values != report.values
    replaces = before.pk if before is not None and changed else None
    reason = Reason.COUNTED_AGAIN if changed else None
    return submit(report, actor=ACTOR, moment=moment, replaces=replaces, reason=reason).submission


def _note(event: Event, submission: Submission) -> None:
    Handed.objects.get_or_create(event=event, defaults={"submission": submission.pk})


def values_of(counts: Counts) -> dict[str, int]:
    """Return counts by the fields of the gate's form, which says declined where the keeper's page says not now."""
    return {
        "came": counts.came,
        "went": counts.went,
        "helped": counts.helped,
        "refused": counts.not_now,
        "no_smartphone": counts.no_smartphone,
        "had_it": counts.had_it,
    }


def _day(written: object) -> date:
    return written if isinstance(written, date) else date.fromisoformat(str(written))
