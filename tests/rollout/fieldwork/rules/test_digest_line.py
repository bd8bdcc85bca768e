"""A device's day in one text message: its letters, and when it counts."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.fieldwork.rules.digest_line import (
    LONGEST,
    DigestLine,
    Word,
    digest_in,
    digest_text,
    is_complete,
    same_village,
    words_that_count,
)
from bluezone.rollout.fieldwork.rules.sequences import ranges
from bluezone.rollout.reporting.rules.sms_line import Line, LineFault, read_line, with_checksum

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "sms.json").read_text())
DAY = date(2026, 11, 24)
ONE, VILLAGE = "three", "seven"
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)

digests = st.builds(
    DigestLine,
    unit=st.from_regex(r"[0-9]{5}", fullmatch=True),
    part=st.from_regex(r"[0-9]{2,3}", fullmatch=True),
    device=st.integers(1, 999),
    visited=st.integers(0, 999),
    helped=st.integers(0, 999),
    through=st.integers(1, 9_999_999),
    day=st.integers(1, 31),
)


def word(through: int = 10, minutes: int = 0, **how: int) -> Word:
    return Word(
        ONE, VILLAGE, DAY, through, how.get("visited", 5), how.get("helped", 2), AT + timedelta(minutes=minutes)
    )


@given(digests)
def test_what_a_device_writes_is_read_as_it_was(digest: DigestLine) -> None:
    line = read_line(digest_text(digest).lower() + " ")

    assert isinstance(line, Line)
    assert digest_in(line) == digest


@given(digests, st.data())
def test_one_wrong_letter_is_always_noticed(digest: DigestLine, data: st.DataObject) -> None:
    text = digest_text(digest)
    at = data.draw(st.integers(3, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789BKMVCEN-").filter(lambda letter: letter != text[at]))

    assert isinstance(read_line(text[:at] + other + text[at + 1 :]), LineFault)


@pytest.mark.parametrize(
    "payload",
    [
        "BZ 3445-07 H42 V31 C12 T5",
        "BZ 3445-07 M3 V31 C12",
        "BZ 3445-07 M3 V31 C12 E214 T5",
        "BZ 3445 M3 V31 C12 E214",
        "BZ 3445-07 M0 V31 C12 E214",
        "BZ 3445-07 M3 V31 C12 E0",
        "BZ 3445-07 M3 V20001 C12 E214",
    ],
)
def test_a_report_and_what_cannot_be_are_no_device_s_day(payload: str) -> None:
    line = read_line(with_checksum(payload))

    assert isinstance(line, Line)
    assert digest_in(line) is None


@pytest.mark.parametrize("vector", GOLDEN, ids=lambda vector: vector["line"])
def test_the_vectors_that_devices_are_held_to_are_still_ours(vector: dict[str, object]) -> None:
    fields = {name: value for name, value in vector.items() if name != "line"}

    assert digest_text(DigestLine(**fields)) == vector["line"]  # type: ignore[arg-type]  # JSON is untyped


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ([], False),
        ([(1, 9)], False),
        ([(1, 10)], True),
        ([(2, 10)], False),
        ([(1, 4), (6, 10)], False),
        ([(1, 99)], True),
    ],
)
def test_events_are_complete_without_a_gap_from_the_first(came: list[tuple[int, int]], *, expected: bool) -> None:
    assert is_complete(10, came) is expected


@given(st.lists(st.integers(1, 60)), st.integers(1, 60))
def test_complete_means_that_every_number_came(numbers: list[int], through: int) -> None:
    assert is_complete(through, ranges(numbers)) is set(range(1, through + 1)).issubset(numbers)


def test_a_message_counts_until_the_events_are_there() -> None:
    place = (ONE, VILLAGE, DAY)

    assert words_that_count([word()], {}, AT) == {place: word()}
    assert words_that_count([word()], {ONE: [(1, 9)]}, AT) == {place: word()}
    assert words_that_count([word()], {ONE: [(1, 10)]}, AT) == {}


def test_a_message_counts_for_thirty_days_and_an_older_last_word_lets_no_earlier_one_count() -> None:
    early, late = word(10, minutes=5), word(20)

    assert [*words_that_count([early, late], {}, AT + LONGEST).values()] == [late]
    assert words_that_count([early, late], {}, AT + LONGEST + timedelta(minutes=1)) == {}


def test_the_message_that_reaches_furthest_counts_whichever_came_last() -> None:
    early, late = word(10, visited=5), word(20, visited=9)
    delayed = word(10, minutes=90)

    assert [*words_that_count([late, early, delayed], {}, AT).values()] == [late]
    assert [*words_that_count([early, late], {ONE: [(1, 12)]}, AT).values()] == [late]
    assert words_that_count([early, late], {ONE: [(1, 20)]}, AT) == {}


@given(st.permutations([word(10), word(20), word(20, minutes=1, visited=8), word(15, minutes=3)]))
def test_the_order_of_arrival_changes_nothing(words: list[Word]) -> None:
    assert [*words_that_count(words, {}, AT).values()] == [word(20, minutes=1, visited=8)]


def test_a_leading_zero_of_a_village_does_not_matter() -> None:
    assert same_village("7", "07")
    assert not same_village("7", "70")
