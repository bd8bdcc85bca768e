"""A phone's controller: what it answers to commands, right and wrong, and what it puts on the air."""

import asyncio
from datetime import timedelta

import pytest
from bumble import hci
from bumble.controller import Controller
from bumble.device import Device
from bumble.host import Host
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.radio.worlds import START, Ears, phone_in, room_of, together

from bluezone.radio.bumble_radio import BumbleRadio
from bluezone.radio.controller import PhoneController
from bluezone.radio.reports import decode
from bluezone.radio.virtual_time import VirtualTime, run

ADDRESS = bytes.fromhex("01352007") + b"\x00\x11\x22\x33\x44\x55\x66"
DATA = bytes.fromhex("01372007") + b"\x00\x03\x01\x03\x02\x01\x02"
START_SET = bytes.fromhex("01392006") + b"\x01\x01\x00" + bytes(3)
STOP_SET = bytes.fromhex("01392006") + b"\x00\x01\x00" + bytes(3)
SUCCESS, DISALLOWED, INVALID, UNKNOWN_SET = 0x00, 0x0C, 0x12, 0x42


class Answers:
    """The host's end of the line: keeps every packet."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []

    def on_packet(self, packet: bytes) -> None:
        self.packets.append(packet)


async def bare(clock: VirtualTime) -> tuple[PhoneController, Answers]:
    """Return a controller with one advertising set, and what it says."""
    room = room_of(clock, together("ana", "binh"))
    controller, answers = room.enter("ana"), Answers()
    controller.set_packet_sink(answers)
    parameters = (
        bytes.fromhex("01362019")
        + b"\x00\x13\x00"
        + b"\xa0\x00\x00" * 2
        + b"\x07\x01"
        + bytes(8)
        + b"\x7f\x01\x00\x01\x00\x00"
    )
    controller.on_packet(parameters)
    await asyncio.sleep(0)
    answers.packets.clear()
    return controller, answers


def statuses(*commands: bytes) -> list[int]:
    async def story(clock: VirtualTime) -> list[int]:
        controller, answers = await bare(clock)
        for command in commands:
            controller.on_packet(command)
        assert [packet[:4] for packet in answers.packets] == [b"\x04\x0e\x04\x01"] * len(commands)
        assert [packet[4:6] for packet in answers.packets] == [command[1:3] for command in commands]
        return [packet[6] for packet in answers.packets]

    return run(story, start=START)


def test_a_set_with_address_and_data_goes_on_the_air_and_off_again() -> None:
    async def story(clock: VirtualTime) -> None:
        controller, _ = await bare(clock)

        for command in (ADDRESS, DATA, START_SET):
            controller.on_packet(command)
        on_air = controller.on_air
        assert on_air is not None
        (report,) = decode(on_air.before + b"\xb0" + on_air.after)
        assert (report.address, report.data, report.rssi_dbm) == (ADDRESS[5:], b"\x02\x01\x02", -80)

        controller.on_packet(STOP_SET)
        assert controller.on_air is None

    run(story, start=START)


def test_a_set_without_an_address_does_not_start() -> None:
    assert statuses(DATA, START_SET) == [SUCCESS, INVALID]


def test_an_address_cannot_change_on_the_air() -> None:
    assert statuses(ADDRESS, START_SET, ADDRESS, STOP_SET, ADDRESS) == [SUCCESS, SUCCESS, DISALLOWED, SUCCESS, SUCCESS]


def test_starting_twice_and_stopping_twice_is_harmless() -> None:
    assert statuses(ADDRESS, START_SET, START_SET, STOP_SET, STOP_SET) == [SUCCESS] * 5


def test_data_may_change_on_the_air() -> None:
    async def story(clock: VirtualTime) -> bytes:
        controller, _ = await bare(clock)
        for command in (ADDRESS, START_SET, DATA):
            controller.on_packet(command)
        assert controller.on_air is not None
        return controller.on_air.payload

    assert run(story, start=START) == b"\x02\x01\x02"


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (bytes.fromhex("01352007") + b"\x07" + bytes(6), UNKNOWN_SET),
        (bytes.fromhex("01372004") + b"\x07\x03\x01\x00", UNKNOWN_SET),
        (bytes.fromhex("01392006") + b"\x01\x01\x07" + bytes(3), UNKNOWN_SET),
        (bytes.fromhex("01372004") + b"\x00\x01\x01\x00", INVALID),
        (bytes.fromhex("01372005") + b"\x00\x03\x01\x02\x00", INVALID),
        (bytes.fromhex("01372001") + b"\x00", INVALID),
        (bytes.fromhex("01392002") + b"\x01\x00", INVALID),
        (bytes.fromhex("01392002") + b"\x00\x00", SUCCESS),
        (bytes.fromhex("0139200a") + b"\x01\x02" + bytes(8), INVALID),
    ],
)
def test_a_command_that_cannot_be_obeyed_is_answered_with_its_status(command: bytes, status: int) -> None:
    assert statuses(command) == [status]


@given(st.sampled_from([b"\x35", b"\x37", b"\x39"]), st.binary(max_size=40))
@settings(deadline=None, max_examples=300)
def test_any_parameters_of_the_three_commands_are_answered(opcode: bytes, parameters: bytes) -> None:
    assert len(statuses(b"\x01" + opcode + b"\x20" + bytes((len(parameters),)) + parameters)) == 1


def test_a_controller_without_a_host_says_nothing() -> None:
    async def story(clock: VirtualTime) -> None:
        controller, answers = await bare(clock)
        for command in (ADDRESS, DATA, START_SET):
            controller.on_packet(command)
        on_air = controller.on_air
        assert on_air is not None
        answers.packets.clear()

        controller.set_packet_sink(None)
        for command in (STOP_SET, bytes.fromhex("01030c00")):
            controller.on_packet(command)
        controller.hear(on_air, -60)
        await asyncio.sleep(0)

        assert not answers.packets
        assert controller.on_air is on_air
        assert controller.heard == 0

    run(story, start=START)


def test_an_event_from_a_host_is_ignored_as_bumble_does() -> None:
    async def story(clock: VirtualTime) -> None:
        controller, answers = await bare(clock)
        controller.on_packet(bytes.fromhex("040e0401352000"))
        assert not answers.packets

    run(story, start=START)


def test_a_stock_bumble_host_sets_up_our_controller_and_hears_a_phone() -> None:
    heard: list[bytes] = []

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh"))
        ana = await phone_in(room, "ana", clock)
        controller = room.enter("binh")
        stock = Device(host=Host(controller, controller))
        await stock.power_on()
        stock.on("advertisement", lambda advertisement: heard.append(bytes(advertisement.data)))
        await stock.start_scanning(filter_duplicates=False)
        await ana.advertise(b"\x02\x01\x02\x0f\xff\xb5\x22hello bumble")
        air = asyncio.create_task(room.run())
        await clock.sleep_until(START + timedelta(seconds=40))
        air.cancel()

    run(story, start=START)

    assert len(heard) >= 7
    assert set(heard) == {b"\x02\x01\x02\x0f\xff\xb5\x22hello bumble"}


def test_a_phone_and_bumble_s_own_controller_share_a_link() -> None:
    heard = Ears()

    async def story(clock: VirtualTime) -> None:
        room = room_of(clock, together("ana", "binh"))
        ana = await phone_in(room, "ana", clock)
        await ana.listen(heard.append)
        stock = Controller("stock", link=room)
        device = Device(host=Host(stock, stock))
        await device.power_on()
        await device.start_advertising(advertising_data=b"\x02\x01\x06")
        await clock.sleep_until(START + timedelta(seconds=3))
        await device.stop_advertising()
        await ana.close()

    run(story, start=START)

    assert heard.payloads == {b"\x02\x01\x06"}


def test_closing_a_radio_frees_its_name() -> None:
    async def story(clock: VirtualTime) -> None:
        room = room_of(clock)
        for _ in range(2):
            radio = await BumbleRadio.over(room.enter("ana"), clock=clock)
            await radio.close()
        assert not room.controllers

    run(story, start=START)


def test_hci_error_words_are_the_specification_s() -> None:
    assert hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR == DISALLOWED
    assert hci.HCI_ErrorCode.INVALID_COMMAND_PARAMETERS_ERROR == INVALID
    assert hci.HCI_ErrorCode.UNKNOWN_ADVERTISING_IDENTIFIER_ERROR == UNKNOWN_SET
