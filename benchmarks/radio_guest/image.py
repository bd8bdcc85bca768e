"""What the guest starts from: a small archive (cpio, "newc") with busybox, some kernel modules and a script.

Source of the format: Linux, Documentation/driver-api/early-userspace/buffer-format.rst.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MAGIC: Final = b"070701"
TRAILER: Final = "TRAILER!!!"
FOLDER: Final = 0o040755
PROGRAM: Final = 0o100755
FILE: Final = 0o100644
_ALIGNMENT: Final = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or folder of the archive.

    Args:
        name: Relative, with slashes; its folders stand before it.
        mode: Kind and rights.
        content: Nothing for a folder.
    """

    name: str
    mode: int
    content: bytes = b""


def archive(entries: Sequence[Entry]) -> bytes:
    """Return the archive, files numbered in their order, all owned by root, with no time in it."""
    numbered = [*enumerate(entries, start=1), (0, Entry(TRAILER, 0))]
    return b"".join(_encoded(entry, number) for number, entry in numbered)


def listing(packed: bytes) -> list[tuple[str, int, int]]:
    """Return name, mode and size of each file of an archive.

    Raises:
        ValueError: The bytes are no whole archive.
    """
    found: list[tuple[str, int, int]] = []
    at = 0
    while packed[at : at + 6] == MAGIC:
        fields = [int(packed[at + 6 + 8 * place : at + 14 + 8 * place], 16) for place in range(13)]
        mode, size, name_size = fields[1], fields[6], fields[11]
        name = packed[at + 110 : at + 109 + name_size].decode()
        if name == TRAILER:
            return found
        found.append((name, mode, size))
        at = _aligned(_aligned(at + 110 + name_size) + size)
    raise ValueError("an archive ends with its trailer")


def guest_files(busybox: bytes, script: str, modules: Sequence[tuple[str, bytes]]) -> list[Entry]:
    """Return what goes into the guest: modules are loaded in the order in which they stand."""
    folders = [Entry(name, FOLDER) for name in ("bin", "dev", "host", "modules", "proc", "sys")]
    order = "".join(f"{name}\n" for name, _ in modules)
    return [
        *folders,
        Entry("bin/busybox", PROGRAM, busybox),
        Entry("init", PROGRAM, script.encode()),
        Entry("modules/order", FILE, order.encode()),
        *(Entry(f"modules/{name}", FILE, content) for name, content in modules),
    ]


def _encoded(entry: Entry, number: int) -> bytes:
    name = entry.name.encode() + b"\0"
    fields = (number, entry.mode, 0, 0, 1, 0, len(entry.content), 0, 0, 0, 0, len(name), 0)
    head = MAGIC + b"".join(b"%08x" % field for field in fields) + name
    return _padded(head) + _padded(entry.content)


def _padded(part: bytes) -> bytes:
    return part + bytes(_aligned(len(part)) - len(part))


def _aligned(length: int) -> int:
    return -(-length // _ALIGNMENT) * _ALIGNMENT
