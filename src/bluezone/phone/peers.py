"""Peers that have to be read: phones that are heard, but whose identifier stands behind a connection only.

Pure. One connection at a time; what was read holds for its interval of the Bluezone air; who does not answer is asked again
after a minute, two, four, up to sixteen. After a failure nobody is called for a listening period, because a phone
that calls does not hear: so strangers with the look of a phone of ours cannot make it deaf.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bluezone.protocol.exposures import LISTENING_PERIOD
from bluezone.protocol.intervals import Air, interval_at
from bluezone.radio.port import Heard

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(minutes=16)
REST_AFTER_FAILURE: Final = LISTENING_PERIOD
REST_AFTER_ANSWER: Final = timedelta(seconds=1)
LONGEST_CALL: Final = timedelta(seconds=30)
"""A call that is not answered to for longer was forgotten, because the program that made it stopped."""
MOST_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True)
class _Peer:
    """What is known of one address: an identifier of an interval, or how often it failed and when last."""

    identifier: bytes
    at: datetime
    failures: int = 0


class Peers:
    """Decides whom to read."""

    def __init__(self) -> None:
        """Begin with nobody known."""
        self._known: dict[bytes, _Peer] = {}
        self._calling: datetime | None = None
        self._rest_until: datetime | None = None

    def identifier(self, peer: Heard) -> bytes | None:
        """Return what was read of an address in this interval, None when nothing was."""
        known = self._known.get(peer.address)
        if known is None or not known.identifier or _interval(known.at) != _interval(peer.at):
            return None
        return known.identifier

    def to_be_read(self, peer: Heard) -> bool:
        """Say whether to connect to a peer now, and if so, count the call as begun."""
        at = peer.at
        if self._calling is not None and timedelta(0) <= at - self._calling < LONGEST_CALL:
            return False
        if self._rest_until is not None and at < self._rest_until <= at + REST_AFTER_FAILURE:
            return False
        known = self._known.get(peer.address)
        if known is not None and known.failures and timedelta(0) <= at - known.at < pause(known.failures):
            return False
        self._calling = at
        return True

    def read(self, peer: Heard, identifier: bytes | None, at: datetime) -> None:
        """Note what a call brought; None when it brought nothing."""
        self._calling = None
        former = self._known.pop(peer.address, None)
        failures = 0 if identifier else 1 + (former.failures if former else 0)
        while len(self._known) >= MOST_REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[peer.address] = _Peer(identifier or b"", at, failures)
        self._rest_until = at + (REST_AFTER_ANSWER if identifier else REST_AFTER_FAILURE)


def pause(failures: int) -> timedelta:
    """Return how long a peer is left alone after so many failures in a row, at least one."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 16)), LONGEST_PAUSE)


def _interval(moment: datetime) -> int:
    return interval_at(moment, Air.BLUEZONE)
