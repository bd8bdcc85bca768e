"""Whole flows of phones: verify, certificate, publish of 14 keys, against a key server on SQLite in its own process.

Server and load generator share the cores of this computer. Beside them runs a bare Starlette that does nothing, driven
by the same generator. Each figure is the median of several runs, taken in turns.
"""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.keyserver_processes import echo, key_server, load
from benchmarks.measure import Measure, against

CLIENTS: Final = (8, 32)
FLOWS: Final = 2_000
ROUNDS: Final = 3
CODES_A_BATCH: Final = 10
AIM_FLOWS: Final = 600
AIM_P99_MS: Final = 50

Found = dict[str, float]


def measures() -> list[Measure]:
    """Measure whole flows with few and with many clients, beside a server that does nothing."""
    with TemporaryDirectory() as folder, key_server(Path(folder)) as server, echo(Path(folder)) as echo_port:
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
    return load("keyserver_load", str(port), str(clients), given="\n".join(codes))


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
