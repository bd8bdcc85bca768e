"""Dummies of a phone: which requests they are, and when they come, so that a report does not stand out.

Pure. Every phone sends dummy reports and dummy letters by itself, each kind as a Poisson process whose rate the ministry
decides (0.2 a day until then, SwissCovid's). The moments know no past: a phone that was off, or has just reported, is in
no other state than any, and nothing about them is kept.

A report on the wire is always the same three calls in the same order (`REPORT`), meant or not, with a pause before the
second and the third that is drawn in the same way. The calls of a report that are not needed, because the report was
refused or had got so far before, are made as dummies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import log1p
from typing import Final

from bluezone.phone.reporting import CERTIFICATE_BYTES, PUBLISH_BYTES, VERIFY_BYTES
from bluezone.protocol.exposure_report import LETTER_LENGTH
from bluezone.protocol.intervals import DAY

LOOK_AGAIN: Final = timedelta(hours=6)
"""A phone looks at the rate and the clock at least so often; since the moments know no past, it then draws anew."""
LATEST: Final = timedelta(minutes=5)
"""A dummy whose moment passed longer ago, while the phone slept, is not made up for: a country's phones wake up together."""
SHORTEST_PAUSE: Final = timedelta(seconds=1)
"""Between the answer to one call of a report and the next call: a phone has kept what it was answered by then."""
WIDEST_MORE: Final = timedelta(seconds=1)
"""A pause is longer by anything up to this."""
PATIENCE: Final = timedelta(seconds=2)
"""When a report goes on no further, the rest of its calls is made as dummies so long after the pause."""


class Call(StrEnum):
    """A request that only somebody who reports or writes a letter would make."""

    VERIFY = "verify"
    CERTIFICATE = "certificate"
    PUBLISH = "publish"
    LETTER = "letter"


REPORT: Final = (Call.VERIFY, Call.CERTIFICATE, Call.PUBLISH)
"""The calls of a report, in their order."""
PATHS: Final = {
    Call.VERIFY: "/api/verify",
    Call.CERTIFICATE: "/api/certificate",
    Call.PUBLISH: "/v1/publish",
    Call.LETTER: "/v1/mail",
}
BYTES: Final = {
    Call.VERIFY: VERIFY_BYTES,
    Call.CERTIFICATE: CERTIFICATE_BYTES,
    Call.PUBLISH: PUBLISH_BYTES,
    Call.LETTER: LETTER_LENGTH,
}
"""How long the body of each call is, meant or not."""
MARKS: Final = {False: ("x-wheat", "1"), True: ("x-chaff", "1")}
"""The header of a meant call and that of a dummy: as long as each other, so that heads are too; `x-wheat` says nothing."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes next by itself.

    Args:
        pause: How long to wait.
        sends: Whether a dummy is sent then; else a phone only looks again.
    """

    pause: timedelta
    sends: bool


def turn(rate: float, chance: float) -> Turn:
    """Return what comes next in a Poisson process.

    Args:
        rate: How many dummies a day, on average; 0 for none.
        chance: A fresh number from 0 up to but not including 1.
    """
    if rate <= 0:
        return Turn(LOOK_AGAIN, sends=False)
    days = -log1p(-chance) / rate
    if days * DAY >= LOOK_AGAIN:
        return Turn(LOOK_AGAIN, sends=False)
    return Turn(days * DAY, sends=True)


def is_missed(late: timedelta) -> bool:
    """Return whether a dummy's moment passed too long ago."""
    return late > LATEST


def pause_before_next(chance: float) -> timedelta:
    """Return how long after the answer to one call of a report the next call is made; `chance` is from 0 to 1."""
    return SHORTEST_PAUSE + chance * WIDEST_MORE


def dummy_body(call: Call, random_bytes: Callable[[int], bytes]) -> bytes:
    """Return the body of a dummy: noise of the length of a meant one, which reads as one where JSON is read.

    Args:
        call: Which.
        random_bytes: Unpredictable bytes.
    """
    if call is Call.LETTER:
        return random_bytes(LETTER_LENGTH)
    empty = b'{"padding":""}'
    noise = random_bytes((BYTES[call] - len(empty) + 1) // 2).hex().encode()
    return empty[:-2] + noise[: BYTES[call] - len(empty)] + empty[-2:]
