"""The chain of 2020: one base id, a key a day that is the hash of the one before, a fixed number of identifiers a day.

Source: `BluezoneIdGenerator` of the 2020 application. Its weakness is the reason for our own keys: whoever holds one day
key computes every later identifier of that phone, and the key of day 0 is the base id itself.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from bluezone.protocol.identifiers import BLUEZONE_STEPS, bluezone_day
from bluezone.protocol.intervals import DAY, day_of, midnight

BASE_ID_LENGTH: Final = 32
"""Bytes of a base id, and of every day key."""
CHAIN_LIMIT: Final = 3_660
"""The most days a chain is followed: ten years. A file that asks for more is not evidence but an attack."""
STEPS_LIMITS: Final = (2, 1_440)
"""How many identifiers a day may have (`MaxNumberSubKeyPerDay`): 96 in practice, 144 in Android 2.0.0; 1 was an error."""


def legacy_day_key(base_id: bytes, days: int) -> bytes:
    """Return the 32-byte day key of 2020, `days` whole UTC days after the base id was made; day 0 has the base id itself.

    Raises:
        ValueError: `base_id` has not 32 bytes, or `days` is not 0 to `CHAIN_LIMIT`.
    """
    if len(base_id) != BASE_ID_LENGTH:
        raise ValueError("a base id has 32 bytes")
    if not 0 <= days <= CHAIN_LIMIT:
        raise ValueError(f"a chain is followed for 0 to {CHAIN_LIMIT} days")
    key = base_id
    for _ in range(days):
        key = sha256(key).digest()
    return key


@dataclass(frozen=True, slots=True)
class Chain:
    """One phone's identifiers for ever, as 2020 made them.

    Args:
        base_id: 32 bytes, the key of day 0.
        created: Day 0, the UTC day in which the base id was made.
        steps: Identifiers a day, 2 to 1,440.

    Raises:
        ValueError: A field is outside these limits.
    """

    base_id: bytes = field(repr=False)
    created: date
    steps: int = BLUEZONE_STEPS

    def __post_init__(self) -> None:
        """Refuse what no phone of 2020 can have held."""
        legacy_day_key(self.base_id, 0)
        low, high = STEPS_LIMITS
        if not low <= self.steps <= high:
            raise ValueError(f"a day has {low} to {high} identifiers")

    @property
    def step(self) -> timedelta:
        """How long one identifier is on the air, in whole milliseconds rounded down, as Android divides."""
        return DAY // timedelta(milliseconds=self.steps) * timedelta(milliseconds=1)

    def identifiers(self, day: date) -> tuple[bytes, ...]:
        """Return the identifiers of a UTC day, 12 bytes each, from midnight on.

        Raises:
            ValueError: `day` is before day 0 or beyond `CHAIN_LIMIT`.
        """
        return bluezone_day(legacy_day_key(self.base_id, (day - self.created).days), self.steps)

    def identifier_at(self, moment: datetime) -> bytes:
        """Return the identifier that a phone with a right clock has on the air at `moment`.

        Raises:
            ValueError: `moment` is before day 0 or beyond `CHAIN_LIMIT`, has no time zone, or lies in the few
                milliseconds before midnight that no step covers when `steps` does not divide the day.
        """
        day = day_of(moment)
        step = (moment - midnight(day)) // self.step
        if step >= self.steps:
            raise ValueError("no identifier covers the last milliseconds of such a day")
        return self.identifiers(day)[step]
