"""Tables: diagnosis keys and sightings as numpy arrays, one row each.

Source of the widths: `bluezone.protocol.identifiers`; key times are ten-minute intervals, sighting times are intervals
of their own air.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from bluezone.protocol.identifiers import IDENTIFIER_LENGTH
from bluezone.protocol.intervals import KEY_INTERVALS_A_DAY, Air, interval_at
from bluezone.protocol.keys import SECRET_LENGTH, ExposureKey

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class KeyTable:
    """Exposure keys in rows.

    Args:
        secrets: N x 16 bytes.
        starts: N first key intervals, ten minutes since 1970.
        periods: N numbers of key intervals covered, 1 to 144.

    Raises:
        ValueError: The shapes differ from these, or a period is outside its limits.
    """

    secrets: Bytes = field(repr=False)
    starts: Counts
    periods: Counts

    def __post_init__(self) -> None:
        """Refuse tables of another shape."""
        count = len(self.secrets)
        if self.secrets.shape != (count, SECRET_LENGTH) or self.secrets.dtype != np.uint8:
            raise ValueError("secrets are rows of 16 bytes")
        if self.starts.shape != (count,) or self.periods.shape != (count,):
            raise ValueError("every key has one start and one period")
        if count and not (self.periods.min() >= 1 and self.periods.max() <= KEY_INTERVALS_A_DAY):
            raise ValueError("rolling period is 1 to 144 intervals")

    def __len__(self) -> int:
        """The number of keys."""
        return len(self.secrets)

    @classmethod
    def of(cls, keys: Sequence[ExposureKey]) -> "KeyTable":
        """Return the table of `keys`, in their order."""
        return cls(
            secrets=_rows([key.secret for key in keys], SECRET_LENGTH),
            starts=np.array([key.rolling_start for key in keys], dtype=np.int64),
            periods=np.array([key.rolling_period for key in keys], dtype=np.int64),
        )

    def only(self, rows: npt.NDArray[Any]) -> "KeyTable":
        """Return the rows that an index or mask of numpy picks."""
        return KeyTable(self.secrets[rows], self.starts[rows], self.periods[rows])


@dataclass(frozen=True, slots=True, eq=False)
class SightingTable:
    """What was heard on one air, in rows.

    Args:
        air: The air.
        identifiers: M x 12 bytes (Bluezone) or M x 16 (Exposure Notification).
        intervals: M intervals of that air in which they were heard.

    Raises:
        ValueError: The shapes differ from these.
    """

    air: Air
    identifiers: Bytes
    intervals: Counts

    def __post_init__(self) -> None:
        """Refuse tables of another shape."""
        width = IDENTIFIER_LENGTH[self.air]
        if self.identifiers.shape != (len(self.intervals), width) or self.identifiers.dtype != np.uint8:
            raise ValueError(f"identifiers of this air are rows of {width} bytes, one for every interval")

    def __len__(self) -> int:
        """The number of sightings."""
        return len(self.intervals)

    @classmethod
    def of(cls, air: Air, heard: Sequence[tuple[bytes, datetime]]) -> "SightingTable":
        """Return the table of identifiers and the moments they were heard at, in their order."""
        return cls(
            air=air,
            identifiers=_rows([identifier for identifier, _ in heard], IDENTIFIER_LENGTH[air]),
            intervals=np.array([interval_at(moment, air) for _, moment in heard], dtype=np.int64),
        )


def _rows(parts: list[bytes], width: int) -> Bytes:
    if any(len(part) != width for part in parts):
        raise ValueError(f"every row has {width} bytes")
    return np.frombuffer(b"".join(parts), dtype=np.uint8).reshape(-1, width)
