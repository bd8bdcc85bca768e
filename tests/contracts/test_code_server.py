"""One suite over the keyserver as the authority asks it and over its twin in memory."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

import pytest
from tests.authority.codes.fake_server import FakeServer
from tests.keyserver.processes import Running, serving

from bluezone.authority.codes.keyserver import CodeServer, HttpCodeServer, NewCode, Wanted
from bluezone.authority.keyserver_desk import KeyserverDesk, credential_in
from bluezone.cli.clock import clock_from
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.totals import ExportsAct, HeldBy

DAY = timedelta(days=1)


class Kind(Protocol):
    """A server of codes, and a phone that types one."""

    server: CodeServer
    now: datetime

    def claim(self, code: str) -> None: ...


class _Memory:
    def __init__(self, _real: Running, _folder: Path) -> None:
        self.now = clock_from(None).now()
        self.server = FakeServer(self.now)

    def claim(self, code: str) -> None:
        self.server.claim(code)


class _Http:
    def __init__(self, real: Running, folder: Path) -> None:
        self._real = real
        self.now = clock_from(None).now()
        self.server = HttpCodeServer(
            KeyserverDesk(f"http://127.0.0.1:{real.ready['port']}", credential_in(folder / "data" / "credential"))
        )

    def claim(self, code: str) -> None:
        status, _ = self._real.post("/api/verify", {"code": code})
        assert status == 200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keyserver")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Running]:
    with serving(folder) as real:
        yield real


@pytest.fixture(params=[_Memory, _Http], ids=["memory", "http"])
def kind(request: pytest.FixtureRequest, running: Running, folder: Path) -> Kind:
    made: Kind = request.param(running, folder)
    return made


def wanted(kind: Kind, *, days: int = 0, onset: int | None = None) -> Wanted:
    today = kind.now.date()
    return Wanted(uuid4(), today - days * DAY, None if onset is None else today - onset * DAY)


def one(kind: Kind, **days: int) -> NewCode:
    [made] = kind.server.issue([wanted(kind, **days)])
    assert isinstance(made, NewCode)
    return made


def refused(answer: NewCode | RuleViolation) -> str:
    assert isinstance(answer, RuleViolation)
    return answer.code


def test_a_code_comes_in_two_forms_for_15_minutes_and_24_hours(kind: Kind) -> None:
    asked = wanted(kind, days=2, onset=3)

    [made] = kind.server.issue([asked])

    assert isinstance(made, NewCode)
    assert made.id == asked.id
    assert (len(made.short), made.short.isdigit(), len(made.long)) == (8, True, 16)
    assert abs(made.short_until - kind.now - timedelta(minutes=15)) < timedelta(minutes=5)
    assert abs(made.long_until - kind.now - timedelta(hours=24)) < timedelta(minutes=5)
    assert made.short not in repr(made)


def test_ten_codes_are_answered_in_order(kind: Kind) -> None:
    asked = [wanted(kind, days=number) for number in range(10)]

    made = kind.server.issue(asked)

    assert [each.id for each in made if isinstance(each, NewCode)] == [each.id for each in asked]
    assert len({each.long for each in made if isinstance(each, NewCode)}) == 10


def test_one_code_that_is_refused_leaves_its_neighbours_alone(kind: Kind) -> None:
    before, wrong, after = kind.server.issue([wanted(kind), wanted(kind, days=40), wanted(kind)])

    assert isinstance(before, NewCode)
    assert refused(wrong) == "invalid_date"
    assert isinstance(after, NewCode)


def test_a_code_that_was_asked_for_before_is_not_told_again(kind: Kind) -> None:
    asked = wanted(kind)
    kind.server.issue([asked])

    [again] = kind.server.issue([asked])

    assert refused(again) == "uuid_already_exists"


@pytest.mark.parametrize("form", ["short", "long"])
def test_a_code_is_claimed_once_somebody_typed_it_in_either_form(kind: Kind, form: str) -> None:
    made = one(kind)
    before = kind.server.is_claimed(made.id)

    kind.claim(getattr(made, form))

    assert (before, kind.server.is_claimed(made.id)) == (False, True)


def test_a_code_is_ended_once_and_twice_alike_but_not_when_it_was_claimed(kind: Kind) -> None:
    ended, claimed = one(kind), one(kind)
    kind.claim(claimed.long)

    kind.server.expire(ended.id)
    kind.server.expire(ended.id)
    with pytest.raises(RuleViolation) as too_late:
        kind.server.expire(claimed.id)

    assert too_late.value.code == "code_invalid"
    assert not kind.server.is_claimed(ended.id)


def test_an_unknown_code_is_not_found(kind: Kind) -> None:
    for ask in (kind.server.is_claimed, kind.server.expire):
        with pytest.raises(RuleViolation) as unknown:
            ask(UUID(int=4))
        assert unknown.value.code == "code_not_found"


def test_totals_are_told_of_days_that_are_over_only(kind: Kind) -> None:
    yesterday: date = kind.now.date() - DAY

    said = kind.server.totals(yesterday)
    with pytest.raises(RuleViolation) as today:
        kind.server.totals(yesterday + 2 * DAY)

    assert (said.day, said.claims, said.uploads, said.keys, said.waits) == (yesterday, None, None, None, [None] * 5)
    assert today.value.code == "day_not_over"


def test_exports_are_watched_held_and_let_go_on(kind: Kind) -> None:
    before = kind.server.exports(ExportsAct.ASK).held_by
    watched = kind.server.exports(ExportsAct.WATCH, 160)
    held = kind.server.exports(ExportsAct.HOLD)
    others = [kind.server.exports(act) for act in (ExportsAct.HOLD, ExportsAct.ASK)]
    after = kind.server.exports(ExportsAct.RESUME)

    assert (before, watched.most_keys, after.held_by, after.since) == (HeldBy.NOBODY, 160, HeldBy.NOBODY, None)
    assert [(other.held_by, other.since) for other in others] == [(held.held_by, held.since)] * 2
    assert held.held_by is HeldBy.AUTHORITY
    assert held.since is not None
    assert (held.since.minute, held.since.second) == (0, 0)


def test_a_server_that_is_away_is_unavailable() -> None:
    gone = HttpCodeServer(KeyserverDesk("http://127.0.0.1:1", "credential"))

    with pytest.raises(Unavailable):
        gone.issue([Wanted(uuid4(), date(2020, 8, 5))])


def test_a_server_that_does_not_know_the_credential_is_unavailable(running: Running) -> None:
    stranger = HttpCodeServer(KeyserverDesk(f"http://127.0.0.1:{running.ready['port']}", "wrong"))

    with pytest.raises(Unavailable, match="credential"):
        stranger.exports(ExportsAct.RESUME)
