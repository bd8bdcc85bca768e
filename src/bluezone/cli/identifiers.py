"""The `bluezone ids` command: the identifiers of one exposure key for one day."""

import json
from datetime import datetime
from typing import Annotated, Final

import typer

from bluezone.cli.tables import table
from bluezone.protocol.identifiers import identifiers
from bluezone.protocol.intervals import KEY_INTERVALS_A_DAY, Air, key_interval_at, midnight, start_of
from bluezone.protocol.keys import LAST_ROLLING_END, SECRET_LENGTH, ExposureKey

FROM_INPUT: Final = "-"

Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The UTC day (in Viet Nam it begins at 07:00).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


def ids(
    *,
    key: Annotated[
        str, typer.Option(metavar="HEX", help="The exposure key, 32 hexadecimal digits; `-` reads it from the input.")
    ],
    day: Day,
    air: Annotated[Air, typer.Option(help="What is spoken between the phones.")] = Air.BLUEZONE,
    as_json: AsJson = False,
) -> None:
    """Derive the identifiers of an exposure key for one whole UTC day.

    A key given on the command line stays in the shell's history: give one that is published anyway, or `-`.
    """
    secret = hexadecimal(key, length=SECRET_LENGTH, name="--key")
    rolling_start = key_interval_at(midnight(day.date()))
    if not 0 <= rolling_start <= LAST_ROLLING_END - KEY_INTERVALS_A_DAY:
        raise typer.BadParameter("--day lies between 1970 and 9999")
    rows = [
        {"interval": number, "start": start_of(number, air).isoformat(), "identifier": identifier.hex()}
        for number, identifier in identifiers(ExposureKey(secret, rolling_start), air)
    ]
    if as_json:
        typer.echo(json.dumps({"air": air.value, "day": day.date().isoformat(), "identifiers": rows}))
    else:
        typer.echo(table(("interval", "start (UTC)", "identifier"), (row.values() for row in rows)))


def hexadecimal(text: str, *, length: int, name: str) -> bytes:
    """Return the bytes of a secret given as hexadecimal digits, or as `-` and on the standard input.

    Raises:
        typer.BadParameter: It is something else; the message names the option and never the digits.
    """
    digits = typer.get_text_stream("stdin").readline(4 * length) if text == FROM_INPUT else text
    try:
        found = bytes.fromhex(digits.strip())
    except ValueError as wrong:
        raise typer.BadParameter(f"{name} has hexadecimal digits only") from wrong
    if len(found) != length:
        raise typer.BadParameter(f"{name} has {2 * length} hexadecimal digits")
    return found
