"""Places: what is known of a place before its files are written, and what may not stand in them."""

import re
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from bluezone.portal.rules.dhcp_options import api_address
from bluezone.portal.rules.network_names import clusters, tidy
from bluezone.protocol.errors import RuleViolation

PHONES: Final = IPv4Network("10.90.0.0/22")
PHONES6: Final = IPv6Network("fd62:7a6e::/64")
LONGEST_NAME: Final = 80
"""Characters of a place's name that a page shows."""
_UNIT: Final = re.compile(r"[0-9A-Za-z-]{1,40}")
_INTERFACE: Final = re.compile(r"[0-9A-Za-z_-][0-9A-Za-z_.-]{0,14}")
_HOST: Final = re.compile(
    r"(?=.{1,253}\Z)(?:[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?\.)+[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?"
)


class Tier(IntEnum):
    """What equipment a place has, from nothing to a carrier's controller."""

    NOTHING_TO_SET = 0
    """A carrier's box that nobody at the place may set."""
    DHCP_OPTIONS = 1
    """A router whose DHCP options can be set."""
    PORTAL_PACKAGE = 2
    """OpenWrt with openNDS or nodogsplash."""
    OWN_GATEWAY = 3
    """A Linux box between the carrier's box and the access point."""
    CARRIER = 4
    """Access points that a carrier's controller manages."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A place with public wifi.

    Args:
        name: As people know it; shown, never trusted.
        unit: Code of its unit of administration, 1 to 40 letters, digits and hyphens.
        site: Origin of the province's site, `https://…`.
        publisher: The body in whose name the campaign speaks; empty in a trial.
    """

    name: str
    unit: str
    site: str
    publisher: str = ""

    def __post_init__(self) -> None:
        """Refuse what may not stand in a file.

        Raises:
            RuleViolation: The name is empty, the unit no code, or the site no HTTPS origin.
        """
        if not tidy(self.name):
            raise RuleViolation("name_empty", "the place has a name")
        if not _UNIT.fullmatch(self.unit):
            raise RuleViolation("unit_wrong", "a unit's code has 1 to 40 letters, digits and hyphens")
        if self.site.rstrip("/").count("/") != 2 or set(self.site) & set("?#"):  # noqa: PLR2004 -- those of `https://`
            raise RuleViolation("site_wrong", "the site is an origin: https:// and a host")
        api_address(self.api)

    @property
    def shown_name(self) -> str:
        """The name on one line, at most 80 characters."""
        signs = list(clusters(tidy(self.name)))
        return "".join(signs if len(signs) <= LONGEST_NAME else [*signs[: LONGEST_NAME - 1], "…"])

    @property
    def origin(self) -> str:
        """The site without a slash at its end."""
        return self.site.rstrip("/")

    @property
    def api(self) -> str:
        """Address of the province's captive portal API for this unit: it says that nothing is held back."""
        return f"{self.origin}/captive/{self.unit}/api"

    @property
    def page(self) -> str:
        """Address of the province's page about wifi at places of this unit."""
        return f"{self.origin}/captive/{self.unit}/"

    @property
    def install(self) -> str:
        """The short address that a person copies or scans."""
        return f"{self.origin}/i?u={self.unit}"


@dataclass(frozen=True, slots=True)
class GatewayBox:
    """A Linux box between the carrier's box and the access point.

    Args:
        inside: Interface towards the phones.
        outside: Interface towards the internet.
        network: Addresses of the phones; room for 1,000, since a phone that makes up a new address is a new phone.
        network6: The same for IPv6, a /64 of one's own (RFC 4193).
        host: Name in the box's own certificate, if it has one.
        port: Of the notice.
        tls_port: Of the API over HTTPS.
        resolvers: Addresses of name servers; the box's own when empty.
    """

    inside: str = "wlan0"
    outside: str = "eth0"
    network: IPv4Network = PHONES
    network6: IPv6Network = PHONES6
    host: str = ""
    port: int = 8080
    tls_port: int = 8443
    resolvers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what may not stand in a file.

        Raises:
            RuleViolation: An interface or the host has no such name, or the networks are too small or too large.
        """
        if not all(_INTERFACE.fullmatch(each) for each in (self.inside, self.outside)) or self.inside == self.outside:
            raise RuleViolation("interface_wrong", "two interfaces, each named with at most 15 letters and digits")
        if self.host and not _HOST.fullmatch(self.host):
            raise RuleViolation("host_wrong", "the box's name is one as it stands in a certificate, in lower case")
        if not 16 <= self.network.prefixlen <= 26 or self.network6.prefixlen != 64:  # noqa: PLR2004 -- said in the sentence
            raise RuleViolation("network_wrong", "the networks are /16 to /26 in IPv4 and /64 in IPv6")

    @property
    def address(self) -> str:
        """The box's own IPv4 address, the first of the network."""
        return str(self.network[1])

    @property
    def address6(self) -> str:
        """The box's own IPv6 address, the first of the network."""
        return str(self.network6[1])

    @property
    def api(self) -> str:
        """Address of the box's own captive portal API; empty without a certificate, since phones want HTTPS."""
        return f"https://{self.host}:{self.tls_port}/captive/api" if self.host else ""

    @property
    def portal_url(self) -> str | None:
        """HTTPS address of the notice on this box, or None without a certificate."""
        return f"https://{self.host}:{self.tls_port}/notice" if self.host else None
