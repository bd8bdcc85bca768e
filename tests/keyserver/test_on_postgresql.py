"""Records in PostgreSQL when things go wrong: the server dies, others take the same rows, nothing can be written."""

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from tests import postgresql
from tests.contracts.store_kinds import CHANCE, HOUR, NOON, code_of, did, held_key, new_code, record
from tests.postgresql import new_database, run

from bluezone.keyserver import postgresql_store
from bluezone.keyserver.postgresql_exports import PostgresqlExports
from bluezone.keyserver.postgresql_line import Line
from bluezone.keyserver.postgresql_store import PostgresqlStore
from bluezone.keyserver.sealing import KeyFiles
from bluezone.keyserver.store import AddCode, ClaimCode, ClaimToken, Count, HoldKeys, LeaveLetter, Operation
from bluezone.keyserver.tallies import Name, Tally, first_hour
from bluezone.keyserver.writer import Writer
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.intervals import day_of

FILES = KeyFiles(os.urandom(32), os.urandom(32))
REPORTS, SENDERS, A_REPORT = 120, 12, 14
TODAY = first_hour(day_of(NOON))


@pytest.fixture
def url() -> str:
    return new_database()


@pytest.fixture
def store(url: str) -> Iterator[PostgresqlStore]:
    with PostgresqlStore(url, FILES, CHANCE) as opened:
        yield opened


@pytest.fixture
def other(store: PostgresqlStore, url: str) -> Iterator[PostgresqlStore]:
    """The records of a second server on the same database."""
    with PostgresqlStore(url, FILES, CHANCE) as opened:
        yield opened


def report(number: int) -> HoldKeys:
    return HoldKeys(tuple(held_key(number * A_REPORT + key) for key in range(A_REPORT)), NOON)


async def insisted(writer: Writer, change: HoldKeys, refused: asyncio.Event) -> None:
    """Send a report until it is acknowledged, as phones do."""
    while True:
        try:
            await writer.done(change)
        except Unavailable:
            refused.set()
            await asyncio.sleep(0.01)
        else:
            return


def test_a_server_that_dies_under_load_and_comes_back_loses_nothing_and_doubles_nothing(
    store: PostgresqlStore, url: str
) -> None:
    refused = asyncio.Event()
    left = iter(range(REPORTS))
    acknowledged: list[int] = []

    async def sender(writer: Writer) -> None:
        for number in left:
            await insisted(writer, report(number), refused)
            acknowledged.append(number)
            if len(acknowledged) == REPORTS // 3:
                postgresql.die()
            while len(acknowledged) >= REPORTS // 3 and not refused.is_set():
                await insisted(writer, report(number), refused)

    async def story() -> None:
        writer = Writer(store)
        sending = [asyncio.create_task(sender(writer)) for _ in range(SENDERS)]
        await refused.wait()
        postgresql.come_back()
        await asyncio.gather(*sending)
        await writer.close()

    asyncio.run(story())
    exports = PostgresqlExports(url, FILES, CHANCE)
    kept = sorted(int.from_bytes(key.key.secret) for key in exports.releasable(NOON + HOUR))
    exports.close()

    assert sorted(acknowledged) == list(range(REPORTS))
    assert refused.is_set()
    assert kept == list(range(REPORTS * A_REPORT))
    assert store.tallies() == {(TODAY, Name.UPLOADS): REPORTS, (TODAY, Name.KEYS): REPORTS * A_REPORT}


class _Breaking:
    """A connection that breaks at COMMIT: before the server has it, or when it has and its answer is on the way."""

    def __init__(self, real: Any, *, after: bool) -> None:
        self.real, self.after, self.broken = real, after, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def execute(self, statement: str, *values: Any, **named: Any) -> Any:
        if statement == "COMMIT":
            if self.after:
                self.real.execute(statement)
            self.real.close()
            self.broken = True
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return self.real.execute(statement, *values, **named)


def broken_at_commit(store: PostgresqlStore, change: Any, *, after: bool) -> list[Any]:
    store._writing._opened = _Breaking(store._writing.now(), after=after)  # type: ignore[assignment]  # a connection in disguise
    return did(store, change)


def test_a_change_whose_commit_was_not_heard_of_is_acknowledged_when_it_happened(store: PostgresqlStore) -> None:
    did(store, AddCode(new_code("1"), NOON))

    outcomes = broken_at_commit(store, ClaimCode("s1", NOON), after=True)

    assert [outcome.test_type for outcome in outcomes] == ["confirmed"]
    assert store.tallies() == {(TODAY, Name.CLAIMS): 1}


