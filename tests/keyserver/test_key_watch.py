"""A running server takes rotated keys at its next hour, and says loudly when its root key is missed."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, Desk

from bluezone.keyserver.key_watch import KeyWatch
from bluezone.keyserver.premises import KEYS
from bluezone.keyserver.rounds import Rounds, Signing
from bluezone.keyserver.signing import KEYS_LIFE, RENEWAL, TOKEN, admit_keys, create_keys, renew_keys, rotate_keys
from bluezone.protocol.exports import Export, read, verify
from bluezone.protocol.trust import KeySet, TrustedKey, TrustState, Use, accept_index, accept_keys, export_keys

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Hours:
    """A desk whose hourly work looks at its keys."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.folder = desk.premises.folder / KEYS
        signing = Signing(KeyWatch(self.folder, desk.premises.ring), desk.parts.notary, desk.parts.feeds)
        self.rounds = Rounds(desk.clock, desk.batcher, desk.files, desk.premises.store, desk.writer, signing=signing)

    def pass_until(self, moment: datetime) -> None:
        self.desk.clock.moment = moment
        self.desk.runner.run(self.rounds.look())

    def rotate(self, use: str, *, overlap: timedelta = WEEK) -> None:
        rotate_keys(self.folder, use, at=self.desk.clock.moment, overlap=overlap)

    def admit(self, keys: Sequence[TrustedKey]) -> None:
        admit_keys(self.folder, keys, at=self.desk.clock.moment)

    def renew(self) -> None:
        renew_keys(self.folder, at=self.desk.clock.moment)

    def report(self) -> None:
        desk = self.desk
        assert enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today)).status_code == 200

    def published_keys(self) -> KeySet:
        trust = TrustState(self.desk.premises.ring.root_fingerprint)
        return accept_keys(trust, self.desk.send("GET", "/keys.json").content, at=self.desk.clock.moment)[1]

    def newest(self) -> bytes:
        return self.desk.send("GET", f"/exports/{self.desk.export_names()[-1]}").content

    def signers(self) -> list[str]:
        return [signature.info.key_version for signature in read(self.newest())[1]]


@pytest.fixture
def hours(desk: Desk) -> Hours:
    made = Hours(desk)
    made.pass_until(NOON)
    return made


def test_a_running_server_signs_with_a_rotated_key_from_the_next_hour(hours: Hours) -> None:
    hours.report()
    old = hours.published_keys()
    hours.rotate(Use.EXPORT)

    hours.pass_until(NOON + HOUR)

    at = hours.desk.clock.moment
    assert hours.signers() == ["v2", "v1"]
    assert isinstance(verify(hours.newest(), export_keys(old, at=at)), Export)
    assert isinstance(verify(hours.newest(), export_keys(hours.published_keys(), at=at)), Export)


def test_after_the_overlap_only_the_new_key_signs(hours: Hours) -> None:
    hours.rotate(Use.EXPORT)
    hours.pass_until(NOON + WEEK)
    hours.report()

    hours.pass_until(NOON + WEEK + HOUR)

    assert hours.signers() == ["v2"]


def test_between_two_hours_a_rotation_changes_nothing(hours: Hours) -> None:
    before = hours.published_keys()
    hours.rotate(Use.EXPORT)

    hours.pass_until(NOON + timedelta(minutes=10))

    assert hours.published_keys() == before


def test_the_index_is_signed_with_a_rotated_key_that_phones_believe(hours: Hours) -> None:
    hours.rotate(Use.INDEX)
    hours.pass_until(NOON + HOUR)

    keys, index = hours.published_keys(), hours.desk.send("GET", "/exports/index.json")

    trust = TrustState(hours.desk.premises.ring.root_fingerprint)
    assert b'"index-2"' in index.content
    assert accept_index(trust, index.content, keys=keys, at=hours.desk.clock.moment)


@pytest.mark.parametrize("use", [TOKEN, Use.CERTIFICATE])
def test_a_report_under_way_survives_a_rotation(hours: Hours, use: str) -> None:
    desk, teks, secret = hours.desk, enx_client.fresh_teks(hours.desk.today), b"s" * 16
    hours.pass_until(NOON + timedelta(minutes=39, seconds=30))
    token = enx_client.verify(desk.post, desk.code()).json()["token"]
    hours.rotate(use, overlap=timedelta())
    hours.pass_until(NOON + timedelta(minutes=40))

    payload = enx_client.certificate(desk.post, token, enx_client.hmac_of(teks, secret)).json()["certificate"]
    answer = desk.post("/v1/publish", enx_client.publish_body(teks, secret, payload))

    assert answer.json()["insertedExposures"] == 14


def test_with_its_root_key_a_running_server_renews_its_keys_file(hours: Hours) -> None:
    before = hours.published_keys()

    hours.pass_until(NOON + KEYS_LIFE - RENEWAL)

    assert hours.published_keys().sequence > before.sequence
    assert hours.published_keys().expires == hours.desk.clock.moment + KEYS_LIFE


@pytest.mark.parametrize(
    ("before", "said"), [(RENEWAL + DAY, ""), (RENEWAL, "EXPIRES SOON"), (HOUR, "EXPIRES SOON"), (-HOUR, "HAS EXPIRED")]
)
def test_a_missed_root_key_is_said_loudly_when_the_keys_file_runs_out(
    hours: Hours, caplog: pytest.LogCaptureFixture, before: timedelta, said: str
) -> None:
    (hours.folder / "root.pem").unlink()

    with caplog.at_level(logging.WARNING):
        hours.pass_until(NOON + KEYS_LIFE - before)

    loud = [record.getMessage() for record in caplog.records if "KEYS.JSON" in record.getMessage()]
    assert (len(loud), said in "".join(loud)) == (bool(said), True)


def spoiled(folder: Path) -> None:
    (folder / "ring.json").write_bytes(b"garbage")


def opened(folder: Path) -> None:
    (folder / "452-v1.pem").chmod(0o644)


def emptied(folder: Path) -> None:
    (folder / "ring.json").unlink()


def exchanged(folder: Path) -> None:
    other = folder.parent / "other"
    create_keys(other, at=NOON)
    for path in other.iterdir():
        path.replace(folder / path.name)


@pytest.mark.parametrize("harm", [spoiled, opened, emptied, exchanged])
def test_keys_that_cannot_be_used_leave_those_in_hand(
    hours: Hours, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], None]
) -> None:
    hours.report()
    before = hours.published_keys()
    harm(hours.folder)

    with caplog.at_level(logging.ERROR):
        hours.pass_until(NOON + HOUR)

    assert hours.published_keys() == before
    assert hours.signers() == ["v1"]
    assert "the keys in hand sign on" in caplog.text
