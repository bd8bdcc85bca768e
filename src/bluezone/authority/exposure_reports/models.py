"""Which reports were made candidates, known by a keyed hash for 28 days, and how many letters each day brought."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.models import Contact


class ReceivedReport(models.Model):
    """One report that became a candidate; the keyed hash of its id lets the same letter count once, and ends after 28 days."""

    report_hash = models.BinaryField(max_length=32, primary_key=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="reports", verbose_name=_("contact"))
    written_on = models.DateField(_("written on"))
    received_at = models.DateTimeField(_("received at"))
    left_out = models.PositiveSmallIntegerField(
        _("left out"), default=0, help_text="Encounters whose day lies in the future or long past."
    )

    class Meta:
        """Newest first."""

        verbose_name = _("received report")
        verbose_name_plural = _("received reports")
        ordering: ClassVar = ["-received_at"]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.written_on)


class MailDay(models.Model):
    """How many letters of one day were reports, repeated ones, and such as nobody can open or read: totals only."""

    day = models.DateField(_("day"), primary_key=True)
    reports = models.PositiveIntegerField(_("reports"), default=0)
    repeated = models.PositiveIntegerField(_("repeated"), default=0)
    unopened = models.PositiveIntegerField(_("dummies"), default=0)
    collected_at = models.DateTimeField(_("collected at"))

    class Meta:
        """Newest first."""

        verbose_name = _("day of the mailbox")
        verbose_name_plural = _("days of the mailbox")
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.day)
