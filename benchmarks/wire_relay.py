"""Somebody on the wire: passes bytes on between phones and a key server, and notes when how many went which way.

Called as `python -m benchmarks.wire_relay PORT PHONES`: listens once for each phone, prints the ports as one line of JSON, and
when standard input ends, what was seen. A process of its own, so that the phones' work does not blur what it sees.
"""

import asyncio
import json
import sys
from dataclasses import dataclass, field
from typing import Any, cast

import uvloop


@dataclass
class Record:
    """What is seen of one connection: each piece is its moment, its size, and whether a phone sent it."""

    opened: float
    pieces: list[tuple[float, int, bool]] = field(default_factory=list)
    closed: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Side(asyncio.Protocol):
    """One end of a connection that is relayed."""

    def __init__(self, record: Record, *, onward: int = 0, other: "Side | None" = None) -> None:
        self.record, self.onward, self.other = record, onward, other
        self.transport: asyncio.Transport | None = None
        self.early = bytearray()
        self.connecting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's does not inherit from asyncio's
        if self.onward:
            self.connecting = asyncio.create_task(self.connect())

    async def connect(self) -> None:
        side = Side(self.record, other=self)
        await asyncio.get_running_loop().create_connection(lambda: side, "127.0.0.1", self.onward)
        self.other = side
        if side.transport and self.early:
            side.transport.write(bytes(self.early))

    def data_received(self, data: bytes) -> None:
        self.record.pieces.append((asyncio.get_running_loop().time(), len(data), bool(self.onward)))
        if self.other is None or self.other.transport is None:
            self.early += data
        else:
            self.other.transport.write(data)

    def connection_lost(self, _: Exception | None) -> None:
        self.record.closed = self.record.closed or asyncio.get_running_loop().time()
        self.record.over.set()
        if self.other and self.other.transport:
            self.other.transport.close()


class Relay:
    """One phone's way to the server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.records: list[Record] = []

    def side(self) -> Side:
        self.records.append(Record(asyncio.get_running_loop().time()))
        return Side(self.records[-1], onward=self.port)

    async def seen(self) -> list[Any]:
        for record in self.records:
            await record.over.wait()
        return [(record.opened, record.pieces, record.closed) for record in self.records if record.pieces]


async def main(port: int, phones: int) -> None:
    loop, relays = asyncio.get_running_loop(), [Relay(port) for _ in range(phones)]
    servers = [await loop.create_server(relay.side, "127.0.0.1", 0) for relay in relays]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    ended = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(ended), sys.stdin)
    await ended.read()
    print(json.dumps([await relay.seen() for relay in relays]))


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
