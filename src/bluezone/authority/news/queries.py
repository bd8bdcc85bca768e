"""Reading the bulletin: what is public, what waits, what was said before."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from bluezone.authority.news.models import Article, ArticleVersion, Telephone
from bluezone.authority.news.rules.texts import Section
from bluezone.authority.territory.kinds import TERRITORY_KINDS, Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded
from bluezone.authority.territory.queries import on


@dataclass(frozen=True, slots=True)
class Shown:
    """An article with its newest version and the public one, if any; `waits` when they differ or none is public."""

    article: Article
    newest: ArticleVersion
    public: ArticleVersion | None

    @property
    def waits(self) -> bool:
        """Whether the newest words are not the public ones."""
        return self.public is None or self.public.pk != self.newest.pk

    @property
    def is_whole(self) -> bool:
        """Whether the newest words stand in both languages."""
        return bool(self.newest.title_en and self.newest.text_en)


@dataclass(frozen=True, slots=True)
class Called:
    """A unit and whom its people call, if anybody said so."""

    unit: Unit
    telephone: Telephone | None


def public_versions() -> QuerySet[ArticleVersion]:
    """Return what is public, in the order in which phones show it."""
    rows = ArticleVersion.objects.filter(published_at__isnull=False, withdrawn_at=None)
    return rows.select_related("article").order_by("article__section", "article__place", "-article__created_at", "pk")


def articles_in(section: Section, words: str = "") -> list[Shown]:
    """Return the articles of a section in order, or those whose newest words hold a text."""
    rows = Article.objects.filter(section=section).prefetch_related(Prefetch("versions"))
    shown = [shown_of(article) for article in rows]
    return [each for each in shown if _holds(each.newest, words)]


def shown_of(article: Article) -> Shown:
    """Return an article as pages show it."""
    versions = list(article.versions.all())
    public = next((each for each in versions if each.published_at and each.withdrawn_at is None), None)
    return Shown(article, versions[0], public)


def units_with_telephones(units: QuerySet[Unit], day: date, words: str = "", *, missing: bool = False) -> list[Called]:
    """Return the province, districts and communes among units on a day, each with its telephone.

    Args:
        units: Among which.
        day: The structure's day.
        words: What the unit's name has to hold; empty for all.
        missing: Whether only those without a telephone are wanted.
    """
    kinds = [kind.value for kind in TERRITORY_KINDS if kind is not Kind.VILLAGE]
    rows = on(day).filter(kind__in=kinds, pk__in=units.values("pk")).exclude(stat_code="")
    if words:
        rows = rows.filter(folded__contains=folded(words))
    known = {each.unit_id: each for each in Telephone.objects.all()}
    found = [Called(unit, known.get(unit.pk)) for unit in rows.order_by("stat_code", "pk")]
    return [each for each in found if not (missing and each.telephone)]


def _holds(version: ArticleVersion, words: str) -> bool:
    texts = (version.title_vi, version.title_en, version.text_vi, version.text_en)
    return any(words.casefold() in text.casefold() for text in texts)
