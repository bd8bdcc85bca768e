"""The bulletin: what phones read of it now, telephones and days of isolation, and how it begins.

What was published before an editor opened the console for the first time is taken over then, so that nothing is lost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services import Doing
from bluezone.authority.feeds.services import said_or_shipped
from bluezone.authority.news.models import Article, ArticleVersion, Bulletin, Telephone
from bluezone.authority.news.queries import public_versions
from bluezone.authority.news.rules.texts import Section, Words, check_isolation, check_telephone
from bluezone.authority.news.services.articles import add_version
from bluezone.authority.publishing import Content
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.news import Advice, News, NewsItem, Question, TelephoneNumber, Text, Title, news_in
from bluezone.protocol.signed_feeds import Feed, FeedKind, content_of


@dataclass(frozen=True, slots=True)
class TelephoneFacts:
    """Whom people of a unit call, in both languages."""

    name_vi: str
    name_en: str
    number: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One text of a feed as it is taken over."""

    section: Section
    slug: str
    words: Words
    since: datetime


def content_at(_moment: datetime) -> Content | None:
    """Return what the feed of news holds now; None until an editor opened the console."""
    bulletin = Bulletin.objects.first()
    if bulletin is None:
        return None
    public = list(public_versions())
    news = News(
        items=tuple(_item(each) for each in _newest(public)),
        advice=tuple(_advice(each) for each in public if each.article.section == Section.ADVICE),
        faq=tuple(_question(each) for each in public if each.article.section == Section.FAQ),
        telephones=tuple(_number(each) for each in Telephone.objects.select_related("unit")),
        isolation_days=bulletin.isolation_days,
    )
    return content_of(news)


@transaction.atomic
def begin(doing: Doing) -> Bulletin:
    """Take over what is published now, or what the software came with, unless that was done before."""
    known = Bulletin.objects.select_for_update().first()
    if known is not None:
        return known
    news = _news(said_or_shipped(FeedKind.NEWS), doing.moment)
    bulletin = Bulletin.objects.create(
        isolation_days=news.isolation_days, begun_at=doing.moment, changed_at=doing.moment
    )
    for place, each in enumerate(_texts(news, doing.moment)):
        _take_over(each, place, doing)
    _take_telephones_over(news.telephones, doing)
    record(doing.actor, "news.begin", bulletin, doing.purpose, doing.moment)
    return bulletin


@transaction.atomic
def save_telephone(unit: Unit, facts: TelephoneFacts, doing: Doing) -> Telephone:
    """Say whom people of a unit call; public at once.

    Raises:
        RuleViolation: As `check_telephone`.
    """
    check_telephone(facts.name_vi, facts.name_en, facts.number, unit.stat_code)
    fields = {"name_vi": facts.name_vi, "name_en": facts.name_en, "number": facts.number, "changed_at": doing.moment}
    telephone, _made = Telephone.objects.update_or_create(unit=unit, defaults=fields)
    record(doing.actor, "news.telephone", unit, doing.purpose, doing.moment)
    return telephone


@transaction.atomic
def remove_telephone(telephone: Telephone, doing: Doing) -> None:
    """Take a telephone away."""
    record(doing.actor, "news.remove_telephone", telephone.unit, doing.purpose, doing.moment)
    telephone.delete()


@transaction.atomic
def set_isolation(days: int, doing: Doing, revision: int) -> Bulletin:
    """Say how many days a warned person stays apart; public at once.

    Raises:
        RuleViolation: `isolation_days`; `bulletin_changed`: somebody else changed it meanwhile.
    """
    check_isolation(days)
    bulletin = Bulletin.objects.select_for_update().get()
    if bulletin.revision != revision:
        raise RuleViolation("bulletin_changed", "somebody else changed it meanwhile")
    bulletin.isolation_days, bulletin.changed_at, bulletin.revision = days, doing.moment, revision + 1
    bulletin.save()
    record(doing.actor, "news.isolation_days", bulletin, doing.purpose, doing.moment)
    return bulletin


def _texts(news: News, moment: datetime) -> Iterator[Taken]:
    for item in news.items:
        yield Taken(Section.NEWS, item.id, _words(item.title, item.text), item.issued)
    for advice in news.advice:
        yield Taken(Section.ADVICE, advice.id, _words(advice.title, advice.text), moment)
    for asked in news.faq:
        yield Taken(Section.FAQ, asked.id, _words(asked.question, asked.answer), moment)


def _words(title: Title, text: Text) -> Words:
    return Words(title.vi, title.en, text.vi, text.en)


def _take_over(text: Taken, place: int, doing: Doing) -> None:
    article = Article.objects.create(section=text.section, slug=text.slug, place=place, created_at=doing.moment)
    version = add_version(article, text.words, doing)
    version.published_at = text.since
    version.save(update_fields=["published_at"])


def _take_telephones_over(numbers: Iterable[TelephoneNumber], doing: Doing) -> None:
    for each in numbers:
        unit = by_code(each.unit, doing.day)
        if unit is not None:
            facts = {"name_vi": each.name.vi, "name_en": each.name.en, "number": each.number}
            Telephone.objects.update_or_create(unit=unit, defaults={**facts, "changed_at": doing.moment})


def _news(content: Content, moment: datetime) -> News:
    return news_in(Feed(kind=FeedKind.NEWS, sequence=1, issued=moment, expires=moment, content=content))


def _newest(public: Iterable[ArticleVersion]) -> list[ArticleVersion]:
    news = [each for each in public if each.article.section == Section.NEWS]
    return sorted(news, key=_published, reverse=True)


def _published(version: ArticleVersion) -> datetime:
    if version.published_at is None:
        raise ValueError("what is public was published")
    return version.published_at


def _item(version: ArticleVersion) -> NewsItem:
    return NewsItem(id=version.article.slug, issued=_published(version), title=_title(version), text=_text(version))


def _advice(version: ArticleVersion) -> Advice:
    return Advice(id=version.article.slug, title=_title(version), text=_text(version))


def _question(version: ArticleVersion) -> Question:
    return Question(id=version.article.slug, question=_title(version), answer=_text(version))


def _title(version: ArticleVersion) -> Title:
    return Title(vi=version.title_vi, en=version.title_en)


def _text(version: ArticleVersion) -> Text:
    return Text(vi=version.text_vi, en=version.text_en)


def _number(telephone: Telephone) -> TelephoneNumber:
    name = Title(vi=telephone.name_vi, en=telephone.name_en)
    return TelephoneNumber(unit=telephone.unit.stat_code, name=name, number=telephone.number)
