"""Issuing feeds: what an application says now is published whenever it differs from what was published last.

The database is the truth and nothing waits in a queue: whoever changes something asks for its feed at once, and a
periodic command asks for every feed. What was published lies beside the authority's keys (`authority.publishing`), where
`bluezone feed keep` renews it each day and makes up for a hand-over that failed.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from bluezone.authority.keyserver_desk import KeyserverDesk, credential_in
from bluezone.authority.publishing import Content, Published, Publisher, default_content, note_in
from bluezone.protocol.errors import BluezoneError
from bluezone.protocol.signed_feeds import FeedKind

logger = logging.getLogger(__name__)

FIRST: Final = (FeedKind.VENUES, FeedKind.NEWS, FeedKind.POLICY)
"""In which order feeds are issued: a warning first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands published of one kind.

    Args:
        sequence: The number of the feed that was published last; 0 when there is none.
        issued: When; None when there is none.
        waits: Whether the application says something else by now, or the keyserver did not take it.
    """

    sequence: int
    issued: datetime | None
    waits: bool


def issue(kind: FeedKind, moment: datetime) -> bool:
    """Publish what the application of a feed says now; return whether that was new.

    Raises:
        BluezoneError: As `Publisher.publish`; then the next round tries again.
    """
    content, last = content_now(kind, moment), note_in(settings.AUTHORITY_KEYS, kind)
    if content is None or _stands(last, content):
        return False
    _publisher().publish(kind, content, at=moment)
    logger.info("a feed was published", extra={"kind": kind.value})
    return True


def issue_due(moment: datetime) -> int:
    """Publish every feed whose content changed, and return how many; one that cannot go out stops no other."""
    for round_of_work in settings.FEED_ROUNDS:
        import_string(round_of_work)(moment)
    return sum(_tried(kind, moment) for kind in FIRST)


def issue_at_once(kind: FeedKind, moment: datetime) -> bool:
    """Publish a feed for somebody who waits for the page; return whether it is out, and leave the rest to the worker."""
    _tried(kind, moment)
    return not standing(kind, moment).waits


def standing(kind: FeedKind, moment: datetime) -> Standing:
    """Return what stands published of a kind, and whether something newer waits."""
    last = note_in(settings.AUTHORITY_KEYS, kind)
    content = content_now(kind, moment)
    waits = content is not None and not _stands(last, content)
    return Standing(last.sequence, last.issued, waits) if last else Standing(0, None, waits)


def content_now(kind: FeedKind, moment: datetime) -> Content | None:
    """Return what the application of a feed says at a moment; None while it has nothing to say."""
    found: Content | None = import_string(settings.FEED_SOURCES[kind.value])(moment)
    return found


def said_or_shipped(kind: FeedKind) -> Content:
    """Return what was published last of a kind, or what the software came with.

    Raises:
        RuleViolation: `feed_has_no_default`: nothing was published, and nothing came.
    """
    last = note_in(settings.AUTHORITY_KEYS, kind)
    return last.content if last else default_content(kind, secrets.token_bytes)


def _stands(last: Published | None, content: Content) -> bool:
    return last is not None and last.is_taken and last.content == content


def _tried(kind: FeedKind, moment: datetime) -> bool:
    try:
        return issue(kind, moment)
    except BluezoneError:
        logger.warning("a feed waits for the keyserver", extra={"kind": kind.value})
        return False


def _publisher() -> Publisher:
    desk = KeyserverDesk(settings.KEYSERVER_ADDRESS, credential_in(settings.KEYSERVER_CREDENTIAL))
    return Publisher(settings.AUTHORITY_KEYS, desk, secrets.token_bytes)
