"""What makes the database itself refuse to change or delete a move of a venue, in the words of SQLite and of PostgreSQL."""

from typing import Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE: Final = "venues_venuemove"

SQLITE: Final = tuple(
    f"CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, 'moves of venues are only added'); END"
    for verb in ("UPDATE", "DELETE")
)
SQLITE_UNDONE: Final = tuple(f"DROP TRIGGER IF EXISTS {TABLE}_refuses_{verb}" for verb in ("update", "delete"))

POSTGRESQL: Final = (
    (
        f"CREATE FUNCTION {TABLE}_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'moves of venues are only added'; END $$"
    ),
    (
        f"CREATE TRIGGER {TABLE}_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuses()"
    ),
)
POSTGRESQL_UNDONE: Final = (
    f"DROP TRIGGER IF EXISTS {TABLE}_refuses_change ON {TABLE}",
    f"DROP FUNCTION IF EXISTS {TABLE}_refuses()",
)


def refuse_changes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def allow_changes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away, when the migration is undone."""
    for statement in SQLITE_UNDONE if editor.connection.vendor == "sqlite" else POSTGRESQL_UNDONE:
        editor.execute(statement)
