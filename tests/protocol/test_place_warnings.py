"""Place warnings: exactly who was there is warned, on the phone alone, and what is published says nothing else."""

import hashlib
import hmac
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.protocol.seeds import NOON, seeded
from tests.protocol.vectors_feeds import feed
from tests.protocol.vectors_venues import MARKET, SECRET, unmasked
from tests.strategies import secrets, venue_codes

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.place_warnings import (
    ENTRIES_STEP,
    ENTRY_LENGTH,
    CheckIn,
    HourMark,
    changed,
    check_in,
    entries_in,
    hour_at,
    mask,
    padded_entries,
    place_exposures,
    value,
    venues_content,
    venues_in,
    warning_entries,
)
from bluezone.protocol.signed_feeds import content_of
from bluezone.protocol.venues import VenueCode, VenueType

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
MIDNIGHT = datetime(2020, 8, 21, tzinfo=UTC)
HERE = hour_at(NOON)
random_bytes = st.binary(min_size=ENTRY_LENGTH, max_size=ENTRY_LENGTH)
seconds = st.integers(-6 * 3600, 25 * 3600).map(lambda number: NOON + number * SECOND)
"""A moment within what a check-in at noon keeps."""
around = st.integers(-72 * 60, 72 * 60).map(lambda number: NOON + number * MINUTE)


def code_of(refused_call: Callable[[], object]) -> str:
    """The stable code of a refusal."""
    with pytest.raises(RuleViolation) as refused:
        refused_call()
    return refused.value.code


def stay(start: datetime, end: datetime) -> CheckIn:
    return replace(check_in(MARKET, NOON), start=start, end=end)


def spans(found: CheckIn, entries: tuple[bytes, ...]) -> list[tuple[datetime, datetime]]:
    return [(one.start, one.end) for one in place_exposures([found], entries)]


@given(st.lists(seconds, min_size=2, max_size=2), st.lists(around, min_size=2, max_size=2, unique=True))
def test_exactly_those_who_were_there_are_warned(there: list[datetime], warned: list[datetime]) -> None:
    (start, end), (warned_from, warned_to) = sorted(there), sorted(warned)

    found = spans(stay(start, end), warning_entries(SECRET, warned_from, warned_to))

    shared = max(start, warned_from), min(end, warned_to)
    assert found == ([shared] if shared[0] < shared[1] else [])


@given(st.datetimes(datetime(1970, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC)), venue_codes())  # noqa: DTZ001 -- hypothesis wants bounds without a zone
def test_who_just_checked_in_is_warned_whenever_and_wherever(start: datetime, code: VenueCode) -> None:
    found = check_in(code, start)

    assert spans(found, warning_entries(code.secret, start, start + MINUTE)) == [
        (start, min(found.end, _next_minute(start + MINUTE)))
    ]


def _next_minute(moment: datetime) -> datetime:
    return (
        moment
        if moment == moment.replace(second=0, microsecond=0)
        else (moment + MINUTE).replace(second=0, microsecond=0)
    )


@given(secrets, seconds, st.integers(1, 3 * 24 * 60))
def test_people_of_another_place_are_not_warned(secret: bytes, start: datetime, minutes: int) -> None:
    assume(secret != SECRET)

    assert spans(stay(NOON, NOON + 25 * HOUR), warning_entries(secret, start, start + minutes * MINUTE)) == []


@given(st.lists(random_bytes, max_size=600), st.data())
def test_decoys_and_order_are_of_no_matter(decoys: list[bytes], data: st.DataObject) -> None:
    real = warning_entries(SECRET, NOON + 50 * MINUTE, NOON + 70 * MINUTE)
    mixed = data.draw(st.permutations([*real, *decoys])) if len(decoys) < 50 else sorted([*real, *decoys])

    assert spans(stay(NOON, NOON + 2 * HOUR), tuple(mixed)) == [(NOON + 50 * MINUTE, NOON + 70 * MINUTE)]


@given(st.binary(min_size=2, max_size=2))
def test_minutes_that_make_no_sense_are_a_decoy(minutes: bytes) -> None:
    first, last = minutes

    found = spans(stay(NOON - HOUR, NOON + 2 * HOUR), (unmasked(HERE, minutes),))

    assert found == ([(NOON + first * MINUTE, NOON + last * MINUTE)] if first < last <= 60 else [])


