"""The host: the short way for reports and commands, and what a controller may do to it."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.radio.worlds import START, Ears, LoopClock, phone_in, room_of, together
from tests.strategies import reports

from bluezone.protocol.errors import Unavailable
from bluezone.radio.bumble_radio import BumbleRadio, RadioSettings
from bluezone.radio.host import FastHost
from bluezone.radio.reports import CONNECTABLE_LEGACY, Report, encode
from bluezone.radio.virtual_time import VirtualTime, run

if TYPE_CHECKING:
    from bumble import hci

ENABLE = bytes.fromhex("01392006") + bytes(6)
DONE = bytes.fromhex("040e0401392000")


class Controller:
    """Answers every command with the bytes it was given; None answers never."""

    def __init__(self, host: FastHost, answer: bytes | None) -> None:
        self.answer = answer
        self.host = host
        host.set_packet_sink(self)

    def on_packet(self, _packet: bytes) -> None:
        if self.answer is not None:
            self.host.on_packet(self.answer)


def in_a_loop(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


@given(st.lists(reports(), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_listener_hears_what_bumble_s_own_host_would_tell(sent: list[Report]) -> None:
    async def story() -> None:
        short, long = FastHost(), FastHost()
        long.ready = True
        heard: list[Report] = []
        told: list[hci.HCI_LE_Extended_Advertising_Report_Event.Report] = []
        short.listener = heard.append
        long.on("advertising_report", told.append)

        for host in (short, long):
            host.on_packet(encode(sent))

        assert [(one.address, one.rssi_dbm, one.data) for one in heard] == [
            (bytes(one.address), one.rssi, one.data) for one in told
        ]

    in_a_loop(story())


@given(st.binary(max_size=40))
@settings(deadline=None)
def test_a_broken_report_is_dropped_and_counted(tail: bytes) -> None:
    async def story() -> None:
        host = FastHost()
        heard: list[Report] = []
        host.listener = heard.append

        host.on_packet(b"\x04\x3e\xff\x0d" + tail)

        assert not heard
        assert host.malformed == 1

    in_a_loop(story())


def test_a_command_returns_once_the_controller_did_it() -> None:
    async def story() -> None:
        host = FastHost()
        Controller(host, DONE)

        await host.command(ENABLE)

    in_a_loop(story())


def test_a_command_waits_for_a_controller_that_takes_its_time() -> None:
    async def story() -> None:
        host = FastHost()
        Controller(host, None)
        asyncio.get_running_loop().call_later(0.01, host.on_packet, DONE)

        await host.command(ENABLE)

    in_a_loop(story())


@pytest.mark.parametrize("answer", ["040e040139200c", "040f04010139200c"[:14]], ids=["complete", "status"])
def test_a_controller_that_refuses_is_unavailable(answer: str) -> None:
    async def story() -> None:
        host = FastHost()
        Controller(host, bytes.fromhex(answer))

        with pytest.raises(Unavailable, match="refuses"):
            await host.command(ENABLE)

    in_a_loop(story())


def test_an_answer_to_another_command_is_not_taken_for_ours() -> None:
    async def story() -> None:
        host = FastHost()
        Controller(host, bytes.fromhex("040e0401352000"))
        waiting = asyncio.create_task(host.command(ENABLE))
        await asyncio.sleep(0.01)
        assert not waiting.done()

        host.on_packet(DONE)

        await waiting

    in_a_loop(story())


def test_a_controller_that_vanishes_lets_nobody_wait() -> None:
    async def story() -> None:
        host = FastHost()
        Controller(host, None)
        waiting = asyncio.create_task(host.command(ENABLE))
        await asyncio.sleep(0)

        host.on_transport_lost()

        with pytest.raises(Unavailable, match="gone"):
            await waiting
        with pytest.raises(Unavailable, match="gone"):
            await host.command(ENABLE)

    in_a_loop(story())


def test_a_controller_that_does_not_answer_in_time_is_unavailable() -> None:
    async def story() -> None:
        host = FastHost()
        host.answer_limit = timedelta(milliseconds=10)
        Controller(host, None)

        with pytest.raises(Unavailable, match="does not answer"):
            await host.command(ENABLE)

    in_a_loop(story())


def test_a_port_that_speaks_no_hci_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bluezone.radio.bumble_radio.SETUP_LIMIT", timedelta(milliseconds=100))

    async def story() -> None:
        left = asyncio.Event()

        async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()
            left.set()

        server = await asyncio.start_server(mute, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unavailable, match="cannot be set up"):
            await BumbleRadio.open(f"tcp-client:127.0.0.1:{port}", clock=LoopClock())
        await left.wait()
        server.close()

    in_a_loop(story())


@pytest.mark.parametrize("transport", ["tcp-client:127.0.0.1:1", "carrier-pigeon:7", "tcp-client:nonsense"])
def test_a_transport_that_is_not_there_is_unavailable(transport: str) -> None:
    async def story() -> None:
        with pytest.raises(Unavailable, match="no Bluetooth controller"):
            await BumbleRadio.open(transport, clock=LoopClock())

    asyncio.run(story())


def test_scan_responses_cut_data_and_unknown_strength_are_not_heard() -> None:
    async def story(clock: VirtualTime) -> None:
        room = room_of(clock)
        controller = room.enter("ana")
        radio = await BumbleRadio.over(controller, clock=clock)
        heard = Ears()
        await radio.listen(heard.append)
        host = controller.hci_sink
        assert host is not None

        whole = Report(CONNECTABLE_LEGACY, 1, bytes(6), 127, -60, b"\x02\x01\x02")
        for report in (
            whole._replace(event_type=0x1B),
            whole._replace(event_type=0x33),
            whole._replace(event_type=0x53),
            whole._replace(rssi_dbm=127),
            whole,
        ):
            host.on_packet(encode([report]))

        assert [one.payload for one in heard] == [whole.data]
        await radio.close()

    run(story, start=START)


def test_a_receiver_s_own_correction_is_applied_and_stays_in_range() -> None:
    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh"))
        ana = await phone_in(room, "ana", clock)
        binh = await phone_in(room, "binh", clock, settings=RadioSettings(rssi_correction_db=-9))
        deaf = await BumbleRadio.over(room.enter("chi"), clock=clock, settings=RadioSettings(rssi_correction_db=-60))
        heard = Ears()
        await binh.listen(heard.append)
        await ana.advertise(b"\x02\x01\x02")
        air = asyncio.create_task(room.run())
        await clock.sleep_until(START + timedelta(seconds=20))

        assert {one.rssi_dbm for one in heard} == {-89}
        for radio in (ana, binh, deaf):
            await radio.close()
        air.cancel()

    run(story, start=START)
