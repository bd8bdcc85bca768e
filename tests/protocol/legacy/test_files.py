"""The files of 2020: Android's and iOS's forms, and any bytes at all."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.strategies import rssis

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.legacy import (
    BroadcastEntry,
    PhoneInfo,
    TraceRow,
    UnreadableLine,
    broadcast_entries,
    phone_info,
    trace_row,
    trace_rows,
)
from bluezone.protocol.legacy.files import DOCUMENT_LIMIT, ENTRIES_LIMIT, LINE_LIMIT

OWN, HEARD = bytes(range(12)), bytes(range(100, 112))
NOON = datetime(2020, 8, 20, 12, 0, tzinfo=UTC)
KEY = "AB" * 32
INFO: dict[str, Any] = {"base_id": KEY, "time": 1587168000, "daily_key": "cd" * 32, "time_start": 1587254400}
ENTRY: dict[str, Any] = {"daily_key": KEY, "time_start": 1597881600, "time_end": 1597967999, "max": 96}


def written(moment: int | str, *, rssi: object = -70) -> bytes:
    """One line as a phone of 2020 writes it."""
    return f"{OWN.hex().upper()}\t{HEARD.hex().upper()}\t{rssi}\t{moment}\n".encode()


def document(value: object) -> bytes:
    return json.dumps(value).encode()


@given(st.integers(10**11, 253402300799999 - 1000), rssis)
def test_androids_milliseconds_are_read(milliseconds: int, rssi: int) -> None:
    row = trace_row(written(milliseconds, rssi=rssi), 3)

    assert row == TraceRow(3, OWN, HEARD, rssi, EPOCH + timedelta(milliseconds=milliseconds))


@given(st.integers(0, 10**11 - 1))
def test_the_seconds_of_ios_are_read(seconds: int) -> None:
    assert trace_row(written(seconds), 1).heard_at == EPOCH + timedelta(seconds=seconds)


def test_a_fraction_of_a_second_is_read_to_the_microsecond() -> None:
    assert trace_row(written("1597924800.25"), 1).heard_at == NOON + timedelta(milliseconds=250)
    assert trace_row(written("1597924800.0000019"), 1).heard_at == NOON + timedelta(microseconds=1)


@pytest.mark.parametrize(
    "line", [written(1).rstrip(), written(1).replace(b"\n", b"\r\n"), b" " + written(1), written(1).lower()]
)
def test_line_ends_blanks_and_case_do_not_matter(line: bytes) -> None:
    assert trace_row(line, 1) == trace_row(written(1), 1)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe\x00",
        written(1)[1:],
        b"AB" + written(1),
        written(1).replace(b"\t", b" "),
        written(1).rstrip() + b"\t1\n",
        written("1e9"),
        written(-5),
        written("1" * 16),
        written("1."),
        written(1, rssi="--7"),
        written(1, rssi="nan"),
        written(1, rssi=-129),
        written(1, rssi=128),
        written(253402300800000),
        written(1) + b" " * LINE_LIMIT,
    ],
)
def test_a_line_that_is_no_row_is_refused_by_its_number_and_never_repeated(line: bytes) -> None:
    with pytest.raises(MalformedMessage, match=r"^line 17\b") as refused:
        trace_row(line, 17)

    assert OWN.hex().upper() not in str(refused.value)


def test_a_history_is_read_line_by_line_past_its_bad_ones() -> None:
    lines = [written(1), b"\n", b"what\n", written(2)]

    first, bad, second = trace_rows(iter(lines))

    assert isinstance(first, TraceRow)
    assert isinstance(second, TraceRow)
    assert (first.line, bad.line, second.line) == (1, 3, 4)
    assert isinstance(bad, UnreadableLine)
    assert bad.why.startswith("line 3")


def test_a_history_without_end_is_read_in_the_memory_of_a_line() -> None:
    def endless() -> Any:
        while True:
            yield written(1)

    rows = trace_rows(endless())

    assert [next(rows).line for _ in range(3)] == [1, 2, 3]


@given(st.lists(st.binary(max_size=90) | st.text("0123456789ABCDEF\t-.", max_size=90).map(str.encode), max_size=3))
def test_any_bytes_are_a_history_with_rows_or_bad_lines(lines: list[bytes]) -> None:
    assert all(isinstance(row, TraceRow | UnreadableLine) for row in trace_rows(lines))


@pytest.mark.parametrize("length", range(len(written(1597924800000))))
def test_a_line_cut_short_is_refused_or_has_a_shorter_time(length: int) -> None:
    line = written(1597924800000)[:length]

    try:
        row = trace_row(line, 1)
    except MalformedMessage:
        return
    assert (row.own, row.heard) == (OWN, HEARD)
    assert line.startswith(written("").rstrip())


@pytest.mark.parametrize("as_written_by", [int, float])
def test_a_phones_own_keys_are_read_from_both_systems(as_written_by: type) -> None:
    info = INFO | {name: as_written_by(INFO[name]) for name in ("time", "time_start")}

    assert phone_info(document(info)) == PhoneInfo(
        bytes.fromhex(KEY), date(2020, 4, 18), bytes.fromhex("cd" * 32), date(2020, 4, 19)
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"base_id": "AB" * 31}, "base_id"),
        ({"base_id": "XY" * 32}, "base_id"),
        ({"base_id": None}, "base_id"),
        ({"daily_key": 5}, "daily_key"),
        ({"time": "yesterday"}, "time"),
        ({"time": -1}, "time"),
        ({"time": 1e300}, "time"),
        ({"time_start": 1587081600}, "time_start is 0 to 3660 days after"),
        ({"time_start": 1587168000 + 3661 * 86_400}, "time_start is 0 to 3660 days after"),
    ],
)
def test_an_infof_with_a_wrong_field_is_refused_by_the_fields_name(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(MalformedMessage, match=reason):
        phone_info(document(INFO | change))


@pytest.mark.parametrize("value", [{"data": [ENTRY]}, [ENTRY], {"data": [ENTRY], "more": 1}])
def test_a_broadcast_is_read_with_or_without_its_frame(value: object) -> None:
    assert broadcast_entries(b" " + document(value)) == (
        BroadcastEntry(bytes.fromhex(KEY), NOON - timedelta(hours=12), NOON + timedelta(hours=12, seconds=-1), 96),
    )


def test_times_of_a_broadcast_may_have_a_fraction_and_the_number_a_day_may_be_missing() -> None:
    entry = {"daily_key": KEY, "time_start": 1597881600.0, "time_end": 1597967999.5}

    (found,) = broadcast_entries(document([entry]))

    assert found.end == NOON + timedelta(hours=12, milliseconds=-500)
    assert found.steps == 96


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([ENTRY | {"max": 1}], "max"),
        ([ENTRY | {"max": 10**9}], "max"),
        ([ENTRY | {"max": 10**30}], "max"),
        ([ENTRY | {"daily_key": KEY[1:]}], "daily_key"),
        ([ENTRY | {"time_end": 1e18}], "time_end"),
        ([ENTRY | {"time_end": ENTRY["time_start"] - 1}], "entry 1: .* 0 to 181 days"),
        ([ENTRY, ENTRY | {"time_end": ENTRY["time_start"] + 10 * 366 * 86_400}], "entry 2: .* 0 to 181 days"),
        ([ENTRY] * (ENTRIES_LIMIT + 1), "2000 entries"),
        ({"data": {}}, "data"),
        ({}, "data"),
        (7, "broadcast"),
    ],
)
def test_a_broadcast_that_asks_for_too_much_or_nonsense_is_refused(value: object, reason: str) -> None:
    with pytest.raises(MalformedMessage, match=reason):
        broadcast_entries(document(value))


def test_a_document_beyond_the_limit_is_not_even_parsed() -> None:
    with pytest.raises(MalformedMessage, match="4194304 bytes"):
        phone_info(b" " * (DOCUMENT_LIMIT + 1))
    with pytest.raises(MalformedMessage, match="4194304 bytes"):
        broadcast_entries(b" " * (DOCUMENT_LIMIT + 1))


values = st.none() | st.integers() | st.floats() | st.text(max_size=4) | st.just(KEY)


@given(
    st.binary(max_size=40)
    | st.dictionaries(st.sampled_from([*INFO, *ENTRY, "data"]), values).map(document)
    | st.lists(st.dictionaries(st.sampled_from([*ENTRY]), values), max_size=2).map(document)
)
@example(b"[" * 100_000)
@example(b'{"data":' * 100_000)
@example(document(INFO))
@example(document([ENTRY]))
def test_any_bytes_are_a_document_of_2020_or_malformed(body: bytes) -> None:
    for read in (phone_info, broadcast_entries):
        try:
            found = read(body)
        except MalformedMessage:
            continue
        assert isinstance(found, PhoneInfo | tuple)


@pytest.mark.parametrize("whole", [document(INFO), document({"data": [ENTRY]}), document([ENTRY])])
def test_a_document_cut_short_is_malformed(whole: bytes) -> None:
    for length in range(len(whole)):
        for read in (phone_info, broadcast_entries):
            with pytest.raises(MalformedMessage):
                read(whole[:length])


def test_nothing_of_2020_prints_its_keys() -> None:
    shown = (
        repr(phone_info(document(INFO))) + repr(broadcast_entries(document([ENTRY]))) + repr(trace_row(written(1), 1))
    )

    assert "\\xab" not in shown
    assert repr(OWN) not in shown
