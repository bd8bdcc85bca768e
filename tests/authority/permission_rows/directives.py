"""Directives and their tasks on the console, a unit's tasks on the site."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.authority.permissions import Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.models import Unit
from bluezone.rollout.directives import evidence_files
from bluezone.rollout.directives.models import Addressee, Directive, Evidence, Task, TaskAssignment
from bluezone.rollout.directives.rules.evidence import FileKind

PARTS = Mapping[str, Any]
_NUMBERS = count()


def a_directive(world: World, _unit: Unit) -> PARTS:
    return {"directive_id": _directive(world).pk}


def a_task(world: World, _unit: Unit) -> PARTS:
    return {"task_id": _task(world).pk}


def an_addressee(world: World, _unit: Unit) -> PARTS:
    task = _task(world)
    return {"addressee_id": Addressee.objects.create(directive=task.directive, task=task, part="actor", phrase="Xa").pk}


def an_assignment(world: World, unit: Unit) -> PARTS:
    return {"assignment_id": _assignment(world, unit).pk}


def some_evidence(world: World, unit: Unit) -> PARTS:
    row = _assignment(world, unit)
    kept = {"file_name": "a.pdf", "file_kind": FileKind.PDF, "size": 5, "digest": evidence_files.keep(b"%PDF-")}
    made = Evidence.objects.create(assignment=row, actor="system", given_at=world.moment, **kept)
    return {"evidence_id": made.pk}


def _directive(world: World) -> Directive:
    return Directive.objects.create(
        kind="cong_van",
        code="UBND-VX",
        structure_day=world.moment.date(),
        text="Kính gửi: a",
        digest=str(next(_NUMBERS)),
        read_at=world.moment,
    )


def _task(world: World) -> Task:
    return Task.objects.create(directive=_directive(world), place=0, label="1", text="a", modality="demand")


def _assignment(world: World, unit: Unit) -> TaskAssignment:
    moment = world.moment
    return TaskAssignment.objects.create(
        task=_task(world), unit=unit, part="actor", state="sent", sent_at=moment, changed_at=moment
    )


READ, CONFIRM, ASSIGN, ANSWER = (
    Action.READ_DIRECTIVES,
    Action.CONFIRM_DIRECTIVES,
    Action.ASSIGN_TASKS,
    Action.ANSWER_TASKS,
)
ROWS = [
    Row("console", "directives:listing", READ),
    Row("console", "directives:drop", CONFIRM),
    Row("console", "directives:bring_from_above", CONFIRM, method="POST"),
    Row("console", "directives:silence", READ),
    Row("console", "directives:calendar", READ),
    Row("console", "directives:understood", READ, a_directive),
    Row("console", "directives:progress", READ, a_directive),
    Row("console", "directives:head", CONFIRM, a_directive),
    Row("console", "directives:confirm", CONFIRM, a_directive, method="POST"),
    Row("console", "directives:send", ASSIGN, a_directive, method="POST"),
    Row("console", "directives:reminder_docx", Action.WRITE_LETTERS, a_directive),
    Row("console", "directives:reminder_pdf", Action.WRITE_LETTERS, a_directive),
    Row("console", "directives:task", CONFIRM, a_task),
    Row("console", "directives:units", READ, a_task),
    Row("console", "directives:addressee", CONFIRM, an_addressee),
    Row("console", "directives:at_unit", READ, an_assignment, scoped=True),
    Row("console", "directives:act", ASSIGN, an_assignment, scoped=True, method="POST", body={"act": "remind"}),
    Row("console", "directives:evidence", READ, some_evidence, scoped=True),
    Row("site", "desk:tasks", ANSWER),
    Row("site", "desk:task", ANSWER, an_assignment, scoped=True),
    Row("site", "desk:acknowledge", ANSWER, an_assignment, scoped=True, method="POST"),
    Row("site", "desk:evidence", ANSWER, some_evidence, scoped=True),
]
