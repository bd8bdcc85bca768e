"""Machines that watch people's side learn whether it works and how much it does, and no word about anybody."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings
from tests.authority.cases.desk import a_case, a_contact
from tests.authority.permissions import PRESENT, World, make_world
from tests.keyserver.feeds import feed_json

from bluezone.cli.doctoring.registry import registry
from bluezone.cli.doctoring.rules import Registry
from bluezone.config.secrets_folder import kept_secret
from bluezone.config.watching import facts as looking
from bluezone.config.watching import keyserver as keyserver_look
from bluezone.config.watching.keyserver import looked_at
from bluezone.config.watching.rules import FEED_KINDS, Facts, Trouble, is_ready, troubles

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FRESH = dict.fromkeys(FEED_KINDS, AT)
WELL = Facts(database=True, worked_at=AT, feeds=FRESH)


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (WELL, ()),
        (Facts(database=False), (Trouble.DATABASE_SILENT,)),
        (Facts(database=True, migrated=False, worked_at=AT, feeds=FRESH), (Trouble.MIGRATIONS_MISSING,)),
        (Facts(database=True, feeds=FRESH), (Trouble.WORKER_SILENT,)),
        (Facts(database=True, worked_at=AT - timedelta(minutes=11), feeds=FRESH), (Trouble.WORKER_SILENT,)),
        (Facts(database=True, worked_at=AT, keyserver=False), (Trouble.KEYSERVER_SILENT,)),
        (Facts(database=True, worked_at=AT, feeds={"news": AT}), (Trouble.FEEDS_OLD,)),
        (
            Facts(database=True, worked_at=AT, feeds=FRESH | {"policy": AT - timedelta(days=3)}),
            (Trouble.FEEDS_OLD,),
        ),
    ],
)
def test_what_is_wrong_has_a_name(seen: Facts, found: tuple[Trouble, ...]) -> None:
    assert troubles(seen, AT) == found


@given(st.sets(st.sampled_from(Trouble)))
def test_people_are_sent_away_only_when_no_page_could_be_answered(found: set[Trouble]) -> None:
    page_lost = bool(found & {Trouble.DATABASE_SILENT, Trouble.MIGRATIONS_MISSING})

    assert is_ready(tuple(found)) is not page_lost


class _Keyserver(BaseHTTPRequestHandler):
    files: dict[str, bytes] = {}  # noqa: RUF012 -- set by the fixture, read by the class

    def do_GET(self) -> None:
        content = self.files.get(self.path)
        self.send_response(200 if content else 404)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def keyserver() -> Iterator[str]:
    _Keyserver.files = {"/health": b"{}"} | {f"/signed/{kind}.json": feed_json(AT, kind=kind) for kind in FEED_KINDS}
    with HTTPServer(("127.0.0.1", 0), _Keyserver) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_ages_of_feeds_are_read_from_the_keyserver(keyserver: str) -> None:
    _Keyserver.files["/signed/news.json"] = b"{"

    answers, feeds = looked_at(keyserver)

    assert (answers, feeds) == (True, {"venues": AT, "policy": AT})


def test_the_keyserver_is_looked_at_twice_a_minute_at_most(keyserver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyserver_look, "monotonic", lambda: 1.0)
    first = keyserver_look.lately(keyserver)
    _Keyserver.files.clear()
    again = keyserver_look.lately(keyserver)
    monkeypatch.setattr(keyserver_look, "monotonic", lambda: 31.0)

    assert first == again != keyserver_look.lately(keyserver)


def test_a_keyserver_that_is_away_is_a_fact() -> None:
    assert looked_at("http://127.0.0.1:9") == (False, {})


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:
    settings.BLUEZONE_CLOCK = "tests.authority.cases.desk.present_clock"
    settings.KEYSERVER_ADDRESS = "http://127.0.0.1:9"
    settings.DATA = tmp_path
    call_command("createcachetable")
    return make_world()


@pytest.fixture
def bearer(world: World, settings: Settings) -> dict[str, str]:
    return {"authorization": f"Bearer {kept_secret(settings.DATA / 'watch-credential')}"}


def metrics(client: Client, bearer: dict[str, str]) -> dict[str, float]:
    answer = client.get("/metrics", headers=bearer)
    assert answer.status_code == 200
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_a_door_answers_machines_by_any_name(world: World) -> None:
    answer = Client().get("/health", headers={"host": "10.0.0.7:8082"})

    assert answer.json() == {"status": "ok", "time": int(PRESENT.timestamp())}


def test_a_door_without_worker_and_keyserver_is_ready_and_says_so(world: World) -> None:
    cache.delete(looking.ROUND)

    answer = Client().get("/ready")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "codes": ["worker_silent", "keyserver_silent"]}


def test_a_worker_that_went_round_is_known_to_live(world: World) -> None:
    looking.went_round(PRESENT)

    assert Client().get("/ready").json()["codes"] == ["keyserver_silent"]


def test_a_door_without_its_database_takes_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> bool:
        raise DatabaseError

    monkeypatch.setattr(looking, "_is_migrated", silent)
    answer = Client().get("/ready")

    assert (answer.status_code, answer.json()["codes"]) == (503, ["database_silent"])


def test_a_door_whose_migrations_are_missing_takes_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_is_migrated", lambda: False)
    answer = Client().get("/ready")

    assert (answer.status_code, answer.json()["codes"][0]) == (503, "migrations_missing")


@pytest.mark.parametrize("said", ["", "Bearer ", "Bearer wrong", "Basic x"])
def test_what_is_counted_is_told_only_with_the_watchword(world: World, said: str) -> None:
    assert Client().get("/metrics", headers={"authorization": said}).status_code == 401


def test_pages_are_counted_by_name_and_status(world: World, bearer: dict[str, str]) -> None:
    client = Client()
    client.get("/cases/?search=0912345678", headers={"host": "localhost"})
    client.get("/nowhere/0912345678/", headers={"host": "localhost"})

    counted = metrics(client, bearer)

    assert counted["bluezone_people_answers_total console unknown 404"] == 1
    assert sum(value for name, value in counted.items() if name.startswith("bluezone_people_answers_total")) == 2


def test_the_authority_s_totals_are_counts_and_ages(world: World, bearer: dict[str, str]) -> None:
    case = a_case(world)
    a_contact(case, world.here)
    looking.went_round(PRESENT - timedelta(seconds=30))

    counted = metrics(Client(), bearer)

    assert counted["bluezone_authority_cases_without_code"] == 1
    assert counted["bluezone_authority_jobs_waiting"] == 0
    assert counted["bluezone_authority_worker_age_seconds"] == 30
    assert counted["bluezone_authority_audit_head_age_seconds"] == 0
    assert counted["bluezone_authority_keyserver_answers"] == 0
    assert "bluezone_authority_follow_ups_overdue" in counted


def test_the_doctor_reads_the_same_machinery(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLUEZONE_DATABASE", "as the settings say")
    monkeypatch.setenv("BLUEZONE_DATA", str(tmp_path))
    looking.went_round(PRESENT - timedelta(seconds=30))

    found = registry(tmp_path, PRESENT)

    assert found == Registry(answers=True, worker_age=timedelta(seconds=30))


def test_a_machine_without_a_registry_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BLUEZONE_DATABASE", raising=False)

    assert registry(tmp_path, PRESENT) is None


def test_the_site_tells_nothing_of_the_authority(world: World, bearer: dict[str, str], settings: Settings) -> None:
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS

    assert not [name for name in metrics(Client(), bearer) if "authority" in name]


def test_what_is_counted_names_nobody(world: World, bearer: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    case = a_case(world, "Lò Thị Mây")
    client = Client()
    for address in (f"/cases/{case.id}/", "/cases/?search=Mây", "/l/planted-token-7QX/", f"/ready?id={case.person_id}"):
        client.get(address, headers={"host": "localhost"})

    said = (
        client.get("/metrics", headers=bearer).content.decode() + json.dumps(client.get("/ready").json()) + caplog.text
    )

    for planted in ("Mây", f"{case.id}", f"{case.person_id}", "planted-token", bearer["authorization"][7:]):
        assert planted not in said
