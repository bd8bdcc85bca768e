"""The watchdog: a second program beside the service, which lets go of the gate as soon as the service does not answer.

It only makes it quicker. Without it, the kernel lets go by itself a few seconds after the last beat.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bluezone.portal.gate import BEATS, Gate
from bluezone.protocol.errors import Unavailable

logger = logging.getLogger(__name__)


WELL: Final = "the notice answers again"
GONE: Final = "the notice does not answer: nobody is asked"
STUCK: Final = "the notice does not answer, and nor does nftables: the kernel lets go by itself"


async def watch(gate: Gate, is_well: Callable[[], Awaitable[bool]]) -> None:
    """Look every two seconds, until cancelled; after each look in vain, nobody is asked any more."""
    before = WELL
    while True:
        seen = WELL if await is_well() else await _let_go(gate)
        if seen != before:
            logger.warning(seen)
        before = seen
        await asyncio.sleep(BEATS.total_seconds())


async def _let_go(gate: Gate) -> str:
    try:
        await gate.rest()
    except Unavailable:
        return STUCK
    return GONE
