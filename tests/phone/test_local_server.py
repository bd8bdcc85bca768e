"""The local server: on this machine only, and a guest that leaves signals alone."""

import asyncio
import signal
import socket

import httpx
import pytest
from starlette.responses import Response

from bluezone.phone.local_server import bound, hosts, served
from bluezone.protocol.errors import Unavailable

HELLO = Response("hello")


def test_the_pages_are_served_on_the_loopback_interface_only_while_the_block_lasts() -> None:
    async def story() -> None:
        listener = bound(0)
        address, port = listener.getsockname()
        before = signal.getsignal(signal.SIGTERM)
        async with served(HELLO, listener), httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{port}/")
            assert signal.getsignal(signal.SIGTERM) == before
            with pytest.raises(httpx.ConnectError):
                await client.get(f"http://127.0.0.2:{port}/")

        assert answer.text == "hello"
        assert "server" not in answer.headers
        assert address == "127.0.0.1"
        async with httpx.AsyncClient(trust_env=False) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(f"http://127.0.0.1:{port}/")

    asyncio.run(story())


def test_a_port_that_is_taken_gives_way_to_the_next() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        with bound(taken, 0) as listener:
            assert listener.getsockname()[1] != taken
        with pytest.raises(Unavailable, match="taken by another program"):
            bound(taken)


def test_a_browser_may_call_this_machine_by_two_names() -> None:
    assert hosts(8123) == {"127.0.0.1:8123", "localhost:8123"}


def test_a_server_that_does_not_start_is_said() -> None:
    async def story() -> None:
        listener = bound(0)
        listener.close()
        with pytest.raises((Unavailable, OSError)):
            async with served(HELLO, listener):
                pass

    asyncio.run(story())
