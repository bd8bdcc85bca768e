"""`bluezone restore` puts a backup into an empty data folder and forgets again whatever was forgotten since.

Everything is done in a folder beside the data folder, which takes its place only at the end: a restore that fails leaves
nothing. A database in PostgreSQL goes into an empty one, which a restore that fails leaves empty. The key server's records may be older than what phones were given: what was published is taken from a copy of
the published files, or, when none is left, every key whose hour had come before the loss counts as published. What phones
count by numbers goes on above what they may have seen: `keys.json` is signed anew when the root key is here, and every
feed is published once more.
"""

import json
import os
import sys
from contextlib import ExitStack, closing, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree, rmtree
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from bluezone.authority.keyring import FOLDER as AUTHORITY_KEYS
from bluezone.authority.publishing import publish_again
from bluezone.authority.retention.journal import FILE as JOURNAL
from bluezone.cli.backups import KEYSERVER, REGISTRY, REGISTRY_ROWS, Manifest, unpack
from bluezone.cli.clock import clock_from
from bluezone.cli.keyserver_restoring import keyserver_into
from bluezone.cli.postgresql_copies import check_empty, clear, copy_in, migrations_in
from bluezone.cli.project import DATA, check_trial, conduct, enter_project, registry_address, registry_place
from bluezone.keyserver.premises import CHANCE, CODES_KEY, KEYS, PUBLISHED, ROWS_KEY, enter
from bluezone.keyserver.records import records_of
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.sealing import KeyFiles
from bluezone.keyserver.signing import renew_keys, root_is_here
from bluezone.keyserver.sqlite_exports import at_once
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

if TYPE_CHECKING:
    from bluezone.authority.retention.services import Repeated

FOLDER_MODE: Final = 0o700
ROOT_AWAY: Final = (
    "The root key is away. If keys.json was signed anew since the backup, phones refuse the older one: bring the root key "
    "and say `bluezone keys renew`."
)


def restore(  # noqa: PLR0913 -- one argument an option of the command
    backup: Annotated[Path, typer.Argument(help="The backup.")],
    *,
    key: Annotated[Path, typer.Option(help="The file of its key.")],
    data: Annotated[Path, typer.Option(help="The data folder: new, or empty.")] = DATA,
    journal: Annotated[
        list[Path] | None,
        typer.Option(help="Journal of erasures; repeatable. By default the one beside the backup."),
    ] = None,
    without_journal: Annotated[
        bool, typer.Option("--without-journal", help="No journal is left: whoever was erased by hand comes back.")
    ] = False,
    published: Annotated[
        Path | None, typer.Option(help="Copy of the folder `published` as phones were last served it.")
    ] = None,
    lost_at: Annotated[
        str, typer.Option(help="When the disk was lost, such as 2020-08-05T01:00Z, if no such copy is left.")
    ] = "",
    demo_clock: Annotated[Path | None, typer.Option(help="File of a conducted clock.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")] = False,
) -> None:
    """Read a backup into an empty data folder, check it, and purge and erase again what was since."""
    journals, lost = _journals(backup, journal, is_left=not without_journal), _moment(lost_at)
    draft = _empty(data)
    now = clock_from(demo_clock).now()
    with ExitStack() as undoing:
        undoing.callback(rmtree, draft, ignore_errors=True)
        try:
            manifest = unpack(backup, key, draft)
            address = keyserver_into(draft, undoing)
            is_there = bool(address) or (draft / KEYSERVER).exists()
            exports = _key_server(draft, address, published, lost, at=now) if is_there else 0
            publish_again(draft / AUTHORITY_KEYS)
            rows = _rows_of_registry(draft, undoing)
            repeated = (
                _registry(draft, rows, journals, demo_clock, now) if rows or (draft / REGISTRY).exists() else None
            )
            if data.exists():
                data.rmdir()
            draft.replace(data)
        except OSError as wrong:
            raise Unavailable("nothing was restored: " + (wrong.strerror or "the disk refuses")) from wrong
        undoing.pop_all()
    _say(manifest, repeated, exports, as_json=as_json)
    if (data / KEYS).exists() and not root_is_here(data / KEYS):
        print(ROOT_AWAY, file=sys.stderr)


def _empty(data: Path) -> Path:
    """Return the folder in which the restore is done.

    Raises:
        RuleViolation: `folder_not_empty`.
    """
    if data.exists() and any(data.iterdir()):
        raise RuleViolation("folder_not_empty", "the data folder is not empty: a restore never writes over anything")
    draft = data.absolute().with_name(f".restoring-{data.absolute().name}")
    rmtree(draft, ignore_errors=True)
    with suppress(FileExistsError):
        draft.parent.mkdir(mode=FOLDER_MODE, parents=True)
    return draft


