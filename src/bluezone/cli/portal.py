"""The `bluezone portal` commands: the notice of a public wifi, from the first question to the proof that phones see it."""

import asyncio
import json
import logging
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from datetime import date, timedelta, timezone
from importlib.metadata import version
from io import BytesIO
from ipaddress import IPv4Network
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Annotated, Final

import typer

from bluezone.cli.clock import WallClock
from bluezone.cli.tables import table
from bluezone.portal.check import Checked, Question
from bluezone.portal.check import check as asked
from bluezone.portal.configs.portal import FILE, Settings, read
from bluezone.portal.counting import DailyCount
from bluezone.portal.fetching import Fetcher
from bluezone.portal.health import is_well
from bluezone.portal.neighbours import IpNeighbours
from bluezone.portal.nft_gate import NftGate
from bluezone.portal.plan import CONTINUED, NO_INTERNET, NOTICE, Plan, planned
from bluezone.portal.reporting import Register, deliver
from bluezone.portal.rules.answers import Pages, Place
from bluezone.portal.rules.places import GatewayBox, Tier, Venue
from bluezone.portal.rules.reports import RANDOM_BYTES, report, report_id
from bluezone.portal.service import UPLINK_EVERY, Box, Service
from bluezone.portal.uplink import NoUplink, TcpUplink
from bluezone.portal.watch import watch as watched
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

app = typer.Typer(no_args_is_help=True, help="The notice of a public wifi: plan, serve, watch, check.")

VIETNAM: Final = timezone(timedelta(hours=7))
KEY: Final = "BLUEZONE_HOTSPOT_KEY"
"""Variable of the environment with a hotspot's key: a command line can be read by everybody on the machine."""
SECURE_HOST: Final = "www.gstatic.com"
A_SITE: Final = "https://site.example"
"""Stands for the province's while another answer is looked at."""
EQUIPMENT: Final = (
    "Không cài được gì trên bộ phát wifi · nothing can be set on the wifi box",
    "Đặt được tùy chọn DHCP · DHCP options can be set",
    "OpenWrt, cài thêm được gói · OpenWrt that takes packages",
    "Có máy Linux riêng làm cổng · a Linux box as gateway",
    "Nhà mạng quản lý wifi từ xa · a carrier manages the wifi",
)

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port of the notice; 0 takes a free one.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]


