"""Wrong codes cost their sender; right ones cost nobody."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.keyserver.desk import NOON, Desk

from bluezone.keyserver.buckets import Allowance, Bucket
from bluezone.keyserver.limits import MOST_ADDRESSES, FailureLimits, TooManyFailures
from bluezone.keyserver.rules import Policy

CARRIER = "203.0.113.9"
TEN_A_MINUTE = Allowance(10, timedelta(seconds=6))


def fail(desk: Desk, times: int, *, address: str = CARRIER) -> list[int]:
    return [desk.post("/api/verify", {"code": f"{guess:08d}"}, address=address).status_code for guess in range(times)]


def test_after_ten_wrong_codes_nobody_at_that_address_is_heard_for_a_while(desk: Desk) -> None:
    right = desk.code()

    assert fail(desk, 10) == [400] * 10
    refused = desk.post("/api/verify", {"code": right}, address=CARRIER)

    assert (refused.status_code, refused.json()["errorCode"]) == (429, "quota_exceeded")
    assert refused.headers["Retry-After"] == "6"


def test_after_the_wait_a_right_code_is_heard_again(desk: Desk) -> None:
    right = desk.code()
    fail(desk, 12)
    desk.later(timedelta(seconds=6))

    assert desk.post("/api/verify", {"code": right}, address=CARRIER).status_code == 200


def test_a_refused_guess_tells_nothing_about_the_code(desk: Desk) -> None:
    right = desk.code()
    fail(desk, 10)

    answers = [desk.post("/api/verify", {"code": code}, address=CARRIER).json() for code in (right, "00000000")]

    assert answers[0] | {"padding": ""} == answers[1] | {"padding": ""}


def test_others_are_heard_meanwhile(desk: Desk) -> None:
    fail(desk, 12)

    assert desk.post("/api/verify", {"code": desk.code()}, address="203.0.113.10").status_code == 200


def test_a_household_is_one_address_in_ipv6(desk: Desk) -> None:
    fail(desk, 5, address="2001:db8:1:2::a")
    fail(desk, 5, address="2001:db8:1:2::b")

    assert fail(desk, 1, address="2001:db8:1:2:ffff::c") == [429]
    assert fail(desk, 1, address="2001:db8:1:3::a") == [400]


def test_an_ipv4_address_is_the_same_in_ipv6(desk: Desk) -> None:
    fail(desk, 10, address=f"::ffff:{CARRIER}")

    assert fail(desk, 1) == [429]


def test_five_hundred_phones_behind_one_carrier_address_all_succeed(desk: Desk) -> None:
    codes = [
        issued["code"]
        for _ in range(50)
        for issued in desk.ask("/api/batch-issue", {"codes": [{"testType": "confirmed"}] * 10}).json()["codes"]
    ]

    async def all_at_once() -> list[int]:
        asked = [desk.sent("POST", "/api/verify", json={"code": code}, address=CARRIER) for code in codes]
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert desk.runner.run(all_at_once()) == [200] * 500


def test_guesses_sent_all_at_once_do_not_run_ahead_of_their_count(desk: Desk) -> None:
    async def all_at_once() -> list[int]:
        asked = [desk.sent("POST", "/api/verify", json={"code": f"{n:08d}"}, address=CARRIER) for n in range(100)]
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert sorted(desk.runner.run(all_at_once())) == [400] * 10 + [429] * 90


def test_while_too_many_fail_in_all_only_long_codes_are_heard(desk: Desk) -> None:
    issued, spare = desk.issue(), desk.issue()
    for network in range(30):
        fail(desk, 10, address=f"203.0.{network}.1")

    short = desk.post("/api/verify", {"code": issued["code"]}, address="192.0.2.1")
    long = desk.post("/api/verify", {"code": issued["longCode"]}, address="192.0.2.1")
    desk.later(timedelta(seconds=1))
    later = desk.post("/api/verify", {"code": spare["code"]}, address="192.0.2.1")

    assert (short.status_code, long.status_code, later.status_code) == (429, 200, 200)


@pytest.mark.parametrize(("addresses", "most_heard"), [(1, 10), (500, 300)])
def test_a_thousand_wrong_codes_from_one_or_from_five_hundred_addresses_harm_nobody_else(
    desk: Desk, addresses: int, most_heard: int
) -> None:
    issued, spare = desk.issue(), desk.issue()
    right = {issued["code"], spare["code"]}
    guesses = [f"{number:08d}" for number in range(1_002) if f"{number:08d}" not in right][:1_000]

    async def guessed() -> list[int]:
        asked = [
            desk.sent("POST", "/api/verify", json={"code": guess}, address=f"198.18.{n // 250}.{n % 250}")
            for guess, n in zip(guesses, cycle(range(addresses)), strict=False)
        ]
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    statuses = Counter(desk.runner.run(guessed()))
    patient = desk.post("/api/verify", {"code": issued["longCode"]}, address="192.0.2.1")
    desk.later(timedelta(minutes=1))
    later = desk.post("/api/verify", {"code": spare["code"]}, address="192.0.2.1")

    assert statuses.total() == 1_000
    assert statuses[400] <= most_heard
    assert statuses[429] == 1_000 - statuses[400]
    assert (patient.status_code, later.status_code) == (200, 200)


def test_wrong_credentials_cost_as_wrong_codes_do(desk: Desk) -> None:
    statuses = [desk.post("/api/issue", {}, address=CARRIER, **{"X-API-Key": "x"}).status_code for _ in range(11)]

    assert statuses == [401] * 10 + [429]


def test_addresses_are_forgotten_every_hour_and_kept_under_a_hash(desk: Desk) -> None:
    fail(desk, 10)
    kept = repr(vars(desk.limits))
    desk.later(timedelta(hours=1))

    assert CARRIER not in kept
    assert fail(desk, 1) == [400]


def test_addresses_beyond_the_memory_share_one_count() -> None:
    limits = FailureLimits(Policy(failures_in_all=Allowance(10**9, timedelta(seconds=1))), bytes)
    for address in range(MOST_ADDRESSES + 10):
        limits.failed(str(address), NOON)

    with pytest.raises(TooManyFailures):
        limits.check("yet another", NOON, guessable=False)


@given(st.lists(st.tuples(st.booleans(), st.integers(-5, 30)), max_size=60))
def test_no_order_of_failures_gets_more_than_the_burst_and_what_was_forgiven(steps: list[tuple[bool, int]]) -> None:
    bucket, now, latest, heard = Bucket(10, NOON), NOON, NOON, 0
    for fails, seconds in steps:
        now += timedelta(seconds=seconds)
        latest = max(latest, now)
        if fails and not bucket.wait(now, TEN_A_MINUTE):
            bucket = bucket.after_failure(now, TEN_A_MINUTE)
            heard += 1

    assert heard <= 10 + (latest - NOON) / timedelta(seconds=6)


@given(st.floats(0, 10), st.integers(0, 600))
def test_whoever_waits_as_told_is_heard(left: float, seconds: int) -> None:
    moment: datetime = NOON + timedelta(seconds=seconds)
    bucket = Bucket(left, NOON)

    wait = bucket.wait(moment, TEN_A_MINUTE)

    assert bucket.wait(moment + wait + timedelta(milliseconds=1), TEN_A_MINUTE) == timedelta()
