"""`bluezone keys` shows and changes the keys with which a key server signs; a running one takes them within the hour."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from bluezone.cli.clock import clock_from
from bluezone.cli.tables import table
from bluezone.keyserver.premises import KEYS
from bluezone.keyserver.signing import (
    TOKEN,
    KeyRing,
    ServerKey,
    admit_keys,
    load_keys,
    renew_keys,
    root_is_here,
    rotate_keys,
)
from bluezone.protocol.admission import public_keys_in
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.trust import TrustedKey, Use

DATA: Final = Path("bluezone-data")
OVERLAP_DAYS: Final = 14
"""As long as an export is published: whoever looks less often misses exports anyway."""
USES: Final = (Use.EXPORT, Use.INDEX, Use.CERTIFICATE, TOKEN)

app = typer.Typer(no_args_is_help=True, help="Show, rotate, renew and admit the keys with which a key server signs.")

DataFolder = Annotated[Path, typer.Option(help="The key server's data folder; it may be running.")]
DemoClock = Annotated[Path | None, typer.Option(help="File of a conducted clock; only with a demonstration's keys.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


@app.command("list")
def show(*, data: DataFolder = DATA, demo_clock: DemoClock = None, as_json: AsJson = False) -> None:
    """Show which keys sign, since when and until when, and when keys.json expires."""
    ring, now = _ring(data, demo_clock)
    _show(ring, data / KEYS, now, as_json=as_json)


@app.command()
def rotate(
    use: Annotated[str, typer.Argument(help="What the key is for: export, index, certificate or token.")] = Use.EXPORT,
    *,
    overlap_days: Annotated[
        int, typer.Option(min=0, max=365, help="How many days the old key signs beside the new one.")
    ] = OVERLAP_DAYS,
    data: DataFolder = DATA,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
) -> None:
    """Make a new key, which needs the root key; the old one signs beside it for a while, then never again."""
    if use not in USES:
        raise RuleViolation("use_unknown", f"keys are for {', '.join(USES)}")
    _, now = _ring(data, demo_clock)
    ring = rotate_keys(data / KEYS, use, at=now, overlap=timedelta(days=overlap_days))
    _show(ring, data / KEYS, now, as_json=as_json)


@app.command()
def renew(*, data: DataFolder = DATA, demo_clock: DemoClock = None, as_json: AsJson = False) -> None:
    """Sign keys.json anew for another 400 days, which needs the root key."""
    _, now = _ring(data, demo_clock)
    _show(renew_keys(data / KEYS, at=now), data / KEYS, now, as_json=as_json)


@app.command()
def admit(
    file: Annotated[Path, typer.Argument(help="The authority's public keys, `public.json` among its keys.")],
    *,
    data: DataFolder = DATA,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
) -> None:
    """Name the authority's public keys in keys.json, which needs the root key unless they are named already."""
    _, now = _ring(data, demo_clock)
    ring = admit_keys(data / KEYS, public_keys(file), at=now)
    _show(ring, data / KEYS, now, as_json=as_json)


def public_keys(file: Path) -> tuple[TrustedKey, ...]:
    """Return the keys in a file of an authority's public keys.

    Raises:
        MalformedMessage: It is none, or cannot be read.
    """
    try:
        content = file.read_bytes()
    except OSError as wrong:
        raise MalformedMessage("the file of public keys cannot be read") from wrong
    return public_keys_in(content)


def _ring(data: Path, demo_clock: Path | None) -> tuple[KeyRing, datetime]:
    ring = load_keys(data / KEYS)
    if demo_clock is not None and not ring.is_demo:
        raise RuleViolation("keys_are_real", "a conducted clock works only with keys made for a demo")
    return ring, clock_from(demo_clock).now()


def _show(ring: KeyRing, folder: Path, now: datetime, *, as_json: bool) -> None:
    keys = [_facts(key, now) for key in sorted(ring.held, key=lambda key: (USES.index(key.use), key.number))]
    facts: dict[str, Any] = {
        "keys": keys,
        "admitted": [_admitted(key) for key in ring.admitted],
        "keys_json": {"sequence": ring.keys.sequence, "expires": ring.keys.expires.isoformat()},
        "root_fingerprint": ring.root_fingerprint,
        "root_key": "here" if root_is_here(folder) else "away",
    }
    if as_json:
        print(json.dumps(facts))
        return
    console = Console(highlight=False)
    rows = [[key["id"], key["use"], *(key[name][:16] for name in _MOMENTS), key["state"]] for key in keys]
    rows += [
        [key["id"], key["use"], key["valid_from"][:16], "", key["valid_until"][:16], "theirs"]
        for key in facts["admitted"]
    ]
    console.print(table(["key", "use", "signs from", "signs until", "counts until", "now"], rows), soft_wrap=True)
    console.print(f"keys.json expires {ring.keys.expires:%Y-%m-%d}; the root key is {facts['root_key']}.")
    console.print("A running server takes the keys at its next full hour.")


_MOMENTS: Final = ("signs_from", "signs_until", "valid_until")


def _facts(key: ServerKey, now: datetime) -> dict[str, Any]:
    moments = {name: getattr(key, name).isoformat() for name in _MOMENTS}
    return {"id": key.id, "use": str(key.use), **moments, "state": _state(key, now)}


def _admitted(key: TrustedKey) -> dict[str, str]:
    moments = {"valid_from": key.valid_from.isoformat(), "valid_until": key.valid_until.isoformat()}
    return {"id": key.id, "use": key.use, **moments}


def _state(key: ServerKey, now: datetime) -> str:
    if now < key.signs_from:
        return "not yet"
    if now < key.signs_until:
        return "signs"
    return "counts" if now < key.valid_until else "over"
