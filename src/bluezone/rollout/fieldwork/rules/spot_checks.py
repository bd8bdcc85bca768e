"""What a second visit makes of a first one: a literal table, and what a round says once it is over.

The household is asked what happened at the first visit (`docs/field-protocol.md`, "Spot-checks"). Only closed households
are drawn: that nobody was at home cannot be contradicted on another day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bluezone.rollout.fieldwork.rules.sampling import Bounds, lot_bounds, pooled_bounds
from bluezone.rollout.fieldwork.rules.words import Outcome


class Finding(StrEnum):
    """What became of a household of a round."""

    AGREES = "agrees"
    NOT_VISITED = "not_visited"
    OUTCOME = "outcome"
    """Another outcome than the first team said."""
    PHONES = "phones"
    """The same outcome, but another number of telephones helped."""
    NO_ANSWER = "no_answer"
    UNASKED = "unasked"
    """Nobody went there, or it was in the reserve and not needed."""


DISAGREEMENTS: Final = frozenset({Finding.NOT_VISITED, Finding.OUTCOME, Finding.PHONES})
ANSWERS: Final = DISAGREEMENTS | {Finding.AGREES}


@dataclass(frozen=True, slots=True)
class Word:
    """What a visit says: its outcome, and the telephones helped, with Bluetooth and in the browser only."""

    outcome: Outcome
    with_radio: int = 0
    browser_only: int = 0


_H, _A, _D, _N, _C = Outcome.HELPED, Outcome.ALREADY, Outcome.DONE, Outcome.NOT_HOME, Outcome.COME_BACK
FOUND: Final[Mapping[tuple[Outcome, Outcome], Finding]] = MappingProxyType(
    {
        (_H, _H): Finding.AGREES,  # if the telephones are as many
        (_H, _A): Finding.OUTCOME,
        (_H, _D): Finding.OUTCOME,
        (_H, _N): Finding.NO_ANSWER,
        (_H, _C): Finding.NOT_VISITED,
        (_A, _H): Finding.OUTCOME,
        (_A, _A): Finding.AGREES,
        (_A, _D): Finding.OUTCOME,
        (_A, _N): Finding.NO_ANSWER,
        (_A, _C): Finding.NOT_VISITED,
        (_D, _H): Finding.OUTCOME,
        (_D, _A): Finding.OUTCOME,
        (_D, _D): Finding.AGREES,
        (_D, _N): Finding.NO_ANSWER,
        (_D, _C): Finding.NOT_VISITED,
    }
)
"""By the outcome of the first visit, which closed the household, and what the household tells of it."""


def finding(first: Word, second: Word | None) -> Finding:
    """Return what a second visit makes of a first one; without a second visit, `UNASKED`."""
    if second is None:
        return Finding.UNASKED
    found = FOUND[first.outcome, second.outcome]
    is_same = (first.with_radio, first.browser_only) == (second.with_radio, second.browser_only)
    if found is Finding.AGREES and first.outcome is Outcome.HELPED and not is_same:
        return Finding.PHONES
    return found


def asked(findings: Sequence[Finding], size: int) -> int:
    """Return how many households of the drawing, from its first on, are to be asked.

    Each one where nobody answered adds the next of the reserve.

    Args:
        findings: In the order of drawing, the reserve at the end.
        size: How many answers the round needs.
    """
    answers = wanted = 0
    for found in findings:
        if answers >= size:
            break
        wanted += 1
        answers += found is not Finding.NO_ANSWER
    return wanted


class Verdict(StrEnum):
    """What a round says of its lot."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    TOO_FEW = "too_few"
    """Fewer answered than were needed, and not too many of them differed: it says nothing either way."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the households of a round said."""

    checked: int
    differed: int


def result(findings: Iterable[Finding]) -> Result:
    """Return how many households answered, and how many of them differed."""
    known = list(findings)
    return Result(sum(each in ANSWERS for each in known), sum(each in DISAGREEMENTS for each in known))


def verdict(found: Result, size: int, allowed: int) -> Verdict:
    """Return what a result says of a lot; too many differing ones say so even where not all have answered."""
    if found.differed > allowed:
        return Verdict.NOT_ACCEPTED
    return Verdict.ACCEPTED if found.checked >= size else Verdict.TOO_FEW


@dataclass(frozen=True, slots=True)
class Round:
    """What a closed round says: the lot from which it was drawn, who answered, who differed."""

    lot: int
    checked: int
    differed: int


@dataclass(frozen=True, slots=True)
class Checks:
    """What several closed rounds say together.

    Args:
        rounds: In which anybody answered.
        checked: Households that answered.
        differed: Of these.
        bounds: Between which shares the true one lies; None where nobody answered.
    """

    rounds: int = 0
    checked: int = 0
    differed: int = 0
    bounds: Bounds | None = None

    @property
    def shares(self) -> tuple[float, float]:
        """The bounds as plain numbers; everything where nobody answered."""
        return (float(self.bounds.lower), float(self.bounds.upper)) if self.bounds else (0.0, 1.0)


def checks(rounds: Iterable[Round]) -> Checks:
    """Return what rounds say together: of one round by the finite lot, of several by the pooled interval."""
    known = [each for each in rounds if each.checked]
    checked, differed = sum(each.checked for each in known), sum(each.differed for each in known)
    if not known:
        return Checks()
    if len(known) == 1:
        return Checks(1, checked, differed, lot_bounds(known[0].lot, checked, differed))
    return Checks(len(known), checked, differed, pooled_bounds(checked, differed))
