"""What devices and paper sheets handed in, as events that are never changed; each kind has its own columns."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models.devices import ACTOR_LENGTH, Device
from bluezone.rollout.fieldwork.models.lists import Household, WalkList
from bluezone.rollout.fieldwork.models.rounds import SpotRound
from bluezone.rollout.fieldwork.rules.words import EventKind, Outcome, SetAsideReason, Settlement, Way
from bluezone.rollout.fieldwork.wording import EVENT_KINDS, OUTCOMES, SET_ASIDE, SETTLEMENTS, WAYS, choices, values


class Sheet(models.Model):
    """A printed sheet of a walk list; its code stands on the paper and in the ids of its lines."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code of the sheet"), max_length=12, unique=True)
    walk_list = models.ForeignKey(WalkList, models.PROTECT, related_name="sheets")
    printed_at = models.DateTimeField(_("printed at"))
    numbers = models.JSONField(_("households on it, in the order of its lines"), default=list)
    day = models.DateField(_("day of the visits"), null=True, blank=True)
    keyed_at = models.DateTimeField(_("keyed at"), null=True, blank=True)
    keyed_by = models.CharField(max_length=ACTOR_LENGTH, blank=True)
    checked_at = models.DateTimeField(_("keyed a second time at"), null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("paper sheet")
        verbose_name_plural = _("paper sheets")
        ordering: ClassVar = ["-printed_at"]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class Event(models.Model):
    """One event as it came: its id is the sender's, so that sending it again keeps it once."""

    id = models.UUIDField(primary_key=True, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="events")
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, blank=True, related_name="events")
    sequence = models.PositiveIntegerField(_("number on its device or line of its sheet"))
    kind = models.CharField(_("kind"), max_length=10, choices=choices(EVENT_KINDS))
    device_time = models.DateTimeField(_("device's clock"))
    witnessed_at = models.DateTimeField(
        _("when it happened, as the server believes"),
        help_text="The device's clock, corrected by what it showed when it spoke to the server.",
    )
    received_at = models.DateTimeField(_("received at"))
    way = models.CharField(_("way"), max_length=8, choices=choices(WAYS))
    carrier = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.BinaryField(
        max_length=32, help_text="SHA-256 of what it says without the language, to know it again."
    )

    class Meta:
        """In the order of arrival."""

        verbose_name = _("field event")
        verbose_name_plural = _("field events")
        ordering: ClassVar = ["received_at", "device", "sequence"]
        indexes: ClassVar = [
            models.Index(fields=["device", "kind", "sequence"], name="event_by_device"),
            models.Index(fields=["witnessed_at"], name="event_by_moment"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "sequence"], name="event_sequence_once"),
            models.UniqueConstraint(fields=["sheet", "sequence", "id"], name="event_line_once"),
            models.CheckConstraint(
                condition=Q(device__isnull=False, sheet__isnull=True) | Q(device__isnull=True, sheet__isnull=False),
                name="event_from_one_place",
            ),
            models.CheckConstraint(condition=Q(kind__in=values(EventKind)), name="event_kind_known"),
            models.CheckConstraint(condition=Q(way__in=values(Way)), name="event_way_known"),
        ]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class Visit(models.Model):
    """One visit at one door."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="visit")
    household = models.ForeignKey(Household, models.PROTECT, related_name="visits")
    outcome = models.CharField(_("outcome"), max_length=10, choices=choices(OUTCOMES))
    phones = models.PositiveSmallIntegerField(_("phones seen"), null=True, blank=True)
    with_radio = models.PositiveSmallIntegerField(_("installed, with Bluetooth"), default=0)
    browser_only = models.PositiveSmallIntegerField(_("installed, in the browser only"), default=0)
    revisit_on = models.DateField(_("come back on"), null=True, blank=True)
    round = models.ForeignKey(SpotRound, models.PROTECT, null=True, blank=True, related_name="visits", db_index=False)

    class Meta:
        """What the database itself refuses."""

        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes: ClassVar = [
            models.Index(fields=["household"], name="visit_by_household"),
            models.Index(fields=["round"], condition=Q(round__isnull=False), name="visit_by_round"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=values(Outcome)), name="visit_outcome_known"),
            models.CheckConstraint(
                condition=Q(revisit_on__isnull=True) | Q(outcome=Outcome.COME_BACK), name="visit_revisit_fits"
            ),
        ]

    def __str__(self) -> str:
        """Return the event's id."""
        return str(self.event_id)


