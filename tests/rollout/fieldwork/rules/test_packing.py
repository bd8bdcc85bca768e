"""Envelopes that telephones packed before they sealed them."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.fieldwork.rules.packing import LARGEST_UNPACKED, is_packed, unpacked
from bluezone.rollout.fieldwork.rules.wire import base64url, envelope_in


@given(st.binary(min_size=1, max_size=600), st.binary(min_size=64, max_size=64))
def test_what_was_packed_comes_back(bundle: bytes, signature: bytes) -> None:
    body = gzip.compress(signature + bundle)

    assert is_packed(body)
    assert unpacked(body) == (bundle, signature)


@given(st.binary(max_size=80))
def test_garbage_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        unpacked(body)


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"x" * 64),
        gzip.compress(b"x" * 90)[:-1],
        gzip.compress(b"x" * 90) + b"x",
        gzip.compress(b"x" * (LARGEST_UNPACKED + 1)),
        gzip.compress(b"x" * 50_000_000),
    ],
    ids=["no bundle", "cut", "something behind", "too large", "a bomb"],
)
def test_what_is_not_one_whole_envelope_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        unpacked(body)


def test_json_is_not_packed() -> None:
    assert not is_packed(b'{"bundle": "", "signature": ""}')


@given(st.binary(min_size=1, max_size=200), st.binary(min_size=64, max_size=64))
def test_an_envelope_is_the_same_packed_and_as_json(bundle: bytes, signature: bytes) -> None:
    said = json.dumps({"bundle": base64url(bundle), "signature": base64url(signature)}).encode()

    assert envelope_in(gzip.compress(signature + bundle)) == envelope_in(said)
