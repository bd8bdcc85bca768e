"""The join: which identifiers of published keys were heard.

Keys are taken by the UTC day they start in. For each day one bitmap over the heard identifiers, about 1/100 full, lets
nearly every identifier of a stranger fall through at the price of one look; a second one, over what is left, thins the
sightings, and a third, over other bits, what is left once more; then every byte is compared, and the intervals. A prefix
alone is never an answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bluezone.matching.derivation import DerivedKeys
from bluezone.matching.tables import Bytes, Counts, SightingTable

SPARSITY: Final = 64
"""A bitmap has at least this many places for every identifier in it, up to `LARGEST_BITS`."""
SMALLEST_BITS: Final = 10
LARGEST_BITS: Final = 26
"""The largest bitmap has 2**26 places of one byte: 64 MiB, enough for a million identifiers a day."""
HEAD_BITS: Final = 64
AT_ONCE: Final = 2**16
"""Identifiers looked up in one go: their places stay in the cache."""
NARROW: Final = 2**16
"""Intervals that span less than this are sorted by radix, as 16-bit numbers."""

Heads = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Pairs of a published identifier and a sighting, ordered by key, interval and sighting.

    Args:
        keys: Rows of the key table.
        intervals: The intervals that the identifiers were made for.
        sightings: Rows of the sighting table.
    """

    keys: Counts
    intervals: Counts
    sightings: Counts

    def __len__(self) -> int:
        """The number of pairs."""
        return len(self.keys)


def matches(keys: DerivedKeys, heard: SightingTable, *, tolerance: int) -> Matches:
    """Return all pairs of equal identifiers whose intervals differ by at most `tolerance`.

    Args:
        keys: Derived on the air of `heard`.
        heard: Sightings in any order; the same one given twice is found twice.
        tolerance: Intervals of the air, from 0.

    Raises:
        ValueError: The airs differ.
    """
    if keys.air is not heard.air:
        raise ValueError("keys and sightings are of one air")
    by_time = _order(heard.intervals)
    times, identifiers = heard.intervals[by_time], heard.identifiers[by_time]
    ours, theirs = _heads(keys.identifiers), _heads(identifiers)
    bitmap = np.zeros(1 << LARGEST_BITS, dtype=np.bool_)
    found = []
    for published, first, after in _days(keys, times, tolerance):
        rows = _probed(bitmap, ours[published], among=theirs[first:after]) + published.start
        ones = _probed(bitmap, theirs[first:after], among=ours[rows]) + first
        rows = rows[_probed(bitmap, _turned(ours[rows]), among=_turned(theirs[ones]))]
        left, right = _equal(ours[rows], theirs[ones])
        rows, ones = rows[left], ones[right]
        same = (keys.identifiers[rows] == identifiers[ones]).all(axis=1)
        found.append((rows[same], ones[same]))
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return Matches(nothing, nothing, nothing)
    rows, ones = (np.concatenate(part) for part in zip(*found, strict=True))
    return _fresh(keys, heard, rows, np.arange(len(heard))[by_time][ones], tolerance=tolerance)


def _days(keys: DerivedKeys, times: Counts, tolerance: int) -> Iterator[tuple[slice, int, int]]:
    """Yield for each day of keys its rows of identifiers, and the range of sorted `times` that they can meet."""
    if not len(keys) or not len(times):
        return
    edges = np.flatnonzero(np.diff(keys.days)) + 1
    lasts = keys.firsts + keys.counts - 1
    for first, after in zip([0, *edges.tolist()], [*edges.tolist(), len(keys.days)], strict=True):
        low = int(np.searchsorted(times, keys.firsts[first:after].min() - tolerance, "left"))
        high = int(np.searchsorted(times, lasts[first:after].max() + tolerance, "right"))
        if low < high:
            yield slice(int(keys.ends[first - 1]) if first else 0, int(keys.ends[after - 1])), low, high


def _probed(bitmap: npt.NDArray[np.bool_], those: Heads, *, among: Heads) -> Rows:
    """Return the rows of `those` whose leading bits stand in a bitmap of `among`: all that are in it, and a few more.

    Args:
        bitmap: Scratch of 2**LARGEST_BITS places, all false before and after: pages once touched are not paid again.
        those: Looked up.
        among: Put into the bitmap.
    """
    bits = min(max((SPARSITY * len(among)).bit_length(), SMALLEST_BITS), LARGEST_BITS)
    marked = _places(among, bits)
    bitmap[marked] = True
    starts = range(0, max(len(those), 1), AT_ONCE)
    found = [np.flatnonzero(bitmap[_places(those[at : at + AT_ONCE], bits)]) + at for at in starts]
    bitmap[marked] = False
    return np.concatenate(found)


def _places(heads: Heads, bits: int) -> Rows:
    return (heads >> np.uint64(HEAD_BITS - bits)).view(np.intp)


def _heads(identifiers: Bytes) -> Heads:
    """Return the first eight bytes of each identifier as one number, without a copy."""
    rest = identifiers.shape[1] - 8
    heads: Heads = identifiers.view([("head", np.uint64), ("rest", f"V{rest}")])["head"][:, 0]
    return heads


def _turned(heads: Heads) -> Heads:
    """Return numbers in front of which stand other bits of the same heads."""
    return heads << np.uint64(HEAD_BITS // 2)


def _equal(left: Heads, right: Heads) -> tuple[Rows, Rows]:
    """Return rows of all pairs that are equal."""
    sorted_rows = np.argsort(right, kind="stable")
    leading = right[sorted_rows]
    low = np.searchsorted(leading, left, "left")
    counts = np.searchsorted(leading, left, "right") - low
    rows = np.repeat(np.arange(len(left)), counts)
    return rows, sorted_rows[np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(len(rows))]


def _fresh(keys: DerivedKeys, heard: SightingTable, rows: Rows, ones: Rows, *, tolerance: int) -> Matches:
    """Return the pairs that were heard when they could have been on the air, in order."""
    places = np.searchsorted(keys.ends, rows, "right")
    intervals = keys.firsts[places] + rows - (keys.ends - keys.counts)[places]
    fresh = np.abs(heard.intervals[ones] - intervals) <= tolerance
    found = (keys.order[places][fresh], intervals[fresh], ones[fresh])
    order = np.lexsort(found[::-1])
    return Matches(*(column[order] for column in found))


def _order(intervals: Counts) -> Rows | slice:
    """Return what puts the rows in order of time; a diary mostly is in that order already, and is not copied."""
    if (intervals[1:] >= intervals[:-1]).all():
        return slice(None)
    if int(intervals.max()) - int(intervals.min()) < NARROW:
        return np.argsort((intervals - intervals.min()).astype(np.uint16), kind="stable")
    return np.argsort(intervals, kind="stable")
