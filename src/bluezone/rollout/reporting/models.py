"""What was reported, as events that are never changed, and what stands in force because of them.

`Submission` only grows: a correction is a later row that names the one it replaces. `Latest` and `RaisedFlag` are worked
out from it and can be worked out again at any time. No row names a person, and no field can hold a citizen: values are
counts, choices from closed lists, times and links, as the form defines them.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.rollout.reporting.rules.flags import FlagKind
from bluezone.rollout.reporting.rules.forms import Measure
from bluezone.rollout.reporting.rules.periods import Timeliness
from bluezone.rollout.reporting.rules.versions import Reason, Source
from bluezone.rollout.reporting.wording import REASONS, SOURCES, TIMELINESS, choices, values

PART_LENGTH = 40


class FormDefinition(models.Model):
    """One version of a form, as data."""

    key = models.CharField(_("form"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateField(_("first day"))
    document = models.JSONField(_("definition"))
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering: ClassVar = ["key", "version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "version"], name="form_version_once")]

    def __str__(self) -> str:
        """Return the key and version."""
        return f"{self.key}/{self.version}"


class Submission(models.Model):
    """One report as it came in; the id is made by whoever sends it, so that sending twice stores once."""

    id = models.UUIDField(primary_key=True, editable=False)
    form = models.ForeignKey(FormDefinition, models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    part = models.CharField(_("part of the unit"), max_length=PART_LENGTH, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    values = models.JSONField(_("values"))
    source = models.CharField(_("way in"), max_length=10, choices=choices(SOURCES))
    actor = models.CharField(_("who sent it, as the audit names it"), max_length=80)
    device_time = models.DateTimeField(_("device's clock"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    timeliness = models.CharField(_("in time"), max_length=10, choices=choices(TIMELINESS))
    structure_date = models.DateField(_("structure on"))
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    reason = models.CharField(_("reason of the correction"), max_length=20, choices=choices(REASONS), blank=True)
    doubts_confirmed = models.BooleanField(_("sent although a check did not hold"), default=False)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering: ClassVar = ["received_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "last_day"], name="submission_by_unit"),
            models.Index(fields=["received_at"], name="submission_by_arrival"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="submission_first_day_before_last"),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True, reason="") | (Q(supersedes__isnull=False) & ~Q(reason="")),
                name="submission_correction_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(source__in=values(Source)), name="submission_source_known"),
            models.CheckConstraint(condition=Q(timeliness__in=values(Timeliness)), name="submission_timeliness_known"),
            models.CheckConstraint(condition=Q(reason__in=["", *values(Reason)]), name="submission_reason_known"),
        ]

    def __str__(self) -> str:
        """Return the id; what it says is for those who may read it."""
        return str(self.id)


class Latest(models.Model):
    """The version in force of one form, unit, part and period, with its measures as columns for adding up.

    A withdrawn report has no row. Worked out from `Submission` by `services.rebuild_latest`.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="latest")
    form_key = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    part = models.CharField(max_length=PART_LENGTH, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    received_at = models.DateTimeField()
    corrected = models.BooleanField()
    staff = models.PositiveIntegerField(null=True)
    smartphones = models.PositiveIntegerField(null=True)
    declared = models.PositiveIntegerField(null=True)
    without_radio = models.PositiveIntegerField(null=True)
    listed = models.PositiveIntegerField(null=True)
    visited = models.PositiveIntegerField(null=True)
    helped = models.PositiveIntegerField(null=True)
    refused = models.PositiveIntegerField(null=True)

    class Meta:
        """One version in force for each place in the calendar."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form_key", "unit", "part", "first_day"], name="latest_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["form_key", "first_day", "unit"], name="latest_by_day")]

    def __str__(self) -> str:
        """Return the id of the report in force."""
        return str(self.submission_id)


class RaisedFlag(models.Model):
    """One question about one unit's numbers; it is answered by a correction or settled with a reason, never deleted."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    form_key = models.CharField(max_length=40)
    kind = models.CharField(_("kind"), max_length=40)
    day = models.DateField(_("day"))
    figures = models.JSONField(_("figures"))
    raised_at = models.DateTimeField(_("raised at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settlement = models.CharField(
        _("how it was settled"),
        max_length=20,
        blank=True,
        choices=[("true", _("checked, and true")), ("corrected", _("corrected")), ("gone", _("no longer so"))],
    )

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering: ClassVar = ["-day", "unit", "kind"]
        indexes: ClassVar = [models.Index(fields=["settled_at", "form_key", "day"], name="flag_open")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "form_key", "kind", "day"], name="flag_once"),
            models.CheckConstraint(condition=Q(kind__in=values(FlagKind)), name="flag_kind_known"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settlement="") | (Q(settled_at__isnull=False) & ~Q(settlement="")),
                name="flag_settled_somehow",
            ),
        ]

    def __str__(self) -> str:
        """Return the kind."""
        return self.kind


MEASURES = tuple(Measure)
"""The columns of `Latest`, in their order."""
