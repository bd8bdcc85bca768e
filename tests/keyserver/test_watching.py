"""Whoever watches a key server learns whether it can work and how much it does, and nothing about anybody."""

import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.keyserver import enx_client
from tests.keyserver.desk import NOON, Desk
from tests.keyserver.test_planted_secrets import found_in

from bluezone.keyserver.app import application
from bluezone.keyserver.meters import FEWEST_TOLD, Meters
from bluezone.keyserver.rounds import Rounds
from bluezone.keyserver.wire import Credentials
from bluezone.protocol.errors import Unavailable

WATCH = b"a-watchword"
BEARER = {"Authorization": "Bearer a-watchword"}


@pytest.fixture
def watched(desk: Desk) -> Desk:
    """A desk that may be watched, whose first hour is done."""
    desk.app = application(desk.parts, Credentials(desk.premises.credential, (), WATCH), files=desk.files.routes())
    look(desk)
    return desk


def look(desk: Desk) -> None:
    """Do the hourly work once."""
    rounds = Rounds(desk.clock, desk.batcher, desk.files, desk.premises.store, desk.writer, parts=desk.parts)
    desk.runner.run(rounds.look())


def metrics(desk: Desk) -> dict[str, float]:
    answer = desk.send("GET", "/metrics", headers=BEARER)
    assert answer.status_code == 200
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def ready(desk: Desk) -> tuple[int, list[str]]:
    answer = desk.send("GET", "/ready")
    return answer.status_code, answer.json()["codes"]


def test_a_server_that_has_done_its_first_hour_is_ready(watched: Desk) -> None:
    assert ready(watched) == (200, [])


def test_a_living_server_says_what_its_clock_shows(desk: Desk) -> None:
    answer = desk.send("GET", "/health")

    assert answer.json() == {"status": "ok", "demo": False, "time": int(NOON.timestamp())}


def test_a_server_without_an_index_says_so(desk: Desk) -> None:
    assert ready(desk) == (503, ["index_missing"])


def test_a_server_whose_batches_stopped_for_two_days_takes_no_phones(watched: Desk) -> None:
    watched.later(timedelta(hours=48))

    assert ready(watched) == (503, ["index_expired"])


def test_a_server_whose_keys_ran_out_names_it(watched: Desk) -> None:
    watched.later(timedelta(days=500))

    assert ready(watched) == (503, ["keys_expired", "index_expired"])


def test_a_server_that_has_nothing_to_sign_with_names_it(watched: Desk) -> None:
    watched.parts.standing.ring = replace(watched.premises.ring, held=())

    assert ready(watched) == (503, ["signing_key_expired"])


