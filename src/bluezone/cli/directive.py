"""The `bluezone directive` commands: read a directive on the desk, without a server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from bluezone.cli.tables import table
from bluezone.rollout.directives.files import read_file
from bluezone.rollout.directives.reading import Reading
from bluezone.rollout.directives.reading.facts import facts
from bluezone.rollout.directives.reading.pieces import Actor

app = typer.Typer(no_args_is_help=True, help="Read directives: who must do what, and where it says so.")

UNREADABLE: Final = 2
"""Exit code of a file that cannot be opened at all."""
WIDE: Final = 60


@app.callback()
def directive() -> None:
    """Read directives: who must do what, and where it says so."""


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A directive: TXT, DOCX, or PDF with text.", metavar="FILE")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Show what a directive says: symbol, subject, cited documents, addressees, items, proposed tasks, recipients.

    Nothing is sent and nothing is kept. Start and end count characters of the document in Unicode NFC.
    """
    try:
        data = file.read_bytes()
    except OSError as wrong:
        typer.echo(f"{file.name} cannot be read: {wrong.strerror}", err=True)
        raise typer.Exit(UNREADABLE) from wrong
    reading = read_file(data)
    typer.echo(json.dumps(facts(reading), ensure_ascii=False, indent=1) if as_json else "\n".join(_page(reading)))


def _page(reading: Reading) -> Iterator[str]:
    yield from _head(reading)
    for each in reading.cited:
        yield f"cites      {each.kind or 'document'} {each.symbol}, {each.dated or 'no date'}, {each.issuer or 'issuer not named'}"
    yield ""
    yield table(["addressee", "at"], [(each.piece.text, each.piece.start) for each in reading.addressees])
    yield ""
    yield table(
        ["item", "text", "at"], [(each.label, _cut(each.piece.text), each.piece.start) for each in reading.items]
    )
    yield ""
    rows = [
        (task.label, task.modality.value, _cut(_names(task.actors)), _cut(task.piece.text), task.piece.start)
        for task in reading.tasks
    ]
    yield table(["task", "modality", "who", "what", "at"], rows)
    yield ""
    yield table(["recipient", "role"], [(each.piece.text, each.role.value) for each in reading.recipients])
    yield ""
    yield table(
        ["look at", "words", "meant", "at"],
        [
            (
                each.code,
                _cut(each.piece.text) if each.piece else "",
                each.suggestion or "",
                each.piece.start if each.piece else "",
            )
            for each in reading.findings
        ],
    )


def _head(reading: Reading) -> Iterator[str]:
    dating = reading.dating
    date = "-".join(str(part or "?") for part in (dating.year, dating.month, dating.day)) if dating else "none"
    yield f"kind       {reading.kind.value}"
    yield f"issuer     {reading.issuer.text if reading.issuer else 'not found'}"
    yield f"symbol     {reading.symbol.text if reading.symbol else 'not found'}"
    yield f"subject    {reading.subject.text if reading.subject else 'not found'}"
    yield f"date       {date}, {dating.place or 'no place' if dating else 'no place'}"


def _names(actors: tuple[Actor, ...]) -> str:
    return ", ".join(actor.piece.text for actor in actors)


def _cut(words: str) -> str:
    return words if len(words) <= WIDE else words[: WIDE - 1] + "…"
