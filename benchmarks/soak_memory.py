"""The key server's memory over an hour of load; `BLUEZONE_SOAK_MINUTES` says how long else.

Reports are published without a pause by 32 clients, garbage and slow clients come between them, and the index is
pulled. The resident memory of the real process is read every few thousand reports. What counts is the slope of a line through
the second half, when everything that is filled once is full, against what the records themselves must hold.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import linear_regression, median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.keyserver_burst import burst_for
from benchmarks.keyserver_processes import key_server
from benchmarks.keyserver_publishes import Maker
from benchmarks.measure import Measure

MINUTES: Final = "BLUEZONE_SOAK_MINUTES"
HOUR_MINUTES: Final = 60.0
CLIENTS: Final = 32
REPORTS_A_TURN: Final = 2_000
AIM_MIB_AN_HOUR: Final = 8.0
"""Less than what one day's load of a province would have to leave behind to matter within a month."""
GARBAGE: Final = (
    b"GET / HTTP/1.1\r\nHost: k\r\n\r\n",
    b"\x16\x03\x01\x02\x00",
    b"POST /api/verify HTTP/1.1\r\nHost: k\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n[[[[[[[[[",
    b"POST /v1/publish HTTP/1.1\r\nHost: k\r\nContent-Length: 100\r\n\r\n",
)


def measures() -> list[Measure]:
    """Load the server for an hour and fit a line through its memory."""
    minutes = float(os.environ.get(MINUTES, str(HOUR_MINUTES)))
    with TemporaryDirectory() as name:
        folder = Path(name)
        maker = Maker(folder)
        with key_server(folder) as server:
            seen, published = _loaded(maker, server["port"], server["pid"], minutes * 60)
    later = seen[len(seen) // 2 :]
    slope = linear_regression([at for at, _ in later], [mib for _, mib in later]).slope * 3600
    return [
        Measure("minutes of load", minutes, "min"),
        Measure("reports of 14 keys published meanwhile", published, "reports"),
        Measure("memory at the start", seen[0][1], "MiB"),
        Measure("memory in the second half, median", median(mib for _, mib in later), "MiB"),
        Measure(
            "slope of memory in the second half",
            slope,
            "MiB an hour",
            aim=f"<= {AIM_MIB_AN_HOUR}",
            met=slope <= AIM_MIB_AN_HOUR,
        ),
    ]


def _loaded(maker: Maker, port: int, pid: int, seconds: float) -> tuple[list[tuple[float, float]], int]:
    begun, published = time.monotonic(), 0
    seen: list[tuple[float, float]] = []
    ended = threading.Event()
    beside = threading.Thread(target=_annoy, args=(port, ended))
    beside.start()
    try:
        while (at := time.monotonic() - begun) < seconds:
            published += burst_for(port, CLIENTS, [maker.request() for _ in range(REPORTS_A_TURN)])
            seen.append((at, _resident_mib(pid)))
    finally:
        ended.set()
        beside.join()
    return seen, published


def _annoy(port: int, ended: threading.Event) -> None:
    """Send what no phone sends, hang up in the middle, and pull the index, over and over."""
    for garbage in _for_ever(GARBAGE):
        if ended.wait(0.05):
            return
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(garbage)
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/exports/index.json")
        connection.getresponse().read()
        connection.close()


def _for_ever(some: tuple[bytes, ...]) -> Iterator[bytes]:
    while True:
        yield from some


def _resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    [resident] = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(resident) / 1024
