"""What `bluezone keyserver` may be told on its command line: one option each, with what its help says."""

from pathlib import Path
from typing import Annotated, Final

import typer

from bluezone.keyserver.hold import LONGEST_BUDGET, SECOND

DATABASE_URL: Final = "BLUEZONE_KEYSERVER_DATABASE_URL"

DataFolder = Annotated[Path, typer.Option(help="Folder of the database, keys and exports; made when new.")]
RecordsAddress = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help="postgresql://NAME@HOST/DATABASE: where the records are, for several key servers with one data folder; without it in the data folder.",
        envvar=DATABASE_URL,
    ),
]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")]
Processes = Annotated[
    int,
    typer.Option(min=1, help="How many key servers share the records: all wrong codes are counted for that many."),
]
Region = Annotated[str, typer.Option(help="Whose keys are published.")]
HealthAuthorities = Annotated[
    list[str] | None, typer.Option(help="Name under which phones may publish; repeatable; without it any name.")
]
DeviceKeys = Annotated[
    Path | None, typer.Option(help="File of keys, one a line, of which phones must present one in X-API-Key.")
]
BehindProxy = Annotated[
    bool, typer.Option(help="A proxy on this machine tells in X-Forwarded-For where requests come from.")
]
Restored = Annotated[
    bool,
    typer.Option(help="Once, after the database was restored from a copy: take over what was published since."),
]
KeysToAdmit = Annotated[
    Path | None, typer.Option(help="File of the authority's public keys, to be named in keys.json.")
]
Peers = Annotated[
    Path | None, typer.Option(help="File of the key servers of other provinces whose exports are taken over.")
]
Travellers = Annotated[
    bool, typer.Option(help="Publish keys of people who travelled in files of their own, for other provinces.")
]
MailboxSize = Annotated[int, typer.Option(min=0, help="How many sealed letters the mailbox holds.")]
AnswerBudget = Annotated[
    float,
    typer.Option(
        metavar="SECONDS",
        min=0,
        max=LONGEST_BUDGET / SECOND,
        help="When answers to phones leave after their requests, all alike; 0 for at once, and to be told apart.",
        envvar="BLUEZONE_ANSWER_BUDGET",
    ),
]
Bucket = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help="s3://BUCKET/PREFIX?endpoint=ADDRESS&region=NAME or file:///FOLDER: where published files lie a second time.",
        envvar="BLUEZONE_EXPORTS_BUCKET",
    ),
]
Demo = Annotated[bool, typer.Option(help="Make, or insist on, a database for a demonstration.")]
DemoClock = Annotated[
    Path | None, typer.Option(help="File of a conducted clock; only with a demonstration's database.")
]
ReadyFile = Annotated[Path | None, typer.Option(help="File to write, as JSON, once the server listens.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one line of JSON instead of words.")]
