"""The prober against a real keyserver in the test's process: a sound one has nothing wrong, a broken one gets its name."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from tests.keyserver.desk import HOUR, NOON, Desk, opened_desk
from tests.keyserver.feeds import admitted, feed_json, put

from bluezone.cli.probing.rules import Memory, Name, Report
from bluezone.cli.probing.steps import Run, Setting
from bluezone.cli.probing.wire import way_to
from bluezone.keyserver import batcher, fast_export
from bluezone.keyserver import rules as keyserver_rules
from bluezone.keyserver.answers import ANSWER_LENGTH
from bluezone.keyserver.rounds import Rounds
from bluezone.keyserver.signing import _stored
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.pulling import Pull, pull
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.keys import DiagnosisKey, ReportType
from bluezone.protocol.signed_feeds import FeedKind
from bluezone.protocol.trust import TrustState, Use, index_in


class Watch:
    """A timer that shows what the test says."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Town:
    """A keyserver with everything that phones read, and a prober beside it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.memory = Memory()
        self.watch = Watch()
        self.ahead = timedelta()
        self.credential = desk.premises.credential.decode()
        self.before_answer: Callable[[httpx.Request], httpx.Response | None] = lambda _: None
        admitted(desk)
        desk.batcher = replace(desk.batcher, ring=desk.premises.ring)
        for kind in FeedKind:
            self.feed(kind)
        self.work()

    def feed(self, kind: str) -> None:
        content: dict[str, object] = {}
        moment = self.desk.clock.moment
        answer = put(self.desk, feed_json(moment, int(moment.timestamp()), kind=kind, content=content), kind=kind)
        assert answer.status_code == 200, answer.text

    def work(self) -> None:
        """Let the server do its hourly work."""
        desk = self.desk
        rounds = Rounds(desk.clock, desk.batcher, desk.files, desk.premises.store, desk.writer, parts=desk.parts)
        desk.runner.run(rounds.look())

    def hour(self) -> None:
        self.desk.later(HOUR)
        self.work()

    async def pulled(self) -> Pull:
        """Look as a citizen's phone does."""
        inner = httpx.ASGITransport(self.desk.app, client=("198.51.100.8", 4711))
        sync = HttpSync("http://127.0.0.1", random_bytes=os.urandom, transport=inner)
        trust = TrustState(self.desk.premises.ring.root_fingerprint)
        return await pull(sync, trust, (), at=self.desk.clock.moment)

    def probe(self) -> Report:
        return self.desk.runner.run(self._probed())

    async def _probed(self) -> Report:
        inner = httpx.ASGITransport(self.desk.app, raise_app_exceptions=False, client=("198.51.100.7", 4711))
        transport = _Meddling(inner, self.before_answer)
        way = way_to(
            "http://127.0.0.1",
            "http://127.0.0.1",
            self.credential,
            random=os.urandom,
            timer=self.watch,
            transport=transport,
        )
        setting = Setting(self.desk.premises.ring.root_fingerprint, "VN", "vn.gov.moh", 2.0, os.urandom)
        run = Run(way, setting, self.memory, self.desk.clock.moment - self.ahead)
        try:
            return await run.go()
        finally:
            self.memory = run.memory
            await way.close()


class _Meddling(httpx.AsyncBaseTransport):
    def __init__(
        self, inner: httpx.AsyncBaseTransport, first: Callable[[httpx.Request], httpx.Response | None]
    ) -> None:
        self._inner = inner
        self._first = first

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._first(request) or await self._inner.handle_async_request(request)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with opened_desk(tmp_path / "data") as desk:
        yield Town(desk)


def test_a_sound_system_has_nothing_wrong_through_the_life_of_a_report(town: Town) -> None:
    names: list[Name] = list(town.probe().names)
    for _ in range(5):
        town.hour()
        names += town.probe().names

    assert names == []
    [yesterday, today, *_] = town.memory.planted
    assert (len(yesterday.exports), len(today.exports)) == (1, 1)
    assert today.due - yesterday.due == 2 * HOUR


