"""Reading what the public site shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import on
from bluezone.citizen.site.models import KeptNews, Publication
from bluezone.protocol.news import News, TelephoneNumber, news_in
from bluezone.protocol.signed_feeds import FeedKind, feed_in
from bluezone.protocol.signed_files import Seen
from bluezone.protocol.trust import TrustState
from bluezone.rollout.directives.models import Directive
from bluezone.rollout.overview.gathering import PUBLISHED
from bluezone.rollout.overview.models import MorningReport

REPORTS_OFFERED = 60


@dataclass(frozen=True, slots=True)
class KnownNews:
    """The news, when they are fresh; and from when they are.

    Args:
        news: What they say; None when there are none, or only stale ones.
        issued: When the authority signed them.
        is_stale: Whether there were some once.
    """

    news: News | None = None
    issued: datetime | None = None
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Telephones:
    """The numbers of one unit."""

    unit: str
    numbers: tuple[TelephoneNumber, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A document that can be published, and its publication where it is."""

    document: Directive | MorningReport
    publication: Publication | None


def kept_news() -> KeptNews | None:
    """Return the news as they were last taken."""
    return KeptNews.objects.first()


def state_of(kept: KeptNews | None, root_fingerprint: str) -> TrustState:
    """Return what is remembered of the keyserver; another root key begins anew."""
    if kept is None or kept.root_fingerprint != root_fingerprint:
        return TrustState(root_fingerprint)
    return TrustState(
        root_fingerprint,
        keys=Seen(kept.keys_sequence, bytes.fromhex(kept.keys_digest)),
        feeds={FeedKind.NEWS.value: Seen(kept.sequence, bytes.fromhex(kept.digest))},
    )


def known_news(moment: datetime) -> KnownNews:
    """Return what the site may say as news at a moment: verified when it was taken, and not stale."""
    kept = kept_news()
    if kept is None or kept.root_fingerprint != settings.ROOT_FINGERPRINT:
        return KnownNews()
    if moment >= kept.expires:
        return KnownNews(is_stale=True)
    feed = feed_in(bytes(kept.feed))
    return KnownNews(news_in(feed), feed.issued)


def telephones(numbers: Iterable[TelephoneNumber], day: date) -> tuple[Telephones, ...]:
    """Return the numbers by unit, in the order of the codes; a code that nobody bears today is shown as it is."""
    ordered = sorted(numbers, key=lambda number: (len(number.unit), number.unit))
    codes = {number.unit for number in ordered}
    names = dict(on(day).filter(stat_code__in=codes).values_list("stat_code", "name"))
    return tuple(
        Telephones(names.get(code, code), tuple(group)) for code, group in groupby(ordered, key=lambda each: each.unit)
    )


def publications() -> QuerySet[Publication]:
    """Return what is published, the latest first."""
    return Publication.objects.filter(withdrawn_at=None).select_related("directive", "report__unit")


def choices() -> tuple[list[Choice], list[Choice]]:
    """Return the directives and the quick reports that can be published or are."""
    there = {each.directive_id or each.report_id: each for each in publications()}
    directives = Directive.objects.filter(state__in=PUBLISHED)
    reports = MorningReport.objects.select_related("unit")[:REPORTS_OFFERED]
    return (
        [Choice(each, there.get(each.pk)) for each in directives],
        [Choice(each, there.get(each.pk)) for each in reports],
    )


def provinces(day: date) -> QuerySet[Unit]:
    """Return the provinces of a day, by their codes."""
    return on(day).filter(kind="tinh").order_by("stat_code")
