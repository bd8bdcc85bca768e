"""Directives and tasks as pages show them: words for codes, units for rules, marks for what was understood."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias
from uuid import UUID

from bluezone.rollout.directives.models import Addressee, Directive, Task, TaskAssignment
from bluezone.rollout.directives.queries import Meant, TaskCount, meant
from bluezone.rollout.directives.reading import read
from bluezone.rollout.directives.reading.marking import Stretch, marks, stretches
from bluezone.rollout.directives.reading.pieces import Modality
from bluezone.rollout.directives.rules.states import State
from bluezone.rollout.directives.wording import FINDINGS, MODALITIES, RHYTHMS, STATES, TAGS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMES_SHOWN: Final = 4
Meaning: TypeAlias = tuple[str, str, str, str, UUID | None, UUID | None]


@dataclass(frozen=True, slots=True)
class ShownAddressees:
    """Words that stand for the same rule, and whom they mean on the directive's day."""

    addressees: tuple[Addressee, ...]
    meant: Meant

    @property
    def first(self) -> Addressee:
        """The words that come first."""
        return self.addressees[0]

    @property
    def names(self) -> str:
        """The first units' names."""
        return ", ".join(unit.name for unit in self.meant.units[:NAMES_SHOWN])

    @property
    def more(self) -> int:
        """How many are not named."""
        return max(0, len(self.meant.units) - NAMES_SHOWN)


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task with the words for its codes."""

    task: Task
    addressees: tuple[ShownAddressees, ...]

    @property
    def modality(self) -> "StrOrPromise":
        """How strongly, in words."""
        return MODALITIES[Modality(self.task.modality)]

    @property
    def rhythm(self) -> "StrOrPromise":
        """How often, in words."""
        return RHYTHMS.get(self.task.rhythm, "")

    @property
    def units(self) -> int:
        """How many different units the task goes to."""
        return len({unit.pk for each in self.addressees for unit in each.meant.units})

    @property
    def unknown(self) -> bool:
        """Whether nobody would get it, or some words wait for a person."""
        return not self.units or any(not each.meant.known for each in self.addressees)


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """Something to look at, in words."""

    about: "StrOrPromise"
    words: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class ShownState:
    """A state in words, with its tag."""

    text: "StrOrPromise"
    tag: str
    count: int = 0


def shown_text(directive: Directive) -> tuple[list[Stretch], list[ShownFinding]]:
    """Return the text with what was understood laid over it, and what a person should look at."""
    reading = read(directive.text)
    findings = [
        ShownFinding(FINDINGS[each.code], each.piece.text[:120] if each.piece else "", each.suggestion or "")
        for each in reading.findings
    ]
    return stretches(reading.text, marks(reading)), findings


def shown_tasks(directive: Directive, tasks: Iterable[Task]) -> list[ShownTask]:
    """Return tasks with whom they mean on the directive's day; each rule is looked up once."""
    known: dict[Meaning, Meant] = {}
    return [ShownTask(task, _shown(task.addressees.all(), directive.structure_day, known)) for task in tasks]


def shown_addressees(directive: Directive) -> tuple[ShownAddressees, ...]:
    """Return the lines under "Kính gửi" with whom they mean."""
    lines = directive.addressees.filter(task=None).select_related("unit", "within")
    return _shown(lines, directive.structure_day, {})


def shown_state(assignment: TaskAssignment) -> ShownState:
    """Return where a task stands at a unit, in words."""
    return ShownState(STATES[State(assignment.state)], TAGS[State(assignment.state)])


def shown_states(count: TaskCount) -> list[ShownState]:
    """Return how many units stand where, in words, in the order of the way."""
    return [ShownState(STATES[state], TAGS[state], count.by_state[state]) for state in State if state in count.by_state]


def _shown(addressees: Iterable[Addressee], day: date, known: dict[Meaning, Meant]) -> tuple[ShownAddressees, ...]:
    groups: dict[Meaning, list[Addressee]] = {}
    for each in addressees:
        groups.setdefault(_meaning(each), []).append(each)
    for meaning, found in groups.items():
        if meaning not in known:
            known[meaning] = meant(found[0], day)
    return tuple(ShownAddressees(tuple(found), known[meaning]) for meaning, found in groups.items())


def _meaning(addressee: Addressee) -> Meaning:
    """Return what tells one rule from another; words that stand for one body by name, or for nobody yet, stay alone."""
    words = addressee.phrase if addressee.name or addressee.sector or addressee.rule is None else ""
    return (addressee.part, addressee.kinds, addressee.sector, words, addressee.within_id, addressee.unit_id)
