"""Publishing feeds: signed with the authority's key, handed to the keyserver, renewed each day before they expire.

What was published last stays beside the keys, so that only what is still the authority's own word is renewed: a feed
with another number is somebody else's, and is left alone. A renewal says the same again under the next number.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
from msgspec import Struct, structs

from bluezone.authority.keyring import PUBLIC_FILE, load_or_make
from bluezone.authority.private_files import alone_in, write_whole
from bluezone.protocol.ended_codes import ended_in
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import DAY
from bluezone.protocol.news import news_in
from bluezone.protocol.place_warnings import padded_entries, venues_content, venues_in
from bluezone.protocol.policy_feed import policy_in
from bluezone.protocol.signed_feeds import FEED_LIFE, Feed, FeedKind, content_of, feed_in, signed_feed
from bluezone.protocol.trust import Use

logger = logging.getLogger(__name__)

FEEDS: Final = "feeds"
"""The folder of what was published last, among the authority's keys."""
RENEWED_AFTER: Final = DAY
EXPIRES_SOON: Final = 2 * DAY
KEY_UNKNOWN: Final = "feed_key_unknown"
DEFAULTS: Final = (FeedKind.NEWS, FeedKind.VENUES)
"""The feeds that an installation publishes by itself until somebody decides otherwise."""

Content = dict[str, Any]


class Published(Struct, frozen=True, kw_only=True):
    """What this authority published last of one kind; `is_default` when nobody wrote it.

    `is_taken` says whether the keyserver took it; what it did not take is handed over again.
    """

    sequence: int
    issued: datetime
    content: Content
    is_default: bool = False
    is_taken: bool = True


class FeedDesk(Protocol):
    """Where feeds are handed over: `bluezone.authority.keyserver_desk.KeyserverDesk`."""

    def hand_over(self, kind: FeedKind, feed_json: bytes) -> int:
        """Publish a signed feed and return the number under which it was taken.

        Raises:
            RuleViolation: It was refused, with the keyserver's code.
            Unavailable: The keyserver does not answer.
        """
        ...

    def published(self, kind: FeedKind) -> bytes | None:
        """Return the feed that is published now, verified by nobody; None when there is none.

        Raises:
            Unavailable: The keyserver does not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes the authority's feeds.

    Args:
        keys: The folder of the authority's keys.
        desk: The keyserver.
        random_bytes: Gives so many fresh random bytes.
    """

    keys: Path
    desk: FeedDesk
    random_bytes: Callable[[int], bytes]

    def publish(self, kind: FeedKind, content: Content, *, at: datetime, is_default: bool = False) -> Feed:
        """Publish content now, as the next feed of its kind, and return the feed.

        Args:
            kind: Which.
            content: As its kind asks; unknown fields are kept.
            at: The present moment.
            is_default: Whether nobody wrote it.

        Raises:
            MalformedMessage: The content is not of its kind's shape.
            RuleViolation: The keyserver refused it: `feed_key_unknown` when it has not admitted the authority's key.
            Unavailable: The keyserver does not answer, or the disk refuses.
        """
        load_or_make(self.keys, at=at)
        with alone_in(self.keys / FEEDS):
            return self._published(kind, content, at=at, is_default=is_default)

    def keep(self, kind: FeedKind, *, at: datetime) -> Feed | None:
        """Publish what has to be by now, and return it: the default when there is none, or what is a day old and ours.

        Raises:
            BluezoneError: As `publish`.
        """
        load_or_make(self.keys, at=at)
        with alone_in(self.keys / FEEDS):
            last, shown = self.last(kind), self._shown(kind)
            if last is None and kind not in DEFAULTS:
                return None
            if shown and not _is_ours(shown, last):
                _warn(shown, at)
                return None
            content = self._to_keep(kind, last)
            if shown and last and not _is_due(shown, last, content, at):
                return None
            return self._published(kind, content, at=at, is_default=last is None or last.is_default)

    def last(self, kind: FeedKind) -> Published | None:
        """Return what was published last from here.

        Raises:
            MalformedMessage: The file about it is damaged.
        """
        return note_in(self.keys, kind)

    def _published(self, kind: FeedKind, content: Content, *, at: datetime, is_default: bool) -> Feed:
        """Note first what is to be published: if the hand-over fails, it is made up for by `keep`."""
        before = max((each.sequence for each in (self.last(kind), self._shown(kind)) if each), default=0)
        sequence = max(before + 1, int(at.timestamp()))
        feed = Feed(kind=kind, sequence=sequence, issued=at, expires=at + FEED_LIFE, content=content)
        check(feed)
        note = Published(sequence=sequence, issued=at, content=content, is_default=is_default, is_taken=False)
        self._note(kind, note)
        self._hand_over(feed, at)
        self._note(kind, structs.replace(note, is_taken=True))
        return feed

    def _note(self, kind: FeedKind, note: Published) -> None:
        write_whole(_note_file(self.keys, kind), msgspec.json.encode(note))

    def _hand_over(self, feed: Feed, at: datetime) -> None:
        """Sign with the newest key that the keyserver has admitted."""
        for key_id, private in load_or_make(self.keys, at=at).signing(Use.FEED, at=at):
            try:
                self.desk.hand_over(FeedKind(feed.kind), signed_feed(feed, private, key_id=key_id))
            except RuleViolation as refused:
                if refused.code != KEY_UNKNOWN:
                    raise
            else:
                return
        raise RuleViolation(
            KEY_UNKNOWN,
            f"the key server has not admitted the authority's keys yet: `bluezone keys admit {PUBLIC_FILE}`",
        )

    def _to_keep(self, kind: FeedKind, last: Published | None) -> Content:
        """Return what is to be said: the same as before, but the news that came with the software in its newest words."""
        if last and not (last.is_default and kind is FeedKind.NEWS):
            return last.content
        return default_content(kind, self.random_bytes)

    def _shown(self, kind: FeedKind) -> Feed | None:
        content = self.desk.published(kind)
        try:
            return feed_in(content) if content else None
        except MalformedMessage:
            return None


