"""The `bluezone export` commands: look into an export file, and check who signed it."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bluezone.protocol import exports
from bluezone.protocol.errors import BluezoneError, MalformedMessage
from bluezone.protocol.exports import Export
from bluezone.protocol.keys import DiagnosisKey
from bluezone.protocol.signatures import Signature, VerifyingKey

app = typer.Typer(no_args_is_help=True, help="Look into export files and check who signed them.")

REFUSED: Final = 1
"""Exit code of a file that is no export or is not signed with the key."""
UNREADABLE: Final = 2
"""Exit code of a file that cannot be read at all."""

ArchivePath = Annotated[Path, typer.Argument(help="An export archive (.zip).", metavar="FILE.zip")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


@app.command()
def show(
    file: ArchivePath,
    *,
    keys: Annotated[bool, typer.Option("--keys", help="Print the keys as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what an export says: window, region, counts, who it says signed it. Nothing is verified."""
    try:
        export, signatures = exports.read(_bytes_of(file))
    except MalformedMessage as wrong:
        typer.echo(f"{file.name} is not an export: {wrong}", err=True)
        raise typer.Exit(REFUSED) from wrong
    facts = _facts(export, signatures)
    if keys:
        facts["key_list"] = [_key_facts(key) for key in export.keys]
        facts["revised_key_list"] = [_key_facts(key) for key in export.revised_keys]
    if as_json:
        typer.echo(json.dumps(facts))
    else:
        Console().print(_table(file.name, facts))


@app.command()
def verify(
    file: ArchivePath,
    *,
    key: Annotated[Path, typer.Option("--key", help="The public key (PEM, P-256).", metavar="PUBLIC.pem")],
    as_json: AsJson = False,
) -> None:
    """Verify an export with a public key: exit code 0 when it holds, 1 when it does not."""
    archive, public = _bytes_of(file), _public_key(key)
    try:
        _, signatures = exports.read(archive)
        export = exports.verify(archive, [VerifyingKey(signature.info, public) for signature in signatures])
    except BluezoneError as wrong:
        code = getattr(wrong, "code", "malformed")
        said = {"verified": False, "code": code, "reason": str(wrong)}
        typer.echo(json.dumps(said) if as_json else f"REFUSED: {file.name}: {wrong} ({code}).")
        raise typer.Exit(REFUSED) from wrong
    if as_json:
        typer.echo(json.dumps({"verified": True, **_facts(export, signatures)}))
    else:
        count = len(export.keys) + len(export.revised_keys)
        typer.echo(f"VERIFIED: {file.name} is signed with this key: {count} keys of region {_plain(export.region)}.")


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as wrong:
        typer.echo(f"{file.name} cannot be read: {wrong.strerror}", err=True)
        raise typer.Exit(UNREADABLE) from wrong


def _public_key(file: Path) -> EllipticCurvePublicKey:
    try:
        public = load_pem_public_key(_bytes_of(file))
    except (ValueError, UnsupportedAlgorithm) as wrong:
        typer.echo(f"{file.name} is not a public key in PEM", err=True)
        raise typer.Exit(UNREADABLE) from wrong
    if not isinstance(public, EllipticCurvePublicKey) or not isinstance(public.curve, SECP256R1):
        typer.echo(f"{file.name} is not a key on the curve P-256", err=True)
        raise typer.Exit(UNREADABLE)
    return public


def _facts(export: Export, signatures: tuple[Signature, ...]) -> dict[str, Any]:
    return {
        "header": exports.HEADER.decode().rstrip(),
        "start": _text(export.start),
        "end": _text(export.end),
        "region": export.region,
        "batch_num": export.batch_num,
        "batch_size": export.batch_size,
        "keys": len(export.keys),
        "revised_keys": len(export.revised_keys),
        "by_report_type": _counts(key.report_type.name.lower() for key in export.keys),
        "by_day": _counts(key.key.day.isoformat() for key in export.keys),
        "by_rolling_period": _counts(str(key.key.rolling_period) for key in export.keys),
        "signatures": [
            {
                "key_id": signature.info.key_id,
                "key_version": signature.info.key_version,
                "algorithm": signature.info.algorithm,
            }
            for signature in signatures
        ],
    }


def _key_facts(key: DiagnosisKey) -> dict[str, Any]:
    return {
        "key": key.key.secret.hex(),
        "rolling_start": key.key.rolling_start,
        "rolling_period": key.key.rolling_period,
        "report_type": key.report_type.name.lower(),
        "days_since_onset": key.days_since_onset,
        "transmission_risk": key.transmission_risk,
    }


def _counts(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _table(title: str, facts: dict[str, Any]) -> Table:
    table = Table("field", "value", title=title)
    for name, value in facts.items():
        table.add_row(name.replace("_", " "), escape(_cell(value)))
    return table


def _cell(value: Any) -> str:  # noqa: ANN401 -- facts are numbers, words, tables of counts or lists of records
    match value:
        case dict():
            return "\n".join(f"{word}: {count}" for word, count in value.items())
        case list():
            return "\n".join(" ".join(f"{name}={_plain(str(part))}" for name, part in one.items()) for one in value)
        case _:
            return _plain(str(value))


def _plain(text: str) -> str:
    """Return text from outside without signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
