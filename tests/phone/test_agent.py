"""The agent: what one phone does about time, the air, reports and clocks that lie."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.phone.people import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    beacon,
    broadcasts,
    every,
    heard,
    identifier_of,
    is_silent,
    kept,
    report_at,
    secrets,
    ticks,
)
from tests.strategies import airs

from bluezone.phone.agent import (
    Agent,
    AgentState,
    Broadcast,
    Erase,
    EraseAsked,
    Forget,
    Keep,
    KeysPublished,
    LeftAir,
    Remember,
    ReportBegun,
    Silence,
    StateLoaded,
    Tick,
)
from bluezone.phone.ears import CACHED_PAYLOADS
from bluezone.protocol.beacons import ExposureNotificationBeacon, decode
from bluezone.protocol.identifiers import encrypted_metadata, identifiers
from bluezone.protocol.intervals import Air, interval_at
from bluezone.protocol.keys import fresh_key


@given(airs)
def test_a_new_phone_speaks_at_once_and_keeps_its_key_before(air: Air) -> None:
    agent = Agent(air=air)

    effects = agent.handle(Tick(NOON + MINUTE, bytes(16)))

    assert [type(effect) for effect in effects] == [Keep, Broadcast, Forget]
    key = agent.state.keys[0].key
    assert key == fresh_key(bytes(16), NOON + MINUTE)
    [payload] = broadcasts(effects)
    assert identifier_of(payload) == dict(identifiers(key, air))[interval_at(NOON, air)]


def test_on_the_air_of_exposure_notification_the_power_is_in_the_encrypted_metadata() -> None:
    agent = Agent(air=Air.EXPOSURE_NOTIFICATION)

    [payload] = broadcasts(agent.handle(Tick(NOON, bytes(16))))

    found = decode(payload)
    assert isinstance(found, ExposureNotificationBeacon)
    plain = encrypted_metadata(agent.state.keys[0].key, found.identifier, found.metadata)
    assert plain == bytes((0x40, 256 - 26, 0, 0))


@given(airs)
def test_within_an_interval_a_phone_says_nothing_new(air: Air) -> None:
    agent = Agent(air=air)
    ticks(agent, [NOON])

    effects = ticks(agent, every(10 * timedelta(seconds=1), NOON, NOON + air.interval_length))

    assert effects == []
    assert agent.next_tick(NOON + MINUTE) == NOON + air.interval_length


@given(airs)
def test_a_day_is_one_key_and_as_many_identifiers_as_the_air_has_intervals(air: Air) -> None:
    agent = Agent(air=air)
    midnight = NOON.replace(hour=0)

    effects = ticks(agent, every(air.interval_length, midnight, midnight + DAY))

    assert len(set(broadcasts(effects))) == air.intervals_a_day
    assert [own.key.rolling_period for own in agent.state.keys] == [144]


def test_each_utc_midnight_brings_a_key_that_shares_nothing_with_the_one_before() -> None:
    agent = Agent()

    effects = ticks(agent, every(15 * MINUTE, NOON, NOON + 2 * DAY))

    assert [own.key.day.day for own in agent.state.keys] == [1, 2, 3]
    assert len({own.key.secret for own in agent.state.keys}) == 3
    assert len(set(broadcasts(effects))) == len(broadcasts(effects)) == 2 * 96


def test_what_others_say_is_remembered_with_time_and_strength() -> None:
    agent = Agent()

    [effect] = agent.handle(heard(NOON, rssi_dbm=-71))

    assert isinstance(effect, Remember)
    sighting = effect.sighting
    assert (sighting.heard_at, sighting.rssi_dbm, sighting.tx_power_dbm) == (NOON, -71, -26)


@pytest.mark.parametrize(
    "payload",
    [b"", bytes.fromhex("020106"), bytes.fromhex("0fffb52201"), bytes(31), b"\xff" * 31],
    ids=["empty", "another service", "cut short", "padding", "nonsense"],
)
def test_what_is_no_identifier_is_ignored(payload: bytes) -> None:
    agent = Agent()

    effects = agent.handle(heard(NOON, payload))

    assert effects == ()


@given(st.binary(max_size=40), st.integers(-128, 127))
def test_no_bytes_from_the_air_upset_a_phone(payload: bytes, rssi_dbm: int) -> None:
    agent = Agent()

    effects = agent.handle(heard(NOON, payload, rssi_dbm=rssi_dbm))

    assert all(isinstance(effect, Remember) for effect in effects)


def test_a_phone_does_not_remember_itself() -> None:
    agent = Agent()
    [own] = broadcasts(ticks(agent, [NOON]))

    effects = agent.handle(heard(NOON + MINUTE, own))

    assert effects == ()


@pytest.mark.parametrize("rssi_dbm", [-128, 21, 127])
def test_a_strength_that_no_radio_measures_is_ignored(rssi_dbm: int) -> None:
    agent = Agent()

    assert agent.handle(heard(NOON, rssi_dbm=rssi_dbm)) == ()


@pytest.mark.parametrize("rssi_dbm", [-127, 20])
def test_the_weakest_and_the_strongest_that_a_radio_measures_are_remembered(rssi_dbm: int) -> None:
    agent = Agent()

    assert len(agent.handle(heard(NOON, rssi_dbm=rssi_dbm))) == 1


def test_one_identifier_is_remembered_every_four_seconds_at_most() -> None:
    agent = Agent()
    second = timedelta(seconds=1)

    remembered = [n for n in range(20) if agent.handle(heard(NOON + n * second))]

    assert remembered == [0, 4, 8, 12, 16]


def test_the_first_beacon_of_a_listening_period_is_always_remembered() -> None:
    agent = Agent()
    agent.handle(heard(NOON + timedelta(seconds=19)))

    effects = agent.handle(heard(NOON + timedelta(seconds=20)))

    assert len(effects) == 1


def test_many_different_advertisements_do_not_fill_the_memory() -> None:
    agent = Agent()

    for number in range(2 * CACHED_PAYLOADS + 1):
        agent.handle(heard(NOON, beacon(number.to_bytes(12, "big"))))

    assert len(agent._ears._decoded) <= CACHED_PAYLOADS


def test_whom_a_phone_heard_lately_it_keeps_in_memory_for_one_interval_only() -> None:
    agent, fresh = Agent(), secrets()
    ticks(agent, [NOON], fresh)
    for number in range(50):
        agent.handle(heard(NOON, beacon(number.to_bytes(12, "big"))))

    ticks(agent, [NOON + 15 * MINUTE], fresh)

    assert len(agent._ears._remembered) == 0


@given(airs)
def test_after_a_restart_a_phone_is_silent_until_the_next_interval_and_goes_on_with_its_key(air: Air) -> None:
    before = Agent(air=air)
    [said] = broadcasts(ticks(before, [NOON]))

    after = Agent(before.state, air=air)
    meanwhile = ticks(after, every(MINUTE, NOON + MINUTE, NOON + air.interval_length))
    effects = ticks(after, [NOON + air.interval_length])

    assert broadcasts(meanwhile) == [], "said again, it would tie a second address to the first"
    assert len(broadcasts(effects)) == 1
    assert said not in broadcasts(effects)
    assert [own.key for own in after.state.keys] == [own.key for own in before.state.keys]


def test_a_report_silences_the_phone_until_the_half_hour_and_brings_another_key() -> None:
    agent, fresh = Agent(), secrets()
    ticks(agent, every(15 * MINUTE, NOON, NOON + 20 * MINUTE), fresh)
    now = NOON + 20 * MINUTE
    report = report_at(agent, now)

    effects = agent.handle(ReportBegun(report, now))
    meanwhile = ticks(agent, every(MINUTE, now, NOON + 30 * MINUTE), fresh)
    after = ticks(agent, [NOON + 30 * MINUTE], fresh)

    assert [type(effect) for effect in effects] == [Keep, Silence]
    assert not broadcasts(meanwhile)
    assert report.keys[-1].end == NOON + 30 * MINUTE
    former, present = agent.state.keys
    assert (former.key.end, present.key.start) == (NOON + 30 * MINUTE, NOON + 30 * MINUTE)
    assert former.key.secret != present.key.secret
    assert len(broadcasts(after)) == 1


def test_a_report_on_the_edge_itself_goes_on_at_once_with_another_key() -> None:
    agent, fresh = Agent(), secrets()
    ticks(agent, [NOON], fresh)
    now = NOON + 30 * MINUTE

    agent.handle(ReportBegun(report_at(agent, now), now))
    effects = ticks(agent, [now], fresh)

    assert len(broadcasts(effects)) == 1
    assert len(agent.state.keys) == 2


def test_a_report_outlives_a_restart_within_its_silence() -> None:
    agent = Agent()
    ticks(agent, [NOON])
    agent.handle(ReportBegun(report_at(agent, NOON + MINUTE), NOON + MINUTE))

    effects = ticks(Agent(agent.state), [NOON + 2 * MINUTE])

    assert broadcasts(effects) == []


def test_published_keys_are_marked_and_never_spoken_or_reported_again() -> None:
    agent, fresh = Agent(), secrets()
    ticks(agent, [NOON], fresh)
    report = report_at(agent, NOON + MINUTE)
    agent.handle(ReportBegun(report, NOON + MINUTE))

    effects = agent.handle(KeysPublished(report.keys))
    later = ticks(agent, every(15 * MINUTE, NOON + 30 * MINUTE, NOON + HOUR), fresh)

    assert [own.reported for own in kept(effects)[0].keys] == [True]
    second = report_at(agent, NOON + HOUR)
    assert {key.secret for key in second.keys}.isdisjoint(key.secret for key in report.keys)
    assert len(broadcasts(later)) == 2


def test_what_another_program_kept_is_taken_over() -> None:
    agent, other = Agent(), Agent()
    ticks(agent, [NOON])
    other.handle(StateLoaded(agent.state))
    other.handle(ReportBegun(report_at(other, NOON + MINUTE), NOON + MINUTE))

    agent.handle(StateLoaded(other.state))
    effects = ticks(agent, [NOON + 2 * MINUTE])

    assert is_silent(effects)


def test_a_phone_whose_radio_came_back_speaks_again_in_the_next_interval() -> None:
    agent = Agent()
    ticks(agent, [NOON])
    agent.handle(LeftAir())

    meanwhile, after = ticks(agent, [NOON + MINUTE]), ticks(agent, [NOON + 15 * MINUTE])

    assert broadcasts(meanwhile) == []
    assert len(broadcasts(after)) == 1


def test_a_phone_that_was_erased_does_nothing_more() -> None:
    agent = Agent()
    ticks(agent, [NOON])

    effects = agent.handle(EraseAsked())

    assert [type(effect) for effect in effects] == [Silence, Erase]
    assert agent.state == AgentState()
    assert ticks(agent, [NOON + HOUR]) == []


def test_secrets_do_not_print_themselves() -> None:
    agent = Agent()
    ticks(agent, [NOON])
    report = report_at(agent, NOON)

    texts = [repr(Tick(NOON, b"planted secret..")), repr(agent.state), repr(report), repr(agent.state.keys)]

    assert not any("planted" in text or "token" in text.replace("token=", "") for text in texts)


def test_a_report_of_keys_that_this_phone_has_no_more_changes_nothing_on_the_air() -> None:
    agent = Agent()
    ticks(agent, [NOON])
    report = report_at(agent, NOON + MINUTE)

    effects = Agent().handle(ReportBegun(report, NOON + MINUTE))

    assert [type(effect) for effect in effects] == [Keep]
