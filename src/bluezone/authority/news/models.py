"""Texts for phones in two languages, each with its versions."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit

SECTIONS = [("news", _("news")), ("advice", _("advice")), ("faq", _("question and answer"))]


class Article(models.Model):
    """One piece of news, advice, or one question with its answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.CharField(_("section"), max_length=8, choices=SECTIONS)
    place = models.PositiveIntegerField(_("place"), default=0)
    title_vi = models.CharField(_("title in Vietnamese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    text_vi = models.TextField(_("text in Vietnamese"), max_length=8000)
    text_en = models.TextField(_("text in English"), max_length=8000, blank=True)
    created_at = models.DateTimeField(_("created at"))
    changed_at = models.DateTimeField(_("changed at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """In the order in which phones show them; nothing is published in one language only."""

        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering: ClassVar = ["section", "place", "-changed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(section__in=["news", "advice", "faq"]), name="article_section_known"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (~Q(title_en="") & ~Q(text_en="")),
                name="article_published_in_both",
            ),
        ]

    def __str__(self) -> str:
        """Return the Vietnamese title."""
        return self.title_vi


class Telephone(models.Model):
    """Whom people of a unit call."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="+")
    name = models.CharField(_("who answers"), max_length=120)
    number = models.CharField(_("number"), max_length=20)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        """Names for people."""

        verbose_name = _("telephone")
        verbose_name_plural = _("telephones")

    def __str__(self) -> str:
        """Return the number."""
        return self.number
