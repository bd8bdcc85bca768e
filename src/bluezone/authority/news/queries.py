"""Reading the bulletin: what is public, what waits, what was said before."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from bluezone.authority.news.models import Article, ArticleVersion, Telephone
from bluezone.authority.news.rules.texts import Section
from bluezone.authority.territory.models import Unit


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


def telephones_for(units: QuerySet[Unit], words: str = "") -> QuerySet[Telephone]:
    """Return the telephones of units, or those whose unit, name or number holds a text."""
    rows = Telephone.objects.filter(unit__in=units).select_related("unit")
    if words:
        rows = rows.filter(
            Q(unit__name__icontains=words)
            | Q(name_vi__icontains=words)
            | Q(name_en__icontains=words)
            | Q(number__contains=words)
        )
    return rows.order_by("unit__stat_code", "unit_id")


def _holds(version: ArticleVersion, words: str) -> bool:
    texts = (version.title_vi, version.title_en, version.text_vi, version.text_en)
    return any(words.casefold() in text.casefold() for text in texts)
