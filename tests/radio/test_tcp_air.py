"""The air over TCP: phones that are processes of their own."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.radio.worlds import QUIET_AIR, Ears, LoopClock, until

from bluezone.protocol.errors import Unavailable
from bluezone.radio.bumble_radio import BumbleRadio, RadioSettings
from bluezone.radio.replay import frames
from bluezone.radio.room import Cadence
from bluezone.radio.tcp_air import AirSettings, serve_air
from bluezone.radio.whereabouts import Positions, Schedule

QUICK = Cadence(period=timedelta(milliseconds=100), phase=timedelta(0), jitter=timedelta(milliseconds=50))
NO_GAP = RadioSettings(longest_gap=timedelta(0))
NAMES = ("ana", "binh", "chi")


@asynccontextmanager
async def air(clock: LoopClock, *, capture: Path | None = None) -> AsyncIterator[Mapping[str, int]]:
    floor = Positions()
    for place, name in enumerate(NAMES):
        floor.place(name, place, 0.0)
    opened: asyncio.Future[Mapping[str, int]] = asyncio.get_running_loop().create_future()
    settings = AirSettings(propagation=QUIET_AIR, cadence=QUICK, capture=capture)
    serving = asyncio.create_task(
        serve_air(dict.fromkeys(NAMES, 0), clock=clock, whereabouts=floor, settings=settings, ready=opened.set_result)
    )
    try:
        yield await opened
    finally:
        serving.cancel()
        await asyncio.wait([serving])


def has_heard(ears: Ears, payload: bytes) -> bool:
    return payload in ears.payloads


async def phone(port: int, clock: LoopClock) -> BumbleRadio:
    return await BumbleRadio.open(f"tcp-client:127.0.0.1:{port}", clock=clock, settings=NO_GAP)


async def pause() -> None:
    await asyncio.sleep(0.02)


def test_three_phones_over_tcp_all_hear_each_other_and_the_air_is_captured(tmp_path: Path) -> None:
    capture = tmp_path / "air.pcap"

    async def story() -> dict[str, Ears]:
        clock = LoopClock()
        ears = {name: Ears() for name in NAMES}
        async with air(clock, capture=capture) as ports:
            radios = {name: await phone(port, clock) for name, port in ports.items()}
            for name, radio in radios.items():
                await radio.listen(ears[name].append)
                await radio.advertise(name.encode())
            await until(lambda: all(len(heard.payloads) == 2 for heard in ears.values()), pause)
            for radio in radios.values():
                await radio.close()
        return ears

    ears = asyncio.run(story())

    assert ears["binh"].payloads == {b"ana", b"chi"}
    assert {one.rssi_dbm for one in ears["ana"] if one.payload == b"chi"} == {-26 - 61}
    assert {frame.payload for frame in frames(capture.read_bytes())} == {b"ana", b"binh", b"chi"}


PHONE_OF_ITS_OWN = """
import asyncio, sys
from datetime import timedelta
from bluezone.radio.bumble_radio import BumbleRadio, RadioSettings
from tests.radio.worlds import LoopClock

async def live(port, name):
    radio = await BumbleRadio.open(
        f"tcp-client:127.0.0.1:{port}", clock=LoopClock(), settings=RadioSettings(longest_gap=timedelta(0))
    )
    heard = asyncio.Event()
    await radio.listen(lambda one: heard.set())
    await radio.advertise(name.encode())
    await asyncio.wait_for(heard.wait(), 20)
    print("heard", flush=True)
    await asyncio.sleep(60)

