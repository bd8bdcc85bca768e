"""The key server as the lab meets it, when it does not do what the lab hopes for."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bluezone.lab import key_server
from bluezone.lab.aftermath import SharedDerivation
from bluezone.lab.key_server import Authority, KeyServer
from bluezone.lab.story import LAN, Line, Telling
from bluezone.phone.memory_sync import MemorySync
from bluezone.protocol.encounters import encounters
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.exposures import exposures
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import Air, start_of
from bluezone.protocol.keys import DiagnosisKey, ExposureKey
from bluezone.protocol.messages import BatchIssueResponse, IssueResponse, encoded
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.sightings import Sighting

NOON = datetime(2020, 8, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Hands:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment

    async def sleep_until(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_server, "PATIENCE", timedelta(milliseconds=50))


def served(clock: Hands, url: str = "http://127.0.0.1:9") -> tuple[KeyServer, MemorySync]:
    sync = MemorySync(clock, random.Random(1).randbytes)
    return KeyServer(Authority(url, "planted-credential", sync.root_fingerprint), clock, sync), sync


def test_an_hour_s_work_is_seen_in_the_index() -> None:
    server, _ = served(Hands())

    index = asyncio.run(server.worked(NOON - HOUR))

    assert index.issued >= NOON - HOUR
    assert index.exports == ()


def test_a_key_server_that_does_not_work_is_not_waited_for_forever() -> None:
    server, _ = served(Hands())

    with pytest.raises(Unavailable, match="hourly work"):
        asyncio.run(server.worked(NOON + 100 * HOUR))


def test_an_index_of_another_authority_is_not_believed() -> None:
    clock = Hands()
    _, sync = served(clock)
    stranger = KeyServer(Authority("http://127.0.0.1:9", "", "00" * 32), clock, sync)

    with pytest.raises(RuleViolation) as refused:
        asyncio.run(stranger.worked(NOON))

    assert refused.value.code == "keys_fingerprint_wrong"


def test_codes_of_a_server_that_is_not_there_are_unavailable() -> None:
    server, _ = served(Hands())

    with pytest.raises(Unavailable, match="does not answer"):
        asyncio.run(server.codes(1))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, b"{}"),
        (200, encoded(BatchIssueResponse(codes=[IssueResponse(error="no", error_code="x")]))),
    ],
)
def test_a_refused_code_is_no_code(monkeypatch: pytest.MonkeyPatch, status: int, body: bytes) -> None:
    server, _ = served(Hands())

    async def answer(self: httpx.AsyncClient, url: str, *, content: bytes) -> httpx.Response:
        return httpx.Response(status, content=body)

    monkeypatch.setattr(httpx.AsyncClient, "post", answer)

    with pytest.raises(Unavailable, match="issues no code"):
        asyncio.run(server.codes(1))


def test_a_credential_is_never_printed() -> None:
    assert "planted" not in repr(Authority("http://127.0.0.1:9", "planted-credential", ""))


def test_one_derivation_gives_every_phone_the_reference_s_answer() -> None:
    keys = [DiagnosisKey(ExposureKey(bytes((place,)) * 16, 18_500 * 144)) for place in range(3)]
    matcher = SharedDerivation()

    for number in (0, 1, 2, 0):
        interval, identifier = identifiers(keys[number].key, Air.BLUEZONE)[30]
        heard = encounters([Sighting(Air.BLUEZONE, identifier, start_of(interval, Air.BLUEZONE), -60)])
        known = keys[: 2 + number % 2]

        found = matcher(known, heard, tolerance=POLICY_1.tolerance)

        assert found == exposures(known, heard, tolerance=POLICY_1.tolerance)


def test_a_story_is_told_in_order_and_by_the_hours_of_viet_nam() -> None:
    heard: list[Line] = []
    telling = Telling(heard.append)

    telling.tell(NOON, "They meet.")
    telling.tell(NOON, "Hello.", LAN)

    assert [line.told() for line in heard] == ["Mon 19:00  They meet.", "Mon 19:00  lan: Hello."]
    with pytest.raises(ValueError, match="in order"):
        telling.tell(NOON - HOUR, "Before.")
