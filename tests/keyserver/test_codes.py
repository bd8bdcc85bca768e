"""A code from the officer's screen to the certificate."""

import asyncio
import os
import re
from datetime import timedelta
from typing import Any

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import Desk

from bluezone.keyserver.sealing import Chance


def wrong_code(answer: Any) -> str:
    assert answer.status_code == 400
    body = answer.json()
    assert body["errorCode"] == body["error_code"]
    return str(body["errorCode"])


def test_a_code_has_eight_digits_and_lives_fifteen_minutes(desk: Desk) -> None:
    issued = desk.issue()

    assert re.fullmatch(r"\d{8}", issued["code"])
    assert re.fullmatch(r"[2-9a-z]{16}", issued["longCode"])
    assert issued["expiresAtTimestamp"] == int((desk.clock.moment + timedelta(minutes=15)).timestamp())
    assert issued["longExpiresAtTimestamp"] == int((desk.clock.moment + timedelta(hours=24)).timestamp())
    assert issued["expiresAt"] == "Fri, 20 Nov 2026 12:35:00 GMT"


def test_a_code_works_once(desk: Desk) -> None:
    code = desk.code()

    first, second = enx_client.verify(desk.post, code), enx_client.verify(desk.post, code)

    assert first.status_code == 200
    assert wrong_code(second) == "code_invalid"


def test_a_used_code_is_answered_like_one_that_never_was(desk: Desk) -> None:
    code = desk.code()
    enx_client.verify(desk.post, code)

    used, unknown = enx_client.verify(desk.post, code), enx_client.verify(desk.post, "00000000")

    assert {key: value for key, value in used.json().items() if key != "padding"} == {
        key: value for key, value in unknown.json().items() if key != "padding"
    }
    assert (used.status_code, dict(used.headers) | {"content-length": ""}) == (
        unknown.status_code,
        dict(unknown.headers) | {"content-length": ""},
    )


def test_either_form_of_a_code_uses_up_the_other(desk: Desk) -> None:
    issued = desk.issue()

    long = enx_client.verify(desk.post, issued["longCode"])
    short = enx_client.verify(desk.post, issued["code"])

    assert long.status_code == 200
    assert wrong_code(short) == "code_invalid"


@pytest.mark.parametrize("written", ["{0}-{1}", "{0} {1}", " {0}{1} "])
def test_a_code_may_be_typed_in_groups(desk: Desk, written: str) -> None:
    code = desk.code()

    answer = enx_client.verify(desk.post, written.format(code[:4], code[4:]))

    assert answer.status_code == 200


def test_a_code_works_until_its_last_second(desk: Desk) -> None:
    code = desk.code()
    desk.later(timedelta(minutes=15) - timedelta(seconds=1))

    assert enx_client.verify(desk.post, code).status_code == 200


def test_an_expired_code_says_so_and_its_long_form_still_works(desk: Desk) -> None:
    issued = desk.issue()
    desk.later(timedelta(minutes=15))

    assert wrong_code(enx_client.verify(desk.post, issued["code"])) == "code_expired"
    assert enx_client.verify(desk.post, issued["longCode"]).status_code == 200


def test_a_long_code_expires_after_a_day(desk: Desk) -> None:
    issued = desk.issue()
    desk.later(timedelta(hours=24))

    assert wrong_code(enx_client.verify(desk.post, issued["longCode"])) == "code_expired"


def test_a_code_that_is_asked_for_twice_at_once_is_given_to_one(desk: Desk) -> None:
    code = desk.code()

    async def both() -> list[int]:
        asked = [desk.sent("POST", "/api/verify", json={"code": code}) for _ in range(20)]
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert sorted(desk.runner.run(both())) == [200] + [400] * 19


def test_what_the_officer_stated_reaches_the_phone(desk: Desk) -> None:
    code = desk.code(symptomDate="2026-11-15", testDate="2026-11-18")

    said = enx_client.verify(desk.post, code).json()

    assert (said["testtype"], said["symptomDate"], said["testDate"]) == ("confirmed", "2026-11-15", "")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"testType": "cured"}, "invalid_test_type"),
        ({"testType": "user-report"}, "invalid_test_type"),
        ({"symptomDate": "2026-10-22"}, "invalid_date"),
        ({"symptomDate": "2026-11-21"}, "invalid_date"),
        ({"symptomDate": "20261115"}, "invalid_date"),
        ({"testDate": "2026-02-30"}, "invalid_date"),
        ({"tzOffset": 900}, "invalid_date"),
        ({"uuid": "0912345678"}, "unparsable_request"),
    ],
)
def test_a_code_is_not_issued_for_a_statement_that_cannot_be(desk: Desk, wrong: dict[str, Any], code: str) -> None:
    answer = desk.ask("/api/issue", {"testType": "confirmed", **wrong})

    assert wrong_code(answer) == code


