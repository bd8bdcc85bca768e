"""The watchdog: a second program beside the service, which lets go of the gate as soon as the service does not answer.

It only makes it quicker. Without it, the kernel lets go by itself a few seconds after the last beat.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bluezone.portal.gate import BEATS, Gate
from bluezone.protocol.errors import Unavailable

logger = logging.getLogger(__name__)


async def watch(gate: Gate, is_well: Callable[[], Awaitable[bool]]) -> None:
    """Look every two seconds, until cancelled; after each look in vain, nobody is asked any more."""
    was_well = True
    while True:
        well = await is_well()
        if not well:
            with suppress(Unavailable):
                await gate.rest()
        if well != was_well:
            logger.warning("the notice answers again" if well else "the notice does not answer: nobody is asked")
        was_well = well
        await asyncio.sleep(BEATS.total_seconds())
