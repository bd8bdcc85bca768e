"""Health: whether the service answers through its own door."""

import asyncio
from typing import Final

from bluezone.portal.rules.answers import HEALTH_PATH

PATIENCE_SECONDS: Final = 2.0
QUESTION: Final = f"GET {HEALTH_PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


async def is_well(port: int) -> bool:
    """Tell whether the service on a port of this machine answers within two seconds."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(QUESTION)
                return b" 204 " in await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
