"""Runs the benchmarks, each in a process of its own, and shows every figure beside its reference.

`./dev bench [NAME …] [--json FILE]` runs the modules of this folder that have `measures()`; `./dev soak` those whose
name begins with `soak_`. Nothing is written but the file that is asked for.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.measure import Measure
from rich.console import Console
from rich.table import Table

from bluezone.cli.clock import WallClock

FOLDER = Path(__file__).parent
SOAK = "soak_"
PAPER = 180
"""Columns of a table that goes to a file instead of a terminal."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one module measured, how long it took, and what went wrong if it did not end."""

    name: str
    seconds: float
    measures: tuple[Measure, ...] = ()
    error: str = ""


def main(words: Sequence[str]) -> int:
    """Run what is asked for; the exit code is 1 when a benchmark could not be run."""
    asked = parsed(words)
    names = modules(soak=asked.soak)
    unknown = set(asked.name) - set(names)
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(names)}.", file=sys.stderr)
        return 2
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PAPER)
    started = WallClock().now()
    outcomes = [run(name, names[name], console) for name in asked.name or names]
    console.print(f"\n{started:%Y-%m-%d %H:%M} UTC · " + " · ".join(str(part) for part in machine().values()))
    console.print(table(outcomes))
    if asked.json:
        asked.json.write_text(json.dumps(report(outcomes, date=started.isoformat(timespec="seconds")), indent=2) + "\n")
    return int(any(outcome.error for outcome in outcomes))


def parsed(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure beside a reference.")
    parser.add_argument("name", nargs="*", help="what to run; everything without it")
    parser.add_argument("--soak", action="store_true", help="run the long campaigns instead")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures for machines")
    return parser.parse_args(words)


def modules(*, soak: bool) -> dict[str, str]:
    """Return the importable name of each module to run, by the name a person uses."""
    files = sorted(file for file in FOLDER.glob("*.py") if "\ndef measures(" in file.read_text())
    return {
        file.stem.removeprefix(SOAK): f"benchmarks.{file.stem}" for file in files if file.stem.startswith(SOAK) == soak
    }


def run(name: str, module: str, console: Console) -> Outcome:
    """Run one module alone in a fresh process, so that no memory or warm cache of another counts."""
    start = time.monotonic()
    console.print(f"{name} …", end="")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        future = alone.submit(measured, module)
        wrong = future.exception()
    seconds = time.monotonic() - start
    console.print(f" {seconds:.1f} s" if wrong is None else f" failed: {type(wrong).__name__}: {wrong}", markup=False)
    if wrong is None:
        return Outcome(name, seconds, tuple(future.result()))
    return Outcome(name, seconds, error=f"{type(wrong).__name__}: {wrong}")


def measured(module: str) -> list[Measure]:
    found: list[Measure] = import_module(module).measures()
    return found


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor() or platform.machine(),
        "cores": f"{os.cpu_count()} cores",
        "system": platform.system(),
        "python": f"Python {platform.python_version()}",
    }


def table(outcomes: Sequence[Outcome]) -> Table:
    """Return every figure beside its reference."""
    shown = Table("", "measure", "value", "reference", "ratio", "aim", "")
    for outcome in outcomes:
        for number, measure in enumerate(outcome.measures):
            reference = f"{figure(measure.reference_value)} {measure.reference}" if measure.reference else ""
            shown.add_row(
                "" if number else outcome.name,
                measure.name,
                f"{figure(measure.value)} {measure.unit}",
                reference.strip(),
                figure(measure.ratio),
                measure.aim,
                {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[measure.met],
            )
        shown.add_section()
    return shown


def figure(value: float | None) -> str:
    """Return a number as people read it: three digits that count, thousands parted."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def report(outcomes: Sequence[Outcome], *, date: str) -> dict[str, Any]:
    return {"date": date, "machine": machine(), "outcomes": [asdict(outcome) for outcome in outcomes]}
