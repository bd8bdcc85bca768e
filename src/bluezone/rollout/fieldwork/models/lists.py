"""Walk lists: the households of a village by their numbers, and for a while the language that a revisit needs."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models.devices import PART_LENGTH
from bluezone.rollout.fieldwork.rules.words import Language
from bluezone.rollout.fieldwork.wording import LANGUAGES, choices, values

NUMBER_LENGTH = 8


class WalkList(models.Model):
    """One village's households; the village is a part of its commune, as in reports."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("commune"))
    part = models.CharField(_("village's number"), max_length=PART_LENGTH)
    village = models.CharField(_("village"), max_length=120)
    made_at = models.DateTimeField(_("made at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    emptied_at = models.DateTimeField(_("became counts at"), null=True, blank=True)
    mark = models.UUIDField(
        null=True,
        editable=False,
        help_text="Another one whenever what its figures are made of changes.",
    )

    class Meta:
        """One open list a village."""

        verbose_name = _("walk list")
        verbose_name_plural = _("walk lists")
        ordering: ClassVar = ["unit", "part"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "part"], condition=Q(closed_at__isnull=True), name="walk_list_open_once"
            ),
            models.CheckConstraint(condition=~Q(part="") & ~Q(village=""), name="walk_list_named"),
        ]

    def __str__(self) -> str:
        """Return the village."""
        return self.village


class Household(models.Model):
    """A door by its number; who lives behind it stands nowhere."""

    walk_list = models.ForeignKey(WalkList, models.CASCADE, related_name="households")
    number = models.CharField(_("household's number"), max_length=NUMBER_LENGTH)
    place = models.PositiveIntegerField(_("place on the walk"))
    removed_at = models.DateTimeField(_("taken off the list at"), null=True, blank=True)

    class Meta:
        """In walking order."""

        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering: ClassVar = ["walk_list", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["walk_list", "number"], name="household_once_a_list"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class DayCount(models.Model):
    """What stays of a list's visits when these go: counts of a day, beside no household."""

    walk_list = models.ForeignKey(WalkList, models.CASCADE, related_name="day_counts")
    day = models.DateField(_("day"))
    visits = models.PositiveIntegerField(_("visits"))
    visited = models.PositiveIntegerField(_("households visited for the first time"))
    closed = models.IntegerField(_("households closed, less those opened again"))
    with_radio = models.PositiveIntegerField(_("installed, with Bluetooth"))
    browser_only = models.PositiveIntegerField(_("installed, in the browser only"))

    class Meta:
        """One row a day."""

        verbose_name = _("count of a day")
        verbose_name_plural = _("counts of days")
        ordering: ClassVar = ["walk_list", "day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["walk_list", "day"], name="day_count_once_a_list"),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.day)


class LanguageWish(models.Model):
    """The language to bring when somebody comes back; gone with the next visit."""

    household = models.OneToOneField(Household, models.CASCADE, primary_key=True, related_name="wish")
    language = models.CharField(_("language"), max_length=8, choices=choices(LANGUAGES))
    since = models.DateTimeField(_("since"))

    class Meta:
        """Closed words only."""

        verbose_name = _("language that a revisit needs")
        verbose_name_plural = _("languages that revisits need")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(language__in=values(Language)), name="wish_language_known"),
        ]

    def __str__(self) -> str:
        """Return the language."""
        return self.language
