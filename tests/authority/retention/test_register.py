"""Every table and column is in the register of data, those of third parties too; every table that leads to a person is known."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from bluezone.authority.cases.models import Person
from bluezone.authority.codes.models import Code
from bluezone.authority.retention.personal import TABLES
from bluezone.authority.retention.rules.columns import REGISTER
from bluezone.authority.retention.rules.periods import Period
from bluezone.authority.retention.rules.register import Kept, Room, Whose, page
from bluezone.authority.territory.models import Unit
from bluezone.keyserver.postgresql_schema import SCHEMA as POSTGRESQL_SCHEMA
from bluezone.keyserver.sqlite_schema import SCHEMA
from bluezone.phone.diary_file import FIRST_TABLES, STEPS

DOCUMENT = Path(__file__).parents[3] / "docs" / "data-register.md"
GUIDE = "describe it in bluezone.authority.retention.rules.columns"
WRITE = "run `python -m tests.authority.retention.write_register`"


def listed(room: Room) -> dict[str, set[str]]:
    return {table.name: {*table.columns} for table in REGISTER if table.room is room}


def tables_of(schema: str) -> dict[str, set[str]]:
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.executescript(schema)
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: {row[1] for row in opened.execute(f"PRAGMA table_info({name})")} for name in names}


def written_in(schema: str) -> dict[str, set[str]]:
    """The tables in a text that only PostgreSQL can carry out."""
    found = re.findall(r"CREATE TABLE (\w+) \((.+?)\);", schema, re.DOTALL)
    return {name: {*re.findall(r"(?:^|, ?)\s*([a-z_]+) ", columns)} for name, columns in found}


def columns_of(cursor: CursorWrapper, name: str) -> set[str]:
    cursor.execute(f'SELECT * FROM "{name}" LIMIT 0')  # noqa: S608 -- the database's own names
    return {column[0] for column in cursor.description}


@pytest.mark.django_db
def test_every_table_and_column_of_the_registry_is_in_the_register() -> None:
    call_command("createcachetable")
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        there = {name: columns_of(cursor, name) for name in names}

    assert there == listed(Room.REGISTRY), GUIDE


def test_every_table_and_column_of_the_key_server_is_in_the_register() -> None:
    there = written_in(POSTGRESQL_SCHEMA)
    for name, columns in tables_of(SCHEMA).items():
        there[name] |= columns

    assert there == listed(Room.KEYSERVER), GUIDE


def test_every_table_and_column_of_the_diary_is_in_the_register() -> None:
    schema = FIRST_TABLES + "".join(step for _version, step in sorted(STEPS.items()))

    assert tables_of(schema) == listed(Room.DIARY), GUIDE


def test_the_page_says_what_the_register_says() -> None:
    assert DOCUMENT.read_text() == page(REGISTER), WRITE


def leads_to(model: type[Model], goal: type[Model], *, apart_from: tuple[type[Model], ...]) -> bool:
    """Whether a table names a person, at once or through other tables."""
    nexts = {field.related_model for field in model._meta.concrete_fields if field.is_relation} - {model}
    return goal in nexts or any(
        leads_to(each, goal, apart_from=(*apart_from, model)) for each in nexts if each not in apart_from and each
    )


def test_every_table_that_leads_to_a_person_is_exported_and_erased() -> None:
    known = {table.model for table in TABLES}
    leading = {model for model in apps.get_models() if leads_to(model, Person, apart_from=(Code, Unit))}

    held = {model for model in leading - known if names_a_citizen(model)}

    assert held == set()
    assert known <= leading


def names_a_citizen(model: type[Model]) -> bool:
    """Whether the register says that a table speaks of a citizen."""
    return any(table.name == model._meta.db_table and table.whose is Whose.CITIZEN for table in REGISTER)


def test_no_table_is_described_twice() -> None:
    names = [(table.room, table.name) for table in REGISTER]

    assert len(names) == len({*names})


def test_every_period_of_the_register_is_one_of_the_rules_or_explained() -> None:
    named = {kept.value for kept in Kept}

    assert {Period.MERGE, Period.PRESENCE, Period.LINE_LIST, Period.MESSAGE} <= named
    assert all("?" not in text for table in REGISTER for text in table.columns.values())
