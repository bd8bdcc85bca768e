"""The room: who hears whom, how often, how strongly."""

import asyncio
import statistics
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from tests.radio.worlds import HOUR, QUIET_AIR, SECOND, START, Ears, phone_in, room_of, together

from bluezone.radio.bumble_radio import BumbleRadio, RadioSettings
from bluezone.radio.controller import PhoneController
from bluezone.radio.propagation import PhoneModel, Propagation, attenuation_db
from bluezone.radio.room import Cadence, Room
from bluezone.radio.virtual_time import VirtualTime, run
from bluezone.radio.whereabouts import STEP, Nearness, Positions, Schedule, step_at

MINUTE = timedelta(minutes=1)


def evening(
    names: Iterable[str], *contacts: Nearness, last: timedelta = HOUR, propagation: Propagation = QUIET_AIR
) -> dict[str, Ears]:
    """Let phones speak and listen for `last` and return what each heard; a phone's payload is its name."""
    ears = {name: Ears() for name in names}

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, *contacts, propagation=propagation)
        radios = [await phone_in(room, name, clock) for name in ears]
        for radio, heard in zip(radios, ears.values(), strict=True):
            await radio.listen(heard.append)
        air = asyncio.create_task(room.run())
        await asyncio.gather(*(radio.advertise(name.encode()) for name, radio in zip(ears, radios, strict=True)))
        await clock.sleep_until(START + last)
        air.cancel()
        for radio in radios:
            await radio.close()

    run(story, start=START)
    return ears


def test_in_every_step_together_both_hear_four_beacons() -> None:
    ears = evening(["ana", "binh", "chi"], together("ana", "binh", last=10 * MINUTE))

    for name in ("ana", "binh"):
        steps = [step_at(one.at) for one in ears[name]]
        assert sorted(set(steps)) == [START + n * STEP for n in range(30)]
        assert {steps.count(step) for step in steps} == {4}
    assert not ears["chi"]


def test_beacons_fall_at_3_8_13_and_18_seconds_into_a_step_with_jitter() -> None:
    ears = evening(["ana", "binh"], together("ana", "binh"))

    places = [(one.at - step_at(one.at)) / SECOND for one in ears["binh"]]

    assert {int(place) for place in places} == {3, 8, 13, 18}
    late = [place % 5 - 3 for place in places]
    assert 0 <= min(late) < 0.05
    assert 0.95 < max(late) < 1
    assert statistics.fmean(late) == pytest.approx(0.5, abs=0.05)


def test_a_contact_of_one_step_is_heard_in_that_step_alone() -> None:
    start = START + 5 * STEP

    ears = evening(["ana", "binh"], together("ana", "binh", start=start, last=STEP))

    assert len(ears["ana"]) == len(ears["binh"]) == 4
    assert {step_at(one.at) for one in ears["ana"]} == {start}


def test_who_is_near_two_hears_both_and_they_do_not_hear_each_other() -> None:
    ears = evening(["ana", "binh", "chi"], together("ana", "binh"), together("binh", "chi"))

    assert ears["binh"].payloads == {b"ana", b"chi"}
    assert ears["ana"].payloads == ears["chi"].payloads == {b"binh"}


def test_a_crowd_of_others_changes_nothing_between_two() -> None:
    noisy = Propagation(seed=4)
    pair = together("ana", "binh", metres=1.5)
    others = [together(f"x{n}", f"x{n + 1}", metres=2) for n in range(8)]

    alone = evening(["ana", "binh"], pair, propagation=noisy)
    crowd = evening(["x8", "binh", *(f"x{n}" for n in range(8)), "ana"], *others, pair, propagation=noisy)

    assert [(one.at, one.rssi_dbm) for one in alone["ana"]] == [(one.at, one.rssi_dbm) for one in crowd["ana"]]


def test_who_is_farther_than_the_floor_allows_is_not_heard() -> None:
    ears = evening(["ana", "binh", "chi"], together("ana", "binh", metres=5), together("ana", "chi", metres=6))

    assert ears["ana"].payloads == {b"binh"}


def test_strength_scatters_about_the_model_and_loses_some_far_beacons() -> None:
    ears = evening(
        ["ana", "binh", "chi"],
        together("ana", "binh", metres=1.5, last=6 * HOUR),
        together("ana", "chi", metres=5.5, last=6 * HOUR),
        last=6 * HOUR,
        propagation=Propagation(seed=2, sigma_db=4),
    )

    near = [-26 - one.rssi_dbm for one in ears["binh"]]
    assert statistics.fmean(near) == pytest.approx(attenuation_db(1.5), abs=0.3)
    assert statistics.stdev(near) == pytest.approx(4, abs=0.3)
    assert 0.3 * len(near) < len(ears["chi"]) < 0.8 * len(near)


def test_phone_models_shift_what_is_measured() -> None:
    heard = Ears()
    models = {"loud": PhoneModel(tx_power_dbm=-16), "deaf": PhoneModel(rssi_correction_db=9)}

    async def story(clock: VirtualTime) -> None:
        room = Room(clock, Schedule([together("loud", "deaf")]), propagation=QUIET_AIR, models=models)
        loud = await phone_in(room, "loud", clock)
        deaf = await phone_in(room, "deaf", clock, settings=RadioSettings(rssi_correction_db=9))
        await deaf.listen(heard.append)
        await loud.advertise(b"loud")
        await room.run()

    run(story, start=START)

    assert {one.rssi_dbm for one in heard} == {-16 - 54}


