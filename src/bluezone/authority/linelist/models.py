"""A line list on its way into the registry: nothing is written before its difference was seen."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit

STATES = [("read", _("read, not yet written")), ("written", _("written")), ("dropped", _("dropped"))]


class LineListFile(models.Model):
    """A file that was handed in; its bytes are sealed and erased once it is written or after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    file_name = models.CharField(_("file"), max_length=120)
    digest = models.CharField(max_length=64)
    sealed_content = models.BinaryField(null=True)
    mapping = models.JSONField(_("columns"), default=dict)
    state = models.CharField(_("state"), max_length=8, choices=STATES, default="read")
    counts = models.JSONField(_("counts"), default=dict, help_text="new, changed, same, refused; numbers only.")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.CharField(max_length=50)
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)

    class Meta:
        """Newest first; what is settled holds nothing."""

        verbose_name = _("line list")
        verbose_name_plural = _("line lists")
        ordering: ClassVar = ["-uploaded_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="read") | Q(sealed_content__isnull=True), name="line_list_settled_is_erased"
            )
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name
