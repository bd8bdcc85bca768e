"""What a stolen telephone and a stolen database tell of a household: on the device nothing, on the server no reason."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from django.apps import apps
from django.db import connection
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.journeys.field_stage import serve_current_pages
from tests.rollout.fieldwork.simulation.browser_week import Tabs
from tests.rollout.fieldwork.simulation.plan import planned
from tests.rollout.fieldwork.simulation.test_simulation import CLOCK, enrolled
from tests.rollout.fieldwork.simulation.week import (
    FIRST,
    PIN,
    Player,
    bring_in,
    play,
    telephones,
    written,
)

from bluezone.rollout.fieldwork.rules.words import Duty

pytestmark = pytest.mark.django_db(transaction=True)

RARE: Final = "777Z"
"""A household's number that stands nowhere by chance."""
REASONS: Final = ("refused", "no_smartphone")
SECRETS: Final = (RARE, PIN, *REASONS, "come_back", "not_home")
FORMS: Final = ("utf-8", "utf-16-le", "utf-16-be")
"""How a browser may write letters."""
CODE: Final = re.compile("Cache")
"""Where a profile keeps the pages' own words."""
NOON: Final = FIRST + timedelta(days=2, hours=5)


def closed_for_a_reason(phones: Player, walk_list: str) -> None:
    """Close the rare household for each reason, and make an appointment there."""
    fields = {"household": RARE, "phones": None, "with_radio": 0, "browser_only": 0, "language": None, "round": None}
    said: list[dict[str, Any]] = [
        *({"reason": reason, "fields": {**fields, "outcome": "done", "revisit_on": None}} for reason in REASONS),
        {"reason": None, "fields": {**fields, "outcome": "not_home", "revisit_on": None}},
        {"reason": None, "fields": {**fields, "outcome": "come_back", "revisit_on": "2026-11-20", "language": "hmn"}},
    ]
    for place, each in enumerate(said):
        at = written(NOON + timedelta(seconds=place))
        phones.now(do="visit", by=0, at=at, step=1_000 + place, dies=0, list=walk_list, **each)


def test_a_week_leaves_no_reason_beside_a_door_and_no_secret_in_clear(
    live_server: LiveServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.BLUEZONE_CLOCK, settings.ROOT_URLCONF = CLOCK, settings.SITE_URLS
    plan = planned(2, 80)
    with telephones(live_server.url) as phones, caplog.at_level("DEBUG"):
        lists = enrolled(phones, more=(RARE,))
        keys = {part: str(each.pk) for part, each in lists.items()}
        before = tables_with_reasons()
        closed_for_a_reason(phones, keys["01"])
        play(plan, phones, keys)
        held = [row for by in (0, 1, 2) for row in phones.now(do="dump", by=by, at=written(FIRST))]
        bring_in(phones, plan)

    assert found_in("\n".join(held)) == set()
    assert {table for table, rows in every_row().items() if RARE in json.dumps(rows)} == {"fieldwork_household"}
    assert tables_with_reasons() == before
    assert [word for word in (RARE, PIN, *REASONS) if word in caplog.text] == []
    assert not re.search(r"household[^ ]*=[0-9]", caplog.text)


def found_in(text: str) -> set[str]:
    """Which secrets stand in a text in which bytes are Latin-1 letters."""
    return {secret for secret in SECRETS for form in FORMS if secret.encode(form).decode("latin-1") in text}


def every_row() -> dict[str, list[list[str]]]:
    """Everything in the database, as text, table by table."""
    rows = dict[str, list[list[str]]]()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 -- the database's own names
            rows[model._meta.db_table] = [[_text(value) for value in row] for row in cursor.fetchall()]
    return rows


def _text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def tables_with_reasons() -> set[str]:
    """Which tables hold a word for a reason in any row."""
    return {table for table, rows in every_row().items() if any(reason in json.dumps(rows) for reason in REASONS)}


def test_a_profile_of_chromium_holds_nothing_of_the_doors_in_clear(
    browser: Browser, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.BLUEZONE_CLOCK, settings.ROOT_URLCONF = CLOCK, settings.SITE_URLS
    settings.DOOR = "site"
    serve_current_pages()
    phones = Tabs(browser, live_server.url, tapped_of=1, profile=tmp_path)
    lists = enrolled(phones, (Duty.VISITOR,), (RARE,))
    closed_for_a_reason(phones, str(lists["01"].pk))
    phones.close()

    kept = [path for path in tmp_path.rglob("*") if path.is_file() and not CODE.search(str(path))]
    found = {(path.name, secret) for path in kept for secret in found_in(path.read_text("latin-1"))}

    assert any("IndexedDB" in path.parts for path in kept)
    assert found == set()
