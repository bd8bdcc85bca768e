"""A day played again by real clients over a simulated air."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bluezone.lab.beacon_fields import fields
from bluezone.lab.replay import LOOK_AROUND, MARGIN, Frame, Played, Pocket, Witness, air, phone_models, replay
from bluezone.lab.traces import Contact, Trace
from bluezone.phone.diary import Diary, MemoryDiary
from bluezone.phone.memory_sync import MemorySync
from bluezone.phone.runtime import Settings
from bluezone.phone.sealed_diary import SealedDiary
from bluezone.protocol.beacons import BluezoneBeacon, decode
from bluezone.protocol.encounters import encounters
from bluezone.protocol.exposures import exposure_windows, exposures
from bluezone.protocol.intervals import EPOCH, Air, Interval, start_of
from bluezone.protocol.keys import DiagnosisKey
from bluezone.protocol.risk import POLICY_1, risk
from bluezone.radio import calibration
from bluezone.radio.propagation import Propagation

NINE = datetime(2020, 8, 3, 9, tzinfo=UTC)
STEP = timedelta(seconds=20)
QUIET = Propagation(seed=1, sigma_db=0.0)


class StandingClock:
    """A clock for what nobody asks the time."""

    def now(self) -> datetime:
        return NINE

    async def sleep_until(self, moment: datetime) -> None:
        raise AssertionError(moment)


def pair(one: str, other: str, starts: list[datetime]) -> list[Contact]:
    return [Contact(start, one, other, 1.25) for start in starts]


def edges(count: int) -> list[datetime]:
    """Steps that begin when every identifier changes and the radio is silent for up to two seconds."""
    first = (NINE - EPOCH) // Air.BLUEZONE.interval_length
    return [start_of(Interval(first + place), Air.BLUEZONE) for place in range(count)]


def scattered(count: int, *, seed: int) -> list[datetime]:
    places = random.Random(seed).sample(range(12 * 180), count)
    return [NINE + place * STEP for place in places]


def played(trace: Trace, diaries: Mapping[str, Diary], propagation: Propagation = QUIET) -> tuple[Played, Witness]:
    sync = MemorySync(StandingClock(), random.Random(1).randbytes)
    settings = Settings(sync.root_fingerprint, look_around=LOOK_AROUND)
    witness = Witness()
    pockets = {person: Pocket(diary, sync, settings) for person, diary in diaries.items()}
    return replay(trace, pockets, propagation=propagation, sniffer=witness), witness


def near(diary: Diary, other: Diary) -> timedelta:
    """Return how long the first one's phone heard the other one near, by the reference."""
    keys = [DiagnosisKey(own.key) for own in other.state().keys]
    windows = exposure_windows(exposures(keys, encounters(diary.sightings()), tolerance=POLICY_1.tolerance))
    return sum((day.near for day in risk(windows, POLICY_1)), timedelta())


@pytest.mark.parametrize("steps", [44, 45, 46])
@pytest.mark.parametrize("when", ["at the edges of intervals", "anywhere in the day"])
def test_every_step_of_a_quiet_day_is_heard_on_both_sides(tmp_path: Path, steps: int, when: str) -> None:
    starts = edges(steps) if when == "at the edges of intervals" else scattered(steps, seed=steps)
    trace = Trace("pair", STEP, tuple(sorted(pair("1", "2", starts))))
    diaries = {name: SealedDiary.create(tmp_path / name, name.encode() * 32) for name in ("1", "2", "3")}

    played(trace, diaries)

    assert near(diaries["1"], diaries["2"]) == near(diaries["2"], diaries["1"]) == steps * STEP
    assert diaries["3"].count() == 0
    for diary in diaries.values():
        diary.close()