def test_a_change_whose_commit_did_not_reach_the_server_is_refused_and_did_not_happen(store: PostgresqlStore) -> None:
    did(store, AddCode(new_code("1"), NOON))

    with pytest.raises(Unavailable):
        broken_at_commit(store, ClaimCode("s1", NOON), after=False)

    assert store.found("s1") is not None
    assert did(store, ClaimCode("s1", NOON)) != [None]


def test_when_nobody_says_what_became_of_a_change_it_can_be_asked_for_again(
    store: PostgresqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_store, "PATIENCE_SECONDS", 0.0)
    changes: list[Operation] = [
        ClaimToken("t", b"mac", NOON + HOUR, Tally(TODAY, "wait-1")),
        report(1),
        LeaveLetter(bytes(4096), NOON),
    ]

    for change in changes:
        with pytest.raises(Unavailable):
            broken_at_commit(store, change, after=True)
    again = did(store, *changes)

    assert again == [None, None, None]
    assert store.tallies() == {(TODAY, "wait-1"): 1, (TODAY, Name.UPLOADS): 1, (TODAY, Name.KEYS): A_REPORT}
    assert store.letters(9) == [bytes(4096)]


def test_a_group_that_another_server_overtook_is_decided_anew(store: PostgresqlStore, other: PostgresqlStore) -> None:
    """The other server holds the token open; ours waits for it, fails, and then finds the token used."""
    other.prepare([ClaimToken("t", b"mac", NOON + HOUR)])

    async def story() -> list[Any]:
        waiting = asyncio.create_task(
            asyncio.to_thread(did, store, ClaimToken("t", b"other", NOON + HOUR), ClaimToken("u", b"mac", NOON + HOUR))
        )
        watching = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        while not waiting.done() and not await asyncio.to_thread(run, store._writing._url, watching):
            pass
        other.commit()
        return await waiting

    refused, taken = asyncio.run(story())

    assert (code_of(refused), taken) == ("token_invalid", None)


def test_two_servers_fill_one_mailbox_and_count_together(store: PostgresqlStore, other: PostgresqlStore) -> None:
    letters = [bytes([number]) * 4096 for number in range(4)]
    for number, letter in enumerate(letters):
        did(store if number % 2 else other, LeaveLetter(letter, NOON), Count((Tally(7, "pulls", 2),)))

    assert len(other.letters(9)) == 4
    assert store.tallies() == {(7, "pulls"): 8}
    assert run(store._writing._url, "SELECT letters FROM mailbox") == [(4,)]


def test_after_the_hour_nothing_tells_which_rows_came_together(store: PostgresqlStore, url: str) -> None:
    for number in range(20):
        did(
            store,
            report(number),
            ClaimToken(str(number), b"mac", NOON + HOUR),
            AddCode(new_code(str(number), code_id=str(number)), NOON),
        )
        did(store, LeaveLetter(bytes([number]) * 4096, NOON))

    before = run(url, "SELECT count(DISTINCT xmin::text) FROM held_key")
    store.purge(NOON)

    assert before == [(20,)]
    for table, key in (
        ("held_key", "mark"),
        ("used_token", "mark"),
        ("code", "mark"),
        ("code_status", "mark"),
        ("letter", "id"),
    ):
        assert run(url, f"SELECT count(DISTINCT xmin::text) FROM {table}") == [(1,)]  # noqa: S608 -- our own names
        keys = [key for (key,) in run(url, f"SELECT {key} FROM {table} ORDER BY ctid")]  # noqa: S608 -- our own names
        assert len(keys) >= 20
        assert keys == sorted(keys)  # type: ignore[type-var]  # bytes or uuids


def test_exported_keys_lie_like_their_fillers_in_the_order_of_their_marks(store: PostgresqlStore, url: str) -> None:
    exports = PostgresqlExports(url, FILES, CHANCE)
    for number in range(3):
        did(store, report(number))

    exports.record_exports([record(1)], keys=exports.releasable(NOON + HOUR), fillers=[held_key(999).key])
    exports.close()

    rows = run(url, "SELECT mark, xmin::text, release, batch, length(sealed) FROM diagnosis_key ORDER BY ctid")
    assert len(rows) == 3 * A_REPORT + 1
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)  # type: ignore[type-var]  # uuids
    assert len({row[1:] for row in rows}) == 1