@app.command()
def plan(  # noqa: PLR0913 -- one argument an option of the command
    folder: Annotated[Path, typer.Argument(help="Folder for the files; made when new.", metavar="FOLDER")],
    *,
    tier: Annotated[int | None, typer.Option(min=0, max=4, help="Equipment, 0 to 4; asked when not said.")] = None,
    venue: Annotated[str | None, typer.Option(help="Name of the place, as people know it.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of its commune or agency.")] = None,
    site: Annotated[str | None, typer.Option(help="The province's site, https://….")] = None,
    publisher: Annotated[str, typer.Option(help="Body in whose name; without it everything says trial.")] = "",
    inside: Annotated[str, typer.Option(help="Tier 3: interface towards the phones.")] = "wlan0",
    outside: Annotated[str, typer.Option(help="Tier 3: interface towards the internet.")] = "eth0",
    network: Annotated[str, typer.Option(help="Tier 3: addresses of the phones.")] = "10.90.0.0/22",
    host: Annotated[str, typer.Option(help="Tier 3: name in the box's own certificate, if it has one.")] = "",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Tier 3: port of the notice.")] = 8080,
    resolver: Annotated[list[str] | None, typer.Option(help="Tier 3: a name server; by default the box's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask what equipment a place has, and write the files for it, with what to do in README.vi.md."""
    chosen = Tier(tier if tier is not None else _asked_tier())
    place = Venue(
        name=_asked("Tên nơi có wifi · name of the place", venue, lambda said: Venue(said, "0", A_SITE)),
        unit=_asked("Mã đơn vị · code of the unit", unit, lambda said: Venue("-", said, A_SITE)),
        site=_asked("Trang của tỉnh · the province's site (https://…)", site, lambda said: Venue("-", "0", said)),
        publisher=publisher,
    )
    box = GatewayBox(
        inside=inside, outside=outside, network=_network(network), host=host, port=port, resolvers=tuple(resolver or ())
    )
    files = planned(Plan(chosen, place, box, _quick_response_code(place.install)))
    _write(folder, files)
    if as_json:
        print(json.dumps({"tier": chosen.value, "folder": str(folder), "files": list(files)}, ensure_ascii=False))
        return
    print(table(["file", "bytes"], [(name, len(content.encode())) for name, content in files.items()]))
    print(f"\nĐọc trước · read first: {folder / 'README.vi.md'} · {folder / 'README.md'}")


@app.command()
def serve(  # noqa: PLR0913 -- one argument an option of the command
    *,
    folder: Annotated[Path, typer.Option(help="Folder that `bluezone portal plan` wrote.")] = Path("/etc/bluezone"),
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; by default that of the plan.")] = None,
    counts: Annotated[Path | None, typer.Option(help="File of the daily counts; without it nothing is kept.")] = None,
    certificate: Annotated[Path | None, typer.Option(help="Certificate chain for the API over HTTPS (PEM).")] = None,
    private_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    no_uplink_check: Annotated[bool, typer.Option("--no-uplink-check", help="Do not look for the internet.")] = False,
    uplink_every: Annotated[float, typer.Option(min=1, help="Seconds between two looks for it.")] = UPLINK_EVERY,
    ready_file: Annotated[Path | None, typer.Option(help="File to write, as JSON, once the notice answers.")] = None,
) -> None:
    """Show the notice to phones on a gateway box; when this program dies, the internet works within ten seconds."""
    _log_to_standard_error()
    settings = _settings(folder)
    uplink = NoUplink() if no_uplink_check else TcpUplink(settings.uplink_host, settings.uplink_port)
    tls = (settings.tls_port, _certificate(certificate, private_key)) if certificate and private_key else None
    place = Place(_pages(folder), settings.portal_url if tls else None, settings.venue_info_url)

    async def run() -> None:
        box = Box(NftGate(), IpNeighbours(), uplink, DailyCount(counts, _today))
        await Service(place, box, uplink_every=uplink_every).serve(
            settings.port if port is None else port, tls=tls, ready=lambda found: _announce(found, ready_file)
        )

    _run(run())


@app.command()
def watch(*, port: Port = 8080) -> None:
    """Let go of the notice at once when it does not answer; the kernel does it alone a few seconds later."""
    _log_to_standard_error()

    async def run() -> None:
        await watched(NftGate(), lambda: is_well(port))

    _run(run())


@app.command()
def check(  # noqa: PLR0913 -- one argument an option of the command
    *,
    interface: Annotated[str | None, typer.Option(help="Ask for option 114 here; needs root and udhcpc.")] = None,
    api: Annotated[str | None, typer.Option(help="Captive portal API, when option 114 is not asked for.")] = None,
    secure_host: Annotated[str, typer.Option(help="Who is asked on port 443.")] = SECURE_HOST,
    authorities: Annotated[Path | None, typer.Option(help="Certificates to believe in (PEM).")] = None,
    ssid: Annotated[str, typer.Option(help="Name of the wifi, for the report.")] = "",
    tier: Annotated[int, typer.Option(min=0, max=4, help="Equipment, for the report.")] = 0,
    report_to: Annotated[str | None, typer.Option("--report", help="The province's site, to report to.")] = None,
    key: Annotated[str | None, typer.Option(help="The hotspot's key.", envvar=KEY)] = None,
    waiting: Annotated[Path, typer.Option(help="File of reports that wait for the network.")] = Path("reports.jsonl"),
    as_json: AsJson = False,
) -> None:
    """Prove from a client's side what a phone would see on this wifi, and report it to the hotspot register."""
    if report_to is not None and key is None:
        raise typer.BadParameter(f"--report needs --key or the variable {KEY}")
    if interface is not None and (os.geteuid() or not shutil.which("udhcpc")):
        raise Unavailable("asking the DHCP server needs root and udhcpc; without --interface everything else is asked")
    fetcher = _fetcher(authorities)
    register = Register(report_to, key or "", time.sleep, fetcher.trust) if report_to is not None else None
    found = asked(Question(interface, api, secure_host), fetcher)
    _say(found, as_json=as_json)
    if register is None:
        return
    body = _report(found, network_name=ssid, tier=tier)
    left = deliver(register, body, waiting)
    if not as_json:
        print("reported" if not left else f"the register does not answer; {left} reports wait in {waiting}")


def _asked(words: str, given: str | None, holds: Callable[[str], object]) -> str:
    """Return what was said as an option, or else what is answered, asked again until it holds."""
    if given:
        return given
    while True:
        said: str = typer.prompt(words).strip()
        try:
            holds(said)
        except RuleViolation as wrong:
            print(wrong, file=sys.stderr)
        else:
            return said


def _asked_tier() -> int:
    for number, words in enumerate(EQUIPMENT):
        print(f"  {number}  {words}")
    return int(_asked("Nơi bạn có gì · what do you have (0-4)", None, _tier))


def _tier(text: str) -> None:
    if text not in map(str, range(len(EQUIPMENT))):
        raise RuleViolation("tier_wrong", "equipment is a number from 0 to 4")


def _fetcher(authorities: Path | None) -> Fetcher:
    try:
        return Fetcher(str(authorities) if authorities else None)
    except OSError as wrong:
        raise MalformedMessage("the file of certificates to believe in is none in PEM") from wrong


def _network(text: str) -> IPv4Network:
    try:
        return IPv4Network(text)
    except ValueError:
        raise RuleViolation("network_wrong", "the phones' network is one of IPv4, such as 10.90.0.0/22") from None


def _write(folder: Path, files: dict[str, str]) -> None:
    try:
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content)
    except OSError as wrong:
        raise Unavailable(f"the files cannot be written into {folder}: {wrong.strerror}") from wrong


def _quick_response_code(text: str) -> str:
    """Return a QR code as an SVG element.

    Raises:
        Unavailable: segno is not here.
    """
    try:
        import segno  # noqa: PLC0415 -- planning needs it, a gateway box does not
    except ModuleNotFoundError as missing:
        raise Unavailable("the plan draws a QR code with segno: `pip install 'bluezone[portal]'`") from missing

    drawn = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, svgclass=None, lineclass=None)
    return drawn.getvalue().decode()


def _settings(folder: Path) -> Settings:
    try:
        return read((folder / FILE).read_text())
    except OSError as wrong:
        raise Unavailable(f"{folder / FILE} cannot be read: `bluezone portal plan --tier 3` writes it") from wrong


def _pages(folder: Path) -> Pages:
    try:
        notice, continued, no_internet = ((folder / name).read_bytes() for name in (NOTICE, CONTINUED, NO_INTERNET))
    except OSError as wrong:
        raise Unavailable(f"the pages in {folder} cannot be read: `bluezone portal plan` writes them") from wrong
    return Pages(notice, continued, no_internet)


def _certificate(chain: Path, key: Path) -> SSLContext:
    context = SSLContext(PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(chain, key)
    except OSError as wrong:
        raise MalformedMessage("the certificate and its private key are no pair in PEM") from wrong
    return context


def _today() -> date:
    return WallClock().now().astimezone(VIETNAM).date()


def _announce(port: int, ready_file: Path | None) -> None:
    print(f"The notice answers on port {port}.", flush=True)
    if ready_file is not None:
        fresh = ready_file.with_suffix(".new")
        fresh.write_text(json.dumps({"port": port}))
        fresh.replace(ready_file)


def _run(work: Coroutine[object, object, None]) -> None:
    """Run until SIGTERM or SIGINT, both of which end it in good order."""

    async def until_told() -> None:
        task = asyncio.ensure_future(work)
        for each in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(each, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            return

    asyncio.run(until_told())


def _log_to_standard_error() -> None:
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")


def _say(found: Checked, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(found)))
        return
    print(table(["question", "heard"], [(each.probe, each.outcome) for each in found.findings]))
    print(f"\nverdict: {found.verdict}" + (f", page of {found.page_bytes} bytes" if found.page_bytes else ""))


def _report(found: Checked, *, network_name: str, tier: int) -> dict[str, object]:
    moment = WallClock().now()
    return report(
        report_id(moment, secrets.token_bytes(RANDOM_BYTES)),
        moment,
        network_name=network_name,
        tier=tier,
        verdict=found.verdict,
        findings=found.findings,
        page_bytes=found.page_bytes,
        program=f"bluezone {version('bluezone')}",
    )
