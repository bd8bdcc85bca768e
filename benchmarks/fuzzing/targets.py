"""Every target of the fuzz campaigns, by its name."""

from benchmarks.fuzzing import from_people, on_the_air, over_the_wire, under_a_signature
from benchmarks.fuzzing.target import Target

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (*on_the_air.TARGETS, *over_the_wire.TARGETS, *under_a_signature.TARGETS, *from_people.TARGETS)
}
