"""The mailbox: a sealed letter lies there until the authority has it, and nobody learns whose it is or when it came."""

import os
from base64 import b64decode
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from tests.keyserver.desk import HOUR, NOON, Desk, opened_desk
from tests.keyserver.old_databases import make_older
from tests.keyserver.processes import Running, posted, serving
from tests.keyserver.test_rounds import looked, rounds_of

from bluezone.keyserver.answers import ANSWER_LENGTH
from bluezone.keyserver.premises import enter
from bluezone.keyserver.records import DATABASE
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.sqlite_schema import VERSION, WITHOUT_MAILBOX, connection, fact
from bluezone.protocol.exposure_report import LETTER_LENGTH
from bluezone.protocol.mailbox import LETTERS_AT_ONCE

OCTETS = {"Content-Type": "application/octet-stream"}
RETENTION = timedelta(days=14)
SENDERS = 4


def letter(number: int) -> bytes:
    return Random(number).randbytes(LETTER_LENGTH)


def name(content: bytes) -> str:
    return sha256(content).hexdigest()


def left(desk: Desk, content: bytes, **headers: str) -> httpx.Response:
    return desk.send("POST", "/v1/mail", content=content, headers=OCTETS | headers)


def taken(desk: Desk, *ids: str, limit: int = LETTERS_AT_ONCE) -> list[bytes]:
    """What the authority is handed, once it has said which letters it has."""
    answer = desk.ask("/api/mail", {"limit": limit, "taken": list(ids)})
    assert answer.status_code == 200, answer.text
    found = [(each["id"], b64decode(each["letter"])) for each in answer.json()["letters"]]
    assert all(name(content) == said for said, content in found)
    return [content for _, content in found]


def test_a_letter_lies_in_the_mailbox_until_the_authority_says_that_it_has_it(desk: Desk) -> None:
    answer = left(desk, letter(1))

    first, again = taken(desk), taken(desk)
    after = taken(desk, name(letter(1)))

    assert answer.status_code == 200
    assert set(answer.json()) == {"padding"}
    assert (first, again, after) == ([letter(1)], [letter(1)], [])


def test_a_letter_sent_again_after_a_lost_answer_is_answered_alike_and_lies_there_once(desk: Desk) -> None:
    first, second = left(desk, letter(1)), left(desk, letter(1))

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json().keys() == second.json().keys()
    assert taken(desk) == [letter(1)]


def test_a_letter_sent_again_after_the_authority_has_it_is_handed_out_under_the_same_name(desk: Desk) -> None:
    left(desk, letter(1))
    taken(desk, name(letter(1)))

    left(desk, letter(1))

    assert taken(desk) == [letter(1)]


def test_letters_are_handed_out_in_parts_and_none_is_left_behind(desk: Desk) -> None:
    sent = [letter(number) for number in range(23)]
    for content in sent:
        left(desk, content)

    found = part = taken(desk, limit=10)
    while part:
        part = taken(desk, *map(name, part), limit=10)
        found = found + part

    assert sorted(found) == sorted(sent)


@pytest.mark.parametrize("length", [0, 1, LETTER_LENGTH - 1])
def test_a_letter_of_another_length_is_refused(desk: Desk, length: int) -> None:
    refused = left(desk, bytes(length))

    assert (refused.status_code, refused.json()["errorCode"]) == (400, "unparsable_request")
    assert taken(desk) == []


def test_a_letter_that_never_ends_is_refused_while_it_is_read(desk: Desk) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1024
            yield bytes(1024)

    refused = desk.send("POST", "/v1/mail", content=endless(), headers=OCTETS)

    assert (refused.status_code, refused.json()["errorCode"]) == (413, "body_too_large")
    assert read <= LETTER_LENGTH + 2048


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_a_letter_is_nothing_but_bytes(desk: Desk, kind: str) -> None:
    assert left(desk, letter(1), **{"Content-Type": kind}).status_code == 415


def test_a_full_mailbox_says_come_back_and_still_knows_its_letters(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data", policy=Policy(most_letters=2)) as desk:
        sent = [left(desk, letter(number)).status_code for number in range(2)]
        refused, known = left(desk, letter(2)), left(desk, letter(0))
        taken(desk, name(letter(0)))
        later = left(desk, letter(2))

    assert sent == [200, 200]
    assert (refused.status_code, refused.json()["errorCode"]) == (503, "mailbox_full")
    assert (known.status_code, later.status_code) == (200, 200)


def test_web_pages_of_any_origin_may_leave_a_letter(desk: Desk) -> None:
    page = {"Origin": "https://app.example"}
    asked = desk.send("OPTIONS", "/v1/mail", headers=page | {"Access-Control-Request-Method": "POST"})
    answered = left(desk, letter(1), **page)

    assert asked.status_code == 204
    assert "content-type" in asked.headers["Access-Control-Allow-Headers"]
    assert asked.headers["Access-Control-Allow-Origin"] == answered.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("key", ["", "wrong"])
def test_only_the_authority_takes_letters(desk: Desk, key: str) -> None:
    left(desk, letter(1))

    refused = desk.post("/api/mail", {"limit": 5}, **{"X-API-Key": key})

    assert refused.status_code == 401
    assert "access-control-allow-origin" not in refused.headers
    assert taken(desk) == [letter(1)]


@pytest.mark.parametrize("method", ["OPTIONS", "GET"])
def test_no_web_page_may_take_letters(desk: Desk, method: str) -> None:
    answer = desk.send(method, "/api/mail", headers={"Origin": "https://evil.example"})

    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"limit": -1},
        {"limit": LETTERS_AT_ONCE + 1},
        {"limit": 1, "taken": ["x"]},
        {"limit": 1, "taken": ["0" * 64] * (LETTERS_AT_ONCE + 1)},
    ],
)
def test_a_question_beyond_its_limits_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    assert desk.ask("/api/mail", body).status_code == 400


