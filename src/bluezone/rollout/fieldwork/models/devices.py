"""Who may hand in: one-time enrolments, devices, receipts' keys; no person."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.wording import DUTIES, choices, values

ACTOR_LENGTH = 80
PART_LENGTH = 40


class Device(models.Model):
    """A telephone that takes part; it is known by a key and a number inside its unit, its bearer is not known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    part = models.CharField(_("village, class or gate"), max_length=PART_LENGTH, blank=True)
    duty = models.CharField(_("duty"), max_length=12, choices=choices(DUTIES))
    number = models.PositiveSmallIntegerField(_("number"), help_text="Counts the devices of a unit from 1.")
    public_key = models.BinaryField(help_text="P-256, SubjectPublicKeyInfo in DER.")
    share = models.BinaryField(max_length=32, help_text="The server's half of the device's key; emptied when revoked.")
    enrolled_at = models.DateTimeField(_("enrolled at"))
    heard_at = models.DateTimeField(_("last heard at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.CharField(max_length=ACTOR_LENGTH, blank=True)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering: ClassVar = ["unit", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number"], name="device_number_once"),
            models.UniqueConstraint(fields=["public_key"], name="device_key_once"),
            models.CheckConstraint(condition=Q(duty__in=values(Duty)), name="device_duty_known"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return str(self.number)


class Enrolment(models.Model):
    """A link that makes one device of one telephone; of its secret only the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    part = models.CharField(_("village, class or gate"), max_length=PART_LENGTH, blank=True)
    duty = models.CharField(_("duty"), max_length=12, choices=choices(DUTIES))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(max_length=ACTOR_LENGTH)
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    device = models.OneToOneField(Device, models.PROTECT, null=True, blank=True, related_name="enrolment")

    class Meta:
        """Newest first."""

        verbose_name = _("invitation of a device")
        verbose_name_plural = _("invitations of devices")
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(duty__in=values(Duty)), name="enrolment_duty_known"),
        ]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)
