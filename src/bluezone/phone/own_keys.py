"""The phone's own keys: which one speaks now, so that no identifier is ever on the air in two intervals.

Pure. With a steady clock this is one key a UTC day. A clock that was set back, or a report, makes more; they are laid
out so that a key server takes them in one report: two keys either share their start or do not overlap
(google/exposure-notifications-server `2041f77`, `docs/tek_validation.md`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bluezone.protocol.intervals import (
    KEY_INTERVALS_A_DAY,
    Air,
    Interval,
    edge_at_or_before,
    interval_at,
    start_of,
)
from bluezone.protocol.keys import ExposureKey, ended_key

SHORT_SILENCE: Final = timedelta(minutes=30)
"""A phone whose clock went back by at most this waits until it has caught up; by more, it starts another key."""
KEYS_WITH_ONE_START: Final = 3
"""How many keys of one start a key server takes."""


@dataclass(frozen=True, slots=True)
class OwnKey:
    """An exposure key of this phone, and how far it was used.

    Args:
        key: The key.
        spoken_until: The end of the last interval in which it was on the air; its own start when it never was.
        reported: Whether it was published. Such a key never speaks again and is in no other report.
    """

    key: ExposureKey
    spoken_until: datetime
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Speak:
    """Say the identifier of `interval` under `own`, after `changed` keys (itself among them) are kept."""

    own: OwnKey
    interval: Interval
    changed: tuple[OwnKey, ...]

    @property
    def was_said(self) -> bool:
        """Whether this identifier was on the air before: to say it again would tie a second address to it."""
        return not self.changed


def merged(one: OwnKey, other: OwnKey) -> OwnKey:
    """Return what is known of a key when two programs kept it: the shorter life, the longer use, any report."""
    period = min(one.key.rolling_period, other.key.rolling_period)
    return OwnKey(
        replace(one.key, rolling_period=period),
        max(one.spoken_until, other.spoken_until),
        one.reported or other.reported,
    )


def with_changed(keys: Iterable[OwnKey], changed: Iterable[OwnKey]) -> tuple[OwnKey, ...]:
    """Return `keys` with `changed` ones put in their places or added, ordered by start; equal starts keep their order."""
    found = {own.key.secret: own for own in keys}
    for own in changed:
        known = found.get(own.key.secret)
        found[own.key.secret] = own if known is None else merged(known, own)
    return tuple(sorted(found.values(), key=lambda own: own.key.rolling_start))


def next_word(keys: tuple[OwnKey, ...], now: datetime, *, air: Air, fresh_secret: bytes) -> Speak | None:
    """Return what the phone says in the interval that holds `now`; None when it has to be silent in it.

    Args:
        keys: The phone's own keys, in the order of `with_changed`.
        now: The present moment by the phone's clock, right or wrong.
        air: What it speaks.
        fresh_secret: 16 fresh random bytes, used only when another key has to be started.
    """
    interval = interval_at(now, air)
    start, end = start_of(interval, air), start_of(Interval(interval + 1), air)
    living = [own for own in keys if not own.reported and own.key.start <= start and end <= own.key.end]
    for own in reversed(living):
        if start >= own.spoken_until or end == own.spoken_until:
            spoken = replace(own, spoken_until=end)
            return Speak(spoken, interval, () if spoken == own else (spoken,))
    if any(own.spoken_until - now <= SHORT_SILENCE for own in living):
        return None
    return _another_key(keys, now, interval=interval, air=air, fresh_secret=fresh_secret)


def _another_key(
    keys: tuple[OwnKey, ...], now: datetime, *, interval: Interval, air: Air, fresh_secret: bytes
) -> Speak | None:
    edge = edge_at_or_before(now)
    covering = [own for own in keys if own.key.rolling_start <= edge < own.key.rolling_end]
    start = covering[0].key.rolling_start if covering else edge
    together = [own for own in keys if own.key.rolling_start == start]
    if len(together) >= KEYS_WITH_ONE_START:
        return None
    midnight = (edge // KEY_INTERVALS_A_DAY + 1) * KEY_INTERVALS_A_DAY
    end = min([midnight, *(own.key.rolling_start for own in keys if own.key.rolling_start > start)])
    fresh = OwnKey(ExposureKey(fresh_secret, start, end - start), start_of(Interval(interval + 1), air))
    cut = [replace(own, key=ended_key(own.key, own.spoken_until)) for own in covering if not own.reported]
    return Speak(fresh, interval, (*cut, fresh))
