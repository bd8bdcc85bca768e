"""`bluezone keyserver` starts the key server that phones talk to; `bluezone code` asks one for verification codes."""

import gc
import json
import logging
import os
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.panel import Panel

from bluezone.cli.clock import WallClock, clock_from, since_boot
from bluezone.cli.keys import public_keys
from bluezone.cli.keyserver_options import (
    AnswerBudget,
    AsJson,
    BehindProxy,
    Bucket,
    DataFolder,
    Demo,
    DemoClock,
    DeviceKeys,
    HealthAuthorities,
    Host,
    KeysToAdmit,
    MailboxSize,
    Peers,
    Port,
    Processes,
    ReadyFile,
    RecordsAddress,
    Region,
    Restored,
    Travellers,
)
from bluezone.cli.log_lines import LogFormat, choose_log_format, log_to_standard_error
from bluezone.cli.steady_clock import SteadyClock
from bluezone.keyserver.bucket_place import opened as bucket_at
from bluezone.keyserver.buckets import IN_ALL
from bluezone.keyserver.folder import PRIVATE, write_whole
from bluezone.keyserver.hold import BUDGET, SECOND
from bluezone.keyserver.peers import peers_in
from bluezone.keyserver.premises import CREDENTIAL, KEYS, Premises, enter
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.server import Ready, Settings
from bluezone.keyserver.server import serve as run_server
from bluezone.keyserver.signing import admit_keys as admitted
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.messages import ErrorResponse, IssueRequest, IssueResponse, decoded, encoded

logger = logging.getLogger(__name__)

DATA: Final = Path("bluezone-data")
PORT: Final = 8080
MAILBOX_SIZE: Final = Policy().most_letters
PATIENCE_SECONDS: Final = 10
GROUP: Final = 4
"""Digits that a person reads aloud in one breath."""

YOUNG_OBJECTS: Final = 50_000
"""How many objects more a running server makes than it lets go of before it looks for cycles among them."""

code = typer.Typer(no_args_is_help=True, help="Ask a key server for verification codes.")


@code.callback()
def codes() -> None:
    """Ask a key server for verification codes."""


def serve(  # noqa: PLR0913 -- one argument an option of the command
    *,
    data: DataFolder = DATA,
    database_url: RecordsAddress = "",
    host: Host = "127.0.0.1",
    port: Port = PORT,
    processes: Processes = 1,
    region: Region = "VN",
    health_authority: HealthAuthorities = None,
    device_keys: DeviceKeys = None,
    behind_proxy: BehindProxy = False,
    restored: Restored = False,
    admit_keys: KeysToAdmit = None,
    peers: Peers = None,
    travellers: Travellers = False,
    mailbox_size: MailboxSize = MAILBOX_SIZE,
    answer_budget: AnswerBudget = BUDGET / SECOND,
    bucket: Bucket = "",
    demo: Demo = False,
    demo_clock: DemoClock = None,
    ready_file: ReadyFile = None,
    log_format: LogFormat = "text",
    as_json: AsJson = False,
) -> None:
    """Start the key server that phones talk to; nothing needs to be configured."""
    choose_log_format(log_format)
    log_to_standard_error()
    clock = clock_from(demo_clock) if demo_clock else SteadyClock(WallClock(), since_boot)
    policy = Policy(most_letters=mailbox_size, failures_in_all=IN_ALL.among(processes))
    premises = enter(data, at=clock.now(), policy=policy, demo=demo, restored=restored, database_url=database_url)
    _check_clock(premises, demo_clock)
    if admit_keys is not None:
        premises = _with_admitted(premises, admit_keys, clock.now())
    settings = Settings(
        host=host,
        port=port,
        region=region,
        health_authorities=frozenset(health_authority or ()),
        device_keys=_device_keys(device_keys),
        behind_proxy=behind_proxy,
        policy=policy,
        answer_budget=answer_budget * SECOND,
        peers=peers_in(peers.read_bytes(), own_region=region) if peers else (),
        travellers=travellers,
        bucket=bucket_at(bucket, os.environ) if bucket else None,
    )
    _search_less_for_garbage()
    run_server(premises, clock, settings, announce=lambda ready: _announce(ready, ready_file, as_json=as_json))


