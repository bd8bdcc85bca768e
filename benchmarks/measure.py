"""One figure of a benchmark beside the reference that was run with it.

A module of this folder that has `measures() -> list[Measure]` is run by `./dev bench`; one whose name begins with
`soak_` by `./dev soak`. Only the ratio travels between machines: two runs on one computer under one load.
"""

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured, against what, and whether the aim was met.

    Args:
        name: What was measured, as a phrase.
        value: The figure.
        unit: Its unit, such as `identifiers/s`, `s` or `MiB`.
        reference: What was run beside it, as a phrase; empty when there is none.
        reference_value: The reference's figure in the same unit.
        ratio: `value` divided by `reference_value`, however the reader wants it to turn out.
        aim: The aim in words, such as `ratio >= 0.9`; empty when there is none.
        met: Whether the aim was met; None when there is no aim.
    """

    name: str
    value: float
    unit: str
    _: KW_ONLY
    reference: str = ""
    reference_value: float | None = None
    ratio: float | None = None
    aim: str = ""
    met: bool | None = None


def against(reference_value: float, value: float) -> float:
    """Return the ratio of a figure to its reference's figure."""
    return value / reference_value