def test_the_officers_clock_decides_which_day_is_today(desk: Desk) -> None:
    desk.later(timedelta(hours=6))

    assert desk.issue(symptomDate="2026-11-21", tzOffset=420)["code"]


def test_an_identifier_is_used_for_one_code(desk: Desk) -> None:
    ours = "0f8fad5b-d9cb-469f-a165-70867728950e"
    assert desk.issue(uuid=ours.upper())["uuid"] == ours

    again = desk.ask("/api/issue", {"testType": "confirmed", "uuid": ours})

    assert (again.status_code, again.json()["errorCode"]) == (409, "uuid_already_exists")


def test_a_batch_answers_each_code_for_itself(desk: Desk) -> None:
    answer = desk.ask(
        "/api/batch-issue",
        {"codes": [{"testType": "confirmed"}, {"testType": "x"}, {"testType": "likely", "uuid": "me"}]},
    )

    first, second, third = answer.json()["codes"]
    assert re.fullmatch(r"\d{8}", first["code"])
    assert second["errorCode"] == "invalid_test_type"
    assert third["errorCode"] == "unparsable_request"


@pytest.mark.parametrize("many", [0, 11])
def test_a_batch_has_one_to_ten_codes(desk: Desk, many: int) -> None:
    answer = desk.ask("/api/batch-issue", {"codes": [{"testType": "confirmed"}] * many})

    assert wrong_code(answer) == "unparsable_request"


def test_the_officer_sees_issued_and_claimed_and_nothing_else(desk: Desk) -> None:
    issued = desk.issue()

    before = desk.ask("/api/checkcodestatus", {"uuid": issued["uuid"]}).json()
    enx_client.verify(desk.post, issued["code"])
    after = desk.ask("/api/checkcodestatus", {"uuid": issued["uuid"]}).json()

    assert (before["claimed"], before["expiresAtTimestamp"]) == (False, issued["expiresAtTimestamp"])
    assert (after["claimed"], after["expiresAtTimestamp"], after["longExpiresAtTimestamp"]) == (True, 0, 0)
    assert set(after) == {"claimed", "expiresAtTimestamp", "longExpiresAtTimestamp", "padding"}


def test_an_officer_can_end_a_code_that_was_not_claimed(desk: Desk) -> None:
    issued = desk.issue()

    ended = desk.ask("/api/expirecode", {"uuid": issued["uuid"]})

    assert ended.json()["expiresAtTimestamp"] == int(desk.clock.moment.timestamp())
    assert wrong_code(enx_client.verify(desk.post, issued["code"])) == "code_invalid"
    assert wrong_code(enx_client.verify(desk.post, issued["longCode"])) == "code_invalid"


def test_a_claimed_code_cannot_be_ended(desk: Desk) -> None:
    issued = desk.issue()
    enx_client.verify(desk.post, issued["code"])

    assert wrong_code(desk.ask("/api/expirecode", {"uuid": issued["uuid"]})) == "code_invalid"


@pytest.mark.parametrize("path", ["/api/checkcodestatus", "/api/expirecode"])
def test_a_code_nobody_issued_is_not_found(desk: Desk, path: str) -> None:
    answer = desk.ask(path, {"uuid": "0f8fad5b-d9cb-469f-a165-70867728950e"})

    assert (answer.status_code, answer.json()["errorCode"]) == (404, "code_not_found")


