"""The local server: a socket on the loopback interface, and uvicorn as a guest in the phone's own loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from bluezone.protocol.errors import Unavailable

LOOPBACK: Final = "127.0.0.1"
NAMES: Final = (LOOPBACK, "localhost")
LAST_REQUESTS_SECONDS: Final = 2
"""How long a request under way may take once the phone stops."""


class _Guest(uvicorn.Server):
    """A server that leaves signals to the program it is a guest of."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


def bound(*ports: int) -> socket.socket:
    """Return a socket on the loopback interface, on the first of `ports` that is free; 0 is any.

    Raises:
        Unavailable: None of them is free.
    """
    for port in ports:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            listener.close()
        else:
            return listener
    raise Unavailable("the port for the pages is taken by another program")


def hosts(port: int) -> frozenset[str]:
    """Return what a browser on this machine may call the server on `port`."""
    return frozenset(f"{name}:{port}" for name in NAMES)


@asynccontextmanager
async def served(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serve `app` on a socket as long as the block lasts.

    Raises:
        Unavailable: It does not start.
    """
    config = uvicorn.Config(
        app,
        loop="none",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
    )
    server = _Guest(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if running.done():
                raise Unavailable("the pages cannot be served")
            await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await running
        listener.close()
