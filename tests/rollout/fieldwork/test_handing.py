"""Classes and events of movements that devices counted, as the campaign's reports."""

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import on
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork import handing
from bluezone.rollout.fieldwork.models import Device, Event, Handed
from bluezone.rollout.fieldwork.rules.last_word import Word, is_later
from bluezone.rollout.fieldwork.rules.words import Duty, EventKind, Way
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.models import Latest, Submission
from bluezone.rollout.reporting.queries import movement
from bluezone.rollout.reporting.queries.events import school_classes
from bluezone.rollout.reporting.rules.versions import Reason, Source
from bluezone.rollout.reporting.services import Report, ReportRefused, rebuild_latest, submit

FRIDAY = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
CLASS = {
    "class": "7a",
    "week": MONDAY,
    "age_band": "lower",
    "pupils": 38,
    "smartphones": 21,
    "declared": 17,
    "relatives": 40,
}
GATHERING = {
    "event": "0193598e-0000-7000-8000-000000000001",
    "activity": "village_evening",
    "day": date(2026, 11, 27),
    "starts": "14:30",
    "checked_in": 84,
    "volunteers": 6,
    "helped": 31,
    "browser_only": 4,
    "pledges": 50,
    "certificates": 6,
}


@pytest.fixture
def school(db: None) -> Unit:
    """A school of the province of today."""
    assert import_province(shipped("lai-chau"), actor="system", moment=FRIDAY).findings == ()
    return _of(Kind.SCHOOL)


@pytest.fixture
def teacher(school: Unit) -> Device:
    return a_device(school, Duty.TEACHER)


@pytest.fixture
def volunteer(school: Unit) -> Device:
    return a_device(_of(Kind.UNION), Duty.VOLUNTEER)


def _of(kind: Kind) -> Unit:
    return on(FRIDAY.date()).filter(kind=kind.value).order_by("stat_code")[0]


def a_device(unit: Unit, duty: Duty, number: int = 1) -> Device:
    key = secrets.token_bytes(91)
    return Device.objects.create(unit=unit, duty=duty, number=number, public_key=key, share=b"", enrolled_at=FRIDAY)


def tell(device: Device, fields: dict[str, Any], *, at: datetime = FRIDAY, sequence: int = 1) -> Event:
    """Hand in one event as the intake does; at the hour at which it was said."""
    is_class = "class" in fields
    event = Event.objects.create(
        id=new_id(at),
        device=device,
        sequence=sequence,
        kind=EventKind.CLASS if is_class else EventKind.MOVEMENT,
        device_time=at,
        witnessed_at=at,
        received_at=at,
        way=Way.SYNC,
        digest=bytes(32),
    )
    (handing.keep_class if is_class else handing.keep_movement)(event, fields, FRIDAY)
    return event


def test_what_a_teacher_counted_is_the_class_report_of_the_week(teacher: Device, school: Unit) -> None:
    event = tell(teacher, CLASS)

    report = Submission.objects.get()
    assert (report.pk, report.source, report.part) == (event.pk, Source.FIELD, "7A")
    assert (report.first_day, report.last_day) == (MONDAY, MONDAY + timedelta(days=6))
    (row,) = school_classes(school.pk, FRIDAY.date())
    assert (row.staff, row.smartphones, row.declared) == (38, 21, 17)
    assert Handed.objects.get().submission == report.pk


def test_the_last_word_of_a_week_corrects_the_earlier_one(teacher: Device) -> None:
    first = tell(teacher, CLASS)
    second = tell(teacher, {**CLASS, "declared": 19}, sequence=2)

    assert Latest.objects.get().declared == 19
    corrected = Submission.objects.get(pk=second.pk)
    assert (corrected.supersedes_id, corrected.reason) == (first.pk, Reason.COUNTED_AGAIN)


def test_an_earlier_word_that_comes_late_changes_nothing_and_is_not_lost(teacher: Device) -> None:
    newer = tell(teacher, {**CLASS, "declared": 19}, sequence=2)
    older = tell(teacher, CLASS, at=FRIDAY + timedelta(hours=1), sequence=1)

    assert Latest.objects.get().declared == 19
    assert Handed.objects.get(event=older).submission == newer.pk


def test_the_same_word_again_is_one_report(teacher: Device) -> None:
    tell(teacher, CLASS)
    tell(teacher, CLASS, sequence=3)
    tell(teacher, {**CLASS, "declared": 3}, sequence=2)

    assert Submission.objects.count() == 1
    assert Handed.objects.count() == 3
    assert Latest.objects.get().declared == 17


def test_what_the_desk_wrote_later_stands_against_a_device_that_was_offline(teacher: Device, school: Unit) -> None:
    values = {key: CLASS[key] for key in handing.CLASS_FIELDS} | {"declared": 20}
    report = Report(new_id(FRIDAY), "school_week", school, MONDAY, values, Source.DESK, "7A")
    submit(report, actor="system", moment=FRIDAY)

    tell(teacher, CLASS, at=FRIDAY - timedelta(hours=5))
    assert Latest.objects.get().declared == 20

    tell(teacher, {**CLASS, "declared": 21}, at=FRIDAY + timedelta(hours=1), sequence=2)
    assert Latest.objects.get().declared == 21


def test_two_devices_at_one_class_agree_on_whoever_spoke_last(teacher: Device, school: Unit) -> None:
    other = a_device(school, Duty.TEACHER, number=2)

    tell(teacher, {**CLASS, "declared": 19}, at=FRIDAY)
    tell(other, CLASS, at=FRIDAY - timedelta(hours=2), sequence=9)

    assert Latest.objects.get().declared == 19


