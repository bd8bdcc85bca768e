"""A campaign: inputs shared out over targets and two processes, counted honestly, taken up again where it stopped.

Its folder holds `counts.json` (how many inputs each target had, by Atheris and by Hypothesis), `corpus/TARGET/` (what
reached something new) and `crashes/` (inputs that broke a parser; a campaign without any leaves it empty). Only inputs
that were handed to a parser count: libFuzzer's own figure at the end of a run, Hypothesis's calls.
"""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import monotonic

from benchmarks.fuzzing.target import Target

ROOT = Path(__file__).parents[2]
PROCESSES = 2
DRAWN = 0.01
"""Part of the inputs that Hypothesis draws."""
ROUND_SECONDS = 120
"""How long one run of a process takes at most; then it is counted, and another target has its turn."""
SLOWEST_INPUT_SECONDS = 20
MEMORY_MIB = 2048
GRACE_SECONDS = 600
_EXECUTED = re.compile(r"stat::number_of_executed_units: (\d+)")


@dataclass
class Campaign:
    """What was done so far.

    Args:
        folder: Where it is kept.
        seconds: How long one target may take in all, by both ways.
    """

    folder: Path
    seconds: float
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    taken: dict[str, float] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        for name in ("corpus", "crashes"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        kept = self.folder / "counts.json"
        if kept.exists():
            self.counts = json.loads(kept.read_text())

    @property
    def total(self) -> int:
        return sum(sum(ways.values()) for ways in self.counts.values())

    @property
    def crashes(self) -> list[Path]:
        return sorted((self.folder / "crashes").iterdir())

    def had(self, name: str, way: str) -> int:
        return self.counts.get(name, {}).get(way, 0)

    def note(self, name: str, way: str, inputs: int, seconds: float) -> None:
        """Count what a run did, at once: a campaign that is stopped loses the run under way and nothing else."""
        with self.lock:
            ways = self.counts.setdefault(name, {})
            ways[way] = ways.get(way, 0) + inputs
            self.taken[name] = self.taken.get(name, 0.0) + seconds
            draft = self.folder / "counts.json.draft"
            draft.write_text(json.dumps(self.counts, indent=1, sort_keys=True) + "\n")
            draft.replace(self.folder / "counts.json")

    def run(self, targets: dict[str, Target], inputs: int) -> None:
        """Try inputs until there were that many in all, or every target had its time, or a crash stopped its target."""
        shares = sum(target.share for target in targets.values())
        goals = {name: max(1, int(inputs * target.share / shares) + 1) for name, target in targets.items()}
        with ThreadPoolExecutor(PROCESSES) as pool:
            list(pool.map(self.reach, targets.values(), goals.values()))
            quick = sorted(targets, key=self._pace, reverse=True)[: len(targets) // 3 or 1]
            while self.total < inputs and (able := [name for name in quick if self._has_time(name)]):
                more = (inputs - self.total) // len(able) + 1
                raised = [sum(self.counts[name].values()) + more for name in able]
                list(pool.map(self.reach, [targets[name] for name in able], raised))

    def reach(self, target: Target, goal: int) -> None:
        """Give one target its inputs, in runs of at most `ROUND_SECONDS`."""
        name = target.name
        drawn = int(goal * DRAWN)
        while self._has_time(name) and (missing := drawn - self.had(name, "drawn")) > 0:
            self._counted(target, "drawn", missing)
        while self._has_time(name) and (missing := goal - sum(self.counts.get(name, {}).values())) > 0:
            self._counted(target, "guided", missing)

    def _counted(self, target: Target, way: str, missing: int) -> None:
        begun = monotonic()
        try:
            tried = drawn(self.folder, target, missing) if way == "drawn" else guided(self.folder, target, missing)
        except subprocess.TimeoutExpired:
            tried = 0  # the machine stood still; what nobody counted does not count
        self.note(target.name, way, tried, monotonic() - begun)

    def _pace(self, name: str) -> float:
        return sum(self.counts[name].values()) / max(self.taken.get(name, 0.0), 1.0)

    def _has_time(self, name: str) -> bool:
        crashed = any(path.name.startswith(f"{name}.") for path in self.crashes)
        return not crashed and self.taken.get(name, 0.0) < self.seconds


def guided(folder: Path, target: Target, inputs: int) -> int:
    """Run Atheris on a target, and return how many inputs it tried."""
    corpus = folder / "corpus" / target.name
    if not corpus.exists():
        corpus.mkdir(parents=True)
        for seed in (*target.seeds(), *target.kept()):
            (corpus / sha256(seed).hexdigest()[:40]).write_bytes(seed)
    options = {
        "runs": inputs,
        "max_total_time": ROUND_SECONDS,
        "max_len": target.longest,
        "timeout": SLOWEST_INPUT_SECONDS,
        "rss_limit_mb": MEMORY_MIB,
        "print_final_stats": 1,
        "artifact_prefix": folder / "crashes" / f"{target.name}.",
    }
    done = said("guided", target.name, *(f"-{name}={value}" for name, value in options.items()), str(corpus))
    found = _EXECUTED.search(done.stderr)
    if found is None:
        raise RuntimeError(f"Atheris ended early on {target.name}: {done.stderr[-2000:]}")
    for late in (folder / "crashes").glob(f"{target.name}.timeout-*"):
        if not said("guided", target.name, f"-timeout={SLOWEST_INPUT_SECONDS}", str(late)).returncode:
            late.unlink()  # quick when it is tried alone: the machine stood still meanwhile
    if found_crash := sorted((folder / "crashes").glob(f"{target.name}.*-*")):
        (folder / "crashes" / f"{target.name}.said").write_text(found_crash[0].name + "\n" + done.stderr[-8000:])
    return int(found[1])


def drawn(folder: Path, target: Target, inputs: int) -> int:
    """Run Hypothesis on a target, and return how many inputs it tried."""
    done = said("drawn", target.name, str(inputs), str(ROUND_SECONDS))
    if done.returncode:
        raise RuntimeError(f"Hypothesis ended early on {target.name}: {done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    if "input" in found:
        (folder / "crashes" / f"{target.name}.drawn").write_bytes(bytes.fromhex(found["input"]))
        (folder / "crashes" / f"{target.name}.said").write_text(found["kind"])
    return int(found["tried"])


def said(module: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", f"benchmarks.fuzzing.{module}", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=ROUND_SECONDS + SLOWEST_INPUT_SECONDS + GRACE_SECONDS,
    )
