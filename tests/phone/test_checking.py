"""Checking: what exposures mean, and what a phone says about itself."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.phone.people import DAY, HOUR, MINUTE, NOON

from bluezone.phone.agent import ClockWatch
from bluezone.phone.checking import Condition, Status, assessments, warnings_for
from bluezone.phone.diary import Warned
from bluezone.protocol.exposures import LISTENING_PERIOD, ExposureWindow, ScanInstance
from bluezone.protocol.keys import DiagnosisKey, ReportType, fresh_key
from bluezone.protocol.risk import POLICY_1, risk

KEYS = [DiagnosisKey(fresh_key(bytes((number,)) * 16, NOON)) for number in range(3)]
WARNED = Warned(NOON.date(), 16 * MINUTE, 1, NOON)


def window(
    key: DiagnosisKey, periods: int, *, attenuation_db: float = 60, at: timedelta = timedelta()
) -> ExposureWindow:
    starts = [NOON + at + number * LISTENING_PERIOD for number in range(periods)]
    scans = tuple(ScanInstance(start, LISTENING_PERIOD, attenuation_db, int(attenuation_db)) for start in starts)
    return ExposureWindow(key, NOON + at, scans)


@pytest.mark.parametrize(("periods", "told"), [(44, 0), (45, 1), (46, 1)])
def test_fifteen_minutes_near_in_a_day_are_a_warning(periods: int, told: int) -> None:
    warnings = warnings_for([window(KEYS[0], periods)], (), policy=POLICY_1, at=NOON + DAY)

    assert len(warnings) == told


def test_several_people_add_up_to_one_warning_a_day() -> None:
    windows = [window(KEYS[0], 30), window(KEYS[1], 30, at=30 * MINUTE), window(KEYS[2], 50, at=DAY)]

    warnings = warnings_for(windows, (), policy=POLICY_1, at=NOON + 2 * DAY)

    assert [(warned.day, warned.near) for warned in warnings] == [
        (NOON.date(), 20 * MINUTE),
        ((NOON + DAY).date(), 50 * LISTENING_PERIOD),
    ]


def test_a_warning_keeps_the_moment_at_which_it_was_first_told() -> None:
    warnings = warnings_for([window(KEYS[0], 90)], [WARNED], policy=POLICY_1, at=NOON + DAY)

    assert [(warned.at, warned.near) for warned in warnings] == [(NOON, 30 * MINUTE)]


def test_a_revoked_diagnosis_takes_its_warning_back() -> None:
    revoked = DiagnosisKey(KEYS[0].key, ReportType.REVOKED)

    assert warnings_for([window(revoked, 90)], [WARNED], policy=POLICY_1, at=NOON + DAY) == ()


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.integers(1, 90), st.sampled_from([50, 63, 64, 80])), max_size=6))
def test_the_assessment_of_each_key_is_the_risk_of_its_windows_alone(
    drawn: list[tuple[DiagnosisKey, int, int]],
) -> None:
    windows = [
        window(key, periods, attenuation_db=attenuation, at=place * HOUR)
        for place, (key, periods, attenuation) in enumerate(drawn)
    ]

    found = assessments(windows, POLICY_1)

    assert set(found) == {key for key, _, _ in drawn}
    for key, days in found.items():
        assert days == risk([one for one in windows if one.key == key], POLICY_1)


def status(**known: object) -> Status:
    usual: dict[str, object] = {
        "at": NOON,
        "on_air": True,
        "clock": ClockWatch(NOON),
        "checked_at": NOON,
        "warnings": (),
        "sightings": 7,
        "own_keys": 1,
        "report": None,
    }
    return Status(**(usual | known))  # type: ignore[arg-type]  # the fields by name


@pytest.mark.parametrize(
    ("known", "conditions"),
    [
        ({}, (Condition.LISTENING,)),
        ({"on_air": False}, (Condition.RADIO_OFF,)),
        ({"refused": "log_forked"}, (Condition.NOT_BELIEVED, Condition.LISTENING)),
        ({"on_air": False, "paused_until": NOON + MINUTE}, (Condition.PAUSED,)),
        ({"paused_until": NOON + MINUTE}, (Condition.PAUSED,)),
        ({"checked_at": NOON - 25 * HOUR}, (Condition.NOT_CHECKED, Condition.LISTENING)),
        ({"checked_at": None}, (Condition.NOT_CHECKED, Condition.LISTENING)),
        ({"warnings": (WARNED,)}, (Condition.WARNED, Condition.LISTENING)),
        ({"clock": ClockWatch(NOON, silent_until=NOON + MINUTE)}, (Condition.SILENT, Condition.LISTENING)),
        ({"clock": ClockWatch(NOON, silent_until=NOON)}, (Condition.LISTENING,)),
        ({"clock": ClockWatch(NOON, NOON, 2 * DAY)}, (Condition.CLOCK_DOUBTED, Condition.LISTENING)),
        ({"warnings": (WARNED,), "on_air": False}, (Condition.WARNED, Condition.RADIO_OFF)),
    ],
)
def test_a_phone_says_the_gravest_thing_first(known: dict[str, object], conditions: tuple[Condition, ...]) -> None:
    assert status(**known).conditions == conditions
