"""A synthetic province whose truth is known: what happened, what was reported, and who made numbers up.

One seed makes one province. Its communes and bodies have residents, staff, phones and a share of villages without
signal; applications are installed day by day at doors and by themselves; reporters are honest, lazy or inflating; and
part of the reports never arrives, more often where there is no signal. Rules that judge reports are tried against it,
so every number of `Plan` was chosen and committed before the first such rule was written, and is not touched to please
one. Where a number has a source it is named; the others are the author's guesses, labelled so.

Everything comes out as plain counts: the program that wants them in a database carries them there.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

_Counts: TypeAlias = NDArray[np.int64]


COUNTED_ONE_BY_ONE: Final = 50
"""Up to this many installations even a lazy reporter does not round."""


class Sort(StrEnum):
    """What a unit is: a place with residents, or a body with staff."""

    COMMUNE = "commune"
    BODY = "body"


class Reporter(StrEnum):
    """How a unit comes by the numbers that it reports."""

    HONEST = "honest"
    LAZY = "lazy"
    INFLATING = "inflating"


@dataclass(frozen=True, slots=True)
class Plan:
    """The frozen parameters of a province.

    Args:
        communes: Places; 106 in Lai Châu in August 2020.
        bodies: Agencies, schools, associations.
        days: Length of the campaign.
        districts: Groups of communes that share something; 8 in August 2020.
        residents_median: Residents of a commune; 460,196 (census 2019) over 106 communes have a mean of 4,341.
        residents_spread: Standard deviation of the logarithm of residents; a guess.
        household_size: Residents of a household; a guess near 460,196 residents in some 105,000 households.
        smartphones: Mean and standard deviation of smartphones a resident; a guess below the 56.6 % of adults of 2022.
        without_signal: Parameters of a beta distribution of the share of villages without signal; a guess.
        installed_before: Share of smartphones with the application on the eve of the campaign; a guess.
        installed_after: Share in a typical commune on the last day, between the 7 % and the 40 % of residents that
            provinces had in August 2020, counted on smartphones.
        district_spread: Standard deviation of what a district does to the log-odds of that share; a guess.
        unit_spread: The same for one unit; a guess.
        signal_loss: Log-odds that a commune wholly without signal would lose; a guess.
        at_the_door: Mean and standard deviation of the share of new installations made by a visiting team; a guess.
        visited_after: Bounds of the share of households that were visited by the last day; a guess.
        refused_a_visit: Mean of refusals or inabilities a visited household; a guess.
        staff_median: Staff of a body; a guess.
        staff_spread: Standard deviation of the logarithm of staff; a guess.
        staff_with_smartphone: Bounds of the share of staff with a smartphone; a guess.
        staff_installed_after: Share of those in a typical body on the last day, who are told that they must; a guess.
        missing: Share of daily reports that never arrive.
        never: Share of units that never report, part of `missing`.
        silence: Mean length, in days, of a silence of the others.
        lazy: Share of units whose reporter is lazy; a guess.
        lazy_run: Bounds of the days for which a lazy reporter repeats a number.
        inflating: Communes that inflate.
        inflating_bodies: Bodies that inflate.
        factor: Bounds of the factor by which they do.
        careful: Share of inflating units that keep every rule: sums fit, nothing falls, nothing exceeds smartphones.
        counting_error: Standard deviation of the relative error of an honest count; a guess.
    """

    communes: int = 106
    bodies: int = 120
    days: int = 30
    districts: int = 8
    residents_median: float = 3_900.0
    residents_spread: float = 0.45
    household_size: float = 4.4
    smartphones: tuple[float, float] = (0.31, 0.06)
    without_signal: tuple[float, float] = (1.2, 4.0)
    installed_before: float = 0.06
    installed_after: float = 0.32
    district_spread: float = 0.15
    unit_spread: float = 0.25
    signal_loss: float = 0.8
    at_the_door: tuple[float, float] = (0.6, 0.1)
    visited_after: tuple[float, float] = (0.5, 0.95)
    refused_a_visit: float = 0.12
    staff_median: float = 26.0
    staff_spread: float = 0.8
    staff_with_smartphone: tuple[float, float] = (0.65, 0.97)
    staff_installed_after: float = 0.72
    missing: float = 0.30
    never: float = 0.08
    silence: float = 4.0
    lazy: float = 0.12
    lazy_run: tuple[int, int] = (3, 7)
    inflating: int = 5
    inflating_bodies: int = 0
    factor: tuple[float, float] = (1.2, 3.0)
    careful: float = 0.5
    counting_error: float = 0.01


PLAN_1: Final = Plan()
"""Reports get lost by the day: a third of them, some units for ever."""
SILENT_PLAN_1: Final = Plan(never=0.30)
"""The harder province: three units in ten never say a word, the others always."""


@dataclass(frozen=True, slots=True)
class Member:
    """One unit and the truth about it.

    Args:
        number: Its place in `Province.members`.
        sort: A place or a body.
        district: The group it belongs to.
        residents: 0 for a body.
        households: 0 for a body.
        staff: 0 for a commune.
        smartphones: Of residents, or of staff.
        without_signal: Share of villages without signal.
        reporter: How its numbers come about.
        factor: By how much they are inflated; 1 when they are not.
        careful: Whether an inflating reporter keeps every rule.
        installed: The truth: installations at the end of each day.
    """

    number: int
    sort: Sort
    district: int
    residents: int
    households: int
    staff: int
    smartphones: int
    without_signal: float
    reporter: Reporter
    factor: float
    careful: bool
    installed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DailyReport:
    """What one unit said about one day, cumulative since the campaign's first day.

    Args:
        member: The number of the unit.
        day: 0 for the first day.
        declared: Installations.
        smartphones: Phones that could bear one.
        staff: 0 for a commune.
        listed: Households on the list; 0 for a body, as all that follow.
        visited: Households that a team visited.
        helped: Installations made at the door.
        refused: Refusals and inabilities.
        arrived: Whether the report ever reached the province.
    """

    member: int
    day: int
    declared: int
    smartphones: int
    staff: int
    listed: int
    visited: int
    helped: int
    refused: int
    arrived: bool


@dataclass(frozen=True, slots=True)
class Province:
    """What one seed made: the truth in `members`, what was said in `reports`."""

    plan: Plan
    members: tuple[Member, ...]
    reports: tuple[DailyReport, ...]

    def arrived(self) -> tuple[DailyReport, ...]:
        """Return the reports that reached the province."""
        return tuple(report for report in self.reports if report.arrived)

    def installed(self, day: int, sort: Sort = Sort.COMMUNE) -> int:
        """Return the true installations of a sort of unit at the end of a day."""
        return sum(member.installed[day] for member in self.members if member.sort is sort)


def province(seed: int, plan: Plan = PLAN_1) -> Province:
    """Return the province that a seed makes.

    Args:
        seed: Any number of at least 0; the same seed and plan make the same province.
        plan: Its parameters.
    """
    rng = np.random.default_rng(seed)
    never = _never(rng, plan)
    inflating = _inflating(rng, plan, never)
    members: list[Member] = []
    reports: list[DailyReport] = []
    for number in range(plan.communes + plan.bodies):
        sort = Sort.COMMUNE if number < plan.communes else Sort.BODY
        maker = _commune if sort is Sort.COMMUNE else _body
        life = maker(rng, plan, number)
        reporter, factor, careful = _reporter(rng, plan, inflates=number in inflating)
        members.append(life.member(number, reporter, factor, careful=careful))
        reports.extend(_told(rng, plan, life, members[-1], silent=number in never))
    return Province(plan, tuple(members), tuple(reports))


@dataclass(frozen=True, slots=True)
class _Life:
    """One unit's true days: counts at the end of each, cumulative."""

    sort: Sort
    district: int
    residents: int
    households: int
    staff: int
    smartphones: int
    without_signal: float
    installed: _Counts
    visited: _Counts
    helped: _Counts
    refused: _Counts

    def member(self, number: int, reporter: Reporter, factor: float, *, careful: bool) -> Member:
        return Member(
            number,
            self.sort,
            self.district,
            self.residents,
            self.households,
            self.staff,
            self.smartphones,
            self.without_signal,
            reporter,
            factor,
            careful,
            tuple(int(count) for count in self.installed),
        )


