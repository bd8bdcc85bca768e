"""The `bluezone` command's table of contents, and the way from a word to the module behind it.

Nothing heavy is imported before a command is chosen, so that `bluezone --help` is quick and the bare package can say
which extra a command needs. What a command raises on purpose becomes one sentence and an exit code:

| code | meaning |
| --- | --- |
| 0 | done |
| 1 | something handed in is not what it claims to be (`MalformedMessage`) |
| 2 | the command was called wrongly |
| 3 | well-formed, refused by a rule (`RuleViolation`) |
| 4 | something that is needed does not answer now (`Unavailable`) |
| 5, 6 | a check (`doctor`, `probe`) found something to look at; something broken |
| 130 | interrupted from the keyboard |
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from bluezone.protocol.errors import BluezoneError, RuleViolation, Unavailable

if TYPE_CHECKING:
    from typer.core import TyperCommand, TyperGroup

EXIT_MALFORMED: Final = 1
EXIT_USAGE: Final = 2
EXIT_REFUSED: Final = 3
EXIT_UNAVAILABLE: Final = 4

TITLE: Final = "Contact tracing that a province can run by itself"


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table: a word of the command line and where it leads.

    Args:
        name: The word.
        place: `module:name`, below `bluezone.cli`, of a function (one command) or a Typer application (a group).
        extra: What `pip install 'bluezone[...]'` must have brought.
        summary: One line for the table of contents.
    """

    name: str
    place: str
    extra: str
    summary: str


CONTENTS: Final = {
    "The phone": [
        Command("phone", "phone:app", "phone", "Be a phone: run, status, check, report, erase"),
    ],
    "The authority": [
        Command("serve", "serve:serve", "people,server", "Start everything: the keyserver, the site, the console"),
        Command("keyserver", "keyserver:serve", "server", "Start the keyserver alone, that phones talk to"),
        Command("code", "keyserver:code", "server", "Ask a keyserver for a verification code: issue"),
        Command("keys", "keys:app", "server", "A keyserver's signing keys: list, rotate, renew, admit"),
        Command("federation", "federation:app", "server", "Look at the keyservers of other provinces: check"),
        Command("authority-keys", "authority_keys:app", "cli", "The authority's own keys: list, rotate"),
        Command("feed", "feed:app", "cli", "Tell every phone news and warnings: publish, show, keep"),
        Command("people", "people:app", "people", "Run the site and the console of people: serve, work, manage"),
        Command("doctor", "doctor:doctor", "cli", "Say how everything stands, and what to do next"),
        Command("probe", "probe:probe", "phone,server", "Send a report of nobody's keys through a running system"),
        Command("purge", "purge:purge", "people", "Erase what is past its time, and say how much"),
        Command("database", "database:app", "server,postgresql", "Prepare PostgreSQL: roles with least rights, tables"),
        Command("backup", "backup:app", "people", "Back up everything, sealed; destroy old keys: make, expire"),
        Command("restore", "restore:restore", "people,server", "Read a backup into an empty data folder"),
        Command("audit", "audit:app", "people", "Prove the audit chain of people's acts: verify"),
    ],
    "The campaign": [
        Command("directive", "directive:app", "people", "Read a directive: who must do what, where it says so: read"),
        Command("studio", "studio:app", "people", "Print the campaign's posters, leaflets, stickers: posters"),
        Command("seed", "seed:seed", "people", "Fill a trial province with a synthetic campaign"),
        Command("portal", "portal:app", "cli", "The notice of a public wifi: plan, serve, watch, check"),
    ],
    "The lab": [
        Command("demo", "demo:demo", "lab,server", "Play a real day: meet, test positive, warn the right others"),
    ],
    "Tools for evidence": [
        Command("ids", "identifiers:ids", "cli", "Derive the identifiers of a key for one day, on either air"),
        Command("beacon", "beacon:app", "cli", "Read an advertisement field by field: decode"),
        Command("log", "log:app", "server", "Check the log of everything published: verify, show, head"),
        Command("export", "export:app", "cli", "Check and show files of diagnosis keys: verify, show"),
        Command("legacy", "legacy:app", "cli", "Read what phones of 2020 kept: ids, verify-history, match"),
    ],
}
"""Every command under the door through which one comes to it."""


