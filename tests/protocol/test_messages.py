"""Messages: word for word what other Exposure Notification clients and servers send, and any bytes at all."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.protocol.vectors import GAEN
from tests.strategies import exposure_keys, messages_of, published_keys

from bluezone.protocol import messages
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.keys import ExposureKey
from bluezone.protocol.messages import (
    BODY_LIMIT,
    BatchIssueResponse,
    PublishedKey,
    PublishRequest,
    VerifyRequest,
    decoded,
    encoded,
    from_base64,
    keys_mac,
    mac_matches,
    published,
)

KINDS = sorted(
    (
        kind
        for kind in vars(messages).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not msgspec.Struct
    ),
    key=lambda kind: kind.__name__,
)
HMAC_KEY = bytes.fromhex(GAEN["tek_hmac"]["secret_hex"])
MAC_CASES = [
    (case["keys"], case[name], name == "with_risk_b64")
    for case in GAEN["tek_hmac"]["cases"]
    for name in ("with_risk_b64", "without_risk_b64")
    if name in case
]

OURS = (
    "+AAAAAAAAAAAAAAAAAAAAA==",
    "/AAAAAAAAAAAAAAAAAAAAA==",
    "0AAAAAAAAAAAAAAAAAAAAA==",
    "9zAAAAAAAAAAAAAAAAAAAA==",
    "AAAAAAAAAAAAAAAAAAAAAA==",
    "AbAAAAAAAAAAAAAAAAAAAA==",
    "BAAAAAAAAAAAAAAAAAAAAA==",
    "ZzAAAAAAAAAAAAAAAAAAAA==",
    "a+AAAAAAAAAAAAAAAAAAAA==",
    "a/AAAAAAAAAAAAAAAAAAAA==",
    "aAAAAAAAAAAAAAAAAAAAAA==",
    "aBAAAAAAAAAAAAAAAAAAAA==",
    "bAAAAAAAAAAAAAAAAAAAAA==",
    "zZAAAAAAAAAAAAAAAAAAAA==",
)
"""Fourteen key texts with both cases, `+` and `/`, in the order of their bytes."""


def sent(text: str, *, risk: int = 0) -> PublishedKey:
    return PublishedKey(key=text, rolling_start_number=2642976, rolling_period=144, transmission_risk=risk)


@pytest.mark.parametrize(("keys", "expected", "with_risk"), MAC_CASES)
def test_the_mac_over_keys_matches_the_published_vectors(keys: list[Any], expected: str, *, with_risk: bool) -> None:
    ones = [
        PublishedKey(key=key, rolling_start_number=start, rolling_period=period, transmission_risk=risk)
        for key, start, period, risk in keys
    ]

    found = keys_mac(ones, HMAC_KEY, with_risk=with_risk)

    assert len(MAC_CASES) == 3
    assert found == b64decode(expected)
    assert mac_matches(ones, HMAC_KEY, found)
    assert keys_mac(ones[::-1], HMAC_KEY, with_risk=with_risk) == found


def test_keys_are_sorted_by_their_bytes_and_not_by_an_alphabet() -> None:
    by_alphabet = sorted(OURS, key=lambda text: (text.casefold(), text.swapcase()))
    expected = hmac.new(
        HMAC_KEY, ",".join(f"{text}.2642976.144.0" for text in OURS).encode(), hashlib.sha256
    ).hexdigest()
    wrong = hmac.new(HMAC_KEY, ",".join(f"{text}.2642976.144.0" for text in by_alphabet).encode(), hashlib.sha256)

    found = keys_mac([sent(text) for text in by_alphabet], HMAC_KEY)

    assert by_alphabet != list(OURS)
    assert found.hex() == expected == "1a22f3a4d4da74a535eb08119cd67769494a11e6e9f28ebd321afb3f7b1b496d"
    assert found != wrong.digest()
    assert not mac_matches([sent(text) for text in OURS], HMAC_KEY, wrong.digest())


@given(published_keys, st.binary(min_size=1, max_size=64), st.data())
def test_the_order_in_which_a_phone_sends_keys_is_of_no_matter(
    keys: list[PublishedKey], hmac_key: bytes, data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(keys))

    assert mac_matches(mixed, hmac_key, keys_mac(keys, hmac_key))


def test_the_form_without_risk_counts_only_when_all_risks_are_zero() -> None:
    zero, some = [sent(text) for text in OURS], [sent(OURS[0], risk=1), sent(OURS[1])]

    assert mac_matches(zero, HMAC_KEY, keys_mac(zero, HMAC_KEY, with_risk=False))
    assert mac_matches(zero, HMAC_KEY, keys_mac(zero, HMAC_KEY))
    assert mac_matches(some, HMAC_KEY, keys_mac(some, HMAC_KEY))
    assert not mac_matches(some, HMAC_KEY, keys_mac(some, HMAC_KEY, with_risk=False))


def test_a_mac_of_other_keys_does_not_match() -> None:
    assert not mac_matches([sent(OURS[0])], HMAC_KEY, keys_mac([sent(OURS[1])], HMAC_KEY))
    assert not mac_matches([sent(OURS[0])], HMAC_KEY, b"")


@given(exposure_keys, st.integers(0, 8))
def test_a_published_key_holds_its_exposure_key(key: ExposureKey, risk: int) -> None:
    sent_key = decoded(encoded(published(key, transmission_risk=risk)), PublishedKey)

    secret = from_base64(sent_key.key, length=16, name="key")
    assert ExposureKey(secret, sent_key.rolling_start_number, sent_key.rolling_period) == key
    assert sent_key.transmission_risk == risk


def test_a_publish_request_is_spelled_as_exposure_notification_spells_it() -> None:
    request = PublishRequest(
        temporary_exposure_keys=[sent(OURS[0], risk=2)], health_authority_id="vn.gov", verification_payload="jwt"
    )

    raw = json.loads(encoded(request))

    assert raw["healthAuthorityID"] == "vn.gov"
    assert raw["verificationPayload"] == "jwt"
    assert raw["temporaryExposureKeys"] == [
        {"key": OURS[0], "rollingStartNumber": 2642976, "rollingPeriod": 144, "transmissionRisk": 2}
    ]
    assert decoded(encoded(request), PublishRequest) == request


@pytest.mark.parametrize("name", ["hmacKey", "hmackey"])
def test_both_spellings_of_the_hmac_key_are_read(name: str) -> None:
    body = json.dumps({"temporaryExposureKeys": [], "healthAuthorityID": "vn", name: "c2VjcmV0"}).encode()

    assert decoded(body, PublishRequest).hmac_key == "c2VjcmV0"


def test_the_right_spelling_of_the_hmac_key_wins() -> None:
    body = b'{"temporaryExposureKeys":[],"healthAuthorityID":"vn","hmackey":"b","hmacKey":"a"}'

    assert decoded(body, PublishRequest).hmac_key == "a"


def test_unknown_fields_are_ignored_and_missing_ones_have_their_defaults() -> None:
    request = decoded(b'{"code":"12345678","unheardOf":[1,{"a":null}]}', VerifyRequest)

    assert request == VerifyRequest(code="12345678")
    assert decoded(b'{"key":"k","rollingStartNumber":1}', PublishedKey).rolling_period == 144


def test_a_batch_answer_holds_codes_and_refusals_in_order() -> None:
    body = b'{"codes":[{"uuid":"u","code":"1","expiresAt":"x","expiresAtTimestamp":5},{"error":"no","errorCode":"e"}]}'

    issued, refused = decoded(body, BatchIssueResponse).codes

    assert (issued.code, issued.error_code) == ("1", "")
    assert (refused.code, refused.error_code) == ("", "e")


texts = st.text(max_size=8)
jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_message_is_read_as_it_was_written(kind: type[Any], data: st.DataObject) -> None:
    message = data.draw(messages_of(kind))

    assert decoded(encoded(message), kind) == message


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(body=st.binary(max_size=40) | jsons.map(lambda value: json.dumps(value).encode()))
@example(body=b"")
@example(body=b"null")
@example(body=b"[" * 60_000)
@example(body=b'{"x":' + b"[" * 60_000)
@example(body=b'{"code":"\\ud800"}')
@example(body=b'{"code":"\xed\xa0\x80"}')
@example(body=b'{"code":NaN}')
@example(body=b'{"expiresAtTimestamp":' + b"9" * 5_000 + b"}")
def test_any_bytes_are_a_message_or_malformed(kind: type[Any], body: bytes) -> None:
    try:
        found = decoded(body, kind)
    except MalformedMessage:
        return
    assert isinstance(found, kind)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_message_cut_short_is_malformed(kind: type[Any], data: st.DataObject) -> None:
    whole = encoded(data.draw(messages_of(kind)))

    for length in range(min(len(whole), 40)):
        with pytest.raises(MalformedMessage):
            decoded(whole[:length], kind)


@pytest.mark.parametrize(
    "number", ["2147483648", "-2147483649", "1" + "0" * 40, "1.5", "1e400", "NaN", "Infinity", '"1"', "null", "true"]
)
@pytest.mark.parametrize("field", ["rollingStartNumber", "rollingPeriod", "transmissionRisk"])
def test_a_number_that_the_go_servers_cannot_hold_is_malformed(field: str, number: str) -> None:
    fields = {"rollingStartNumber": "1", "rollingPeriod": "144", "transmissionRisk": "0"} | {field: number}
    key = ",".join(f'"{name}":{value}' for name, value in fields.items())
    body = f'{{"temporaryExposureKeys":[{{"key":"k",{key}}}],"healthAuthorityID":"vn"}}'.encode()

    with pytest.raises(MalformedMessage, match="not a PublishRequest"):
        decoded(body, PublishRequest)


def test_a_body_of_the_limit_is_read_and_one_byte_more_is_not() -> None:
    body = encoded(VerifyRequest(code="1", padding=""))
    full = body.replace(b'"padding":""', b'"padding":"' + b"x" * (BODY_LIMIT - len(body)) + b'"')

    assert len(full) == BODY_LIMIT
    assert decoded(full, VerifyRequest).code == "1"
    with pytest.raises(MalformedMessage, match="65536 bytes"):
        decoded(full + b" ", VerifyRequest)


def test_a_refusal_never_repeats_what_was_sent() -> None:
    planted = "84905551234"

    with pytest.raises(MalformedMessage) as refused:
        decoded(json.dumps({"code": {planted: planted}}).encode(), VerifyRequest)

    assert planted not in str(refused.value)
    assert planted not in str(refused.value.__cause__)


@given(st.binary(max_size=64))
def test_base64_is_read_as_it_was_written(value: bytes) -> None:
    assert from_base64(b64encode(value).decode(), length=len(value), name="key") == value


@given(st.text(max_size=40) | st.text("AB+/=", max_size=28))
@example("\ud800")
def test_any_text_is_base64_or_malformed(text: str) -> None:
    try:
        found = from_base64(text, length=16, name="key")
    except MalformedMessage:
        return
    assert b64encode(found).decode() == text


@pytest.mark.parametrize(
    "text",
    [
        "AAAAAAAAAAAAAAAAAAAAAA",  # no padding
        "AAAAAAAAAAAAAAAAAAAAAA==\n",
        " AAAAAAAAAAAAAAAAAAAAAA==",
        "AAAAAAAAAAA AAAAAAAAAAA==",
        "-AAAAAAAAAAAAAAAAAAAAA==",  # the alphabet of addresses
        "AAAAAAAAAAAAAAAAAAAAAP==",  # spare bits set
        "AAAAAAAAAAAAAAAAAAAAAA==AAAA",
        "AAAAAAAAAAAAAAAAAAAA",  # 15 bytes
        "AAAAAAAAAAAAAAAAAAAAAAA=",  # 17 bytes
        "",
    ],
)
def test_base64_of_another_form_or_length_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(MalformedMessage, match=r"^key "):
        from_base64(text, length=16, name="key")
