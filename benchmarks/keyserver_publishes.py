"""Publishes alone: 14 fresh keys each, with certificates made before, over kept HTTP/1.1 connections without TLS.

The server is the real process; its certificates are made beforehand with its own signing key, so that nothing but
`/v1/publish` is measured. Load generator and server share the cores of this computer. A bare Starlette that does nothing
is driven with the same bytes, in turns. What is measured is the server's own work, before the hold that makes all
answers take equally long. With `BLUEZONE_KEYSERVER_DATABASE_URL` set, PostgreSQL is measured beside SQLite.
"""

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
from benchmarks.keyserver_load import KEYS_A_REPORT, PADDING
from benchmarks.keyserver_processes import echo, key_server, load
from benchmarks.measure import Measure, against

from bluezone.cli.clock import WallClock
from bluezone.keyserver.premises import KEYS
from bluezone.keyserver.rules import Diagnosis, Policy
from bluezone.keyserver.signing import VIET_NAM, ready_keys
from bluezone.keyserver.tokens import Names, Notary
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import ExposureKey
from bluezone.protocol.messages import PublishRequest, keys_mac, published

DATABASE_URL: Final = "BLUEZONE_KEYSERVER_DATABASE_URL"
CLIENTS: Final = (8, 32, 128)
REPORTS: Final = 4_000
ROUNDS: Final = 3
AIMS: Final = {"SQLite": 4_000, "PostgreSQL": 3_000}
AIM_P99_MS: Final = 20
AIM_P99_CLIENTS: Final = 32
BARE: Final = "a bare Starlette that does nothing"
Found = dict[str, float]


def measures() -> list[Measure]:
    """Measure publishes with few, with many and with very many clients, on each engine that there is."""
    engines = {"SQLite": ""}
    if url := os.environ.get(DATABASE_URL):
        engines["PostgreSQL"] = url
    return [figure for engine, url in engines.items() for figure in measured(engine, url)]


def measured(engine: str, url: str) -> Iterator[Measure]:
    """Yield the figures of one engine."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        maker = Maker(folder)
        with key_server(folder, BLUEZONE_KEYSERVER_DATABASE_URL=url) as server, echo(folder) as echo_port:
            for clients in CLIENTS:
                runs, idle = [], []
                for _ in range(ROUNDS):
                    fresh = maker.file()
                    idle.append(load("keyserver_burst", str(echo_port), str(clients), str(fresh)))
                    runs.append(load("keyserver_burst", str(server["port"]), str(clients), str(fresh)))
                yield from _figures(engine, clients, runs, idle)


class Maker:
    """Makes files of whole publish requests that a server on `folder/data` will take.

    Args:
        folder: Where the files go; the signing keys are made in its data folder.
    """

    def __init__(self, folder: Path) -> None:
        """Make the server's keys before it does."""
        self._folder = folder
        now = WallClock().now()
        long_lived = Policy(certificate_life=timedelta(hours=12))
        ring = ready_keys(folder / "data" / KEYS, at=now, owner=VIET_NAM)
        self._notary = Notary(ring, long_lived, os.urandom, Names())

    def file(self, reports: int = REPORTS) -> Path:
        """Write that many fresh reports and return where."""
        path = self._folder / "requests"
        path.write_bytes(msgspec.msgpack.encode([self.request() for _ in range(reports)]))
        return path

    def request(self) -> bytes:
        """Return one report of fourteen fresh keys as a whole HTTP/1.1 request."""
        now = WallClock().now()
        start = key_interval_at(now) // 144 * 144
        keys = [published(ExposureKey(os.urandom(16), start - 144 * (day + 1))) for day in range(KEYS_A_REPORT)]
        secret = os.urandom(32)
        report = PublishRequest(
            temporary_exposure_keys=keys,
            health_authority_id="benchmark",
            verification_payload=self._notary.certificate(Diagnosis("confirmed"), keys_mac(keys, secret), now),
            hmac_key=b64encode(secret).decode(),
            padding=PADDING,
        )
        body = msgspec.json.encode(report)
        head = f"POST /v1/publish HTTP/1.1\r\nHost: k\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        return head.encode() + b"\r\n\r\n" + body


def _figures(engine: str, clients: int, runs: list[Found], idle: list[Found]) -> Iterator[Measure]:
    rate, reference = (median(run["a_second"] for run in some) for some in (runs, idle))
    p99, idle_p99 = (median(run["p99_ms"] for run in some) for some in (runs, idle))
    aim = AIMS[engine]
    yield Measure(
        f"{engine}: publishes of 14 keys, {clients} clients",
        rate,
        "publishes/s",
        reference=BARE,
        reference_value=reference,
        ratio=against(reference, rate),
        aim=f">= {aim}",
        met=rate >= aim,
    )
    is_aimed_at = clients == AIM_P99_CLIENTS
    yield Measure(
        f"{engine}: slowest publish but one in a hundred, {clients} clients",
        p99,
        "ms",
        reference=BARE,
        reference_value=idle_p99,
        ratio=against(idle_p99, p99),
        aim=f"<= {AIM_P99_MS}" if is_aimed_at else "",
        met=p99 <= AIM_P99_MS if is_aimed_at else None,
    )
    refused = sum(run["refused"] for run in runs)
    yield Measure(f"{engine}: refused publishes, {clients} clients", refused, "requests", aim="0", met=refused == 0)


if __name__ == "__main__":  # the figures as lines, while one looks for what is slow
    for one in measures():
        print(json.dumps([one.name, round(one.value, 2), one.reference_value, one.ratio]))