def _journals(backup: Path, given: list[Path] | None, *, is_left: bool) -> tuple[Path, ...]:
    found = tuple(given or [backup.parent / JOURNAL])
    if not is_left:
        return ()
    if missing := [path for path in found if not path.exists()]:
        raise RuleViolation(
            "journal_missing",
            f"the journal {missing[0].name} is not there: without it people who were erased by hand come back; "
            "name its copy with --journal, or say --without-journal",
        )
    return found


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise RuleViolation("no_such_moment", "the moment of the loss is written 2020-08-05T01:00Z") from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _key_server(folder: Path, address: str, published: Path | None, lost: datetime | None, *, at: datetime) -> int:
    """Make sure that nothing is published twice, forget what is past its time, and return how much was taken over."""
    if published is None and lost is None:
        raise RuleViolation(
            "published_unknown",
            "what phones were given since the backup is not known: name a copy of the published files with --published, "
            "or the moment of the loss with --lost-at",
        )
    taken = 0
    if published is not None:
        copytree(published, folder / PUBLISHED, dirs_exist_ok=True)
    elif lost is not None:
        files = KeyFiles((folder / ROWS_KEY).read_bytes(), (folder / CODES_KEY).read_bytes())
        exports, _ = records_of(folder, address).batches(files, CHANCE, at_once)
        with closing(exports):
            taken = exports.count_as_published(lost)
    premises = enter(folder, at=at, policy=Policy(), restored=True, database_url=address)
    try:
        premises.store.purge(at)
    finally:
        premises.close()
    if root_is_here(folder / KEYS):
        renew_keys(folder / KEYS, at=at)
    return taken


def _rows_of_registry(folder: Path, undoing: ExitStack) -> Path | None:
    """Return the folder of rows when the registry goes into PostgreSQL, after a look that its database is empty.

    Raises:
        RuleViolation: `registry_elsewhere`, `database_not_empty`.
    """
    rows, address = folder / REGISTRY_ROWS, registry_address()
    if not rows.exists() and not (folder / REGISTRY).exists():
        return None
    if rows.exists() != bool(address) or bool(address) != bool(registry_place()):
        raise RuleViolation(
            "registry_elsewhere",
            "the registry in this backup lives in PostgreSQL: name an empty database with BLUEZONE_DATABASE"
            if rows.exists()
            else "the registry in this backup is a file of the data folder, and BLUEZONE_DATABASE names another place",
        )
    if not address:
        return None
    check_empty(address)
    undoing.callback(clear, address)
    return rows


def _registry(
    folder: Path, rows: Path | None, journals: tuple[Path, ...], demo_clock: Path | None, now: datetime
) -> "Repeated":
    os.environ["BLUEZONE_DATA"] = str(folder)
    conduct(demo_clock)
    enter_project(folder)
    from django.core.management import call_command  # noqa: PLC0415 -- Django is loaded above
    from django.db import connection  # noqa: PLC0415 -- the same

    from bluezone.authority.retention.services import repeat, scrub  # noqa: PLC0415 -- the same

    if rows is not None:
        _load(rows)
        rmtree(rows)
    call_command("migrate", verbosity=0)
    try:
        check_trial(demo_clock)
        repeated = repeat(now, *journals)
        scrub(folder)
    finally:
        connection.close()
    if repeated.foreign:
        raise MalformedMessage("the journal of erasures holds lines that are not ours: it was changed, or is another's")
    return repeated


def _load(rows: Path) -> None:
    """Make the tables as they were when the backup was made, and fill them.

    Raises:
        RuleViolation: `backup_of_another_version`.
    """
    from django.core.management import call_command  # noqa: PLC0415 -- Django is loaded by the caller
    from django.db import connection  # noqa: PLC0415 -- the same
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 -- the same

    made, executor = migrations_in(rows), MigrationExecutor(connection)
    if not {*made} <= {*executor.loader.graph.nodes}:
        raise RuleViolation(
            "backup_of_another_version", "this backup was made by a later version: restore it with that one"
        )
    executor.migrate(made)
    call_command("createcachetable")
    connection.close()
    copy_in(registry_address(), rows)


def _say(manifest: Manifest, repeated: "Repeated | None", exports: int, *, as_json: bool) -> None:
    again = asdict(repeated) if repeated else {}
    if as_json:
        counts = {name: sum(rows.values()) for name, rows in manifest.counts.items()}
        facts = {
            "made_at": manifest.made_at.isoformat(),
            "rows": counts,
            "again": again,
            "counted_as_published": exports,
        }
        print(json.dumps(facts))
        return
    console = Console(highlight=False)
    console.print(f"The backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC is restored, every table as its manifest says.")
    if repeated:
        console.print(f"Erased again: {repeated.erasures} people; purged now: {repeated.rows} rows.")
    if exports:
        console.print(f"{exports} keys count as published: their hour had come before the loss.")
        console.print(
            "The log of everything published goes on from the backup. Phones that saw it grow further refuse that: look for a "
            "copy of `published/log`, and restore with --published, before you start."
        )
    console.print("Entries of the audit chain since the backup are lost; heads kept elsewhere will say so.")
