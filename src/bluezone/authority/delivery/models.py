"""Messages on their way out, what was forgotten, and who holds a lease."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.delivery.rules import State
from bluezone.authority.territory.models import Unit

STATES = (
    (State.WAITING, _("waiting")),
    (State.DELIVERED, _("delivered")),
    (State.REFUSED, _("refused by the gateway")),
    (State.EXPIRED, _("expired")),
)


class Message(models.Model):
    """One message; recipient and text are sealed under a key outside the database, and gone once it is settled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True, help_text="The same key is never sent twice.")
    purpose = models.CharField(_("purpose"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    sealed_recipient = models.BinaryField(null=True)
    sealed_text = models.BinaryField(null=True)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        """Names for people, and that a settled message holds nothing."""

        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [models.Index(fields=["state", "next_attempt_at"], name="message_due")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[*State]), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, sealed_recipient__isnull=False, sealed_text__isnull=False)
                | (~Q(state=State.WAITING) & Q(sealed_recipient__isnull=True, sealed_text__isnull=True)),
                name="message_settled_is_erased",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is for."""
        return self.purpose


class Purge(models.Model):
    """The record of one purge: how many messages were erased because their time was over."""

    moment = models.DateTimeField(_("moment"))
    erased = models.PositiveIntegerField(_("erased"))

    class Meta:
        """Names for people."""

        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        ordering: ClassVar = ["-moment"]

    def __str__(self) -> str:
        """Return how many were erased."""
        return str(self.erased)


class Lease(models.Model):
    """Who may do a periodic job now: nobody else before the lease ends."""

    name = models.CharField(primary_key=True, max_length=60)
    held_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return the job's name."""
        return self.name
