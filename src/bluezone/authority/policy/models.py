"""Versions of the risk policy."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PolicyVersion(models.Model):
    """One version: its numbers, who approved it and from when it holds; once published it is never changed."""

    version = models.PositiveIntegerField(_("version"), primary_key=True)
    numbers = models.JSONField(
        _("numbers"), help_text="The fields of protocol.risk.RiskPolicy, as the feed names them."
    )
    approved_by = models.CharField(_("approved by"), max_length=100)
    decision = models.CharField(_("decision"), max_length=90)
    effective = models.DateTimeField(_("holds from"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.CharField(max_length=50, blank=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.CharField(max_length=50)

    class Meta:
        """Newest first."""

        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(published_by=""), name="policy_published_by_somebody"
            )
        ]

    def __str__(self) -> str:
        """Return the version."""
        return str(self.version)
