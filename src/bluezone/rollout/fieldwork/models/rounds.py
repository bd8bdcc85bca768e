"""Spot-checks: random households that another team visits again."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models.devices import ACTOR_LENGTH, Device
from bluezone.rollout.fieldwork.models.lists import Household


class SpotRound(models.Model):
    """One round of a commune: how many households, how many may disagree, who looks again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    device = models.ForeignKey(Device, models.PROTECT, related_name="rounds", verbose_name=_("device"))
    size = models.PositiveSmallIntegerField(_("households"))
    allowed = models.PositiveSmallIntegerField(_("disagreements allowed"))
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.CharField(max_length=ACTOR_LENGTH)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("spot-check")
        verbose_name_plural = _("spot-checks")
        ordering: ClassVar = ["-drawn_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0, allowed__lt=F("size")), name="round_allows_fewer"),
        ]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class SpotHousehold(models.Model):
    """A household of a round."""

    round = models.ForeignKey(SpotRound, models.CASCADE, related_name="households")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")

    class Meta:
        """Each household once a round."""

        verbose_name = _("household of a spot-check")
        verbose_name_plural = _("households of spot-checks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "household"], name="spot_household_once"),
        ]

    def __str__(self) -> str:
        """Return the household's number."""
        return str(self.household_id)
