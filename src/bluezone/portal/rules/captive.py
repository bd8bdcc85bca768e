"""The captive portal API: what a phone that asks by option 114 is told about the network.

Source: RFC 8908, section 5. The answer is JSON of the type `application/captive+json`; what a reader does not know it
passes over.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from bluezone.protocol.errors import MalformedMessage

MEDIA_TYPE: Final = "application/captive+json"
LARGEST: Final = 16_384
"""Bytes of an answer that is still read."""


@dataclass(frozen=True, slots=True)
class CaptiveState:
    """What the network says about itself.

    Args:
        captive: Whether the network holds anything back.
        user_portal_url: HTTPS address of the page on which a person goes on.
        venue_info_url: HTTPS address of a page about the place.
        seconds_remaining: How long the network stays open, for one that is open now.
    """

    captive: bool
    user_portal_url: str | None = None
    venue_info_url: str | None = None
    seconds_remaining: int | None = None


_NAMES: Final = {
    "captive": "captive",
    "user_portal_url": "user-portal-url",
    "venue_info_url": "venue-info-url",
    "seconds_remaining": "seconds-remaining",
}


def written(state: CaptiveState) -> bytes:
    """Return the answer as it crosses the wire."""
    facts = {key: getattr(state, name) for name, key in _NAMES.items()}
    return json.dumps({key: fact for key, fact in facts.items() if fact is not None}).encode()


def read(content: bytes) -> CaptiveState:
    """Return what an answer says.

    Raises:
        MalformedMessage: It is no answer of the API, or a field that we know has the wrong type.
    """
    if len(content) > LARGEST:
        raise MalformedMessage(f"an answer of the captive portal API has at most {LARGEST} bytes")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise MalformedMessage("the answer of the captive portal API is no JSON") from wrong
    if not isinstance(found, dict) or not isinstance(found.get("captive"), bool):
        raise MalformedMessage("`captive` is true or false")
    return CaptiveState(
        captive=found["captive"],
        user_portal_url=_address(found, "user-portal-url"),
        venue_info_url=_address(found, "venue-info-url"),
        seconds_remaining=_seconds(found),
    )


def _address(found: dict[str, Any], key: str) -> str | None:
    address = found.get(key)
    if address is not None and (not isinstance(address, str) or not address.isascii() or not address.isprintable()):
        raise MalformedMessage(f"`{key}` is an address in ASCII")
    return address


def _seconds(found: dict[str, Any]) -> int | None:
    seconds = found.get("seconds-remaining")
    if seconds is not None and (not isinstance(seconds, int) or isinstance(seconds, bool) or seconds < 0):
        raise MalformedMessage("`seconds-remaining` is a whole number, 0 or more")
    return seconds
