"""Units and the dates on which they are what they are: names, places, parents, successors, denominators."""

import uuid
from datetime import date
from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.conversion import Basis, Passage
from bluezone.authority.territory.denominators import Denominator as DenominatorValue
from bluezone.authority.territory.denominators import DenominatorKind
from bluezone.authority.territory.validity import Validity
from bluezone.authority.territory.wording import BASES, DENOMINATORS, KINDS, SECTORS, TREES, choices, values

FIRST_BEFORE_LAST = Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


def holding(day: date, prefix: str = "") -> Q:
    """Return the condition that a row's days hold a day.

    Args:
        day: The day.
        prefix: The way to the row from where the condition is used, such as `unit__`.
    """
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    standing = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    return begun & standing


class Dated(models.Model):
    """A row that holds from a day until a day, both included; empty means unrecorded and still."""

    valid_from = models.DateField(_("first day"), null=True, blank=True)
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def validity(self) -> Validity:
        """The days as a value for the rules."""
        return Validity(self.valid_from, self.valid_to)


class Unit(Dated):
    """A piece of the territory or a body that stands on it.

    A unit keeps its id for its whole life; its code may before or after belong to another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(KINDS))
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=200)
    folded = models.CharField(_("name for searching"), max_length=200, editable=False)
    stat_code = models.CharField(_("code"), max_length=20, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=choices(SECTORS), blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    area_km2 = models.FloatField(_("area in km²"), null=True, blank=True)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering: ClassVar = ["stat_code", "folded"]
        indexes: ClassVar = [models.Index(fields=["folded"]), models.Index(fields=["kind", "valid_from", "valid_to"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stat_code", "valid_from"],
                condition=~Q(stat_code="") & Q(valid_from__isnull=False),
                name="unit_code_once_a_first_day",
            ),
            models.UniqueConstraint(
                fields=["stat_code"],
                condition=~Q(stat_code="") & Q(valid_from__isnull=True),
                name="unit_code_once_without_a_first_day",
            ),
            models.CheckConstraint(condition=FIRST_BEFORE_LAST, name="unit_first_day_before_last"),
            models.CheckConstraint(condition=Q(kind__in=values(KINDS)), name="unit_kind_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(short_name=""), name="unit_has_a_name"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="unit_place_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        """Return the whole name."""
        return self.name


class Alias(models.Model):
    """Another name under which people look for a unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(_("name for searching"), max_length=200, editable=False)
    standing = models.CharField(
        _("standing"),
        max_length=20,
        choices=[("spelling", _("other spelling")), ("merged_before", _("merged into it before"))],
    )
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        indexes: ClassVar = [models.Index(fields=["folded"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name"], name="alias_once_a_unit")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class UnitEdge(Dated):
    """Who stands under whom in one of the trees, from when until when."""

    tree = models.CharField(_("tree"), max_length=10, choices=choices(TREES))
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="edges_down")
    child = models.ForeignKey(Unit, models.PROTECT, related_name="edges_up")

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("edge")
        verbose_name_plural = _("edges")
        indexes: ClassVar = [models.Index(fields=["tree", "parent"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(parent=F("child")), name="edge_no_unit_its_own_parent"),
            models.CheckConstraint(condition=FIRST_BEFORE_LAST, name="edge_first_day_before_last"),
            models.CheckConstraint(condition=Q(tree__in=values(TREES)), name="edge_tree_known"),
            models.UniqueConstraint(
                fields=["tree", "child", "valid_from"],
                condition=Q(valid_from__isnull=False),
                name="edge_one_parent_a_first_day",
            ),
            models.UniqueConstraint(
                fields=["tree", "child"],
                condition=Q(valid_from__isnull=True),
                name="edge_one_parent_without_a_first_day",
            ),
        ]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.parent} > {self.child}"


class Succession(models.Model):
    """Which part of a unit's counts belongs to which later unit; an empty weight means that nobody knows."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_in")
    date = models.DateField(_("first day of the successor"))
    weight = models.DecimalField(_("weight"), max_digits=9, decimal_places=8, null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=20, choices=choices(BASES))

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_another"),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=1), name="succession_weight_range"
            ),
            models.CheckConstraint(condition=Q(basis__in=values(BASES)), name="succession_basis_known"),
            models.UniqueConstraint(fields=["predecessor", "successor", "date"], name="succession_once_a_day"),
        ]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.predecessor} → {self.successor}"

    @property
    def passage(self) -> Passage[uuid.UUID]:
        """The row as a value for the rules."""
        weight = None if self.weight is None else Fraction(self.weight)
        return Passage(self.predecessor_id, self.successor_id, self.date, weight, Basis(self.basis))


class Denominator(models.Model):
    """How many people or things of a kind a unit had on a day, and who counted them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="denominators")
    kind = models.CharField(_("kind"), max_length=20, choices=choices(DENOMINATORS))
    value = models.PositiveBigIntegerField(_("count"))
    counted_on = models.DateField(_("true on"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("denominator")
        verbose_name_plural = _("denominators")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "counted_on", "source"], name="denominator_once_a_source"),
            models.CheckConstraint(condition=~Q(source=""), name="denominator_has_a_source"),
            models.CheckConstraint(condition=Q(value__gte=0), name="denominator_not_negative"),
            models.CheckConstraint(condition=Q(kind__in=values(DENOMINATORS)), name="denominator_kind_known"),
        ]

    def __str__(self) -> str:
        """Return the number with its day."""
        return f"{self.value} ({self.kind}, {self.counted_on})"

    @property
    def known(self) -> DenominatorValue[uuid.UUID]:
        """The row as a value for the rules."""
        return DenominatorValue(self.unit_id, DenominatorKind(self.kind), self.value, self.counted_on, self.source)


class SectorLead(Dated):
    """The body that leads a sector, from when until when."""

    sector = models.CharField(_("sector"), max_length=20, choices=choices(SECTORS))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leads")
    basis = models.CharField(_("basis"), max_length=300)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("lead of a sector")
        verbose_name_plural = _("leads of sectors")
        constraints: ClassVar = [
            models.CheckConstraint(condition=FIRST_BEFORE_LAST, name="lead_first_day_before_last"),
            models.CheckConstraint(condition=Q(sector__in=values(SECTORS)), name="lead_sector_known"),
            models.UniqueConstraint(
                fields=["sector", "valid_from"],
                condition=Q(valid_from__isnull=False),
                name="lead_one_a_first_day",
            ),
            models.UniqueConstraint(
                fields=["sector"], condition=Q(valid_from__isnull=True), name="lead_one_without_a_first_day"
            ),
        ]

    def __str__(self) -> str:
        """Return the body that leads."""
        return str(self.unit)
