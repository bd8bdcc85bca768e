"""Risk: fifteen minutes within two metres in one UTC day, and what does not count."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.encounters import encounters
from bluezone.protocol.exposures import LISTENING_PERIOD, ExposureWindow, ScanInstance, exposure_windows, exposures
from bluezone.protocol.identifiers import identifier
from bluezone.protocol.intervals import Air, interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.risk import POLICY_1, DayRisk, RiskPolicy, risk
from bluezone.protocol.sightings import Sighting

DATE = datetime(2020, 8, 20, tzinfo=UTC)
START = 144 * (DATE - datetime(1970, 1, 1, tzinfo=UTC)).days
NEAR_RSSI = -26 - POLICY_1.near_max_attenuation_db


def diagnosed(number: int = 0, report_type: ReportType = ReportType.CONFIRMED_TEST) -> DiagnosisKey:
    """One person's key of the day, published for the reason given."""
    return DiagnosisKey(ExposureKey(bytes([number]) * 16, START), report_type)


def beside(key: DiagnosisKey, periods: int, *, begin: datetime, rssi_dbm: int = NEAR_RSSI) -> list[Sighting]:
    """What a phone hears that is beside the key's owner for so many listening periods."""
    moments = [begin + number * LISTENING_PERIOD for number in range(periods)]
    return [
        Sighting(Air.BLUEZONE, identifier(key.key, interval_at(at, Air.BLUEZONE), Air.BLUEZONE), at, rssi_dbm, -26)
        for at in moments
    ]


def judged(keys: list[DiagnosisKey], heard: list[Sighting], policy: RiskPolicy = POLICY_1) -> tuple[DayRisk, ...]:
    """The risk of what was heard, through every stage a phone goes through."""
    found = exposures(keys, encounters(heard), tolerance=policy.tolerance)
    return risk(exposure_windows(found), policy)


@pytest.mark.parametrize(("periods", "warned"), [(44, False), (45, True), (46, True)])
def test_a_person_is_warned_from_forty_five_listening_periods_on(periods: int, *, warned: bool) -> None:
    key = diagnosed()
    heard = beside(key, periods, begin=DATE + timedelta(hours=9))

    (day,) = judged([key], heard)

    assert day == DayRisk(DATE.date(), periods * LISTENING_PERIOD, periods * LISTENING_PERIOD, warned)


@pytest.mark.parametrize("beacons_a_period", [1, 3, 20])
def test_more_beacons_in_a_period_make_no_more_time(beacons_a_period: int) -> None:
    key = diagnosed()
    once = beside(key, 44, begin=DATE + timedelta(hours=9))
    often = [
        replace(one, heard_at=one.heard_at + timedelta(seconds=number))
        for one in once
        for number in range(beacons_a_period)
    ]

    (day,) = judged([key], often)

    assert day.near == timedelta(seconds=880)
    assert not day.close_contact


def test_minutes_of_one_day_add_up() -> None:
    key = diagnosed()
    heard = beside(key, 22, begin=DATE + timedelta(hours=9)) + beside(key, 23, begin=DATE + timedelta(hours=15))

    (day,) = judged([key], heard)

    assert day.close_contact


def test_minutes_beside_two_diagnosed_people_add_up() -> None:
    one, other = diagnosed(1), diagnosed(2)
    heard = beside(one, 22, begin=DATE + timedelta(hours=9)) + beside(other, 23, begin=DATE + timedelta(hours=9))

    (day,) = judged([one, other], heard)

    assert day.near == 45 * LISTENING_PERIOD
    assert day.close_contact


def test_minutes_of_two_days_do_not_add_up() -> None:
    today = diagnosed(1)
    tomorrow = DiagnosisKey(ExposureKey(bytes([2]) * 16, START + 144))
    heard = beside(today, 30, begin=DATE + timedelta(hours=23, minutes=50))
    heard += beside(tomorrow, 30, begin=DATE + timedelta(days=1))

    days = judged([today, tomorrow], heard[:30] + heard[30:])

    assert [(day.day, day.close_contact) for day in days] == [(date(2020, 8, 20), False), (date(2020, 8, 21), False)]


@pytest.mark.parametrize(("extra_db", "counts"), [(0, True), (1, False)])
def test_a_period_is_near_up_to_the_policys_attenuation(extra_db: int, *, counts: bool) -> None:
    key = diagnosed()
    heard = beside(key, 45, begin=DATE + timedelta(hours=9), rssi_dbm=NEAR_RSSI - extra_db)

    (day,) = judged([key], heard)

    assert day.close_contact is counts
    assert day.near == (timedelta(minutes=15) if counts else timedelta())
    assert day.heard == timedelta(minutes=15)


@pytest.mark.parametrize("report_type", ReportType)
def test_only_confirmed_and_clinical_diagnoses_count(report_type: ReportType) -> None:
    key = diagnosed(report_type=report_type)

    days = judged([key], beside(key, 45, begin=DATE + timedelta(hours=9)))

    assert bool(days) is (report_type in {ReportType.CONFIRMED_TEST, ReportType.CLINICAL_DIAGNOSIS})


def test_nothing_heard_is_no_risk() -> None:
    assert judged([diagnosed()], []) == ()


def test_the_policy_says_who_decided_what() -> None:
    assert POLICY_1.version == 1
    assert "15 minutes within 2 metres" in POLICY_1.decision
    assert POLICY_1.close_contact == timedelta(minutes=15)
    assert dict(POLICY_1.tolerance) == {Air.BLUEZONE: 1, Air.EXPOSURE_NOTIFICATION: 12}


scans = st.builds(
    ScanInstance,
    st.just(DATE),
    st.just(LISTENING_PERIOD),
    st.floats(0, 127),
    st.integers(0, 127),
)
windows = st.builds(
    ExposureWindow,
    st.builds(diagnosed, st.integers(0, 3), st.sampled_from(ReportType)),
    st.integers(0, 5).map(lambda half_hours: DATE + timedelta(hours=12 * half_hours)),
    st.lists(scans, min_size=1, max_size=60).map(tuple),
)


@given(st.lists(windows, max_size=8), st.data())
def test_the_order_of_windows_is_of_no_matter(ones: list[ExposureWindow], data: st.DataObject) -> None:
    assert risk(data.draw(st.permutations(ones)), POLICY_1) == risk(ones, POLICY_1)


@given(st.lists(windows, max_size=8), windows)
def test_one_more_window_never_lowers_a_risk(ones: list[ExposureWindow], more: ExposureWindow) -> None:
    before = {day.day: day for day in risk(ones, POLICY_1)}

    after = {day.day: day for day in risk([*ones, more], POLICY_1)}

    for day, was in before.items():
        assert after[day].near >= was.near
        assert after[day].heard >= after[day].near
        assert after[day].close_contact >= was.close_contact
