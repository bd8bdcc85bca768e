"""Several key servers with one data folder and one PostgreSQL database: one does an hour's work, all serve it."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, Desk, opened_desk
from tests.keyserver.feeds import admitted, feed_json
from tests.keyserver.processes import serving
from tests.postgresql import new_database, run

from bluezone.keyserver.key_watch import KeyWatch
from bluezone.keyserver.postgresql_exports import PostgresqlExports
from bluezone.keyserver.premises import KEYS, enter
from bluezone.keyserver.rounds import Rounds, Signing
from bluezone.keyserver.rules import Policy
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.signed_feeds import FeedKind

A_REPORT = 14


@pytest.fixture
def url() -> str:
    return new_database()


@pytest.fixture
def two(tmp_path: Path, url: str) -> Iterator[tuple[Desk, Desk]]:
    with ExitStack() as opened:
        first, second = (opened.enter_context(opened_desk(tmp_path / "data", database_url=url)) for _ in range(2))
        yield first, second


def rounds_of(desk: Desk) -> Rounds:
    signing = Signing(KeyWatch(desk.premises.folder / KEYS, desk.premises.ring), desk.parts.notary, desk.parts.feeds)
    return Rounds(
        desk.clock,
        desk.batcher,
        desk.files,
        desk.premises.store,
        desk.writer,
        signing=signing,
        parts=desk.parts,
        lead=desk.lead,
    )


def looked(desk: Desk, rounds: Rounds) -> None:
    desk.runner.run(rounds.look())


def later(*desks: Desk) -> None:
    for desk in desks:
        desk.later(HOUR)


def reported(desk: Desk, other: Desk, many: int) -> list[bytes]:
    """Reports of which one server takes the code and the other the keys; returns the keys."""
    keys = []
    for _ in range(many):
        teks = enx_client.fresh_teks(desk.today, days=A_REPORT)
        assert enx_client.report(other.post, desk.code(), teks).json()["insertedExposures"] == A_REPORT
        keys += [tek.key for tek in teks]
    return keys


def test_two_batchers_at_once_publish_every_key_exactly_once(two: tuple[Desk, Desk]) -> None:
    first, second = two
    keys = reported(first, second, 4)
    later(*two)
    rounds = [rounds_of(desk) for desk in two]
    start = threading.Barrier(2)

    def look(desk: Desk, its: Rounds) -> None:
        start.wait()
        looked(desk, its)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(look, two, rounds))
    for desk, its in zip(two, rounds, strict=True):
        looked(desk, its)

    for desk in two:
        assert len(desk.export_names()) == 1
        counted = Counter(desk.exported_keys())
        assert {counted[key] for key in keys} == {1}


def test_batchers_that_ignore_the_lead_still_publish_every_key_once(two: tuple[Desk, Desk]) -> None:
    first, second = two
    keys = reported(first, second, 2)
    later(*two)
    given = second.batcher.store.releasable(second.clock.moment)
    first.publish_hour()

    [published] = first.batcher.store.exports()
    with pytest.raises(Unavailable, match="exported before"):
        second.batcher.store.record_exports([published], keys=given, fillers=())

    assert Counter(first.exported_keys()).keys() >= {*keys}
    assert second.batcher.store.exports() == [published]


def test_a_server_that_does_not_lead_serves_what_the_other_published_at_its_next_look(two: tuple[Desk, Desk]) -> None:
    first, second = two
    mine, others = rounds_of(first), rounds_of(second)
    for desk, its in ((first, mine), (second, others)):
        looked(desk, its)
    admitted(first)
    reported(first, second, 1)
    later(first)

    looked(first, mine)
    first.runner.run(first.parts.feeds.put(FeedKind.NEWS, feed_json(NOON), at=first.clock.moment))
    second.later(HOUR - (HOUR / 60))  # the hour has not come there
    looked(second, others)

    assert second.export_names() == first.export_names() != []
    assert second.send("GET", "/keys.json").content == first.send("GET", "/keys.json").content
    assert second.send("GET", "/signed/news.json").content == feed_json(NOON)


def test_an_hour_that_another_server_worked_through_is_not_worked_through_again(
    two: tuple[Desk, Desk], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = two
    mine, others = rounds_of(first), rounds_of(second)
    for desk, its in ((first, mine), (second, others)):
        looked(desk, its)
    reported(first, second, 1)
    later(*two)

    caplog.clear()
    with caplog.at_level("INFO"):
        looked(first, mine)
        looked(second, others)

    assert [entry.message for entry in caplog.records].count("exports published") == 1
    assert [entry.message for entry in caplog.records].count("records purged") == 1
    for desk in two:  # nobody is woken because the other one led
        shown = desk.parts.meters.registry().get_sample_value("bluezone_keyserver_last_batch_timestamp_seconds")
        assert shown == desk.clock.moment.timestamp()
    assert second.export_names() == first.export_names() != []


def test_work_whose_connection_broke_is_not_recorded(two: tuple[Desk, Desk], url: str) -> None:
    first, _ = two
    lead, exports = first.lead, first.batcher.store
    assert isinstance(exports, PostgresqlExports)
    assert lead.take()

    run(url, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()")
    with pytest.raises(Unavailable):
        exports.exports()
    with pytest.raises(Unavailable, match="done anew"):
        exports.append_leaves([b"leaf"])
    lead.give_back(None)

    assert lead.take()
    assert exports.append_leaves([b"leaf"]) == [0]
    lead.give_back(None)


def test_one_server_leads_at_a_time(two: tuple[Desk, Desk]) -> None:
    leads = [desk.lead for desk in two]

    took = [lead.take() for lead in leads]
    leads[0].give_back(7)
    then = [leads[1].take(), leads[0].take()]
    leads[1].give_back(None)

    assert (took, then) == ([True, False], [True, False])
    assert [lead.last() for lead in leads] == [7, 7]


def test_a_thousand_guesses_at_once_get_ten_answers_on_postgresql_too(two: tuple[Desk, Desk]) -> None:
    desk, _ = two

    async def guesses() -> list[int]:
        asked = (desk.sent("POST", "/api/verify", json={"code": f"{number:08d}"}) for number in range(200))
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert Counter(desk.runner.run(guesses())) == {400: 10, 429: 190}


def test_records_of_one_kind_are_not_looked_for_in_the_other(tmp_path: Path, url: str) -> None:
    enter(tmp_path / "sqlite", at=NOON, policy=Policy()).close()
    enter(tmp_path / "postgresql", at=NOON, policy=Policy(), database_url=url).close()

    for folder, where in (("sqlite", url), ("postgresql", "")):
        with pytest.raises(RuleViolation) as refused:
            enter(tmp_path / folder, at=NOON, policy=Policy(), database_url=where)
        assert refused.value.code == "records_elsewhere"
    with pytest.raises(RuleViolation, match="begins with postgresql://"):
        enter(tmp_path / "other", at=NOON, policy=Policy(), database_url="mysql://somewhere")


def test_a_data_folder_without_its_key_files_is_refused_on_postgresql_too(tmp_path: Path, url: str) -> None:
    enter(tmp_path / "data", at=NOON, policy=Policy(), database_url=url).close()
    (tmp_path / "data" / "rows.key").unlink()

    with pytest.raises(RuleViolation, match=r"rows\.key is missing"):
        enter(tmp_path / "data", at=NOON, policy=Policy(), database_url=url)


def test_two_processes_share_codes_reports_and_files(tmp_path: Path, url: str) -> None:
    words = ("--database-url", url, "--answer-budget", "0", "--processes", "2")
    with serving(tmp_path, *words) as first, serving(tmp_path, *words) as second:
        credential = Path(first.ready["credential_file"]).read_text()
        _, issued = first.post("/api/issue", {"testType": "confirmed"}, **{"X-API-Key": credential})
        status, verified = second.post("/api/verify", {"code": issued["code"]})
        again, _ = first.post("/api/verify", {"code": issued["code"]})
        _, told = first.post("/api/checkcodestatus", {"uuid": issued["uuid"]}, **{"X-API-Key": credential})

    assert (status, verified["testtype"], again) == (200, "confirmed", 400)
    assert told["claimed"]
