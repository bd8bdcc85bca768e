"""Venues with secret and code, and the warnings that milestones became."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.models import Milestone
from bluezone.authority.territory.models import Unit


class Venue(models.Model):
    """A place with a code on its poster; the secret is sealed under a key outside the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    kind = models.PositiveSmallIntegerField(_("type"), help_text="The number of protocol.venues.VenueType.")
    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField(_("created at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        """By name."""

        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class VenueCode(models.Model):
    """One version of a venue's code; a new one replaces it, warnings know both."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="codes")
    version = models.PositiveIntegerField(_("version"))
    sealed_secret = models.BinaryField()
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    created_by = models.CharField(max_length=50)

    class Meta:
        """Newest first."""

        verbose_name = _("venue code")
        verbose_name_plural = _("venue codes")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["venue", "version"], name="venue_code_once")]

    def __str__(self) -> str:
        """Return the version."""
        return str(self.version)


class Warning(models.Model):  # noqa: A001 -- the field's word; Python's warnings are not used here
    """A released milestone of a venue: the interval for which phones that were there are warned."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.OneToOneField(Milestone, models.PROTECT, related_name="warning")
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="warnings")
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))
    released_at = models.DateTimeField(_("released at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    press_notice = models.JSONField(_("press notice"), default=dict, help_text="vi and en.")

    class Meta:
        """Newest first."""

        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        ordering: ClassVar = ["-released_at"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="warning_in_order")]

    def __str__(self) -> str:
        """Return the beginning of the id."""
        return str(self.id)[:8]
