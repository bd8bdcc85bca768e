"""`bluezone audit verify` proves that nobody changed, removed, reordered, cut or rewrote the audit chain."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from bluezone.cli.project import DATA, enter_project

app = typer.Typer(no_args_is_help=True, help="Prove the audit chain of people's acts.")

EXPLAINED: Final = {
    "changed": "entry {} says something else than when it was written",
    "removed": "entries before entry {} are gone",
    "reordered": "entry {} does not stand where it was written",
    "cut": "the chain ends before entry {}, which was signed",
    "rewritten": "entry {} is not the one that was signed",
    "forged_checkpoint": "the checkpoint up to entry {} does not carry our signature",
    "early": "the checkpoint up to entry {} stands for entries that were not past their time",
    "forged": "line {} of the file of signed heads does not carry our signature",
}


@app.callback()
def audit() -> None:
    """Prove the audit chain of people's acts."""


@app.command()
def verify(
    *,
    data: Annotated[Path, typer.Option(help="Folder of the registry and of the signed heads.")] = DATA,
    heads: Annotated[
        Path | None, typer.Option(help="Folder with a copy of signed heads and key that was kept elsewhere.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read the whole chain and compare it with the signed heads; exit with 1 when anything is wrong."""
    enter_project(data)
    from django.conf import settings  # noqa: PLC0415 -- Django is loaded above

    from bluezone.authority.audit.queries import verdict  # noqa: PLC0415 -- the same

    found = verdict(heads or settings.AUDIT_FOLDER)
    old = found.checkpoint
    faults = [{"fault": str(each.fault), "sequence": each.sequence} for each in found.findings]
    if as_json:
        sealed = {"last": old.last, "until": old.until.isoformat(), "at": old.sealed_at.isoformat()} if old else None
        print(json.dumps({"entries": found.entries, "signed": found.signed, "sealed": sealed, "findings": faults}))
    else:
        _show(found.entries, found.signed, [(str(each.fault), each.sequence) for each in found.findings])
        if old:
            print(
                f"Entries 1 to {old.last}, the latest of {old.until:%Y-%m-%d}, were sealed on {old.sealed_at:%Y-%m-%d}: "
                "proved is what follows them."
            )
    if faults:
        raise typer.Exit(1)


def _show(entries: int, signed: int, faults: list[tuple[str, int]]) -> None:
    console = Console(highlight=False)
    for fault, sequence in faults:
        console.print(f"[bold red]{fault}[/]: {EXPLAINED[fault].format(sequence)}")
    if faults:
        console.print("The chain is not whole. Keep the database and the heads as they are, and tell the inspector.")
    else:
        console.print(f"The chain is whole: {entries} entries, signed up to entry {signed}.")
