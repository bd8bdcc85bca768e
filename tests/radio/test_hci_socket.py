"""The kernel's adapter as a socket; another socket that keeps packets whole stands for it."""

import asyncio
import errno
import socket
from collections.abc import Iterator

import pytest
from tests.radio.worlds import LoopClock, until

from bluezone.protocol.errors import Unavailable
from bluezone.radio import hci_socket
from bluezone.radio.bumble_radio import BumbleRadio
from bluezone.radio.hci_socket import REASONS, line_over, open_hci_socket, refusal


class Ear:
    """Takes packets, and the news that the adapter went."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []
        self.lost = asyncio.Event()

    def on_packet(self, packet: bytes) -> None:
        self.packets.append(packet)

    def on_transport_lost(self) -> None:
        self.lost.set()


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, kernels = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(0)
    yield ours, kernels
    ours.close()
    kernels.close()


def test_packets_go_and_come_whole(ends: tuple[socket.socket, socket.socket]) -> None:
    async def story() -> None:
        ours, kernels = ends
        line, ear = line_over(ours), Ear()
        line.source.set_packet_sink(ear)

        line.sink.on_packet(b"\x01\x03\x0c\x00")
        kernels.send(b"\x04\x0e\x04\x01\x03\x0c\x00")
        kernels.send(b"\x04\x3e\x00")
        await until(lambda: len(ear.packets) == 2, lambda: asyncio.sleep(0.01), tries=3000)

        assert kernels.recv(100) == b"\x01\x03\x0c\x00"
        assert ear.packets == [b"\x04\x0e\x04\x01\x03\x0c\x00", b"\x04\x3e\x00"]
        await line.close()

    asyncio.run(story())


def test_packets_that_the_kernel_does_not_take_at_once_wait_in_order(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    async def story() -> None:
        ours, kernels = ends
        line, sent = line_over(ours), [bytes((number % 256,)) * 1000 for number in range(1000)]
        for packet in sent:
            line.sink.on_packet(packet)

        found: list[bytes] = []
        kernels.settimeout(0)
        while len(found) < len(sent):
            try:
                found.append(kernels.recv(2000))
            except BlockingIOError:
                await asyncio.sleep(0.001)

        assert found == sent
        await line.close()

    asyncio.run(story())


@pytest.mark.parametrize("notices", ["reading", "writing"])
def test_an_adapter_that_is_pulled_out_ends_the_line_once(
    ends: tuple[socket.socket, socket.socket], notices: str
) -> None:
    async def story() -> None:
        ours, kernels = ends
        line, ear = line_over(ours), Ear()
        line.source.set_packet_sink(ear)
        kernels.close()
        if notices == "writing":
            asyncio.get_running_loop().remove_reader(ours.fileno())
            line.sink.on_packet(b"\x01\x03\x0c\x00")

        await asyncio.wait_for(ear.lost.wait(), 30)

        await line.close()
        await line.close()

    asyncio.run(story())


@pytest.mark.parametrize("number", sorted(REASONS))
def test_what_the_kernel_refuses_is_a_sentence(number: int) -> None:
    assert str(refusal(OSError(number, "refused"))) == REASONS[number]
    assert "cannot be opened" in str(refusal(OSError(errno.EIO, "broken")))


def test_a_machine_without_the_adapter_says_so() -> None:
    with pytest.raises(Unavailable, match="Bluetooth"):
        asyncio.run(BumbleRadio.open("hci-socket:9", clock=None))  # type: ignore[arg-type]  # it is not come to


def test_an_adapter_in_use_is_refused_and_its_socket_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, kernels = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def busy(_handle: int, _adapter: int) -> None:
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr("socket.socket", lambda *_: ours)
    monkeypatch.setattr(hci_socket, "_bind", busy)
    with pytest.raises(Unavailable, match="in use"):
        open_hci_socket(0)

    assert ours.fileno() == -1
    kernels.close()


@pytest.mark.parametrize("place", ["x", "-1", "70000", "0x1"])
def test_an_adapter_has_a_number(place: str) -> None:
    async def story() -> None:
        with pytest.raises(Unavailable, match="number"):
            await BumbleRadio.open(f"hci-socket:{place}", clock=LoopClock())

    asyncio.run(story())
