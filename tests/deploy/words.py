"""Whether words of a deployment file are a call of `bluezone` that exists, and variables that the programs read."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from bluezone.cli.contents import commands, typer_command

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
VARIABLE = re.compile(r"\b(?:BLUEZONE|AWS)_[A-Z_]+\b")


def checked_call(words: list[str]) -> None:
    """Refuse a call of a command, a group's command or an option that is not there; values are not looked at."""
    row = commands().get(words[0])
    assert row is not None, f"there is no command {words[0]}"
    command: Any = typer_command(row)
    rest = words[1:]
    while hasattr(command, "commands"):
        assert rest[0] in command.commands, f"there is no command {words[0]} {rest[0]}"
        command, rest = command.commands[rest[0]], rest[1:]
    known = {option: each for each in command.params for option in (*each.opts, *each.secondary_opts)}
    for word in rest:
        name = word.split("=")[0]
        assert not name.startswith("--") or name in known or name == "--help", f"{' '.join(words[:2])} has no {name}"


@cache
def variables_read() -> frozenset[str]:
    """Every variable of the environment that the programs name."""
    texts = (path.read_text() for path in (ROOT / "src" / "bluezone").rglob("*.py"))
    own = frozenset(found for text in texts for found in VARIABLE.findall(text))
    return own | {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
