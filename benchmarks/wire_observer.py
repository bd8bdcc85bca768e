"""Phones that are watched: they speak to a key server through relays that note when how much passed.

The phones are the program that a person runs: `bluezone.phone.sequences` over `bluezone.phone.http_sync`. Some report, the
others send dummies, at random and at the same time, so that whatever else the computer does meets both kinds alike.
"""

import asyncio
import json
import os
import random
import sys
import time
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from benchmarks.distinguishing import Piece, Watched
from benchmarks.keyserver_processes import ROOT, environment

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
LONGEST_LINE: Final = 1 << 20
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
    port: int, converse: Callable[..., Awaitable[bool]], *, phones: int, chance: random.Random, enough: int | None
) -> Seen:
    counted = iter(range(enough)) if enough is not None else None

    async def phone(numbers: random.Random, address: str) -> list[bool]:
        kinds = list[bool]()
        sync = HttpSync(address, random_bytes=os.urandom)
        sequences = Sequences(sync, Hurried(), numbers.random)
        await asyncio.sleep(numbers.random())
        while counted is None or next(counted, None) is not None:
            kind = numbers.random() < 0.5
            if not await converse(sequences, meant=kind):
                break
            kinds.append(kind)
            await asyncio.sleep(numbers.random() * 0.1)
        await sync.close()
        return kinds

    command = (sys.executable, "-m", "benchmarks.wire_relay", str(port), str(phones))
    relay = await create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, env=environment(), cwd=ROOT, limit=LONGEST_LINE
    )
    if relay.stdin is None or relay.stdout is None:
        raise RuntimeError("the relay has no pipes")
    ports = json.loads(await relay.stdout.readline())
    addresses = [f"http://127.0.0.1:{each}" for each in ports]
    kinds = await asyncio.gather(*(phone(random.Random(chance.random()), address) for address in addresses))
    relay.stdin.close()
    noted = json.loads(await relay.stdout.read())
    await relay.wait()
    pairs = [pair for mine, known in zip(noted, kinds, strict=True) for pair in zip(mine, known, strict=True)]
    return Seen(tuple(_watched(*one) for one, _ in pairs), tuple(kind for _, kind in pairs))


def _watched(opened: float, pieces: list[tuple[float, int, bool]], closed: float) -> Watched:
    return Watched(opened, tuple(Piece(at, size, up=up) for at, size, up in pieces), closed)


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
