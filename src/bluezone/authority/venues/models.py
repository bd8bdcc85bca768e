"""Venues with secret and code, the warnings that milestones become, and the batches in which phones read them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.models import Milestone
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.wording import TYPES
from bluezone.protocol.venues import VenueType


class Venue(models.Model):
    """A place with a code on its poster; the secret is sealed under a key outside the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    kind = models.PositiveSmallIntegerField(
        _("type"),
        choices=[(kind.value, label) for kind, label in TYPES.items()],
        help_text="The number of protocol.venues.VenueType.",
    )
    name = models.CharField(_("name"), max_length=60)
    spelling = models.CharField(max_length=120, help_text="The name as two spellings of it are the same.")
    folded = models.CharField(max_length=60, db_index=True, help_text="The name as a search compares it.")
    created_at = models.DateTimeField(_("created at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        """By name; one name once in a commune, as long as the place is open."""

        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in VenueType]), name="venue_type_known"),
            models.UniqueConstraint(
                fields=["unit", "spelling"], condition=Q(closed_at__isnull=True), name="venue_name_once_a_commune"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class VenueCode(models.Model):
    """One version of a venue's code; phones take it for genuine until it expires, also after it was replaced."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="codes")
    version = models.PositiveIntegerField(_("version"))
    commune = models.CharField(
        _("commune of the code"), max_length=5, help_text="As the code says it, also after a vehicle moved."
    )
    sealed_secret = models.BinaryField()
    issued_on = models.DateField(_("valid from"), help_text="A UTC day, as the code says it.")
    expires_on = models.DateField(_("valid until just before"), help_text="A UTC day, as the code says it.")
    ended_at = models.DateTimeField(_("no longer shown since"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.CharField(max_length=50)

    class Meta:
        """Newest first."""

        verbose_name = _("venue code")
        verbose_name_plural = _("venue codes")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["venue", "version"], name="venue_code_once"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("issued_on")), name="venue_code_in_order"),
        ]

    def __str__(self) -> str:
        """Return the version."""
        return str(self.version)


class VenueMove(models.Model):
    """A venue went from one commune to another; rows are only added, so that a milestone finds it wherever it was."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="moves")
    origin = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("from"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    day = models.DateField(_("since"), help_text="The first day in the new commune, in the province's time zone.")
    moment = models.DateTimeField()
    actor = models.CharField(max_length=50)

    class Meta:
        """Newest first; a move leads somewhere else."""

        verbose_name = _("move of a venue")
        verbose_name_plural = _("moves of venues")
        ordering: ClassVar = ["-day", "-pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(unit=F("origin")), name="venue_moves_elsewhere")]

    def __str__(self) -> str:
        """Return the day."""
        return self.day.isoformat()


class Batch(models.Model):
    """Entries among decoys exactly as phones read them; never changed, dropped whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entries = models.BinaryField(help_text="Empty once the batch is dropped.")
    day = models.DateField(null=True, blank=True, unique=True, help_text="The day whose regular batch it is.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order in which they were made."""

        ordering: ClassVar = ["made_at", "id"]

    def __str__(self) -> str:
        """Return the beginning of the id."""
        return str(self.id)[:8]


class PlaceWarning(models.Model):
    """A milestone on its way to the public: what two people release, in which batch it went out, what was withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.OneToOneField(Milestone, models.PROTECT, related_name="warning")
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="warnings", verbose_name=_("venue")
    )
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))
    notice_vi = models.TextField(_("press notice in Vietnamese"), max_length=4000)
    notice_en = models.TextField(_("press notice in English"), max_length=4000)
    at_once = models.BooleanField(default=True, help_text="Whether a batch of its own is made for it.")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="warnings")
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.CharField(max_length=50, blank=True)
    reason = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """Newest first."""

        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        ordering: ClassVar = ["-start", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="warning_in_order"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(released_at__isnull=False), name="warning_released_first"
            ),
        ]

    def __str__(self) -> str:
        """Return the beginning of the id."""
        return str(self.id)[:8]
