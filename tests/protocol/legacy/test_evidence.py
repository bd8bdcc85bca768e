"""Evidence: which rows a phone of 2020 can have written, and whom it met by the rule of its day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.intervals import midnight
from bluezone.protocol.legacy import (
    BroadcastEntry,
    Chain,
    Contact,
    Lines,
    PhoneInfo,
    Reason,
    broadcast_slots,
    history_matches,
    legacy_day_key,
    verified_history,
)
from bluezone.protocol.legacy.evidence import DAYS_KEPT, LATENESS, LINES_KEPT

CREATED = date(2020, 8, 1)
BASE = bytes(range(32))
CHAIN = Chain(BASE, CREATED)
INFO = PhoneInfo(BASE, CREATED, legacy_day_key(BASE, 6), date(2020, 8, 7))
NOON = datetime(2020, 8, 20, 12, 0, tzinfo=UTC)
STRANGER = Chain(bytes(32), CREATED)
SLOT = timedelta(minutes=15)
MILLISECOND = timedelta(milliseconds=1)


def line(own: bytes, heard: bytes, moment: datetime, *, rssi_dbm: int = -70) -> bytes:
    """A row of Android's history."""
    milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // MILLISECOND
    return f"{own.hex().upper()}\t{heard.hex().upper()}\t{rssi_dbm}\t{milliseconds}\n".encode()


def own_line(moment: datetime, *, late: timedelta = timedelta(0), chain: Chain = CHAIN) -> bytes:
    """A row that a phone writes at `moment` with an identifier so much too old."""
    return line(chain.identifier_at(moment - late), bytes(12), moment)


