"""A key server with a planted fault: it answers what is meant a little later than dummies, which it should never do.

Called as `python -m benchmarks.planted_server SECONDS ...` with the rest of a command line of `bluezone`. It proves that
whoever looks for such a difference would find it; no program of ours can do this by itself.
"""

import asyncio
import sys
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bluezone.cli import main
from bluezone.keyserver import server
from bluezone.keyserver.app import application
from bluezone.keyserver.dummies import CHAFF


def planted(app: ASGIApp, seconds: float) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def later(message: Message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(seconds)
            await send(message)

        dummy = any(name == CHAFF for name, _ in scope.get("headers", ()))
        await app(scope, receive, send if dummy else later)

    return answer


def faulty(seconds: float) -> Callable[..., ASGIApp]:
    return lambda *parts, **more: planted(application(*parts, **more), seconds)


if __name__ == "__main__":
    server.application = faulty(float(sys.argv.pop(1)))  # type: ignore[attr-defined]  # the fault is planted here
    sys.exit(main())