@pytest.mark.parametrize("path", ["/api/issue", "/api/batch-issue", "/api/checkcodestatus", "/api/expirecode"])
@pytest.mark.parametrize("presented", [{}, {"X-API-Key": "guess"}, {"X-API-Key": ""}])
def test_only_the_authority_asks_for_codes(desk: Desk, path: str, presented: dict[str, str]) -> None:
    answer = desk.post(path, {"testType": "confirmed"}, **presented)

    assert (answer.status_code, answer.json()["errorCode"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("accept", "status", "code"),
    [
        ([], 200, None),
        (["likely"], 200, None),
        (["confirmed", "likely"], 200, None),
        (["negative"], 200, None),
        (["confirmed"], 412, "unsupported_test_type"),
        (["user-report"], 412, "unsupported_test_type"),
        (["cured"], 400, "invalid_test_type"),
    ],
)
def test_a_client_gets_only_what_it_can_handle(desk: Desk, accept: list[str], status: int, code: str | None) -> None:
    answer = desk.post("/api/verify", {"code": desk.code(testType="likely"), "accept": accept})

    assert (answer.status_code, answer.json().get("errorCode")) == (status, code)


def test_a_code_that_a_client_could_not_handle_is_not_used_up(desk: Desk) -> None:
    code = desk.code(testType="likely")

    desk.post("/api/verify", {"code": code, "accept": ["confirmed"]})

    assert enx_client.verify(desk.post, code).status_code == 200


def test_a_token_works_for_one_hmac(desk: Desk) -> None:
    token = enx_client.verify(desk.post, desk.code()).json()["token"]
    one, other = (enx_client.hmac_of([], secret) for secret in (b"secret", b"another"))

    first, second, third = (enx_client.certificate(desk.post, token, mac) for mac in (one, other, one))

    assert first.json()["certificate"].count(".") == 2
    assert wrong_code(second) == "token_invalid"
    assert third.status_code == 200


def test_a_certificate_that_was_lost_or_ran_out_is_given_again_while_the_token_lives(desk: Desk) -> None:
    teks = enx_client.fresh_teks(desk.today)
    token, secret = enx_client.verify(desk.post, desk.code()).json()["token"], b"s" * 16
    mac = enx_client.hmac_of(teks, secret)
    lost = enx_client.certificate(desk.post, token, mac).json()["certificate"]
    desk.later(timedelta(hours=23))

    again = enx_client.certificate(desk.post, token, mac).json()["certificate"]
    late = desk.post("/v1/publish", enx_client.publish_body(teks, secret, lost))
    answer = desk.post("/v1/publish", enx_client.publish_body(teks, secret, again))
    desk.later(timedelta(hours=1))

    assert (late.status_code, answer.json()["insertedExposures"]) == (401, 14)
    assert wrong_code(enx_client.certificate(desk.post, token, mac)) == "token_expired"


def test_a_request_that_failed_leaves_the_token_good(desk: Desk) -> None:
    token = enx_client.verify(desk.post, desk.code()).json()["token"]

    failed = enx_client.certificate(desk.post, token, "c2hvcnQ=")

    assert wrong_code(failed) == "hmac_invalid"
    assert enx_client.certificate(desk.post, token, enx_client.hmac_of([], b"secret")).status_code == 200


def test_a_token_expires_after_a_day(desk: Desk) -> None:
    token = enx_client.verify(desk.post, desk.code()).json()["token"]
    desk.later(timedelta(hours=24))

    assert wrong_code(enx_client.certificate(desk.post, token, enx_client.hmac_of([], b"s"))) == "token_expired"


@pytest.mark.parametrize("token", ["", "a.b.c", "é", "eyJhbGciOiJub25lIn0.e30.", "." * 3, "a" * 40_000])
def test_a_token_of_somebody_elses_making_is_invalid(desk: Desk, token: str) -> None:
    assert wrong_code(enx_client.certificate(desk.post, token, enx_client.hmac_of([], b"s"))) == "token_invalid"


def test_a_certificate_is_no_token(desk: Desk) -> None:
    token = enx_client.verify(desk.post, desk.code()).json()["token"]
    mac = enx_client.hmac_of([], b"s")
    certificate = enx_client.certificate(desk.post, token, mac).json()["certificate"]

    assert wrong_code(enx_client.certificate(desk.post, certificate, mac)) == "token_invalid"


def test_a_code_that_chance_drew_again_is_drawn_anew(desk: Desk) -> None:
    first = desk.code()
    draws = iter([int(first), *range(16), 42, *range(1, 17)])
    object.__setattr__(desk.parts, "chance", Chance(os.urandom, lambda most: next(draws, 0) % most))

    assert desk.code() == "00000042"


def test_when_no_free_code_is_found_the_officer_is_told_to_come_back(desk: Desk) -> None:
    first = int(desk.code())
    object.__setattr__(desk.parts, "chance", Chance(os.urandom, lambda most: first % most))

    assert desk.ask("/api/issue", {"testType": "confirmed"}).status_code == 503
