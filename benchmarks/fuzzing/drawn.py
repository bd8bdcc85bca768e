"""`python -m benchmarks.fuzzing.drawn TARGET INPUTS SECONDS`: Hypothesis draws changes to inputs that are right.

It prints one line of JSON: how many inputs were tried, and of the first crash the input in hexadecimal and its kind.
"""

import json
import sys
from random import Random
from time import monotonic

from benchmarks.fuzzing.mutation import mutated
from benchmarks.fuzzing.targets import TARGETS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st


def main(name: str, inputs: int, seconds: float) -> dict[str, object]:
    target = TARGETS[name]
    right = [*target.kept(), *target.seeds()] or [b""]
    deadline = monotonic() + seconds
    tried = 0
    crash: dict[str, object] = {}

    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(right), st.integers(0, 2**64), st.binary(max_size=64))
    def one(base: bytes, seed: int, fresh: bytes) -> None:
        nonlocal tried
        if crash or monotonic() > deadline:
            return
        data = mutated(base, Random(seed), target.longest) if seed % 8 else fresh
        tried += 1
        try:
            target.attempt(data)
        except Exception as wrong:  # noqa: BLE001 -- whatever it is, it is a crash that somebody has to see
            crash.update(input=data.hex(), kind=f"{type(wrong).__name__}: {wrong}")

    one()
    return {"tried": tried, **crash}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
