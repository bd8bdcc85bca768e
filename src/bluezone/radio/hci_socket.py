"""The kernel's own adapter as a socket: HCI's user channel, which gives it to one program alone (Linux, `hci-socket:0`).

Ours, beside Bumble's of the same name, for two reasons. A Python that was built without Bluetooth's header files lacks the
names of this socket, though the kernel has it; the numbers below are the kernel's, so any Python will do. And when an
adapter is pulled out, the kernel says so once, by an error on the next read; here the line then ends.

Source: Linux 6.1, `include/net/bluetooth/{bluetooth,hci_sock}.h`, `net/bluetooth/hci_sock.c`.
"""

import asyncio
import ctypes
import errno
import os
import socket
import struct
from collections import deque
from collections.abc import Callable
from typing import Final

from bumble.transport.common import BaseSource, Transport

from bluezone.protocol.errors import Unavailable

AF_BLUETOOTH: Final = 31
BTPROTO_HCI: Final = 1
USER_CHANNEL: Final = 1
LONGEST_PACKET: Final = 4096

REASONS: Final = {
    errno.EPERM: "this program may not take the Bluetooth adapter: it needs CAP_NET_ADMIN",
    errno.EACCES: "this program may not take the Bluetooth adapter: it needs CAP_NET_ADMIN",
    errno.EBUSY: "the Bluetooth adapter is in use: stop bluetoothd and switch it off (`hciconfig hci0 down`)",
    errno.ENODEV: "there is no Bluetooth adapter of this number",
    errno.EAFNOSUPPORT: "this kernel knows no Bluetooth",
    errno.EPROTONOSUPPORT: "this kernel knows no Bluetooth",
    errno.ERFKILL: "the Bluetooth adapter is switched off by rfkill: `rfkill unblock bluetooth`",
}
"""What the kernel's refusals mean."""


def open_hci_socket(adapter: int) -> Transport:
    """Return the line to a kernel's adapter, such as 0 for hci0, inside a running loop.

    Raises:
        Unavailable: There is none, it is in use, or this program may not.
    """
    try:
        opened = socket.socket(AF_BLUETOOTH, socket.SOCK_RAW | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC, BTPROTO_HCI)
    except OSError as refused:
        raise refusal(refused) from refused
    try:
        _bind(opened.fileno(), adapter)
    except OSError as refused:
        opened.close()
        raise refusal(refused) from refused
    return line_over(opened)


def line_over(opened: socket.socket) -> Transport:
    """Return the line over a socket that gives and takes one whole packet at a time."""
    source = _Source(opened)
    return _Line(opened, source, _Sink(opened, source.on_transport_lost))


def refusal(error: OSError) -> Unavailable:
    """Return what a kernel's refusal means, in a sentence."""
    return Unavailable(REASONS.get(error.errno or 0, "the Bluetooth adapter cannot be opened"))


def _bind(handle: int, adapter: int) -> None:
    """Bind by the C library: Python knows no address with a channel in it."""
    library = ctypes.CDLL(None, use_errno=True)
    address = struct.pack("=HHH", AF_BLUETOOTH, adapter, USER_CHANNEL)
    if library.bind(handle, address, len(address)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


class _Source(BaseSource):
    """Packets from the adapter."""

    def __init__(self, opened: socket.socket) -> None:
        super().__init__()
        self._socket = opened
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(opened.fileno(), self._read)

    def _read(self) -> None:
        while True:
            try:
                packet = self._socket.recv(LONGEST_PACKET)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                packet = b""
            if not packet:
                self.on_transport_lost()
                return
            if self.sink is not None:
                self.sink.on_packet(packet)

    def on_transport_lost(self) -> None:
        """Stop reading and say that the adapter is gone, once."""
        if not self.terminated.done():
            self.close()
            super().on_transport_lost()

    def close(self) -> None:
        """Stop reading."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())


class _Sink:
    """Packets to the adapter; those that it does not take at once wait in order."""

    def __init__(self, opened: socket.socket, lost: Callable[[], None]) -> None:
        self._socket, self._lost = opened, lost
        self._waiting: deque[bytes] = deque()
        self._loop = asyncio.get_running_loop()

    def on_packet(self, packet: bytes) -> None:
        """Send one packet, after those that wait."""
        self._waiting.append(packet)
        self._write()

    def close(self) -> None:
        """Send nothing more."""
        self._waiting.clear()
        if self._socket.fileno() >= 0:
            self._loop.remove_writer(self._socket.fileno())

    def _write(self) -> None:
        while self._waiting:
            try:
                self._socket.send(self._waiting[0])
            except (BlockingIOError, InterruptedError):
                self._loop.add_writer(self._socket.fileno(), self._write)
                return
            except OSError:
                self.close()
                self._loop.call_soon(self._lost)
                return
            self._waiting.popleft()
        self._loop.remove_writer(self._socket.fileno())


class _Line(Transport):
    def __init__(self, opened: socket.socket, source: _Source, sink: _Sink) -> None:
        super().__init__(source, sink)
        self._socket, self._source, self._sink = opened, source, sink

    async def close(self) -> None:
        self._source.close()
        self._sink.close()
        self._socket.close()
