"""A real data folder in a process of its own: made and planted, erased from, counted.

python -m tests.authority.retention.installation make|erase|export DATA MOMENT [FOLDER]
"""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).parents[3]


def environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("BLUEZONE_", "DJANGO_"))}
    return {**kept, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "COLUMNS": "200"}


def run(*words: object, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run this module, or with `bluezone` as the first word the command, to its end."""
    first, *rest = map(str, words)
    program = ["-m", "tests.authority.retention.installation", first]
    if first == "bluezone":
        program = ["-c", "import sys; from bluezone.cli import main; sys.exit(main())"]
    return subprocess.run(
        [sys.executable, *program, *rest], env={**environment(), **more}, capture_output=True, cwd=ROOT, check=False
    )


def main(act: str, data: str, *more: str) -> None:
    os.environ.update(BLUEZONE_DATA=data, DJANGO_SETTINGS_MODULE="bluezone.config.settings")
    django.setup()
    getattr(import_module("tests.authority.retention.acts"), act)(*more)


if __name__ == "__main__":
    main(*sys.argv[1:])
