"""A lean load generator: phones that verify, certify and publish over kept connections, in a process of their own.

Called as `python -m benchmarks.keyserver_load PORT CLIENTS FLOWS` with codes on standard input, one a line; prints one
line of JSON. It speaks HTTP/1.1 by hand, so that it costs as little as it can of the cores it shares with the server.
Everything that a phone computes is computed here during the run: fresh keys, the HMAC over them, the requests.
"""

import asyncio
import json
import os
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from typing import cast

import msgspec
import uvloop

from bluezone.protocol.keys import ExposureKey
from bluezone.protocol.messages import (
    CertificateRequest,
    CertificateResponse,
    PublishRequest,
    PublishResponse,
    VerifyRequest,
    VerifyResponse,
    keys_mac,
    published,
)

KEYS_A_REPORT = 14
PADDING = "x" * 1024
END_OF_HEAD = b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """One kept connection that carries one request at a time."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.answer: asyncio.Future[tuple[int, bytes]] | None = None
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)  # uvloop's does not inherit from asyncio's

    def data_received(self, data: bytes) -> None:
        self.received += data
        head = self.received.find(END_OF_HEAD)
        if head < 0:
            return
        at = self.received.index(b"content-length: ") + len(b"content-length: ")
        end = head + len(END_OF_HEAD) + int(self.received[at : self.received.index(b"\r", at)])
        if len(self.received) >= end and self.answer:
            body = bytes(self.received[head + len(END_OF_HEAD) : end])
            status = int(self.received[9:12])
            del self.received[:end]
            self.answer.set_result((status, body))

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        if self.transport is None:
            raise RuntimeError("not connected")
        self.answer = asyncio.get_running_loop().create_future()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: k\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        return await self.answer


class Tally:
    """Seconds of each request, and how many were refused."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.flows = 0
        self.refused = 0


async def timed(connection: Connection, tally: Tally, path: str, message: msgspec.Struct) -> bytes | None:
    body = msgspec.json.encode(message)
    begun = time.perf_counter()
    status, answer = await connection.post(path, body)
    tally.seconds.append(time.perf_counter() - begun)
    if status != 200:
        tally.refused += 1
        return None
    return answer


async def flow(connection: Connection, tally: Tally, code: str) -> None:
    start = int(time.clock_gettime(time.CLOCK_REALTIME)) // 86400 * 144
    keys = [published(ExposureKey(os.urandom(16), start - 144 * (day + 1))) for day in range(KEYS_A_REPORT)]
    secret = os.urandom(32)
    mac = b64encode(keys_mac(keys, secret)).decode()
    answer = await timed(connection, tally, "/api/verify", VerifyRequest(code=code, padding=PADDING))
    if answer is None:
        return
    token = msgspec.json.decode(answer, type=VerifyResponse).token
    asked = CertificateRequest(token=token, ekeyhmac=mac, padding=PADDING)
    answer = await timed(connection, tally, "/api/certificate", asked)
    if answer is None:
        return
    report = PublishRequest(
        temporary_exposure_keys=keys,
        health_authority_id="benchmark",
        verification_payload=msgspec.json.decode(answer, type=CertificateResponse).certificate,
        hmac_key=b64encode(secret).decode(),
        padding=PADDING,
    )
    answer = await timed(connection, tally, "/v1/publish", report)
    if answer is None:
        return
    taken = msgspec.json.decode(answer, type=PublishResponse).inserted_exposures
    tally.refused += taken != KEYS_A_REPORT
    tally.flows += 1


async def client(port: int, codes: Iterator[str], tally: Tally) -> None:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    for code in codes:
        await flow(connection, tally, code)


async def load(port: int, clients: int, codes: list[str]) -> dict[str, float]:
    tally, left = Tally(), iter(codes)
    begun = time.perf_counter()
    await asyncio.gather(*(client(port, left, tally) for _ in range(clients)))
    lasted = time.perf_counter() - begun
    ordered = sorted(tally.seconds)
    return {
        "flows_a_second": tally.flows / lasted,
        "p50_ms": ordered[len(ordered) // 2] * 1e3,
        "p99_ms": ordered[int(len(ordered) * 0.99)] * 1e3,
        "refused": tally.refused,
    }


if __name__ == "__main__":
    found = uvloop.run(load(int(sys.argv[1]), int(sys.argv[2]), sys.stdin.read().split()))
    sys.stdout.write(json.dumps(found) + "\n")
