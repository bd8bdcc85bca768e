"""The same bytes as `bluezone.protocol.exports`, for a million keys in part of a second.

Records of `export.bin` that have the same parts at the same widths have one length: numpy fills all of one kind at once
and puts each where it belongs. Equality with the reference is a property test.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from deflate import deflate_compress
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from bluezone.protocol import archives, signatures
from bluezone.protocol.exports import Export, preamble
from bluezone.protocol.intervals import KEY_INTERVALS_A_DAY
from bluezone.protocol.keys import SECRET_LENGTH, DiagnosisKey, ReportType
from bluezone.protocol.signatures import SigningKey

Bytes: TypeAlias = NDArray[np.uint8]
Numbers: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]
Packed: TypeAlias = NDArray[np.void]
_Part: TypeAlias = tuple[int, NDArray[np.uint32], NDArray[np.int8]]
"""A field's tag, its values, and how many bytes each has."""

RISK_LIMIT: Final = 128
"""Transmission risk is smaller than this here; Exposure Notification has 0 to 8."""
LEVEL: Final = 5
"""Of libdeflate: the keys are random, so more effort saves nothing."""

_BLOCK: Final = 1 << 15
"""Rows in one block: small enough for the processor's cache."""
_NEW: Final = 0x3A
_REVISED: Final = 0x42
"""How the records of fields 7 and 8 of an export begin."""
_PACKED: Final = np.dtype(
    {
        "names": ["secret", "start", "onset", "period", "kind", "onset_known", "risk"],
        "formats": [(np.uint8, SECRET_LENGTH), np.uint32, np.uint32, np.uint8, np.uint8, np.bool_, np.uint8],
        "itemsize": 32,
    }
)
"""A key in half a line of the processor's cache."""
_WIDTHS: Final = 6
"""How many widths a varint of 32 bits may have, with none."""
_FIXED: Final = 4 + SECRET_LENGTH + 2
"""Bytes that every record has: its field and length, its key, its risk."""


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Diagnosis keys as columns of one length, in any order.

    Args:
        secrets: Shape (n, 16).
        rolling_start: 0 to 2**31 - 1.
        rolling_period: 1 to 144.
        report_type: 0 to 5.
        onset: Days since the onset of symptoms, zero where they are not known.
        onset_known: Where they are.
        transmission_risk: 0 to 127.
    """

    secrets: Bytes = field(repr=False)
    rolling_start: Numbers
    rolling_period: Numbers
    report_type: Numbers
    onset: Numbers
    onset_known: Mask
    transmission_risk: Numbers

    def __post_init__(self) -> None:
        """Refuse what would not fit the layout."""
        risks = self.transmission_risk
        if risks.size and not (risks.min() >= 0 and risks.max() < RISK_LIMIT):
            raise ValueError(f"transmission risk is 0 to {RISK_LIMIT - 1}")
        if self.rolling_start.size and self.rolling_start.min() < 0:
            raise ValueError("rolling start is not negative")

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self.secrets)


def table(keys: Sequence[DiagnosisKey]) -> KeyTable:
    """Return keys as columns.

    Raises:
        ValueError: A transmission risk is not 0 to 127.
        OverflowError: A start or an onset has more than 32 bits.
    """
    joined = b"".join(key.key.secret for key in keys)
    onsets = [key.days_since_onset for key in keys]
    return KeyTable(
        secrets=np.frombuffer(joined, np.uint8).reshape(-1, SECRET_LENGTH),
        rolling_start=np.array([key.key.rolling_start for key in keys], np.int32),
        rolling_period=np.array([key.key.rolling_period for key in keys], np.int32),
        report_type=np.array([key.report_type for key in keys], np.int32),
        onset=np.array([onset or 0 for onset in onsets], np.int32),
        onset_known=np.array([onset is not None for onset in onsets], np.bool_),
        transmission_risk=np.array([key.transmission_risk for key in keys], np.int32),
    )


def encoded(export: Export, keys: KeyTable) -> bytes:
    """Return the canonical `export.bin` of `export`, whose keys, but not its revised ones, are in the table instead."""
    revised = _records(table(export.revised_keys), _REVISED) if export.revised_keys else ()
    return b"".join((preamble(export), *_records(keys, _NEW), *revised))


def signed(export: Export, keys: KeyTable, signers: Sequence[SigningKey]) -> bytes:
    """Return the archive that publishes the keys of a table, signed by each of `signers`, newest first.

    Args:
        export: The batch without its keys and signature infos; its revised keys are few and stand in it.
        keys: Its keys.
        signers: At most 10.
    """
    named = Export(
        start=export.start,
        end=export.end,
        region=export.region,
        batch_num=export.batch_num,
        batch_size=export.batch_size,
        signature_infos=tuple(signer.info for signer in signers),
        revised_keys=export.revised_keys,
    )
    export_bin = encoded(named, keys)
    found = signatures.signatures(export_bin, signers, batch=(export.batch_num, export.batch_size))
    members = {"export.bin": export_bin, "export.sig": signatures.encoded(found)}
    return archives.written(members, deflate=lambda content: deflate_compress(content, LEVEL))


def _records(keys: KeyTable, field_tag: int) -> Iterator[bytes]:
    order, packed = _order(keys.secrets), _packed(keys).view(np.uint64).reshape(-1, _PACKED.itemsize // 8)
    starts = (*range(0, len(keys), _BLOCK), len(keys))
    return (_block(packed[order[start:end]], field_tag) for start, end in pairwise(starts))


def _packed(keys: KeyTable) -> Packed:
    """Return the columns side by side, so that memory is asked once for each key when they are put into order."""
    packed: Packed = np.empty(len(keys), _PACKED)
    packed["secret"] = keys.secrets
    packed["start"], packed["onset"] = keys.rolling_start, _zigzag(keys.onset)
    packed["period"], packed["kind"] = keys.rolling_period, keys.report_type
    packed["onset_known"], packed["risk"] = keys.onset_known, keys.transmission_risk
    return packed


def _order(secrets: Bytes) -> NDArray[np.intp]:
    halves = np.ascontiguousarray(secrets).view(">u8")
    high = halves[:, 0].astype(np.uint64)
    order = np.argsort(high)
    in_order = high[order]
    if (in_order[1:] == in_order[:-1]).any():
        return np.lexsort((halves[:, 1], high))
    return order


def _block(words: NDArray[np.uint64], field_tag: int) -> bytes:
    keys = words.view(_PACKED)[:, 0]
    start, period, kind, onset = (keys[name].astype(np.uint32) for name in ("start", "period", "kind", "onset"))
    parts = (
        (0x18, start, _widths(start, start != 0)),
        (0x20, period, _widths(period, period != KEY_INTERVALS_A_DAY)),
        (0x28, kind, _widths(kind, kind != ReportType.UNKNOWN)),
        (0x30, onset, _widths(onset, keys["onset_known"])),
    )
    shapes = np.zeros(len(keys), np.int16)
    for _, _, widths in parts:
        shapes = shapes * _WIDTHS + widths
    rows = [_rows(words, parts, field_tag, one) for one in _of_each_kind(shapes)]
    if len(rows) == 1:
        return rows[0][1].tobytes()
    lengths = np.empty(len(keys), np.int64)
    for places, some in rows:
        lengths[places] = some.shape[1]
    ends = lengths.cumsum()
    written: Bytes = np.empty(ends[-1], np.uint8)
    for places, some in rows:
        length = some.shape[1]
        overlapping = as_strided(written, (len(written) - length + 1, length), (1, 1))
        overlapping[(ends - length)[places]] = some
    return written.tobytes()


def _of_each_kind(shapes: NDArray[np.int16]) -> Iterator[NDArray[np.intp]]:
    for shape in np.bincount(shapes).nonzero()[0]:
        yield (shapes == shape).nonzero()[0]


def _rows(
    words: NDArray[np.uint64], parts: Sequence[_Part], field_tag: int, places: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Bytes]:
    """Return the records at `places`, which have the same parts at the same widths, as rows of one length."""
    some = words[places].view(_PACKED)[:, 0]
    there = [(tag, values[places], int(widths[places[0]])) for tag, values, widths in parts]
    rows: Bytes = np.empty((len(some), _FIXED + sum(width and 1 + width for _, _, width in there)), np.uint8)
    rows[:, 0] = field_tag
    rows[:, 1] = rows.shape[1] - 2
    rows[:, 2:4] = (0x0A, SECRET_LENGTH)
    rows[:, 4 : 4 + SECRET_LENGTH] = some["secret"]
    rows[:, _FIXED - 2] = 0x10
    rows[:, _FIXED - 1] = some["risk"]
    place = _FIXED
    for tag, values, width in there:
        if width:
            rows[:, place] = tag
            for column in range(width):
                bits = (values >> 7 * column & 0x7F).astype(np.uint8)  # a varint has seven bits a byte; the eighth says
                rows[:, place + 1 + column] = bits | 0x80 if column < width - 1 else bits  # that more follow
            place += 1 + width
    return places, rows


def _zigzag(onset: Numbers) -> NDArray[np.uint32]:
    """Return signed numbers as unsigned ones that are small when their magnitudes are."""
    return ((onset << 1) ^ (onset >> 31)).view(np.uint32)


def _widths(values: NDArray[np.uint32], present: Mask) -> NDArray[np.int8]:
    """Return how many bytes the varint of each value has; none where it is not present."""
    widths = np.ones(len(values), np.int8)
    for bits in range(7, int(values.max(initial=0)).bit_length(), 7):
        widths += values >> bits != 0
    return widths * present
