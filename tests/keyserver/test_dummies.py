"""Requests that mean nothing: answered like any other, and nothing of them stays."""

from pathlib import Path
from typing import Any

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import Desk, opened_desk

from bluezone.keyserver.app import ENDPOINTS
from bluezone.protocol.exposure_report import LETTER_LENGTH
from bluezone.protocol.messages import decoded

CHAFF = {"X-Chaff": "1"}
PHONES = [endpoint for endpoint in ENDPOINTS if not endpoint.admin]
PATHS = [endpoint.path for endpoint in PHONES]
BODIES: list[Any] = [b"", b"{", b"null", b"\xff" * 100, b"[" * 60_000]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("endpoint", PHONES, ids=PATHS)
def test_whatever_a_dummy_says_it_is_answered_in_the_form_of_a_success(desk: Desk, endpoint: Any, body: bytes) -> None:
    content = body[: endpoint.limit]

    answer = desk.send("POST", endpoint.path, content=content, headers={"Content-Type": endpoint.media, **CHAFF})

    assert answer.status_code == 200
    assert decoded(answer.content, endpoint.answers)


@pytest.mark.parametrize("path", PATHS)
def test_a_dummy_is_read_within_the_same_limits(desk: Desk, path: str) -> None:
    kind = next(endpoint.media for endpoint in PHONES if endpoint.path == path)

    long = desk.send("POST", path, content=b" " * 70_000, headers={"Content-Type": kind, **CHAFF})
    other = desk.send("POST", path, content=b"", headers={"Content-Type": "text/plain", **CHAFF})

    assert (long.status_code, other.status_code) == (413, 415)


def test_a_dummy_uses_no_code_up_and_costs_no_attempt(desk: Desk) -> None:
    code = desk.code()

    for _ in range(100):
        assert desk.post("/api/verify", {"code": "00000000"}, **CHAFF).status_code == 200
    dummy = desk.post("/api/verify", {"code": code}, **CHAFF)

    assert dummy.json()["token"] == ""
    assert enx_client.verify(desk.post, code).json()["token"]


def test_a_dummy_letter_is_not_kept(desk: Desk) -> None:
    headers = {"Content-Type": "application/octet-stream", **CHAFF}

    answer = desk.send("POST", "/v1/mail", content=b"x" * LETTER_LENGTH, headers=headers)

    assert answer.status_code == 200
    assert desk.premises.store.letters(10) == []


def test_phones_that_present_a_key_present_it_with_dummies_too(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data", device_keys=(b"phone-1",)) as desk:
        without = desk.post("/api/verify", {}, **CHAFF)
        presented = desk.post("/api/verify", {}, **CHAFF, **{"X-API-Key": "phone-1"})

    assert (without.status_code, presented.status_code) == (401, 200)


def test_the_authority_sends_no_dummies(desk: Desk) -> None:
    headers = {"X-API-Key": desk.premises.credential.decode(), **CHAFF}

    assert desk.post("/api/issue", {}, **headers).status_code == 400


@pytest.mark.parametrize("header", ["x-chaff", "x-wheat"])
def test_phones_that_are_web_pages_may_send_dummies(desk: Desk, header: str) -> None:
    asked = desk.send("OPTIONS", "/api/verify", headers={"Access-Control-Request-Headers": header})

    assert header in asked.headers["Access-Control-Allow-Headers"].split(", ")
