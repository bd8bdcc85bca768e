"""Texts for phones in two languages, each with its versions; whom to call; how many days a warned person stays apart."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.news.rules.texts import Section
from bluezone.authority.news.wording import SECTIONS
from bluezone.authority.territory.models import Unit


class Article(models.Model):
    """One piece of news, advice, or one question with its answer; its texts are in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.CharField(
        _("section"), max_length=8, choices=[(section.value, label) for section, label in SECTIONS.items()]
    )
    slug = models.CharField(max_length=64, help_text="Its id in the feed; the pages look for some by it.")
    place = models.PositiveIntegerField(_("place"), default=0)
    created_at = models.DateTimeField(_("created at"))
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """In the order in which phones show them."""

        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering: ClassVar = ["section", "place", "-created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(section__in=[*Section]), name="article_section_known"),
            models.UniqueConstraint(fields=["section", "slug"], name="article_slug_once"),
        ]

    def __str__(self) -> str:
        """Return the id in the feed."""
        return self.slug


class ArticleVersion(models.Model):
    """What an article said from one save to the next; what was published stays as it was."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title_vi = models.CharField(_("title in Vietnamese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    text_vi = models.TextField(_("text in Vietnamese"), max_length=20_000)
    text_en = models.TextField(_("text in English"), max_length=20_000, blank=True)
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.CharField(max_length=50)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        """Newest first; one is public at a time, and none in one language only."""

        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of articles")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "number"], name="article_version_once"),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(published_at__isnull=False, withdrawn_at__isnull=True),
                name="article_public_once",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | ~(Q(title_vi="") | Q(title_en="") | Q(text_vi="") | Q(text_en="")),
                name="article_public_in_both",
            ),
        ]

    def __str__(self) -> str:
        """Return the Vietnamese title."""
        return self.title_vi


class Telephone(models.Model):
    """Whom people of a unit call."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="+")
    name_vi = models.CharField(_("who answers, in Vietnamese"), max_length=120)
    name_en = models.CharField(_("who answers, in English"), max_length=120)
    number = models.CharField(_("number"), max_length=24)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        """By the unit's code; public as soon as it is saved, so never in one language only."""

        verbose_name = _("telephone")
        verbose_name_plural = _("telephones")
        ordering: ClassVar = ["unit__stat_code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name_vi="") & ~Q(name_en=""), name="telephone_in_both")
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Bulletin(models.Model):
    """What is said once for the whole installation; its row says that the texts of the beginning were taken over."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    isolation_days = models.PositiveSmallIntegerField(_("days of isolation"))
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """One row."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="bulletin_once"),
            models.CheckConstraint(condition=Q(isolation_days__lte=60), name="bulletin_days"),
        ]

    def __str__(self) -> str:
        """Return the days."""
        return str(self.isolation_days)
