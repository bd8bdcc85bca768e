"""Weeks of field telephones from seeds, each of 500 visits: a hundred in Node, five in Chromium, every one exact.

The same tests that play two weeks and a small one in each run of the suite.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from benchmarks.measure import Measure

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = "tests/rollout/fieldwork/simulation"
IN_NODE: Final = 100
IN_CHROMIUM: Final = 5


def measures() -> list[Measure]:
    """Play all weeks; each must end as it was scripted."""
    return [
        *_played("Node", "test_simulation.py", "BLUEZONE_WEEKS", IN_NODE),
        *_played("Chromium", "test_in_browser.py", "BLUEZONE_BROWSER_WEEKS", IN_CHROMIUM),
    ]


def _played(where: str, file: str, name: str, weeks: int) -> list[Measure]:
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", f"{FOLDER}/{file}", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(  # noqa: S603 -- this interpreter, words of ours
        command, cwd=ROOT, env={**os.environ, name: str(weeks)}, stdout=subprocess.PIPE, text=True, check=False
    )
    passed = _passed(run.stdout)
    if passed < weeks:
        sys.stderr.write(run.stdout)
    seconds = (time.monotonic() - began) / weeks
    return [
        Measure(f"weeks in {where} that ended as scripted", passed, "weeks", aim=str(weeks), met=passed == weeks),
        Measure(f"one week in {where}", seconds, "s"),
    ]


def _passed(told: str) -> int:
    """Return how many tests passed, from the last line of pytest."""
    words = told.strip().rpartition("\n")[2].split()
    return next((int(words[place - 1]) for place, word in enumerate(words) if word.strip(",") == "passed"), 0)