@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), max_size=8), st.sampled_from([96, 144, 97]))
def test_every_row_of_a_true_history_verifies(times: list[timedelta], steps: int) -> None:
    chain = replace(CHAIN, steps=steps)
    moments = [midnight(CREATED) + time for time in times]
    usable = [moment for moment in moments if (moment - midnight(moment.date())) // chain.step < steps]

    report = verified_history([own_line(moment, chain=chain) for moment in usable], INFO, steps=steps)

    assert (report.rows, report.verified) == (len(usable), len(usable))
    assert report.failures == {}
    assert report.keys_agree


def test_a_history_longer_than_the_days_held_verifies_too() -> None:
    moments = [NOON + timedelta(days=number) for number in range(DAYS_KEPT + 4)]

    report = verified_history(map(own_line, moments + moments), INFO)

    assert report.verified == 2 * len(moments)


@pytest.mark.parametrize(("late", "verifies"), [(0, True), (155, True), (156, False)])
def test_a_late_identifier_is_forgiven_as_far_as_the_tolerance(late: int, *, verifies: bool) -> None:
    moment = midnight(date(2020, 8, 20)) + timedelta(seconds=late) - MILLISECOND
    yesterdays_last = CHAIN.identifiers(date(2020, 8, 19))[95]

    report = verified_history([line(yesterdays_last, bytes(12), moment)], INFO)

    assert report.verified == int(verifies)
    assert (Reason.ANOTHER_TIME in report.failures) is not verifies


def test_without_tolerance_a_late_identifier_is_of_another_time() -> None:
    rows = [own_line(NOON), own_line(NOON + timedelta(seconds=10), late=timedelta(seconds=20))]

    report = verified_history(rows, INFO, tolerance=timedelta(0))

    assert report.verified == 1
    assert report.failures == {Reason.ANOTHER_TIME: Lines(1, (2,), 2)}


def test_failures_are_grouped_by_reason_with_their_lines() -> None:
    rows = [
        own_line(NOON),
        b"not a row\n",
        own_line(NOON, chain=STRANGER),
        line(CHAIN.identifiers(NOON.date())[50], bytes(12), NOON),
        line(CHAIN.identifiers(CREATED)[0], bytes(12), midnight(CREATED) - SLOT),
        line(bytes(12), bytes(12), NOON + timedelta(days=3660)),
        b"\n",
        own_line(NOON, chain=STRANGER),
    ]

    report = verified_history(rows, INFO)

    assert (report.rows, report.verified) == (7, 1)
    assert report.failures == {
        Reason.UNREADABLE: Lines(1, (2,), 2),
        Reason.BEFORE_FIRST_DAY: Lines(1, (5,), 5),
        Reason.BEYOND_CHAIN: Lines(1, (6,), 6),
        Reason.ANOTHER_TIME: Lines(1, (4,), 4),
        Reason.ANOTHER_KEY: Lines(2, (3, 8), 8),
    }
    assert list(report.failures) == list(Reason)


def test_on_its_first_day_a_phone_has_no_identifiers_of_yesterday() -> None:
    report = verified_history([line(bytes(12), bytes(12), midnight(CREATED))], INFO)

    assert report.failures == {Reason.ANOTHER_KEY: Lines(1, (1,), 1)}


def test_a_report_names_the_first_lines_and_the_last_however_many_there_are() -> None:
    rows = [own_line(NOON, chain=STRANGER)] * (LINES_KEPT + 30)

    report = verified_history(rows, INFO)

    assert report.failures[Reason.ANOTHER_KEY] == Lines(
        LINES_KEPT + 30, tuple(range(1, LINES_KEPT + 1)), LINES_KEPT + 30
    )


def test_a_day_key_that_does_not_follow_from_the_base_id_is_noticed() -> None:
    report = verified_history([own_line(NOON)], replace(INFO, day_key=bytes(32)))

    assert report.verified == 1
    assert not report.keys_agree


@pytest.mark.parametrize("tolerance", [timedelta(seconds=-1), timedelta(days=1)])
def test_a_tolerance_of_a_day_or_below_nothing_is_refused(tolerance: timedelta) -> None:
    with pytest.raises(ValueError, match="less than a day"):
        verified_history([], INFO, tolerance=tolerance)


def test_the_default_tolerance_is_the_longest_cycle_of_2020() -> None:
    assert timedelta(seconds=155) == LATENESS


def patient(*, days: int = 1, steps: int = 96) -> BroadcastEntry:
    """A broadcast entry of whole days, from the day of `NOON` on."""
    start = midnight(NOON.date())
    key = legacy_day_key(STRANGER.base_id, (NOON.date() - CREATED).days)
    return BroadcastEntry(key, start, start + timedelta(days=days), steps)


@pytest.mark.parametrize(("days", "slots"), [(1, 97), (14, 1345)])
def test_whole_days_have_one_slot_more_than_fits(days: int, slots: int) -> None:
    found = list(broadcast_slots(patient(days=days)))

    assert len(found) == slots
    assert [start for start, _ in found] == [midnight(NOON.date()) + number * SLOT for number in range(slots)]
    assert found[96][1] == STRANGER.identifiers(NOON.date() + timedelta(days=1))[0]


def test_another_number_a_day_makes_other_slots() -> None:
    assert len(list(broadcast_slots(patient(steps=144)))) == 145


@pytest.mark.parametrize(
    ("offset", "met"),
    [(-MILLISECOND, False), (timedelta(0), True), (SLOT, True), (SLOT + MILLISECOND, False)],
)
def test_both_ends_of_a_slot_count_and_no_clock_is_forgiven(offset: timedelta, *, met: bool) -> None:
    heard = STRANGER.identifier_at(NOON)

    report = history_matches([line(bytes(12), heard, NOON + offset)], [patient()])

    assert report.met is met


def test_a_contact_is_given_with_its_evidence() -> None:
    moment = NOON + timedelta(minutes=7)
    rows = [own_line(NOON), line(bytes(12), STRANGER.identifier_at(moment), moment, rssi_dbm=-101), b"?\n"]

    report = history_matches(rows, [replace(patient(), day_key=bytes(32)), patient()])

    assert (report.rows, report.contacts) == (3, 1)
    assert report.evidence == (Contact(2, 2, NOON, moment, -101),)
    assert report.unreadable == Lines(1, (3,), 3)


def test_all_contacts_are_counted_and_the_first_are_given() -> None:
    rows = [line(bytes(12), STRANGER.identifier_at(NOON), NOON)] * 5

    report = history_matches(rows, [patient(), patient()], contacts_kept=2)

    assert report.contacts == 5
    assert [contact.line for contact in report.evidence] == [1, 2]


def test_a_history_is_matched_against_nothing() -> None:
    report = history_matches([own_line(NOON)], [])

    assert not report.met
    assert report.unreadable == Lines(0, (), 0)


def test_a_broadcast_that_spans_years_in_all_is_refused_before_anything_is_derived() -> None:
    def unread() -> Iterator[bytes]:
        raise AssertionError("the history was read")
        yield b""

    with pytest.raises(MalformedMessage, match="200000 identifiers"):
        history_matches(unread(), [patient(days=181, steps=1440)] * 2)
