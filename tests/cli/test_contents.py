"""The command's table of contents, and what becomes of errors."""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import typer

from bluezone.cli import contents, main
from bluezone.cli.contents import CONTENTS, Command, commands, typer_command
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation, Unavailable

ROWS = list(commands().values())


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Put one command `try` into the table, made of a function or a Typer application."""

    def plant(thing: object) -> None:
        module = ModuleType("bluezone.cli.planted")
        module.thing = thing  # type: ignore[attr-defined]  # a module made here
        monkeypatch.setitem(sys.modules, "bluezone.cli.planted", module)
        monkeypatch.setattr(contents, "CONTENTS", {"The lab": [Command("try", "planted:thing", "lab", "Try it")]})

    return plant


def outcome(words: list[str]) -> int:
    """The exit code, whether Typer left by an exception or the command returned."""
    try:
        return main(words)
    except SystemExit as left:
        return int(left.code or 0)


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_help_reads_like_a_table_of_contents(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(words) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line in CONTENTS] == list(CONTENTS)
    for row in ROWS:
        assert any(row.name in line and row.summary in line for line in lines)


def test_help_is_quick() -> None:
    command = [sys.executable, "-c", "from bluezone.cli import main; main(['--help'])"]

    def seconds_of_work() -> float:
        """How long a processor worked for it, however many others wanted that processor."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds_of_work() for _ in range(5)) < 0.3


def test_help_loads_no_command() -> None:
    code = "import sys; from bluezone.cli import main; main(['--help']); print(sorted(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert "'bluezone.cli.contents'" in loaded
    for heavy in [
        "typer",
        "numpy",
        "starlette",
        "bumble",
        *(f"bluezone.cli.{row.place.partition(':')[0]}" for row in ROWS),
    ]:
        assert f"'{heavy}'" not in loaded


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["--version"]) == 0

    assert capsys.readouterr().out.startswith("bluezone 0.")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_command_is_there_and_explains_itself(row: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome([row.name, "--help"]) == 0

    assert f"bluezone {row.name}" in capsys.readouterr().out


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_option_says_what_it_is(row: Command) -> None:
    waiting = [typer_command(row)]
    while waiting:
        command = waiting.pop()
        waiting += getattr(command, "commands", {}).values()

        assert command.help
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{command.name} {parameter.name}"


def test_a_mistyped_command_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["sevre"]) == 2

    assert "perhaps `serve`" in capsys.readouterr().err


def test_an_unknown_option_of_a_command_is_a_wrong_call(planted: Callable[[object], None]) -> None:
    planted(lambda: None)

    assert outcome(["try", "--nonsense"]) == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MalformedMessage("a key has 16 bytes"), 1),
        (BluezoneError("a key has 16 bytes"), 1),
        (RuleViolation("code_expired", "a key has 16 bytes"), 3),
        (Unavailable("a key has 16 bytes"), 4),
    ],
)
def test_an_expected_error_is_one_sentence_and_an_exit_code(
    planted: Callable[[object], None], capsys: pytest.CaptureFixture[str], error: BluezoneError, code: int
) -> None:
    def fail() -> None:
        raise error

    planted(fail)

    assert outcome(["try"]) == code
    assert capsys.readouterr().err == "a key has 16 bytes\n"


def test_a_bug_is_not_hidden(planted: Callable[[object], None]) -> None:
    def fail() -> None:
        raise KeyError("a bug")

    planted(fail)

    with pytest.raises(KeyError):
        main(["try"])


def test_an_application_with_one_command_is_still_a_group(
    planted: Callable[[object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    app = typer.Typer()

    @app.command()
    def greet(name: str) -> None:
        typer.echo(f"hello {name}")

    planted(app)

    assert outcome(["try", "greet", "world"]) == 0
    assert capsys.readouterr().out == "hello world\n"


def test_a_command_without_its_extra_says_which_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = tmp_path / "lacking.py"
    module.write_text("import a_module_that_is_not_installed")
    monkeypatch.setattr("bluezone.cli.__path__", [str(tmp_path)])
    monkeypatch.setattr(contents, "CONTENTS", {"The lab": [Command("try", "lacking:app", "lab", "Try it")]})

    assert outcome(["try"]) == 2

    assert capsys.readouterr().err == (
        "`bluezone try` needs the module a_module_that_is_not_installed: `pip install 'bluezone[lab]'`.\n"
    )


def test_the_bare_package_says_how_to_get_the_commands() -> None:
    code = (
        "import sys; sys.modules['rich'] = sys.modules['typer'] = None\n"
        "from bluezone.cli import main; sys.exit(main([*sys.argv[1:]]))"
    )

    for words in ([], ["serve"], ["nonsense"]):
        ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)

        assert ran.returncode == 2
        assert ran.stderr == "The commands of Bluezone need `pip install 'bluezone[cli]'`.\n"
