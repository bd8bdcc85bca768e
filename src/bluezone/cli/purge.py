"""`bluezone purge` erases from the registry what is past its time, and says what the key server forgot by itself."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from bluezone.cli.backups import KEYSERVER
from bluezone.cli.project import DATA, check_trial, conduct, enter_project, keyserver_address
from bluezone.cli.tables import table

KINDS: Final = ("codes", "statuses", "tokens", "keys", "exports", "letters")
SUMS: Final = f"SELECT max(hour), {', '.join(f'coalesce(sum({kind}), 0)' for kind in KINDS)} FROM purge"  # noqa: S608 -- our own names


def purge(
    *,
    data: Annotated[Path, typer.Option(help="The data folder.")] = DATA,
    demo_clock: Annotated[
        Path | None, typer.Option(help="File of a conducted clock; only while this is a trial.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Erase what is past its time, keep the record, clean the database's files; the worker does it once a day."""
    conduct(demo_clock)
    enter_project(data)
    from bluezone.authority.clock import present_moment  # noqa: PLC0415 -- Django is loaded above
    from bluezone.authority.delivery.services import lease  # noqa: PLC0415 -- the same
    from bluezone.authority.retention.services import purge as purge_registry  # noqa: PLC0415 -- the same
    from bluezone.authority.retention.services import scrub  # noqa: PLC0415 -- the same

    check_trial(demo_clock)
    moment = present_moment()
    with lease("retention", moment):
        run = purge_registry(moment)
        is_clean = scrub()
    hour, forgotten = _key_server(data / KEYSERVER, keyserver_address())
    if as_json:
        facts = {"moment": run.moment.isoformat(), "erased": run.counts, "files_clean": is_clean}
        print(json.dumps({**facts, "keyserver": {"last_hour": hour, "forgotten": forgotten}}))
        return
    console = Console(highlight=False)
    if run.counts:
        console.print(table(["table", "rows erased"], run.counts.items()), soft_wrap=True)
    else:
        console.print("Nothing is past its time.")
    if forgotten:
        console.print("The key server forgets by itself each hour; so far it forgot:")
        console.print(table(["kind", "rows"], forgotten.items()), soft_wrap=True)


def _key_server(path: Path, address: str) -> tuple[int | None, dict[str, int]]:
    """Return the last hour, counted from 1970, in which the key server forgot something, and how much it forgot in all."""
    if not address and not path.exists():
        return None, {}
    hour, *sums = _remote_sums(address) if address else _sums(path)
    return hour, {kind: int(number) for kind, number in zip(KINDS, sums, strict=True) if number}


def _sums(path: Path) -> tuple[Any, ...]:
    with closing(sqlite3.connect(path)) as opened:
        found: tuple[Any, ...] = opened.execute(SUMS).fetchone()
        return found


def _remote_sums(address: str) -> tuple[Any, ...]:
    from bluezone.keyserver.postgresql_schema import connected  # noqa: PLC0415 -- an extra: only who uses it has it

    with closing(connected(address)) as opened:
        return opened.execute(SUMS.encode()).fetchone() or (None,) * (len(KINDS) + 1)
