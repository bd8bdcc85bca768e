"""Somebody who watches the wire: phones of ours speak to a key server through relays that note when how much passed.

The phones are the program that a person runs: `bluezone.phone.sequences` over `bluezone.phone.http_sync`. Some report, the
others send dummies, at random and at the same time, so that whatever else the computer does meets both kinds alike.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, cast

from benchmarks.distinguishing import Piece, Watched

from bluezone.cli.clock import WallClock
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.reporting import (
    HMAC_KEY_LENGTH,
    Report,
    Stage,
    certificate_request,
    publish_request,
    verify_request,
)
from bluezone.phone.sequences import Sequences
from bluezone.protocol.exposure_report import LETTER_LENGTH
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.keys import ExposureKey

KEYS_A_REPORT: Final = 14
STEPS_A_DAY: Final = 144
HURRY: Final = 20
"""How much faster than a person's phones these go through their pauses; answers take as long as they take."""


class Hurried:
    """A clock that goes `HURRY` times as fast as the wall's."""

    def __init__(self) -> None:
        self._start, self._at = WallClock().now(), time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._at) * HURRY)

    async def sleep_until(self, moment: datetime) -> None:
        await asyncio.sleep((moment - self.now()).total_seconds() / HURRY)


@dataclass
class Relay:
    """Passes bytes on between phones and a server, and keeps of each connection what an observer sees."""

    port: int
    opened: list["_Record"] = field(default_factory=list)

    def watched(self) -> list[Watched]:
        return [Watched(one.opened, tuple(one.pieces), one.closed) for one in self.opened if one.pieces]

    def phone_side(self) -> asyncio.Protocol:
        record = _Record(asyncio.get_running_loop().time())
        self.opened.append(record)
        return _Side(record, up=True, onward=self.port)


@dataclass
class _Record:
    opened: float
    pieces: list[Piece] = field(default_factory=list)
    closed: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)


class _Side(asyncio.Protocol):
    def __init__(self, record: _Record, *, up: bool, onward: int = 0, other: "_Side | None" = None) -> None:
        self.record, self.up, self.onward, self.other = record, up, onward, other
        self.transport: asyncio.Transport | None = None
        self.early = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's does not inherit from asyncio's
        if self.onward:
            self._connecting = asyncio.create_task(self._connect())

    async def _connect(self) -> None:
        side = _Side(self.record, up=False, other=self)
        await asyncio.get_running_loop().create_connection(lambda: side, "127.0.0.1", self.onward)
        self.other = side
        if side.transport and self.early:
            side.transport.write(bytes(self.early))

    def data_received(self, data: bytes) -> None:
        self.record.pieces.append(Piece(asyncio.get_running_loop().time(), len(data), up=self.up))
        if self.other is None or self.other.transport is None:
            self.early += data
        else:
            self.other.transport.write(data)

    def connection_lost(self, _: Exception | None) -> None:
        self.record.closed = self.record.closed or asyncio.get_running_loop().time()
        self.record.over.set()
        if self.other and self.other.transport:
            self.other.transport.close()


@dataclass(frozen=True)
class Seen:
    """Connections as they were watched, and which of them meant something."""

    watched: tuple[Watched, ...]
    meant: tuple[bool, ...]


async def reports_seen(port: int, codes: list[str], *, phones: int, chance: random.Random) -> Seen:
    """Watch as many reports as there are codes, and about as many dummies."""
    left = iter(codes)

    async def converse(sequences: Sequences, *, meant: bool) -> bool:
        if not meant:
            await sequences.send_dummy_report()
            return True
        code = next(left, None)
        if code is not None:
            await _report(sequences, code)
        return code is not None

    return await _seen(port, converse, phones=phones, chance=chance, enough=None)


async def letters_seen(port: int, many: int, *, phones: int, chance: random.Random) -> Seen:
    """Watch that many letters, about half of them dummies."""

    async def converse(sequences: Sequences, *, meant: bool) -> bool:
        await (sequences.mail(os.urandom(LETTER_LENGTH)) if meant else sequences.send_dummy_letter())
        return True

    return await _seen(port, converse, phones=phones, chance=chance, enough=many)


async def _seen(
    port: int, converse: Callable[..., object], *, phones: int, chance: random.Random, enough: int | None
) -> Seen:
    counted = iter(range(enough)) if enough is not None else None

    async def phone(numbers: random.Random) -> list[tuple[Watched, bool]]:
        kinds = list[bool]()
        async with _relayed(port) as (relay, address):
            sync = HttpSync(address, random_bytes=os.urandom)
            sequences = Sequences(sync, Hurried(), numbers.random)
            await asyncio.sleep(numbers.random())
            while counted is None or next(counted, None) is not None:
                kind = numbers.random() < 0.5
                if not await converse(sequences, meant=kind):  # type: ignore[misc]  # one of two above
                    break
                kinds.append(kind)
                await asyncio.sleep(numbers.random() * 0.1)
            await sync.close()
            for one in relay.opened:
                await one.over.wait()
        return list(zip(relay.watched(), kinds, strict=True))

    found = await asyncio.gather(*(phone(random.Random(chance.random())) for _ in range(phones)))
    pairs = [pair for one in found for pair in one]
    return Seen(tuple(watched for watched, _ in pairs), tuple(kind for _, kind in pairs))


@asynccontextmanager
async def _relayed(port: int) -> AsyncIterator[tuple[Relay, str]]:
    relay = Relay(port)
    server = await asyncio.get_running_loop().create_server(relay.phone_side, "127.0.0.1", 0)
    try:
        yield relay, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def _report(sequences: Sequences, code: str) -> None:
    """Report 14 fresh keys, as `bluezone.phone.uploading` does."""
    now = WallClock().now()
    token = (await sequences.verify(verify_request(code))).token
    keys = tuple(_keys(now))
    report = Report(token, now, os.urandom(HMAC_KEY_LENGTH), keys, stage=Stage.BEGUN)
    report = report.certified(await sequences.certificate(certificate_request(report)))
    await sequences.publish(publish_request(report, health_authority="benchmark"))


def _keys(now: datetime) -> Iterator[ExposureKey]:
    today = (now - EPOCH) // timedelta(days=1) * STEPS_A_DAY
    for age in range(KEYS_A_REPORT):
        yield ExposureKey(os.urandom(16), today - STEPS_A_DAY * (age + 1))
