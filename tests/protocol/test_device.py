"""The device port's words: what a page may say, and what comes of anything else."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol import device
from bluezone.protocol.errors import MalformedMessage

KINDS = (
    device.NewVisit,
    device.VisitTimes,
    device.CodeGiven,
    device.ReportAgreed,
    device.LetterWanted,
    device.LetterAgreed,
    device.Pause,
    device.SessionAsked,
)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@given(st.binary(max_size=300), st.sampled_from(KINDS))
def test_any_bytes_are_a_request_or_malformed(body: bytes, kind: type) -> None:
    try:
        found: object = device.asked(body, kind)
    except MalformedMessage:
        return

    assert device.asked(msgspec.json.encode(found), kind) == found


@given(documents)
def test_any_json_document_comes_back_as_it_was(content: object) -> None:
    kept = device.document("choices", msgspec.json.encode(content))

    assert msgspec.json.decode(kept) == content


@given(st.binary(max_size=300))
def test_any_bytes_are_a_document_or_malformed(body: bytes) -> None:
    try:
        kept = device.document("choices", body)
    except MalformedMessage:
        return

    assert device.document("choices", kept) == kept


@pytest.mark.parametrize("body", [b"", b"{", b'"\xff"', b"[" * 5000, b'"' + b"a" * device.DOCUMENT_LIMIT + b'"'])
def test_what_is_no_document_is_refused_without_being_repeated(body: bytes) -> None:
    with pytest.raises(MalformedMessage) as refused:
        device.document("choices", body)

    assert "aaa" not in str(refused.value)


def test_a_request_that_is_too_long_is_not_read() -> None:
    body = b'{"code":"' + b"1" * device.BODY_LIMIT + b'"}'

    with pytest.raises(MalformedMessage, match="at most"):
        device.asked(body, device.CodeGiven)


def test_moments_travel_in_utc_with_a_z() -> None:
    said = msgspec.json.encode(device.Pause(until=datetime(2020, 8, 1, 12, tzinfo=UTC)))

    assert said == b'{"until":"2020-08-01T12:00:00Z"}'


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(MalformedMessage):
        device.asked(b'{"until":"2020-08-01T12:00:00"}', device.Pause)
