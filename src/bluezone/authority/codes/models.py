"""Codes that were asked for, by their id at the keyserver: the code itself is never stored, nor whose upload it led to."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.codes.rules.words import CodeState, Decision, Reason, RowState, Way
from bluezone.authority.codes.wording import CODE_STATES, DECISIONS, REASONS, ROW_STATES, WAYS
from bluezone.authority.territory.models import Unit


class Laboratory(models.Model):
    """A laboratory that sends results by itself; its API key is stored as a hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120, unique=True)
    key_hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    daily_quota = models.PositiveIntegerField(_("most results a day"), default=500)
    counted_on = models.DateField(null=True, blank=True, help_text="The day that `counted` is about.")
    counted = models.PositiveIntegerField(_("results of the day"), default=0)

    class Meta:
        """By name."""

        verbose_name = _("laboratory")
        verbose_name_plural = _("laboratories")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Batch(models.Model):
    """A bulk issue from a file, or what a laboratory sent in a day; it resumes and never sends twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    file_name = models.CharField(_("file"), max_length=120)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.CharField(max_length=50)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    laboratory = models.ForeignKey(Laboratory, models.SET_NULL, null=True, blank=True, related_name="batches")

    class Meta:
        """Newest first."""

        verbose_name = _("bulk issue")
        verbose_name_plural = _("bulk issues")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name


class BatchRow(models.Model):
    """One row of a bulk issue; the telephone is sealed and erased on delivery or after 24 hours."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField(_("row"))
    row_hash = models.BinaryField(max_length=32, unique=True, help_text="Keyed hash: the same row is never sent twice.")
    sealed_phone = models.BinaryField(null=True)
    test_day = models.DateField(_("day of the test"))
    onset_on = models.DateField(_("first symptoms on"), null=True, blank=True)
    case = models.UUIDField(null=True, help_text="For the case desk: whose code this will be.")
    state = models.CharField(_("state"), max_length=8, choices=[*ROW_STATES.items()], default=RowState.WAITING)
    fault = models.CharField(_("fault"), max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order of the file; a settled row holds no telephone."""

        ordering: ClassVar = ["batch", "place"]
        indexes: ClassVar = [models.Index(fields=["state", "batch", "place"], name="batch_row_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "place"], name="batch_row_once"),
            models.CheckConstraint(
                condition=Q(state=RowState.WAITING) | Q(sealed_phone__isnull=True), name="batch_row_settled_is_erased"
            ),
        ]

    def __str__(self) -> str:
        """Return the row's number."""
        return str(self.place)


class Code(models.Model):
    """One verification code by the id that the keyserver gave it; claimed or not is asked of the keyserver."""

    id = models.UUIDField(primary_key=True, editable=False, help_text="The keyserver's uuid.")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    way = models.CharField(_("way"), max_length=12, choices=[*WAYS.items()])
    state = models.CharField(_("state"), max_length=8, choices=[*CODE_STATES.items()], default=CodeState.ISSUED)
    test_day = models.DateField(_("day of the test"))
    onset_on = models.DateField(_("first symptoms on"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.CharField(max_length=50)
    expires_at = models.DateTimeField(_("expires at"))
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When the keyserver was asked about it last.")
    claimed_hour = models.DateTimeField(_("claimed in the hour"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="codes")
    laboratory = models.ForeignKey(Laboratory, models.SET_NULL, null=True, blank=True, related_name="codes")

    class Meta:
        """Newest first."""

        verbose_name = _("verification code")
        verbose_name_plural = _("verification codes")
        ordering: ClassVar = ["-issued_at"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-issued_at"], name="code_by_unit"),
            models.Index(fields=["state", "asked_at"], name="code_by_state"),
            models.Index(fields=["issued_by", "issued_at"], name="code_by_issuer"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(way__in=[*Way]), name="code_way_known"),
            models.CheckConstraint(condition=Q(state__in=[*CodeState]), name="code_state_known"),
        ]

    def __str__(self) -> str:
        """Return the beginning of the id."""
        return str(self.id)[:8]


class Totals(models.Model):
    """What the keyserver says of one UTC day, in totals only: uploads, keys, pulls, hours from claim to upload."""

    day = models.DateField(primary_key=True)
    figures = models.JSONField(default=dict)
    collected_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.day)


class ExportDecision(models.Model):
    """Somebody, or the circuit breaker, held the exports or let them go on."""

    moment = models.DateTimeField(_("moment"))
    actor = models.CharField(max_length=50)
    decision = models.CharField(_("decision"), max_length=8, choices=[*DECISIONS.items()])
    reason = models.CharField(_("reason"), max_length=24, choices=[*REASONS.items()])

    class Meta:
        """Newest first."""

        verbose_name = _("decision about exports")
        verbose_name_plural = _("decisions about exports")
        ordering: ClassVar = ["-moment", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(decision__in=[*Decision]), name="export_decision_known"),
            models.CheckConstraint(condition=Q(reason__in=[*Reason]), name="export_reason_known"),
        ]

    def __str__(self) -> str:
        """Return what was decided."""
        return str(self.decision)
