"""The same bytes as `bluezone.protocol.exports`, for a million keys in part of a second.

A record of `export.bin` is laid out once with every part it could have, at its greatest width; numpy fills a block of
such rows and drops the bytes that a row has not. Equality with the reference is a property test.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from deflate import deflate_compress
from numpy.typing import NDArray

from bluezone.protocol import archives, signatures
from bluezone.protocol.exports import Export, preamble
from bluezone.protocol.intervals import KEY_INTERVALS_A_DAY
from bluezone.protocol.keys import SECRET_LENGTH, DiagnosisKey, ReportType
from bluezone.protocol.signatures import SigningKey

Bytes: TypeAlias = NDArray[np.uint8]
Numbers: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]

RISK_LIMIT: Final = 128
"""Transmission risk is smaller than this here; Exposure Notification has 0 to 8."""
LEVEL: Final = 6
"""Of libdeflate: the keys are random, so more effort saves nothing."""

_BLOCK: Final = 1 << 15
"""Rows in one block: small enough for the processor's cache."""
_NEW: Final = 0x3A
_REVISED: Final = 0x42
"""How the records of fields 7 and 8 of an export begin."""
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
    order = _order(keys.secrets)
    widths = (_width(keys.rolling_start), _width(keys.rolling_period), _width(_zigzag(keys.onset)))
    starts = (*range(0, len(keys), _BLOCK), len(keys))
    return (_block(keys, order[start:end], widths, field_tag) for start, end in pairwise(starts))


def _order(secrets: Bytes) -> NDArray[np.intp]:
    halves = np.ascontiguousarray(secrets).view(">u8")
    high = halves[:, 0].astype(np.uint64)
    order = np.argsort(high)
    in_order = high[order]
    if (in_order[1:] == in_order[:-1]).any():
        return np.lexsort((halves[:, 1], high))
    return order


def _block(keys: KeyTable, chosen: NDArray[np.intp], widths: tuple[int, int, int], field_tag: int) -> bytes:
    start, period, kind = keys.rolling_start[chosen], keys.rolling_period[chosen], keys.report_type[chosen]
    optional = (
        (0x18, widths[0], start, start != 0),
        (0x20, widths[1], period, period != KEY_INTERVALS_A_DAY),
        (0x28, 1, kind, kind != ReportType.UNKNOWN),
        (0x30, widths[2], _zigzag(keys.onset[chosen]), keys.onset_known[chosen]),
    )
    rows: Bytes = np.empty((len(chosen), _FIXED + sum(1 + width for _, width, _, _ in optional)), np.uint8)
    there: Mask = np.ones(rows.shape, np.bool_)
    rows[:, 0] = field_tag
    rows[:, 2:4] = (0x0A, SECRET_LENGTH)
    rows[:, 4 : 4 + SECRET_LENGTH] = keys.secrets[chosen]
    rows[:, _FIXED - 2] = 0x10
    rows[:, _FIXED - 1] = keys.transmission_risk[chosen]
    length = np.full(len(chosen), _FIXED - 2, np.uint8)
    place = _FIXED
    for tag, width, values, present in optional:
        rows[:, place] = tag
        there[:, place] = present
        length += present
        for column in range(width):
            rest = values >> 7 * column
            more = rest >= 0x80  # noqa: PLR2004 -- a varint has seven bits a byte; the eighth says that more follow
            rows[:, place + 1 + column] = rest.astype(np.uint8) | more.view(np.uint8) << 7
            written = present & (rest > 0) if column else present
            there[:, place + 1 + column] = written
            length += written
        place += 1 + width
    rows[:, 1] = length
    return rows[there].tobytes()


def _zigzag(onset: Numbers) -> NDArray[np.uint32]:
    """Return signed numbers as unsigned ones that are small when their magnitudes are."""
    return ((onset << 1) ^ (onset >> 31)).view(np.uint32)


def _width(values: NDArray[np.int32 | np.uint32]) -> int:
    """Return how many bytes the longest varint of `values` has."""
    return max(1, -(-int(values.max(initial=0)).bit_length() // 7))
