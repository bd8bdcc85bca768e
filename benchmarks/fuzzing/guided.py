"""`python -m benchmarks.fuzzing.guided TARGET …`: Atheris tries inputs on one target, guided by what they reach.

What follows the target's name goes to libFuzzer: options, then folders of inputs.
"""

import sys
from random import Random

import atheris  # type: ignore[import-untyped]  # it comes without annotations

with atheris.instrument_imports(include=["bluezone"], enable_loader_override=False):
    from benchmarks.fuzzing.targets import TARGETS

from benchmarks.fuzzing.mutation import mutated

OWN = 0.3
"""Part of the changes that know JSON and lines; the others are libFuzzer's own."""


def main(words: list[str]) -> None:
    target = TARGETS[words[1]]

    def changed(data: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < OWN:
            return mutated(data, random, longest)
        found: bytes = atheris.Mutate(data, longest)
        return found

    atheris.Setup([words[0], *words[2:]], target.attempt, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
