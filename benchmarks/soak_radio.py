"""Our frames against a real Linux kernel and a real bluetoothd, in a machine without KVM and without an adapter.

What must be there is named when it is missing; nothing is installed. About two minutes on an idle machine.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.measure import Measure
from benchmarks.radio_guest.events import CAPTURE, EVENTS, events
from benchmarks.radio_guest.machine import missing, program, run, unpacked_kernel
from benchmarks.radio_guest.verdict import measures_of, troubles

TSHARK_LIMIT: Final = 120.0
"""Seconds."""
HCI: Final = "bthci_cmd || bthci_evt || bthci_acl"
"""The frames between kernel and adapter; the daemon's own log lines, which btmon keeps beside them, are none."""
CONSOLE_LINES: Final = 25


def measures() -> list[Measure]:
    """Run the guest once and judge what it saw.

    Raises:
        RuntimeError: A Debian package is missing.
    """
    if lacking := missing():
        raise RuntimeError(
            f"missing: run `apt-get update && apt-get install {' '.join(lacking)}` as root, then this again"
        )
    with TemporaryDirectory(prefix="bluezone-radio-") as place:
        folder = Path(place)
        results, kernel = folder / "results", folder / "kernel"
        results.mkdir()
        kernel.mkdir()
        console = run(unpacked_kernel(kernel), folder, results)
        file = results / EVENTS
        told = events(file.read_text(encoding="utf-8")) if file.exists() else []
        judged = measures_of(told, frames(results / CAPTURE))
    if not all(measure.met is not False for measure in judged):
        lines = [*troubles(told), "the guest's console ended with:", *console.splitlines()[-CONSOLE_LINES:]]
        sys.stderr.write("\n".join(lines) + "\n")
    return judged


def frames(capture: Path) -> tuple[int, int] | None:
    """Return how many frames tshark reads of a capture, and how many of them it calls malformed; None without one."""
    if not capture.exists():
        return None
    return len(_read(capture, "-Y", HCI)), len(_read(capture, "-Y", f"({HCI}) && _ws.malformed"))


def _read(capture: Path, *more: str) -> list[str]:
    words = [program("tshark"), "-r", str(capture), "-T", "fields", "-e", "frame.number", *more]
    told = subprocess.run(words, capture_output=True, text=True, check=True, timeout=TSHARK_LIMIT)  # noqa: S603 -- words of ours
    return told.stdout.split()