@code.command()
def issue(
    *,
    test_type: Annotated[str, typer.Option(help="confirmed or likely.")] = "confirmed",
    symptom_date: Annotated[str, typer.Option(help="Day of the first symptoms, YYYY-MM-DD.")] = "",
    server: Annotated[str, typer.Option(help="Address of the key server.")] = f"http://127.0.0.1:{PORT}",
    credential: Annotated[Path, typer.Option(help="The authority's credential.")] = DATA / CREDENTIAL,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask a running key server for one verification code and show it large."""
    request = IssueRequest(test_type=test_type, symptom_date=symptom_date)
    answer = _issued(server, _credential(credential), request)
    if as_json:
        print(encoded(answer).decode())
        return
    until = datetime.fromtimestamp(answer.expires_at_timestamp, UTC)
    long_until = datetime.fromtimestamp(answer.long_expires_at_timestamp, UTC)
    console = Console(highlight=False)
    console.print(Panel.fit(f"[bold]{' '.join(grouped(answer.code))}[/]", title="verification code", padding=(1, 6)))
    console.print(f"Works once, until {until:%H:%M} UTC.")
    console.print(
        f"For a link or a slip: [bold]{'-'.join(grouped(answer.long_code))}[/], until {long_until:%d %b %H:%M} UTC."
    )


def grouped(text: str) -> list[str]:
    """Return a code in groups of four signs."""
    return [text[start : start + GROUP] for start in range(0, len(text), GROUP)]


def _check_clock(premises: Premises, demo_clock: Path | None) -> None:
    if demo_clock is not None and not premises.store.is_demo:
        premises.close()
        raise RuleViolation("database_is_real", "a conducted clock works only with a database made for a demo")


def _with_admitted(premises: Premises, file: Path, now: datetime) -> Premises:
    """Admit the authority's keys; without the root key the server starts all the same, and says what is missing."""
    try:
        return replace(premises, ring=admitted(premises.folder / KEYS, public_keys(file), at=now))
    except RuleViolation as refused:
        if refused.code != "root_away":
            premises.close()
            raise
        logger.error("THE AUTHORITY'S KEYS ARE NOT ADMITTED: bring root.pem, `bluezone keys admit`")  # noqa: TRY400 -- the reason is in the sentence
        return premises
    except MalformedMessage:
        premises.close()
        raise


def _device_keys(path: Path | None) -> tuple[bytes, ...]:
    if path is None:
        return ()
    keys = tuple(path.read_bytes().split())
    if not keys:
        raise MalformedMessage("the file of device keys is empty")
    return keys


def _search_less_for_garbage() -> None:
    """Leave what is there at the start out of every search for cyclic garbage, and search a seventieth as often.

    Requests leave none behind, and the searches are a tenth of the work of a publish.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


def _announce(ready: Ready, ready_file: Path | None, *, as_json: bool) -> None:
    """Say it first and write the file last: who waits for the file may read what was said."""
    facts = {**asdict(ready), "credential_file": str(ready.credential_file)}
    if as_json:
        print(json.dumps(facts), flush=True)
    else:
        _say(ready)
    if ready_file is not None:
        write_whole(ready_file, json.dumps(facts).encode(), mode=PRIVATE)


def _say(ready: Ready) -> None:
    console = Console(highlight=False)
    if ready.demo:
        console.print(Panel("DEMONSTRATION: keys and codes of this server mean nothing.", style="bold red"))
    console.print(f"The key server listens on [bold]{ready.address}[/]")
    console.print(f"Root key's fingerprint, for phones: [bold]{ready.root_fingerprint}[/]", soft_wrap=True)
    console.print(f"The authority's credential lies in {ready.credential_file}", soft_wrap=True)
    sys.stdout.flush()


def _credential(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise Unavailable("the credential cannot be read: name its file with --credential") from wrong


def _issued(server: str, credential: str, request: IssueRequest) -> IssueResponse:
    where = urlsplit(server)
    kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
    connection = kind(where.netloc, timeout=PATIENCE_SECONDS)
    headers = {"Content-Type": "application/json", "X-API-Key": credential}
    try:
        connection.request("POST", "/api/issue", encoded(request), headers)
        response = connection.getresponse()
        body = response.read()
    except (OSError, HTTPException) as wrong:
        raise Unavailable("the key server does not answer: name its address with --server") from wrong
    finally:
        connection.close()
    if response.status != 200:  # noqa: PLR2004 -- HTTP's number for success
        refused = decoded(body, ErrorResponse)
        raise RuleViolation(refused.error_code, refused.error)
    return decoded(body, IssueResponse)
