"""`bluezone feed` publishes what the authority tells every phone: news, place warnings, the policy."""

import json
import secrets
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Annotated, Final

import typer
from rich.console import Console

from bluezone.authority.keyring import FOLDER
from bluezone.authority.keyserver_desk import KeyserverDesk, credential_in
from bluezone.authority.publishing import Content, Publisher, default_content
from bluezone.cli.clock import clock_from
from bluezone.cli.log_lines import say_line
from bluezone.cli.tables import table
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.signed_feeds import Feed, FeedKind, feed_in

DATA: Final = Path("bluezone-data")
CREDENTIAL: Final = "credential"
"""The keyserver's file in its data folder."""
SERVER: Final = "http://127.0.0.1:8080"
LOOK_EVERY_SECONDS: Final = 60.0
SOON_SECONDS: Final = 1.0
PATIENT_FAILURES: Final = 30
"""So often it looks again soon, for instance while the key server starts; then it says what is missing."""

app = typer.Typer(no_args_is_help=True, help="Publish the authority's signed feeds, and renew them.")

DataFolder = Annotated[Path, typer.Option(help="Folder with the authority's keys; made when new.")]
Server = Annotated[str, typer.Option(help="Address of the key server.")]
Credential = Annotated[
    Path | None, typer.Option(help="The key server's credential; by default the one in the data folder.")
]
DemoClock = Annotated[Path | None, typer.Option(help="File of a conducted clock.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]


@app.command()
def publish(  # noqa: PLR0913 -- one argument an option of the command
    kind: Annotated[str, typer.Argument(help="news, venues or policy.")],
    file: Annotated[
        Path | None, typer.Argument(help="The feed's content, as JSON; docs/protocol.md says its shape.")
    ] = None,
    *,
    default: Annotated[bool, typer.Option("--default", help="What the software came with, instead of a file.")] = False,
    data: DataFolder = DATA,
    server: Server = SERVER,
    credential: Credential = None,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
) -> None:
    """Sign a feed with the authority's key and publish it now; phones believe it for seven days."""
    chosen = _kind(kind)
    if default == (file is not None):
        raise typer.BadParameter("name a FILE or say --default, one of the two")
    publisher = _publisher(data, server, credential)
    content = _content(file) if file else default_content(chosen, secrets.token_bytes)
    feed = publisher.publish(chosen, content, at=clock_from(demo_clock).now(), is_default=default)
    _say(feed, as_json=as_json)


@app.command()
def show(*, server: Server = SERVER, as_json: AsJson = False) -> None:
    """Show which feeds a key server publishes, and until when phones believe them."""
    desk = KeyserverDesk(server, "")
    found = [feed_in(content) for kind in FeedKind if (content := desk.published(kind))]
    if as_json:
        print(json.dumps([_facts(feed) for feed in found]))
        return
    rows = [[str(fact)[:16] for fact in _facts(feed).values()] for feed in found]
    Console(highlight=False).print(table(["kind", "number", "issued", "expires"], rows), soft_wrap=True)


@app.command()
def keep(
    *,
    data: DataFolder = DATA,
    server: Server = SERVER,
    credential: Credential = None,
    demo_clock: DemoClock = None,
    once: Annotated[bool, typer.Option(help="Do what is due once, and end.")] = False,
) -> None:
    """Publish the feeds that an installation begins with, and renew the authority's own each day; `serve` starts it."""
    clock, failures = clock_from(demo_clock), 0
    while True:
        try:
            _keep(_publisher(data, server, credential), clock.now())
            failures = 0
        except BluezoneError as wrong:
            if once:
                raise
            failures += 1
            if failures == PATIENT_FAILURES:
                say_line(f"The feeds wait: {wrong}.")
        if once:
            return
        sleep(SOON_SECONDS if 0 < failures < PATIENT_FAILURES else LOOK_EVERY_SECONDS)


def _keep(publisher: Publisher, now: datetime) -> None:
    for kind in FeedKind:
        if feed := publisher.keep(kind, at=now):
            say_line(f"The {kind} feed was published, number {feed.sequence}.")


def _publisher(data: Path, server: str, credential: Path | None) -> Publisher:
    desk = KeyserverDesk(server, credential_in(credential or data / CREDENTIAL))
    return Publisher(data / FOLDER, desk, secrets.token_bytes)


def _kind(word: str) -> FeedKind:
    try:
        return FeedKind(word)
    except ValueError:
        raise RuleViolation("feed_kind_wrong", f"feeds are {', '.join(FeedKind)}") from None


def _content(file: Path) -> Content:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as wrong:
        raise MalformedMessage("the file is no JSON that can be read") from wrong
    if not isinstance(found, dict):
        raise MalformedMessage("the content of a feed is a JSON object")
    return found


def _facts(feed: Feed) -> dict[str, str | int]:
    return {
        "kind": feed.kind,
        "sequence": feed.sequence,
        "issued": feed.issued.isoformat(),
        "expires": feed.expires.isoformat(),
    }


def _say(feed: Feed, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_facts(feed)))
        return
    print(
        f"The {feed.kind} feed is published, number {feed.sequence}; phones believe it until {feed.expires:%Y-%m-%d}."
    )
