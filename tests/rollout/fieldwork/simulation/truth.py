"""What must stand on the server after a planned week, worked out from the script alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tests.rollout.fieldwork.simulation.plan import Plan, Undo, Visit

CLOSING = frozenset({"helped", "already", "done"})


@dataclass
class Door:
    """One household at the end: how it stands, and the language that a revisit needs."""

    outcome: str
    revisit_on: date | None
    language: str | None


@dataclass
class Truth:
    """The end of a week.

    Args:
        doors: By village and number; a door that nobody visited is missing.
        with_radio: Phones helped, with Bluetooth.
        browser_only: Phones helped, in a browser.
        visits: How many visit events there are, those taken back included.
        undone: How many of them were taken back.
        reasons: Sums of village tallies by village and word.
        languages: Sums of languages asked for by village and language.
    """

    doors: dict[tuple[str, str], Door] = field(default_factory=dict)
    with_radio: int = 0
    browser_only: int = 0
    visits: int = 0
    undone: int = 0
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    languages: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def visited(self) -> int:
        """Households with any visit."""
        return len(self.doors)

    @property
    def closed(self) -> int:
        """Households at which nobody needs to come again."""
        return sum(door.outcome in CLOSING for door in self.doors.values())


@dataclass(frozen=True, slots=True)
class Told:
    """What text messages alone tell: the sums of days and villages, as nobody knows who was visited before.

    Args:
        visited: Households.
        helped: Phones helped, of either kind.
    """

    visited: int = 0
    helped: int = 0


def told_of(plan: Plan) -> Told:
    """Return what the messages of a telephone tell that never handed in."""
    visits = [step for step in plan.steps if isinstance(step, Visit)]
    last = {(visit.day, visit.village, visit.household): visit for visit in visits}
    return Told(len(last), sum(visit.with_radio + visit.browser_only for visit in last.values()))


def truth_of(plan: Plan) -> Truth:
    """Return what the script of a week says."""
    undone = {step.step for step in plan.steps if isinstance(step, Undo)}
    tapped = [(place, step) for place, step in enumerate(plan.steps) if isinstance(step, Visit)]
    alive = [step for place, step in tapped if place not in undone] + [*plan.paper]
    truth = Truth(visits=len(tapped) + len(plan.paper), undone=len(undone))
    _count(truth, (step for _place, step in tapped))
    last_of_day: dict[tuple[str, str, date], Visit] = {}
    for visit in sorted(alive, key=lambda each: each.at):
        truth.doors[visit.village, visit.household] = Door(visit.outcome, visit.revisit_on, visit.language)
        last_of_day[visit.village, visit.household, visit.day] = visit
    truth.with_radio = sum(visit.with_radio for visit in last_of_day.values())
    truth.browser_only = sum(visit.browser_only for visit in last_of_day.values())
    return truth


def _count(truth: Truth, visits: Iterable[Visit]) -> None:
    for visit in visits:
        if visit.reason:
            truth.reasons[visit.village, visit.reason] += 1
        if visit.language:
            truth.languages[visit.village, visit.language] += 1
