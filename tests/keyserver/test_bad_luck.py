"""A disk that is full, and signing keys that are away, expired or rotated, just when they are needed."""

import logging
import os
import resource
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, Desk
from tests.keyserver.enx_client import Tek
from tests.keyserver.test_key_watch import Hours
from tests.keyserver.test_purge import EVERYTHING, filled, present

from bluezone.keyserver.signing import rotate_keys
from bluezone.protocol.exports import verify
from bluezone.protocol.trust import Use, export_keys


@contextmanager
def full_disk(*, room: int = 0) -> Iterator[None]:
    """Let the kernel refuse every byte beyond the first `room` of any file, as a full disk refuses new ones."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def hours(desk: Desk) -> Hours:
    made = Hours(desk)
    made.pass_until(NOON)
    return made


def reported(desk: Desk) -> tuple[list[Tek], dict[str, Any]]:
    """Keys and the request that publishes them, with a certificate."""
    teks, secret = enx_client.fresh_teks(desk.today), os.urandom(16)
    token = enx_client.verify(desk.post, desk.code()).json()["token"]
    certificate = enx_client.certificate(desk.post, token, enx_client.hmac_of(teks, secret)).json()["certificate"]
    return teks, enx_client.publish_body(teks, secret, certificate)


def published_once(desk: Desk, *reports: Sequence[Tek]) -> bool:
    found = Counter(desk.exported_keys())
    return all(found[tek.key] == 1 for teks in reports for tek in teks)


def test_a_report_on_a_full_disk_is_told_to_come_back_and_is_published_once_when_it_does(desk: Desk) -> None:
    before = [reported(desk) for _ in range(2)]
    assert desk.post("/v1/publish", before[0][1]).status_code == 200

    with full_disk():
        refused = [desk.post("/v1/publish", before[1][1]) for _ in range(3)]
    again = desk.post("/v1/publish", before[1][1])
    desk.later(HOUR)
    batch = desk.publish_hour()

    assert {(answer.status_code, answer.headers["Retry-After"]) for answer in refused} == {(503, "5")}
    assert (again.status_code, batch.keys) == (200, 28)
    assert published_once(desk, *(teks for teks, _ in before))


@pytest.mark.parametrize("room", [0, 1 << 10, 1 << 13])
def test_a_batch_on_a_full_disk_publishes_nothing_and_the_next_look_does_it_all(
    hours: Hours, caplog: pytest.LogCaptureFixture, room: int
) -> None:
    desk = hours.desk
    teks, body = reported(desk)
    assert desk.post("/v1/publish", body).status_code == 200

    with caplog.at_level(logging.WARNING), full_disk(room=room):
        hours.pass_until(NOON + HOUR)
    nothing = desk.export_names()
    hours.pass_until(NOON + HOUR + timedelta(minutes=1))

    assert nothing == []
    assert "waits for the next look" in caplog.text
    assert published_once(desk, teks)


def test_a_purge_on_a_full_disk_is_made_up_for(desk: Desk) -> None:
    rows = filled(desk)
    running = Hours(desk)
    running.pass_until(desk.clock.moment + HOUR)
    desk.later(EVERYTHING)

    with full_disk(room=1 << 13):
        running.pass_until(desk.clock.moment)
    left = present(desk.premises.folder, rows)
    running.pass_until(desk.clock.moment + timedelta(minutes=1))

    assert left > 0
    assert present(desk.premises.folder, rows) == 0
    assert desk.premises.store.purges()[-1].keys >= 560  # with the filler of their batch


def test_while_no_key_signs_exports_nothing_is_published_and_with_a_new_key_everything_is_once(
    hours: Hours, caplog: pytest.LogCaptureFixture
) -> None:
    desk = hours.desk
    teks, body = reported(desk)
    assert desk.post("/v1/publish", body).status_code == 200
    hours.rotate(Use.EXPORT, overlap=timedelta())
    ring = desk.batcher.ring
    signing = hours.rounds._signing
    assert signing is not None
    expired = replace(ring, held=tuple(key for key in ring.held if key.use != Use.EXPORT))

    with caplog.at_level(logging.WARNING), pytest.MonkeyPatch.context() as broken:
        broken.setattr(signing.watch, "look", lambda _: expired)
        hours.pass_until(NOON + HOUR)
    nothing = desk.export_names()
    hours.pass_until(NOON + HOUR + timedelta(minutes=1))

    assert nothing == []
    assert "no export key signs now" in caplog.text
    assert published_once(desk, teks)
    assert hours.signers() == ["v2"]


@pytest.mark.parametrize("step", ["record_exports", "append_leaves"])
def test_a_key_rotated_during_a_batch_signs_the_next_and_phones_believe_both(
    hours: Hours, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    desk = hours.desk
    first, body = reported(desk)
    assert desk.post("/v1/publish", body).status_code == 200
    store = desk.batcher.store
    real: Callable[..., Any] = getattr(store, step)

    def rotated_meanwhile(*given: Any, **named: Any) -> Any:
        monkeypatch.undo()
        rotate_keys(hours.folder, Use.EXPORT, at=desk.clock.moment, overlap=timedelta(days=7))
        rotate_keys(hours.folder, Use.INDEX, at=desk.clock.moment, overlap=timedelta(days=7))
        return real(*given, **named)

    monkeypatch.setattr(store, step, rotated_meanwhile)
    hours.pass_until(NOON + HOUR)
    during = hours.signers()
    second, body = reported(desk)
    assert desk.post("/v1/publish", body).status_code == 200
    hours.pass_until(NOON + 2 * HOUR)

    known = export_keys(hours.published_keys(), at=desk.clock.moment)
    for name in desk.export_names():
        verify(desk.send("GET", f"/exports/{name}").content, known)
    assert (during, hours.signers()) == (["v1"], ["v2", "v1"])
    assert published_once(desk, first, second)
