"""`bluezone demo`: a real day is played again, one person tests positive, and the right others are warned."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from bluezone.cli.demo_tables import show_results
from bluezone.cli.live import tell_live
from bluezone.cli.playing import Plan, play
from bluezone.cli.stage import quiet
from bluezone.lab.evaluation import most_telling
from bluezone.lab.replay import air
from bluezone.lab.report import page
from bluezone.lab.results import as_json
from bluezone.lab.traces import INVS13, Trace, read_trace
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

OUTPUT: Final = Path("demo-report.html")
NOISE_DB: Final = 4.0
SEED: Final = 1


def demo(  # noqa: PLR0913 -- one argument an option of the command
    *,
    trace: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Another contact trace: t,i,j or Haslemere's columns.")
    ] = None,
    index: Annotated[str, typer.Option(metavar="PERSON", help="Who tests positive.")] = "",
    day: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Which day is played.")] = "",
    everybody: Annotated[
        bool, typer.Option("--all", help="Every person of every day tests positive, each weighed alone.")
    ] = False,
    noise: Annotated[
        float,
        typer.Option(
            min=0, max=20, metavar="DB", help="Noise of the air: fading, bodies, phones that differ; 0 for none."
        ),
    ] = NOISE_DB,
    seed: Annotated[int, typer.Option(help="Chooses the chances of the air.")] = SEED,
    live: Annotated[
        bool, typer.Option("--live", help="Tell the story of two people with processes of their own.")
    ] = False,
    output: Annotated[Path, typer.Option(metavar="FILE", help="Where the report goes.")] = OUTPUT,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the results for machines, too.")
    ] = None,
    capture: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the air as a pcap, for tshark.")] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep database, keys and diaries in a new folder.")
    ] = None,
) -> None:
    """Play a real day: people meet, one tests positive, the right others are warned."""
    console = Console(highlight=False)
    with quiet():
        if live:
            facts = tell_live(console, propagation=air(noise_db=noise, seed=seed), capture=capture, data=data)
            if json_file is not None:
                _write(json_file, json.dumps(facts, ensure_ascii=False, indent=2).encode() + b"\n")
            return
        whole = read_trace(trace or INVS13)
        plan = _plan(whole, day=_day(day), index_person=index or None, everybody=everybody, noise=noise, seed=seed)
        for path in filter(None, (output, json_file)):
            _write(path, b"")
        results = play(plan, console, capture=capture, data=data)
    _write(output, page(results).encode())
    if json_file is not None:
        _write(json_file, as_json(results))
    show_results(results, console)
    console.print(f"\nThe whole story with pictures: [bold]{output}[/]", soft_wrap=True)


def _plan(  # noqa: PLR0913 -- the options of the command
    whole: Trace, *, day: date | None, index_person: str | None, everybody: bool, noise: float, seed: int
) -> Plan:
    """Return what the options ask for.

    Raises:
        RuleViolation: `not_in_trace`, or `index_of_all`.
    """
    if everybody and index_person:
        raise RuleViolation("index_of_all", "--all makes everybody an index person: leave --index out")
    try:
        telling_day, person = most_telling(whole, day=day, index_person=index_person)
    except ValueError as wrong:
        raise RuleViolation("not_in_trace", "the trace knows no such person, or no such day") from wrong
    propagation = air(noise_db=noise, seed=seed)
    if everybody:
        return Plan(whole.on(day) if day else whole, whole.people, whole.people, propagation)
    return Plan(whole.on(telling_day), whole.people, (person,), propagation)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise MalformedMessage("--day is a date, such as 2013-07-03") from wrong


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as wrong:
        raise Unavailable(f"{path.name} cannot be written there") from wrong