def commands() -> dict[str, Command]:
    """Return every row of the table by its word."""
    return {row.name: row for rows in CONTENTS.values() for row in rows}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, and return its exit code.

    Args:
        arguments: The words after `bluezone`; by default the process's own.

    Raises:
        SystemExit: The command ended itself with an exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        match words:
            case [] | ["--help" | "-h" | "help", *_]:
                _print_contents()
                return 0
            case ["--version", *_]:
                print(f"bluezone {version('bluezone')}")
                return 0
            case [word, *rest]:
                return _run(word, rest)
    except ModuleNotFoundError as missing:
        if _package(missing) not in {"rich", "typer"}:
            raise
        print("The commands of Bluezone need `pip install 'bluezone[cli]'`.", file=sys.stderr)
    return EXIT_USAGE


def typer_command(command: Command) -> "TyperCommand | TyperGroup":
    """Return what Typer makes of a row: a group for an application, one command for a function.

    Raises:
        ModuleNotFoundError: An extra that the command needs is not installed.
    """
    from typer import Typer  # noqa: PLC0415 -- heavy, and absent from the bare package
    from typer.main import get_command, get_group  # noqa: PLC0415 -- the same

    module, _, name = command.place.partition(":")
    found = getattr(import_module(f"bluezone.cli.{module}"), name)
    if isinstance(found, Typer):
        return get_group(found)
    single = Typer(add_completion=False)
    single.command(name=command.name)(found)
    return get_command(single)  # type: ignore[return-value]  # Typer names its base class, which it hides


def _run(word: str, rest: Sequence[str]) -> int:
    command = commands().get(word)
    if command is None:
        _complain(f"There is no command `{word}`{_likeness(word)}; `bluezone --help` lists them.")
        return EXIT_USAGE
    try:
        runnable = typer_command(command)
    except ModuleNotFoundError as missing:
        if _package(missing) in {"", "bluezone", "rich", "typer"}:
            raise
        _complain(f"`bluezone {word}` needs the module {missing.name}: `pip install 'bluezone[{command.extra}]'`.")
        return EXIT_USAGE
    try:
        runnable.main(rest, prog_name=f"bluezone {word}")
    except BluezoneError as refused:
        _complain(str(refused))
        return _exit_code(refused)
    return 0


def _package(missing: ModuleNotFoundError) -> str:
    return (missing.name or "").partition(".")[0]


def _exit_code(refused: BluezoneError) -> int:
    match refused:
        case RuleViolation():
            return EXIT_REFUSED
        case Unavailable():
            return EXIT_UNAVAILABLE
        case _:
            return EXIT_MALFORMED


def _likeness(word: str) -> str:
    near = get_close_matches(word, commands(), n=1)
    return f", perhaps `{near[0]}`" if near else ""


def _complain(sentence: str) -> None:
    from rich.console import Console  # noqa: PLC0415 -- heavy, and absent from the bare package

    Console(stderr=True).print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)


def _print_contents() -> None:
    from rich.console import Console  # noqa: PLC0415 -- heavy, and absent from the bare package
    from rich.table import Table  # noqa: PLC0415 -- the same

    console = Console(highlight=False)
    console.print(f"[bold]bluezone[/] COMMAND …    {TITLE}")
    names = max(map(len, commands()))
    for door, rows in CONTENTS.items():
        table = Table.grid(padding=(0, 2))
        table.add_column(style="cyan", min_width=names + 2)
        table.add_column()
        for row in rows:
            table.add_row(f"  {row.name}", row.summary)
        console.print(f"\n[bold]{door}[/]")
        console.print(table)
    console.print("\n`bluezone COMMAND --help` explains one command, `bluezone --version` names the version.")
    console.print(
        "Exit codes: 0 done, 1 malformed, 2 wrong call, 3 refused by a rule, 4 unavailable, 5 look, 6 broken."
    )
