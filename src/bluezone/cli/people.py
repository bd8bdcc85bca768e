"""People's side as programs: the site and the console under granian, and the jobs that run beside them.

`bluezone people serve` prepares the registry, then keeps three children alive: the two doors, each a WSGI server in a
process of its own, and the worker. No server writes an access log, and none writes where a request came from.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.panel import Panel

from bluezone.authority.keyring import FOLDER, load_or_make
from bluezone.cli.clock import clock_from
from bluezone.cli.jobs import do_jobs, note_round
from bluezone.cli.log_lines import say_line
from bluezone.cli.processes import ended_politely
from bluezone.cli.project import DATA, check_registry_age, enter_project
from bluezone.config.logs import server_logging
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import RuleViolation, Unavailable

app = typer.Typer(no_args_is_help=True, help="Run the site and the console that people use.")

FINGERPRINT: Final = re.compile("[0-9A-Fa-f]{64}")
SITE_PORT: Final = 8081
CONSOLE_PORT: Final = 8082
KEYS: Final = "http://localhost:8080"
THREADS: Final = 8
LOOK_EVERY_SECONDS: Final = 0.2
PATIENCE_SECONDS: Final = 120.0
"""How long a door may take to open: at a start all children come at once."""
LAST_SECONDS: Final = 30.0
"""How long a child may take to end once it is asked to."""
JOBS_EVERY_SECONDS: Final = 30.0
STEADY_SECONDS: Final = 60.0
"""A child that lived this long may die and is started again; one that dies sooner five times in a row ends the command."""
DEATHS_IN_A_ROW: Final = 5


@dataclass(frozen=True, slots=True)
class Doors:
    """Where people come in, and what the first one needs to know.

    Args:
        site: The public origin.
        console: The origin of people who log in.
        set_up: The address at which the first administrator is made; empty when there is one.
    """

    site: str
    console: str
    set_up: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class People:
    """How people's side is opened: the options of `people serve`, which `serve` shares.

    `keyserver` and `credential` say where and with what the authority asks the keyserver; without them it is asked at
    `keys`, with the credential that lies in the data folder.
    """

    data: Path
    host: str
    site_port: int
    console_port: int
    site: str
    console: str
    keys: str
    keyserver: str = ""
    credential: Path | None = None
    behind_proxy: bool = False
    demo_clock: Path | None = None
    root_fingerprint: str = ""


def clock() -> Clock:
    """Return the machine's clock, or the conducted one whose file BLUEZONE_DEMO_CLOCK names."""
    conducted = os.environ.get("BLUEZONE_DEMO_CLOCK")
    return clock_from(Path(conducted) if conducted else None)


@app.callback()
def people() -> None:
    """Run the site and the console that people use."""


@app.command()
def serve(  # noqa: PLR0913 -- one argument an option of the command
    *,
    data: Annotated[Path, typer.Option(help="Folder of the registry, keys and files; made when new.")] = DATA,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    site_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the site; 0 takes a free one.")] = SITE_PORT,
    console_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the console; 0 takes a free one.")
    ] = CONSOLE_PORT,
    site: Annotated[str, typer.Option(help="The site's origin as browsers see it; by default localhost.")] = "",
    console: Annotated[str, typer.Option(help="The console's origin as browsers see it.")] = "",
    keys: Annotated[str, typer.Option(help="The keyserver's origin.")] = KEYS,
    root_fingerprint: Annotated[
        str, typer.Option(help="The keyserver's root key, as it says at its start: phones are given it at the install.")
    ] = "",
    keys_credential: Annotated[
        Path | None,
        typer.Option(help="Copy of the keyserver's credential: then feeds are published and codes are issued."),
    ] = None,
    behind_proxy: Annotated[bool, typer.Option(help="A proxy on this machine stands in front.")] = False,
    demo_clock: Annotated[
        Path | None, typer.Option(help="File of a conducted clock; only while this is a trial.")
    ] = None,
    ready_file: Annotated[Path | None, typer.Option(help="File to write, as JSON, once both doors answer.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead of words.")] = False,
) -> None:
    """Prepare the registry, open the site and the console, and keep both and the worker alive."""
    people = People(
        data=data,
        host=host,
        site_port=site_port,
        console_port=console_port,
        site=site,
        console=console,
        keys=keys,
        credential=keys_credential,
        behind_proxy=behind_proxy,
        demo_clock=demo_clock,
        root_fingerprint=checked_fingerprint(root_fingerprint),
    )
    load_or_make(data / FOLDER, at=clock_from(demo_clock).now())
    beside = {"feeds": feeds_kept(people, keys, keys_credential)} if keys_credential else {}
    open_doors(people, beside=beside, ready_file=ready_file, as_json=as_json)