def test_a_server_that_cannot_write_takes_no_phones_until_it_can(
    watched: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(watched.premises.store, "prepare", _refused)
        before = ready(watched)
        again = ready(watched)
    watched.later(timedelta(seconds=6))

    assert (before, again) == ((503, ["records_unwritable"]),) * 2
    assert ready(watched) == (200, [])


def _refused(_: Any) -> Any:
    raise Unavailable("the disk is full")


def test_the_question_whether_it_can_write_counts_nothing(watched: Desk) -> None:
    ready(watched)

    assert sum(watched.premises.store.tallies().values()) == 0


def test_what_it_counts_is_told_only_with_the_watchword(watched: Desk) -> None:
    credential = watched.premises.credential.decode()
    wrong: list[dict[str, str]] = [{}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {credential}"}]

    statuses = [watched.send("GET", "/metrics", headers=headers).status_code for headers in wrong]

    assert statuses == [401, 401, 401]


def test_the_watchword_opens_nothing_else(watched: Desk) -> None:
    answer = watched.post("/api/issue", {"testType": "confirmed"}, **BEARER, **{"X-API-Key": WATCH.decode()})

    assert answer.status_code == 401


def test_a_server_without_a_watchword_has_nothing_to_watch(desk: Desk) -> None:
    assert desk.send("GET", "/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_answers_are_counted_by_endpoint_and_status(watched: Desk) -> None:
    watched.post("/api/verify", {"code": "00000000"})
    watched.post("/api/verify", {"code": "00000000"}, **{"X-Chaff": "1"})
    watched.send("GET", "/exports/index.json")
    watched.send("GET", "/exports/nobody-knows-this")
    watched.send("GET", "/a/secret/path")

    counted = metrics(watched)

    assert counted["bluezone_keyserver_answers_total['/exports/index.json', '200']"] == 1
    assert counted["bluezone_keyserver_answers_total['/exports/{name}', '404']"] == 1
    assert counted["bluezone_keyserver_answers_total['404', 'other']"] == 1
    verified = sum(value for name, value in counted.items() if "answers_total['/api/verify'" in name)
    assert verified == 2
    assert counted["bluezone_keyserver_work_seconds_count['/api/verify']"] == 2


def test_nobody_who_watches_can_tell_dummy_requests_from_real_ones(watched: Desk) -> None:
    before = set(metrics(watched))
    watched.post("/api/verify", {"code": watched.code()}, **{"X-Chaff": "1"})

    names = {name.partition("[")[0] for name in set(metrics(watched)) - before}

    assert not [name for name in names if "chaff" in name or "dummy" in name]
    assert names <= {"bluezone_keyserver_answers_total"}


def test_batches_and_the_ends_of_signed_files_are_told(watched: Desk) -> None:
    counted = metrics(watched)

    assert counted["bluezone_keyserver_batches_total['empty']"] == 1
    assert counted["bluezone_keyserver_last_batch_timestamp_seconds[]"] == NOON.timestamp()
    index_end = NOON + timedelta(hours=48)
    assert counted["bluezone_keyserver_index_expires_timestamp_seconds[]"] == index_end.timestamp()
    keys_end = watched.premises.ring.keys.expires
    assert counted["bluezone_keyserver_keys_expire_timestamp_seconds[]"] == keys_end.timestamp()
    assert counted["bluezone_keyserver_waiting_changes[]"] == 0


def test_a_batch_that_fails_is_counted_as_failed(watched: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.later(timedelta(hours=1))
    with monkeypatch.context() as patched:
        patched.setattr(type(watched.batcher), "run", lambda *_: _refused(None))
        look(watched)

    assert metrics(watched)["bluezone_keyserver_batches_total['failed']"] == 1


@pytest.mark.parametrize(("keys", "told"), [(FEWEST_TOLD - 1, 0), (FEWEST_TOLD, FEWEST_TOLD)])
def test_a_batch_of_few_keys_is_not_told_apart(keys: int, told: int) -> None:
    meters = Meters()

    meters.published("published", keys, 1.0)

    assert f"bluezone_keyserver_published_keys_total {told}.0" in meters.text().decode()


def test_what_is_counted_holds_nothing_that_was_sent(watched: Desk) -> None:
    teks, secret = enx_client.fresh_teks(watched.today), os.urandom(16)
    code = watched.code()
    token = enx_client.verify(watched.post, code).json()["token"]
    mac = enx_client.hmac_of(teks, secret)
    certificate = enx_client.certificate(watched.post, token, mac).json()["certificate"]
    watched.post("/v1/publish", enx_client.publish_body(teks, secret, certificate), address="203.0.113.9")
    watched.send("GET", f"/exports/{code}")
    watched.later(timedelta(hours=1))
    look(watched)

    said = watched.send("GET", "/metrics", headers=BEARER).content
    secrets: dict[str, bytes | str] = {"code": code, "token": token, "certificate": certificate, "mac": mac}
    secrets |= {"address": "203.0.113.9", "hmac key": secret, "credential": watched.premises.credential}
    secrets |= {f"key {number}": tek.key for number, tek in enumerate(teks)}

    assert found_in(said, secrets) == set()
    assert b"published_keys_total 14.0" in said
