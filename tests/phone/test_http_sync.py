"""HTTP: what goes over the wire, how long it is, and what an answer of any kind becomes."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.phone.http_sync import HttpSync, padded
from bluezone.phone.reporting import CERTIFICATE_BYTES, PUBLISH_BYTES, VERIFY_BYTES, verify_request
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.messages import (
    CertificateRequest,
    PublishedKey,
    PublishRequest,
    VerifyRequest,
    decoded,
)

T = TypeVar("T")
RANDOM = random.Random(1)
Handler = Callable[[httpx.Request], httpx.Response]


def asked(handler: Handler, question: Callable[[HttpSync], Awaitable[T]], *, url: str = "https://keys.example") -> T:
    async def story() -> T:
        sync = HttpSync(url, random_bytes=RANDOM.randbytes, api_key="device", transport=httpx.MockTransport(handler))
        try:
            return await question(sync)
        finally:
            await sync.close()

    return asyncio.run(story())


def always(status: int, content: bytes = b"", **headers: str) -> Handler:
    return lambda _: httpx.Response(status, content=content, headers=headers)


def refused(code: str) -> bytes:
    return json.dumps({"error": "no", "errorCode": code, "error_code": code}).encode()


def verify(sync: HttpSync) -> Awaitable[str]:
    return sync.verify(verify_request("12345678"))


def publish_request(keys: int) -> PublishRequest:
    sent = [PublishedKey(key="A" * 22 + "==", rolling_start_number=2660000 + n) for n in range(keys)]
    return PublishRequest(
        temporary_exposure_keys=sent,
        health_authority_id="vn.bluezone",
        verification_payload="x" * 900,
        hmac_key="B" * 43 + "=",
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://keys.example",
        "https://keys.example/phones",
        "http://localhost:8000",
        "http://127.0.0.1:1",
        "http://[::1]:8",
    ],
)
def test_a_phone_speaks_https_or_to_its_own_machine(url: str) -> None:
    sync = HttpSync(url, random_bytes=RANDOM.randbytes)

    assert sync.recipient == url


@pytest.mark.parametrize("url", ["http://keys.example", "http://10.0.0.1", "http://localhost.example"])
def test_a_phone_never_speaks_plain_http_to_another_machine(url: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        HttpSync(url, random_bytes=RANDOM.randbytes)

    assert refused.value.code == "https_required"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "keys.example",
        "ftp://keys.example",
        "https://",
        "https://ana:secret@keys.example",
        "https://k.example/?a=1",
        "https://k:x",
    ],
)
def test_an_address_that_is_none_is_malformed(url: str) -> None:
    with pytest.raises(MalformedMessage):
        HttpSync(url, random_bytes=RANDOM.randbytes)


def test_a_path_before_all_others_is_kept() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, content=b"{}")

    asked(handler, lambda sync: sync.keys_document(), url="https://keys.example/phones/")

    assert seen == ["https://keys.example/phones/keys.json"]


@pytest.mark.parametrize("keys", [1, 14, 30])
def test_every_kind_of_request_has_one_length(keys: int) -> None:
    lengths: dict[str, int] = {}
    bodies: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        lengths[request.url.path] = len(request.content)
        bodies.append(request.content)
        found = {"token": "t", "testtype": "confirmed", "certificate": "c", "insertedExposures": keys}
        return httpx.Response(200, content=json.dumps(found))

    asked(handler, verify)
    asked(handler, lambda sync: sync.certificate(CertificateRequest(token="t" * 300, ekeyhmac="m" * 44)))
    answer = asked(handler, lambda sync: sync.publish(publish_request(keys)))

    assert lengths == {"/api/verify": VERIFY_BYTES, "/api/certificate": CERTIFICATE_BYTES, "/v1/publish": PUBLISH_BYTES}
    assert answer.inserted_exposures == keys
    assert decoded(bodies[0], VerifyRequest).code == "12345678"


@given(st.text(max_size=40), st.integers(0, 3))
def test_padding_fits_to_the_byte_and_is_base64(code: str, odd: int) -> None:
    body = padded(verify_request(code + "x" * odd), VERIFY_BYTES, random_bytes=RANDOM.randbytes)

    assert len(body) == VERIFY_BYTES
    assert len(decoded(body, VerifyRequest).padding) % 4 == 0


def test_a_message_that_is_longer_than_its_kind_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="more than 10 bytes"):
        padded(verify_request("12345678"), 10, random_bytes=RANDOM.randbytes)


def test_nothing_about_the_phone_is_in_the_headers() -> None:
    seen: list[httpx.Headers] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return httpx.Response(200, content=b"{}")

    asked(handler, lambda sync: sync.index())

    assert set(seen[0]) == {"host", "accept", "accept-encoding", "connection", "user-agent", "x-api-key"}
    assert seen[0]["user-agent"] == "bluezone-phone"


@pytest.mark.parametrize("code", ["code_invalid", "code_expired", "unsupported_test_type", "something_new"])
def test_a_refusal_comes_with_the_servers_code_and_our_sentence(code: str) -> None:
    with pytest.raises(RuleViolation) as wrong:
        asked(always(400, refused(code)), verify)

    assert wrong.value.code == code
    assert str(wrong.value) != "no"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b'{"errorCode": 7}', refused("<script>"), refused("a" * 200), b"\xff", b"[" * 3000],
)
def test_a_refusal_of_any_bytes_is_a_refusal(body: bytes) -> None:
    with pytest.raises(RuleViolation) as wrong:
        asked(always(400, body), verify)

    assert wrong.value.code == "refused"


def test_a_refusal_to_publish_may_come_in_the_words_of_the_other_server() -> None:
    body = json.dumps({"insertedExposures": 0, "error": "no", "code": "missing_revision_token"}).encode()

    with pytest.raises(RuleViolation) as wrong:
        asked(always(400, body), lambda sync: sync.publish(publish_request(1)))

    assert wrong.value.code == "missing_revision_token"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_server_is_asked_again_later(status: int) -> None:
    for question in (verify, lambda sync: sync.index()):
        with pytest.raises(Unavailable):
            asked(always(status, refused("maintenance_mode")), question)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with pytest.raises(Unavailable):
        asked(handler, verify)


def test_a_redirect_is_not_followed() -> None:
    with pytest.raises(RuleViolation):
        asked(always(302, location="https://elsewhere.example/"), lambda sync: sync.index())


def test_a_missing_document_is_asked_for_later_and_a_missing_export_is_withheld() -> None:
    with pytest.raises(Unavailable):
        asked(always(404), lambda sync: sync.keys_document())
    with pytest.raises(RuleViolation) as wrong:
        asked(always(404), lambda sync: sync.export("1.zip"))

    assert wrong.value.code == "export_withheld"


def test_an_endless_answer_is_cut_off() -> None:
    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield bytes(100_000)

    with pytest.raises(MalformedMessage, match="more than"):
        asked(lambda _: httpx.Response(200, stream=Endless()), lambda sync: sync.index())


def test_an_answer_that_is_not_encoded_as_it_says_is_malformed() -> None:
    with pytest.raises(MalformedMessage, match="not encoded"):
        asked(lambda _: httpx.Response(200, stream=_Broken(), headers={"content-encoding": "gzip"}), verify)


class _Broken(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"this is not gzip"


@given(st.binary(max_size=200), st.sampled_from([200, 400, 404, 429, 500]))
def test_an_answer_of_any_bytes_is_a_value_or_one_of_our_errors(content: bytes, status: int) -> None:
    questions: list[Callable[[HttpSync], Awaitable[Any]]] = [
        verify,
        lambda sync: sync.publish(publish_request(1)),
        lambda sync: sync.index(),
    ]
    for question in questions:
        with suppress(BluezoneError):
            asked(always(status, content), question)
