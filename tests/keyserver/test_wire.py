"""What the door does before a service hears of a request."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.keyserver.desk import Desk, opened_desk

from bluezone.keyserver import wire
from bluezone.protocol.errors import Unavailable

PHONE_PATHS = ["/api/verify", "/api/certificate", "/v1/publish"]
ADMIN_PATHS = ["/api/issue", "/api/batch-issue", "/api/checkcodestatus", "/api/expirecode"]


def code_in(answer: httpx.Response) -> str:
    body = answer.json()
    return str(body["code"] if "insertedExposures" in body else body["errorCode"])


@pytest.mark.parametrize("path", PHONE_PATHS)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_in_the_shape_of_every_refusal(desk: Desk, path: str, method: str) -> None:
    answer = desk.send(method, path)

    assert (answer.status_code, code_in(answer)) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_another_path_is_not_found_in_the_shape_of_every_refusal(desk: Desk) -> None:
    answer = desk.send("GET", "/nothing/here")

    assert (answer.status_code, code_in(answer)) == (404, "not_found")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
@pytest.mark.parametrize("path", PHONE_PATHS)
def test_only_json_is_read(desk: Desk, path: str, kind: str) -> None:
    answer = desk.send("POST", path, content=b"{}", headers={"Content-Type": kind})

    assert (answer.status_code, code_in(answer)) == (415, "unsupported_media_type")


def test_json_may_name_its_charset(desk: Desk) -> None:
    answer = desk.send(
        "POST", "/api/verify", content=b'{"code":"1"}', headers={"Content-Type": "Application/JSON; charset=utf-8"}
    )

    assert code_in(answer) == "code_invalid"


@pytest.mark.parametrize("path", PHONE_PATHS)
def test_a_body_over_64_kib_is_refused_while_it_is_read(desk: Desk, path: str) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b" " * 1024

    answer = desk.send("POST", path, content=endless(), headers={"Content-Type": "application/json"})

    assert (answer.status_code, code_in(answer)) == (413, "body_too_large")
    assert read < 80


def test_a_body_of_64_kib_is_read(desk: Desk) -> None:
    body = b'{"code":"1"}'.ljust(64 * 1024)

    answer = desk.send("POST", "/api/verify", content=body, headers={"Content-Type": "application/json"})

    assert code_in(answer) == "code_invalid"


def test_a_body_that_never_ends_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PATIENCE_SECONDS", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)

    answer = desk.send("POST", "/api/verify", content=slow(), headers={"Content-Type": "application/json"})

    assert (answer.status_code, code_in(answer)) == (408, "request_timeout")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b'{"code":1}', b'{"code":"\\ud800"}', b"\xff", b"[" * 60_000]
)
@pytest.mark.parametrize("path", PHONE_PATHS)
def test_a_body_that_is_not_the_message_is_refused(desk: Desk, path: str, body: bytes) -> None:
    answer = desk.send("POST", path, content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert code_in(answer) == ("bad_request" if path == "/v1/publish" else "unparsable_request")


@pytest.mark.parametrize("path", PHONE_PATHS)
def test_web_pages_of_any_origin_may_be_phones(desk: Desk, path: str) -> None:
    asked = desk.send(
        "OPTIONS", path, headers={"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    )
    answered = desk.post(path, {})

    assert asked.status_code == 204
    assert "content-type" in asked.headers["Access-Control-Allow-Headers"]
    assert asked.headers["Access-Control-Allow-Origin"] == answered.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ADMIN_PATHS)
def test_no_web_page_may_be_the_authority(desk: Desk, path: str) -> None:
    asked = desk.send(
        "OPTIONS", path, headers={"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    )
    answered = desk.ask(path, {})

    assert asked.status_code == 405
    assert "Access-Control-Allow-Origin" not in answered.headers


def test_no_answer_sets_a_cookie_or_may_be_cached(desk: Desk) -> None:
    answers = [desk.post(path, {}) for path in PHONE_PATHS] + [desk.ask(path, {}) for path in ADMIN_PATHS]

    assert all("set-cookie" not in answer.headers for answer in answers)
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


def test_every_answer_to_the_authority_is_padded_at_random(desk: Desk) -> None:
    sizes = {len(desk.ask("/api/issue", {}).json()["padding"]) for _ in range(40)}

    assert min(sizes) >= 1024 * 4 // 3
    assert max(sizes) <= 2048 * 4 // 3 + 4
    assert len(sizes) > 10


@pytest.mark.parametrize(
    ("presented", "status"), [({}, 401), ({"X-API-Key": "wrong"}, 401), ({"X-API-Key": "phone-2"}, 400)]
)
def test_phones_present_a_key_only_when_some_are_configured(
    tmp_path: Path, presented: dict[str, str], status: int
) -> None:
    with opened_desk(tmp_path / "data", device_keys=(b"phone-1", b"phone-2")) as desk:
        answer = desk.post("/api/verify", {"code": "x"}, **presented)

    assert answer.status_code == status


def test_a_server_that_cannot_write_says_when_to_come_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    code = desk.code()

    def full(_: Any) -> None:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(desk.premises.store, "prepare", full)
    answer = desk.post("/api/verify", {"code": code})

    assert (answer.status_code, code_in(answer), answer.headers["Retry-After"]) == (503, "internal_server_error", "5")
    monkeypatch.undo()
    assert desk.post("/api/verify", {"code": code}).status_code == 200


def test_the_server_says_that_it_is_well(desk: Desk) -> None:
    answer = desk.send("GET", "/health")

    assert answer.json().items() >= {"status": "ok", "demo": False}.items()