@app.command("prepare")
def prepare_alone(*, data: Annotated[Path, typer.Option(help="Folder of the registry.")] = DATA) -> None:
    """Bring the registry up to date, and say where the first administrator is made; for doors that run apart."""
    load_or_make(data / FOLDER, at=clock().now())
    enter_project(data, must_exist=False)
    from django.conf import settings  # noqa: PLC0415 -- Django is loaded above

    if address := prepare(data, Doors(settings.SITE_ORIGIN, settings.CONSOLE_ORIGIN), demo=False).set_up:
        print(f"No administrator yet. Open this once: {address}")


@app.command()
def door(
    name: Annotated[str, typer.Argument(help="site or console.")],
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port.")] = SITE_PORT,
) -> None:
    """Serve one door; `serve` starts it with the settings that both share."""
    if name not in {"site", "console"}:
        raise RuleViolation("no_such_door", "there are two doors: site and console")
    os.environ["BLUEZONE_DOOR"] = name
    from granian.constants import Interfaces  # noqa: PLC0415 -- heavy, and needed by this command alone
    from granian.log import LogLevels  # noqa: PLC0415 -- the same
    from granian.server import Server  # noqa: PLC0415 -- the same

    Server(
        "bluezone.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig=server_logging(),
        respawn_failed_workers=True,
    ).serve()


@app.command()
def work(
    *,
    data: Annotated[Path, typer.Option(help="Folder of the registry.")] = DATA,
    once: Annotated[bool, typer.Option(help="Do everything that is due once, and end.")] = False,
) -> None:
    """Do what is due: queued jobs, reminders, messages, purges; each holds a lease in the database."""
    enter_project(data)
    while True:
        do_jobs()
        note_round()
        if once:
            return
        sleep(JOBS_EVERY_SECONDS)


@app.command()
def manage(
    words: Annotated[list[str], typer.Argument(help="A management command of Django and its arguments.")],
    *,
    data: Annotated[Path, typer.Option(help="Folder of the registry.")] = DATA,
) -> None:
    """Run a management command on the registry, such as `migrate`."""
    enter_project(data, must_exist=False)
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- Django is loaded above

    execute_from_command_line(["bluezone people manage", *words])


def open_doors(people: People, *, beside: dict[str, list[str]], ready_file: Path | None, as_json: bool) -> None:
    """Prepare the registry, open the site and the console, and keep them, the worker and others alive.

    Args:
        people: Where and how.
        beside: Further commands to keep alive, by name.
        ready_file: Written, as JSON, once both doors answer.
        as_json: Whether the doors are told as one line of JSON.
    """
    host = people.host
    ports = {"site": people.site_port or free_port(host), "console": people.console_port or free_port(host)}
    site, console = (f"http://localhost:{ports[name]}" for name in ("site", "console"))
    doors = Doors(people.site or site, people.console or console)
    os.environ.update(
        {
            "BLUEZONE_DATA": str(people.data.absolute()),
            "BLUEZONE_SITE": doors.site,
            "BLUEZONE_CONSOLE": doors.console,
            "BLUEZONE_KEYS": people.keys,
            **({"BLUEZONE_KEYSERVER": people.keyserver} if people.keyserver else {}),
            **({"BLUEZONE_KEYSERVER_CREDENTIAL": str(people.credential.absolute())} if people.credential else {}),
            **({"BLUEZONE_ROOT_FINGERPRINT": people.root_fingerprint} if people.root_fingerprint else {}),
            **({"BLUEZONE_BEHIND_PROXY": "1"} if people.behind_proxy else {}),
            **({"BLUEZONE_DEMO_CLOCK": str(people.demo_clock.absolute())} if people.demo_clock else {}),
        }
    )
    doors = prepare(people.data, doors, demo=people.demo_clock is not None)
    commands = {name: ["people", "door", name, "--host", host, "--port", str(port)] for name, port in ports.items()}
    commands = {**beside, **commands, "worker": ["people", "work"]}
    with ended_politely():
        keep_alive(commands, when_ready=lambda: _announce(doors, ports, host, ready_file, as_json=as_json))


def feeds_kept(people: People, server: str, credential: Path) -> list[str]:
    """Return the command that publishes the authority's feeds and renews them.

    Args:
        people: Where the authority's keys are, and by which clock.
        server: The keyserver's address.
        credential: The file of its credential.
    """
    conducted = ["--demo-clock", str(people.demo_clock)] if people.demo_clock else []
    data = ["--data", str(people.data), "--credential", str(credential)]
    return ["feed", "keep", "--server", server, *data, *conducted]


