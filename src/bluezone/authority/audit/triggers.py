"""What makes the database itself refuse to change an entry, in the words of SQLite and of PostgreSQL.

An entry goes by one path only: `sealing` writes the checkpoint first, and then the database lets go of what the checkpoint
stands for. The checkpoint moves forward and is never deleted. Whoever may take triggers away can do more; that is noticed
by the signatures (`heads`), not prevented here.
"""

from typing import Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE: Final = "audit_entry"
CHECKPOINT: Final = "audit_keptcheckpoint"
GROWS: Final = "the audit chain only grows"
FORWARD: Final = "the checkpoint of the audit chain only moves forward"


def _sqlite(table: str, verb: str, message: str, when: str = "") -> str:
    name = f"{table}_refuses_{verb.lower()}"
    return f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


_SEALED: Final = f"(SELECT coalesce(max(last), 0) FROM {CHECKPOINT})"  # noqa: S608 -- a name of our own

SQLITE: Final = (
    _sqlite(TABLE, "UPDATE", GROWS),
    _sqlite(TABLE, "DELETE", GROWS, f"WHEN OLD.sequence > {_SEALED}"),
    _sqlite(CHECKPOINT, "UPDATE", FORWARD, "WHEN NEW.last <= OLD.last"),
    _sqlite(CHECKPOINT, "DELETE", FORWARD),
)
SQLITE_UNDONE: Final = tuple(
    f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}" for table in (TABLE, CHECKPOINT) for verb in ("update", "delete")
)


def _postgresql(table: str, message: str, allowed: str) -> tuple[str, ...]:
    """Return a function that refuses, the triggers that call it, and what it lets pass."""
    return (
        (
            f"CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {allowed} RAISE EXCEPTION '{message}'; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuses()"
        ),
        (
            f"CREATE TRIGGER {table}_refuses_emptying BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses()"
        ),
    )


POSTGRESQL: Final = (
    *_postgresql(
        TABLE, GROWS, f"IF TG_OP = 'DELETE' THEN IF OLD.sequence <= {_SEALED} THEN RETURN OLD; END IF; END IF;"
    ),
    *_postgresql(
        CHECKPOINT, FORWARD, "IF TG_OP = 'UPDATE' THEN IF NEW.last > OLD.last THEN RETURN NEW; END IF; END IF;"
    ),
)
POSTGRESQL_UNDONE: Final = tuple(
    statement
    for table in (TABLE, CHECKPOINT)
    for statement in (
        f"DROP TRIGGER IF EXISTS {table}_refuses_emptying ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_refuses_change ON {table}",
        f"DROP FUNCTION IF EXISTS {table}_refuses()",
    )
)
FIRST_SQLITE: Final = (_sqlite(TABLE, "UPDATE", GROWS), _sqlite(TABLE, "DELETE", GROWS))
FIRST_POSTGRESQL: Final = _postgresql(TABLE, GROWS, "")
"""Before there was a checkpoint: the second migration."""


def refuse_every_change(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the first triggers in place, of the entries alone."""
    for statement in FIRST_SQLITE if editor.connection.vendor == "sqlite" else FIRST_POSTGRESQL:
        editor.execute(statement)


def allow_every_change(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the first triggers away."""
    small = editor.connection.vendor == "sqlite"
    for statement in SQLITE_UNDONE if small else POSTGRESQL_UNDONE:
        if CHECKPOINT not in statement:
            editor.execute(statement)


def refuse_changes(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place of the first ones."""
    allow_every_change(apps, editor)
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def refuse_every_change_again(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the first triggers back, when the migration is undone."""
    for statement in SQLITE_UNDONE if editor.connection.vendor == "sqlite" else POSTGRESQL_UNDONE:
        editor.execute(statement)
    refuse_every_change(apps, editor)
