"""`bluezone database` prepares PostgreSQL: roles with least rights, and the keyserver's tables."""

import json
from contextlib import closing
from pathlib import Path
from typing import Annotated, Final

import typer

from bluezone.cli.database_roles import (
    KEYSERVER_ROLES,
    REGISTRY_ROLES,
    grant_keyserver,
    grant_registry,
    keep,
    make_roles,
)
from bluezone.protocol.errors import RuleViolation

app = typer.Typer(help="Prepare PostgreSQL: roles with least rights, and the keyserver's tables.", no_args_is_help=True)

KEYSERVER_OWNER: Final = "BLUEZONE_KEYSERVER_OWNER_URL"
REGISTRY_OWNER: Final = "BLUEZONE_REGISTRY_OWNER_URL"

KeyserverUrl = Annotated[
    str, typer.Option(metavar="ADDRESS", help="The keyserver's database, postgresql://…", envvar=KEYSERVER_OWNER)
]
RegistryUrl = Annotated[
    str, typer.Option(metavar="ADDRESS", help="The registry, postgresql://…", envvar=REGISTRY_OWNER)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]


@app.command()
def roles(
    *,
    to: Annotated[Path, typer.Option(help="Folder for the roles' addresses, one file each; made when new.")],
    keyserver_url: KeyserverUrl = "",
    registry_url: RegistryUrl = "",
    as_json: AsJson = False,
) -> None:
    """Make an owner, an app and readers for each database, as the server's own role; again, they get new passwords."""
    _check(keyserver_url, registry_url)
    made = [
        role
        for url, kinds in ((keyserver_url, KEYSERVER_ROLES), (registry_url, REGISTRY_ROLES))
        if url
        for role in make_roles(url, kinds)
    ]
    kept = keep(made, to)
    if as_json:
        print(json.dumps({role.name: str(path) for role, path in zip(made, kept, strict=True)}))
        return
    for role, path in zip(made, kept, strict=True):
        print(f"{role.name}: its address lies in {path}")
    print("Next: `bluezone database prepare` with the owners' addresses, and again after each upgrade.")


@app.command()
def prepare(*, keyserver_url: KeyserverUrl = "", registry_url: RegistryUrl = "", as_json: AsJson = False) -> None:
    """Make or upgrade the keyserver's tables, as their owner, and give every role its rights on what is there."""
    _check(keyserver_url, registry_url)
    if keyserver_url:
        from bluezone.keyserver.postgresql_schema import connected, make_tables  # noqa: PLC0415 -- an extra

        with closing(connected(keyserver_url)) as database:
            make_tables(database)
        grant_keyserver(keyserver_url)
    if registry_url:
        grant_registry(registry_url)
    done = [name for name, url in (("keyserver", keyserver_url), ("registry", registry_url)) if url]
    print(json.dumps({"prepared": done}) if as_json else f"Prepared: {', '.join(done)}.")


def _check(keyserver_url: str, registry_url: str) -> None:
    if not keyserver_url and not registry_url:
        raise RuleViolation("database_missing", "name a database with --keyserver-url, --registry-url, or both")
    if not all(url.startswith(("postgresql://", "postgres://")) for url in (keyserver_url, registry_url) if url):
        raise RuleViolation("database_unknown", "the address of a database begins with postgresql://")
