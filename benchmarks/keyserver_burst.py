"""The leanest load generator: whole requests, made before, sent over kept connections as fast as they are answered.

Called as `python -m benchmarks.keyserver_burst PORT CLIENTS FILE`; prints one line of JSON. FILE is a MessagePack array
of HTTP/1.1 requests. One thread, one epoll, raw sockets: it shares two cores with the server, so what it costs is taken
from what it measures.
"""

import json
import select
import socket
import sys
import time
from pathlib import Path

import msgspec

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "
GOOD = b"HTTP/1.1 200"
LARGEST = 1 << 16


class Client:
    """One kept connection that carries one request at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.begun = 0.0

    def send(self, request: bytes) -> None:
        self.begun = time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> bytes:
        """Return the whole answer, or nothing as long as it is not all there."""
        some = self.socket.recv(LARGEST)
        if not some:
            raise ConnectionError("the server hung up")
        self.received += some
        head = self.received.find(END_OF_HEAD)
        if head < 0:
            return b""
        at = self.received.index(LENGTH) + len(LENGTH)
        length = int(self.received[at : self.received.index(b"\r", at)])
        if len(self.received) < head + len(END_OF_HEAD) + length:
            return b""
        whole, self.received = self.received, b""
        return whole


def burst(port: int, clients: int, requests: list[bytes]) -> dict[str, float]:
    seconds: list[float] = []
    refused = 0
    left = iter(requests)
    connected = [Client(port) for _ in range(clients)]
    by_number = {client.socket.fileno(): client for client in connected}
    poller = select.epoll()
    for number in by_number:
        poller.register(number, select.EPOLLIN)
    begun = time.perf_counter()
    for client in connected:
        client.send(next(left))
    while len(seconds) < len(requests):
        for number, _ in poller.poll():
            client = by_number[number]
            answer = client.answer()
            if not answer:
                continue
            seconds.append(time.perf_counter() - client.begun)
            refused += not answer.startswith(GOOD)
            if request := next(left, None):
                client.send(request)
    lasted = time.perf_counter() - begun
    for client in connected:
        client.socket.close()
    poller.close()
    seconds.sort()
    return {
        "a_second": len(seconds) / lasted,
        "p50_ms": seconds[len(seconds) // 2] * 1e3,
        "p99_ms": seconds[int(len(seconds) * 0.99)] * 1e3,
        "refused": refused,
        "generator_share": time.process_time() / lasted,
    }


def burst_for(port: int, clients: int, requests: list[bytes]) -> int:
    """Send all and return how many were answered well."""
    return len(requests) - int(burst(port, clients, requests)["refused"])


if __name__ == "__main__":
    given = msgspec.msgpack.decode(Path(sys.argv[3]).read_bytes(), type=list[bytes])
    sys.stdout.write(json.dumps(burst(int(sys.argv[1]), int(sys.argv[2]), given)) + "\n")
