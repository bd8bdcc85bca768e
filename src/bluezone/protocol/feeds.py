"""Feeds: the published keys once more, as the JSON that clients of 2020 read.

Source: the 2020 application's `BluezoneIdTrace` (`daily_key`, `time_start`, `time_end`, `max`; seconds since 1970). Its
walk takes both ends in, so an entry ends one second before its key does and stays inside its day. A feed holds the
same keys as its export, padding included, in the same order, so that comparing the two tells nothing.
"""

from collections.abc import Iterable
from typing import Final

from bluezone.protocol.exports import ordered
from bluezone.protocol.identifiers import BLUEZONE_STEPS
from bluezone.protocol.intervals import KEY_INTERVAL, KEY_INTERVALS_A_DAY
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, day_key

_INTERVAL_SECONDS: Final = int(KEY_INTERVAL.total_seconds())


def encoded(keys: Iterable[DiagnosisKey]) -> bytes:
    """Return the feed of the keys of one export, given in any order."""
    entries = (_entry(key.key) for key in ordered(keys))
    return b'{"data":[' + ",".join(entries).encode() + b"]}"


def _entry(key: ExposureKey) -> str:
    midnight = key.rolling_start // KEY_INTERVALS_A_DAY * KEY_INTERVALS_A_DAY
    end = min(key.rolling_end, midnight + KEY_INTERVALS_A_DAY)
    return (
        f'{{"daily_key":"{day_key(key).hex().upper()}","time_start":{midnight * _INTERVAL_SECONDS},'
        f'"time_end":{end * _INTERVAL_SECONDS - 1},"max":{BLUEZONE_STEPS}}}'
    )
