"""Versions of the risk policy."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyVersion(models.Model):
    """One version: its numbers, its file, who approved it and from when it is effective; never changed."""

    version = models.PositiveIntegerField(_("version"), primary_key=True)
    numbers = models.JSONField(_("numbers"), help_text="The fields of protocol.risk.Policy.")
    approved_by = models.CharField(_("approved by"), max_length=200)
    decision = models.CharField(_("decision"), max_length=120, blank=True)
    effective = models.DateTimeField(_("effective from"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.CharField(max_length=50)

    class Meta:
        """Newest first."""

        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering: ClassVar = ["-version"]

    def __str__(self) -> str:
        """Return the version."""
        return str(self.version)