def _never(rng: Generator, plan: Plan) -> frozenset[int]:
    """Return who never reports: the same share of communes and of bodies."""
    places = rng.permutation(plan.communes)[: round(plan.communes * plan.never)]
    bodies = plan.communes + rng.permutation(plan.bodies)[: round(plan.bodies * plan.never)]
    return frozenset(int(number) for number in (*places, *bodies))


def _inflating(rng: Generator, plan: Plan, never: frozenset[int]) -> frozenset[int]:
    """Return who inflates: they want to be seen, so they are among those who report."""
    places = [number for number in range(plan.communes) if number not in never]
    bodies = [number for number in range(plan.communes, plan.communes + plan.bodies) if number not in never]
    chosen = (*rng.permutation(places)[: plan.inflating], *rng.permutation(bodies)[: plan.inflating_bodies])
    return frozenset(int(number) for number in chosen)


def _reporter(rng: Generator, plan: Plan, *, inflates: bool) -> tuple[Reporter, float, bool]:
    if inflates:
        return Reporter.INFLATING, float(rng.uniform(*plan.factor)), bool(rng.random() < plan.careful)
    lazy = bool(rng.random() < plan.lazy)
    return (Reporter.LAZY if lazy else Reporter.HONEST), 1.0, False


def _commune(rng: Generator, plan: Plan, number: int) -> _Life:
    residents = max(600, round(plan.residents_median * float(rng.lognormal(0, plan.residents_spread))))
    households = max(100, round(residents / plan.household_size))
    a_resident = min(0.6, max(0.1, float(rng.normal(*plan.smartphones))))
    smartphones = round(residents * a_resident)
    without_signal = float(rng.beta(*plan.without_signal))
    district = number * plan.districts // max(1, plan.communes)
    odds = _log_odds(plan.installed_after) + _district_effect(plan, district)
    odds += float(rng.normal(0, plan.unit_spread)) - plan.signal_loss * without_signal
    growth = _growth(rng, plan, smartphones, _share(odds))
    door = min(0.95, max(0.2, float(rng.normal(*plan.at_the_door))))
    visits = _cumulative(rng, plan, round(households * float(rng.uniform(*plan.visited_after))))
    helped = np.cumsum(rng.binomial(np.diff(growth, prepend=growth[0]), door))
    refused = np.cumsum(rng.binomial(np.diff(visits, prepend=0), plan.refused_a_visit))
    return _Life(
        Sort.COMMUNE, district, residents, households, 0, smartphones, without_signal, growth, visits, helped, refused
    )


