"""Exposures: whose identifiers were heard, when they could have been on the air, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import edge_keys, rssis

from bluezone.protocol.encounters import encounters
from bluezone.protocol.exposures import (
    Exposure,
    ExposureWindow,
    airs_of,
    attenuation_db,
    exposure_windows,
    exposures,
)
from bluezone.protocol.identifiers import encrypted_metadata, identifiers
from bluezone.protocol.intervals import DAY, Air, Interval, start_of
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.sightings import Sighting

DATE = datetime(2020, 8, 20, tzinfo=UTC)
START = 144 * (DATE - datetime(1970, 1, 1, tzinfo=UTC)).days
KEY = DiagnosisKey(ExposureKey(bytes(range(16)), START))
TOLERANCE = POLICY_1.tolerance


def spoken(key: DiagnosisKey, moment: datetime, *, rssi_dbm: int = -80, power_dbm: int = -26) -> Sighting:
    """What a phone near the key's owner hears on the Bluezone air at `moment`, by two right clocks."""
    day = dict(identifiers(key.key, Air.BLUEZONE))
    number = Interval((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=15))
    return Sighting(Air.BLUEZONE, day[number], moment, rssi_dbm, power_dbm)


def found_in(keys: list[DiagnosisKey], heard: list[Sighting]) -> tuple[Exposure, ...]:
    """The exposures among sightings under policy 1's tolerances."""
    return exposures(keys, encounters(heard), tolerance=TOLERANCE)


@st.composite
def days_near_people(draw: st.DrawFn) -> tuple[list[DiagnosisKey], list[Sighting]]:
    """Up to three keys of one day, and beacons of theirs and of strangers heard on it."""
    keys = [
        DiagnosisKey(key)
        for key in draw(st.lists(edge_keys(day=DATE.date()), max_size=3, unique_by=lambda key: key.secret))
    ]
    heard = []
    for _ in range(draw(st.integers(0, 15))):
        air = draw(st.sampled_from(Air))
        number, identifier = Interval(0), draw(st.binary(min_size=12, max_size=16))
        of_a_key = draw(st.booleans())
        if keys and of_a_key:
            number, identifier = draw(st.sampled_from(identifiers(draw(st.sampled_from(keys)).key, air)))
        offset = timedelta(seconds=draw(st.integers(-3 * 3600, 3 * 3600)))
        metadata = draw(st.binary(min_size=4, max_size=4)) if air is Air.EXPOSURE_NOTIFICATION else b""
        moment = max(start_of(number, air) + offset, datetime(1970, 1, 1, tzinfo=UTC))
        heard.append(Sighting(air, identifier, moment, draw(rssis), None, metadata))
    return keys, heard


@pytest.mark.parametrize("air", Air)
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("beyond", [False, True])
def test_an_identifier_is_accepted_as_far_as_the_tolerance_and_no_further(
    air: Air, *, late: bool, beyond: bool
) -> None:
    number, identifier = identifiers(KEY.key, air)[50]
    steps = TOLERANCE[air]
    edge = start_of(Interval(number + steps + 1), air) if late else start_of(Interval(number - steps), air)
    inside = edge - timedelta.resolution if late else edge
    outside = edge if late else edge - timedelta.resolution
    sighting = Sighting(air, identifier, outside if beyond else inside, -80, metadata=b"abcd")

    found = found_in([KEY], [sighting])

    assert found == (() if beyond else (Exposure(KEY, number, (sighting,)),))


def test_a_strangers_identifier_is_no_exposure() -> None:
    stranger = DiagnosisKey(ExposureKey(bytes(16), START))

    assert found_in([KEY], [spoken(stranger, DATE + timedelta(hours=9))]) == ()


def test_an_identifier_of_the_other_air_is_no_exposure() -> None:
    heard = replace(spoken(KEY, DATE + timedelta(hours=9)), air=Air.EXPOSURE_NOTIFICATION)

    assert found_in([KEY], [heard]) == ()


def test_a_key_that_ended_speaks_no_more_although_its_day_key_goes_on() -> None:
    ended = DiagnosisKey(ExposureKey(KEY.key.secret, START, 72))

    assert found_in([ended], [spoken(KEY, DATE + timedelta(hours=11, minutes=59))]) != ()
    assert found_in([ended], [spoken(KEY, DATE + timedelta(hours=12))]) == ()


@given(days_near_people(), st.data())
def test_the_order_of_keys_and_sightings_is_of_no_matter_and_duplicates_count_once(
    day: tuple[list[DiagnosisKey], list[Sighting]], data: st.DataObject
) -> None:
    keys, heard = day
    mixed_keys = data.draw(st.permutations(keys + keys[:1]))
    mixed = data.draw(st.permutations(heard + heard[:3]))

    found = exposures(mixed_keys, encounters(mixed) + encounters(heard[:5]), tolerance=TOLERANCE)

    assert found == found_in(keys, heard)
    assert exposure_windows(found[::-1] + found) == exposure_windows(found_in(keys, heard))


