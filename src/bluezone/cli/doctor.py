"""`bluezone doctor`: what an administrator runs first, and when something is wrong; it looks and changes nothing."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from bluezone.cli.clock import clock_from
from bluezone.cli.doctoring.keyserver import RING, keyserver
from bluezone.cli.doctoring.machine import machine
from bluezone.cli.doctoring.outside import outside
from bluezone.cli.doctoring.registry import registry
from bluezone.cli.doctoring.rules import Facts, examined, worst
from bluezone.cli.doctoring.words import Language, said, shown
from bluezone.cli.probing.shown import EXIT
from bluezone.cli.project import DATA
from bluezone.keyserver.rules import Policy

SERVER: Final = "http://127.0.0.1:8080"
"""Where the keyserver of this machine is looked for when no address is given."""
MAILBOX_SIZE: Final = Policy().most_letters


def doctor(  # noqa: PLR0913 -- one argument an option of the command
    *,
    data: Annotated[Path, typer.Option(help="The data folder.")] = DATA,
    server: Annotated[str, typer.Option(help="The keyserver's address as phones see it.", envvar="BLUEZONE_KEYS")] = "",
    database_url: Annotated[
        str,
        typer.Option(
            help="Where the keyserver's records are, if not in the folder.", envvar="BLUEZONE_KEYSERVER_DATABASE_URL"
        ),
    ] = "",
    backups: Annotated[Path | None, typer.Option(help="The folder of backups.")] = None,
    mailbox_size: Annotated[int, typer.Option(min=1, help="How many letters the mailbox holds.")] = MAILBOX_SIZE,
    language: Annotated[Language, typer.Option(help="Language of the sentences.")] = Language.ENGLISH,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")] = False,
) -> None:
    """Say how everything stands and what to do next: exit code 0 well, 5 something to look at, 6 something broken."""
    now = clock_from(None).now()
    address = server or (SERVER if (data / RING).exists() else "")
    facts = Facts(
        machine=machine(data, backups),
        keyserver=keyserver(data, database_url, mailbox_size),
        outside=outside(address, now) if address else None,
        registry=registry(data, now),
    )
    lines = examined(facts, now)
    if as_json:
        print(
            json.dumps(
                {
                    "at": now.isoformat(),
                    "level": worst(lines).name.lower(),
                    "lines": [said(each, language) for each in lines],
                },
                ensure_ascii=False,
            )
        )
    else:
        for line in shown(lines, language):
            print(line)
    raise typer.Exit(EXIT[worst(lines)])
