"""Writing articles: a new version with each save, one of them public, withdrawn and moved."""

from django.db import transaction
from django.db.models import QuerySet

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services import Doing
from bluezone.authority.news.models import Article, ArticleVersion
from bluezone.authority.news.queries import public_versions
from bluezone.authority.news.rules.texts import Section, Words, check_draft, check_publishable, check_room, new_id, tidy
from bluezone.protocol.errors import RuleViolation


@transaction.atomic
def write_article(section: Section, words: Words, doing: Doing) -> Article:
    """Write a new article as a draft, at the head of its section.

    Raises:
        RuleViolation: As `check_draft`.
    """
    words = tidy(words)
    check_draft(words)
    taken = {*Article.objects.filter(section=section).values_list("slug", flat=True)}
    last = Article.objects.filter(section=section).order_by("-place").values_list("place", flat=True).first()
    article = Article.objects.create(
        section=section,
        slug=new_id(words.title_vi, taken),
        place=(last or 0) + 1,
        created_at=doing.moment,
    )
    add_version(article, words, doing)
    record(doing.actor, "news.write", article, doing.purpose, doing.moment)
    return article


@transaction.atomic
def edit_article(article: Article, words: Words, doing: Doing, revision: int) -> ArticleVersion:
    """Save the next version of an article; what is public stays public until the new one is published.

    Raises:
        RuleViolation: As `check_draft`; `article_changed`: somebody else saved a version meanwhile.
    """
    article = _held(article, revision)
    words = tidy(words)
    check_draft(words)
    article.revision += 1
    article.save(update_fields=["revision"])
    record(doing.actor, "news.edit", article, doing.purpose, doing.moment)
    return add_version(article, words, doing)


@transaction.atomic
def publish_article(article: Article, doing: Doing, revision: int) -> None:
    """Make the newest version of an article the public one.

    Raises:
        RuleViolation: As `check_publishable` and `check_room`; `article_changed`; `article_public`: it is public already.
    """
    article = _held(article, revision)
    newest = article.versions.order_by("-number")[0]
    if newest.published_at is not None and newest.withdrawn_at is None:
        raise RuleViolation("article_public", "the newest version is public already")
    check_publishable(words_of(newest))
    if newest.published_at is not None:  # published once and withdrawn: what was said then stays on record
        newest = add_version(article, words_of(newest), doing)
    _public(article).update(withdrawn_at=doing.moment)
    check_room(Section(article.section), public_versions().filter(article__section=article.section).count())
    newest.published_at = doing.moment
    newest.save(update_fields=["published_at"])
    article.revision += 1
    article.save(update_fields=["revision"])
    record(doing.actor, "news.publish", article, doing.purpose, doing.moment)


@transaction.atomic
def withdraw_article(article: Article, doing: Doing, revision: int) -> None:
    """Take an article out of the public's sight; its versions stay.

    Raises:
        RuleViolation: `article_changed`; `article_not_public`.
    """
    article = _held(article, revision)
    if not _public(article).update(withdrawn_at=doing.moment):
        raise RuleViolation("article_not_public", "the article is not public")
    article.revision += 1
    article.save(update_fields=["revision"])
    record(doing.actor, "news.withdraw", article, doing.purpose, doing.moment)


@transaction.atomic
def move_article(article: Article, doing: Doing, *, up: bool) -> None:
    """Let an article change places with its neighbour in the order in which phones show them."""
    rows = list(Article.objects.select_for_update().filter(section=article.section))
    at = next(number for number, row in enumerate(rows) if row.pk == article.pk)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
        for place, row in enumerate(rows):
            row.place = place
        Article.objects.bulk_update(rows, ["place"])
        record(doing.actor, "news.move", article, doing.purpose, doing.moment)


def words_of(version: ArticleVersion) -> Words:
    """Return the words of a version."""
    return Words(version.title_vi, version.title_en, version.text_vi, version.text_en)


def add_version(article: Article, words: Words, doing: Doing) -> ArticleVersion:
    """Add the next version of an article."""
    last = article.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return ArticleVersion.objects.create(
        article=article,
        number=last + 1,
        title_vi=words.title_vi,
        title_en=words.title_en,
        text_vi=words.text_vi,
        text_en=words.text_en,
        saved_at=doing.moment,
        saved_by=doing.actor,
    )


def _held(article: Article, revision: int) -> Article:
    held = Article.objects.select_for_update().get(pk=article.pk)
    if held.revision != revision:
        raise RuleViolation("article_changed", "somebody else changed the article meanwhile")
    return held


def _public(article: Article) -> QuerySet[ArticleVersion]:
    return article.versions.filter(published_at__isnull=False, withdrawn_at=None)
