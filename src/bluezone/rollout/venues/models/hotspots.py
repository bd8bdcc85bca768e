"""Public wifi networks that show the notice, and what machines found there."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.rollout.venues.rules.words import Verdict
from bluezone.rollout.venues.wording import VERDICTS, choices, values

ACTOR_LENGTH = 80
HIGHEST_TIER = 4


class Hotspot(models.Model):
    """One public wifi network; of its key only a hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="hotspots", verbose_name=_("venue")
    )
    keeper = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("body that keeps it"),
        help_text="The operator, when it registered the network by its own link.",
    )
    ssid = models.CharField(_("name of the network"), max_length=32)
    folded = models.CharField(max_length=300, db_index=True, help_text="Network, place and operator for the search.")
    place = models.CharField(_("place"), max_length=120, blank=True)
    operator = models.CharField(_("operator"), max_length=120)
    tier = models.PositiveSmallIntegerField(_("tier"))
    note = models.TextField(_("installer's note"), max_length=500, blank=True)
    key_hash = models.BinaryField(max_length=32, unique=True)
    key_made_at = models.DateTimeField(_("key made at"))
    registered_at = models.DateTimeField(_("registered at"))
    created_by = models.CharField(max_length=ACTOR_LENGTH)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        """By name."""

        verbose_name = _("hotspot")
        verbose_name_plural = _("hotspots")
        ordering: ClassVar = ["ssid", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(tier__lte=HIGHEST_TIER), name="hotspot_tier_known"),
        ]

    def __str__(self) -> str:
        """Return the name of the network."""
        return self.ssid


class HotspotCheck(models.Model):
    """What a machine found at one moment; nothing about any device but itself, and gone after a month."""

    id = models.UUIDField(primary_key=True, editable=False)
    hotspot = models.ForeignKey(Hotspot, models.CASCADE, related_name="checks")
    checked_at = models.DateTimeField(_("checked at"))
    received_at = models.DateTimeField(_("received at"))
    same_network = models.BooleanField(_("the network bore the registered name"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=choices(VERDICTS))
    tier = models.PositiveSmallIntegerField(_("tier"))
    findings = models.JSONField(_("findings"))
    page_bytes = models.PositiveIntegerField(_("bytes of the notice"), null=True, blank=True)
    program = models.CharField(_("program"), max_length=60)

    class Meta:
        """Newest first."""

        verbose_name = _("check of a hotspot")
        verbose_name_plural = _("checks of hotspots")
        ordering: ClassVar = ["-checked_at", "id"]
        indexes: ClassVar = [models.Index(fields=["hotspot", "checked_at"], name="check_by_hotspot")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(verdict__in=values(Verdict)), name="check_verdict_known"),
            models.CheckConstraint(condition=Q(tier__lte=HIGHEST_TIER), name="check_tier_known"),
        ]

    def __str__(self) -> str:
        """Return the verdict."""
        return self.verdict


class HotspotDay(models.Model):
    """How many checks of a day were good, missed the notice, or found it broken: what is left after a month."""

    hotspot = models.ForeignKey(Hotspot, models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    good = models.PositiveIntegerField(_("good"), default=0)
    missing = models.PositiveIntegerField(_("no notice"), default=0)
    broken = models.PositiveIntegerField(_("broken"), default=0)

    class Meta:
        """Newest first; one row a day."""

        verbose_name = _("day of a hotspot")
        verbose_name_plural = _("days of hotspots")
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["hotspot", "day"], name="hotspot_day_once")]

    def __str__(self) -> str:
        """Return the day."""
        return self.day.isoformat()
