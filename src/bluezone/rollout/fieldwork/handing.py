"""Classes and events of movements that the field counted, handed on as reports of the campaign.

Each event becomes a report under its own id, so that it is stored once however often it comes. A later word corrects the
earlier one with a reason; an earlier word that comes late changes nothing and is noted beside the report that stands.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import Device, Event, Handed
from bluezone.rollout.fieldwork.rules.last_word import Word, is_later
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.reporting.identity import derived_id
from bluezone.rollout.reporting.models import Latest, Submission
from bluezone.rollout.reporting.queries import form_on
from bluezone.rollout.reporting.queries.events import school_classes
from bluezone.rollout.reporting.rules.forms import Form
from bluezone.rollout.reporting.rules.periods import local_day, period_of
from bluezone.rollout.reporting.rules.versions import Reason, Source
from bluezone.rollout.reporting.services import Report, read_report, submit, withdraw

CLASS_FORM: Final = "school_week"
CLASS_FIELDS: Final = ("age_band", "pupils", "smartphones", "declared", "relatives")
MOVEMENT_FORM: Final = "movement_event"
MOVEMENT_FIELDS: Final = (
    "activity",
    "checked_in",
    "volunteers",
    "helped",
    "browser_only",
    "pledges",
    "certificates",
)
ACTOR: Final = "system"
"""Nobody is logged in where a device speaks; which device it was stands with the event."""
DESK: Final = 0
"""The number under which a report that no device sent is compared."""


@transaction.atomic
def keep_class(event: Event, fields: Mapping[str, Any], moment: datetime) -> None:
    """Keep what a class teacher counted as the class's report of its week.

    Raises:
        ReportRefused: The form cannot read it.
        RuleViolation: As `submit`; `device_unknown` without a device; `not_yet` for a week that has not begun.
    """
    values = {key: fields[key] for key in CLASS_FIELDS}
    _keep(event, _report(event, CLASS_FORM, _day(fields["week"]), values, part=str(fields["class"])), moment)


@transaction.atomic
def keep_movement(event: Event, fields: Mapping[str, Any], moment: datetime) -> None:
    """Keep what a volunteer counted as the report of the movement's event.

    Raises:
        ReportRefused: The form cannot read it.
        RuleViolation: As `submit`; `device_unknown` without a device; `not_yet` for a day that has not begun.
    """
    day = _day(fields["day"])
    values = {key: fields[key] for key in MOVEMENT_FIELDS} | {"starts": f"{day.isoformat()}T{fields['starts']}"}
    report = _report(event, MOVEMENT_FORM, day, values, part=str(fields["event"]))
    elsewhere = Latest.objects.filter(form_key=MOVEMENT_FORM, unit=report.unit, part=report.part)
    moved = elsewhere.exclude(first_day=day).select_related("submission").first()
    if moved is not None and not _is_last(event, moved.submission):
        _hand(event, moved.submission)
        return
    if moved is not None:
        withdraw(moved.submission, id=derived_id(moment, str(event.pk)), actor=ACTOR, moment=moment)
    _keep(event, report, moment)


def classes_of(device: Device, moment: datetime) -> Mapping[str, object]:
    """Return what a teacher's device is told of its classes: the last word of each, and what levels are called."""
    if device.duty != Duty.TEACHER:
        return {}
    rows = [_class(row) for row in school_classes(device.unit_id, local_day(moment))]
    return {
        "classes": [row for row in rows if device.part in {"", row["class"]}],
        "levels": _choices(form_on(CLASS_FORM, local_day(moment)), "age_band"),
    }


def activities_of(device: Device, moment: datetime) -> Mapping[str, object]:
    """Return what a volunteer's device is told: what activities of a movement are called."""
    if device.duty != Duty.VOLUNTEER:
        return {}
    return {"activities": _choices(form_on(MOVEMENT_FORM, local_day(moment)), "activity")}


def _report(event: Event, form_key: str, day: date, values: Mapping[str, object], *, part: str) -> Report:
    if event.device is None:
        raise RuleViolation("device_unknown", "a class or an event of a movement comes from a device")
    return Report(event.pk, form_key, event.device.unit, day, values, Source.FIELD, part, event.device_time)


def _keep(event: Event, report: Report, moment: datetime) -> None:
    reading, standing = read_report(report)
    form = form_on(report.form_key, report.day)
    if period_of(report.day, form.rhythm).first > local_day(moment):
        raise RuleViolation("not_yet", "day: its period has not begun")
    if standing is not None and not _is_last(event, standing.submission):
        _hand(event, standing.submission)
        return
    other = standing is not None and dict(reading.values) != standing.submission.values
    replaces = standing.submission_id if standing is not None and other else None
    reason = Reason.COUNTED_AGAIN if replaces else None
    _hand(event, submit(report, actor=ACTOR, moment=moment, replaces=replaces, reason=reason).submission)


def _is_last(event: Event, standing: Submission) -> bool:
    """Return whether an event is a later word than everything that the standing report was made of."""
    handed = Event.objects.filter(handed__submission=standing.pk).select_related("device")
    words = [_word(each) for each in handed] or [Word(DESK, 0, standing.received_at)]
    return all(is_later(_word(event), word) for word in words)


def _word(event: Event) -> Word:
    return Word(event.device.number if event.device else DESK, event.sequence, event.witnessed_at)


def _hand(event: Event, submission: Submission) -> None:
    Handed.objects.create(event=event, submission=submission.pk)


def _day(written: object) -> date:
    return written if isinstance(written, date) else date.fromisoformat(str(written))


def _class(row: Latest) -> dict[str, object]:
    known = row.submission.values
    return {"class": row.part, "week": row.first_day.isoformat(), **{key: known.get(key) for key in CLASS_FIELDS}}


def _choices(form: Form, key: str) -> list[dict[str, str]]:
    asked = next(each for each in form.fields if each.key == key)
    return [{"key": choice, "vi": words.vi, "en": words.en} for choice, words in asked.choices.items()]
