"""`bluezone backup` copies everything while it runs, sealed under one key a backup; `expire` destroys old keys."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from bluezone.authority.retention.journal import FOLDER, Journal
from bluezone.cli.backups import KEY_ENDING, KEYSERVER, REGISTRY, destroy, make, moment_of
from bluezone.cli.clock import clock_from
from bluezone.cli.project import DATA, check_keyserver_address, keyserver_address, registry_address, registry_place
from bluezone.protocol.errors import RuleViolation, Unavailable

app = typer.Typer(help="Back up both databases, keys and files, sealed; destroy the keys of old backups.")

DAYS: Final = 30

DemoClock = Annotated[Path | None, typer.Option(help="File of a conducted clock.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]
Keys = Annotated[
    Path | None, typer.Option(help="Folder for the backup's key; by default beside the backup. Keep them apart.")
]


@app.command("make")
def back_up(  # noqa: PLR0913 -- one argument an option of the command
    *,
    to: Annotated[Path, typer.Option(help="Folder for the backup, on another disk; made when new.")],
    keys: Keys = None,
    data: Annotated[Path, typer.Option(help="The data folder.")] = DATA,
    registry_apart: Annotated[
        bool,
        typer.Option(help="The registry lives in PostgreSQL and is backed up there by other means; take the rest."),
    ] = False,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
) -> None:
    """Back up both databases as they stand, keys, signed heads and files, while everything runs."""
    registry = "" if registry_apart else registry_address()
    _check(data, to, keys or to, registry=registry, registry_apart=registry_apart)
    Journal(data / FOLDER).key()
    addresses = {name: url for name, url in ((REGISTRY, registry), (KEYSERVER, keyserver_address())) if url}
    made = make(data, to, keys or to, at=clock_from(demo_clock).now(), addresses=addresses)
    Journal(data / FOLDER).copy_to(to)
    rows = {name: sum(counts.values()) for name, counts in made.manifest.counts.items()}
    if as_json:
        print(json.dumps({"backup": str(made.backup), "key": str(made.key), "rows": rows}))
        return
    console = Console(highlight=False)
    for name, number in rows.items():
        console.print(f"{name}: {number} rows")
    console.print(f"The backup lies in {made.backup}", soft_wrap=True)
    console.print(f"Its key lies in {made.key}: without it the backup is noise.", soft_wrap=True)
    if keys is None:
        console.print("Move the key to another place: whoever has both reads everything.")


@app.command()
def expire(
    keys: Annotated[Path, typer.Argument(help="Folder of the keys.")],
    *,
    days: Annotated[int, typer.Option(min=0, help="Keys of backups older than this go.")] = DAYS,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
) -> None:
    """Destroy the keys of backups that are past their time; nobody can read those backups again."""
    edge = clock_from(demo_clock).now() - timedelta(days=days)
    old = [each for each in sorted(keys.glob(f"*{KEY_ENDING}")) if (made := moment_of(each)) and made <= edge]
    for key in old:
        try:
            destroy(key)
        except OSError as wrong:
            raise Unavailable(f"{key.name} cannot be destroyed: {wrong.strerror}") from wrong
    if as_json:
        print(json.dumps({"destroyed": [key.name for key in old]}))
    else:
        print(f"{len(old)} keys were destroyed." if len(old) != 1 else "One key was destroyed.")


def _check(data: Path, to: Path, keys: Path, *, registry: str, registry_apart: bool) -> None:
    check_keyserver_address(data)
    if not registry and not keyserver_address() and not any((data / name).exists() for name in (REGISTRY, KEYSERVER)):
        raise Unavailable("there is no database in this data folder: name another with --data")
    if registry_place() and not registry and not registry_apart:
        raise RuleViolation(
            "registry_elsewhere",
            "the registry is a file outside the data folder: back it up where it lives, then --registry-apart",
        )
    for folder in (to, keys):
        if folder.absolute().is_relative_to(data.absolute()):
            raise RuleViolation(
                "backup_in_data_folder",
                "a backup and its key are kept outside the data folder: they would be lost with it",
            )
