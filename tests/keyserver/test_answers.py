"""What an observer of the wire counts: every answer to a phone has as many bytes as every other."""

from base64 import b64decode
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import Desk

from bluezone.keyserver.answers import ANSWER_LENGTH, Form
from bluezone.keyserver.premises import CHANCE
from bluezone.keyserver.rules import Policy
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.messages import PublishResponse, decoded

PHONES = ("/api/verify", "/api/certificate", "/v1/publish", "/v1/mail")


def on_the_wire(answer: httpx.Response) -> int:
    """Bytes of a whole answer as HTTP/1.1 writes it."""
    head = f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}\r\n".encode()
    return len(head) + sum(len(name) + len(value) + 4 for name, value in answer.headers.raw) + len(answer.content)


def test_taken_refused_and_dummy_are_all_as_long_as_each_other(desk: Desk) -> None:
    secret, teks = b"s" * 16, enx_client.fresh_teks(desk.today)

    answers = [enx_client.verify(desk.post, desk.code())]
    answers.append(enx_client.certificate(desk.post, answers[0].json()["token"], enx_client.hmac_of(teks, secret)))
    report = enx_client.publish_body(teks, secret, answers[1].json()["certificate"])
    answers.append(desk.post("/v1/publish", report))
    taken = len(answers)
    answers += [desk.post(path, {}) for path in PHONES]  # refused
    answers += [desk.post(path, {}, **{"X-Chaff": "1"}) for path in PHONES[:3]]  # dummies
    answers += [desk.send("POST", path, content=b"") for path in PHONES]  # of no known kind
    answers += [desk.send("POST", PHONES[0], content=b"x" * 70_000, headers={"Content-Type": "application/json"})]
    answers += [desk.send("GET", path) for path in PHONES]

    assert [answer.status_code for answer in answers[:taken]] == [200, 200, 200]
    assert {len(answer.content) for answer in answers} == {ANSWER_LENGTH}
    assert len({on_the_wire(answer) for answer in answers}) == 1
    assert len({answer.status_code for answer in answers}) >= 5


def test_who_is_told_to_wait_gets_no_longer_an_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    code = desk.code()
    wrong = [desk.post("/api/verify", {"code": "12345678"}) for _ in range(Policy().failures_of_an_address.burst + 1)]

    def full(_: Any) -> None:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(desk.premises.store, "prepare", full)
    unavailable = desk.post("/api/verify", {"code": code}, address="192.0.2.1")

    assert (wrong[-1].status_code, unavailable.status_code) == (429, 503)
    assert "retry-after" in wrong[-1].headers
    assert "retry-after" in unavailable.headers
    assert len({on_the_wire(answer) for answer in (*wrong, unavailable)}) == 1


def test_the_padding_is_base64_that_no_compression_shortens(desk: Desk) -> None:
    padding = desk.post("/api/verify", {"code": "x"}).json()["padding"]

    assert len(set(b64decode(padding, validate=True))) > 200


def test_many_explanations_are_cut_and_what_a_phone_goes_on_with_is_whole() -> None:
    form = Form(CHANCE, {}, even=True)
    said = PublishResponse(
        inserted_exposures=1,
        code="partial_failure",
        revision_token="t" * 1500,
        error="; ".join(f"key {place}: a key has a period of 1 to 144 intervals, and 16 bytes" for place in range(30)),
        warnings=[f"key {place}: more than 14 days from the first symptoms, left out" for place in range(30)],
    )

    answer = form.filled(said, HTTPStatus.OK)

    found = decoded(answer.body, PublishResponse)
    assert len(answer.body) == ANSWER_LENGTH
    assert (found.code, found.revision_token) == ("partial_failure", "t" * 1500)
    assert found.error.startswith("key 0: a key has a period")
