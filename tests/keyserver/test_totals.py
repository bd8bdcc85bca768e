"""What the authority may know of a day, and exports that are held until a person decides."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, Desk, opened_desk
from tests.keyserver.old_databases import make_older
from tests.keyserver.test_rounds import looked

from bluezone.keyserver import tallies
from bluezone.keyserver.app import application
from bluezone.keyserver.pulls import Pulls
from bluezone.keyserver.records import DATABASE
from bluezone.keyserver.rounds import Rounds
from bluezone.keyserver.sqlite_schema import VERSION, WITHOUT_TALLIES, connection, fact
from bluezone.keyserver.tallies import KEEP_TALLIES, ExportsState, suppressed, wait_name
from bluezone.keyserver.wire import Credentials
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.totals import WAITS, HeldBy
from bluezone.protocol.trust import TrustState, accept_index, accept_keys

TODAY = NOON.date()
DAY = timedelta(days=1)


def report(desk: Desk, *, days: int = 5) -> list[enx_client.Tek]:
    """A person's report, from the code to the keys."""
    teks = enx_client.fresh_teks(desk.today, days=days)
    assert enx_client.report(desk.post, desk.code(), teks).status_code == 200
    return teks


def asked(desk: Desk, day: date) -> httpx.Response:
    return desk.ask("/api/totals", {"day": day.isoformat()})


def totals(desk: Desk, day: date = TODAY) -> dict[str, Any]:
    answer = asked(desk, day)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def exports(desk: Desk, act: str, **more: int) -> dict[str, Any]:
    answer = desk.ask("/api/exports", {"act": act, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return {name: value for name, value in found.items() if name != "padding"}


def hour(desk: Desk, by: timedelta = HOUR) -> bool:
    """An hour later, and whether its run found exports held."""
    desk.later(by)
    return desk.publish_hour().held


def published(desk: Desk, teks: list[enx_client.Tek]) -> list[bytes]:
    """Which of these keys are in exports, as often as they are."""
    return sorted(set(desk.exported_keys()) & {tek.key for tek in teks})


def secrets(teks: list[enx_client.Tek]) -> list[bytes]:
    return sorted(tek.key for tek in teks)


def test_a_day_is_told_in_totals_once_it_is_over(desk: Desk) -> None:
    for _ in range(12):
        report(desk)
    desk.later(DAY)

    said = totals(desk)

    assert (said["claims"], said["uploads"], said["keys"]) == (12, 12, 60)
    assert said["waits"] == [12, None, None, None, None]
    assert set(said) == {"day", "claims", "uploads", "keys", "pulls", "waits", "pulls_last_day", "padding"}


@pytest.mark.parametrize("ahead", [0, 1])
def test_a_day_that_goes_on_is_not_told_for_who_asks_twice_learns_of_one_upload(desk: Desk, ahead: int) -> None:
    refused = asked(desk, TODAY + ahead * DAY)

    assert (refused.status_code, refused.json()["errorCode"]) == (400, "day_not_over")


def test_fewer_than_ten_are_not_told(desk: Desk) -> None:
    for _ in range(9):
        report(desk, days=1)
    desk.later(DAY)

    said = totals(desk)

    assert (said["claims"], said["uploads"], said["keys"]) == (None, None, None)


def test_a_report_sent_again_is_counted_once(desk: Desk) -> None:
    teks = enx_client.fresh_teks(desk.today, days=12)
    secret = b"s" * 16
    token = enx_client.verify(desk.post, desk.code()).json()["token"]
    payload = enx_client.certificate(desk.post, token, enx_client.hmac_of(teks, secret)).json()["certificate"]

    for _ in range(11):
        enx_client.certificate(desk.post, token, enx_client.hmac_of(teks, secret))
        desk.post("/v1/publish", enx_client.publish_body(teks, secret, payload))
    counted = desk.premises.store.tallies()

    first = tallies.first_hour(TODAY)
    assert counted == {(first, "claims"): 1, (first, "uploads"): 1, (first, "keys"): 12, (first, "wait-1"): 1}


def test_the_histogram_says_how_long_people_waited_between_claim_and_upload(desk: Desk) -> None:
    teks = enx_client.fresh_teks(desk.today, days=1)
    token = enx_client.verify(desk.post, desk.code()).json()["token"]
    desk.later(4 * HOUR)

    enx_client.certificate(desk.post, token, enx_client.hmac_of(teks, b"s" * 16))

    assert desk.premises.store.tallies()[tallies.first_hour(TODAY), "wait-6"] == 1


@given(st.integers(0, 200_000))
def test_every_wait_has_its_step(seconds: int) -> None:
    wait = timedelta(seconds=seconds)
    step = int(wait_name(wait).removeprefix("wait-"))

    assert step in WAITS
    assert wait < step * HOUR or step == WAITS[-1]
    assert all(wait >= lower * HOUR for lower in WAITS if lower < step)


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5))
def test_what_is_hidden_of_a_histogram_cannot_be_reckoned_from_the_whole(counts: list[int]) -> None:
    said = suppressed(counts)

    hidden = [count for count, shown in zip(counts, said, strict=True) if shown is None]
    assert all(shown is None or shown == count >= 10 for count, shown in zip(counts, said, strict=True))
    assert sum(hidden) == 0 or sum(hidden) >= 10 or len(hidden) == len(counts)


