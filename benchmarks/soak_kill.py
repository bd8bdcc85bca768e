"""Ten thousand SIGKILLs over publish, batch, purge and restore; `BLUEZONE_SOAK_KILLS` says how many else.

Each life is a fork of a warm process: the real records on a real file, killed at a random instant. Four processes share
the work. With `BLUEZONE_KEYSERVER_DATABASE_URL` set, as many lives again run on that PostgreSQL, a tenth as long: only
the key server is killed there, and the database is one that may be thrown away.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.keyserver_processes import ROOT, environment
from benchmarks.measure import Measure

KILLS: Final = "BLUEZONE_SOAK_KILLS"
DATABASE_URL: Final = "BLUEZONE_KEYSERVER_DATABASE_URL"
MOST: Final = 10_000
LINES: Final = 4
"""How many successions of lives run beside one another."""


def measures() -> list[Measure]:
    """Kill, and count what was lost or doubled."""
    kills = int(os.environ.get(KILLS, str(MOST)))
    with TemporaryDirectory() as name, ThreadPoolExecutor(LINES) as lines:
        folders = [Path(name) / str(line) for line in range(LINES)]
        accounts = list(lines.map(lambda line: succession(folders[line], kills // LINES, line), range(LINES)))
    found = _figures("SQLite", accounts)
    if url := os.environ.get(DATABASE_URL):
        with TemporaryDirectory() as name:
            found += _figures("PostgreSQL", [succession(Path(name) / "data", kills // 10, MOST, url)])
    return found


def succession(folder: Path, kills: int, seed: int, database_url: str = "") -> dict[str, Any]:
    """Let so many lives end by SIGKILL, one after the other, and return the account."""
    words = (str(folder), str(kills), str(seed), *([database_url] if database_url else []))
    done = subprocess.run(  # noqa: S603 -- our own process
        (sys.executable, "-m", "tests.keyserver.killing", *words),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=ROOT,
    )
    account: dict[str, Any] = json.loads(done.stdout)
    return account


def _figures(engine: str, accounts: list[dict[str, Any]]) -> list[Measure]:
    deaths: Counter[str] = Counter()
    for account in accounts:
        deaths.update(account["deaths"])
    wrong = sum(len(account["wrong"]) for account in accounts)
    for account in accounts:
        for sentence in account["wrong"]:
            sys.stderr.write(f"{engine}: {sentence}\n")
    return [
        Measure(f"{engine}: SIGKILLs", deaths.total(), "kills", aim=f">= {MOST}", met=deaths.total() >= MOST),
        *(Measure(f"{engine}: of them at the deed '{deed}'", many, "kills") for deed, many in deaths.items()),
        *(
            Measure(f"{engine}: {what}", sum(account[name] for account in accounts), unit)
            for name, what, unit in (
                ("acknowledged", "reports of 14 keys acknowledged", "reports"),
                ("exports", "exports that phones could see", "exports"),
                ("restores", "older copies put back", "copies"),
            )
        ),
        Measure(f"{engine}: losses, doubles, torn reports, steps back", wrong, "kinds", aim="0", met=wrong == 0),
    ]
