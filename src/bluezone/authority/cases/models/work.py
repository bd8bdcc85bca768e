"""What officers do around a record: pass it on, note something, bring two records of one person together."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.cases.models.cases import Case
from bluezone.authority.cases.models.contacts import Contact
from bluezone.authority.cases.models.follow_up import ONE_OF_TWO
from bluezone.authority.cases.models.people import Person
from bluezone.authority.codes.models import Code
from bluezone.authority.territory.models import Unit


class Transfer(models.Model):
    """A case or contact passes to another unit; the former one still sees that it moved and where to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="transfers")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="transfers")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    moment = models.DateTimeField(_("moment"))
    actor = models.CharField(max_length=50)

    class Meta:
        """Newest first."""

        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering: ClassVar = ["-moment"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_OF_TWO, name="transfer_of_one"),
            models.CheckConstraint(condition=~Q(from_unit=F("to_unit")), name="transfer_to_another"),
        ]

    def __str__(self) -> str:
        """Return both units."""
        return f"{self.from_unit} → {self.to_unit}"


class Note(models.Model):
    """A note about a case or contact, part of the health record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="notes")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="notes")
    text = models.TextField(_("note"), max_length=4000)
    moment = models.DateTimeField(_("moment"))
    actor = models.CharField(max_length=50)

    class Meta:
        """Newest first."""

        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering: ClassVar = ["-moment"]
        constraints: ClassVar = [models.CheckConstraint(condition=ONE_OF_TWO, name="note_of_one")]

    def __str__(self) -> str:
        """Return the moment: a note's text stays in its column."""
        return str(self.moment)


class Merge(models.Model):
    """Two records of one person were brought together; what stood before is kept sealed so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    gone = models.UUIDField(_("id of the other record"))
    before = models.JSONField(help_text="Both records and the ids of what moved, as they stood.")
    moment = models.DateTimeField(_("moment"))
    actor = models.CharField(max_length=50)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering: ClassVar = ["-moment"]

    def __str__(self) -> str:
        """Return the kept person's id."""
        return str(self.kept_id)


class CaseCode(models.Model):
    """Which code was issued for which case: that it was issued and claimed is known, what was uploaded never."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="codes")
    code = models.OneToOneField(Code, models.CASCADE, related_name="for_case")

    class Meta:
        """Names for people."""

        verbose_name = _("code of a case")
        verbose_name_plural = _("codes of cases")

    def __str__(self) -> str:
        """Return the code's id."""
        return str(self.code_id)
