"""The service in this process, with a gate in memory: it asks only while it answers and the internet is there."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.portal.memory_gate import MemoryGate

from bluezone.portal import service as service_module
from bluezone.portal import watch as watch_module
from bluezone.portal.counting import DailyCount
from bluezone.portal.gate import Gate
from bluezone.portal.health import is_well
from bluezone.portal.neighbours import IpNeighbours
from bluezone.portal.nft_gate import NftGate
from bluezone.portal.rules.answers import Pages, Place
from bluezone.portal.rules.hardware import HardwareAddress
from bluezone.portal.service import Box, Service
from bluezone.portal.uplink import NoUplink, TcpUplink
from bluezone.portal.watch import watch
from bluezone.protocol.errors import Unavailable

PHONE = HardwareAddress("02:00:00:00:00:01")
PLACE = Place(Pages(b"the notice", b"continued", b"no internet"), None, "https://bluezone.example/captive/03124/")
DAY = date(2026, 11, 24)
PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats follow each other quickly, so that a test need not wait for seconds."""
    for module in (service_module, watch_module):
        monkeypatch.setattr(module, "BEATS", timedelta(milliseconds=20))


@dataclass
class Street:
    """Everything around a service that runs."""

    gate: Gate = field(default_factory=lambda: MemoryGate(lambda: 0.0))
    internet: bool = True
    phone: HardwareAddress | None = PHONE
    file: Path | None = None
    port: int = 0

    async def is_open(self) -> bool:
        return self.internet

    async def phone_at(self, _address: str) -> HardwareAddress | None:
        return self.phone

    async def asked(self, head: bytes, port: int | None = None) -> tuple[int, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port or self.port)
        writer.write(head)
        whole = await reader.read()
        writer.close()
        return int(whole.split(b" ")[1]) if whole else 0, whole.partition(b"\r\n\r\n")[2]

    async def get(self, path: str, host: str = "localhost", method: str = "GET") -> tuple[int, bytes]:
        return await self.asked(f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await holds():  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(0.01)


def played(street: Street, story: Callable[[Street], Coroutine[Any, Any, None]]) -> None:
    """Tell a story while the service runs."""

    async def whole() -> None:
        opened = asyncio.Event()

        def ready(port: int) -> None:
            street.port = port
            opened.set()

        counts = DailyCount(street.file, lambda: DAY)
        running = asyncio.create_task(
            Service(PLACE, Box(street.gate, street, street, counts), uplink_every=0.02).serve(0, ready=ready)
        )
        async with asyncio.timeout(PATIENCE_SECONDS):
            await opened.wait()
        try:
            await story(street)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    asyncio.run(whole())


def test_a_person_reads_goes_on_and_is_left_in_peace(tmp_path: Path) -> None:
    async def story(street: Street) -> None:
        host = "connectivitycheck.gstatic.com"
        assert await street.get("/generate_204", host) == (302, b"")
        assert await street.get("/notice") == (200, b"the notice")
        assert await street.get("/continue", method="POST") == (200, b"continued")
        assert await street.get("/generate_204", host) == (204, b"")
        assert json.loads((await street.get("/captive/api"))[1])["captive"] is False

    file = tmp_path / "counts.json"
    played(Street(file=file), story)

    assert json.loads(file.read_text()) == {"2026-11-24": {"shown": 1, "continued": 1}}


def test_a_phone_that_nobody_knows_is_asked_and_answered_all_the_same() -> None:
    async def story(street: Street) -> None:
        assert (await street.get("/continue", method="POST"))[0] == 200
        assert (await street.get("/ncsi.txt", "www.msftncsi.com"))[0] == 302

    played(Street(phone=None), story)


def test_without_internet_nobody_is_asked_until_it_is_back() -> None:
    async def story(street: Street) -> None:
        assert await street.gate.is_asking()
        street.internet = False

        async def rests() -> bool:
            return not await street.gate.is_asking()

        await until(rests)
        assert await street.get("/notice") == (503, b"no internet")
        street.internet = True
        await until(street.gate.is_asking)

    played(Street(), story)


def test_a_service_that_ends_in_good_order_lets_go_at_once() -> None:
    street = Street()

    async def story(street: Street) -> None:
        assert await street.gate.is_asking()

    played(street, story)

    assert not asyncio.run(street.gate.is_asking())


def test_a_gate_that_breaks_stops_neither_the_service_nor_itself_for_ever() -> None:
    gate = MemoryGate(lambda: 0.0)

    async def story(street: Street) -> None:
        gate.is_broken = True
        await asyncio.sleep(0.1)
        assert (await street.get("/notice"))[0] == 200
        gate.is_broken = False
        await until(gate.is_asking)

    played(Street(gate=gate), story)


def test_a_full_disk_costs_the_numbers_and_never_the_notice(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "folder" / "counts.json"

    async def story(street: Street) -> None:
        assert (await street.get("/notice"))[0] == 200
        await until(says(caplog, "daily counts cannot be written"))
        assert await street.gate.is_asking()
        assert (await street.get("/notice"))[0] == 200
        file.parent.mkdir()
        await until(says(caplog, "counts: well again"))

    with caplog.at_level("INFO"):
        played(Street(file=file), story)

    assert json.loads(file.read_text()) == {"2026-11-24": {"shown": 2, "continued": 0}}
    assert caplog.text.count("daily counts") == 1, "a fault is said once, not at every beat"
    assert "Traceback" not in caplog.text


def says(caplog: pytest.LogCaptureFixture, words: str) -> Callable[[], Awaitable[bool]]:
    async def said() -> bool:
        return words in caplog.text

    return said


def test_a_notice_that_is_started_twice_says_so_and_leaves_the_first_one_asking() -> None:
    async def story(street: Street) -> None:
        again = Service(PLACE, Box(street.gate, street, street, DailyCount(None, lambda: DAY)))
        with pytest.raises(Unavailable):
            await again.serve(street.port)
        assert await street.gate.is_asking()

    played(Street(), story)


def test_a_box_without_nft_goes_on_answering_and_says_once_that_nobody_is_asked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gate = NftGate((str(tmp_path / "nft"),))

    async def story(street: Street) -> None:
        for _ in range(3):
            await asyncio.sleep(0.05)
            assert (await street.get("/notice"))[0] == 200

    played(Street(gate=gate, phone=None), story)

    assert caplog.text.count("the program nft cannot be started; nobody is asked") == 1


@pytest.mark.parametrize("nonsense", [b"\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\r\n\r\n", b"a" * 20_000])
def test_nonsense_harms_nobody_else(nonsense: bytes) -> None:
    async def story(street: Street) -> None:
        with suppress(ConnectionError):
            assert (await street.asked(nonsense))[0] in {0, 400}
        assert (await street.get("/notice"))[0] == 200

    played(Street(), story)


def test_a_door_without_answer_is_not_well_and_the_watchdog_lets_go() -> None:
    async def story() -> None:
        gate = MemoryGate(lambda: 0.0)
        await gate.beat()
        answers = asyncio.Event()

        async def well() -> bool:
            return answers.is_set()

        async def rests() -> bool:
            return not await gate.is_asking()

        watching = asyncio.create_task(watch(gate, well))
        await until(rests)
        answers.set()
        await gate.beat()
        await asyncio.sleep(0.1)
        watching.cancel()
        assert await gate.is_asking()
        assert not await is_well(1)

    asyncio.run(story())


def test_a_watchdog_that_cannot_reach_the_gate_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        gate = MemoryGate(lambda: 0.0)
        gate.is_broken = True

        async def never() -> bool:
            return False

        watching = asyncio.create_task(watch(gate, never))
        await until(says(caplog, "nor does nftables"))
        gate.is_broken = False
        await until(says(caplog, "nobody is asked"))
        watching.cancel()

    asyncio.run(story())

    assert caplog.text.count("nor does nftables") == 1


def test_an_uplink_is_open_when_somebody_answers_there() -> None:
    async def story() -> None:
        server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        assert await TcpUplink("127.0.0.1", port).is_open()
        assert await NoUplink().is_open()
        server.close()
        assert not await TcpUplink("127.0.0.1", 1).is_open()

    asyncio.run(story())


def test_nobody_is_known_at_an_address_that_nobody_has() -> None:
    assert asyncio.run(IpNeighbours().phone_at("192.0.2.77")) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"x": 1}'])
def test_a_file_of_counts_that_is_none_begins_anew(content: str, tmp_path: Path) -> None:
    file = tmp_path / "counts.json"
    file.write_text(content)
    counts = DailyCount(file, lambda: DAY)

    counts.save()
    counts.add(shown=1)
    counts.save()

    assert json.loads(file.read_text()) == {"2026-11-24": {"shown": 1, "continued": 0}}
