"""Follow-up: the daily visits of contacts and isolated cases, and the orders that keep them at home."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.models.cases import Case
from bluezone.authority.cases.models.contacts import Contact
from bluezone.authority.cases.models.people import Person
from bluezone.authority.cases.rules.words import QuarantinePlace, VisitResult
from bluezone.authority.cases.wording import QUARANTINE_PLACES, VISIT_RESULTS, choices
from bluezone.authority.territory.models import Unit

ONE_OF_TWO = Q(contact__isnull=False, case__isnull=True) | Q(contact__isnull=True, case__isnull=False)


class Visit(models.Model):
    """One day's look at a contact or an isolated case; made by the client's id, so that sending twice is once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="visits")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="visits")
    day = models.DateField(_("day"))
    result = models.CharField(_("result"), max_length=14, choices=choices(VISIT_RESULTS))
    symptoms = models.JSONField(_("symptoms"), default=list, help_text="Words of rules.words.Symptom.")
    temperature = models.DecimalField(_("temperature °C"), max_digits=3, decimal_places=1, null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(max_length=50)

    class Meta:
        """Newest first; two visits on one day are both kept."""

        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering: ClassVar = ["-day", "-recorded_at"]
        indexes: ClassVar = [models.Index(fields=["day", "result"], name="visit_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_OF_TWO, name="visit_of_one"),
            models.CheckConstraint(condition=Q(result__in=[*VisitResult]), name="visit_result_known"),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.day)


class QuarantineOrder(models.Model):
    """An order to stay; number, date and seal of the document are left to the clerk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="orders")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="orders")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="orders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("ordering commune"))
    place = models.CharField(
        _("place"), max_length=10, choices=choices(QUARANTINE_PLACES), default=QuarantinePlace.HOME
    )
    facility = models.CharField(_("facility"), max_length=200, blank=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    created_at = models.DateTimeField(_("created at"))
    created_by = models.CharField(max_length=50)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("quarantine order")
        verbose_name_plural = _("quarantine orders")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_OF_TWO, name="order_for_one"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="order_in_order"),
        ]

    def __str__(self) -> str:
        """Return the days."""
        return f"{self.first_day}..{self.last_day}"
