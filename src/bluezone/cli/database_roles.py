"""Roles with least rights in PostgreSQL: an owner that makes tables, an app that fills them, readers that only look.

Each database has roles of its own, named after it, that may not even connect to the other one. The keyserver's app may
add to the log of everything published and never change it; in the registry, what belongs to the campaign and what belongs
to people's health have readers apart. Passwords are drawn here and reach the server only as what checks them (SCRAM).
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from bluezone.keyserver.folder import PRIVATE, write_whole
from bluezone.protocol.errors import RuleViolation, Unavailable

if TYPE_CHECKING:
    from psycopg import Connection

OWNER, APP, READER, HEALTH, ROLLOUT = "owner", "app", "reader", "health_reader", "rollout_reader"
KEYSERVER_ROLES: Final = (OWNER, APP, READER)
REGISTRY_ROLES: Final = (OWNER, APP, HEALTH, ROLLOUT)
PASSWORD_BYTES: Final = 24
CAMPAIGN: Final = ("directives", "reporting", "studio", "venue_register", "fieldwork", "gate", "overview")
"""Labels of the applications whose tables belong to the campaign; they begin the tables' names."""
NOBODYS: Final = ("django", "auth")
"""Tables of the framework that say nothing to either kind of reader."""

EVERYTHING: Final = "SELECT, INSERT, UPDATE, DELETE"
KEYSERVER_RIGHTS: Final = {
    "meta": "SELECT, INSERT, UPDATE",
    "purge": "SELECT, INSERT, UPDATE",
    "mailbox": "SELECT, UPDATE",
    "used_token": "SELECT, INSERT, DELETE",
    "export": "SELECT, INSERT, DELETE",
    "log_leaf": "SELECT, INSERT",
}
"""What the keyserver's app may do with a table; with those that are not here, everything but to make or empty them."""

_TABLES: Final = """
SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1
"""
_FOREIGN: Final = """
SELECT format('ALTER %%s %%s OWNER TO ', CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, oid::regclass)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S') AND relowner <> %s::regrole
AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('a', 'i', 'e'))
UNION ALL SELECT format('ALTER ROUTINE %%s OWNER TO ', oid::regprocedure) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proowner <> %s::regrole
AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
"""Statements, but for their last word, that hand over what another role made; what belongs to a table goes with it."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role that was made, and its address."""

    name: str
    kind: str
    url: str = field(repr=False)


def make_roles(admin_url: str, kinds: Iterable[str]) -> list[Role]:
    """Make the roles of a database, or give those that are there new passwords, and hand the database to its owner.

    Args:
        admin_url: The database, as somebody who may make roles.
        kinds: Which roles.

    Raises:
        RuleViolation: `may_not_make_roles`.
        Unavailable: The server does not answer.
    """
    with _connected(admin_url) as admin:
        database = admin.info.dbname
        made = [_made(admin, database, kind, admin_url) for kind in kinds]
        _hand_over(admin, database, [role.name for role in made])
    return made


