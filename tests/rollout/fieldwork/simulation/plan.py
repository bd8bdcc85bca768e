"""A scripted week of three telephones and one pile of paper, made from a seed: what is tapped, killed, sent and lost.

Nothing here knows the product: a plan is a list of steps in the order of their moments, and `truth.py` says what must
stand on the server after them.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

START: Final = date(2026, 11, 16)
DAYS: Final = 7
LOCAL: Final = timedelta(hours=7)
"""Vietnam's time before UTC."""
VISITS: Final = 500
VILLAGES: Final = {"01": 90, "02": 60}
"""Households of each village."""
LOST: Final = 3
"""The place of a telephone that falls into a river at the end of its week."""
LOST_VISITS: Final = 6
"""Its visits on a day."""
LOST_SEEDS: Final = 10_000
"""From here on lie the seeds of such weeks."""
OUTCOMES: Final = ("helped", "already", "not_home", "come_back", "done")
NETS: Final = ("good", "lost_request", "lost_answer", "server_error_after", "web_page", "cut_answer", "half")
"""How one hand-in by network goes wrong; `half`: the connection ends after the first bundle."""


CLOCKS: Final[tuple[Mapping[int, timedelta], ...]] = (
    {},
    {1: datetime(1970, 1, 1, tzinfo=UTC) - datetime(2026, 11, 16, tzinfo=UTC)},
    {},
    {1: datetime(2038, 1, 16, tzinfo=UTC) - datetime(2026, 11, 16, tzinfo=UTC)},
)
"""Every second week, one telephone believes itself in 1970 or in the week in which 32-bit clocks end."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody did at one door; `by` is the telephone's place, or "paper"."""

    by: int | str
    at: datetime
    village: str
    household: str
    outcome: str
    phones: int | None = None
    with_radio: int = 0
    browser_only: int = 0
    revisit_on: date | None = None
    language: str | None = None
    reason: str | None = None

    @property
    def day(self) -> date:
        """The local day."""
        return (self.at + LOCAL).date()


@dataclass(frozen=True, slots=True)
class Undo:
    """The telephone takes its visit back that the step numbered `step` made."""

    by: int
    at: datetime
    step: int


@dataclass(frozen=True, slots=True)
class Kill:
    """The page dies: between two acts, or in the middle of the visit of the next step."""

    by: int
    at: datetime
    during: bool


@dataclass(frozen=True, slots=True)
class Sync:
    """The telephone tries to hand in by network."""

    by: int
    at: datetime
    net: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """The queue of one telephone goes to another: by QR frames of which some are lost, or by a file."""

    by: int
    to: int
    at: datetime
    way: str
    loss: float


@dataclass(frozen=True, slots=True)
class Message:
    """The telephone's text message of a day."""

    by: int
    at: datetime
    village: str


Step = Visit | Undo | Kill | Sync | HandOver | Message


@dataclass(frozen=True)
class Plan:
    """A whole week.

    Args:
        seed: From which it was made.
        steps: In the order of their moments.
        wrong: How far the clock of a telephone is from the truth, for those whose clock is wrong.
        paper: What was visited on paper.
    """

    seed: int
    steps: tuple[Step, ...]
    wrong: Mapping[int, timedelta] = field(default_factory=dict)
    paper: tuple[Visit, ...] = field(default=())