def test_days_are_forgotten_after_four_weeks(desk: Desk) -> None:
    report(desk)

    desk.later(KEEP_TALLIES - DAY)
    desk.premises.store.purge(desk.clock.moment)
    kept = desk.premises.store.tallies()
    desk.later(DAY)
    desk.premises.store.purge(desk.clock.moment)

    assert kept
    assert desk.premises.store.tallies() == {}


def counting(desk: Desk) -> tuple[Rounds, Pulls]:
    """The same server, counting the pulls of its index."""
    pulls = Pulls(desk.clock)
    routes = pulls.counted(desk.files.routes())
    desk.app = application(desk.parts, Credentials(desk.premises.credential), files=routes)
    rounds = Rounds(desk.clock, desk.batcher, desk.files, desk.premises.store, desk.writer, pulls=pulls)
    return rounds, pulls


def test_pulls_of_the_index_are_counted_and_nothing_else_about_them(desk: Desk) -> None:
    rounds, _ = counting(desk)
    looked(desk, rounds)
    tag = desk.send("GET", "/exports/index.json").headers["etag"]
    for number in range(11):
        desk.send("GET", "/exports/index.json", address=f"192.0.2.{number}", headers={"If-None-Match": tag})
    desk.send("GET", "/keys.json")
    desk.send("OPTIONS", "/exports/index.json")
    looked(desk, rounds, after=HOUR)
    looked(desk, rounds, after=DAY - HOUR)

    assert (totals(desk)["pulls"], totals(desk)["pulls_last_day"]) == (12, 12)
    looked(desk, rounds, after=HOUR)
    assert totals(desk)["pulls_last_day"] is None


def test_a_counted_file_is_answered_as_before(desk: Desk) -> None:
    rounds, _ = counting(desk)
    looked(desk, rounds)

    answers = [desk.send(method, "/exports/index.json") for method in ("GET", "HEAD", "OPTIONS", "POST")]

    assert [answer.status_code for answer in answers] == [200, 200, 204, 405]


def test_held_exports_publish_nothing_and_afterwards_everything_exactly_once(desk: Desk) -> None:
    before = report(desk)
    assert not hour(desk)
    assert exports(desk, "hold") == {"held_by": "authority", "since": "2026-11-20T13:00:00Z", "most_keys": None}
    waiting = report(desk) + report(desk)

    held = [hour(desk) for _ in range(3)]
    seen = desk.export_names(), published(desk, waiting)
    exports(desk, "resume")
    after = [hour(desk) for _ in range(2)]

    assert held == [True] * 3
    assert (len(seen[0]), seen[1]) == (1, [])
    assert after == [False] * 2
    assert len(desk.export_names()) == 2
    everything = [key for key in desk.exported_keys() if key in {tek.key for tek in before + waiting}]
    assert sorted(everything) == secrets(before + waiting)


def test_the_embargo_of_a_key_stays_while_exports_are_held(desk: Desk) -> None:
    fresh = enx_client.Tek(b"k" * 16, desk.today, 72)
    enx_client.report(desk.post, desk.code(), [fresh])
    exports(desk, "hold")
    hour(desk)
    exports(desk, "resume")

    early = hour(desk, timedelta(minutes=5)), published(desk, [fresh])
    hour(desk)

    assert early == (False, [])
    assert published(desk, [fresh]) == secrets([fresh])


