"""The notice's own settings: what `bluezone portal serve` reads from the folder that `bluezone portal plan` wrote."""

import json
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlsplit

from bluezone.portal.rules.places import GatewayBox, Venue
from bluezone.protocol.errors import MalformedMessage

FILE: Final = "portal.json"
HTTPS: Final = 443


@dataclass(frozen=True, slots=True)
class Settings:
    """What the service needs to know.

    Args:
        port: Of the notice.
        tls_port: Of the API over HTTPS, when the box has a certificate.
        portal_url: HTTPS address of the notice, or None without a certificate.
        venue_info_url: The province's page about the place.
        uplink_host: A server that answers when the internet does.
        uplink_port: Its port.
    """

    port: int
    tls_port: int
    portal_url: str | None
    venue_info_url: str | None
    uplink_host: str
    uplink_port: int


def settings(venue: Venue, box: GatewayBox) -> Settings:
    """Return the settings of a place."""
    site = urlsplit(venue.site)
    return Settings(
        port=box.port,
        tls_port=box.tls_port,
        portal_url=box.portal_url,
        venue_info_url=venue.page,
        uplink_host=site.hostname or "",
        uplink_port=site.port or HTTPS,
    )


def written(found: Settings) -> str:
    """Return the settings as their file holds them."""
    return json.dumps(asdict(found), indent=1) + "\n"


def read(text: str) -> Settings:
    """Return the settings that a file says.

    Raises:
        MalformedMessage: It is no such file, or a setting has the wrong type.
    """
    try:
        found = Settings(**json.loads(text))
    except (ValueError, TypeError, RecursionError) as wrong:
        raise MalformedMessage(f"{FILE} is not what `bluezone portal plan` writes") from wrong
    numbers = (found.port, found.tls_port, found.uplink_port)
    texts = (found.portal_url or "", found.venue_info_url or "", found.uplink_host)
    if not all(type(each) is int for each in numbers) or not all(type(each) is str for each in texts):
        raise MalformedMessage(f"a setting in {FILE} has the wrong type")
    return found
