"""Counting failures by pouring them out of a bucket that refills: pure arithmetic."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many failures somebody may have at once, and how long until one more is forgiven."""

    burst: int
    forgiven_every: timedelta

    def among(self, servers: int) -> "Allowance":
        """Return what each of several servers may allow, so that together they allow no more than this."""
        return Allowance(max(1, self.burst // servers), self.forgiven_every * servers)


OF_AN_ADDRESS: Final = Allowance(10, timedelta(seconds=6))
"""Ten wrong codes at once, then ten a minute: enough for a crowd behind one address, useless against 10^8 codes."""
IN_ALL: Final = Allowance(300, timedelta(seconds=1))
"""With a hundred living codes, guessing at this rate hits one in 278 hours on average."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """The failures still allowed to somebody, as counted at a moment; it refills steadily up to the allowance."""

    left: float
    counted_at: datetime

    def at(self, moment: datetime, allowance: Allowance) -> "Bucket":
        """Return the bucket as it stands at `moment`; a clock that goes back forgives nothing."""
        since = max(moment - self.counted_at, timedelta())
        left = min(float(allowance.burst), self.left + since / allowance.forgiven_every)
        return Bucket(left, max(moment, self.counted_at))

    def after_failure(self, moment: datetime, allowance: Allowance) -> "Bucket":
        """Return the bucket after one more failure."""
        now = self.at(moment, allowance)
        return Bucket(max(0.0, now.left - 1), now.counted_at)

    def wait(self, moment: datetime, allowance: Allowance) -> timedelta:
        """Return how long until a request is heard again; zero when it is heard now."""
        missing = 1 - self.at(moment, allowance).left
        return max(timedelta(), missing * allowance.forgiven_every)
