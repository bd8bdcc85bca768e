"""The join: which identifiers of published keys were heard.

Keys are taken by the UTC day they start in. For each day one bitmap over the heard identifiers, about 1/128 full, lets
nearly every identifier of a stranger fall through at the price of one look; a second one, over what is left, thins the
sightings; then every byte is compared, and the intervals. A prefix alone is never an answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bluezone.matching.derivation import DerivedKeys
from bluezone.matching.tables import Bytes, Counts, SightingTable

SPARSITY: Final = 128
"""A bitmap has at least this many places for every identifier in it, up to `LARGEST_BITS`."""
SMALLEST_BITS: Final = 10
LARGEST_BITS: Final = 26
"""The largest bitmap has 2**26 places of one byte: 64 MiB, enough for 500,000 identifiers a day."""
PREFIX_BITS: Final = 32
NARROW: Final = 2**16
"""Intervals that span less than this are sorted by radix, as 16-bit numbers."""

Prefixes = npt.NDArray[np.uint32]
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
    times = heard.intervals[by_time]
    prefixes = _prefixes(heard.identifiers)[by_time]
    bitmap = np.zeros(1 << LARGEST_BITS, dtype=np.bool_)
    found = []
    for published, first, after in _days(keys, times, tolerance):
        survivors = (
            _probed(bitmap, _prefixes(keys.identifiers)[published], among=prefixes[first:after]) + published.start
        )
        rest = _probed(bitmap, prefixes[first:after], among=_prefixes(keys.identifiers)[survivors])
        ones = by_time[first + rest]
        rows, places = _equal(keys.identifiers[survivors], heard.identifiers[ones])
        found.append((survivors[rows], ones[places]))
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return Matches(nothing, nothing, nothing)
    return _fresh(keys, heard, *(np.concatenate(part) for part in zip(*found, strict=True)), tolerance=tolerance)


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


def _probed(bitmap: npt.NDArray[np.bool_], those: Prefixes, *, among: Prefixes) -> Rows:
    """Return the rows of `those` whose leading bits stand in a bitmap of `among`: all that are in it, and a few more.

    Args:
        bitmap: Scratch of 2**LARGEST_BITS places, all false before and after: pages once touched are not paid again.
        those: Looked up.
        among: Put into the bitmap.
    """
    bits = min(max((SPARSITY * len(among)).bit_length(), SMALLEST_BITS), LARGEST_BITS)
    places = (among >> (PREFIX_BITS - bits)).astype(np.intp)
    bitmap[places] = True
    found = np.flatnonzero(bitmap.take((those >> (PREFIX_BITS - bits)).astype(np.intp)))
    bitmap[places] = False
    return found


def _prefixes(identifiers: Bytes) -> Prefixes:
    prefixes: Prefixes = identifiers.view(np.uint32)[:, 0]
    return prefixes


def _equal(left: Bytes, right: Bytes) -> tuple[Rows, Rows]:
    """Return rows of all pairs that are equal in every byte."""
    sorted_rows = np.argsort(_leading(right), kind="stable")
    leading = _leading(right)[sorted_rows]
    low = np.searchsorted(leading, _leading(left), "left")
    counts = np.searchsorted(leading, _leading(left), "right") - low
    rows = np.repeat(np.arange(len(left)), counts)
    ones = sorted_rows[np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(len(rows))]
    same = (left[rows] == right[ones]).all(axis=1)
    return rows[same], ones[same]


def _leading(identifiers: Bytes) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(identifiers[:, :8]).view(np.uint64)[:, 0]


def _fresh(keys: DerivedKeys, heard: SightingTable, rows: Rows, ones: Rows, *, tolerance: int) -> Matches:
    """Return the pairs that were heard when they could have been on the air, in order."""
    places = np.searchsorted(keys.ends, rows, "right")
    intervals = keys.firsts[places] + rows - (keys.ends - keys.counts)[places]
    fresh = np.abs(heard.intervals[ones] - intervals) <= tolerance
    found = (keys.order[places][fresh], intervals[fresh], ones[fresh])
    order = np.lexsort(found[::-1])
    return Matches(*(column[order] for column in found))


def _order(intervals: Counts) -> Rows:
    """Return the rows in order of time; a diary mostly is in that order already."""
    if (intervals[1:] >= intervals[:-1]).all():
        return np.arange(len(intervals))
    if int(intervals.max()) - int(intervals.min()) < NARROW:
        return np.argsort((intervals - intervals.min()).astype(np.uint16), kind="stable")
    return np.argsort(intervals, kind="stable")