def keep(roles: Iterable[Role], folder: Path) -> list[Path]:
    """Write the address of each role into a file of its own, which nobody else may read, and return where."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = []
    for role in roles:
        path = folder / f"{role.name}.url"
        write_whole(path, f"{role.url}\n".encode(), mode=PRIVATE)
        kept.append(path)
    return kept


def grant_keyserver(owner_url: str) -> None:
    """Give the roles of the keyserver's database their rights on its tables, as far as the roles are there.

    Raises:
        Unavailable: The server does not answer.
    """
    with _connected(owner_url) as owner:
        database = owner.info.dbname
        for table in _tables(owner):
            rights = KEYSERVER_RIGHTS.get(table, EVERYTHING)
            _grant(owner, rights, table, f"{database}_{APP}")
            _grant(owner, "SELECT", table, f"{database}_{READER}")
        if _exists(owner, f"{database}_{APP}"):
            _run(owner, "GRANT EXECUTE ON FUNCTION put_in_order TO {}", f"{database}_{APP}")


def grant_registry(owner_url: str) -> None:
    """Give the roles of the registry their rights on its tables, as far as the roles are there.

    Raises:
        Unavailable: The server does not answer.
    """
    with _connected(owner_url) as owner:
        database = owner.info.dbname
        for table in _tables(owner):
            _grant(owner, EVERYTHING, table, f"{database}_{APP}")
            if not table.startswith(NOBODYS):
                reader = ROLLOUT if table.startswith(tuple(f"{label}_" for label in CAMPAIGN)) else HEALTH
                _grant(owner, "SELECT", table, f"{database}_{reader}")
        if _exists(owner, f"{database}_{APP}"):
            _run(owner, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", f"{database}_{APP}")


def _made(admin: "Connection[Any]", database: str, kind: str, admin_url: str) -> Role:
    name, password = f"{database}_{kind}", secrets.token_urlsafe(PASSWORD_BYTES)
    verifier = admin.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    verb = "ALTER" if _exists(admin, name) else "CREATE"
    _run(
        admin,
        f"{verb} ROLE {{}} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {{}}",
        name,
        _literal(verifier),
    )
    return Role(name, kind, _address(admin_url, name, password))


def _hand_over(admin: "Connection[Any]", database: str, names: list[str]) -> None:
    """Give the database and what is in it to its owner; nobody but its roles may connect to it."""
    owner, *others = names
    with admin.transaction():
        _run(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
        _run(admin, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        _run(admin, "GRANT {} TO CURRENT_USER", owner)
        _run(admin, "ALTER DATABASE {} OWNER TO {}", database, owner)
        _run(admin, "ALTER SCHEMA public OWNER TO {}", owner)
        for (statement,) in admin.execute(_FOREIGN, (owner, owner)).fetchall():
            _run(admin, statement + "{}", owner)
        for name in others:
            _run(admin, "GRANT CONNECT ON DATABASE {} TO {}", database, name)
            _run(admin, "GRANT USAGE ON SCHEMA public TO {}", name)


def _address(admin_url: str, name: str, password: str) -> str:
    parts = urlsplit(admin_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(name)}:{quote(password)}@{place}"))


def _tables(connection: "Connection[Any]") -> list[str]:
    return [name for (name,) in connection.execute(_TABLES).fetchall()]


def _grant(connection: "Connection[Any]", rights: str, table: str, role: str) -> None:
    if _exists(connection, role):
        _run(connection, "REVOKE ALL ON TABLE {} FROM {}", table, role)
        _run(connection, f"GRANT {rights} ON TABLE {{}} TO {{}}", table, role)


def _exists(connection: "Connection[Any]", role: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is not None


def _literal(text: str) -> Any:  # noqa: ANN401 -- a type of the extra
    from psycopg.sql import Literal  # noqa: PLC0415 -- an extra: only who has PostgreSQL has it

    return Literal(text)


def _run(connection: "Connection[Any]", statement: str, *names: Any) -> None:  # noqa: ANN401 -- names, or a literal of the extra
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415 -- as above

    parts = [Identifier(name) if isinstance(name, str) else name for name in names]
    connection.execute(SQL(statement).format(*parts))


@contextmanager
def _connected(url: str) -> "Iterator[Connection[Any]]":
    try:
        import psycopg  # noqa: PLC0415 -- as above
    except ImportError as missing:
        raise Unavailable("PostgreSQL needs bluezone[postgresql]") from missing
    try:
        with psycopg.connect(url, autocommit=True, client_encoding="utf8", connect_timeout=5) as connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege as wrong:
        raise RuleViolation(
            "may_not_make_roles", "this role of PostgreSQL may not do that: take the server's own"
        ) from wrong
    except psycopg.OperationalError as wrong:
        raise Unavailable(f"the PostgreSQL server of {_database(url)} does not answer as it should") from wrong


def _database(url: str) -> str:
    return unquote(urlsplit(url).path.lstrip("/")) or "the database"