def test_a_stay_that_ends_as_the_warning_begins_is_not_warned() -> None:
    quarter = warning_entries(SECRET, NOON, NOON + 15 * MINUTE)

    assert spans(stay(NOON - HOUR, NOON), quarter) == []
    assert spans(stay(NOON + 15 * MINUTE, NOON + HOUR), quarter) == []
    assert spans(stay(NOON - HOUR, NOON + timedelta(microseconds=1)), quarter)


def test_a_stay_of_no_length_is_not_warned() -> None:
    assert spans(stay(NOON + MINUTE, NOON + MINUTE), warning_entries(SECRET, NOON, NOON + HOUR)) == []


def test_a_warning_over_midnight_warns_on_both_sides() -> None:
    found = changed(check_in(MARKET, MIDNIGHT - HOUR), end=MIDNIGHT + HOUR)

    warned = warning_entries(SECRET, MIDNIGHT - 5 * MINUTE, MIDNIGHT + 5 * MINUTE)

    assert len(warned) == 2
    assert spans(found, warned) == [(MIDNIGHT - 5 * MINUTE, MIDNIGHT + 5 * MINUTE)]


def test_two_warnings_with_a_pause_are_two_times() -> None:
    warned = (
        *warning_entries(SECRET, NOON + 40 * MINUTE, NOON + 50 * MINUTE),
        *warning_entries(SECRET, NOON, NOON + 10 * MINUTE),
        *warning_entries(SECRET, NOON + 5 * MINUTE, NOON + 8 * MINUTE),
    )

    assert spans(stay(NOON, NOON + HOUR), warned) == [
        (NOON, NOON + 10 * MINUTE),
        (NOON + 40 * MINUTE, NOON + 50 * MINUTE),
    ]


def test_each_stay_has_its_own_times() -> None:
    early, late = stay(NOON, NOON + 20 * MINUTE), stay(NOON + 10 * MINUTE, NOON + HOUR)

    found = place_exposures([late, early], warning_entries(SECRET, NOON, NOON + 15 * MINUTE))

    assert [(one.check_in, one.start, one.end) for one in found] == [
        (late, NOON + 10 * MINUTE, NOON + 15 * MINUTE),
        (early, NOON, NOON + 15 * MINUTE),
    ]


@given(venue_codes(), st.integers(0, 2**31))
def test_a_check_in_keeps_nothing_of_the_secret(code: VenueCode, second: int) -> None:
    found = check_in(code, datetime.fromtimestamp(second, UTC))

    assert code.secret.hex() not in repr(found)
    assert all(code.secret not in mark.value for mark in found.marks)
    assert found.is_automatic
    assert found.end - found.start == code.type.stay
    assert not any(mark.value.hex() in repr(found) for mark in found.marks)


def test_a_check_in_keeps_six_hours_before_and_a_day_after() -> None:
    found = check_in(MARKET, NOON + 59 * MINUTE)

    assert found.first_hour == HERE - 6
    assert len(found.marks) == 31
    assert found.marks[6] == HourMark(value(SECRET, HERE), mask(SECRET, HERE))


def test_a_check_in_of_1970_keeps_no_hour_before_it() -> None:
    assert check_in(MARKET, datetime(1970, 1, 1, 2, tzinfo=UTC)).first_hour == 0
    assert code_of(lambda: check_in(MARKET, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC))) == "check_in_out_of_range"


def test_times_can_be_corrected_within_what_was_kept() -> None:
    found = check_in(MARKET, NOON)

    assert changed(found) == found
    assert changed(found, start=NOON - 6 * HOUR).is_automatic
    assert not changed(found, end=NOON + 25 * HOUR).is_automatic
    assert not changed(changed(found, end=NOON + HOUR), start=NOON - HOUR).is_automatic
    assert code_of(lambda: changed(found, start=NOON - 6 * HOUR - SECOND)) == "check_in_out_of_range"
    assert code_of(lambda: changed(found, end=NOON + 25 * HOUR + SECOND)) == "check_in_out_of_range"
    assert code_of(lambda: changed(found, end=NOON)) == "check_in_order_wrong"


