"""The record of what was purged, and what a restore has to purge again."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class PurgeRun(models.Model):
    """One purge: when, up to when, how many rows of each table; never whose."""

    moment = models.DateTimeField(_("moment"))
    counts = models.JSONField(_("rows by table"), default=dict)
    actor = models.CharField(max_length=50, default="system")

    class Meta:
        """Newest first."""

        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        ordering: ClassVar = ["-moment"]

    def __str__(self) -> str:
        """Return the moment."""
        return str(self.moment)


class Erasure(models.Model):
    """One person's erasure by hand, kept as a keyed hash of the record's id outside reach, so that a restore repeats it."""

    record_hash = models.BinaryField(max_length=32, unique=True)
    kind = models.CharField(max_length=60)
    moment = models.DateTimeField(_("moment"))
    actor = models.CharField(max_length=50)

    class Meta:
        """Newest first."""

        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering: ClassVar = ["-moment"]

    def __str__(self) -> str:
        """Return the moment."""
        return str(self.moment)
