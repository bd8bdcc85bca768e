"""Tokens in one form only: what a judge reads of ours is what we wrote, and nothing else than that is read by us."""

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey

from bluezone.keyserver.compact import head_of, opened, signed, token_key
from bluezone.protocol.errors import MalformedMessage

PRIVATE = derive_private_key(2020, SECP256R1())
KEY = token_key("certificate-1", PRIVATE)
JUDGE = ECKey.import_key(PRIVATE)
CLAIMS = {"iss": "bluezone-verification", "exp": 1_800_000_000}
PAYLOAD = json.dumps(CLAIMS).encode()
GOOD = signed(PAYLOAD, KEY)
HEADER = {"typ": "JWT", "alg": "ES256", "kid": "certificate-1"}


def url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def signed_as(header: str) -> str:
    """A token with a right signature under a header of somebody's choice."""
    whole = token_key("certificate-1", PRIVATE)
    return signed(PAYLOAD, type(whole)(url(header.encode()), whole.private, whole.public))


@given(st.dictionaries(st.text(), st.integers(0, 2**53) | st.text()))
def test_a_judge_reads_what_we_sign_and_we_read_what_a_judge_signs(claims: dict[str, Any]) -> None:
    payload = json.dumps(claims).encode()

    by_judge = jwt.encode(HEADER, claims, JUDGE)

    assert jwt.decode(signed(payload, KEY), JUDGE, algorithms=["ES256"]).claims == claims
    assert json.loads(opened(by_judge, KEY)) == claims
    assert head_of(by_judge) == KEY.head


@given(st.integers(0, len(GOOD) - 1), st.characters(codec="utf-8"))
def test_a_token_with_one_sign_changed_is_refused(place: int, sign: str) -> None:
    changed = GOOD[:place] + sign + GOOD[place + 1 :]

    if changed != GOOD:
        with pytest.raises(MalformedMessage):
            opened(changed, KEY)


@given(st.text() | st.integers(0, len(GOOD) - 1).map(lambda end: GOOD[:end]))
def test_any_text_is_a_token_of_ours_or_malformed(text: str) -> None:
    with pytest.raises(MalformedMessage):
        opened(text, KEY)


@pytest.mark.parametrize(
    "header",
    [
        '{"alg":"ES256","kid":"certificate-1"}',
        '{"typ":"JWT","kid":"certificate-1","alg":"ES256"}',
        '{"typ":"JWT","alg":"none","kid":"certificate-1"}',
        '{"typ":"JWT","alg":"HS256","kid":"certificate-1"}',
        '{"typ":"JWT","alg":"ES256","kid":"token-1"}',
        '{"typ":"JWT","alg":"ES256","alg":"none","kid":"certificate-1"}',
        '{"typ":"JWT","alg":"ES256","kid":"certificate-1","crit":["x"],"x":1}',
        '{"typ":"JWT", "alg":"ES256","kid":"certificate-1"}',
        "{}",
        "",
    ],
)
def test_a_right_signature_under_another_header_is_refused(header: str) -> None:
    with pytest.raises(MalformedMessage):
        opened(signed_as(header), KEY)


def test_a_token_keyed_with_our_public_key_is_refused() -> None:
    public = PRIVATE.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    message = f"{KEY.head}.{url(PAYLOAD)}"
    confused = hmac.digest(public, message.encode(), "sha256")

    for signature in (confused, confused + confused):
        with pytest.raises(MalformedMessage):
            opened(f"{message}.{url(signature)}", KEY)


@pytest.mark.parametrize(
    "spoilt", [GOOD + "=", GOOD + "==", GOOD + ".", "." + GOOD, GOOD + "A", GOOD + "\n", f" {GOOD}"]
)
def test_padding_and_further_parts_are_refused(spoilt: str) -> None:
    with pytest.raises(MalformedMessage):
        opened(spoilt, KEY)


def test_another_key_of_the_same_name_is_refused() -> None:
    other = token_key("certificate-1", derive_private_key(2021, SECP256R1()))

    with pytest.raises(MalformedMessage):
        opened(signed(PAYLOAD, other), KEY)


@pytest.mark.parametrize(
    "private", [derive_private_key(1, SECP384R1()), Ed25519PrivateKey.from_private_bytes(bytes(32))]
)
def test_a_key_of_another_algorithm_signs_no_tokens(private: object) -> None:
    with pytest.raises(MalformedMessage, match="another algorithm"):
        token_key("certificate-1", private)
