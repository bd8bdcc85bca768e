"""The captive portal API, written and read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.rules.captive import LARGEST, CaptiveState, read, written
from bluezone.protocol.errors import MalformedMessage

ADDRESSES = st.none() | st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60)
STATES = st.builds(
    CaptiveState,
    captive=st.booleans(),
    user_portal_url=ADDRESSES,
    venue_info_url=ADDRESSES,
    seconds_remaining=st.none() | st.integers(min_value=0, max_value=10**6),
)


@given(STATES)
def test_what_is_written_is_read_back(state: CaptiveState) -> None:
    assert read(written(state)) == state


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_an_answer_or_malformed(content: bytes) -> None:
    try:
        found = read(content)
    except MalformedMessage:
        return
    assert isinstance(found.captive, bool)


@given(
    st.dictionaries(
        st.sampled_from(["captive", "user-portal-url", "venue-info-url", "seconds-remaining", "x"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.integers(), max_size=2),
    )
)
def test_fields_of_a_wrong_type_are_malformed(fields: dict[str, object]) -> None:
    try:
        found = read(json.dumps(fields).encode())
    except MalformedMessage:
        return
    assert found.captive is fields["captive"]
    assert found.venue_info_url == fields.get("venue-info-url")


@given(STATES, st.data())
def test_an_answer_cut_short_is_malformed(state: CaptiveState, data: st.DataObject) -> None:
    whole = written(state)

    with pytest.raises(MalformedMessage):
        read(whole[: data.draw(st.integers(min_value=0, max_value=len(whole) - 1))])


@pytest.mark.parametrize(
    "content",
    [
        b" " * (LARGEST + 1),
        b"[" * 9_000,
        b"[true]",
        b'{"captive": 1}',
        b'{"captive": true, "venue-info-url": 1}',
        b'{"captive": true, "seconds-remaining": -1}',
    ],
)
def test_what_is_too_large_or_nothing_is_malformed(content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        read(content)
