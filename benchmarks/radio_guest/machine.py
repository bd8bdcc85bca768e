"""The machine: what it needs of Debian, how it is put together, started and ended.

Emulated without KVM, so that it runs inside any other virtual machine. Nothing is installed by this program and nothing
is left behind: the kernel's package is only unpacked, in a temporary folder.
"""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.radio_guest.events import PYTHON
from benchmarks.radio_guest.image import archive, guest_files

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = {
    "qemu-system-x86_64": "qemu-system-x86",
    "busybox": "busybox-static",
    "depmod": "kmod",
    "modprobe": "kmod",
    "dbus-daemon": "dbus",
    "bluetoothctl": "bluez",
    "btmon": "bluez",
    "hciconfig": "bluez",
    "setpriv": "util-linux",
    "tshark": "tshark",
    "dpkg-deb": "dpkg",
    "apt-get": "apt",
}
"""For each program the Debian package that brings it."""
MODULES: Final = ("virtio_pci", "9p", "9pnet_virtio", "bluetooth", "hci_vhci", "cmac")
KERNEL_PACKAGE: Final = "linux-image-amd64"
MEMORY_MIB: Final = 1024
LIMIT: Final = 1200.0
"""Seconds after which the guest is killed."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A kernel, unpacked.

    Args:
        image: What the machine starts.
        modules: Name and content, in the order in which they are loaded.
    """

    image: Path
    modules: tuple[tuple[str, bytes], ...]


def missing(found: Mapping[str, str | None] | None = None) -> list[str]:
    """Return the Debian packages that are missing, by what is found of each program."""
    places = found if found is not None else {name: _where(name) for name in PACKAGES}
    return sorted({package for name, package in PACKAGES.items() if not places.get(name)})


def unpacked_kernel(folder: Path) -> Kernel:
    """Fetch Debian's kernel, unpack it and return what the guest needs of it.

    Raises:
        CalledProcessError: The package cannot be fetched or unpacked.
    """
    package = _kernel_package()
    _done(["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", package], cwd=folder)
    (archived,) = folder.glob("linux-image-*.deb")
    unpacked = folder / "kernel"
    _done(["dpkg-deb", "-x", str(archived), str(unpacked)])
    (image,) = (unpacked / "boot").glob("vmlinuz-*")
    version = image.name.removeprefix("vmlinuz-")
    _done([program("depmod"), "-b", str(unpacked), version])
    files: dict[str, Path] = {}
    for module in MODULES:
        order = [program("modprobe"), "-d", str(unpacked), "-S", version, "--show-depends", module]
        for line in _done(order).splitlines():
            verb, _, rest = line.partition(" ")
            if verb == "insmod":
                file = Path(rest.strip())
                files.setdefault(file.name, file)
    return Kernel(image, tuple((name, file.read_bytes()) for name, file in files.items()))


def initial_files(kernel: Kernel) -> bytes:
    """Return the archive from which the guest starts."""
    script = (Path(__file__).parent / "init.sh").read_text(encoding="utf-8")
    busybox = Path(program("busybox")).read_bytes()
    return archive(guest_files(busybox, script, kernel.modules))


def run(kernel: Kernel, folder: Path, results: Path, *, limit: float = LIMIT) -> str:
    """Run the guest to its end and return what it said on its console; one that takes too long is killed."""
    initial = folder / "initial.cpio"
    initial.write_bytes(initial_files(kernel))
    (results / PYTHON).write_text(str(Path(sys.executable).resolve()))
    shares = {
        "host": (Path("/"), ",readonly=on"),
        "repository": (ROOT, ",readonly=on"),
        "packages": (Path(sysconfig.get_path("purelib")), ",readonly=on"),
        "results": (results, ""),
    }
    console = folder / "console.txt"
    with console.open("wb") as output:
        machine = subprocess.Popen(  # noqa: S603 -- words of ours
            command(kernel.image, initial, shares), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            machine.wait(limit)
        except subprocess.TimeoutExpired:
            machine.kill()
        finally:
            machine.kill()
            machine.wait()
    return console.read_text(encoding="utf-8", errors="replace")


def command(image: Path, initial: Path, shares: Mapping[str, tuple[Path, str]]) -> list[str]:
    """Return how the emulator is called."""
    words = [program("qemu-system-x86_64"), "-accel", "tcg,thread=multi", "-cpu", "max"]
    words += ["-smp", "2", "-m", str(MEMORY_MIB), "-nographic", "-no-reboot", "-nic", "none"]
    words += ["-kernel", str(image), "-initrd", str(initial), "-append", "console=ttyS0 panic=-1 quiet"]
    for tag, (place, more) in shares.items():
        words += ["-virtfs", f"local,path={place},mount_tag={tag},security_model=none,multidevs=remap{more}"]
    return words


def _kernel_package() -> str:
    told = _done(["apt-cache", "depends", "--important", KERNEL_PACKAGE])
    found = [line.split()[-1] for line in told.splitlines() if "linux-image-" in line and "Depends:" in line]
    return found[0] if found else KERNEL_PACKAGE


def program(name: str) -> str:
    """Return where a program lies, its bare name when it is not found."""
    return _where(name) or name


def _where(name: str) -> str | None:
    return shutil.which(name, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")


def _done(words: list[str], cwd: Path | None = None) -> str:
    return subprocess.run(words, cwd=cwd, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- words of ours