@given(days_near_people())
def test_exposures_equal_a_plain_comparison_of_everything_with_everything(
    day: tuple[list[DiagnosisKey], list[Sighting]],
) -> None:
    keys, heard = day

    expected = {
        (key, number, sighting)
        for key in keys
        for air in Air
        for number, identifier in identifiers(key.key, air)
        for sighting in heard
        if (sighting.air, sighting.identifier) == (air, identifier)
        and abs((sighting.heard_at - start_of(Interval(0), air)) // air.interval_length - number) <= TOLERANCE[air]
    }

    found = found_in(keys, heard)
    assert {(one.key, one.interval, sighting) for one in found for sighting in one.sightings} == expected


def test_a_revised_key_replaces_its_first_release() -> None:
    heard = [spoken(KEY, DATE + timedelta(hours=9))]
    revised = replace(KEY, report_type=ReportType.REVOKED)

    found = found_in([KEY, revised], heard)

    assert [one.key for one in found] == [revised]


def test_a_key_inside_one_day_can_be_on_both_airs_and_one_across_midnight_on_one() -> None:
    across = DiagnosisKey(ExposureKey(bytes(16), START + 3, 144))

    assert airs_of(KEY) == (Air.BLUEZONE, Air.EXPOSURE_NOTIFICATION)
    assert airs_of(across) == (Air.EXPOSURE_NOTIFICATION,)
    assert found_in([across], [spoken(KEY, DATE + timedelta(hours=9))]) == ()


def test_attenuation_is_stated_power_minus_received_power() -> None:
    assert attenuation_db(spoken(KEY, DATE, rssi_dbm=-80, power_dbm=-20), KEY) == 60


def test_a_phone_of_2020_that_states_no_power_counts_as_the_profiles() -> None:
    silent = replace(spoken(KEY, DATE, rssi_dbm=-80), tx_power_dbm=None)

    assert attenuation_db(silent, KEY) == 54


@pytest.mark.parametrize(("power", "byte"), [(8, b"\x08"), (-26, b"\xe6"), (-128, b"\x80")])
def test_on_the_exposure_notification_air_the_power_is_in_the_metadata(power: int, byte: bytes) -> None:
    _, identifier = identifiers(KEY.key, Air.EXPOSURE_NOTIFICATION)[0]
    metadata = encrypted_metadata(KEY.key, identifier, b"\x40" + byte + b"\x00\x00")
    heard = Sighting(Air.EXPOSURE_NOTIFICATION, identifier, DATE, power - 60, metadata=metadata)

    assert attenuation_db(heard, KEY) == 60


@pytest.mark.parametrize(("power", "rssi", "expected"), [(127, -127, 127), (-128, 20, 0)])
def test_a_lie_about_power_moves_attenuation_only_within_its_limits(power: int, rssi: int, expected: int) -> None:
    assert attenuation_db(spoken(KEY, DATE, rssi_dbm=rssi, power_dbm=power), KEY) == expected


def windows_of(heard: list[Sighting]) -> tuple[ExposureWindow, ...]:
    return exposure_windows(found_in([KEY], heard))


def test_a_listening_period_counts_once_however_many_beacons_it_held() -> None:
    nine = DATE + timedelta(hours=9)

    (window,) = windows_of([spoken(KEY, nine + timedelta(seconds=s), rssi_dbm=-80 - s) for s in (0, 7, 19)])

    (scan,) = window.scans
    assert window.start == nine
    assert scan.start == nine
    assert scan.duration == timedelta(seconds=20)
    assert scan.typical_attenuation_db == (54 + 61 + 73) / 3
    assert scan.min_attenuation_db == 54


def test_windows_are_half_hours_of_utc_and_scans_are_in_order() -> None:
    before = DATE + timedelta(hours=9, minutes=29, seconds=59)

    windows = windows_of([spoken(KEY, before + timedelta(seconds=s)) for s in (1, -30, 0, 700)])

    assert [window.start for window in windows] == [DATE + timedelta(hours=9), DATE + timedelta(hours=9, minutes=30)]
    assert [[scan.start - DATE for scan in window.scans] for window in windows] == [
        [timedelta(hours=9, minutes=29, seconds=20), timedelta(hours=9, minutes=29, seconds=40)],
        [timedelta(hours=9, minutes=30), timedelta(hours=9, minutes=41, seconds=20)],
    ]


@given(days_near_people())
def test_no_window_is_longer_than_half_an_hour_nor_crosses_midnight(
    day: tuple[list[DiagnosisKey], list[Sighting]],
) -> None:
    for window in exposure_windows(found_in(*day)):
        assert sum((scan.duration for scan in window.scans), timedelta()) <= timedelta(minutes=30)
        assert all(window.start <= scan.start < window.start + timedelta(minutes=30) for scan in window.scans)
        assert (window.start - DATE) // DAY == (window.scans[-1].start - DATE) // DAY