@pytest.mark.parametrize(
    "change",
    [{"age_band": "nursery"}, {"pupils": 201}, {"class": "the tall ones"}],
)
def test_what_the_form_cannot_read_is_refused(teacher: Device, change: dict[str, object]) -> None:
    with pytest.raises(ReportRefused), transaction.atomic():
        tell(teacher, {**CLASS, **change})

    assert not Submission.objects.exists()


def test_a_week_that_has_not_begun_is_refused(teacher: Device) -> None:
    with pytest.raises(RuleViolation, match="not begun"):
        tell(teacher, {**CLASS, "week": date(2038, 1, 18)})


def test_a_class_of_a_unit_that_is_no_school_is_refused(volunteer: Device) -> None:
    with pytest.raises(RuleViolation, match="units of this kind"):
        tell(volunteer, CLASS)


def test_doubtful_counts_are_kept_and_marked(teacher: Device) -> None:
    tell(teacher, {**CLASS, "declared": 30})

    assert Submission.objects.get().doubts_confirmed


def test_a_volunteers_day_is_the_movements_event(volunteer: Device) -> None:
    tell(volunteer, GATHERING)

    report = Submission.objects.get()
    assert report.values["starts"] == "2026-11-27T14:30"
    tally = movement(FRIDAY.date(), FRIDAY.date(), [volunteer.unit_id])
    assert tally.by_kind == {"village_evening": 1}
    assert tally.sums == {
        "checked_in": 84,
        "volunteers": 6,
        "helped": 31,
        "browser_only": 4,
        "pledges": 50,
        "certificates": 6,
    }


def test_a_later_word_of_the_same_event_counts_it_once(volunteer: Device) -> None:
    first = tell(volunteer, GATHERING)
    tell(volunteer, {**GATHERING, "helped": 35}, sequence=2)
    tell(volunteer, {**GATHERING, "event": str(new_id(FRIDAY)), "helped": 5}, sequence=3)

    assert set(Latest.objects.values_list("helped", flat=True)) == {5, 35}
    assert Submission.objects.get(supersedes=first.pk).reason == Reason.COUNTED_AGAIN
    before = list(Latest.objects.order_by("pk").values())
    rebuild_latest()
    assert list(Latest.objects.order_by("pk").values()) == before


def test_an_event_whose_day_was_corrected_moves_to_it(volunteer: Device) -> None:
    tell(volunteer, {**GATHERING, "day": date(2026, 11, 20)}, sequence=2)
    tell(volunteer, GATHERING, sequence=3)
    tell(volunteer, {**GATHERING, "day": date(2026, 11, 20)}, sequence=1)

    assert Latest.objects.get().first_day == date(2026, 11, 27)


def test_a_teachers_device_is_told_what_its_class_reported_last(teacher: Device) -> None:
    tell(teacher, {**CLASS, "week": MONDAY - timedelta(days=7)})
    tell(teacher, {**CLASS, "class": "9B"}, sequence=2)
    teacher.part = "7A"

    told = handing.classes_of(teacher, FRIDAY)

    assert told["classes"] == [{**CLASS, "class": "7A", "week": "2026-11-16"}]
    assert {"key": "lower", "vi": "Trung học cơ sở", "en": "Lower secondary"} in list(told["levels"])  # type: ignore[call-overload] # JSON
    assert handing.activities_of(teacher, FRIDAY) == {}


def test_a_volunteers_device_is_told_the_activities(volunteer: Device) -> None:
    told = handing.activities_of(volunteer, FRIDAY)

    assert {"key": "launch", "vi": "Lễ phát động", "en": "Launch"} in list(told["activities"])  # type: ignore[call-overload] # JSON
    assert handing.classes_of(volunteer, FRIDAY) == {}


def said(words: Sequence[tuple[int, int, int]]) -> list[Word]:
    """Words of devices whose corrected clocks agree with their sequences."""
    return [Word(device, sequence, FRIDAY + timedelta(hours=sequence, minutes=lag)) for device, sequence, lag in words]


words = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 9), st.integers(0, 50)),
    min_size=1,
    max_size=8,
    unique_by=lambda word: word[:2],
)


@given(words.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_word_that_stands_does_not_depend_on_the_order_of_arrival(orders: Any) -> None:
    def stands(order: list[Word]) -> Word:
        standing = order[0]
        for coming in order:
            standing = coming if is_later(coming, standing) else standing
        return standing

    first, second = (stands(said(order)) for order in orders)

    assert first == second


@given(st.integers(1, 3), st.integers(1, 99), st.integers(1, 99), st.datetimes(timezones=st.just(UTC)))
def test_one_devices_words_stand_in_their_sequence_whatever_its_clock_said(
    device: int, first: int, second: int, moment: datetime
) -> None:
    assert is_later(Word(device, first, moment), Word(device, second, FRIDAY)) == (first > second)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(1, 6)))
def test_snapshots_that_arrive_in_any_order_leave_the_last_one_standing(teacher: Device, order: list[int]) -> None:
    with transaction.atomic():
        for sequence in order:
            tell(teacher, {**CLASS, "declared": min(sequence, 4), "class": "6C"}, sequence=sequence)
        standing = Latest.objects.get().declared
        handed = Handed.objects.count()
        transaction.set_rollback(True)

    assert (standing, handed) == (4, 5)
