"""People: what surveillance needs of them, and, in a table of its own, what names them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.rules.words import Sex
from bluezone.authority.cases.wording import SEXES, choices
from bluezone.authority.territory.models import Unit

FIRST_BIRTH_YEAR = 1895


class Person(models.Model):
    """A person as figures know one: no name, no day of birth; what is left when the identity is erased."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sex = models.CharField(_("sex"), max_length=10, choices=choices(SEXES), default=Sex.UNKNOWN)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("residence"), null=True, blank=True)
    nationality = models.CharField(_("nationality"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created at"))
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes: ClassVar = [models.Index(fields=["birth_year", "sex"], name="person_by_birth_and_sex")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=FIRST_BIRTH_YEAR), name="person_born_in_reach"
            ),
            models.CheckConstraint(condition=Q(sex__in=[*Sex]), name="person_sex_known"),
        ]

    def __str__(self) -> str:
        """Return the id: a name stays in its column."""
        return str(self.id)


class Identity(models.Model):
    """What names a person; erased at the end of the retention, while the person's record stays for figures."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="identity")
    name = models.CharField(_("full name"), max_length=200)
    folded = models.CharField(max_length=200, editable=False, help_text="For searching: no case, no marks.")
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=16, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    personal_number = models.CharField(_("personal number"), max_length=20, blank=True)
    guardian = models.CharField(_("guardian of a child"), max_length=200, blank=True)

    class Meta:
        """Names for people; a telephone may belong to a whole family."""

        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        indexes: ClassVar = [
            models.Index(fields=["folded", "person"], name="identity_by_name"),
            models.Index(fields=["phone"], name="identity_by_phone"),
        ]

    def __str__(self) -> str:
        """Return the person's id: a name stays in its column."""
        return str(self.person_id)
