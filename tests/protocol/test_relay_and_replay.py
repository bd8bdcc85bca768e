"""What somebody with two radios can still do, in minutes: the figures of the threat model are measured here."""

from datetime import UTC, datetime, timedelta

import pytest

from bluezone.protocol.encounters import encounters
from bluezone.protocol.exposures import LISTENING_PERIOD, exposure_windows, exposures
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import Air, start_of
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, publishable_from
from bluezone.protocol.risk import POLICY_1, risk
from bluezone.protocol.sightings import Sighting

DAY = datetime(2026, 11, 20, tzinfo=UTC)
KEY = DiagnosisKey(ExposureKey(bytes(range(16)), 144 * (DAY - datetime(1970, 1, 1, tzinfo=UTC)).days))
MINUTE = timedelta(minutes=1)
NEAR_DBM = -50
POWER_DBM = -26
PLAIN_POWER = bytes((0x40, POWER_DBM % 256, 0, 0))


def replayed(air: Air, overheard: timedelta, delay: timedelta, lasting: timedelta) -> list[Sighting]:
    """What a victim hears of one recording made `overheard` after an interval began, sent on after `delay`."""
    number, identifier = identifiers(KEY.key, air)[40]
    start = start_of(number, air) + overheard + delay
    periods = range(lasting // LISTENING_PERIOD)
    power = POWER_DBM if air is Air.BLUEZONE else None
    metadata = b"" if air is Air.BLUEZONE else bytes(4)
    return [Sighting(air, identifier, start + n * LISTENING_PERIOD, NEAR_DBM, power, metadata) for n in periods]


def believed_minutes(heard: list[Sighting]) -> float:
    """For how long a phone that later learns of the key takes what it heard for the person."""
    found = exposures([KEY], encounters(heard), tolerance=POLICY_1.tolerance)
    return sum(len(window.scans) * LISTENING_PERIOD / MINUTE for window in exposure_windows(found))


@pytest.mark.parametrize(
    ("air", "overheard", "minutes"),
    [
        (Air.BLUEZONE, 0, 30),
        (Air.BLUEZONE, 14, 16),
        (Air.EXPOSURE_NOTIFICATION, 0, 130),
        (Air.EXPOSURE_NOTIFICATION, 9, 121),
    ],
)
def test_one_recording_is_believed_for_so_many_minutes_and_no_longer(air: Air, overheard: int, minutes: int) -> None:
    heard = replayed(air, overheard * MINUTE, timedelta(), timedelta(hours=6))

    assert believed_minutes(heard) == minutes


@pytest.mark.parametrize(("air", "delay"), [(Air.BLUEZONE, 30), (Air.EXPOSURE_NOTIFICATION, 130)])
def test_a_recording_is_worth_nothing_after_that_delay(air: Air, delay: int) -> None:
    late = replayed(air, timedelta(), delay * MINUTE, timedelta(hours=6))
    just_in_time = replayed(air, timedelta(), (delay - 1) * MINUTE, timedelta(hours=6))

    assert believed_minutes(late) == 0
    assert believed_minutes(just_in_time) == 1


def test_one_recording_sent_on_at_once_is_enough_for_a_false_warning() -> None:
    heard = replayed(Air.BLUEZONE, timedelta(), timedelta(), timedelta(hours=1))

    (day,) = risk(exposure_windows(exposures([KEY], encounters(heard), tolerance=POLICY_1.tolerance)), POLICY_1)

    assert day.close_contact


def test_a_live_relay_is_believed_as_long_as_it_lasts() -> None:
    spoken = [
        Sighting(Air.BLUEZONE, identifier, start_of(number, Air.BLUEZONE) + n * LISTENING_PERIOD, NEAR_DBM, POWER_DBM)
        for number, identifier in identifiers(KEY.key, Air.BLUEZONE)[40:48]
        for n in range(45)
    ]

    assert believed_minutes(spoken) == 8 * 15


@pytest.mark.parametrize("air", list(Air))
def test_what_is_published_cannot_be_replayed_on_either_air(air: Air) -> None:
    published = publishable_from(KEY.key)
    late = [
        Sighting(
            air, identifier, published + n * MINUTE, NEAR_DBM, POWER_DBM if air is Air.BLUEZONE else None, bytes(4)
        )
        for _, identifier in identifiers(KEY.key, air)
        for n in range(0, 24 * 60, 30)
    ]

    assert believed_minutes(late) == 0


@pytest.mark.parametrize(("set_back", "minutes"), [(1, 0), (2, 15), (25, 60)])
def test_a_published_key_fools_only_a_phone_whose_clock_was_set_back_by_most_of_the_embargo(
    set_back: int, minutes: int
) -> None:
    wrong = publishable_from(KEY.key) - timedelta(hours=set_back)
    heard = [
        Sighting(Air.BLUEZONE, identifier, wrong + n * LISTENING_PERIOD, NEAR_DBM, POWER_DBM)
        for _, identifier in identifiers(KEY.key, Air.BLUEZONE)
        for n in range(180)
    ]

    assert believed_minutes(heard) == pytest.approx(minutes, abs=0.5)