asyncio.run(live(*sys.argv[1:]))
"""


def test_a_phone_in_a_process_of_its_own_is_heard_until_it_is_killed() -> None:
    async def story() -> tuple[Ears, int]:
        clock, heard = LoopClock(), Ears()
        async with air(clock) as ports:
            binh = await phone(ports["binh"], clock)
            await binh.listen(heard.append)
            await binh.advertise(b"binh")
            other = await asyncio.create_subprocess_exec(
                sys.executable, "-c", PHONE_OF_ITS_OWN, str(ports["ana"]), "ana", stdout=subprocess.PIPE
            )
            assert other.stdout is not None
            said = await asyncio.wait_for(other.stdout.readline(), 30)
            await until(lambda: bool(heard), pause)
            other.kill()
            await other.wait()
            await asyncio.sleep(0.2)
            at_death = len(heard)
            await asyncio.sleep(0.5)
            assert said == b"heard\n"
            await binh.close()
        return heard, at_death

    heard, at_death = asyncio.run(story())

    assert heard.payloads == {b"ana"}
    assert len(heard) == at_death


def test_a_phone_that_left_may_come_back_on_its_port() -> None:
    async def story() -> None:
        clock, heard = LoopClock(), Ears()
        async with air(clock) as ports:
            binh = await phone(ports["binh"], clock)
            await binh.listen(heard.append)
            for payload in (b"first", b"second"):
                ana = await phone(ports["ana"], clock)
                await ana.advertise(payload)
                await until(partial(has_heard, heard, payload), pause)
                await ana.close()
                await pause()
            await binh.close()

    asyncio.run(story())


def test_an_air_whose_schedule_is_over_keeps_its_ports_open() -> None:
    async def story() -> None:
        clock = LoopClock()
        opened: asyncio.Future[Mapping[str, int]] = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(
            serve_air({"ana": 0}, clock=clock, whereabouts=Schedule([]), ready=opened.set_result)
        )
        ports = await opened
        await pause()

        ana = await phone(ports["ana"], clock)
        await ana.advertise(b"ana")

        assert not serving.done()
        await ana.close()
        serving.cancel()
        await asyncio.wait([serving])

    asyncio.run(story())


def test_an_occupied_port_takes_no_second_phone(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        clock, heard = LoopClock(), Ears()
        async with air(clock) as ports:
            ana, binh = await phone(ports["ana"], clock), await phone(ports["binh"], clock)
            with pytest.raises(Unavailable):
                await phone(ports["ana"], clock)
            await binh.listen(heard.append)
            await ana.advertise(b"ana")
            await until(lambda: bool(heard), pause)
            for radio in (ana, binh):
                await radio.close()

    with caplog.at_level(logging.CRITICAL, logger="bumble"):
        asyncio.run(story())


@pytest.mark.parametrize(
    "garbage", [b"\xff" * 40, b"\x01\x35\x20\x02\x00\x00" * 3, b"\x01\x36\x20\x01\x00", b"\x04\x0e\x00"]
)
def test_garbage_on_one_port_harms_nobody_else(garbage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        clock, heard = LoopClock(), Ears()
        async with air(clock) as ports:
            ana, binh = await phone(ports["ana"], clock), await phone(ports["binh"], clock)
            await binh.listen(heard.append)
            _, writer = await asyncio.open_connection("127.0.0.1", ports["chi"])
            writer.write(garbage)
            await pause()
            await ana.advertise(b"ana")
            await until(lambda: bool(heard), pause)
            writer.close()
            for radio in (ana, binh):
                await radio.close()

    with caplog.at_level(logging.CRITICAL, logger="bumble"):
        asyncio.run(story())


def test_an_air_that_ends_leaves_its_phones_without_a_controller() -> None:
    async def story() -> None:
        clock = LoopClock()
        async with air(clock) as ports:
            ana = await phone(ports["ana"], clock)
            await ana.advertise(b"ana")
        await pause()
        with pytest.raises(Unavailable, match="gone"):
            await ana.advertise(b"again")
        await ana.close()

    asyncio.run(story())


def test_the_air_is_not_opened_to_the_network() -> None:
    async def story() -> None:
        with pytest.raises(ValueError, match="loopback"):
            await serve_air(
                {"ana": 0},
                clock=LoopClock(),
                whereabouts=Positions(),
                settings=AirSettings(host="0.0.0.0"),  # noqa: S104 -- refused
            )

    asyncio.run(story())
