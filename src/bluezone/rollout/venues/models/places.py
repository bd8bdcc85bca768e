"""Registrations, what owners ask later, and inspections."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.wording import TYPES
from bluezone.protocol.venues import VenueType
from bluezone.rollout.venues.rules.words import Outcome, Refusal, State, Wish, WishState
from bluezone.rollout.venues.wording import OUTCOMES, REASONS, STATES, WISH_STATES, WISHES, choices, values

ACTOR_LENGTH = 80


class Registration(models.Model):
    """A place as its owner offers it; the telephone is sealed, and of the owner's link only a hash is kept."""

    id = models.UUIDField(primary_key=True, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    kind = models.PositiveSmallIntegerField(_("type"), choices=[(kind.value, label) for kind, label in TYPES.items()])
    name = models.CharField(_("name"), max_length=120)
    spelling = models.CharField(max_length=240, help_text="The name as two spellings of it are the same.")
    folded = models.CharField(max_length=120, db_index=True, help_text="The name as a search compares it.")
    sealed_phone = models.BinaryField(null=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    consented_at = models.DateTimeField(_("agreed to inspections at"))
    registered_at = models.DateTimeField(_("registered at"))
    state = models.CharField(_("state"), max_length=10, choices=choices(STATES), default=State.WAITING)
    reason = models.CharField(_("reason of the refusal"), max_length=20, choices=choices(REASONS), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(max_length=ACTOR_LENGTH, blank=True)
    venue = models.OneToOneField(Venue, models.PROTECT, null=True, blank=True, related_name="registration")

    class Meta:
        """Oldest first: who came first is served first."""

        verbose_name = _("registration of a place")
        verbose_name_plural = _("registrations of places")
        ordering: ClassVar = ["registered_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "unit", "registered_at"], name="registration_queue"),
            models.Index(fields=["registered_at"], name="registration_by_arrival"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in VenueType]), name="registration_type_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, reason="", decided_at__isnull=True, venue__isnull=True)
                | Q(state=State.CONFIRMED, reason="", decided_at__isnull=False, venue__isnull=False)
                | Q(
                    state=State.REFUSED,
                    reason__in=values(Refusal),
                    decided_at__isnull=False,
                    venue__isnull=True,
                    sealed_phone__isnull=True,
                ),
                name="registration_stands_somewhere",
            ),
        ]

    def __str__(self) -> str:
        """Return the reference."""
        return self.reference


class OwnerWish(models.Model):
    """What an owner asks by the secret link; the commune does it or does not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="wishes")
    kind = models.CharField(_("wish"), max_length=10, choices=choices(WISHES))
    name = models.CharField(_("new name"), max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("new commune")
    )
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=10, choices=choices(WISH_STATES), default=WishState.WAITING)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.CharField(max_length=ACTOR_LENGTH, blank=True)

    class Meta:
        """Oldest first; one of a kind waits for a place."""

        verbose_name = _("wish of an owner")
        verbose_name_plural = _("wishes of owners")
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=values(Wish)), name="wish_known"),
            models.CheckConstraint(
                condition=Q(state=WishState.WAITING, settled_at__isnull=True)
                | (Q(state__in=[WishState.DONE, WishState.REFUSED]) & Q(settled_at__isnull=False)),
                name="wish_stands_somewhere",
            ),
            models.UniqueConstraint(
                fields=["registration", "kind"], condition=Q(state=WishState.WAITING), name="wish_waits_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the kind."""
        return self.kind


class Inspection(models.Model):
    """Somebody looked for a venue's poster; rows are only added, and a correction names the row that it replaces."""

    id = models.UUIDField(primary_key=True, editable=False)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="inspections")
    day = models.DateField(_("day"), help_text="In the province's time zone.")
    outcome = models.CharField(_("what was seen"), max_length=12, choices=choices(OUTCOMES))
    version = models.PositiveIntegerField(_("version of the poster"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    actor = models.CharField(_("who looked, as the audit names it"), max_length=ACTOR_LENGTH)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")

    class Meta:
        """Newest first."""

        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering: ClassVar = ["-received_at", "id"]
        indexes: ClassVar = [models.Index(fields=["venue", "day"], name="inspection_by_venue")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=values(Outcome)), name="inspection_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.TAKEN_BACK) | Q(supersedes__isnull=False),
                name="inspection_taken_back_of_something",
            ),
        ]

    def __str__(self) -> str:
        """Return what was seen."""
        return self.outcome
