"""Phones, secrets and moments that the tests of the phone share."""

import itertools
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from bluezone.phone.agent import Agent, Broadcast, Effect, Keep, Silence, Tick
from bluezone.phone.diary import Diary, MemoryDiary
from bluezone.phone.memory_sync import MemorySync
from bluezone.phone.reporting import Report, begun, report_preview
from bluezone.phone.runtime import Phone, Settings
from bluezone.protocol.beacons import BluezoneBeacon, ExposureNotificationBeacon, decode, encode
from bluezone.protocol.clock import Clock
from bluezone.radio.port import Heard, Radio

NOON = datetime(2020, 8, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STRANGER = bytes(range(12))
ADDRESS = bytes(5) + b"\x40"
RECIPIENT = "https://keys.example"


def secrets(prefix: int = 0) -> Callable[[], bytes]:
    """Return a source of secrets that never repeats."""
    counter = itertools.count(1)
    return lambda: bytes((prefix,)) + next(counter).to_bytes(15, "big")


def ticks(agent: Agent, moments: Iterable[datetime], fresh: Callable[[], bytes] | None = None) -> list[Effect]:
    fresh = fresh or secrets()
    return [effect for moment in moments for effect in agent.handle(Tick(moment, fresh()))]


def every(step: timedelta, start: datetime, end: datetime) -> Iterable[datetime]:
    while start < end:
        yield start
        start += step


def broadcasts(effects: Iterable[Effect]) -> list[bytes]:
    return [effect.payload for effect in effects if isinstance(effect, Broadcast)]


def kept(effects: Iterable[Effect]) -> list[Keep]:
    return [effect for effect in effects if isinstance(effect, Keep)]


def is_silent(effects: Iterable[Effect]) -> bool:
    return any(isinstance(effect, Silence) for effect in effects)


def beacon(identifier: bytes = STRANGER) -> bytes:
    return encode(BluezoneBeacon(identifier, -26))


def heard(at: datetime, payload: bytes | None = None, *, rssi_dbm: int = -80) -> Heard:
    return Heard(beacon() if payload is None else payload, ADDRESS, rssi_dbm, at)


def phone_of(  # noqa: PLR0913 -- what a test may choose, by keyword
    clock: Clock,
    sync: MemorySync,
    *,
    radio: Radio | None = None,
    diary: Diary | None = None,
    seed: str = "phone",
    is_demo: bool = False,
) -> Phone:
    return Phone(
        radio=radio,
        clock=clock,
        diary=MemoryDiary() if diary is None else diary,
        sync=sync,
        settings=Settings(sync.root_fingerprint, look_around=timedelta(minutes=5), is_demo=is_demo),
        random_bytes=random.Random(seed).randbytes,
    )


class Meddled(MemorySync):
    """A key server with somebody in between: a test may put another verb in the place of one."""


def key_server(clock: Clock, seed: str = "authority", *, is_demo: bool = False) -> Meddled:
    return Meddled(clock, random.Random(seed).randbytes, is_demo=is_demo)


def identifier_of(payload: bytes) -> bytes:
    found = decode(payload)
    assert isinstance(found, BluezoneBeacon | ExposureNotificationBeacon)
    return found.identifier


def report_at(agent: Agent, now: datetime) -> Report:
    preview = report_preview(agent.state.keys, now, recipient=RECIPIENT)
    verified = Report("token", now, bytes(32))
    return begun(verified, preview.agreed(now), agent.state.keys, now, recipient=RECIPIENT)
