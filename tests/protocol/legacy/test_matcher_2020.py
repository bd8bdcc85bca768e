"""Phones of 2020 and our feed: they still find their contacts, and find nothing on the next day."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.legacy.matcher_2020 import Phone2020
from tests.protocol.vectors import BLUEZONE
from tests.strategies import edge_keys

from bluezone.protocol import feeds
from bluezone.protocol.identifiers import bluezone_day, identifiers
from bluezone.protocol.intervals import Air, midnight, start_of
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, day_key
from bluezone.protocol.legacy import broadcast_entries, history_matches, legacy_day_key

DAY = date(2020, 8, 20)
START = 144 * (DAY - date(1970, 1, 1)).days
KEY = ExposureKey(bytes(range(16)), START)
MILLISECOND = timedelta(milliseconds=1)


def by_hand(key: ExposureKey) -> dict[str, Any]:
    """A feed's entry, written without the feed's code."""
    start = int(midnight(key.day).timestamp())
    return {
        "daily_key": day_key(key).hex().upper(),
        "time_start": start,
        "time_end": int(key.end.timestamp()) - 1,
        "max": 96,
    }


def fed(key: ExposureKey) -> list[dict[str, Any]]:
    """The same from the feed a keyserver writes."""
    entries: list[dict[str, Any]] = json.loads(feeds.encoded([DiagnosisKey(key)]))["data"]
    return entries


def milliseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // MILLISECOND


@pytest.fixture
def phone() -> Iterator[Phone2020]:
    phone = Phone2020()
    yield phone
    phone.close()


def test_the_independent_matcher_knows_the_chain_of_2020(phone: Phone2020) -> None:
    days = BLUEZONE["vectors"][0]["days"]
    start = int(midnight(DAY).timestamp())
    phone.hear(bytes.fromhex(days[2]["blid"]["48"]), (start + 2 * 86_400 + 48 * 900 + 5) * 1000)
    entry = {"daily_key": days[0]["daily_key"], "time_start": start, "time_end": start + 3 * 86_400 - 1, "max": 96}

    assert phone.met([entry])
    assert not phone.met([entry | {"time_end": start + 2 * 86_400 - 1}])


@given(edge_keys(day=DAY), st.data())
def test_a_phone_of_2020_finds_its_contact_from_our_feed(key: ExposureKey, data: st.DataObject) -> None:
    number, identifier = data.draw(st.sampled_from(identifiers(key, Air.BLUEZONE)))
    offset = data.draw(st.integers(0, 899_999))
    phone = Phone2020()
    phone.hear(identifier, milliseconds(start_of(number, Air.BLUEZONE)) + offset)

    found = phone.met([by_hand(key)]), phone.met(fed(key))

    phone.close()
    assert found == (True, True)


@given(edge_keys(day=DAY), st.integers(0, 95), st.integers(0, 899_999))
def test_a_phone_of_2020_finds_nothing_on_the_next_day(key: ExposureKey, step: int, offset: int) -> None:
    next_day = milliseconds(midnight(DAY + timedelta(days=1))) + step * 900_000 + offset
    phone = Phone2020()
    for identifier in (bluezone_day(day_key(key))[step], bluezone_day(legacy_day_key(day_key(key), 1))[step]):
        phone.hear(identifier, next_day)

    found = phone.met([by_hand(key)]) or phone.met(fed(key))

    phone.close()
    assert not found


def test_the_extra_slot_of_2020_stays_inside_the_day_of_a_feeds_entry(phone: Phone2020) -> None:
    tomorrow = milliseconds(midnight(DAY + timedelta(days=1)))
    phone.hear(bluezone_day(legacy_day_key(day_key(KEY), 1))[0], tomorrow + 10)
    whole_day = by_hand(KEY)

    assert not phone.met([whole_day])
    assert phone.met([whole_day | {"time_end": whole_day["time_end"] + 1}])


def test_an_entry_written_by_hand_is_the_feeds_entry() -> None:
    morning = ExposureKey(bytes(16), START + 3, 72)

    assert fed(KEY) == [by_hand(KEY)]
    assert fed(morning) == [by_hand(morning)]


rows = st.tuples(st.integers(0, 97), st.integers(-900_000, 1_800_000))


@given(st.lists(rows, max_size=5), st.integers(1, 200_000))
def test_our_reader_of_2020_and_the_independent_one_agree(heard: list[tuple[int, int]], length: int) -> None:
    start = milliseconds(midnight(DAY))
    chain = (*bluezone_day(day_key(KEY)), *bluezone_day(legacy_day_key(day_key(KEY), 1)))
    ones = [(chain[step], start + step * 900_000 + offset) for step, offset in heard]
    entry = by_hand(KEY) | {"time_end": start // 1000 + length}
    phone = Phone2020()
    for identifier, moment in ones:
        phone.hear(identifier, moment)
    lines = [b"%s\t%s\t-70\t%d\n" % (b"00" * 12, identifier.hex().encode(), moment) for identifier, moment in ones]

    report = history_matches(lines, broadcast_entries(json.dumps([entry]).encode()))

    met = phone.met([entry])
    phone.close()
    assert report.met == met
