"""What the overview keeps of its own: how units are compared, and the morning's reports as they were made."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit


class Comparison(models.Model):
    """Whether units are shown in order of their shares; rows are only added, the last one holds."""

    is_ranked = models.BooleanField(_("units are ranked"))
    actor = models.CharField(_("who decided, as the audit names it"), max_length=80)
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        """Names for people."""

        verbose_name = _("way of comparing")
        verbose_name_plural = _("ways of comparing")
        ordering: ClassVar = ["-decided_at", "-id"]

    def __str__(self) -> str:
        """Return the choice as a word for developers."""
        return "ranked" if self.is_ranked else "bands"


class MorningReport(models.Model):
    """One quick report, frozen: its words, and for each place the submissions that its figures were made of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField(_("last day that counts"))
    version = models.PositiveSmallIntegerField(_("version"))
    cut_off = models.DateTimeField(_("counts what came before"))
    made_at = models.DateTimeField(_("made at"))
    actor = models.CharField(_("who made it, as the audit names it"), max_length=80)
    document = models.JSONField(_("words"))
    basis = models.JSONField(_("submissions behind the figures, by place"))

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("quick report")
        verbose_name_plural = _("quick reports")
        ordering: ClassVar = ["-day", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "day", "version"], name="morning_report_version_once"),
        ]

    def __str__(self) -> str:
        """Return the day and version."""
        return f"{self.day.isoformat()} v{self.version}"


class Boundary(models.Model):
    """The outline of a unit as somebody handed it in."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="boundary")
    rings = models.JSONField(_("rings of longitude and latitude"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(source=""), name="boundary_has_a_source")]

    def __str__(self) -> str:
        """Return the unit's name."""
        return str(self.unit)