def test_one_seed_gives_one_day() -> None:
    trace = Trace("pair", STEP, tuple(sorted(pair("1", "2", scattered(60, seed=5)))))
    noisy = Propagation(seed=7, sigma_db=8.0)

    def day() -> list[list[int]]:
        diaries = {name: MemoryDiary() for name in ("1", "2")}
        played(trace, diaries, noisy)
        return [[sighting.rssi_dbm for sighting in diary.sightings()] for diary in diaries.values()]

    assert day() == day()


def test_the_next_day_shares_no_identifier_with_the_one_before() -> None:
    today = Trace("today", STEP, tuple(sorted(pair("1", "2", edges(4)))))
    tomorrow = Trace("tomorrow", STEP, tuple(sorted(pair("1", "2", [start + timedelta(days=1) for start in edges(4)]))))
    diaries = {name: MemoryDiary() for name in ("1", "2")}

    _, first = played(today, diaries)
    _, second = played(tomorrow, diaries)

    assert first.frames
    assert second.frames
    assert not first.frames.keys() & second.frames.keys()


def test_phones_are_on_from_a_little_before_to_a_little_after() -> None:
    starts = [NINE, NINE + timedelta(hours=1)]
    progress: list[float] = []
    pockets = {
        name: Pocket(MemoryDiary(), MemorySync(StandingClock(), random.Random(1).randbytes), Settings("0" * 64))
        for name in ("1", "2")
    }

    found = replay(
        Trace("pair", STEP, tuple(pair("1", "2", starts))), pockets, propagation=QUIET, progress=progress.append
    )

    assert (found.start, found.end) == (NINE - MARGIN, starts[-1] + STEP + MARGIN)
    assert progress == sorted(progress)
    assert progress[-1] == 1.0


def test_a_day_without_contacts_or_with_somebody_without_a_phone_is_refused() -> None:
    with pytest.raises(ValueError, match="everybody"):
        played(Trace("nobody", STEP, ()), {"1": MemoryDiary()})
    with pytest.raises(ValueError, match="everybody"):
        played(Trace("pair", STEP, tuple(pair("1", "2", [NINE]))), {"1": MemoryDiary()})


def test_a_captured_beacon_is_explained_to_the_last_byte() -> None:
    _, witness = played(Trace("pair", STEP, tuple(pair("1", "2", [NINE]))), {"1": MemoryDiary(), "2": MemoryDiary()})

    for frame in witness.frames.values():
        explained = fields(frame.payload)
        beacon = decode(frame.payload)

        assert isinstance(beacon, BluezoneBeacon)
        assert b"".join(field.octets for field in explained) == frame.payload
        assert explained[-1].octets == beacon.identifier
        assert "0x22B5" in explained[-2].en
        assert all(field.vi and field.en for field in explained)


def test_unknown_structures_of_an_advertisement_are_shown_too() -> None:
    payload = bytes.fromhex("02011a 03036ffd 0409414243".replace(" ", ""))

    assert b"".join(field.octets for field in fields(payload)) == payload


def test_a_witness_hands_every_frame_on() -> None:
    further = _Counter()
    witness = Witness(further)

    for channel in (37, 38):
        witness.advertisement(bytes(6), b"\x02\x01\x02", channel=channel, at=NINE)

    assert further.seen == 2
    assert witness.frames == {b"\x02\x01\x02": Frame(bytes(6), b"\x02\x01\x02", 37, NINE)}


class _Counter:
    """A sniffer that counts."""

    def __init__(self) -> None:
        self.seen = 0

    def advertisement(self, *_: object, **__: object) -> None:
        self.seen += 1


def test_an_air_without_noise_knows_one_phone_model_only() -> None:
    people = ("35", "184")

    assert phone_models(people, air(noise_db=0, seed=1)) == {}


def test_with_noise_everybody_carries_a_model_of_the_table_and_the_seed_decides_which() -> None:
    people = [str(number) for number in range(60)]

    one, again, other = (phone_models(people, air(noise_db=4, seed=seed)) for seed in (1, 1, 2))

    assert one == again != other
    assert set(one.values()) <= set(calibration.phone_models())
    assert len(set(one.values())) > 20
