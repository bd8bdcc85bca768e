"""The air between the phones of a live demo, as a process of its own: a room behind one TCP port a phone.

Started by `bluezone.cli.live` through `bluezone.cli.child`, with one JSON object that says everything.
"""

import asyncio
import json
import signal
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from bluezone.cli.clock import ConductedClock
from bluezone.lab.replay import air
from bluezone.radio.tcp_air import AirSettings, serve_air
from bluezone.radio.whereabouts import Nearness, Schedule


class Meeting(Struct, frozen=True):
    """Two phones near each other for some time."""

    start: datetime
    end: datetime
    one: str
    other: str
    distance_m: float


class AirOrder(Struct, frozen=True):
    """What the air is told.

    Args:
        clock: The file of the conducted clock.
        ready: The file into which the ports go once they are open, by the phones' names.
        phones: The phones' names.
        meetings: Who is near whom.
        noise_db: Noise of the air.
        seed: Chooses the chances.
        capture: A pcap to write, if any.
    """

    clock: str
    ready: str
    phones: list[str]
    meetings: list[Meeting]
    noise_db: float
    seed: int
    capture: str | None = None


def main(order: str) -> None:
    """Serve the air until told to end."""
    asyncio.run(_serve(msgspec.json.decode(order, type=AirOrder)))


async def _serve(order: AirOrder) -> None:
    meetings = (Nearness(one.start, one.end, one.one, one.other, one.distance_m) for one in order.meetings)
    settings = AirSettings(
        propagation=air(noise_db=order.noise_db, seed=order.seed),
        capture=Path(order.capture) if order.capture else None,
    )

    def ready(ports: Mapping[str, int]) -> None:
        draft = Path(order.ready).with_suffix(".draft")
        draft.write_text(json.dumps(dict(ports)))
        draft.replace(order.ready)

    serving = asyncio.create_task(
        serve_air(
            dict.fromkeys(order.phones, 0),
            clock=ConductedClock(Path(order.clock)),
            whereabouts=Schedule(meetings),
            settings=settings,
            ready=ready,
        )
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    await asyncio.wait({serving})
    if not serving.cancelled():
        serving.result()
