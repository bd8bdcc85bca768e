"""Tshark as an independent reader of our captures."""

import csv
import subprocess
from pathlib import Path

from tests.tools import required_tool


def fields(capture: Path, *names: str, only: str = "") -> list[list[str]]:
    """Return the named fields of every frame that the display filter `only` lets through."""
    wanted = [part for name in names for part in ("-e", name)]
    filtered = ["-Y", only] if only else []
    read = subprocess.run(
        [required_tool("tshark"), "-r", str(capture), "-T", "fields", "-E", "separator=,", *filtered, *wanted],
        capture_output=True,
        text=True,
        check=True,
    )
    return list(csv.reader(read.stdout.splitlines()))