@given(st.sampled_from(VenueType), st.integers(0, 86_399))
def test_an_automatic_end_can_be_said_again(kind: VenueType, second: int) -> None:
    found = check_in(replace(MARKET, type=kind), NOON + second * SECOND)

    assert changed(found, start=found.start, end=found.end).end == found.end


@given(secrets, around, st.integers(1, 14 * 24 * 60))
def test_a_warning_has_an_entry_an_hour(secret: bytes, start: datetime, minutes: int) -> None:
    entries = warning_entries(secret, start, start + minutes * MINUTE)

    hours = math.ceil((start.minute + minutes) / 60)
    assert len(entries) == len(set(entries)) == hours
    assert [entry[:16] for entry in entries] == [value(secret, hour_at(start) + number) for number in range(hours)]


def test_broken_minutes_of_a_warning_count_whole() -> None:
    broken = warning_entries(SECRET, NOON + 59 * SECOND, NOON + 10 * MINUTE + SECOND)

    assert broken == warning_entries(SECRET, NOON, NOON + 11 * MINUTE)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (NOON, NOON),
        (NOON, NOON - MINUTE),
        (NOON, NOON + timedelta(days=14, seconds=1)),
        (datetime(1969, 12, 31, 23, tzinfo=UTC), datetime(1970, 1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_warning_without_sense_is_refused(start: datetime, end: datetime) -> None:
    assert code_of(lambda: warning_entries(SECRET, start, end)) == "warning_interval_wrong"


def test_a_warning_of_a_far_year_is_one() -> None:
    far = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)

    assert len(warning_entries(SECRET, far, far + 59 * SECOND)) == 1


def test_values_and_masks_are_the_hmac_of_the_hour() -> None:
    hour = HERE.to_bytes(4, "big")

    assert value(SECRET, HERE) == hmac.digest(SECRET, b"bluezone venue hour 1\n" + hour, hashlib.sha256)[:16]
    assert mask(SECRET, HERE) == hmac.digest(SECRET, b"bluezone venue minutes 1\n" + hour, hashlib.sha256)[:2]


@given(secrets, st.integers(0, 2**32 - 2))
def test_two_hours_of_one_place_share_nothing(secret: bytes, hour: int) -> None:
    assert value(secret, hour) != value(secret, hour + 1)


@given(st.lists(random_bytes, max_size=600, unique=True))
def test_entries_hide_among_decoys(real: list[bytes]) -> None:
    found = padded_entries(real * 2, lambda length: seeded("decoys", length))

    entries = entries_in(found)
    assert len(entries) == max(1, math.ceil(len(real) / ENTRIES_STEP)) * ENTRIES_STEP
    assert list(entries) == sorted(entries)
    assert set(real) <= set(entries)


def test_as_many_entries_as_a_step_need_no_decoy() -> None:
    asked: list[int] = []

    def fresh(length: int) -> bytes:
        asked.append(length)
        return bytes(length)

    full = [bytes([number]) * ENTRY_LENGTH for number in range(ENTRIES_STEP)]

    assert len(padded_entries(full, fresh)) == ENTRIES_STEP * ENTRY_LENGTH
    assert asked == [0]


def test_batches_are_published_together_and_read_one_by_one() -> None:
    real = warning_entries(SECRET, NOON, NOON + HOUR)
    batches = [padded_entries(part, lambda length: seeded("decoys", length)) for part in (real, ())]

    content = content_of(venues_content(batches))

    entries = venues_in(feed("venues", content))
    assert len(entries) == 2 * ENTRIES_STEP
    assert list(entries) == sorted(entries)
    assert spans(stay(NOON, NOON + 2 * HOUR), entries) == [(NOON, NOON + HOUR)]


@given(st.binary(max_size=100))
def test_any_bytes_are_entries_or_malformed(hours: bytes) -> None:
    if len(hours) % ENTRY_LENGTH:
        with pytest.raises(MalformedMessage):
            entries_in(hours)
    else:
        assert b"".join(entries_in(hours)) == hours


@pytest.mark.parametrize("hours", ["AAAA", "*", 1, None, ["A"]])
def test_a_feed_of_anything_else_is_malformed(hours: object) -> None:
    with pytest.raises(MalformedMessage):
        venues_in(feed("venues", {"hours": hours}))