def test_a_disk_that_is_full_is_said_to_be(store: PostgresqlStore, url: str) -> None:
    did(store, report(1))
    run(
        url,
        "CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER is_full BEFORE INSERT ON held_key EXECUTE FUNCTION is_full()",
    )

    with pytest.raises(Unavailable, match="disk of the key server's database is full"):
        did(store, report(2), ClaimToken("t", b"mac", NOON + HOUR))
    run(url, "DROP TRIGGER is_full ON held_key")

    assert did(store, report(2), ClaimToken("t", b"other", NOON + HOUR)) == [None, None]


def opening(url: str, **parts: str) -> str:
    """What is said when records cannot be opened."""
    with pytest.raises(Unavailable) as refused:
        PostgresqlStore(url, FILES, CHANCE).close()
    said = str(refused.value)
    assert "\n" not in said
    assert not any(part in said for part in (url, "secret", *parts.values()))
    return said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("postgresql://postgres:secret@/nowhere?host={host}", "no such database or role"),
        ("postgresql://nobody:secret@/postgres?host={host}", "no such database or role"),
        ("postgresql://postgres:secret@/postgres?host=/nowhere", "does not answer"),
        ("postgresql://postgres:secret@no.such.host.invalid/postgres", "the name of the PostgreSQL server"),
        ("postgresql://postgres:secret@/postgres?wrong=1", "not one of PostgreSQL"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_to_in_one_sentence(url: str, wrong: str, said: str) -> None:
    assert said in opening(wrong.format(host=url.partition("host=")[2]))


def test_a_wrong_password_is_said_to_be_one(url: str) -> None:
    rules = postgresql.folder() / "pg_hba.conf"
    rules.write_text("local all guarded scram-sha-256\n" + rules.read_text())
    run(url, "CREATE ROLE guarded LOGIN PASSWORD 'right'", "SELECT pg_reload_conf()")

    said = opening(url.replace("postgres:@", "guarded:secret@"))

    assert said == "the key server's database refuses this name or password"


def test_a_database_of_another_version_is_refused(store: PostgresqlStore, url: str) -> None:
    run(url, r"UPDATE meta SET value = '\x63' WHERE name = 'version'")

    assert opening(url) == "the key server's database is not of version 1"
    assert not store.is_demo


def test_the_database_of_another_program_is_refused(url: str) -> None:
    run(url, "CREATE TABLE meta (name text PRIMARY KEY, value bytea)")

    assert opening(url) == "this is not a key server's database"


def test_a_replica_that_takes_no_changes_is_said_to_be_one(store: PostgresqlStore, url: str) -> None:
    name = url.partition("?")[0].rpartition("/")[2]
    run(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")

    assert "it is a replica, or set to read only" in opening(url)
    assert not store.is_demo


def test_a_server_that_was_away_is_asked_again_only_after_a_rest(url: str) -> None:
    gone = url.replace("host=", "host=/nowhere")
    line = Line(gone)

    for _ in range(2):
        with pytest.raises(Unavailable, match="does not answer"):
            line.now()
    assert line._rests_until > 0


def test_purged_rows_are_gone_and_counted_once(store: PostgresqlStore, other: PostgresqlStore) -> None:
    did(store, report(1))

    purged = [one.purge(NOON + timedelta(days=16)).keys for one in (store, other)]

    assert purged == [A_REPORT, 0]
    assert [record.keys for record in other.purges()] == [A_REPORT]


def test_purges_and_groups_of_another_server_do_not_wait_for_each_other_for_ever(
    store: PostgresqlStore, other: PostgresqlStore
) -> None:
    def work() -> list[list[Any]]:
        changes = (
            (
                report(number),
                LeaveLetter(bytes([number]) * 4096, NOON),
                ClaimToken(str(number), b"mac", NOON + HOUR),
                AddCode(new_code(str(number), code_id=str(number)), NOON),
            )
            for number in range(30)
        )
        return [did(store, *group) for group in changes]

    async def story() -> list[list[Any]]:
        working = asyncio.create_task(asyncio.to_thread(work))
        while not working.done():
            await asyncio.to_thread(other.purge, NOON)
        return await working

    assert asyncio.run(story()) == [[None] * 4] * 30
    assert len(store.letters(100)) == 30
