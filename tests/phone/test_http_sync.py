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

from bluezone.phone.chaff import REPORT, Call
from bluezone.phone.http_sync import HttpSync, padded
from bluezone.phone.reporting import CERTIFICATE_BYTES, PUBLISH_BYTES, VERIFY_BYTES, verify_request
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.messages import (
    CertificateRequest,
    PublishedKey,
    PublishRequest,
    VerifyRequest,
    VerifyResponse,
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


def verify(sync: HttpSync) -> Awaitable[VerifyResponse]:
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


def certificate(sync: HttpSync) -> Awaitable[str]:
    return sync.certificate(CertificateRequest(token="t" * 400, ekeyhmac="m" * 44))


MEANT: dict[Call, Callable[[HttpSync], Awaitable[Any]]] = {
    Call.VERIFY: verify,
    Call.CERTIFICATE: certificate,
    Call.PUBLISH: lambda sync: sync.publish(publish_request(14)),
    Call.LETTER: lambda sync: sync.mail(bytes(4096)),
}


@pytest.mark.parametrize("call", Call)
def test_a_dummy_is_told_from_a_meant_call_by_one_header_of_the_same_length_alone(call: Call) -> None:
    seen = list[httpx.Request]()

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(503)

    for question in (MEANT[call], lambda sync: sync.dummy(call)):
        with suppress(Unavailable):
            asked(handler, question)

    heads = [[(name.lower(), value) for name, value in request.headers.raw] for request in seen]
    names = [[name for name, _ in head] for head in heads]
    assert [b"x-wheat" in names[0], b"x-chaff" in names[1]] == [True, True]
    assert [name.replace(b"x-wheat", b"x-chaff") for name in names[0]] == names[1]
    assert [len(value) for _, value in heads[0]] == [len(value) for _, value in heads[1]]
    assert seen[0].url == seen[1].url
    assert len(seen[0].content) == len(seen[1].content)


@pytest.mark.parametrize("answer", [b"", b"[", b"\xff" * 5000, b'{"error":"planted"}'])
@pytest.mark.parametrize("status", [200, 400, 429, 503])
def test_whatever_a_dummy_is_answered_is_not_read(status: int, answer: bytes) -> None:
    asked(always(status, answer), lambda sync: sync.dummy(Call.PUBLISH))


def test_a_dummy_without_a_network_says_so() -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    with pytest.raises(Unavailable):
        asked(handler, lambda sync: sync.dummy(Call.VERIFY))


@pytest.mark.parametrize("is_dummy", [False, True], ids=["meant", "dummy"])
def test_a_report_has_a_connection_of_its_own_that_is_closed_after_it(is_dummy: bool) -> None:  # noqa: FBT001 -- pytest's
    async def story() -> list[str]:
        events, over = list[str](), asyncio.Event()

        async def talks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            events.append("opened")
            with suppress(asyncio.IncompleteReadError):
                while True:
                    head = (await reader.readuntil(b"\r\n\r\n")).lower()
                    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
                    await reader.readexactly(int(length or 0))
                    events.append(head.split()[1].decode())
                    writer.write(b"HTTP/1.1 409 Conflict\r\ncontent-length: 0\r\n\r\n")
            events.append("closed")
            writer.close()
            if events.count("closed") == 2:
                over.set()

        server = await asyncio.start_server(talks, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            sync = HttpSync(f"http://127.0.0.1:{port}", random_bytes=RANDOM.randbytes)
            for call in (*REPORT, Call.LETTER):
                with suppress(BluezoneError):
                    await (sync.dummy(call) if is_dummy else MEANT[call](sync))
            await over.wait()
            await sync.close()
        return events

    events = asyncio.run(asyncio.wait_for(story(), 60))

    assert sorted(events) == sorted(
        ["opened", "/api/verify", "/api/certificate", "/v1/publish", "closed", "opened", "/v1/mail", "closed"]
    )
    assert events[:4] == ["opened", "/api/verify", "/api/certificate", "/v1/publish"]


def test_reports_that_share_one_way_do_not_hang_up_on_each_other() -> None:
    class Slow(httpx.AsyncBaseTransport):
        """Answers in its own time, and breaks what is under way when it is closed."""

        def __init__(self) -> None:
            self.is_closed = False

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(0.01 if request.url.path == "/v1/publish" else 0.05)
            if self.is_closed:
                raise httpx.ReadError("closed")
            return httpx.Response(200, content=b"{}")

        async def aclose(self) -> None:
            self.is_closed = True

    async def story() -> list[Any]:
        sync = HttpSync("https://keys.example", random_bytes=RANDOM.randbytes, transport=Slow())
        return list(await asyncio.gather(sync.dummy(Call.VERIFY), sync.dummy(REPORT[-1]), return_exceptions=True))

    assert asyncio.run(story()) == [None, None]
