"""`bluezone authority-keys` shows and rotates the keys with which the authority signs feeds and codes and opens letters."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from bluezone.authority.keyring import FOLDER, PUBLIC_FILE, AuthorityKey, Keyring, load_or_make, rotate
from bluezone.cli.clock import clock_from
from bluezone.cli.tables import table
from bluezone.protocol.admission import ALGORITHMS
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.trust import Use

DATA: Final = Path("bluezone-data")
OVERLAP_DAYS: Final = 14

app = typer.Typer(no_args_is_help=True, help="Show and rotate the authority's own keys.")

DataFolder = Annotated[Path, typer.Option(help="Folder with the authority's keys; made when new.")]
DemoClock = Annotated[Path | None, typer.Option(help="File of a conducted clock.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


@app.command("list")
def show(*, data: DataFolder = DATA, demo_clock: DemoClock = None, as_json: AsJson = False) -> None:
    """Show what each key is for and until when; the keys are made at first need."""
    now = clock_from(demo_clock).now()
    _show(load_or_make(data / FOLDER, at=now), data, now, as_json=as_json)


@app.command("rotate")
def renew(  # noqa: PLR0913 -- one argument an option of the command
    use: Annotated[str, typer.Argument(help="feed, venue or mail.")],
    *,
    overlap_days: Annotated[
        int, typer.Option(min=0, max=365, help="How many days the old key is used beside the new one.")
    ] = OVERLAP_DAYS,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="The old key was stolen: nobody is to believe it any more.")
    ] = False,
    data: DataFolder = DATA,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
) -> None:
    """Make a new key; then have the key server admit it: `bluezone keys admit FILE`."""
    if use not in list(ALGORITHMS):
        raise RuleViolation("use_unknown", f"the authority's keys are for {', '.join(ALGORITHMS)}")
    now = clock_from(demo_clock).now()
    ring = rotate(data / FOLDER, Use(use), at=now, overlap=timedelta(days=overlap_days), revoke=revoke)
    _show(ring, data, now, as_json=as_json)


def _show(ring: Keyring, data: Path, now: datetime, *, as_json: bool) -> None:
    public = data / FOLDER / PUBLIC_FILE
    keys = [_facts(key, now) for key in ring.held]
    if as_json:
        print(json.dumps({"keys": keys, "public_file": str(public)}))
        return
    console = Console(highlight=False)
    rows = [[key["id"], key["use"], *(key[name][:16] for name in _MOMENTS), key["state"]] for key in keys]
    console.print(table(["key", "use", "used from", "used until", "counts until", "now"], rows), soft_wrap=True)
    console.print(f"For the key server: bluezone keys admit {public}", soft_wrap=True)


_MOMENTS: Final = ("used_from", "used_until", "valid_until")


def _facts(key: AuthorityKey, now: datetime) -> dict[str, Any]:
    moments = {name: getattr(key, name).isoformat() for name in _MOMENTS}
    return {"id": key.id, "use": str(key.use), **moments, "state": _state(key, now)}


def _state(key: AuthorityKey, now: datetime) -> str:
    if now < key.used_until:
        return "used"
    return "counts" if now < key.valid_until else "over"
