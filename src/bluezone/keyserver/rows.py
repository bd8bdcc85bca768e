"""What the rows of the key server say, as bytes of one length, and the full hours that stand beside them in clear."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from struct import Struct
from typing import Final

from bluezone.keyserver.rules import HOUR, TEST_TYPES, Diagnosis, hour_at_or_after
from bluezone.protocol.intervals import DAY, EPOCH
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType

_KEY: Final = Struct("<16sIBBbB")
_FLAGGED_KEY: Final = Struct("<16sIBBbBB")
_FILLER: Final = 1
_TRAVELLER: Final = 2
_CODE: Final = Struct("<IBHH16s16s")
_STATUS: Final = Struct("<II16s16s")
_ONSET_UNKNOWN: Final = -128
_SECOND: Final = timedelta(seconds=1)

CLAIMED: Final = bytes(_STATUS.size)
"""What the status of a claimed code says: nothing more."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One form of a code: until when it works, what it stands for, and the marks of its status and its other form."""

    until: datetime
    diagnosis: Diagnosis
    status: bytes
    twin: bytes


@dataclass(frozen=True, slots=True)
class StatusRow:
    """Until when the two forms of an unclaimed code work, and the marks under which they are kept."""

    short_until: datetime
    long_until: datetime
    short: bytes
    long: bytes


def packed_key(key: DiagnosisKey, *, filler: bool = False, traveller: bool = False) -> bytes:
    """Return a diagnosis key as 25 bytes, the last of which says whether it is nobody's and whether its owner travelled."""
    onset = _ONSET_UNKNOWN if key.days_since_onset is None else key.days_since_onset
    exposure = key.key
    return _FLAGGED_KEY.pack(
        exposure.secret,
        exposure.rolling_start,
        exposure.rolling_period,
        key.report_type,
        onset,
        key.transmission_risk,
        _FILLER * filler | _TRAVELLER * traveller,
    )


def unpacked_key(plain: bytes) -> DiagnosisKey:
    """Return the diagnosis key that `packed_key` made, also before it said anything but the key (24 bytes)."""
    secret, start, period, report, onset, risk = _KEY.unpack_from(plain)
    days = None if onset == _ONSET_UNKNOWN else onset
    return DiagnosisKey(ExposureKey(secret, start, period), ReportType(report), days, risk)


def is_filler(plain: bytes) -> bool:
    """Return whether `packed_key` was told that the key is nobody's."""
    return bool(_flags(plain) & _FILLER)


def is_traveller(plain: bytes) -> bool:
    """Return whether `packed_key` was told that the key's owner travelled."""
    return bool(_flags(plain) & _TRAVELLER)


def packed_code(row: CodeRow) -> bytes:
    """Return what one form of a code says, as 41 bytes."""
    said = row.diagnosis
    days = (_day_number(said.symptom_date), _day_number(said.test_date))
    return _CODE.pack(_seconds(row.until), TEST_TYPES.index(said.test_type), *days, row.status, row.twin)


def unpacked_code(plain: bytes) -> CodeRow:
    """Return what `packed_code` made."""
    until, kind, symptoms, tested, status, twin = _CODE.unpack(plain)
    return CodeRow(_moment(until), Diagnosis(TEST_TYPES[kind], _day(symptoms), _day(tested)), status, twin)


def packed_status(row: StatusRow) -> bytes:
    """Return what the status of an unclaimed code says, as 40 bytes."""
    return _STATUS.pack(_seconds(row.short_until), _seconds(row.long_until), row.short, row.long)


def unpacked_status(plain: bytes) -> StatusRow:
    """Return what `packed_status` made."""
    short_until, long_until, short, long = _STATUS.unpack(plain)
    return StatusRow(_moment(short_until), _moment(long_until), short, long)


def hours(moment: datetime) -> int:
    """Return the number, counted from 1970, of the full hour at or before `moment`."""
    return (moment - EPOCH) // HOUR


def hours_up(moment: datetime) -> int:
    """Return the number, counted from 1970, of the full hour at or after `moment`."""
    return hours(hour_at_or_after(moment))


def hour(number: int) -> datetime:
    """Return the first moment of an hour counted from 1970."""
    return EPOCH + number * HOUR


def _flags(plain: bytes) -> int:
    return plain[_KEY.size] if len(plain) > _KEY.size else 0


def _seconds(moment: datetime) -> int:
    return (moment - EPOCH) // _SECOND


def _moment(seconds: int) -> datetime:
    return EPOCH + seconds * _SECOND


def _day_number(day: date | None) -> int:
    return 0 if day is None else (day - EPOCH.date()) // DAY


def _day(number: int) -> date | None:
    return None if number == 0 else EPOCH.date() + number * DAY
