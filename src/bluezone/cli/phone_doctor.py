"""`bluezone phone doctor`: what a phone needs of this machine, how it stands, and what to do next.

It asks and tells; `phone_fitness` judges. Nothing is changed: a controller is opened, set up and given back.
"""

import asyncio
import fcntl
import json
import os
import secrets
import shutil
import socket
import struct
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer

from bluezone.cli.clock import WallClock
from bluezone.cli.phone_diary import PASSPHRASE_FILE, alone
from bluezone.cli.phone_fitness import DiaryFacts, Finding, Numbers, RadioFacts, ServerFacts, findings, worst
from bluezone.cli.phone_radio import Choice, ProfileFile, RealAir, profile_in
from bluezone.cli.probing.rules import Level
from bluezone.cli.probing.shown import EXIT
from bluezone.phone.diary_key import FILE_NAME as KEY_FILE
from bluezone.phone.diary_key import needs_passphrase
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.sealed_diary import FILE_NAME
from bluezone.protocol.errors import BluezoneError, RuleViolation, Unavailable
from bluezone.protocol.intervals import Air
from bluezone.protocol.trust import TrustState, accept_keys
from bluezone.radio.bumble_radio import BumbleRadio
from bluezone.radio.hci_socket import AF_BLUETOOTH, BTPROTO_HCI
from bluezone.radio.transports import is_simulated

CAP_NET_ADMIN: Final = 12
"""Its bit among the capabilities (Linux, capability.h)."""
HCIGETDEVINFO: Final = 0x800448D3
DEVICE_INFO: Final = struct.Struct("=H8s6sI72s")
"""Number, name, address, flags and the rest (Linux, hci_sock.h: hci_dev_info)."""
SERVER_LIMIT: Final = 10.0
"""Seconds."""
MARK: Final = {Level.OK: "ok   ", Level.WARNING: "look ", Level.BROKEN: "WRONG"}


def doctor(  # noqa: PLR0913 -- one option each
    *,
    diary: Annotated[
        Path | None, typer.Option("--diary", metavar="DIR", help="The diary's folder.", envvar="BLUEZONE_DIARY")
    ] = None,
    radio: Annotated[str, typer.Option(metavar="TRANSPORT", help="The Bluetooth controller, as for `run`.")] = "",
    profile: ProfileFile = None,
    real_air: RealAir = False,
    server: Annotated[str, typer.Option(metavar="URL", help="The key server.")] = "",
    root_key: Annotated[str, typer.Option(metavar="FINGERPRINT", help="SHA-256 of the authority's root key.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")] = False,
) -> None:
    """Say what is missing and what to do next: exit code 0 well, 5 something to look at, 6 something broken."""
    found = asyncio.run(_examined(radio, profile, diary, server, root_key, real_air=real_air))
    grade = worst(found)
    if as_json:
        lines = [asdict(one) | {"level": one.level.name.lower()} for one in found]
        typer.echo(json.dumps({"level": grade.name.lower(), "findings": lines}))
    else:
        for one in found:
            typer.echo(line(one))
    raise typer.Exit(EXIT[grade])


def line(finding: Finding) -> str:
    """Return a finding as a person reads it."""
    remedy = f"\n      {finding.remedy}" if finding.remedy else ""
    return f"{MARK[finding.level]} {finding.sentence}{remedy}"


async def _examined(  # noqa: PLR0913 -- what the command line says
    transport: str, profile: Path | None, folder: Path | None, server: str, root_key: str, *, real_air: bool
) -> tuple[Finding, ...]:
    diary = DiaryFacts() if folder is None else diary_facts(folder)
    asked = await server_facts(server, root_key)
    return findings(await radio_facts(transport, profile, is_allowed=real_air), diary, asked)


async def radio_facts(transport: str, profile: Path | None, *, is_allowed: bool) -> RadioFacts:
    """Return what is known of the way to a controller, after trying it."""
    if not transport:
        return RadioFacts()
    kind, _, place = transport.partition(":")
    is_kernels = kind == "hci-socket"
    flags = adapter_flags(int(place) if place.isdigit() else 0) if is_kernels else None
    knows = kernel_knows_bluetooth() if is_kernels else None
    return RadioFacts(
        transport=transport,
        is_simulated=is_simulated(transport),
        kernel_knows_bluetooth=knows,
        python_names_hci=hasattr(socket, "BTPROTO_HCI"),
        may_take_adapter=may_take_adapter() if is_kernels else None,
        adapter_is_there=flags is not None if knows else None,
        adapter_is_up=bool(flags and flags & 1),
        bluetoothd_runs=runs("bluetoothd"),
        refusal=await _refusal(transport),
        numbers=_numbers(transport, profile),
        is_allowed=is_allowed,
    )


