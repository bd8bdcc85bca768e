"""Ended codes: only who has a code can tell that it was replaced, and nobody how many were."""

import hashlib
import hmac

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.seeds import NOON, seeded
from tests.protocol.vectors_feeds import feed
from tests.protocol.vectors_venues import MARKET, SECRET, decoy_mark
from tests.strategies import secrets, venue_codes

from bluezone.protocol.ended_codes import (
    MARK_LENGTH,
    MARKS_STEP,
    MOST_MARKS,
    ended_in,
    ended_mark,
    is_ended,
    marks_in,
    padded_marks,
)
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.place_warnings import check_in, mask, value, venues_content, venues_in
from bluezone.protocol.signed_feeds import content_in, content_of
from bluezone.protocol.venues import VenueCode

marks = st.binary(min_size=MARK_LENGTH, max_size=MARK_LENGTH)


class LastYearsContent(msgspec.Struct):
    """What a phone of last year knew of the feed."""

    hours: bytes


@given(st.lists(venue_codes(), max_size=70), venue_codes())
def test_a_phone_knows_exactly_the_codes_that_were_ended(ended: list[VenueCode], other: VenueCode) -> None:
    listed = padded_marks([ended_mark(code.secret) for code in ended], decoy_mark)

    found = ended_in(feed("venues", content_of(venues_content([], listed))))

    assert all(is_ended(code, found) for code in ended)
    assert is_ended(other, found) == (other.secret in {code.secret for code in ended})


@given(st.sets(marks, max_size=200))
def test_the_number_of_ended_codes_is_coarse_and_their_order_says_nothing(real: set[bytes]) -> None:
    listed = padded_marks([*real, *real], decoy_mark)

    found = [listed[place : place + MARK_LENGTH] for place in range(0, len(listed), MARK_LENGTH)]
    assert len(found) == max(1, -(-len(real) // MARKS_STEP)) * MARKS_STEP
    assert found == sorted(found)
    assert real <= set(found)


@given(st.sets(secrets, min_size=2, max_size=40))
def test_one_more_ended_code_and_one_less_look_alike(ended: set[bytes]) -> None:
    first, *others = sorted(map(ended_mark, ended))
    fewer, more = marks_in(padded_marks(others, decoy_mark)), marks_in(padded_marks([first, *others], decoy_mark))

    assert len(more - fewer) == len(fewer - more) == 1
    assert len(fewer) == len(more)


@given(secrets, st.integers(0, 2**32 - 1))
def test_a_mark_shares_nothing_with_what_warnings_publish(secret: bytes, hour: int) -> None:
    mark = ended_mark(secret)

    assert mark == hmac.digest(secret, b"bluezone venue ended 1\n", hashlib.sha256)[:8]
    assert mark not in value(secret, hour) + mask(secret, hour)
    assert mark not in secret


def test_a_stay_keeps_no_mark_of_its_code() -> None:
    found = check_in(MARKET, NOON)

    assert all(ended_mark(SECRET) not in mark.value + mark.mask for mark in found.marks)


def test_a_phone_of_last_year_reads_the_warnings_and_passes_over_ended_codes() -> None:
    published = feed("venues", content_of(venues_content([bytes(18)], padded_marks([ended_mark(SECRET)], decoy_mark))))

    assert content_in(published, LastYearsContent).hours == bytes(18)
    assert venues_in(published) == (bytes(18),)


def test_a_feed_of_last_year_ends_no_code() -> None:
    assert ended_in(feed("venues", {"hours": ""})) == frozenset()


@given(st.binary(max_size=100))
def test_any_bytes_are_marks_or_malformed(ended: bytes) -> None:
    if len(ended) % MARK_LENGTH:
        with pytest.raises(MalformedMessage):
            marks_in(ended)
    else:
        assert {ended[place : place + MARK_LENGTH] for place in range(0, len(ended), MARK_LENGTH)} == marks_in(ended)


def test_an_endless_list_of_ended_codes_is_refused() -> None:
    assert marks_in(bytes(MOST_MARKS * MARK_LENGTH)) == {bytes(MARK_LENGTH)}
    with pytest.raises(MalformedMessage, match="65536"):
        marks_in(bytes((MOST_MARKS + 1) * MARK_LENGTH))


@pytest.mark.parametrize("ended", ["AAAA", "*", 1, None, ["A"]])
def test_ended_codes_of_anything_else_are_malformed(ended: object) -> None:
    with pytest.raises(MalformedMessage):
        ended_in(feed("venues", {"hours": "", "ended": ended}))


def test_decoys_come_from_numbers_and_never_from_the_codes() -> None:
    asked = list[int]()

    def decoy(number: int) -> bytes:
        asked.append(number)
        return seeded(f"{number}", MARK_LENGTH)

    padded_marks([bytes([number]) * MARK_LENGTH for number in range(MARKS_STEP - 2)], decoy)

    assert asked == [0, 1]
