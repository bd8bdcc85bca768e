"""Who has failed too often lately: counted in memory only, under a keyed hash whose salt changes every hour.

Only failures cost, so that five hundred phones behind one carrier's address all succeed (decision 0011).
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final

from bluezone.keyserver.buckets import Bucket
from bluezone.keyserver.rows import hours
from bluezone.keyserver.rules import Policy
from bluezone.protocol.errors import RuleViolation

SALT_LENGTH: Final = 32
MOST_ADDRESSES: Final = 100_000
"""How many addresses are counted apart within an hour; beyond it, all further ones share one count."""
IPV6_NETWORK_BITS: Final = 64
"""One household or server has at least this much of an IPv6 address for itself."""


class TooManyFailures(RuleViolation):
    """Somebody failed too often and is not heard for a while."""

    def __init__(self, wait: timedelta) -> None:
        """Keep how long to wait."""
        super().__init__("quota_exceeded", "too many wrong attempts; wait and try again")
        self.wait = wait


class FailureLimits:
    """Counts failures for each address and in all.

    Args:
        policy: How many are allowed.
        random: Returns that many unpredictable bytes.
    """

    def __init__(self, policy: Policy, random: Callable[[int], bytes]) -> None:
        """Start with nothing counted."""
        self._policy = policy
        self._random = random
        self._hour = -1
        self._salt = b""
        self._buckets: dict[bytes, Bucket] = {}
        self._all: Bucket | None = None

    def check(self, address: str, moment: datetime, *, guessable: bool) -> None:
        """Refuse to hear somebody who failed too often, or anybody's guess while too many fail in all.

        Args:
            address: Where the request comes from, as text; never kept.
            moment: The present.
            guessable: Whether what is presented could be hit by guessing; only then the count of all matters.

        Raises:
            TooManyFailures: With the time to wait.
        """
        policy = self._policy
        own = self._buckets.get(self._name(address, moment))
        wait = own.wait(moment, policy.failures_of_an_address) if own else timedelta()
        if guessable and self._all:
            wait = max(wait, self._all.wait(moment, policy.failures_in_all))
        if wait:
            raise TooManyFailures(wait)

    def failed(self, address: str, moment: datetime) -> None:
        """Count one failure."""
        policy = self._policy
        name, fresh = self._name(address, moment), policy.failures_of_an_address
        bucket = self._buckets.get(name) or Bucket(fresh.burst, moment)
        self._buckets[name] = bucket.after_failure(moment, fresh)
        everybody = self._all or Bucket(policy.failures_in_all.burst, moment)
        self._all = everybody.after_failure(moment, policy.failures_in_all)

    def _name(self, address: str, moment: datetime) -> bytes:
        if (hour := hours(moment)) != self._hour:
            self._hour, self._salt = hour, self._random(SALT_LENGTH)
            self._buckets.clear()
        name = hmac.digest(self._salt, _network(address), hashlib.sha256)[:16]
        return name if name in self._buckets or len(self._buckets) < MOST_ADDRESSES else b""


def _network(address: str) -> bytes:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address.encode()
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return parsed.ipv4_mapped.packed
        return parsed.packed[: IPV6_NETWORK_BITS // 8]
    return parsed.packed