async def _refusal(transport: str) -> str:
    try:
        radio = await BumbleRadio.open(transport, clock=WallClock())
    except Unavailable as refused:
        return str(refused)
    await radio.close()
    return ""


def _numbers(transport: str, file: Path | None) -> Numbers:
    try:
        profile = profile_in(file)
    except BluezoneError:
        return Numbers.BROKEN
    with suppress(RuleViolation):
        Choice(transport, profile).require_permission(Air.BLUEZONE)
        return Numbers.OWN
    return Numbers.BORROWED


def kernel_knows_bluetooth() -> bool:
    """Say whether this kernel makes sockets of Bluetooth."""
    try:
        socket.socket(AF_BLUETOOTH, socket.SOCK_RAW, BTPROTO_HCI).close()
    except OSError:
        return False
    return True


def adapter_flags(adapter: int) -> int | None:
    """Return the kernel's flags of an adapter, bit 0 for switched on; None when there is none."""
    try:
        with socket.socket(AF_BLUETOOTH, socket.SOCK_RAW, BTPROTO_HCI) as asked:
            told = fcntl.ioctl(asked.fileno(), HCIGETDEVINFO, DEVICE_INFO.pack(adapter, b"", b"", 0, b""))
    except OSError:
        return None
    flags: int = DEVICE_INFO.unpack(told)[3]
    return flags


def may_take_adapter(status: Path = Path("/proc/self/status")) -> bool | None:
    """Say whether this program has CAP_NET_ADMIN; None where that cannot be known."""
    try:
        lines = status.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    found = [int(each.split()[1], 16) for each in lines if each.startswith("CapEff:")]
    return bool(found[0] >> CAP_NET_ADMIN & 1) if found else None


def runs(program: str, processes: Path = Path("/proc")) -> bool:
    """Say whether a program of this name runs on this machine."""
    for name in processes.glob("[0-9]*/comm"):
        with suppress(OSError, UnicodeDecodeError):
            if name.read_text(encoding="utf-8").strip() == program:
                return True
    return False


def diary_facts(folder: Path) -> DiaryFacts:
    """Return what is known of a diary's folder."""
    nearest = next((place for place in (folder, *folder.absolute().parents) if place.is_dir()), Path("/"))
    named = os.environ.get(PASSPHRASE_FILE, "")
    try:
        locked = needs_passphrase(folder)
    except BluezoneError:
        locked = True
    has_diary = (folder / FILE_NAME).exists()
    return DiaryFacts(
        exists=has_diary,
        is_writable=os.access(nearest, os.W_OK | os.X_OK),
        is_private=not folder.is_dir() or not folder.stat().st_mode & 0o077,
        free_bytes=shutil.disk_usage(nearest).free,
        has_keyring=not has_diary and not locked,
        has_passphrase=bool(named) and os.access(named, os.R_OK),
        needs_passphrase=has_diary and locked,
        is_spoken_for=_is_spoken_for(folder),
    )


def _is_spoken_for(folder: Path) -> bool:
    if not (folder / KEY_FILE).exists():
        return False
    try:
        with alone(folder):
            return False
    except RuleViolation:
        return True
    except OSError:
        return False


async def server_facts(server: str, root_key: str) -> ServerFacts:
    """Return what is known of a key server, after asking it for its public keys."""
    if not server:
        return ServerFacts()
    try:
        sync = HttpSync(server, random_bytes=secrets.token_bytes)
    except BluezoneError as refused:
        return ServerFacts(is_named=True, refusal=str(refused))
    try:
        document = await sync.keys_document()
    except BluezoneError as refused:
        return ServerFacts(is_named=True, refusal=str(refused))
    finally:
        await sync.close()
    now = WallClock().now()
    return ServerFacts(
        is_named=True,
        refusal="",
        clock_ahead=await _clock_ahead(server, now),
        root_refusal=_root_refusal(document, root_key, now) if root_key else None,
    )


def _root_refusal(document: bytes, root_key: str, now: datetime) -> str:
    try:
        accept_keys(TrustState(root_key.lower()), document, at=now)
    except BluezoneError as refused:
        return str(refused)
    return ""


async def _clock_ahead(server: str, now: datetime) -> timedelta | None:
    """Return how far this clock is ahead of what the server's answers are dated with."""
    try:
        async with httpx.AsyncClient(timeout=SERVER_LIMIT) as client:
            answer = await client.get(server)
        dated = parsedate_to_datetime(answer.headers["date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return None
    return now - dated.astimezone(UTC)
