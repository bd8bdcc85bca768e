"""What holds for every test, and what every test of people's side stands on: folders of its own, chains it may empty,
rows that migrations made."""

import json
import logging
import os
import signal
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from bluezone.authority.audit import triggers as audit
from bluezone.authority.venues import triggers as moves
from bluezone.rollout.fieldwork import triggers as field
from bluezone.rollout.reporting import triggers as reporting
from bluezone.rollout.venues import triggers as inspections

KEPT = {
    "audit_entry": audit,
    "fieldwork_event": field,
    "reporting_submission": reporting,
    "venue_register_inspection": inspections,
    "venues_venuemove": moves,
}
"""Tables that the database itself refuses to change."""
ROWS: list[dict[str, Any]] = []
"""What migrations put into a new registry; filled once the registry of the tests is made."""
MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
"""Eight in the morning in Lai Châu, five days after the ministry's letter."""

os.environ.setdefault("BLUEZONE_ANSWER_BUDGET", "0")  # servers of tests answer at once, except where the hold is tried

hypothesis_settings.register_profile(
    "patient", parent=hypothesis_settings(), deadline=None, derandomize="CI" in os.environ
)  # the gate tries the same examples each time; at the desk they differ
hypothesis_settings.register_profile(
    "reach", parent=hypothesis_settings.get_profile("patient"), max_examples=12, derandomize=True, database=None
)  # what `tests.whole_coverage` asks for: which branches are reached, not how often; each time the same
hypothesis_settings.load_profile("patient")  # a busy computer is not a wrong answer


@pytest.fixture
def moment() -> datetime:
    """A present for tests that need one."""
    return MOMENT


@pytest.fixture(autouse=True)
def _own_folders(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give each test with a database its own folder for signed heads and keys."""
    if not {"db", "transactional_db"} & {*request.fixturenames} and not request.node.get_closest_marker("django_db"):
        yield
        return
    settings = request.getfixturevalue("settings")
    folder = tmp_path_factory.mktemp("people")
    settings.AUDIT_FOLDER = folder / "audit"
    settings.DELIVERY_FOLDER = folder / "delivery"
    settings.PEOPLE_FOLDER = folder / "people"
    settings.RETENTION_FOLDER = folder / "retention"
    settings.AUTHORITY_KEYS = folder / "authority-keys"
    settings.KEYSERVER_CREDENTIAL = folder / "credential"
    yield


@pytest.fixture(scope="session", autouse=True)
def _chains_of_tests_may_be_emptied() -> Iterator[None]:
    """Between tests Django empties the tables, which the triggers of the chain and of reports would refuse."""
    engine = type(connection.ops)
    flush, execute, small = engine.sql_flush, engine.execute_sql_flush, connection.vendor == "sqlite"

    def without_triggers(self: BaseDatabaseOperations, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        statements = flush(self, style, tables, **options)
        kept = [each for name, each in KEPT.items() if name in tables]
        undone = [line for each in kept for line in (each.SQLITE_UNDONE if small else each.POSTGRESQL_UNDONE)]
        return [*undone, *statements, *(line for each in kept for line in (each.SQLITE if small else each.POSTGRESQL))]

    def with_rows_of_migrations(self: BaseDatabaseOperations, statements: list[str]) -> None:
        execute(self, statements)
        connection.creation.deserialize_db_from_string(json.dumps(ROWS))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "sql_flush", without_triggers)
        patch.setattr(engine, "execute_sql_flush", with_rows_of_migrations)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Remember the rows that a new registry has, but for those that Django makes again whenever it emptied the tables."""
    with django_db_blocker.unblock():
        whole = json.loads(connection.creation.serialize_db_to_string())
    ROWS.extend(row for row in whole if row["model"].partition(".")[0] not in {"auth", "contenttypes"})


@pytest.fixture(scope="session", autouse=True)
def _interruptions_are_heard() -> None:
    """A shell lets what it starts in the background ignore SIGINT, and every program that tests start would inherit it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def fresh_loggers() -> None:
    """What a command did to the loggers of its process, in a test or a wider fixture, is undone before the next test."""
    for logger in (logging.getLogger("bluezone"), logging.getLogger("uvicorn.error")):
        logger.setLevel(logging.NOTSET)
        logger.propagate = True
        logger.handlers.clear()
