"""Spot-checks: random households that another team visits again."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models.devices import ACTOR_LENGTH, Device
from bluezone.rollout.fieldwork.models.lists import Household, WalkList
from bluezone.rollout.fieldwork.rules.spot_checks import Finding
from bluezone.rollout.fieldwork.wording import FINDINGS, choices, values


class SpotRound(models.Model):
    """One round: from how many households how many were drawn, how many may disagree, who looks again, what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    walk_list = models.ForeignKey(
        WalkList, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("village, if only one")
    )
    device = models.ForeignKey(Device, models.PROTECT, related_name="rounds", verbose_name=_("device"))
    lot = models.PositiveIntegerField(_("households that could be drawn"))
    size = models.PositiveSmallIntegerField(_("households"))
    allowed = models.PositiveSmallIntegerField(_("disagreements allowed"))
    seed = models.BinaryField(max_length=32, help_text="32 random bytes from which anybody can draw the same again.")
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.CharField(max_length=ACTOR_LENGTH)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.CharField(max_length=ACTOR_LENGTH, blank=True)
    checked = models.PositiveSmallIntegerField(_("households that answered"), null=True, blank=True)
    differed = models.PositiveSmallIntegerField(_("of these, differed"), null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("spot-check")
        verbose_name_plural = _("spot-checks")
        ordering: ClassVar = ["-drawn_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(size__gt=0, allowed__lt=F("size"), size__lte=F("lot")), name="round_allows_fewer"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, checked__isnull=True, differed__isnull=True)
                | Q(closed_at__isnull=False, differed__lte=F("checked"), checked__lte=F("size")),
                name="round_closed_with_its_result",
            ),
        ]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class SpotHousehold(models.Model):
    """A household of a round: the first ones in the order of drawing are asked, the others are the reserve."""

    round = models.ForeignKey(SpotRound, models.CASCADE, related_name="households")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("place in the order of drawing"))
    first = models.UUIDField(_("the visit that is checked"))
    finding = models.CharField(_("what the second team found"), max_length=12, choices=choices(FINDINGS), blank=True)

    class Meta:
        """Each household once a round."""

        verbose_name = _("household of a spot-check")
        verbose_name_plural = _("households of spot-checks")
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "household"], name="spot_household_once"),
            models.UniqueConstraint(fields=["round", "place"], name="spot_place_once"),
            models.CheckConstraint(condition=Q(finding="") | Q(finding__in=values(Finding)), name="spot_finding_known"),
        ]

    def __str__(self) -> str:
        """Return the household's number."""
        return str(self.household_id)
