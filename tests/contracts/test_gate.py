"""What every gate promises: nftables in a namespace of its own, and the one in memory."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

import pytest
from tests.portal.memory_gate import MemoryGate
from tests.portal.rig.namespaces import PATIENCE_SECONDS, inside, namespaces, run, what_is_missing

from bluezone.portal.configs import nftables
from bluezone.portal.gate import Gate
from bluezone.portal.nft_gate import NftGate
from bluezone.portal.rules.hardware import HardwareAddress
from bluezone.portal.rules.places import GatewayBox
from bluezone.protocol.errors import Unavailable

PHONE, OTHER = HardwareAddress("02:00:00:00:00:01"), HardwareAddress("02:00:00:00:00:02")
SHORT = timedelta(seconds=1)
LONG = timedelta(hours=1)
Opened = Callable[[timedelta, timedelta], Gate]


@pytest.fixture(scope="module")
def kernel() -> Iterator[str]:
    """A namespace with the notice's table."""
    if missing := what_is_missing():
        if "CI" in os.environ and os.geteuid() == 0:
            pytest.fail(missing)
        pytest.skip(missing)
    with namespaces() as spaces:
        run(*inside(spaces.gateway, "nft", "-f", "-"), lines=nftables.notice(GatewayBox()))
        yield spaces.gateway


@pytest.fixture(params=["memory", "nftables"])
def opened(request: pytest.FixtureRequest) -> Opened:
    """How a gate is made: how long a beat holds, how long a phone is left in peace."""
    if request.param == "memory":
        return lambda holds, read_for: MemoryGate(time.monotonic, holds=holds, read_for=read_for)
    space = request.getfixturevalue("kernel")
    run(*inside(space, "nft", "-f", "-"), lines=nftables.notice(GatewayBox()) + FORGOTTEN)
    return lambda holds, read_for: NftGate(inside(space, "nft"), holds=holds, read_for=read_for)


FORGOTTEN = "flush set inet bluezone_notice seen\nflush set inet bluezone_notice alive\n"


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await holds():  # noqa: ASYNC110 -- the kernel tells nobody that an element ended
            await asyncio.sleep(0.05)


def test_a_gate_asks_after_a_beat_until_it_rests(opened: Opened) -> None:
    async def story() -> list[bool]:
        gate = opened(LONG, LONG)
        before = await gate.is_asking()
        await gate.beat()
        await gate.beat()
        between = await gate.is_asking()
        await gate.rest()
        await gate.rest()
        return [before, between, await gate.is_asking()]

    assert asyncio.run(story()) == [False, True, False]


def test_a_gate_lets_go_by_itself_when_nobody_beats(opened: Opened) -> None:
    async def story() -> None:
        gate = opened(SHORT, LONG)
        await gate.beat()

        async def lets_go() -> bool:
            return not await gate.is_asking()

        await until(lets_go)

    asyncio.run(story())


def test_a_phone_that_read_the_notice_is_known_and_no_other(opened: Opened) -> None:
    async def story() -> list[bool]:
        gate = opened(LONG, LONG)
        before = await gate.has_seen(PHONE)
        await gate.let_through(PHONE)
        await gate.let_through(PHONE)
        return [before, await gate.has_seen(PHONE), await gate.has_seen(OTHER)]

    assert asyncio.run(story()) == [False, True, False]


def test_a_phone_is_forgotten_after_its_time(opened: Opened) -> None:
    async def story() -> None:
        gate = opened(LONG, SHORT)
        await gate.let_through(PHONE)

        async def is_forgotten() -> bool:
            return not await gate.has_seen(PHONE)

        await until(is_forgotten)

    asyncio.run(story())


@pytest.mark.parametrize("command", ["false", "no-such-program"])
def test_a_kernel_that_refuses_is_unavailable(command: str) -> None:
    with pytest.raises(Unavailable):
        asyncio.run(NftGate((command,)).beat())