def test_what_a_probe_reports_reaches_no_citizen_and_no_total(town: Town) -> None:
    town.probe()
    for _ in range(4):
        town.hour()
    town.probe()

    secrets = {each.secret for each in town.memory.planted}
    met = [secret for secret in secrets if secret in town.desk.exported_keys()]
    pulled = town.desk.runner.run(town.pulled())
    town.desk.later(timedelta(days=1))
    totals = town.desk.premises.store.tallies()

    assert len(met) == 2
    assert {key.key.secret for key in pulled.keys} & secrets == set()
    assert [name for (_, name), many in totals.items() if many and name != "pulls"] == []


def clock_off(town: Town, _: pytest.MonkeyPatch) -> None:
    town.ahead = timedelta(hours=3)


def batcher_stopped(town: Town, _: pytest.MonkeyPatch) -> None:
    town.desk.later(3 * HOUR)
    for kind in FeedKind:
        town.feed(kind)


def index_expired(town: Town, _: pytest.MonkeyPatch) -> None:
    town.desk.later(timedelta(hours=49))


def keys_expired(town: Town, _: pytest.MonkeyPatch) -> None:
    town.desk.later(timedelta(days=401))


def signing_key_expired(town: Town, _: pytest.MonkeyPatch) -> None:
    ring, folder = town.desk.premises.ring, town.desk.premises.folder / "keys"
    ended = [replace(key, valid_until=NOON + HOUR) if key.use == Use.INDEX else key for key in ring.held]
    town.desk.batcher = replace(town.desk.batcher, ring=_stored(folder, ring, ended, at=NOON))
    town.desk.files.load(town.desk.batcher.ring)
    town.desk.later(HOUR)


def embargo_off(town: Town, patched: pytest.MonkeyPatch) -> None:
    patched.setattr(keyserver_rules, "publishable_from", lambda key: key.start)
    patched.setattr(batcher, "releasable", lambda keys, _: tuple(keys))
    town.memory = Memory()
    town.probe()
    town.hour()


def feed_stale(town: Town, _: pytest.MonkeyPatch) -> None:
    for _hour in range(50):
        town.desk.later(HOUR)
    town.work()


def export_withheld(town: Town, _: pytest.MonkeyPatch) -> None:
    town.hour()
    town.before_answer = lambda request: httpx.Response(404) if request.url.path.endswith(".zip") else None


def export_damaged(town: Town, _: pytest.MonkeyPatch) -> None:
    town.hour()
    town.before_answer = lambda request: (
        httpx.Response(200, content=b"x") if request.url.path.endswith(".zip") else None
    )


def key_lost(town: Town, patched: pytest.MonkeyPatch) -> None:
    lost = {each.secret for each in town.memory.planted}
    table = fast_export.table
    patched.setattr(fast_export, "table", lambda keys: table([key for key in keys if key.key.secret not in lost]))
    town.hour()


def key_doubled(town: Town, patched: pytest.MonkeyPatch) -> None:
    town.hour()
    town.probe()
    given = town.desk.batcher.store.releasable
    [first, *_] = town.memory.planted
    again = DiagnosisKey(first.key, report_type=ReportType.UNKNOWN)
    patched.setattr(type(town.desk.batcher.store), "releasable", lambda _, at: [*given(at), again])
    patched.setattr(type(town.desk.batcher.store), "record_exports", _recorded(town))
    town.hour()


def _recorded(town: Town) -> Callable[..., None]:
    record = town.desk.batcher.store.record_exports

    def recorded(_: object, records: object, **more: object) -> None:
        record(records, **more | {"keys": [], "fillers": []})  # type: ignore[arg-type]  # as it came

    return recorded


def credential_wrong(town: Town, _: pytest.MonkeyPatch) -> None:
    town.credential = "another"
    town.hour()


