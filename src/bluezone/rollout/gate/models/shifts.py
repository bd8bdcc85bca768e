"""Shifts at a gate as devices told of them: counts, and which word about a shift is the last."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import Event

LAST_SHIFT = 4


class ShiftTally(models.Model):
    """What a device said of one shift up to then; of each shift the word with the highest sequence counts."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="shift")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("agency"))
    gate = models.CharField(_("gate"), max_length=40)
    shift = models.UUIDField(_("shift"), db_index=True)
    number = models.PositiveSmallIntegerField(_("number of the shift on its day"))
    day = models.DateField(_("day on which it began"))
    is_closed = models.BooleanField(_("closed"))
    came = models.PositiveIntegerField(_("in"))
    went = models.PositiveIntegerField(_("out"))
    helped = models.PositiveIntegerField(_("helped to install"))
    had_it = models.PositiveIntegerField(_("has it"))
    no_smartphone = models.PositiveIntegerField(_("no smartphone"))
    not_now = models.PositiveIntegerField(_("not now"))

    class Meta:
        """What the database itself refuses."""

        verbose_name = _("tally of a shift")
        verbose_name_plural = _("tallies of shifts")
        indexes: ClassVar = [models.Index(fields=["unit", "day"], name="shift_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=LAST_SHIFT), name="shift_number_known"),
        ]

    def __str__(self) -> str:
        """Return the event's id."""
        return str(self.event_id)
