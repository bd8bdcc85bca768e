"""What every way to a key server does: the one in memory, and HTTP to the real key server's application."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from tests.keyserver.desk import NOON, SetClock, opened_desk

from bluezone.phone.http_sync import HttpSync
from bluezone.phone.memory_sync import MemorySync
from bluezone.phone.own_keys import OwnKey
from bluezone.phone.pulling import Pull, pull
from bluezone.phone.reporting import (
    Report,
    begun,
    certificate_request,
    publish_request,
    report_preview,
    verify_request,
)
from bluezone.phone.sync import Sync
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.keys import ExposureKey, fresh_key
from bluezone.protocol.signed_feeds import FeedKind
from bluezone.protocol.trust import TrustState

T = TypeVar("T")
KEY = fresh_key(b"planted-own-key!", NOON - timedelta(days=1))


@dataclass
class Server:
    """A key server, the way to it, and what an officer and the hours do there."""

    sync: Sync
    fingerprint: str
    clock: SetClock
    issue: Callable[[], str]
    publish_hour: Callable[[], object]
    run: Callable[[Awaitable[T]], T]

    def reported(self, key: ExposureKey = KEY) -> Report:
        """Publish a key."""
        code = self.issue()

        async def story() -> Report:
            token = (await self.sync.verify(verify_request(code))).token
            report = begun_report(self.sync, token, key)
            report = report.certified(await self.sync.certificate(certificate_request(report)))
            await self.sync.publish(publish_request(report, health_authority="vn.bluezone"))
            return report

        return self.run(story())

    def pulled(self) -> Pull:
        return self.run(pull(self.sync, TrustState(self.fingerprint), (), at=self.clock.now()))


def begun_report(sync: Sync, token: str, key: ExposureKey = KEY) -> Report:
    keys = (OwnKey(key, key.start),)
    consent = report_preview(keys, NOON, recipient=sync.recipient).agreed(NOON)
    return begun(Report(token, NOON, bytes(32)), consent, keys, NOON, recipient=sync.recipient)


@contextmanager
def in_memory(_: Path) -> Iterator[Server]:
    clock = SetClock(NOON)
    sync = MemorySync(clock, random.Random(1).randbytes)
    with asyncio.Runner() as runner:
        yield Server(sync, sync.root_fingerprint, clock, sync.issue, sync.release, runner.run)  # type: ignore[arg-type]  # a coroutine is awaitable


@contextmanager
def over_http(folder: Path) -> Iterator[Server]:
    with opened_desk(folder, at=NOON) as desk:
        sync = HttpSync(
            "https://keys.example", random_bytes=random.Random(1).randbytes, transport=httpx.ASGITransport(desk.app)
        )
        fingerprint = desk.premises.ring.root_fingerprint
        yield Server(sync, fingerprint, desk.clock, desk.code, desk.publish_hour, desk.runner.run)  # type: ignore[arg-type]  # the same
        desk.runner.run(sync.close())


@pytest.fixture(params=[in_memory, over_http], ids=["memory", "http"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    opened: AbstractContextManager[Server] = request.param(tmp_path / "data")
    with opened as found:
        yield found


def test_a_report_becomes_an_export_that_phones_believe(server: Server) -> None:
    server.reported()
    server.clock.moment += timedelta(hours=4)
    server.publish_hour()

    brought = server.pulled()

    assert KEY in {key.key for key in brought.keys}
    assert len(brought.exports) == 1
    assert abs(brought.issued - server.clock.now()) < timedelta(hours=2)


def test_no_key_is_published_before_two_hours_after_its_end(server: Server) -> None:
    [in_use] = server.reported(fresh_key(b"key of this day!", NOON)).keys
    server.clock.moment = in_use.end + timedelta(hours=1, minutes=59)
    server.publish_hour()
    too_early = server.pulled()

    server.clock.moment = in_use.end + timedelta(hours=3)
    server.publish_hour()

    assert too_early.keys == ()
    assert in_use in {key.key for key in server.pulled().keys}


def test_a_code_works_once(server: Server) -> None:
    code = server.issue()
    server.run(server.sync.verify(verify_request(code)))

    with pytest.raises(RuleViolation) as refused:
        server.run(server.sync.verify(verify_request(code)))

    assert refused.value.code == "code_invalid"
    assert code not in str(refused.value)


def test_a_token_works_for_one_set_of_keys(server: Server) -> None:
    token = server.run(server.sync.verify(verify_request(server.issue()))).token
    server.run(server.sync.certificate(certificate_request(begun_report(server.sync, token))))
    other = begun_report(server.sync, token, fresh_key(b"some other key!!", NOON))

    with pytest.raises(RuleViolation) as refused:
        server.run(server.sync.certificate(certificate_request(other)))

    assert refused.value.code in {"token_invalid", "token_expired"}


def test_a_certificate_whose_answer_was_lost_is_given_again(server: Server) -> None:
    token = server.run(server.sync.verify(verify_request(server.issue()))).token
    report = begun_report(server.sync, token)
    server.run(server.sync.certificate(certificate_request(report)))

    again = report.certified(server.run(server.sync.certificate(certificate_request(report))))

    assert (
        server.run(server.sync.publish(publish_request(again, health_authority="vn.bluezone"))).inserted_exposures == 1
    )


def test_a_certificate_is_about_the_keys_it_was_given_for(server: Server) -> None:
    token = server.run(server.sync.verify(verify_request(server.issue()))).token
    report = begun_report(server.sync, token)
    report = report.certified(server.run(server.sync.certificate(certificate_request(report))))
    request = publish_request(report, health_authority="vn.bluezone")
    request.temporary_exposure_keys[0].rolling_period -= 3

    with pytest.raises(RuleViolation) as refused:
        server.run(server.sync.publish(request))

    assert refused.value.code == "health_authority_verification_certificate_invalid"


def test_publishing_the_same_keys_twice_is_harmless(server: Server) -> None:
    report = server.reported()

    server.run(server.sync.publish(publish_request(report, health_authority="vn.bluezone")))
    server.clock.moment += timedelta(hours=4)
    server.publish_hour()

    assert [key.key for key in server.pulled().keys].count(KEY) == 1


def test_an_export_that_is_not_there_is_withheld(server: Server) -> None:
    with pytest.raises(RuleViolation) as refused:
        server.run(server.sync.export("0-1-00001.zip"))

    assert refused.value.code == "export_withheld"


def test_an_empty_key_server_has_nothing_new(server: Server) -> None:
    server.publish_hour()

    brought = server.pulled()

    assert (brought.exports, brought.keys) == ((), ())


def test_a_letter_may_be_left_again_and_another_thing_may_not(server: Server) -> None:
    letter = random.Random(7).randbytes(4096)

    server.run(server.sync.mail(letter))
    server.run(server.sync.mail(letter))

    with pytest.raises((MalformedMessage, RuleViolation)):
        server.run(server.sync.mail(letter[:-1]))


@pytest.mark.parametrize("kind", list(FeedKind))
def test_a_feed_that_was_never_published_is_no_fault(server: Server, kind: FeedKind) -> None:
    assert server.run(server.sync.signed_feed(kind)) is None