def records_unwritable(town: Town, patched: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise Unavailable("the disk is full")

    patched.setattr(town.desk.premises.store, "prepare", full)
    town.desk.later(HOUR)


def answers_slow(town: Town, _: pytest.MonkeyPatch) -> None:
    def slow(request: httpx.Request) -> None:
        town.watch.seconds += 3 if request.url.path == "/api/certificate" else 0

    town.hour()
    town.before_answer = slow


def answers_unequal(town: Town, _: pytest.MonkeyPatch) -> None:
    town.hour()
    town.before_answer = lambda request: (
        httpx.Response(200, content=b'{"insertedExposures":2,"revisionToken":"x"}')
        if request.url.path == "/v1/publish"
        else None
    )


def revision_missing(town: Town, _: pytest.MonkeyPatch) -> None:
    bare = b'{"insertedExposures":2}'.ljust(ANSWER_LENGTH)
    town.hour()
    town.before_answer = lambda request: (
        httpx.Response(200, content=bare) if request.url.path == "/v1/publish" else None
    )


def server_silent(town: Town, _: pytest.MonkeyPatch) -> None:
    def silent(_: httpx.Request) -> None:
        raise httpx.ConnectError("refused")

    town.before_answer = silent


def log_forked(town: Town, _: pytest.MonkeyPatch) -> None:
    file = town.desk.files.get("/exports/index.json")
    assert file is not None
    index = index_in(file.content)
    assert index.log is not None
    log = msgspec.structs.replace(index.log, root="00" * 32)
    other = msgspec.structs.replace(index, sequence=index.sequence + 1, log=log)
    forged = town.desk.batcher.ring.sign_index(other, at=town.desk.clock.moment)
    town.before_answer = lambda request: (
        httpx.Response(200, content=forged) if request.url.path == "/exports/index.json" else None
    )


def log_stopped(town: Town, _: pytest.MonkeyPatch) -> None:
    town.hour()
    town.before_answer = lambda request: httpx.Response(404) if request.url.path.startswith("/log/") else None


def exports_held(town: Town, _: pytest.MonkeyPatch) -> None:
    town.desk.ask("/api/exports", {"act": "hold"})
    town.hour()


def probe_counted(town: Town, patched: pytest.MonkeyPatch) -> None:
    patched.setitem(keyserver_rules.REPORT_TYPES, "probe", ReportType.CONFIRMED_TEST)
    town.memory = Memory()
    town.probe()
    town.hour()


@pytest.mark.parametrize(
    ("plant", "name"),
    [
        (clock_off, Name.CLOCK_WRONG),
        (server_silent, Name.SERVER_SILENT),
        (keys_expired, Name.KEYS_EXPIRED),
        (signing_key_expired, Name.SIGNING_KEY_EXPIRED),
        (credential_wrong, Name.CREDENTIAL_WRONG),
        (records_unwritable, Name.RECORDS_UNWRITABLE),
        (exports_held, Name.EXPORTS_HELD),
        (batcher_stopped, Name.BATCHER_STOPPED),
        (index_expired, Name.BATCHER_STOPPED),
        (log_forked, Name.LOG_FORKED),
        (log_stopped, Name.LOG_STOPPED),
        (embargo_off, Name.EMBARGO_OFF),
        (export_withheld, Name.EXPORT_WITHHELD),
        (export_damaged, Name.EXPORT_DAMAGED),
        (key_lost, Name.KEY_LOST),
        (key_doubled, Name.KEY_DOUBLED),
        (probe_counted, Name.PROBE_COUNTED),
        (feed_stale, Name.FEED_STALE),
        (revision_missing, Name.REVISION_MISSING),
        (answers_slow, Name.ANSWERS_SLOW),
        (answers_unequal, Name.ANSWERS_UNEQUAL),
    ],
)
def test_a_planted_failure_is_found_and_named(
    town: Town, monkeypatch: pytest.MonkeyPatch, plant: Callable[[Town, pytest.MonkeyPatch], None], name: Name
) -> None:
    before = town.probe()

    plant(town, monkeypatch)
    after = town.probe()

    assert before.names == ()
    assert after.names[:1] == (name,)
