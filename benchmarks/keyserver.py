"""Whole flows of phones: verify, certificate, publish of 14 keys, against a key server on SQLite in its own process.

Server and load generator share the cores of this computer. Beside them runs a bare Starlette that does nothing, driven
by the same generator. Each figure is the median of several runs, taken in turns.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.measure import Measure, against

CLIENTS: Final = (8, 32)
FLOWS: Final = 2_000
ROUNDS: Final = 3
CODES_A_BATCH: Final = 10
AIM_FLOWS: Final = 600
AIM_P99_MS: Final = 50
ROOT: Final = Path(__file__).parents[1]
COMMAND: Final = (sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())")
START_SECONDS: Final = 30

Found = dict[str, float]


def measures() -> list[Measure]:
    """Measure whole flows with few and with many clients, beside a server that does nothing."""
    with TemporaryDirectory() as folder, _key_server(Path(folder)) as server, _echo(Path(folder)) as echo_port:
        found: list[Measure] = []
        for clients in CLIENTS:
            runs, idle = [], []
            for _ in range(ROUNDS):
                idle.append(_load(echo_port, clients, ["0"] * FLOWS))
                runs.append(_load(server["port"], clients, _codes(server, FLOWS)))
            found += _figures(clients, runs, idle)
        return found


def _figures(clients: int, runs: list[Found], idle: list[Found]) -> Iterator[Measure]:
    flows, reference = (median(run["flows_a_second"] for run in some) for some in (runs, idle))
    p99, idle_p99 = (median(run["p99_ms"] for run in some) for some in (runs, idle))
    refused = sum(run["refused"] for run in runs)
    bare = "a bare Starlette that does nothing"
    name = f"verify, certificate and publish of 14 keys, {clients} clients"
    yield Measure(
        name,
        flows,
        "flows/s",
        reference=bare,
        reference_value=reference,
        ratio=against(reference, flows),
        aim=f">= {AIM_FLOWS}",
        met=flows >= AIM_FLOWS,
    )
    yield Measure(
        f"slowest request but one in a hundred, {clients} clients",
        p99,
        "ms",
        reference=bare,
        reference_value=idle_p99,
        ratio=against(idle_p99, p99),
        aim=f"<= {AIM_P99_MS}",
        met=p99 <= AIM_P99_MS,
    )
    yield Measure(f"refused requests, {clients} clients", refused, "requests", aim="0", met=refused == 0)


def _load(port: int, clients: int, codes: list[str]) -> Found:
    generator = (sys.executable, "-m", "benchmarks.keyserver_load", str(port), str(clients))
    done = subprocess.run(  # noqa: S603 -- our own load generator
        generator, input="\n".join(codes), capture_output=True, text=True, check=True, env=_environment(), cwd=ROOT
    )
    found: Found = json.loads(done.stdout)
    return found


def _codes(server: dict[str, Any], many: int) -> list[str]:
    """Codes as the authority asks for them, before the clock of the run starts."""
    connection = HTTPConnection("127.0.0.1", server["port"])
    credential = Path(server["credential_file"]).read_text(encoding="ascii")
    headers = {"Content-Type": "application/json", "X-API-Key": credential}
    body = json.dumps({"codes": [{"testType": "confirmed"}] * CODES_A_BATCH})
    codes: list[str] = []
    while len(codes) < many:
        connection.request("POST", "/api/batch-issue", body, headers)
        codes += [issued["code"] for issued in json.loads(connection.getresponse().read())["codes"]]
    connection.close()
    return codes


@contextmanager
def _key_server(folder: Path) -> Iterator[dict[str, Any]]:
    arguments = ("keyserver", "--data", str(folder / "data"), "--port", "0", "--ready-file", str(folder / "ready"))
    with _process((*COMMAND, *arguments), folder / "ready") as said:
        yield json.loads(said)


@contextmanager
def _echo(folder: Path) -> Iterator[int]:
    with _process((sys.executable, "-m", "benchmarks.keyserver_echo", str(folder / "echo")), folder / "echo") as said:
        yield int(said)


@contextmanager
def _process(command: tuple[str, ...], ready: Path) -> Iterator[str]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 -- the server that is measured, and its reference
        command, stdout=quiet, stderr=quiet, env=_environment(), cwd=ROOT
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not (ready.exists() and ready.stat().st_size):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("a server of the benchmark did not start")
            time.sleep(0.05)
        yield ready.read_text(encoding="ascii")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