def _body(rng: Generator, plan: Plan, number: int) -> _Life:
    staff = max(3, round(plan.staff_median * float(rng.lognormal(0, plan.staff_spread))))
    smartphones = round(staff * float(rng.uniform(*plan.staff_with_smartphone)))
    odds = _log_odds(plan.staff_installed_after) + float(rng.normal(0, 2 * plan.unit_spread))
    growth = _growth(rng, plan, smartphones, _share(odds))
    nothing = np.zeros(plan.days, dtype=np.int64)
    return _Life(Sort.BODY, number % plan.districts, 0, 0, staff, smartphones, 0.0, growth, nothing, nothing, nothing)


def _district_effect(plan: Plan, district: int) -> float:
    """Return what a district does to the log-odds: evenly spread quantiles, the same in every province."""
    steps = np.linspace(-1.5, 1.5, plan.districts)
    return float(steps[(district * 3) % plan.districts]) * plan.district_spread


def _growth(rng: Generator, plan: Plan, smartphones: int, after: float) -> _Counts:
    """Return installations at the end of each day, from those before the campaign to a share `after` of smartphones."""
    before = int(rng.binomial(smartphones, min(after, plan.installed_before)))
    added = max(0, int(rng.binomial(smartphones, after)) - before)
    return before + _cumulative(rng, plan, added)


