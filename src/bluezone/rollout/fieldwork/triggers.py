"""What makes the database itself refuse to change an event, in the words of SQLite and of PostgreSQL.

Nothing of an event is changed, ever. A visit goes only when its list became counts (`emptied_at`), its event after it,
and what took an event back after that event: the purge does nothing else, and nobody else can. Texts of what is kept by
other applications (`gate`) have no trigger here.
"""

from typing import Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES: Final = ("fieldwork_event", "fieldwork_visit", "fieldwork_undo", "fieldwork_villagetally")
_WORDS: Final = "a field event is taken back by a later one, never changed"

KEPT_WHILE: Final = {
    "fieldwork_event": (
        "OLD.kind NOT IN ('visit', 'undo') "
        "OR EXISTS (SELECT 1 FROM fieldwork_visit WHERE event_id = OLD.id) "
        "OR EXISTS (SELECT 1 FROM fieldwork_undo WHERE event_id = OLD.id)"
    ),
    "fieldwork_visit": (
        "NOT EXISTS (SELECT 1 FROM fieldwork_household JOIN fieldwork_walklist "
        "ON fieldwork_walklist.id = fieldwork_household.walk_list_id "
        "WHERE fieldwork_household.id = OLD.household_id AND fieldwork_walklist.emptied_at IS NOT NULL)"
    ),
    "fieldwork_undo": "EXISTS (SELECT 1 FROM fieldwork_event WHERE id = OLD.undone)",
    "fieldwork_villagetally": "1 = 1",
}
"""While what holds a row of a table stays."""


def _sqlite(table: str) -> tuple[str, str]:
    refusal = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
    return (
        f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {refusal}",
        f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} WHEN {KEPT_WHILE[table]} {refusal}",
    )


def _postgresql(table: str) -> tuple[str, str]:
    body = (
        f"BEGIN IF TG_OP = 'DELETE' AND NOT ({KEPT_WHILE[table]}) THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{_WORDS}'; END"
    )
    change = f"{table}_refuses_change BEFORE UPDATE OR DELETE ON {table}"
    return (
        f"CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {change} FOR EACH ROW EXECUTE FUNCTION {table}_refuses()",
    )


def _postgresql_undone(table: str) -> tuple[str, str]:
    trigger = f"DROP TRIGGER IF EXISTS {table}_refuses_change ON {table}"
    return trigger, f"DROP FUNCTION IF EXISTS {table}_refuses()"


SQLITE: Final = tuple(statement for table in TABLES for statement in _sqlite(table))
SQLITE_UNDONE: Final = tuple(
    f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}" for table in TABLES for verb in ("update", "delete")
)
POSTGRESQL: Final = tuple(statement for table in TABLES for statement in _postgresql(table))
POSTGRESQL_UNDONE: Final = tuple(statement for table in TABLES for statement in _postgresql_undone(table))


def refuse_changes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def allow_changes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away, when the migration is undone."""
    for statement in SQLITE_UNDONE if editor.connection.vendor == "sqlite" else POSTGRESQL_UNDONE:
        editor.execute(statement)