def note_in(keys: Path, kind: FeedKind) -> Published | None:
    """Return what was published last of a kind, from the folder of the authority's keys; None when nothing was.

    Raises:
        MalformedMessage: The file about it is damaged.
    """
    file = _note_file(keys, kind)
    try:
        return msgspec.json.decode(file.read_bytes(), type=Published)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as wrong:
        raise MalformedMessage(f"{file.name} is damaged") from wrong


def publish_again(keys: Path) -> int:
    """Have every feed that was published from here published once more by the next `keep`, and return how many that is.

    For a folder that was restored from a copy: phones may have seen later numbers, and refuse the feeds of the copy.

    Raises:
        MalformedMessage: A file about a feed is damaged.
    """
    known = {kind: note for kind in FeedKind if (note := note_in(keys, kind))}
    for kind, note in known.items():
        write_whole(_note_file(keys, kind), msgspec.json.encode(structs.replace(note, is_taken=False)))
    return len(known)


def default_content(kind: FeedKind, random_bytes: Callable[[int], bytes]) -> Content:
    """Return what an installation says until somebody decides: the news it came with, no warning about any place.

    Raises:
        RuleViolation: `feed_has_no_default`: a policy is for a ministry to decide.
    """
    match kind:
        case FeedKind.NEWS:
            shipped: Content = json.loads(
                files("bluezone.authority").joinpath("data", "news-default.json").read_bytes()
            )
            return shipped
        case FeedKind.VENUES:
            return content_of(venues_content([padded_entries([], random_bytes)]))
        case _:
            raise RuleViolation("feed_has_no_default", f"there is no default {kind} feed")


def check(feed: Feed) -> None:
    """Refuse a feed whose content no phone could read.

    Raises:
        MalformedMessage: It is not of its kind's shape.
    """
    match feed.kind:
        case FeedKind.NEWS:
            news_in(feed)
        case FeedKind.VENUES:
            venues_in(feed)
            ended_in(feed)
        case _:
            policy_in(feed)


def _note_file(keys: Path, kind: FeedKind) -> Path:
    return keys / FEEDS / f"{kind}.json"


def _is_ours(shown: Feed, last: Published | None) -> bool:
    """Return whether a feed is what was published last from here, or older because a hand-over failed."""
    return last is not None and shown.sequence <= last.sequence


def _is_due(shown: Feed, last: Published, content: Content, at: datetime) -> bool:
    return (
        shown.sequence < last.sequence
        or not last.is_taken
        or at - last.issued >= RENEWED_AFTER
        or content != last.content
    )


def _warn(shown: Feed, at: datetime) -> None:
    if shown.expires - at < EXPIRES_SOON:
        logger.warning("a feed that somebody else published expires soon", extra={"kind": shown.kind})