def planned(seed: int, visits: int = VISITS) -> Plan:
    """Return the week of a seed."""
    chance = random.Random(seed)
    steps: list[Step] = []
    paper: list[Visit] = []
    per_day = [visits // DAYS + (place < visits % DAYS) for place in range(DAYS)]
    for offset, count in enumerate(per_day):
        day = START + timedelta(days=offset)
        morning = datetime(day.year, day.month, day.day, 8, tzinfo=UTC) - LOCAL
        made = list(_doors(chance, morning, count))
        paper += [visit for visit in made if visit.by == "paper"]
        acts = [visit for visit in made if visit.by != "paper"]
        steps += _with_accidents(chance, acts, len(steps))
        steps += _evening(chance, morning + timedelta(hours=10), offset)
    return Plan(seed, tuple(steps), CLOCKS[seed % len(CLOCKS)], tuple(paper))


def lost_week(seed: int) -> Plan:
    """Return the week of a telephone that never hands in: doors, and every evening the text messages of its days."""
    chance = random.Random(LOST_SEEDS + seed)
    steps: list[Step] = []
    for offset in range(DAYS):
        day = START + timedelta(days=offset)
        morning = datetime(day.year, day.month, day.day, 8, tzinfo=UTC) - LOCAL
        steps += [replace(visit, by=LOST) for visit in _doors(chance, morning, LOST_VISITS)]
        steps.append(Message(LOST, morning + timedelta(hours=10), "01"))
    return Plan(seed, tuple(steps))


def can_be(plan: Plan, step: Step) -> bool:
    """Return whether a step can be: only the network tells how wrong a clock is, and a message names a day."""
    return not (isinstance(step, HandOver | Message) and step.by in plan.wrong)


def _doors(chance: random.Random, morning: datetime, count: int) -> Iterator[Visit]:
    """Yield a day's visits in order; a telephone never sees one door twice a day, paper no door that a telephone saw."""
    doors = [(village, number) for village, size in VILLAGES.items() for number in _numbers(size)]
    on_paper = set(chance.sample(doors, len(doors) // 8))
    at = morning
    seen: set[tuple[int | str, str, str]] = set()
    pause = timedelta(hours=9) / (count + 1)
    while count:
        village, household = chance.choice(doors)
        by: int | str = "paper" if (village, household) in on_paper else chance.choice([0, 1, 2])
        if (by, village, household) in seen:
            continue
        seen.add((by, village, household))
        at += timedelta(seconds=chance.randint(5, int(pause.total_seconds())))
        count -= 1
        yield _visit(chance, by, at, village, household)


def _numbers(size: int) -> list[str]:
    return [str(number) for number in range(1, size)] + [f"{size}A"]


def _visit(chance: random.Random, by: int | str, at: datetime, village: str, household: str) -> Visit:
    outcome = chance.choices(OUTCOMES, [5, 2, 3, 2, 3])[0]
    helped = outcome == "helped"
    back = outcome == "come_back"
    reason = chance.choice([None, "refused", "no_smartphone"]) if outcome == "done" and by != "paper" else None
    return Visit(
        by=by,
        at=at,
        village=village,
        household=household,
        outcome=outcome,
        phones=chance.choice([None, 1, 2, 4]) if outcome in {"helped", "already"} else None,
        with_radio=chance.randint(0, 3) if helped else 0,
        browser_only=chance.randint(0, 2) if helped else 0,
        revisit_on=(at + LOCAL).date() + timedelta(days=chance.randint(1, 4)) if back else None,
        language=chance.choice([None, "hmn", "lhu", "blt"]) if back and by != "paper" else None,
        reason=reason,
    )


def _with_accidents(chance: random.Random, acts: list[Visit], first: int) -> list[Step]:
    """Return a day's acts with kills, and with some visits taken back a moment later."""
    steps: list[Step] = []
    for visit in acts:
        by = visit.by
        assert isinstance(by, int)
        if chance.random() < 0.04:
            steps.append(Kill(by, visit.at, during=chance.random() < 0.6))
        steps.append(visit)
        if chance.random() < 0.05 and visit.reason is None and visit.language is None:
            steps.append(Undo(by, visit.at + timedelta(seconds=1), first + len(steps) - 1))
    return steps


def _evening(chance: random.Random, at: datetime, offset: int) -> Iterator[Step]:
    """Yield how a day ends: text messages, a hand-over, a try of the network."""
    for by in (0, 1, 2):
        later = at + timedelta(minutes=10 * by)
        if chance.random() < 0.3:
            yield Message(by, later, chance.choice(list(VILLAGES)))
        if by != 2 and chance.random() < 0.25:
            way = chance.choice(["qr", "qr", "file"])
            yield HandOver(by, 2, later + timedelta(minutes=2), way, loss=chance.choice([0.0, 0.2, 0.4]))
        if chance.random() < (0.2 if by != 2 else 0.5):
            yield Sync(by, later + timedelta(minutes=5), chance.choice(NETS))
