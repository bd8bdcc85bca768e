"""Who answers for this installation."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publisher(models.Model):
    """The body in whose name this installation speaks; without one everything is a trial. There is at most one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("name of the body"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60)
    basis = models.CharField(_("decision that set it up: number and day"), max_length=200)
    configured_at = models.DateTimeField(_("configured at"))

    class Meta:
        """Names for people, and that there is only one."""

        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="publisher_is_one"),
            models.CheckConstraint(condition=~models.Q(basis=""), name="publisher_has_a_basis"),
        ]

    def __str__(self) -> str:
        """Return the whole name."""
        return self.name
