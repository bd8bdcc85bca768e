"""`bluezone log` lets anybody check the log of everything that a key server ever published: verify, show, head."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bluezone.cli.clock import clock_from
from bluezone.keyserver.folder import write_whole
from bluezone.keyserver.observing import Finding, Kept, Observed, head_of, observe
from bluezone.keyserver.peer_source import Source, source_of
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.log_tiles import TreeHead
from bluezone.protocol.transparency import Leaf

app = typer.Typer(no_args_is_help=True, help="Check the log of everything that a key server ever published.")

WRONG: Final = 1
"""Exit code when something does not hold."""
LEAST_DIGITS: Final = 32
"""Digits of a root that another observer has to tell: 128 bits."""

Server = Annotated[str, typer.Option(help="Address of the key server.")]
Folder = Annotated[Path | None, typer.Option(help="A copy of its published folder instead.")]
Fingerprint = Annotated[str, typer.Option(help="SHA-256 of the authority's root key, in hex.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]
DemoClock = Annotated[Path | None, typer.Option(help="File of a demonstration's conducted clock.")]

SAID: Final = {
    "log_forked": "the log is another one than the one that was seen before",
    "log_leaves_wrong": "the leaves are not those of the log",
    "export_not_logged": "the index names it and the log does not hold it",
    "feed_not_logged": "it is served and the log does not hold it",
    "keys_not_logged": "it is served and the log does not hold it",
    "file_hash_wrong": "it is not the file that the index names",
    "file_missing": "it is not handed out",
    "logged_and_hidden": "it was logged and the index does not name it: somebody else may be shown it",
    "logged_twice": "two different files were published under one name",
}


@app.callback()
def log() -> None:
    """Check the log of everything that a key server ever published."""


@app.command()
def verify(  # noqa: PLR0913 -- one argument an option of the command
    *,
    fingerprint: Fingerprint,
    server: Server = "",
    folder: Folder = None,
    state: Annotated[
        Path | None,
        typer.Option(help="File that keeps what was seen, so that the next look sees whether the log grew."),
    ] = None,
    saw: Annotated[
        str, typer.Option(help="What another observer saw: the line of `bluezone log head`, or its size and root.")
    ] = "",
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
) -> None:
    """Check that everything published is in the log, and that the log only grew; exit with 1 when anything does not hold."""
    at, kept = clock_from(demo_clock).now(), _kept(state)
    with Progress(console=Console(stderr=True), transient=True, disable=as_json) as bars:
        bar = bars.add_task("reading the log", total=None)
        source = _source(server, folder)
        found = observe(
            source,
            fingerprint,
            at=at,
            kept=kept,
            step=lambda done, total: bars.update(bar, completed=done, total=total),
        )
    head = _seen(found)
    if saw and not _agrees(saw, found):
        found.findings.append(Finding("log_forked", "the other observer's head"))
    if not found.findings and state is not None:
        write_whole(state, msgspec.json.encode(found.kept(at)))
    _tell(found, head, kept, as_json=as_json)
    if found.findings:
        raise typer.Exit(WRONG)


@app.command()
def show(  # noqa: PLR0913 -- the same
    *,
    fingerprint: Fingerprint,
    server: Server = "",
    folder: Folder = None,
    last: Annotated[int, typer.Option(min=1, help="How many leaves, the newest first.")] = 20,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
) -> None:
    """Show what was published when, the newest first."""
    found = observe(_source(server, folder), fingerprint, at=clock_from(demo_clock).now())
    leaves = list(enumerate(found.leaves))[::-1][:last]
    if as_json:
        print(json.dumps([{"number": number, **_facts(leaf)} for number, leaf in leaves]))
        return
    table = Table("number", "its own date", "what", "name", "region", "SHA-256", box=None)
    for number, leaf in leaves:
        facts = _facts(leaf)
        table.add_row(str(number), facts["moment"], facts["kind"], leaf.name, leaf.region, facts["sha256"][:16] + "…")
    Console().print(table)


@app.command()
def head(*, fingerprint: Fingerprint, server: Server = "", folder: Folder = None, demo_clock: DemoClock = None) -> None:
    """Print the head of the log as one line, for another observer: `bluezone log verify --saw` compares."""
    _, index, _ = head_of(_source(server, folder), fingerprint, at=clock_from(demo_clock).now())
    if index.log is not None:  # else it was refused
        print(f"{index.log.size} {index.log.root} {index.issued:%Y-%m-%dT%H:%M:%SZ}")


def _source(server: str, folder: Path | None) -> Source:
    if bool(server) == (folder is not None):
        raise typer.BadParameter("name the server with --server, or a copy of its published files with --folder")
    return source_of(server or str(folder))


def _kept(state: Path | None) -> Kept | None:
    if state is None:
        return None
    with suppress(FileNotFoundError):
        try:
            return msgspec.json.decode(state.read_bytes(), type=Kept)
        except msgspec.MsgspecError as wrong:
            raise MalformedMessage("the file of --state is not one that this command wrote") from wrong
    return None


def _agrees(saw: str, found: Observed) -> bool:
    size, _, rest = saw.strip().partition(" ")
    root = rest.split(" ")[0].lower()
    if not size.isdecimal() or len(root) < LEAST_DIGITS or set(root) - set("0123456789abcdef"):
        raise MalformedMessage(f"--saw is a size and at least {LEAST_DIGITS} digits of a root")
    if int(size) > len(found.leaves):
        raise RuleViolation(
            "log_shrunken", "the other observer saw a longer log: one of you is shown an old one or another"
        )
    return found.root_at(int(size)).hex().startswith(root)


def _seen(found: Observed) -> TreeHead:
    if found.state.log is None:
        raise RuleViolation("log_missing", "the index names no log")
    return found.state.log


def _tell(found: Observed, head: TreeHead, kept: Kept | None, *, as_json: bool) -> None:
    if as_json:
        findings = [{"code": one.code, "name": one.name} for one in found.findings]
        facts = {"verified": not findings, "size": head.size, "root": head.root.hex(), "files": found.files}
        print(json.dumps({**facts, "seen_before": kept.size if kept else None, "findings": findings}))
        return
    console = Console(highlight=False)
    table = Table.grid(padding=(0, 2))
    table.add_row("leaves in the log", str(head.size))
    table.add_row("root", head.root.hex())
    table.add_row("signed at", f"{found.index.issued:%Y-%m-%d %H:%M} UTC")
    table.add_row("files read", str(found.files))
    table.add_row("seen before", f"{kept.size} leaves, {kept.at:%Y-%m-%d %H:%M} UTC" if kept else "never")
    console.print(table)
    for one in found.findings:
        console.print(f"[bold red]WRONG[/] {one.name}: {SAID.get(one.code, one.code)} ({one.code})", soft_wrap=True)
    if not found.findings:
        grew = f"; it grew by {head.size - kept.size} since it was seen" if kept else ""
        console.print(f"[bold green]HOLDS[/] everything published is in the log{grew}.")


def _facts(leaf: Leaf) -> dict[str, Any]:
    return {
        "kind": leaf.kind.name.lower(),
        "name": leaf.name,
        "moment": _moment(leaf.moment),
        "region": leaf.region,
        "sha256": leaf.sha256.hex(),
    }


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