def checked_fingerprint(text: str) -> str:
    """Return the fingerprint of a root key, or nothing when there is none.

    Raises:
        RuleViolation: `fingerprint_wrong`: it is not 64 hex digits.
    """
    if text and not FINGERPRINT.fullmatch(text):
        raise RuleViolation("fingerprint_wrong", "a root key's fingerprint has 64 hex digits")
    return text.lower()


def prepare(data: Path, doors: Doors, *, demo: bool) -> Doors:
    """Bring the registry up to date; without an administrator, make a set-up code and return its address.

    Raises:
        RuleViolation: A conducted clock was asked for, and the installation is no trial.
    """
    enter_project(data, must_exist=False)
    from django.conf import settings  # noqa: PLC0415 -- Django is loaded above
    from django.core.management import call_command  # noqa: PLC0415 -- the same
    from django.db import connection  # noqa: PLC0415 -- the same

    from bluezone.authority.accounts.queries import an_administrator_exists  # noqa: PLC0415 -- the same
    from bluezone.authority.console.queries import is_trial  # noqa: PLC0415 -- the same
    from bluezone.authority.console.setting_up import new_token  # noqa: PLC0415 -- the same

    check_registry_age()
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    try:
        if demo and not is_trial():
            raise RuleViolation(
                "installation_is_real", "a conducted clock works only while the installation is a trial"
            )
        if an_administrator_exists():
            return doors
        token = new_token(settings.PEOPLE_FOLDER)
        return Doors(doors.site, doors.console, f"{doors.console}/setup/?token={token}")
    finally:
        connection.close()


def keep_alive(commands: dict[str, list[str]], *, when_ready: Callable[[], None]) -> None:
    """Start every command as a child and start again what dies, until this process is told to end.

    Raises:
        Unavailable: A child died five times in a row, each time soon after its start.
    """
    running = {name: (_started(words), monotonic()) for name, words in commands.items()}
    deaths = dict.fromkeys(commands, 0)
    try:
        when_ready()
        while True:
            sleep(LOOK_EVERY_SECONDS)
            for name, (child, since) in running.items():
                if child.poll() is None:
                    continue
                deaths[name] = 1 if monotonic() - since > STEADY_SECONDS else deaths[name] + 1
                if deaths[name] >= DEATHS_IN_A_ROW:
                    raise Unavailable(f"the {name} of people's side does not stay alive")
                say_line(f"The {name} ended; it is started again.")
                _end_group(child)
                running[name] = (_started(commands[name]), monotonic())
    finally:
        _end([child for child, _since in running.values()])


def free_port(host: str) -> int:
    """Return a port that nobody listens on, and that the system gives to nobody who leaves the choice to it for a minute.

    Whoever closes a connection first keeps its end waiting (RFC 9293, TIME-WAIT): such a port is passed over by the
    system, and can be listened on by whoever names it.
    """
    with socket.create_server((host, 0)) as listener:
        port: int = listener.getsockname()[1]
        with socket.create_connection((host, port)) as there:
            listener.accept()[0].close()
            there.recv(1)
        return port


def _started(words: list[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bluezone.cli.child", str(os.getpid()), *words]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 -- our own program


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = monotonic() + LAST_SECONDS
    for child in children:
        try:
            child.wait(max(0.0, deadline - monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        _end_group(child)


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End what a dead child left behind: the workers of a server hold its port."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _announce(doors: Doors, ports: dict[str, int], host: str, ready_file: Path | None, *, as_json: bool) -> None:
    """Say it first and write the file last: who waits for the file may read what was said."""
    for port in ports.values():
        _wait_for(host, port)
    if as_json:
        print(json.dumps(asdict(doors)), flush=True)
    else:
        _say(doors)
    if ready_file is not None:
        draft = ready_file.with_name(f".{ready_file.name}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(doors)))
        draft.replace(ready_file)


def _say(doors: Doors) -> None:
    console = Console(highlight=False)
    console.print(f"The site:     [bold]{doors.site}[/]")
    console.print(f"The console:  [bold]{doors.console}[/]")
    if doors.set_up:
        words = f"No administrator yet. Open this once, on this computer:\n[bold]{doors.set_up}[/]"
        console.print(Panel(words, title="first start"), soft_wrap=True)
    sys.stdout.flush()


def _wait_for(host: str, port: int) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return
        sleep(LOOK_EVERY_SECONDS)
    raise Unavailable("a door of people's side did not open in time")
