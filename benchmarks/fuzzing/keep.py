"""`python -m benchmarks.fuzzing.keep FOLDER`: keep some of a campaign's corpus with the source, few bytes a target.

Every input of a corpus reached something that no input before it did. Kept are what is right, if it is short, and of the others
as many as fit, spread evenly from the shortest on.
"""

import sys
from pathlib import Path

from benchmarks.fuzzing.target import CORPUS, Target
from benchmarks.fuzzing.targets import TARGETS

BYTES = 3000
"""Of inputs, a target; twice as much as hexadecimal text."""
LONGEST = 600


def kept(target: Target, corpus: Path) -> list[bytes]:
    """Return the inputs to keep, shortest first."""
    found = {path.read_bytes() for path in corpus.iterdir()}
    short = sorted((data for data in found if 0 < len(data) <= LONGEST), key=lambda each: (len(each), each))
    chosen = [data for data in target.seeds() if len(data) <= LONGEST][:2]
    for data in short[:: max(1, sum(map(len, short)) // BYTES)]:
        if sum(map(len, chosen)) + len(data) <= BYTES:
            chosen.append(data)
    return sorted(set(chosen), key=lambda each: (len(each), each))


def main(folder: Path) -> None:
    CORPUS.mkdir(exist_ok=True)
    for name, target in TARGETS.items():
        corpus = folder / "corpus" / name
        if corpus.exists():
            (CORPUS / f"{name}.txt").write_text("".join(f"{data.hex()}\n" for data in kept(target, corpus)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