def test_the_answer_to_a_letter_is_padded_like_every_other(desk: Desk) -> None:
    taken, again = left(desk, letter(1)), left(desk, letter(1))
    verdict = desk.post("/api/verify", {"code": "x"})

    assert len(taken.content) == len(again.content) == len(verdict.content) == ANSWER_LENGTH


def test_letters_that_nobody_takes_are_forgotten_after_fourteen_days(desk: Desk) -> None:
    rounds = rounds_of(desk)
    left(desk, letter(1))

    looked(desk, rounds, after=RETENTION - HOUR)
    early = taken(desk)
    looked(desk, rounds, after=2 * HOUR)

    assert (early, taken(desk)) == ([letter(1)], [])
    assert [record.letters for record in desk.premises.store.purges()] == [1]


def files_of(desk: Desk) -> bytes:
    return b"".join(path.read_bytes() for path in desk.premises.folder.glob(f"{DATABASE}*"))


@pytest.mark.parametrize("how", ["taken", "forgotten"])
def test_no_byte_of_a_letter_that_is_gone_is_left_in_any_file(desk: Desk, how: str) -> None:
    sent = [letter(number) for number in range(30)]
    for content in sent:
        left(desk, content)
    pieces = [content[at : at + 64] for content in sent for at in range(0, LETTER_LENGTH - 64, 512)]
    assert sum(piece in files_of(desk) for piece in pieces) > len(pieces) // 2

    if how == "taken":
        taken(desk, *map(name, sent))
    else:
        desk.later(RETENTION + HOUR)
    desk.premises.store.purge(desk.clock.moment)

    assert [piece for piece in pieces if piece in files_of(desk)] == []


def test_after_the_hourly_rounds_the_file_does_not_tell_in_which_order_letters_came(desk: Desk) -> None:
    sent = [letter(number) for number in range(60)]
    for content in sent:
        left(desk, content)
    arrived = places(desk, sent)

    looked(desk, rounds_of(desk), after=HOUR)
    kept = places(desk, sent)

    assert arrived == sorted(arrived)
    assert [sent[place] for place in by_place(kept)] == sorted(sent, key=name)


def places(desk: Desk, letters: list[bytes]) -> list[int]:
    """Where the end of each letter lies in the files of the database, the log before the database."""
    content = b"".join(path.read_bytes() for path in sorted(desk.premises.folder.glob(f"{DATABASE}*"), reverse=True))
    return [content.index(each[-200:]) for each in letters]


def by_place(places: list[int]) -> list[int]:
    return sorted(range(len(places)), key=places.__getitem__)


def test_the_only_time_beside_a_letter_is_a_full_hour(desk: Desk) -> None:
    left(desk, letter(1))

    [(_, _, gone_at)] = desk.sqlite._reading.execute("SELECT * FROM letter").fetchall()

    assert gone_at == int((NOON + RETENTION + HOUR).timestamp()) // 3600


def test_a_database_from_before_there_was_a_mailbox_gets_one(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data") as desk:
        code = desk.code()
    database = connection(tmp_path / "data" / DATABASE)
    make_older(database, WITHOUT_MAILBOX)
    database.close()

    with opened_desk(tmp_path / "data") as desk:
        left(desk, letter(1))

        assert (taken(desk), fact(desk.sqlite._reading, "version")) == ([letter(1)], bytes([VERSION]))
        assert desk.post("/api/verify", {"code": code}).status_code == 200


def test_a_copy_of_the_database_that_is_put_back_forgets_what_is_past_its_time(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data") as desk:
        left(desk, letter(1))
    copy = (tmp_path / "data" / DATABASE).read_bytes()
    with opened_desk(tmp_path / "data", at=NOON + HOUR) as desk:
        taken(desk, name(letter(1)))
    (tmp_path / "data" / DATABASE).write_bytes(copy)

    with opened_desk(tmp_path / "data", at=NOON + 2 * HOUR) as desk:
        again = taken(desk)
    with opened_desk(tmp_path / "data", at=NOON + RETENTION + HOUR) as desk:
        looked(desk, rounds_of(desk))
        late = taken(desk)

    assert (again, late) == ([letter(1)], [])


def test_every_acknowledged_letter_survives_a_kill(tmp_path: Path) -> None:
    letters = [os.urandom(LETTER_LENGTH) for _ in range(200)]
    acknowledged: list[bytes] = []

    def send(running: Running, mine: list[bytes]) -> None:
        connection = running.connected()
        with suppress(OSError, HTTPException, ValueError):
            for content in mine:
                assert posted(connection, "/v1/mail", content, **OCTETS)[0] == 200
                acknowledged.append(content)
                if len(acknowledged) == 60:
                    running.process.kill()
        connection.close()

    with serving(tmp_path) as running:
        with ThreadPoolExecutor(SENDERS) as senders:
            list(senders.map(send, [running] * SENDERS, (letters[part::SENDERS] for part in range(SENDERS))))
        running.process.kill()
    premises = enter(tmp_path / "data", at=NOON, policy=Policy())
    kept = premises.store.letters(len(letters))
    premises.close()

    assert 60 <= len(acknowledged) < len(letters)
    assert set(acknowledged) <= set(kept) <= set(letters)