def test_a_phone_that_vanishes_midway_is_no_longer_heard_and_stops_nobody() -> None:
    ears = {"binh": Ears(), "chi": Ears()}

    async def story(clock: VirtualTime) -> None:
        contacts = together("ana", "binh"), together("ana", "chi"), together("binh", "chi")
        room = room_of(clock, *contacts)
        controller = room.enter("ana")
        ana = await BumbleRadio.over(controller, clock=clock)
        radios = {name: await phone_in(room, name, clock) for name in ears}
        for name, radio in radios.items():
            await radio.listen(ears[name].append)
        air = asyncio.create_task(room.run())
        await asyncio.gather(ana.advertise(b"ana"), *(radio.advertise(name.encode()) for name, radio in radios.items()))
        await clock.sleep_until(START + 30 * MINUTE)
        controller.close()
        controller.close()
        await air

    run(story, start=START)

    for heard in ears.values():
        assert max(one.at for one in heard if one.payload == b"ana") < START + 30 * MINUTE
        assert max(one.at for one in heard) > START + 59 * MINUTE


def test_a_phone_that_comes_late_is_heard_from_then_on() -> None:
    heard = Ears()

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh"))
        binh = await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        air = asyncio.create_task(room.run())
        await clock.sleep_until(START + 10 * MINUTE + 7 * SECOND)
        ana = await phone_in(room, "ana", clock)
        await ana.advertise(b"ana")
        await air

    run(story, start=START)

    assert START + 10 * MINUTE + 7 * SECOND < heard[0].at < START + 11 * MINUTE


def test_two_phones_of_one_name_cannot_be_in_a_room() -> None:
    async def story(clock: VirtualTime) -> PhoneController:
        room = room_of(clock)
        room.enter("ana")
        with pytest.raises(ValueError, match="name"):
            room.enter("ana")
        return room.enter("binh")

    assert run(story, start=START).name == "binh"


def test_an_air_that_nobody_shares_leaps_to_its_next_contact() -> None:
    async def story(clock: VirtualTime) -> tuple[datetime, int]:
        room = room_of(clock, together("ana", "binh", start=START + 1000 * HOUR, last=STEP))
        ana = await phone_in(room, "ana", clock)
        await ana.advertise(b"ana")
        await room.run()
        return clock.now(), room.beacons

    ended, beacons = run(story, start=START)

    assert START + 1000 * HOUR < ended <= START + 1000 * HOUR + STEP
    assert beacons == 4


def test_a_clock_that_jumps_leaves_out_what_it_jumped_over() -> None:
    heard = Ears()

    class Jumping(VirtualTime):
        async def sleep_until(self, moment: datetime) -> None:
            await super().sleep_until(moment + 10 * MINUTE if START + 2 * SECOND < moment < START + MINUTE else moment)

    async def story(clock: Jumping) -> None:
        room = room_of(clock, together("ana", "binh", last=20 * MINUTE))
        ana, binh = await phone_in(room, "ana", clock), await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        await ana.advertise(b"ana")
        await room.run()

    clock = Jumping(START)
    with asyncio.Runner(loop_factory=lambda: clock) as runner:
        runner.run(story(clock))

    assert heard[0].at >= START + 10 * MINUTE
    assert len(heard) == pytest.approx(10 * 60 / 5, abs=4)


def test_by_their_own_timers_phones_are_heard_at_their_interval() -> None:
    heard = Ears()

    async def story(clock: VirtualTime) -> None:
        room = Room(clock, Schedule([together("ana", "binh")]), propagation=QUIET_AIR, cadence=None)
        settings = RadioSettings(interval=timedelta(seconds=2), longest_gap=timedelta(0))
        ana = await BumbleRadio.over(room.enter("ana"), clock=clock, settings=settings)
        binh = await BumbleRadio.over(room.enter("binh"), clock=clock)
        await binh.listen(heard.append)
        await ana.advertise(b"before")
        await room.run()
        await clock.sleep_until(START + MINUTE)
        await ana.advertise(b"after")
        await clock.sleep_until(START + 2 * MINUTE)
        await ana.close()

    run(story, start=START)

    assert [one.payload for one in heard].count(b"before") == pytest.approx(30, abs=1)
    assert [one.payload for one in heard].count(b"after") == pytest.approx(30, abs=1)
    assert len(heard.addresses) == 2


def test_a_cadence_of_one_second_is_heard_every_second() -> None:
    heard = Ears()

    async def story(clock: VirtualTime) -> None:
        cadence = Cadence(period=SECOND, phase=0 * SECOND, jitter=SECOND / 2)
        room = room_of(clock, together("ana", "binh", last=10 * MINUTE), cadence=cadence)
        ana, binh = await phone_in(room, "ana", clock), await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        await ana.advertise(b"ana")
        await room.run()

    run(story, start=START)

    assert {int((one.at - START) / SECOND) for one in heard} >= set(range(3, 600))
    assert len(heard) >= 597


def test_positions_change_while_the_room_runs() -> None:
    heard = Ears()

    async def story(clock: VirtualTime) -> None:
        floor = Positions()
        floor.place("ana", 0, 0)
        floor.place("binh", 0, 1)
        room = Room(clock, floor, propagation=QUIET_AIR)
        ana, binh = await phone_in(room, "ana", clock), await phone_in(room, "binh", clock)
        await binh.listen(heard.append)
        air = asyncio.create_task(room.run())
        await ana.advertise(b"ana")
        await clock.sleep_until(START + MINUTE)
        floor.place("ana", 0, -1)
        await clock.sleep_until(START + 2 * MINUTE)
        floor.remove("ana")
        await clock.sleep_until(START + 3 * MINUTE)
        air.cancel()

    run(story, start=START)

    assert [one.rssi_dbm for one in heard] == [-80] * 12 + [-26 - round(attenuation_db(2))] * 12
