"""The `bluezone legacy` commands: what phones of 2020 kept, read for migration and as evidence."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import typer

from bluezone.cli.identifiers import AsJson, Day, hexadecimal
from bluezone.cli.tables import table
from bluezone.protocol.identifiers import BLUEZONE_STEPS
from bluezone.protocol.intervals import midnight
from bluezone.protocol.legacy import (
    LINE_LIMIT,
    Chain,
    HistoryReport,
    Lines,
    MatchReport,
    Reason,
    broadcast_entries,
    history_matches,
    phone_info,
    verified_history,
)
from bluezone.protocol.legacy.chain import BASE_ID_LENGTH, STEPS_LIMITS
from bluezone.protocol.legacy.evidence import LATENESS
from bluezone.protocol.legacy.files import DOCUMENT_LIMIT

app = typer.Typer(no_args_is_help=True, help="Read what phones of 2020 kept. Nothing here is ever broadcast.")

NOT_VERIFIED: Final = 3
"""Exit code of a history with rows that its phone cannot have written, or of keys that contradict each other."""

WORDS: Final = {
    Reason.UNREADABLE: "cannot be read",
    Reason.BEFORE_FIRST_DAY: "before the phone's first day",
    Reason.BEYOND_CHAIN: "more than ten years after its first day",
    Reason.ANOTHER_TIME: "an identifier of this phone, but of another time",
    Reason.ANOTHER_KEY: "no identifier of this phone on that day",
}

History = Annotated[
    Path, typer.Argument(metavar="DATA_TRACE", exists=True, dir_okay=False, help="A phone's `data_trace.txt`.")
]
Steps = Annotated[
    int, typer.Option(min=STEPS_LIMITS[0], max=STEPS_LIMITS[1], help="Identifiers a day (MaxNumberSubKeyPerDay).")
]


@app.command()
def ids(
    *,
    base_id: Annotated[
        str, typer.Option(metavar="HEX", help="The base id, 64 hexadecimal digits; `-` reads it from the input.")
    ],
    created: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The UTC day in which it was made: day 0.")],
    day: Day,
    steps: Steps = BLUEZONE_STEPS,
    as_json: AsJson = False,
) -> None:
    """Derive the identifiers that a phone of 2020 had on one UTC day."""
    chain = Chain(hexadecimal(base_id, length=BASE_ID_LENGTH, name="--base-id"), created.date(), steps)
    try:
        found = chain.identifiers(day.date())
    except ValueError as wrong:
        raise typer.BadParameter("--day is 0 to 3660 days after --created") from wrong
    start = midnight(day.date())
    rows = [
        {"step": step, "start": (start + step * chain.step).isoformat(), "identifier": identifier.hex().upper()}
        for step, identifier in enumerate(found)
    ]
    if as_json:
        number = (day.date() - chain.created).days
        typer.echo(json.dumps({"day": day.date().isoformat(), "number": number, "identifiers": rows}))
    else:
        typer.echo(table(("step", "start (UTC)", "identifier"), (row.values() for row in rows)))


@app.command()
def verify_history(
    history: History,
    *,
    info: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, metavar="INFOF.json", help="That phone's own keys.")
    ],
    steps: Steps = BLUEZONE_STEPS,
    tolerance: Annotated[
        int, typer.Option(min=0, max=3600, help="Seconds that an identifier may stand after its time.")
    ] = int(LATENESS.total_seconds()),
    as_json: AsJson = False,
) -> None:
    """Count the rows whose own identifier is that phone's at that time, and say where the others are.

    A history that verifies was written by someone who held the phone's keys. It does not prove that the phones in its
    second column were there. Exit code 3 when a row does not verify or the keys contradict each other.
    """
    own_keys = phone_info(_document(info))
    with history.open("rb") as file:
        report = verified_history(_lines(file), own_keys, steps=steps, tolerance=timedelta(seconds=tolerance))
    typer.echo(json.dumps(_history_facts(report)) if as_json else _history_text(report))
    if report.failures or not report.keys_agree:
        raise typer.Exit(NOT_VERIFIED)


@app.command()
def match(
    history: History,
    *,
    f0: Annotated[
        Path, typer.Option("--f0", exists=True, dir_okay=False, metavar="BROADCAST.json", help="The authority's keys.")
    ],
    as_json: AsJson = False,
) -> None:
    """Match a history against a broadcast by the rule of 2020: one packet, however weak and short, is a contact."""
    entries = broadcast_entries(_document(f0))
    with history.open("rb") as file:
        report = history_matches(_lines(file), entries)
    typer.echo(json.dumps(_match_facts(report)) if as_json else _match_text(report))


def _document(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(DOCUMENT_LIMIT + 1)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a history; of one that is too long to be a row, only as much as shows it."""
    while line := file.readline(LINE_LIMIT + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LINE_LIMIT + 1)


def _history_facts(report: HistoryReport) -> dict[str, object]:
    failures = {reason.value: asdict(lines) for reason, lines in report.failures.items()}
    return {
        "rows": report.rows,
        "verified": report.verified,
        "keys_agree": report.keys_agree,
        "failures": failures,
    }


def _history_text(report: HistoryReport) -> str:
    rows = [("verified", report.verified, "")]
    rows += [(WORDS[reason], lines.count, _where(lines)) for reason, lines in report.failures.items()]
    agree = "The day key follows from the base id." if report.keys_agree else "The day key is NOT of this base id."
    return "\n".join((table(("rows", "count", "lines"), [*rows, ("in all", report.rows, "")]), "", agree))


def _match_facts(report: MatchReport) -> dict[str, object]:
    evidence = [
        {
            "line": contact.line,
            "entry": contact.entry,
            "slot_start": contact.slot_start.isoformat(),
            "heard_at": contact.heard_at.isoformat(),
            "rssi_dbm": contact.rssi_dbm,
        }
        for contact in report.evidence
    ]
    return {
        "met": report.met,
        "rows": report.rows,
        "contacts": report.contacts,
        "evidence": evidence,
        "unreadable": asdict(report.unreadable),
    }


def _match_text(report: MatchReport) -> str:
    said = f"{'MET' if report.met else 'NOT MET'}: {report.contacts} of {report.rows} rows are a contact."
    parts = [said]
    if report.unreadable.count:
        parts.append(f"{report.unreadable.count} rows cannot be read: lines {_where(report.unreadable)}.")
    if report.evidence:
        rows = (
            (one.line, one.entry, one.heard_at.isoformat(timespec="seconds"), one.rssi_dbm) for one in report.evidence
        )
        parts += ["", table(("line", "entry", "heard at (UTC)", "dBm"), rows)]
    if report.contacts > len(report.evidence):
        parts.append(f"… and {report.contacts - len(report.evidence)} more.")
    return "\n".join(parts)


def _where(lines: Lines) -> str:
    named = ", ".join(map(str, lines.first))
    return named if lines.count == len(lines.first) else f"{named}, … {lines.last}"
