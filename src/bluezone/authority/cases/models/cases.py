"""Cases: who has the disease, under which definition, from whom, and what the laboratory found."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.models.people import Person
from bluezone.authority.cases.rules.words import (
    Certainty,
    Classification,
    FollowUp,
    Origin,
    Outcome,
    SampleKind,
    SampleResult,
)
from bluezone.authority.cases.wording import (
    CERTAINTIES,
    CLASSIFICATIONS,
    FOLLOW_UPS,
    ORIGINS,
    OUTCOMES,
    RESULTS,
    SAMPLE_KINDS,
    choices,
)
from bluezone.authority.territory.models import FIRST_BEFORE_LAST, Dated, Unit


class Definition(Dated):
    """A version of the rules: who is an F1, how many days are followed; every classification names the one it used."""

    version = models.PositiveIntegerField(_("version"), primary_key=True)
    title = models.CharField(_("title"), max_length=200)
    decided_by = models.CharField(_("decision"), max_length=200)
    rules = models.JSONField(_("numbers"), help_text="The fields of rules.definitions.Numbers.")
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        """Newest first."""

        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=FIRST_BEFORE_LAST, name="definition_first_day_before_last")
        ]

    def __str__(self) -> str:
        """Return version and title."""
        return f"{self.version} · {self.title}"


class Case(models.Model):
    """One illness of one person (F0)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(
        _("number"), max_length=40, blank=True, help_text="As the line list counts, such as BN34."
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("in charge"))
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="+")
    classification = models.CharField(_("classification"), max_length=12, choices=choices(CLASSIFICATIONS))
    reported_on = models.DateField(_("reported on"))
    onset_on = models.DateField(_("first symptoms on"), null=True, blank=True)
    sampled_on = models.DateField(_("sampled on"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    infected_in = models.CharField(_("infected in"), max_length=120, blank=True)
    detected_in = models.CharField(_("detected in"), max_length=120, blank=True)
    treated_at = models.CharField(_("treated at"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=choices(OUTCOMES), default=Outcome.ONGOING)
    outcome_on = models.DateField(_("outcome on"), null=True, blank=True)
    follow_up = models.CharField(
        _("follow-up"), max_length=12, choices=choices(FOLLOW_UPS), default=FollowUp.NO_FOLLOW_UP
    )
    follow_up_from = models.DateField(_("followed up from"), null=True, blank=True)
    follow_up_until = models.DateField(_("followed up until"), null=True, blank=True)
    last_visited_on = models.DateField(_("last visited on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    origin = models.CharField(_("how it came in"), max_length=20, choices=choices(ORIGINS), default=Origin.OFFICER)
    external_system = models.CharField(_("other system"), max_length=40, blank=True)
    external_id = models.CharField(_("id there"), max_length=80, blank=True)
    more = models.JSONField(default=dict, blank=True, help_text="Columns of a line list that no field holds.")
    created_at = models.DateTimeField(_("created at"))
    created_by = models.CharField(max_length=50)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering: ClassVar = ["-reported_on", "-created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-reported_on"], name="case_by_unit"),
            models.Index(fields=["-reported_on", "-created_at", "id"], name="case_by_day"),
            models.Index(fields=["number"], name="case_by_number"),
            models.Index(fields=["follow_up", "follow_up_until"], name="case_by_follow_up"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_system", "external_id"],
                condition=~Q(external_id=""),
                name="case_once_an_external_id",
            ),
            models.CheckConstraint(condition=Q(classification__in=[*Classification]), name="case_classification_known"),
            models.CheckConstraint(condition=Q(outcome__in=[*Outcome]), name="case_outcome_known"),
            models.CheckConstraint(condition=Q(follow_up__in=[*FollowUp]), name="case_follow_up_known"),
            models.CheckConstraint(condition=Q(origin__in=[*Origin]), name="case_origin_known"),
        ]

    def __str__(self) -> str:
        """Return the number, or the beginning of the id."""
        return self.number or str(self.id)[:8]


class InfectionLink(models.Model):
    """Who infected whom, as somebody states it; a case may have several, and a circle is flagged, not refused."""

    infector = models.ForeignKey(Case, models.CASCADE, related_name="infected")
    infectee = models.ForeignKey(Case, models.CASCADE, related_name="infected_by")
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=choices(CERTAINTIES), default=Certainty.PROBABLE
    )
    stated_by = models.CharField(_("stated by"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("infection link")
        verbose_name_plural = _("infection links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["infector", "infectee"], name="infection_link_once"),
            models.CheckConstraint(condition=~Q(infector=F("infectee")), name="infection_link_between_two"),
            models.CheckConstraint(condition=Q(certainty__in=[*Certainty]), name="infection_link_certainty_known"),
        ]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.infector} → {self.infectee}"


class Sample(models.Model):
    """A sample of a person and what the laboratory found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="samples")
    kind = models.CharField(_("test"), max_length=10, choices=choices(SAMPLE_KINDS), default=SampleKind.PCR)
    taken_on = models.DateField(_("taken on"))
    laboratory = models.CharField(_("laboratory"), max_length=120, blank=True)
    result = models.CharField(_("result"), max_length=14, choices=choices(RESULTS), default=SampleResult.PENDING)
    result_at = models.DateTimeField(_("result at"), null=True, blank=True)
    external_id = models.CharField(_("number in the laboratory"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering: ClassVar = ["-taken_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["laboratory", "external_id"], condition=~Q(external_id=""), name="sample_once_a_laboratory"
            ),
            models.CheckConstraint(condition=Q(kind__in=[*SampleKind]), name="sample_kind_known"),
            models.CheckConstraint(condition=Q(result__in=[*SampleResult]), name="sample_result_known"),
        ]

    def __str__(self) -> str:
        """Return the kind and the day."""
        return f"{self.kind} {self.taken_on}"


class SymptomReport(models.Model):
    """Which symptoms a person had on a day, as somebody said."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="symptom_reports")
    day = models.DateField(_("day"))
    symptoms = models.JSONField(_("symptoms"), default=list, help_text="Words of rules.words.Symptom.")
    temperature = models.DecimalField(_("temperature °C"), max_digits=3, decimal_places=1, null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        """Newest first."""

        verbose_name = _("symptoms")
        verbose_name_plural = _("symptoms")
        ordering: ClassVar = ["-day", "id"]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.day)