def _cumulative(rng: Generator, plan: Plan, total: int) -> _Counts:
    """Return how a total came together: slowly, then fast, then slowly, uneven from day to day."""
    middle = (np.arange(plan.days) - plan.days * 0.45) / (plan.days * 0.16)
    weights = np.exp(-np.abs(middle)) * rng.gamma(4.0, 0.25, plan.days)
    return np.cumsum(rng.multinomial(total, weights / weights.sum()))


def _told(rng: Generator, plan: Plan, life: _Life, member: Member, *, silent: bool) -> list[DailyReport]:
    declared, helped = _declared(rng, plan, life, member)
    arrived = _arrived(rng, plan, life.without_signal, silent=silent)
    return [
        DailyReport(
            member.number,
            day,
            int(declared[day]),
            life.smartphones,
            life.staff,
            life.households,
            int(life.visited[day]),
            int(helped[day]),
            int(life.refused[day]),
            bool(arrived[day]),
        )
        for day in range(plan.days)
    ]


def _declared(rng: Generator, plan: Plan, life: _Life, member: Member) -> tuple[_Counts, _Counts]:
    """Return what a reporter says was installed, and what was installed at doors."""
    counted = _counted(rng, plan, life)
    match member.reporter:
        case Reporter.HONEST:
            return counted, life.helped
        case Reporter.LAZY:
            return _repeated(rng, plan, counted), life.helped
        case Reporter.INFLATING if member.careful:
            ceiling = max(counted[-1], int(life.smartphones * 0.97))
            helped = np.minimum(np.rint(life.helped * member.factor), counted * member.factor).astype(np.int64)
            return np.minimum(np.rint(counted * member.factor).astype(np.int64), ceiling), helped
        case Reporter.INFLATING:
            return np.rint(counted * member.factor / 5).astype(np.int64) * 5, life.helped


def _counted(rng: Generator, plan: Plan, life: _Life) -> _Counts:
    """Return an honest count: a little wrong, never falling, never above the phones there are."""
    wrong = np.rint(life.installed * rng.normal(1.0, plan.counting_error, plan.days)).astype(np.int64)
    return np.minimum(np.maximum.accumulate(wrong), life.smartphones)


def _repeated(rng: Generator, plan: Plan, counted: _Counts) -> _Counts:
    """Return the numbers of someone who looks only every few days and rounds down to tens."""
    told = np.empty_like(counted)
    day = 0
    while day < plan.days:
        run = int(rng.integers(plan.lazy_run[0], plan.lazy_run[1] + 1))
        told[day : day + run] = counted[day] // 10 * 10 if counted[day] > COUNTED_ONE_BY_ONE else counted[day]
        day += run
    return told


def _arrived(rng: Generator, plan: Plan, without_signal: float, *, silent: bool) -> NDArray[np.bool_]:
    """Return on which days a report arrives: silences last, and are longer and more frequent without signal."""
    if silent:
        return np.zeros(plan.days, dtype=np.bool_)
    others = max(0.0, (plan.missing - plan.never) / (1 - plan.never))
    mean_without = plan.without_signal[0] / sum(plan.without_signal)
    lost = min(0.75, others * (0.5 + 0.5 * without_signal / mean_without))
    resume = 1 / plan.silence
    fall_silent = resume * lost / (1 - lost)
    arrived = np.empty(plan.days, dtype=np.bool_)
    speaking = bool(rng.random() >= lost)
    for day in range(plan.days):
        arrived[day] = speaking
        speaking = bool(rng.random() >= fall_silent) if speaking else bool(rng.random() < resume)
    return arrived


def _log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _share(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))
