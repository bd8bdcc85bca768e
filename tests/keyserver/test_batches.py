"""The rules of publishing: full hours, nothing that could be replayed, names in the order of time."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import exposure_keys

from bluezone.keyserver.batches import (
    HOUR,
    Window,
    could_be_replayed,
    is_past,
    next_sequence,
    releasable,
    stem,
    window,
)
from bluezone.protocol.exposures import airs_of
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import Air, interval_at
from bluezone.protocol.keys import RETENTION, DiagnosisKey, ExposureKey, publishable_from
from bluezone.protocol.risk import POLICY_1

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
recent = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds of a strategy are naive
second = timedelta(seconds=1)


def test_the_first_batch_stands_for_the_last_full_hour() -> None:
    assert window(NOON + 20 * second, None) == Window(NOON - HOUR, NOON)


def test_the_next_batch_begins_where_the_one_before_ended() -> None:
    assert window(NOON + 5 * HOUR + second, NOON) == Window(NOON, NOON + 5 * HOUR)


def test_an_hour_is_published_once() -> None:
    assert window(NOON + 59 * second, NOON) is None
    assert window(NOON - HOUR, NOON) is None


def test_the_second_file_of_a_window_does_not_move_the_next_window() -> None:
    assert window(NOON + HOUR, NOON + 2 * second) == Window(NOON, NOON + HOUR)


def test_windows_are_in_utc_wherever_the_server_stands() -> None:
    hanoi = timezone(timedelta(hours=7))

    assert window(NOON.astimezone(hanoi), (NOON - HOUR).astimezone(hanoi)) == Window(NOON - HOUR, NOON)


@given(st.lists(recent, min_size=1, max_size=10))
def test_windows_follow_one_another_without_gap_or_overlap(moments: list[datetime]) -> None:
    last = None
    for moment in sorted(moments):
        found = window(moment, last)
        if found is None:
            continue
        assert found.start < found.end <= moment
        assert last is None or found.start == last
        last = found.end


@given(exposure_keys, st.timedeltas(timedelta(days=-1), timedelta(days=3)))
def test_no_key_is_released_while_a_phone_would_take_it_for_fresh(key: ExposureKey, after_start: timedelta) -> None:
    at = key.start + timedelta(hours=1) + after_start
    if could_be_replayed(key, at):
        return

    for air in airs_of(DiagnosisKey(key)):
        last, _ = identifiers(key, air)[-1]
        assert interval_at(at, air) - last > POLICY_1.tolerance[air]


@given(exposure_keys)
def test_a_key_is_released_two_hours_after_its_end(key: ExposureKey) -> None:
    assert not could_be_replayed(key, publishable_from(key))
    assert could_be_replayed(key, publishable_from(key) - second)


def test_a_wider_tolerance_holds_a_key_back_longer() -> None:
    key = ExposureKey(bytes(16), 2950000 // 144 * 144)
    wide = {Air.BLUEZONE: 16, Air.EXPOSURE_NOTIFICATION: 12}

    assert could_be_replayed(key, key.end + 4 * HOUR - second, tolerance=wide)
    assert not could_be_replayed(key, key.end + 4 * HOUR, tolerance=wide)


def test_keys_that_come_too_early_are_left_out_and_the_others_go() -> None:
    key, early = ExposureKey(bytes(16), 2950000), ExposureKey(b"\1" * 16, 2950012)

    assert releasable([DiagnosisKey(early), DiagnosisKey(key)], publishable_from(key)) == (DiagnosisKey(key),)


def test_names_sort_as_their_windows_do() -> None:
    names = [stem(Window(NOON + hour * HOUR, NOON + (hour + 1) * HOUR), number) for hour in (0, 1) for number in (1, 2)]

    assert names[0] == "1795176000-1795179600-00001"
    assert names == sorted(names)


def test_a_file_is_past_its_time_after_fourteen_days() -> None:
    assert not is_past(NOON, NOON + RETENTION - second)
    assert is_past(NOON, NOON + RETENTION)


@given(st.integers(0, 2**40), recent)
def test_the_index_counts_up_whatever_was_lost(before: int, at: datetime) -> None:
    assert next_sequence(before, at) > before
    assert next_sequence(0, at + second) > next_sequence(0, at)
