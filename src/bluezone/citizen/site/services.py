"""Publishing documents, taking them back, and keeping the news that the keyserver serves."""

from datetime import datetime
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.citizen.site.models import KeptNews, Publication
from bluezone.citizen.site.queries import kept_news, state_of
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.news import news_in
from bluezone.protocol.signed_feeds import FeedKind, accept_feed
from bluezone.protocol.signed_files import Seen
from bluezone.protocol.trust import TrustState, accept_keys
from bluezone.rollout.directives.models import Directive
from bluezone.rollout.overview.gathering import PUBLISHED
from bluezone.rollout.overview.models import MorningReport

PURPOSE: Final = "publication"


@transaction.atomic
def publish(document: Directive | MorningReport, *, actor: str, moment: datetime) -> Publication:
    """Let everybody read a directive or a quick report; one that is published stays as it is.

    Raises:
        RuleViolation: `directive_not_confirmed`: nobody confirmed yet what the directive says.
    """
    if isinstance(document, Directive) and document.state not in PUBLISHED:
        raise RuleViolation("directive_not_confirmed", "a directive is confirmed before it is published")
    parts = {"directive": document} if isinstance(document, Directive) else {"report": document}
    found, is_new = Publication.objects.get_or_create(
        **parts, withdrawn_at=None, defaults={"published_at": moment, "actor": actor}
    )
    if is_new:
        record(actor, "site.publish", found, PURPOSE, moment)
    return found


@transaction.atomic
def withdraw(publication: Publication, *, actor: str, moment: datetime) -> None:
    """Take a document back; its address answers afterwards that it is gone."""
    if Publication.objects.filter(pk=publication.pk, withdrawn_at=None).update(withdrawn_at=moment):
        record(actor, "site.withdraw", publication, PURPOSE, moment)


@transaction.atomic
def keep_news(keys_json: bytes, feed_json: bytes, *, root_fingerprint: str, moment: datetime) -> bool:
    """Keep the news that the keyserver serves, once everything about them holds; return whether they are new.

    Raises:
        MalformedMessage: A file is not what it claims to be.
        RuleViolation: A signature, number or date does not hold.
    """
    before = kept_news()
    state = state_of(before, root_fingerprint)
    state, keys = accept_keys(state, keys_json, at=moment)
    state, feed = accept_feed(state, feed_json, kind=FeedKind.NEWS, keys=keys, at=moment)
    news_in(feed)
    keys_seen, seen = _seen(state)
    KeptNews.objects.update_or_create(
        id=1,
        defaults={
            "feed": feed_json,
            "sequence": seen.sequence,
            "digest": seen.digest.hex(),
            "keys_sequence": keys_seen.sequence,
            "keys_digest": keys_seen.digest.hex(),
            "root_fingerprint": root_fingerprint,
            "expires": feed.expires,
            "taken_at": moment,
        },
    )
    return before is None or before.sequence != seen.sequence


def _seen(state: TrustState) -> tuple[Seen, Seen]:
    seen = state.feeds[FeedKind.NEWS.value]
    if state.keys is None:
        raise RuleViolation("keys_missing", "the news were verified without keys")
    return state.keys, seen
