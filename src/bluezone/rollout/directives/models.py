"""Directives, what they order, of whom, and what became of it at each unit.

`Move` only grows: it is the history of every task at every unit. A directive's text is kept as it was read, so that
each piece still points at its characters.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.kinds import Kind, Sector
from bluezone.authority.territory.models import Unit
from bluezone.rollout.directives.reading.pieces import DocumentKind, Modality, RecipientRole, Rule
from bluezone.rollout.directives.rules.evidence import FileKind
from bluezone.rollout.directives.rules.states import Act, State
from bluezone.rollout.directives.wording import ACTS, DOCUMENT_KINDS, MODALITIES, RECIPIENT_ROLES, STATES, choices

ACTOR_LENGTH = 80
PART_CHOICES = [("addressee", _("addressee")), ("actor", _("told")), ("through", _("directed by those told"))]
DIRECTIVE_STATES = [("read", _("read, not yet confirmed")), ("confirmed", _("confirmed")), ("sent", _("sent"))]


class Directive(models.Model):
    """One document that orders something; its parent is the document that it carries out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("type of document"), max_length=20, choices=choices(DOCUMENT_KINDS))
    issuer = models.CharField(_("issued by"), max_length=300, blank=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    code = models.CharField(_("symbol after the number"), max_length=60, blank=True)
    subject = models.CharField(_("subject"), max_length=1000, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    structure_day = models.DateField(_("addressees as of"))
    text = models.TextField(_("text"))
    digest = models.CharField(max_length=64, unique=True)
    source = models.CharField(_("where the text comes from"), max_length=300, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    state = models.CharField(_("state"), max_length=10, choices=DIRECTIVE_STATES, default="read")
    read_at = models.DateTimeField(_("read at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("directive")
        verbose_name_plural = _("directives")
        ordering: ClassVar = ["-read_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[*DocumentKind]), name="directive_kind_known"),
            models.CheckConstraint(condition=Q(state__in=["read", "confirmed", "sent"]), name="directive_state_known"),
        ]

    def __str__(self) -> str:
        """Return the symbol, as it is cited."""
        return self.symbol or self.subject[:60]

    @property
    def symbol(self) -> str:
        """Number and symbol; without a number it begins with the stroke."""
        return f"{self.number}/{self.code}" if self.code else ""


class CitedDocument(models.Model):
    """A document that a directive names."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="cited")
    symbol = models.CharField(_("symbol"), max_length=80)
    kind = models.CharField(_("type"), max_length=40, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    dated = models.DateField(_("date"), null=True, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        """One row a document."""

        ordering: ClassVar = ["start"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["directive", "symbol"], name="cited_once")]

    def __str__(self) -> str:
        """Return the symbol."""
        return self.symbol


class Item(models.Model):
    """A numbered item, whole."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(_("number"), max_length=20)
    section = models.CharField(_("section"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        """In the order of the document."""

        ordering: ClassVar = ["place"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["directive", "label"], name="item_label_once")]

    def __str__(self) -> str:
        """Return the number."""
        return self.label


class Task(models.Model):
    """One thing that somebody is told to do; read by the machine, corrected and confirmed by a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    directive = models.ForeignKey(Directive, models.CASCADE, related_name="tasks")
    item = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="tasks")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(_("label"), max_length=24)
    text = models.TextField(_("what is to be done"))
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    verb = models.CharField(_("verb"), max_length=200, blank=True)
    audience = models.CharField(_("asked of, or done for"), max_length=300, blank=True)
    modality = models.CharField(_("how strongly"), max_length=10, choices=choices(MODALITIES))
    due_on = models.DateField(_("last day"), null=True, blank=True)
    rhythm = models.CharField(_("rhythm"), max_length=10, blank=True)
    kept = models.BooleanField(_("is a task"), default=True)
    corrected = models.BooleanField(_("corrected by a person"), default=False)
    restates = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="restated_by")

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["directive", "label"], name="task_label_once"),
            models.CheckConstraint(condition=Q(modality__in=[*Modality]), name="task_modality_known"),
        ]

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class Addressee(models.Model):
    """Some words that name who is meant, and the rule they stand for; of the directive, or of one task."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="addressees")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="addressees")
    part = models.CharField(max_length=10, choices=PART_CHOICES)
    phrase = models.CharField(_("phrase"), max_length=500)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    implied = models.BooleanField(_("not named here"), default=False)
    kinds = models.CharField(_("kinds of unit"), max_length=200, blank=True)
    sector = models.CharField(_("sector"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    within = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """In the order of the document."""

        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(part__in=["addressee", "actor", "through"]), name="addressee_part_known")
        ]

    def __str__(self) -> str:
        """Return the words."""
        return self.phrase

    @property
    def rule(self) -> Rule | None:
        """The rule as a value; nothing when nobody said yet whom the words mean."""
        kinds = tuple(Kind(kind) for kind in self.kinds.split(",") if kind)
        if not (kinds or self.sector or self.name):
            return None
        return Rule(kinds, Sector(self.sector) if self.sector else None, self.name or None)


class Recipient(models.Model):
    """One line under "Nơi nhận"."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="recipients")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(_("line"), max_length=500)
    role = models.CharField(max_length=10, choices=choices(RECIPIENT_ROLES))

    class Meta:
        """In the order of the document."""

        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=[*RecipientRole]), name="recipient_role_known")
        ]

    def __str__(self) -> str:
        """Return the line."""
        return self.text


class TaskAssignment(models.Model):
    """One task at one unit, and where it stands; the moves that led there are its history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=PART_CHOICES)
    state = models.CharField(_("state"), max_length=12, choices=choices(STATES))
    due_on = models.DateField(_("last day"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("last change"))
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminded_at = models.DateTimeField(_("last reminder"), null=True, blank=True)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("task at a unit")
        verbose_name_plural = _("tasks at units")
        ordering: ClassVar = ["task__place", "unit__stat_code", "unit__folded"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "state"], name="assignment_by_unit"),
            models.Index(fields=["state", "due_on"], name="assignment_by_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "unit"], name="assignment_once_a_unit"),
            models.CheckConstraint(condition=Q(state__in=[*State]), name="assignment_state_known"),
        ]

    def __str__(self) -> str:
        """Return task and unit."""
        return f"{self.task} · {self.unit}"


class Move(models.Model):
    """One step of a task at one unit; never changed, never removed."""

    assignment = models.ForeignKey(TaskAssignment, models.PROTECT, related_name="moves")
    act = models.CharField(max_length=16, choices=choices(ACTS))
    state = models.CharField(_("state after it"), max_length=12, choices=choices(STATES))
    actor = models.CharField(_("who, as the audit names it"), max_length=ACTOR_LENGTH)
    moment = models.DateTimeField(_("when"))
    note = models.CharField(_("note (no names of people)"), max_length=300, blank=True)

    class Meta:
        """In the order of time."""

        ordering: ClassVar = ["moment", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(act__in=[*Act]), name="move_act_known"),
            models.CheckConstraint(condition=Q(state__in=[*State]), name="move_state_known"),
        ]

    def __str__(self) -> str:
        """Return the act."""
        return self.act


class Evidence(models.Model):
    """What shows that a task was done: a file outside the static ones, a link, or words about counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(TaskAssignment, models.PROTECT, related_name="evidence")
    note = models.CharField(_("what was done (counts, no names of people)"), max_length=500, blank=True)
    link = models.URLField(_("link"), max_length=400, blank=True)
    file_name = models.CharField(_("file"), max_length=120, blank=True)
    file_kind = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    digest = models.CharField(max_length=64, blank=True)
    actor = models.CharField(_("who, as the audit names it"), max_length=ACTOR_LENGTH)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering: ClassVar = ["given_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(file_kind__in=["", *FileKind]), name="evidence_kind_known"),
            models.CheckConstraint(condition=~Q(note="", link="", file_name=""), name="evidence_says_something"),
        ]

    def __str__(self) -> str:
        """Return the id; what it shows is for those who may read it."""
        return str(self.id)
