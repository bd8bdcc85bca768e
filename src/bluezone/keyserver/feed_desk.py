"""The desk at which the authority hands over signed feeds."""

from collections.abc import Awaitable, Callable

from bluezone.keyserver.parts import Parts
from bluezone.protocol.mailbox import FeedTaken
from bluezone.protocol.signed_feeds import FeedKind


def taking(kind: FeedKind) -> Callable[[Parts, bytes, str], Awaitable[FeedTaken]]:
    """Return the service that publishes feeds of one kind; one is taken at a time."""

    async def take(parts: Parts, feed_json: bytes, _address: str) -> FeedTaken:
        return FeedTaken(sequence=await parts.feeds.put(kind, feed_json, at=parts.clock.now()))

    return take
