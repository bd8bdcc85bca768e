"""`bluezone federation` looks at the key servers of other provinces before anything of them is taken over."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from bluezone.cli.clock import WallClock
from bluezone.cli.tables import table
from bluezone.keyserver.federation import code_of
from bluezone.keyserver.peer_source import EXPORT_LIMIT, LIMITS, PATHS, Source, source_of
from bluezone.keyserver.peers import Peer, fit, peers_in
from bluezone.protocol.errors import BluezoneError, RuleViolation, Unavailable
from bluezone.protocol.trust import TrustState, accept_export, accept_index, accept_keys

app = typer.Typer(no_args_is_help=True, help="Look at the key servers of other provinces.")

HEADINGS = ("peer", "region", "files", "keys", "too early", "left out", "index signed", "trouble")


@dataclass(frozen=True, slots=True)
class Look:
    """What one peer publishes now, as far as it would be taken over."""

    peer: str
    region: str
    files: int = 0
    keys: int = 0
    too_early: int = 0
    left_out: int = 0
    issued: str = ""
    trouble: str = ""


@app.callback()
def federation() -> None:
    """Look at the key servers of other provinces."""


@app.command()
def check(
    peers: Annotated[Path, typer.Argument(help="The file that `bluezone keyserver --peers` reads.")],
    *,
    region: Annotated[str, typer.Option(help="This server's own region.")] = "VN",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read everything that each peer publishes, check it as a phone would, and say what would be taken; changes nothing."""
    try:
        content = peers.read_bytes()
    except OSError as wrong:
        raise Unavailable("the file of peers cannot be read: name the one of `bluezone keyserver --peers`") from wrong
    at = WallClock().now()
    named = peers_in(content, own_region=region)
    console = Console(highlight=False, stderr=True)
    looks = [looked_at(peer, source_of(peer.address), at) for peer in track(named, "Peers", console=console)]
    if as_json:
        print(json.dumps([asdict(look) for look in looks]))
    else:
        print(table(HEADINGS, [asdict(look).values() for look in looks]))
    if troubled := [look for look in looks if look.trouble]:
        raise RuleViolation("peer_not_believed", f"{len(troubled)} of {len(looks)} peers cannot be taken from now")


def looked_at(peer: Peer, source: Source, at: datetime) -> Look:
    """Return what would be taken from a peer that is met for the first time.

    Args:
        peer: Its entry in the file of peers.
        source: Gives its files.
        at: The present moment.
    """
    try:
        state, keys = accept_keys(TrustState(peer.fingerprint), source(PATHS["keys"], LIMITS["keys"]), at=at)
        _, index = accept_index(state, source(PATHS["index"], LIMITS["index"]), keys=keys, at=at)
        wanted = [file for file in index.exports if file.region in peer.regions]
        found = [accept_export(file, source(f"exports/{file.name}", EXPORT_LIMIT), keys=keys, at=at) for file in wanted]
        known = {key.key.secret for export in found for key in export.keys}
        fits = [fit(export, at=at, known=known) for export in found]
    except BluezoneError as wrong:
        return Look(peer.name, peer.region, trouble=code_of(wrong))
    taken = [one.export for one in fits if one.export]
    return Look(
        peer.name,
        peer.region,
        files=len(taken),
        keys=sum(len(export.keys) + len(export.revised_keys) for export in taken),
        too_early=len(fits) - len(taken),
        left_out=sum(one.left_out for one in fits),
        issued=f"{index.issued:%Y-%m-%d %H:%M}",
    )
