"""Contact days: meetings are counted as people would count them, and told as near as they likely were."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.phone.devices import beacons_of
from tests.phone.people import DAY, HOUR, MINUTE, NOON
from tests.strategies import sightings

from bluezone.phone.days import Heard, band_of, heard_days, meetings
from bluezone.protocol.encounters import encounters
from bluezone.protocol.exposure_report import Band
from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import fresh_key
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.sightings import Sighting


def somebody(name: str, start: datetime, minutes: int, *, rssi_dbm: int = -80) -> list[Sighting]:
    key = fresh_key(name.encode().ljust(16), start.replace(hour=0))
    return list(beacons_of(key, start, minutes, rssi_dbm=rssi_dbm))


def on(day: datetime, *heard: list[Sighting]) -> Heard:
    return heard_days([one for ones in heard for one in ones], POLICY_1)[day.date()]


def test_a_day_on_which_nobody_was_heard_is_not_there() -> None:
    assert heard_days([], POLICY_1) == {}


def test_somebody_who_stays_for_hours_is_one_meeting_under_many_identifiers() -> None:
    heard = on(NOON, somebody("ana", NOON + 3 * MINUTE, 180))

    assert heard == Heard(NOON.date(), meetings=1, near=180)
    assert heard.minutes == 180


def test_two_people_at_the_same_time_are_two_and_their_time_counts_once() -> None:
    heard = on(NOON, somebody("ana", NOON, 60), somebody("binh", NOON, 60))

    assert (heard.meetings, heard.minutes) == (2, 60)


def test_ten_people_one_after_another_are_ten() -> None:
    people = [somebody(str(number), NOON + number * 30 * MINUTE, 10) for number in range(10)]

    heard = on(NOON, *people)

    assert (heard.meetings, heard.minutes) == (10, 100)


def test_a_bus_full_of_people_is_counted_by_heads() -> None:
    heard = on(NOON, *(somebody(str(number), NOON, 40) for number in range(30)))

    assert (heard.meetings, heard.minutes) == (30, 40)


def test_who_comes_back_under_the_same_identifier_is_the_same() -> None:
    whole = somebody("ana", NOON, 14)
    seen = [one for one in whole if not NOON + 2 * MINUTE <= one.heard_at < NOON + 10 * MINUTE]

    assert on(NOON, seen).meetings == 1


def test_who_comes_back_later_under_another_identifier_counts_again() -> None:
    heard = on(NOON, somebody("ana", NOON, 10), somebody("ana", NOON + HOUR, 10))

    assert heard.meetings == 2, "nothing tells the phone that it is the same person"


def test_one_who_leaves_and_another_who_comes_within_an_interval_are_two() -> None:
    heard = on(NOON, somebody("ana", NOON, 5), somebody("binh", NOON + 6 * MINUTE, 5))

    assert heard.meetings == 2


def test_two_airs_are_two_people() -> None:
    other = [Sighting(Air.EXPOSURE_NOTIFICATION, bytes(16), NOON + n * MINUTE, -80, None, bytes(4)) for n in range(9)]

    assert on(NOON, somebody("ana", NOON, 9), other).meetings == 2


def test_each_moment_counts_as_near_as_the_nearest_person() -> None:
    far, near = somebody("ana", NOON, 30, rssi_dbm=-110), somebody("binh", NOON + 10 * MINUTE, 10)
    middle = somebody("chi", NOON + 20 * MINUTE, 5, rssi_dbm=-95)

    heard = on(NOON, far, near, middle)

    assert (heard.near, heard.middle, heard.far, heard.minutes) == (10, 5, 15, 30)


def test_a_moment_is_never_told_as_nothing() -> None:
    assert on(NOON, somebody("ana", NOON, 1)[:1]).minutes == 1


def test_midnight_in_utc_parts_two_days() -> None:
    key = fresh_key(bytes(16), NOON)
    evening = list(beacons_of(key, NOON + 11 * HOUR + 50 * MINUTE, 10))
    morning = list(beacons_of(fresh_key(bytes(15) + b"1", NOON + 12 * HOUR), NOON + 12 * HOUR, 10))

    days = heard_days([*evening, *morning], POLICY_1)

    assert [(day.day, day.meetings, day.minutes) for day in days.values()] == [
        (NOON.date(), 1, 10),
        ((NOON + DAY).date(), 1, 10),
    ]


@pytest.mark.parametrize(
    ("attenuation", "band"), [(0, Band.NEAR), (63, Band.NEAR), (63.5, Band.MIDDLE), (73, Band.MIDDLE), (74, Band.FAR)]
)
def test_the_policy_parts_the_bands(attenuation: float, band: Band) -> None:
    assert band_of(attenuation, POLICY_1) is band


def shuffled(seed: int, heard: list[Sighting]) -> list[Sighting]:
    return random.Random(seed).sample(heard, len(heard))


@given(st.lists(sightings(), max_size=40), st.integers())
def test_the_order_of_what_was_heard_is_of_no_matter(heard: list[Sighting], seed: int) -> None:
    assert heard_days(shuffled(seed, heard), POLICY_1) == heard_days(heard, POLICY_1)


@given(st.lists(sightings(), max_size=40))
def test_there_are_never_more_meetings_than_identifiers_nor_none(heard: list[Sighting]) -> None:
    for day in heard_days(heard, POLICY_1).values():
        ones = [one for one in heard if one.heard_at.date() == day.day]
        assert 1 <= day.meetings <= len({(one.air, one.identifier) for one in ones})


@given(st.lists(st.sampled_from(["ana", "binh", "chi", "dung"]), unique=True, min_size=1), st.integers(1, 100))
def test_those_who_are_there_together_are_counted_exactly(names: list[str], minutes: int) -> None:
    start = NOON + timedelta(minutes=2)

    found = encounters([one for name in names for one in somebody(name, start, minutes)])

    assert meetings(found) == len(names)
