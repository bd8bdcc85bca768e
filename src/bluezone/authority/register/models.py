"""The office-holder who answers for a body, and the clerk's file on its way into the register."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import FIRST_BEFORE_LAST, Dated, Unit


class FocalPoint(Dated):
    """The office-holder whom a body has named to answer for the campaign; never a citizen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="focal_points", verbose_name=_("unit"))
    full_name = models.CharField(_("focal point"), max_length=200)
    position = models.CharField(_("position"), max_length=200, blank=True)
    phone = models.CharField(_("office phone"), max_length=12)
    email = models.CharField(_("office e-mail"), max_length=200, blank=True)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to__isnull=True), name="focal_point_one_now"),
            models.CheckConstraint(condition=FIRST_BEFORE_LAST, name="focal_point_first_day_before_last"),
        ]

    def __str__(self) -> str:
        """Return the unit: the name of a person stays in its column."""
        return str(self.unit)


class Upload(models.Model):
    """A clerk's workbook and what was agreed about it; its bytes are erased on import, or after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(_("file"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("for"))
    content = models.BinaryField(_("content"), blank=True)
    day = models.DateField(_("structure on"))
    actor = models.CharField(_("who"), max_length=50)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    settled = models.JSONField(_("settled findings"), default=list)
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    bodies = models.PositiveIntegerField(_("bodies"), default=0)

    class Meta:
        """Newest first."""

        verbose_name = _("uploaded register")
        verbose_name_plural = _("uploaded registers")
        ordering: ClassVar = ["-uploaded_at"]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name