def test_while_exports_are_held_phones_are_told_nothing_false(desk: Desk) -> None:
    report(desk)
    hour(desk)
    names = desk.export_names()
    exports(desk, "hold")
    report(desk)

    for _ in range(60):
        hour(desk)
    state = TrustState(desk.premises.ring.root_fingerprint)
    state, keys = accept_keys(state, desk.send("GET", "/keys.json").content, at=desk.clock.moment)
    _, index = accept_index(state, desk.send("GET", "/exports/index.json").content, keys=keys, at=desk.clock.moment)

    assert [file.name for file in index.exports] == names


def test_a_hold_survives_a_restart(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data") as desk:
        exports(desk, "hold")

    with opened_desk(tmp_path / "data", at=NOON + HOUR) as desk:
        assert exports(desk, "ask")["held_by"] == "authority"
        assert desk.publish_hour().held


def test_holding_twice_is_holding_once(desk: Desk) -> None:
    first = exports(desk, "hold")
    desk.later(5 * HOUR)

    assert exports(desk, "hold") == first


def test_too_many_new_keys_in_a_day_hold_the_exports_until_a_person_decides(desk: Desk) -> None:
    exports(desk, "watch", most_keys=12)
    first = report(desk) + report(desk)
    quiet = hour(desk)
    flood = report(desk)

    tripped = hour(desk)
    state = exports(desk, "ask")
    exports(desk, "resume")
    resumed = hour(desk)

    assert (quiet, tripped, resumed) == (False, True, False)
    assert (state["held_by"], state["most_keys"]) == ("ceiling", 12)
    assert published(desk, first + flood) == secrets(first + flood)


def test_whoever_lets_exports_go_on_decides_for_that_day_only(desk: Desk) -> None:
    exports(desk, "watch", most_keys=12)
    for _ in range(3):
        report(desk)
    hour(desk)
    exports(desk, "resume")
    for _ in range(3):
        report(desk)
    same_day = hour(desk)

    desk.later(DAY)
    for _ in range(3):
        report(desk)

    assert (same_day, hour(desk)) == (False, True)


def test_exports_held_while_a_batch_is_made_keep_it_from_being_published(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    teks = report(desk)
    desk.later(HOUR)
    release = desk.batcher.store.releasable

    def held_meanwhile(at: Any) -> Any:
        exports(desk, "hold")
        return release(at)

    monkeypatch.setattr(desk.batcher.store, "releasable", held_meanwhile)
    with pytest.raises(Unavailable, match="exports are held"):
        desk.publish_hour()
    monkeypatch.undo()
    exports(desk, "resume")
    desk.publish_hour()

    assert published(desk, teks) == secrets(teks)


@pytest.mark.parametrize("path", ["/api/totals", "/api/exports"])
def test_nobody_but_the_authority_asks(desk: Desk, path: str) -> None:
    refused = desk.post(path, {"day": "2026-11-19", "act": "resume"}, **{"X-API-Key": "wrong"})

    assert refused.status_code == 401
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize(
    "body", [{}, {"act": "release"}, {"act": "watch"}, {"act": "watch", "most_keys": 0}, {"act": 1}]
)
def test_a_decision_that_is_none_is_refused_and_changes_nothing(desk: Desk, body: dict[str, Any]) -> None:
    assert desk.ask("/api/exports", body).status_code == 400
    assert desk.premises.store.exports_state() == ExportsState()


def test_a_look_within_the_ceiling_changes_nothing() -> None:
    state = ExportsState(most_keys=12)

    assert tallies.looked(state, 12, NOON) is state
    assert tallies.looked(state, 13, NOON).held_by is HeldBy.CEILING


def test_a_database_from_before_anything_was_counted_gets_its_table(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data") as desk:
        code = desk.code()
    database = connection(tmp_path / "data" / DATABASE)
    make_older(database, WITHOUT_TALLIES)
    database.close()

    with opened_desk(tmp_path / "data") as desk:
        assert desk.post("/api/verify", {"code": code}).status_code == 200
        assert fact(desk.sqlite._reading, "version") == bytes([VERSION])
        assert desk.premises.store.tallies()
