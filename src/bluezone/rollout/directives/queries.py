"""Reading directives, tasks and where they stand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bluezone.authority.accounts.queries import closure_below
from bluezone.authority.territory import queries as territory
from bluezone.authority.territory.kinds import TERRITORY_KINDS, Kind
from bluezone.authority.territory.models import SectorLead, Unit
from bluezone.authority.territory.naming import folded
from bluezone.rollout.directives.models import Addressee, Directive, Task, TaskAssignment
from bluezone.rollout.directives.reading.pieces import Modality, Rule
from bluezone.rollout.directives.rules.comparison import Contradiction, OrderedTask, contradictions, restated
from bluezone.rollout.directives.rules.states import OPEN, SILENT, State


@dataclass(frozen=True, slots=True)
class Gone:
    """A body that does not stand on the day, with those that came after it."""

    unit: Unit
    successors: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom some words mean on a day.

    Args:
        units: Those that stand.
        gone: Those that stand no longer, or not yet.
        known: False when nobody said yet whom the words mean.
    """

    units: tuple[Unit, ...]
    gone: tuple[Gone, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class TaskCount:
    """How far a task got: units by state."""

    task: Task
    units: int
    by_state: dict[State, int]

    @property
    def acknowledged(self) -> int:
        """Units that said that they have it, or more."""
        return sum(self.by_state.get(state, 0) for state in (State.ACKNOWLEDGED, State.EVIDENCED, State.DONE))


@dataclass(frozen=True, slots=True)
class Inherited:
    """A measure of the parent document, and the task that restates it here, if one does."""

    measure: Task
    here: Task | None


def directives() -> QuerySet[Directive]:
    """Return all directives, the newest first, with how many tasks and units each has."""
    return Directive.objects.select_related("parent").annotate(
        tasks_kept=Count("tasks", filter=Q(tasks__kept=True), distinct=True),
        units_told=Count("tasks__assignments__unit", distinct=True),
    )


def meant(addressee: Addressee, day: date) -> Meant:
    """Return whom an addressee means on a day."""
    if addressee.unit is not None:
        return _standing([addressee.unit], day)
    rule = addressee.rule
    return Meant((), known=False) if rule is None else meant_by(rule, addressee.phrase, day, within=addressee.within)


def meant_by(rule: Rule, phrase: str, day: date, *, within: Unit | None = None) -> Meant:
    """Return whom a rule means on a day; a body that stood on another day only is named with its successor.

    Args:
        rule: The rule.
        phrase: The words that it was read from.
        day: The day.
        within: Only units below this one, in any tree; everywhere when none is given.
    """
    if rule.sector is not None and not rule.kinds:
        return _leading(rule, phrase, day)
    if rule.name is not None:
        return _standing(_named(rule, phrase), day)
    found = territory.on(day).filter(kind__in=[kind.value for kind in rule.kinds])
    return Meant(tuple(found if within is None else found.filter(pk__in=closure_below([within.pk], day))))


def task_counts(directive: Directive) -> list[TaskCount]:
    """Return how far each kept task got, in two queries."""
    counted: dict[UUID, dict[State, int]] = {}
    rows = TaskAssignment.objects.filter(task__directive=directive).values("task", "state").annotate(units=Count("id"))
    for row in rows.order_by():
        counted.setdefault(row["task"], {})[State(row["state"])] = row["units"]
    tasks = directive.tasks.filter(kept=True).select_related("item")
    return [TaskCount(task, sum(counted.get(task.pk, {}).values()), counted.get(task.pk, {})) for task in tasks]


def inherited(directive: Directive) -> list[Inherited]:
    """Return the parent's measures: restated here, or ordered above and not restated."""
    if directive.parent is None:
        return []
    here = {task.restates_id: task for task in directive.tasks.filter(kept=True, restates__isnull=False)}
    return [Inherited(measure, here.get(measure.pk)) for measure in directive.parent.tasks.filter(kept=True)]


def restatements(parent: Directive, child: Directive) -> dict[UUID, UUID]:
    """Return for each task of a directive the measure of its parent that it probably restates."""
    found = restated(_ordered(parent), _ordered(child))
    return {below: above for above, below in found.items()}


def contradicting(directive: Directive) -> list[tuple[Contradiction[UUID], Task, Task]]:
    """Return the tasks of other directives in force that contradict this one's."""
    others = Directive.objects.exclude(pk=directive.pk).exclude(state="read")
    rest = [task for other in others.prefetch_related("tasks__addressees") for task in _ordered(other)]
    found = list(contradictions(_ordered(directive), rest))
    tasks = Task.objects.select_related("directive").in_bulk([key for pair in found for key in (pair.one, pair.other)])
    return [(pair, tasks[pair.one], tasks[pair.other]) for pair in found]


def assignments_of(unit: Unit | UUID) -> QuerySet[TaskAssignment]:
    """Return the tasks that a unit has been sent, with their history."""
    sent = TaskAssignment.objects.filter(unit=unit).exclude(state__in=[State.PROPOSED, State.CONFIRMED])
    return sent.select_related("task__directive", "unit").prefetch_related("evidence", "moves")


def assignments_at(units: QuerySet[Unit]) -> QuerySet[TaskAssignment]:
    """Return the tasks at some units."""
    return TaskAssignment.objects.filter(unit__in=units).select_related("task__directive", "unit")


def silent(units: QuerySet[Unit]) -> QuerySet[TaskAssignment]:
    """Return what was sent to some units and never acknowledged, the longest silence first; advice left out."""
    never = assignments_at(units).filter(state__in=[*SILENT], acknowledged_at__isnull=True)
    return never.exclude(task__modality=Modality.ADVISE).order_by("sent_at", "unit__folded")


def awaited(units: QuerySet[Unit]) -> QuerySet[TaskAssignment]:
    """Return what is still awaited from some units by a last day, the nearest first."""
    return assignments_at(units).filter(state__in=[*OPEN], due_on__isnull=False).order_by("due_on", "task__place")


def waiting() -> QuerySet[TaskAssignment]:
    """Return everything of which silence has to be looked at."""
    return TaskAssignment.objects.filter(state__in=[*OPEN]).select_related("task__directive", "unit")


def _ordered(directive: Directive) -> list[OrderedTask[UUID]]:
    tasks = directive.tasks.filter(kept=True).prefetch_related("addressees")
    return [OrderedTask(task.pk, task.text, Modality(task.modality), task.due_on, _bodies(task)) for task in tasks]


def _bodies(task: Task) -> frozenset[str]:
    words: set[str] = set()
    for each in task.addressees.all():
        words |= {each.sector, *each.kinds.split(",")} - {""} or {folded(each.phrase)}
    return frozenset(words)


def _leading(rule: Rule, phrase: str, day: date) -> Meant:
    """Return the sector's leading body; when the phrase names one that led on another day, say which came after."""
    leader = territory.lead(rule.sector, day) if rule.sector else None
    led = (
        [row.unit for row in SectorLead.objects.filter(sector=rule.sector).select_related("unit")]
        if rule.sector
        else []
    )
    wanted = folded(phrase)
    gone = tuple(
        Gone(unit, (leader,) if leader else ())
        for unit in led
        if not unit.validity.holds(day) and wanted.startswith(_head(unit.name))
    )
    return Meant((leader,) if leader else (), gone)


def _head(name: str) -> str:
    return folded(name).partition(" tinh ")[0]


def _named(rule: Rule, phrase: str) -> list[Unit]:
    wanted = folded(rule.name or phrase)
    bodies = Unit.objects.filter(kind__in=[kind.value for kind in rule.kinds])
    if set(rule.kinds) <= TERRITORY_KINDS:
        bare = wanted.removeprefix("chu tich ").removeprefix("ubnd ").removeprefix("uy ban nhan dan ")
        return [unit for unit in bodies if bare in {folded(unit.name), unit.folded}]
    short = wanted.removesuffix(" tinh")
    return [unit for unit in bodies if f" {short} " in f" {folded(unit.name)} "]


def _standing(units: Iterable[Unit], day: date) -> Meant:
    found = list(units)
    there = tuple(unit for unit in found if unit.validity.holds(day))
    if there:
        return Meant(there)
    return Meant((), tuple(Gone(unit, _successors(unit)) for unit in found))


def _successors(unit: Unit) -> tuple[Unit, ...]:
    return tuple(row.successor for row in unit.successions_out.select_related("successor").order_by("-date"))


def units_meant(addressees: Collection[Addressee], day: date) -> dict[UUID, tuple[Unit, str]]:
    """Return the units that a task's addressees mean, each once, with the part in which it was named first."""
    found: dict[UUID, tuple[Unit, str]] = {}
    for addressee in addressees:
        for unit in meant(addressee, day).units:
            if unit.kind != Kind.VILLAGE or addressee.part == "actor":
                found.setdefault(unit.pk, (unit, addressee.part))
    return found
