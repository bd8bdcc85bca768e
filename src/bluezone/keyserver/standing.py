"""How the server stands: what of its signed files is believed, and until when; the reasons not to send phones to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bluezone.keyserver.meters import Meters
from bluezone.keyserver.signing import KeyRing
from bluezone.protocol import trust
from bluezone.protocol.errors import MalformedMessage, Unavailable
from bluezone.protocol.trust import Use

NEEDED: Final = (Use.EXPORT, Use.INDEX, Use.CERTIFICATE)
"""What a keyserver signs by itself."""


class Trouble(StrEnum):
    """Why a server is not ready; the words are stable, for load balancers, `bluezone doctor` and playbooks."""

    RECORDS_UNWRITABLE = "records_unwritable"
    INDEX_MISSING = "index_missing"
    INDEX_EXPIRED = "index_expired"
    KEYS_EXPIRED = "keys_expired"
    SIGNING_KEY_EXPIRED = "signing_key_expired"


@dataclass(slots=True)
class Standing:
    """What the hourly work last found; it is told by whoever does it.

    Args:
        ring: The keys that sign.
        index_expires: When phones stop believing the index that is served; None without one.
    """

    ring: KeyRing | None = None
    index_expires: datetime | None = None

    def take(self, ring: KeyRing, index_json: bytes | None, meters: Meters) -> None:
        """Note the keys that sign and the index that is served from now on, here and on the meters."""
        self.ring = ring
        index = _index(index_json)
        self.index_expires = index.expires if index else None
        meters.keys_expire.set(ring.keys.expires.timestamp())
        if index is None:
            return
        meters.index_expires.set(index.expires.timestamp())
        if index.log is not None:
            meters.log_leaves.set(index.log.size)

    def troubles(self, at: datetime, *, writable: bool) -> tuple[Trouble, ...]:
        """Return the reasons, the gravest first, not to send phones here at a moment; none: the server is ready."""
        found = {
            Trouble.RECORDS_UNWRITABLE: not writable,
            Trouble.KEYS_EXPIRED: self.ring is not None and at >= self.ring.keys.expires,
            Trouble.SIGNING_KEY_EXPIRED: self.ring is not None
            and not all(_signs(self.ring, use, at) for use in NEEDED),
            Trouble.INDEX_MISSING: self.index_expires is None,
            Trouble.INDEX_EXPIRED: self.index_expires is not None and at >= self.index_expires,
        }
        return tuple(trouble for trouble, is_so in found.items() if is_so)


def _index(index_json: bytes | None) -> trust.Index | None:
    if index_json is None:
        return None
    try:
        return trust.index_in(index_json)
    except MalformedMessage:
        return None


def _signs(ring: KeyRing, use: Use, at: datetime) -> bool:
    try:
        return bool(ring.signing(use, at=at))
    except Unavailable:
        return False
