"""Can somebody on the wire tell a report from a dummy? A classifier tries, under the load of the bench.

Phones of ours report and send dummies through relays that watch; beside them the load generator of the bench keeps the
server busy. The area under the ROC curve is that of whole reports (three requests of one phone), and of single letters.
Then the same with a server that answers what is meant 2 ms later: the same classifier has to find that.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import uvloop
from benchmarks.distinguishing import area, features, margin, scores
from benchmarks.keyserver_processes import COMMAND, ROOT, environment, key_server
from benchmarks.measure import Measure
from benchmarks.wire_observer import Seen, letters_seen, reports_seen

from bluezone.keyserver.hold import BUDGET, SECOND

REPORTS: Final = 1_500
LETTERS: Final = 1_500
PHONES: Final = 32
LOAD_CLIENTS: Final = 32
LOAD_CODES: Final = 8_000
"""More than the load generator uses up while phones are watched."""
CODES_A_BATCH: Final = 10
AHEAD: Final = -10
"""Where it is allowed, server and observer go before whatever else the computer does, which would blur what is seen."""
PLANTED_SECONDS: Final = 0.002
HIGHEST_AREA: Final = 0.55
LOWEST_PLANTED_AREA: Final = 0.9
HELD: Final = {"BLUEZONE_ANSWER_BUDGET": str(BUDGET / SECOND)}
PLANTED: Final = (sys.executable, "-m", "benchmarks.planted_server", str(PLANTED_SECONDS))


def measures() -> list[Measure]:
    """Try to tell reports and letters from dummies, and once more with a fault planted."""
    found = list[Measure]()
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, AHEAD)
    for name, program in (("", COMMAND), (f", answered {PLANTED_SECONDS * 1e3:.0f} ms later", PLANTED)):
        with TemporaryDirectory() as folder, key_server(Path(folder), program=program, **HELD) as server:
            reports, letters = _watched(server)
            found += [_told_apart(f"reports{name}", reports, 3, planted=bool(name))]
            found += [_told_apart(f"letters{name}", letters, 1, planted=None if name else False)]
            found += [] if name else [*_waits(reports), _late(server, folder)]
    return found


def codes_of(server: dict[str, Any], many: int) -> list[str]:
    """Return fresh verification codes, as the authority asks for them."""
    connection = HTTPConnection("127.0.0.1", server["port"])
    credential = Path(server["credential_file"]).read_text(encoding="ascii")
    headers = {"Content-Type": "application/json", "X-API-Key": credential}
    body = json.dumps({"codes": [{"testType": "confirmed"}] * CODES_A_BATCH})
    codes = list[str]()
    while len(codes) < many:
        connection.request("POST", "/api/batch-issue", body, headers)
        codes += [issued["code"] for issued in json.loads(connection.getresponse().read())["codes"]]
    connection.close()
    return codes[:many]


def told_apart(seen: Seen, calls: int) -> tuple[float, float]:
    """Return the area under the curve of the classifier, and half of its 95 % interval."""
    labels = np.array(seen.meant)
    found = area(scores(features(seen.watched, calls), labels), labels)
    return found, margin(found, int(labels.sum()), int((~labels).sum()))


def _watched(server: dict[str, Any]) -> tuple[Seen, Seen]:
    codes, chance, port = codes_of(server, REPORTS + LOAD_CODES), random.Random(), server["port"]
    with _busy(port, codes[REPORTS:]):
        reports = uvloop.run(reports_seen(port, codes[:REPORTS], phones=PHONES, chance=chance))
        letters = uvloop.run(letters_seen(port, LETTERS, phones=PHONES, chance=chance))
    return reports, letters


@contextmanager
def _busy(port: int, codes: list[str]) -> Iterator[None]:
    """Keep the server as busy as the bench does."""
    command = (sys.executable, "-m", "benchmarks.keyserver_load", str(port), str(LOAD_CLIENTS))
    with subprocess.Popen(  # noqa: S603 -- our own load generator
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment(), cwd=ROOT
    ) as load:
        try:
            if load.stdin:
                load.stdin.write("\n".join(codes))
                load.stdin.close()
            yield
            if load.poll() is not None:
                raise RuntimeError("the load ended before the phones were watched")
        finally:
            load.terminate()


def _told_apart(name: str, seen: Seen, calls: int, *, planted: bool | None) -> Measure:
    found, half = told_apart(seen, calls)
    whole = f"area under the curve, {len(seen.meant):,} {name}"
    shown = f"{whole}, ± {half:.3f}"
    if planted is None:
        return Measure(shown, found, "")
    if planted:
        return Measure(shown, found, "", aim=f">= {LOWEST_PLANTED_AREA}", met=found >= LOWEST_PLANTED_AREA)
    return Measure(shown, found, "", aim=f"<= {HIGHEST_AREA}", met=found <= HIGHEST_AREA)


def _waits(seen: Seen) -> Iterator[Measure]:
    rows, labels = features(seen.watched, 3), np.array(seen.meant)
    for name, mine in (("reports", labels), ("dummies", ~labels)):
        yield Measure(f"median wait for the first byte, {name}", float(np.median(rows[mine, :3])) * 1e3, "ms")


def _late(server: dict[str, Any], folder: str) -> Measure:
    """Count the answers that left later than all answers are meant to."""
    watch = Path(folder, "data", "watch-credential").read_text(encoding="ascii")
    connection = HTTPConnection("127.0.0.1", server["port"])
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {watch}"})
    text = connection.getresponse().read().decode()
    connection.close()
    late, answers = (
        sum(
            float(line.split()[-1]) for line in text.splitlines() if line.startswith(f"bluezone_keyserver_{name}_total")
        )
        for name in ("over_budget", "answers")
    )
    return Measure(
        f"answers over the budget, of {answers:,.0f}", late / answers, "", aim="<= 0.001", met=late <= answers / 1000
    )
