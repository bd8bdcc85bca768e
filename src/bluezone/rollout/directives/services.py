"""Writing directives and moving their tasks on; every act is in the audit chain, in the transaction of the act."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.directives import evidence_files
from bluezone.rollout.directives.models import (
    Addressee,
    CitedDocument,
    Directive,
    Evidence,
    Item,
    Move,
    Recipient,
    Task,
    TaskAssignment,
)
from bluezone.rollout.directives.queries import restatements, units_meant
from bluezone.rollout.directives.reading import Reading
from bluezone.rollout.directives.reading.pieces import Actor, Modality, ProposedTask, Rule, calendar_date
from bluezone.rollout.directives.rules.evidence import file_kind, shown_name
from bluezone.rollout.directives.rules.states import Act, State, after

PURPOSE: Final = "campaign"
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Given:
    """What a unit hands in as evidence; at least one of the three.

    Args:
        note: What was done, in counts.
        link: Where it can be seen.
        file_name: The file's name as its owner called it.
        data: The file.
    """

    note: str = ""
    link: str = ""
    file_name: str = ""
    data: bytes = field(default=b"", repr=False)


@transaction.atomic
def keep_reading(reading: Reading, *, day: date, actor: str, moment: datetime) -> Directive:
    """Keep what was read, as a draft that a person corrects and confirms; the same text gives the same draft.

    Args:
        reading: What was read.
        day: The day of the structure in which addressees are looked up, when the document itself has no date.
        actor: Who dropped the file in.
        moment: When.

    Raises:
        RuleViolation: `directive_known`, when this text was read before.
    """
    digest = sha256(reading.text.encode()).hexdigest()
    if Directive.objects.filter(digest=digest).exists():
        raise RuleViolation("directive_known", "this document was read before")
    issued = reading.dating.whole if reading.dating else None
    directive = Directive.objects.create(
        kind=reading.kind.value,
        issuer=reading.issuer.text[:300] if reading.issuer else "",
        number=(reading.symbol.number or "")[:20] if reading.symbol else "",
        code=reading.symbol.code[:60] if reading.symbol else "",
        subject=reading.subject.text[:1000] if reading.subject else "",
        place=(reading.dating.place or "")[:100] if reading.dating else "",
        issued_on=issued,
        structure_day=issued or _month_of(reading) or day,
        text=reading.text,
        digest=digest,
        read_at=moment,
    )
    _keep_parts(directive, reading)
    _find_parent(directive)
    record(actor, "directive.read", directive, PURPOSE, moment)
    return directive


@transaction.atomic
def correct_head(directive: Directive, changes: dict[str, object], *, actor: str, moment: datetime) -> None:
    """Correct what was read from the head.

    Raises:
        RuleViolation: `directive_sent`, when tasks have gone out on it already.
    """
    _refuse_sent(directive)
    for name, value in changes.items():
        setattr(directive, name, value)
    directive.save(update_fields=[*changes])
    if "parent" in changes:
        _suggest_restatements(directive)
    record(actor, "directive.correct", directive, PURPOSE, moment)


@transaction.atomic
def correct_task(task: Task, changes: dict[str, object], *, actor: str, moment: datetime) -> None:
    """Correct a proposed task: its words, how strongly, by when, whether it is one at all.

    Raises:
        RuleViolation: `directive_sent`, when tasks have gone out already.
    """
    _refuse_sent(task.directive)
    for name, value in changes.items():
        setattr(task, name, value)
    task.corrected = True
    task.save(update_fields=[*changes, "corrected"])
    record(actor, "directive.correct_task", task, PURPOSE, moment)


@transaction.atomic
def point_addressee(
    addressee: Addressee, rule: Rule | Unit, *, actor: str, moment: datetime, within: Unit | None = None
) -> None:
    """Say whom some words mean: a rule, for all units or those below one, or one unit.

    Raises:
        RuleViolation: `directive_sent`, when tasks have gone out already.
    """
    _refuse_sent(addressee.directive)
    addressee.within = within
    if isinstance(rule, Unit):
        addressee.unit = rule
    else:
        addressee.unit, addressee.kinds = None, ",".join(rule.kinds)
        addressee.sector, addressee.name = rule.sector or "", rule.name or ""
    addressee.save()
    record(actor, "directive.correct_addressee", addressee, PURPOSE, moment)


@transaction.atomic
def confirm(directive: Directive, *, actor: str, moment: datetime) -> int:
    """Confirm what was understood, and return how many units it addresses; nothing goes out yet.

    Raises:
        RuleViolation: `directive_confirmed` or `nothing_to_do`.
    """
    if directive.state != "read":
        raise RuleViolation("directive_confirmed", "this directive is confirmed already")
    tasks = list(directive.tasks.filter(kept=True).prefetch_related("addressees__unit", "addressees__within"))
    if not tasks:
        raise RuleViolation("nothing_to_do", "a directive needs at least one task to be confirmed")
    rows = [row for task in tasks for row in _rows(task, directive.structure_day, moment)]
    TaskAssignment.objects.bulk_create(rows, batch_size=BATCH)
    _note(rows, Act.CONFIRM, actor, moment)
    directive.state, directive.confirmed_at = "confirmed", moment
    directive.save(update_fields=["state", "confirmed_at"])
    record(actor, "directive.confirm", directive, PURPOSE, moment)
    return len({row.unit_id for row in rows})


@transaction.atomic
def send(directive: Directive, *, actor: str, moment: datetime) -> int:
    """Send the confirmed tasks to their units, and return how many went out.

    Raises:
        RuleViolation: `directive_not_confirmed`.
    """
    if directive.state == "read":
        raise RuleViolation("directive_not_confirmed", "a directive is confirmed before its tasks go out")
    rows = list(TaskAssignment.objects.select_for_update().filter(task__directive=directive, state=State.CONFIRMED))
    for row in rows:
        row.state, row.sent_at, row.changed_at = after(State(row.state), Act.SEND), moment, moment
    TaskAssignment.objects.bulk_update(rows, ["state", "sent_at", "changed_at"], batch_size=BATCH)
    _note(rows, Act.SEND, actor, moment)
    directive.state, directive.sent_at = "sent", directive.sent_at or moment
    directive.save(update_fields=["state", "sent_at"])
    record(actor, "directive.send", directive, PURPOSE, moment)
    return len(rows)


@transaction.atomic
def acknowledge(assignment: TaskAssignment, *, actor: str, moment: datetime) -> None:
    """Say that the unit has the task; opened is not acknowledged, and acknowledged is not done."""
    assignment.acknowledged_at = assignment.acknowledged_at or moment
    move(assignment, Act.ACKNOWLEDGE, actor=actor, moment=moment)


@transaction.atomic
def add_evidence(assignment: TaskAssignment, given: Given, *, actor: str, moment: datetime) -> Evidence:
    """Take a unit's evidence.

    Raises:
        RuleViolation: `evidence_says_nothing`, one of `rules.evidence`, or `act_not_allowed`.
    """
    if not (given.note or given.link or given.data):
        raise RuleViolation("evidence_says_nothing", "evidence is a note, a link or a file")
    already = assignment.evidence.exclude(file_name="").count()
    kind = file_kind(given.data, already) if given.data else None
    evidence = Evidence.objects.create(
        assignment=assignment,
        note=given.note,
        link=given.link,
        file_name=shown_name(given.file_name) if kind else "",
        file_kind=kind.value if kind else "",
        size=len(given.data),
        digest=evidence_files.keep(given.data) if kind else "",
        actor=actor,
        given_at=moment,
    )
    if assignment.state == State.EVIDENCED:
        record(actor, "task.add_evidence", evidence, PURPOSE, moment)
    else:
        if assignment.acknowledged_at is None:
            assignment.acknowledged_at = moment
        if assignment.state == State.SENT:
            move(assignment, Act.ACKNOWLEDGE, actor=actor, moment=moment)
        move(assignment, Act.GIVE_EVIDENCE, actor=actor, moment=moment)
    return evidence


@transaction.atomic
def move(assignment: TaskAssignment, act: Act, *, actor: str, moment: datetime, note: str = "") -> None:
    """Move a task on at one unit, with its history and the audit.

    Raises:
        RuleViolation: `act_not_allowed`.
    """
    assignment.state, assignment.changed_at = after(State(assignment.state), act), moment
    assignment.save(update_fields=["state", "changed_at", "acknowledged_at"])
    Move.objects.create(
        assignment=assignment, act=act, state=assignment.state, actor=actor, moment=moment, note=note[:300]
    )
    record(actor, f"task.{act.value}", assignment, PURPOSE, moment)


@transaction.atomic
def link_restatement(task: Task, measure: Task | None, *, actor: str, moment: datetime) -> None:
    """Say which measure of the parent a task restates, or that it restates none."""
    task.restates = measure
    task.save(update_fields=["restates"])
    record(actor, "directive.link_measure", task, PURPOSE, moment)


def _keep_parts(directive: Directive, reading: Reading) -> None:
    CitedDocument.objects.bulk_create(
        CitedDocument(
            directive=directive,
            symbol=each.symbol[:80],
            kind=(each.kind or "")[:40],
            issuer=(each.issuer or "")[:200],
            dated=each.dated,
            start=each.mentions[0].start,
            end=each.mentions[0].end,
        )
        for each in reading.cited
    )
    Recipient.objects.bulk_create(
        Recipient(directive=directive, place=place, text=each.piece.text[:500], role=each.role)
        for place, each in enumerate(reading.recipients)
    )
    for addressee in reading.addressees:
        _keep_actors(directive, None, "addressee", addressee.actors)
    items = {
        item.label: Item.objects.create(
            directive=directive,
            place=place,
            label=item.label,
            section=(item.section or "")[:300],
            text=item.piece.text,
            start=item.piece.start,
            end=item.piece.end,
        )
        for place, item in enumerate(reading.items)
    }
    for place, task in enumerate(reading.tasks):
        label = max((label for label in items if task.label.startswith(label)), key=len)
        _keep_task(directive, items[label], place, task)


def _keep_task(directive: Directive, item: Item, place: int, task: ProposedTask) -> None:
    kept = Task.objects.create(
        directive=directive,
        item=item,
        place=place,
        label=task.label,
        text=task.piece.text,
        start=task.piece.start,
        end=task.piece.end,
        verb=task.verb.text[:200],
        audience=task.audience.text[:300] if task.audience else "",
        modality=task.modality,
        due_on=task.deadline.due if task.deadline else None,
        rhythm=(task.deadline.rhythm or "") if task.deadline else "",
    )
    _keep_actors(directive, kept, "actor", task.actors)
    _keep_actors(directive, kept, "through", task.through)


def _keep_actors(directive: Directive, task: Task | None, part: str, actors: tuple[Actor, ...]) -> None:
    Addressee.objects.bulk_create(
        Addressee(
            directive=directive,
            task=task,
            part=part,
            phrase=actor.piece.text[:500],
            start=actor.piece.start,
            end=actor.piece.end,
            implied=actor.implied,
            kinds=",".join(actor.rule.kinds) if actor.rule else "",
            sector=(actor.rule.sector or "") if actor.rule else "",
            name=(actor.rule.name or "")[:200] if actor.rule else "",
        )
        for actor in actors
    )


def _find_parent(directive: Directive) -> None:
    """Take the first cited document that is kept here as the parent."""
    for cited in directive.cited.all():
        number, _, code = cited.symbol.partition("/")
        above = Directive.objects.filter(number=number, code=code).exclude(pk=directive.pk).first()
        if above is not None:
            directive.parent = above
            directive.save(update_fields=["parent"])
            _suggest_restatements(directive)
            return


def _suggest_restatements(directive: Directive) -> None:
    directive.tasks.update(restates=None)
    if directive.parent is not None:
        for task, measure in restatements(directive.parent, directive).items():
            directive.tasks.filter(pk=task).update(restates=measure)


def _rows(task: Task, day: date, moment: datetime) -> list[TaskAssignment]:
    state = after(State.PROPOSED, Act.CONFIRM)
    due = task.due_on if task.modality != Modality.ADVISE else None
    return [
        TaskAssignment(task=task, unit=unit, part=part, state=state, due_on=due, changed_at=moment)
        for unit, part in units_meant(task.addressees.all(), day).values()
    ]


def _note(rows: list[TaskAssignment], act: Act, actor: str, moment: datetime) -> None:
    moves = [Move(assignment=row, act=act, state=row.state, actor=actor, moment=moment) for row in rows]
    Move.objects.bulk_create(moves, batch_size=BATCH)


def _refuse_sent(directive: Directive) -> None:
    if directive.state != "read":
        raise RuleViolation("directive_sent", "a confirmed directive is corrected by another directive")


def _month_of(reading: Reading) -> date | None:
    """Return the first day of the month that a directive without a day names."""
    dating = reading.dating
    if dating is None or dating.year is None or dating.month is None:
        return None
    return calendar_date(1, dating.month, dating.year)
