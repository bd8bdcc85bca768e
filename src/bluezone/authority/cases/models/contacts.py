"""Contacts: people who met a case (F1) or such a person (F2), and the exposures that say when, where and how near."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.models.cases import Case, Definition
from bluezone.authority.cases.models.milestones import Milestone
from bluezone.authority.cases.models.people import Person
from bluezone.authority.cases.rules.words import (
    Certainty,
    Closeness,
    ContactState,
    Degree,
    FollowUp,
    Origin,
    Setting,
)
from bluezone.authority.cases.wording import (
    CERTAINTIES,
    CLOSENESSES,
    CONTACT_STATES,
    DEGREES,
    FOLLOW_UPS,
    ORIGINS,
    SETTINGS,
    choices,
)
from bluezone.authority.territory.models import Unit


class Contact(models.Model):
    """A person under follow-up because of exposures; one row a person and outbreak, however many the sources."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("in charge"))
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="+")
    degree = models.CharField(_("degree"), max_length=2, choices=choices(DEGREES), default=Degree.FIRST)
    state = models.CharField(_("state"), max_length=12, choices=choices(CONTACT_STATES), default=ContactState.CANDIDATE)
    case = models.ForeignKey(
        Case, models.SET_NULL, null=True, blank=True, related_name="was_contact", verbose_name=_("became the case")
    )
    follow_up = models.CharField(
        _("follow-up"), max_length=12, choices=choices(FOLLOW_UPS), default=FollowUp.NO_FOLLOW_UP
    )
    last_exposed_on = models.DateField(_("last exposed on"), null=True, blank=True)
    follow_up_from = models.DateField(_("followed up from"), null=True, blank=True)
    follow_up_until = models.DateField(_("followed up until"), null=True, blank=True)
    last_visited_on = models.DateField(_("last visited on"), null=True, blank=True)
    self_reported = models.BooleanField(_("reported by the person"), default=False)
    origin = models.CharField(_("how it came in"), max_length=20, choices=choices(ORIGINS), default=Origin.OFFICER)
    external_system = models.CharField(_("other system"), max_length=40, blank=True)
    external_id = models.CharField(_("id there"), max_length=80, blank=True)
    more = models.JSONField(default=dict, blank=True, help_text="Columns of a line list that no field holds.")
    created_at = models.DateTimeField(_("created at"))
    created_by = models.CharField(max_length=50)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """Names for people, what the database itself refuses, and indexes that answer for a page of a list alone."""

        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering: ClassVar = ["follow_up_until", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "follow_up", "follow_up_until", "follow_up_from", "last_visited_on", "state", "id"],
                name="contact_by_work",
            ),
            models.Index(fields=["follow_up_until", "id", "unit", "state", "follow_up"], name="contact_by_end"),
            models.Index(fields=["-created_at", "id", "unit", "state", "follow_up"], name="contact_by_entry"),
            models.Index(fields=["state", "follow_up_until", "id", "unit"], name="contact_by_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_system", "external_id"],
                condition=~Q(external_id=""),
                name="contact_once_an_external_id",
            ),
            models.CheckConstraint(condition=Q(degree__in=[*Degree]), name="contact_degree_known"),
            models.CheckConstraint(condition=Q(state__in=[*ContactState]), name="contact_state_known"),
            models.CheckConstraint(condition=Q(follow_up__in=[*FollowUp]), name="contact_follow_up_known"),
        ]

    def __str__(self) -> str:
        """Return the degree and the beginning of the id."""
        return f"{self.degree.upper()} {str(self.id)[:8]}"


class Exposure(models.Model):
    """One relationship: a contact met a source, a case or another contact, at some time, somewhere, so near."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="exposures")
    source_case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="exposures")
    source_contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="exposures_of_others"
    )
    milestone = models.ForeignKey(Milestone, models.SET_NULL, null=True, blank=True, related_name="exposures")
    setting = models.CharField(_("where"), max_length=14, choices=choices(SETTINGS), default=Setting.UNKNOWN)
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"), null=True, blank=True)
    day_is_estimated = models.BooleanField(_("the day is estimated"), default=False)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    closeness = models.CharField(_("how near"), max_length=8, choices=choices(CLOSENESSES), default=Closeness.UNKNOWN)
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=choices(CERTAINTIES), default=Certainty.PROBABLE
    )
    self_reported = models.BooleanField(_("reported by the person"), default=False)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.CharField(max_length=50)

    class Meta:
        """Names for people; a self-reported exposure may have no known source."""

        verbose_name = _("exposure")
        verbose_name_plural = _("exposures")
        ordering: ClassVar = ["-start", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(source_case__isnull=True) | Q(source_contact__isnull=True), name="exposure_one_source"
            ),
            models.CheckConstraint(
                condition=Q(source_contact__isnull=True) | ~Q(source_contact=F("contact")),
                name="exposure_not_of_oneself",
            ),
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="exposure_in_order"),
            models.CheckConstraint(condition=Q(setting__in=[*Setting]), name="exposure_setting_known"),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.start.date())