class Undo(models.Model):
    """An event that says another never happened."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="undo")
    undone = models.UUIDField(_("the event that never happened"), db_index=True)

    class Meta:
        """Names for people."""

        verbose_name = _("event taken back")
        verbose_name_plural = _("events taken back")

    def __str__(self) -> str:
        """Return the event's id."""
        return str(self.event_id)


class VillageTally(models.Model):
    """What one device counted in a village in some days, beside no household; its last word for a first day counts."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="tally")
    walk_list = models.ForeignKey(WalkList, models.PROTECT, related_name="tallies")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    refused = models.PositiveSmallIntegerField(_("declined"))
    no_smartphone = models.PositiveSmallIntegerField(_("no smartphone"))
    languages = models.JSONField(_("languages asked for"), default=dict)

    class Meta:
        """What the database itself refuses."""

        verbose_name = _("village tally")
        verbose_name_plural = _("village tallies")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="tally_first_day_before_last"),
        ]

    def __str__(self) -> str:
        """Return the event's id."""
        return str(self.event_id)


class Handed(models.Model):
    """An event that became a report of the campaign: a class, a movement's day."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="handed")
    submission = models.UUIDField(_("the report"), db_index=True)

    class Meta:
        """Names for people."""

        verbose_name = _("event handed on")
        verbose_name_plural = _("events handed on")

    def __str__(self) -> str:
        """Return the event's id."""
        return str(self.event_id)


class Digest(models.Model):
    """What a device's bearer sent as one text message: the counts of a day, until the events themselves come."""

    id = models.UUIDField(primary_key=True, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="digests")
    walk_list = models.ForeignKey(WalkList, models.PROTECT, related_name="digests")
    day = models.DateField(_("day"))
    through = models.PositiveIntegerField(_("up to the event numbered"))
    visited = models.PositiveSmallIntegerField(_("households visited"))
    helped = models.PositiveSmallIntegerField(_("phones helped"))
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        """The newest word of a device for a day counts."""

        verbose_name = _("text message of a device")
        verbose_name_plural = _("text messages of devices")
        ordering: ClassVar = ["received_at"]
        indexes: ClassVar = [models.Index(fields=["walk_list", "day"], name="digest_by_day")]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class SetAside(models.Model):
    """An event that could not be counted: kept until the clerk looked at it, so that nothing is lost in silence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event_id = models.CharField(_("id as it was sent"), max_length=40, blank=True)
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    sequence = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(_("why"), max_length=20, choices=choices(SET_ASIDE))
    content = models.JSONField(_("what it said"))
    received_at = models.DateTimeField(_("received at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.CharField(max_length=ACTOR_LENGTH, blank=True)
    settlement = models.CharField(_("how"), max_length=10, choices=choices(SETTLEMENTS), blank=True)

    class Meta:
        """Oldest first."""

        verbose_name = _("event set aside")
        verbose_name_plural = _("events set aside")
        ordering: ClassVar = ["received_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "event_id"],
                condition=Q(device__isnull=False) & ~Q(event_id=""),
                name="set_aside_once",
            ),
            models.CheckConstraint(condition=Q(reason__in=values(SetAsideReason)), name="set_aside_reason_known"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settlement="")
                | Q(settled_at__isnull=False, settlement__in=values(Settlement)),
                name="set_aside_settled_somehow",
            ),
        ]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class Resolution(models.Model):
    """Which of the visits of two devices at one door on one day counts, as the clerk decided; a later one replaces it.

    Counted, so that of two decisions of one moment the later one is known.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="resolutions")
    day = models.DateField(_("day"))
    chosen = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.CharField(max_length=ACTOR_LENGTH)

    class Meta:
        """Newest last."""

        verbose_name = _("decision about two visits")
        verbose_name_plural = _("decisions about two visits")
        ordering: ClassVar = ["decided_at", "id"]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)
