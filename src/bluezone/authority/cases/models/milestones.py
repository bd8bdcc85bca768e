"""Milestones (mốc dịch tễ): a place and an interval in which somebody could have been infected, and who was there."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.models.cases import Case, Definition
from bluezone.authority.cases.models.people import Person
from bluezone.authority.cases.rules.words import Certainty, MilestoneSource, MilestoneState, PresenceRole
from bluezone.authority.cases.wording import (
    CERTAINTIES,
    MILESTONE_SOURCES,
    MILESTONE_STATES,
    PRESENCE_ROLES,
    choices,
)
from bluezone.authority.territory.models import Unit


class Milestone(models.Model):
    """A place and an interval; a place is a registered venue by its id, or words and a unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="milestones")
    venue = models.UUIDField(
        _("venue"), null=True, blank=True, help_text="authority.venues.Venue, which stands higher."
    )
    place = models.CharField(_("place"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    is_private = models.BooleanField(_("a private home: never published"), default=False)
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))
    end_is_assumed = models.BooleanField(_("the end is assumed"), default=False)
    zone = models.CharField(max_length=40, default="Asia/Ho_Chi_Minh")
    source = models.CharField(_("source"), max_length=12, choices=choices(MILESTONE_SOURCES))
    certainty = models.CharField(
        _("certainty"), max_length=10, choices=choices(CERTAINTIES), default=Certainty.PROBABLE
    )
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=choices(MILESTONE_STATES), default=MilestoneState.DRAFT)
    supersedes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="superseded_by")
    created_at = models.DateTimeField(_("created at"))
    created_by = models.CharField(max_length=50)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """Newest first."""

        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering: ClassVar = ["-start", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="milestone_in_order"),
            models.CheckConstraint(condition=Q(state__in=[*MilestoneState]), name="milestone_state_known"),
            models.CheckConstraint(condition=Q(source__in=[*MilestoneSource]), name="milestone_source_known"),
            models.CheckConstraint(
                condition=Q(is_private=False) | ~Q(state=MilestoneState.RELEASED), name="milestone_private_stays"
            ),
        ]

    def __str__(self) -> str:
        """Return the beginning of the id: a place may point at a person."""
        return str(self.id)[:8]


class Release(models.Model):
    """One of the two people of two bodies who release a milestone."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="releases")
    actor = models.CharField(max_length=50)
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    moment = models.DateTimeField(_("moment"))

    class Meta:
        """Nobody twice, no body twice."""

        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["milestone", "actor"], name="release_once_a_person"),
            models.UniqueConstraint(fields=["milestone", "body"], name="release_once_a_body"),
        ]

    def __str__(self) -> str:
        """Return the body."""
        return str(self.body)


class Presence(models.Model):
    """Who was at a milestone, as what, from when until when."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.CASCADE, related_name="presences")
    role = models.CharField(_("as"), max_length=8, choices=choices(PRESENCE_ROLES), default=PresenceRole.EXPOSED)
    start = models.DateTimeField(_("from"), null=True, blank=True)
    end = models.DateTimeField(_("until"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)

    class Meta:
        """Once a person and role."""

        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["milestone", "person", "role"], name="presence_once_a_role")
        ]

    def __str__(self) -> str:
        """Return the role."""
        return str(self.role)
