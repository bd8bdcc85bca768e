"""The `bluezone beacon` commands: an advertisement read field by field."""

import json
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from bluezone.cli.tables import table
from bluezone.protocol import beacons
from bluezone.protocol.beacons import Beacon, BluezoneBeacon, ExposureNotificationBeacon, IosBeacon
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.intervals import Air

app = typer.Typer(no_args_is_help=True, help="Read what phones say over the air.")

MALFORMED: Final = 1
"""Exit code of bytes that are no advertisement, or a broken one of ours."""

SHORTENED_NAME: Final = 0x08

TYPES: Final = {
    0x01: "flags",
    0x02: "some 16-bit services",
    0x03: "16-bit services",
    0x06: "some 128-bit services",
    0x07: "128-bit services",
    SHORTENED_NAME: "shortened name",
    0x09: "name",
    0x0A: "transmit power",
    0x16: "service data",
    0x21: "128-bit service data",
    0xFF: "manufacturer data",
}
"""AD types (Bluetooth Assigned Numbers, section 2.3)."""

COMPANIES: Final = {
    0x0006: "Microsoft",
    0x004C: "Apple",
    0x0075: "Samsung",
    0x00E0: "Google",
    beacons.BLUEZONE_2020.company: "Bluezone",
}
"""Some company identifiers (Bluetooth Assigned Numbers, section 7.1); Bluezone's is assigned to nobody we know of."""

SERVICES: Final = {
    0x180D: "heart rate",
    0x180F: "battery",
    0x1812: "keyboard or mouse",
    0xFEAA: "Eddystone",
    beacons.EXPOSURE_NOTIFICATION_SERVICE: "Exposure Notification",
    beacons.BLUEZONE_2020.service: "Bluezone",
}
"""Some 16-bit services (Bluetooth Assigned Numbers, sections 3.4 and 3.10)."""

OVERFLOW: Final = b"\x4c\x00\x01"
"""How Apple's overflow area begins: an iPhone whose application is in the background hides its services there."""


@dataclass(frozen=True, slots=True)
class Field:
    """One AD structure: where it stands, its bytes as they stand, and what they say."""

    offset: int
    name: str
    data: str
    meaning: str


@app.callback()
def beacon() -> None:
    """Read what phones say over the air."""


@app.command()
def decode(
    advertisement: Annotated[
        list[str],
        typer.Argument(metavar="HEX", help="The advertisement's bytes; blanks, colons and dashes do not matter."),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Name the fields of an advertisement and say whose it is; exit code 1 when it is malformed."""
    data = _bytes("".join(advertisement))
    fields, malformed = _fields(data)
    if malformed is None:
        try:
            verdict = _verdict(beacons.decode(data), data)
        except MalformedMessage as wrong:
            malformed = str(wrong)
    if malformed is not None:
        verdict = {"kind": "malformed", "says": f"malformed: {malformed}"}
    if as_json:
        shown = [{"offset": one.offset, "field": one.name, "bytes": one.data, "meaning": one.meaning} for one in fields]
        typer.echo(json.dumps({"length": len(data), "fields": shown, **verdict}))
    else:
        rows = ((one.offset, one.name, one.data, one.meaning) for one in fields)
        typer.echo(table(("at", "field", "bytes", "meaning"), rows))
        typer.echo(f"\n{len(data)} bytes: {verdict['says']}.")
    if malformed is not None:
        raise typer.Exit(MALFORMED)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex("".join(text.translate(str.maketrans(":-", "  ")).split()))
    except ValueError as wrong:
        raise typer.BadParameter("HEX is an even number of hexadecimal digits") from wrong


def _fields(data: bytes) -> tuple[list[Field], str | None]:
    found, at = [], 0
    try:
        for kind, body in beacons.structures(data):
            end = at + 2 + len(body)
            name = TYPES.get(kind, f"type 0x{kind:02x}")
            found.append(Field(at, name, data[at:end].hex(" "), _meaning(kind, body)))
            at = end
    except MalformedMessage as wrong:
        found.append(Field(at, "broken", data[at:].hex(" "), f"claims {data[at]} bytes, {len(data) - at - 1} are left"))
        return found, str(wrong)
    if at < len(data):
        found.append(Field(at, "end", data[at:].hex(" "), "a length of zero; what follows is padding"))
    return found, None


def _meaning(kind: int, body: bytes) -> str:
    match kind:
        case beacons.UUIDS_16 | beacons.UUIDS_16_SOME:
            return ", ".join(_service(body[at : at + 2]) for at in range(0, len(body), 2))
        case beacons.UUIDS_128 | beacons.UUIDS_128_SOME:
            return "Bluezone on iOS" if beacons.BLUEZONE_2020.ios_service[::-1] in body else body[::-1].hex()
        case beacons.TX_POWER if len(body) == 1:
            return f"{int.from_bytes(body, signed=True)} dBm"
        case beacons.MANUFACTURER_DATA if len(body) > 1:
            return _manufacturer(body)
        case beacons.SERVICE_DATA if len(body) > 1:
            return f"of service {_service(body[:2])}, {len(body) - 2} bytes"
    return _text(body) if kind in (SHORTENED_NAME, beacons.LOCAL_NAME) else ""


def _manufacturer(body: bytes) -> str:
    if body[:3] == OVERFLOW:
        return "company 0x004c (Apple), overflow area of an iPhone in the background"
    number = int.from_bytes(body[:2], "little")
    return f"company 0x{number:04x} ({COMPANIES.get(number, 'not known here')}), {len(body) - 2} bytes"


def _text(body: bytes) -> str:
    return "".join(one if one.isprintable() else "\ufffd" for one in body.decode(errors="replace"))


def _service(body: bytes) -> str:
    number = int.from_bytes(body, "little")
    return f"0x{number:04x} ({SERVICES.get(number, 'not known here')})"


def _verdict(found: Beacon | None, data: bytes) -> dict[str, object]:
    match found:
        case BluezoneBeacon(identifier, power):
            stated = "which states no transmit power (2020)" if power is None else f"which states {power} dBm"
            says = f"a Bluezone beacon with the identifier {identifier.hex()}, {stated}"
            return {"kind": "bluezone", "identifier": identifier.hex(), "tx_power_dbm": power, "says": says}
        case ExposureNotificationBeacon(identifier, metadata):
            says = (
                f"an Exposure Notification beacon with the identifier {identifier.hex()} "
                f"and the encrypted metadata {metadata.hex()}"
            )
            kind = Air.EXPOSURE_NOTIFICATION.value
            return {"kind": kind, "identifier": identifier.hex(), "metadata": metadata.hex(), "says": says}
        case IosBeacon():
            return {"kind": "bluezone-ios", "says": "Bluezone on iOS: the identifier is read over a connection"}
        case None:
            return {"kind": "other", "says": f"somebody else's: {_why_other(data)}"}


def _why_other(data: bytes) -> str:
    found = list(beacons.structures(data))
    company = beacons.BLUEZONE_2020.company.to_bytes(2, "little")
    if any(kind == beacons.MANUFACTURER_DATA and body[:2] == company for kind, body in found):
        return "Bluezone's company number, but not its service"
    if any(kind == beacons.MANUFACTURER_DATA and body[:3] == OVERFLOW for kind, body in found):
        return "perhaps Bluezone on an iPhone in the background, which only a connection tells"
    return "neither Bluezone's service and company nor Exposure Notification's service data"
