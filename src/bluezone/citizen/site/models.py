"""What the province chose to publish, and the news as the site last took them from the keyserver."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.rollout.directives.models import Directive
from bluezone.rollout.overview.models import MorningReport

ACTOR_LENGTH = 80


class Publication(models.Model):
    """One document that everybody may read, by reference; a row is never changed but to say when it was withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, blank=True, related_name="+")
    report = models.ForeignKey(MorningReport, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("made public at"))
    actor = models.CharField(_("who published it, as the audit names it"), max_length=ACTOR_LENGTH)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        """Names for people, and what the database itself refuses."""

        verbose_name = _("published document")
        verbose_name_plural = _("published documents")
        ordering: ClassVar = ["-published_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(directive__isnull=False, report__isnull=True)
                | Q(directive__isnull=True, report__isnull=False),
                name="publication_of_one_document",
            ),
            models.UniqueConstraint(
                fields=["directive"], condition=Q(withdrawn_at__isnull=True), name="directive_published_once"
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(withdrawn_at__isnull=True), name="report_published_once"
            ),
        ]

    def __str__(self) -> str:
        """Return what it is of."""
        return str(self.directive or self.report)


class KeptNews(models.Model):
    """The newest news feed that held, and what was seen of the keyserver's files. There is at most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    feed = models.BinaryField(_("the signed file"))
    sequence = models.PositiveBigIntegerField(_("number of the feed"))
    digest = models.CharField(max_length=64)
    keys_sequence = models.PositiveBigIntegerField(_("number of keys.json"))
    keys_digest = models.CharField(max_length=64)
    root_fingerprint = models.CharField(_("fingerprint it was verified with"), max_length=64)
    expires = models.DateTimeField(_("believed until"))
    taken_at = models.DateTimeField(_("taken at"))

    class Meta:
        """Names for people, and that there is only one."""

        verbose_name = _("kept news")
        verbose_name_plural = _("kept news")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="kept_news_is_one")]

    def __str__(self) -> str:
        """Return the number of the feed."""
        return str(self.sequence)
