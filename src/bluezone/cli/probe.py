"""`bluezone probe`: a report of nobody's keys goes all the way through a running system; what fails gets its name."""

import asyncio
import re
import secrets
from datetime import timedelta
from pathlib import Path
from time import perf_counter, sleep
from typing import Annotated, Final

import msgspec
import typer

from bluezone.cli.clock import clock_from
from bluezone.cli.probing.rules import Memory, Report
from bluezone.cli.probing.shown import EXIT, as_json, lines, textfile
from bluezone.cli.probing.steps import Run, Setting
from bluezone.cli.probing.wire import way_to
from bluezone.keyserver.folder import PRIVATE, write_whole
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

DATA: Final = Path("bluezone-data")
CREDENTIAL: Final = "credential"
STATE: Final = "probe.json"
RING: Final = "ring.json"
SERVER: Final = "http://127.0.0.1:8080"
_SPAN: Final = re.compile(r"([1-9][0-9]{0,3})([smh])", re.ASCII)
_UNITS: Final = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


def probe(  # noqa: PLR0913 -- one argument an option of the command
    *,
    server: Annotated[str, typer.Option(help="The keyserver's address as phones see it.")] = SERVER,
    internal: Annotated[
        str, typer.Option(help="Its address inside, where codes are issued; by default the same.")
    ] = "",
    data: Annotated[
        Path, typer.Option(help="Folder with the credential, the root key's fingerprint, the state.")
    ] = DATA,
    credential: Annotated[Path | None, typer.Option(help="The authority's credential, if it lies elsewhere.")] = None,
    root_fingerprint: Annotated[str, typer.Option(help="Root key's fingerprint, if no keys lie in the folder.")] = "",
    region: Annotated[str, typer.Option(help="Whose keys the server publishes.")] = "VN",
    health_authority: Annotated[str, typer.Option(help="Name under which the probe publishes.")] = "vn.gov.moh",
    state: Annotated[
        Path | None, typer.Option(help="What is remembered between two runs, if it lies elsewhere.")
    ] = None,
    every: Annotated[str, typer.Option(help="Go on, looking so often, such as 5m; without it once.")] = "",
    most_seconds: Annotated[float, typer.Option(min=0.01, help="How long an answer may take.")] = 2.0,
    metrics_file: Annotated[
        Path | None, typer.Option(help="File to write for Prometheus's textfile collector.")
    ] = None,
    as_json_lines: Annotated[bool, typer.Option("--json", help="Print one line of JSON a run.")] = False,
) -> None:
    """Send a report of nobody's keys through a running system and name what fails: exit code 0 well, 5 warning, 6 broken."""
    pause = _span(every) if every else None
    setting = Setting(
        root_fingerprint=(root_fingerprint or _fingerprint(data)).lower(),
        region=region,
        health_authority=health_authority,
        most_seconds=most_seconds,
        random=secrets.token_bytes,
    )
    where = state or data / STATE
    key = _read(credential or data / CREDENTIAL).decode("ascii", "replace").strip()
    while True:
        report = asyncio.run(_once(server, internal or server, key, setting, where))
        _tell(report, metrics_file, as_json_lines=as_json_lines)
        if pause is None:
            raise typer.Exit(EXIT[report.level])
        sleep(pause.total_seconds())


async def _once(server: str, internal: str, credential: str, setting: Setting, state: Path) -> Report:
    memory = _memory(state)
    way = way_to(server, internal, credential, random=secrets.token_bytes, timer=perf_counter)
    run = Run(way, setting, memory, clock_from(None).now())
    try:
        report = await run.go()
    finally:
        await way.close()
    write_whole(state, msgspec.json.encode(run.memory), mode=PRIVATE)
    return report


def _tell(report: Report, metrics_file: Path | None, *, as_json_lines: bool) -> None:
    if metrics_file is not None:
        write_whole(metrics_file, textfile(report).encode())
    if as_json_lines:
        print(as_json(report), flush=True)
        return
    for line in lines(report):
        print(line, flush=True)


def _memory(state: Path) -> Memory:
    if not state.exists():
        return Memory()
    try:
        return msgspec.json.decode(state.read_bytes(), type=Memory)
    except msgspec.MsgspecError as wrong:
        raise MalformedMessage(
            "the file of the probe's state is damaged: remove it, and the next run starts anew"
        ) from wrong


def _fingerprint(data: Path) -> str:
    """Return the fingerprint of the keys in a data folder; only what is public is read."""
    try:
        found = msgspec.json.decode(_read(data / "keys" / RING), type=_Ring)
    except msgspec.MsgspecError as wrong:
        raise MalformedMessage("the folder of keys is damaged: give --root-fingerprint") from wrong
    return found.root_fingerprint


class _Ring(msgspec.Struct):
    root_fingerprint: str


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise Unavailable(
            f"{path.name} cannot be read: run on the keyserver's machine, or name what it holds"
        ) from wrong


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise RuleViolation("span_wrong", "--every is a number and s, m or h, such as 5m")
    return int(found[1]) * _UNITS[found[2]]
