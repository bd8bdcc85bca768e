"""Feeds: what clients of 2020 read is the export once more, key for key, in the same order."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from tests.protocol.export_keys import EXPORT, MIDNIGHT_INTERVAL, diagnosis_key, signer
from tests.strategies import edge_keys, key_lists

from bluezone.protocol import feeds
from bluezone.protocol.exports import read, signed
from bluezone.protocol.intervals import DAY, midnight
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, day_key


def test_an_entry_is_that_of_2020() -> None:
    feed = feeds.encoded([diagnosis_key(1, period=75)])

    assert json.loads(feed) == {
        "data": [
            {
                "daily_key": day_key(diagnosis_key(1).key).hex().upper(),
                "time_start": MIDNIGHT_INTERVAL * 600,
                "time_end": (MIDNIGHT_INTERVAL + 75) * 600 - 1,
                "max": 96,
            }
        ]
    }


def test_an_empty_feed_is_an_empty_list() -> None:
    assert json.loads(feeds.encoded([])) == {"data": []}


@given(key_lists)
def test_feed_and_export_hold_the_same_keys_in_the_same_order(keys: tuple[DiagnosisKey, ...]) -> None:
    export, _ = read(signed(EXPORT.__class__(EXPORT.start, EXPORT.end, "VN", keys=keys), (signer(),)))

    entries = json.loads(feeds.encoded(reversed(keys)))["data"]

    assert [entry["daily_key"] for entry in entries] == [day_key(key.key).hex().upper() for key in export.keys]


@given(edge_keys())
def test_an_entry_ends_one_second_before_its_key_does(key: ExposureKey) -> None:
    [entry] = json.loads(feeds.encoded([DiagnosisKey(key)]))["data"]

    assert datetime.fromtimestamp(entry["time_start"], UTC) == midnight(key.day)
    assert datetime.fromtimestamp(entry["time_end"], UTC) == key.end - timedelta(seconds=1)


@given(key_lists)
def test_no_entry_reaches_into_a_second_day(keys: tuple[DiagnosisKey, ...]) -> None:
    for entry in json.loads(feeds.encoded(keys))["data"]:
        assert entry["time_start"] % DAY.total_seconds() == 0
        assert entry["time_start"] < entry["time_end"] < entry["time_start"] + DAY.total_seconds()
