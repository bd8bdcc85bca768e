"""dnsmasq: names and addresses for the phones of a gateway box, and option 114; or option 114 alone for another router."""

from collections.abc import Iterator
from typing import Final

from bluezone.portal.rules.dhcp_options import IPV4_OPTION, IPV6_OPTION
from bluezone.portal.rules.places import GatewayBox
from bluezone.portal.rules.probes import HOSTS

STATE: Final = "/run/bluezone-dhcp"
"""In memory: who had which address is gone with the power."""
LEASE: Final = "1h"
FIRST_PHONE: Final = 10
"""The addresses before it are for the box and its access points."""


def gateway(box: GatewayBox, api: str, *, state: str = STATE) -> str:
    """Return the whole configuration of a gateway box's dnsmasq.

    Args:
        box: The box.
        api: Address of the captive portal API.
        state: Folder in memory for leases.
    """
    return "\n".join([*_gateway(box, api, state), ""])


def option_only(api: str) -> str:
    """Return the lines that a router with a dnsmasq of its own needs."""
    return "\n".join([*_options(api), ""])


def read(text: str) -> dict[str, list[str]]:
    """Return every setting of a configuration with its values, in order."""
    found = dict[str, list[str]]()
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name.strip() and not name.startswith("#"):
            found.setdefault(name.strip(), []).append(value.strip())
    return found


def _gateway(box: GatewayBox, api: str, state: str) -> Iterator[str]:
    phones = box.network
    yield "# Names and addresses for phones. Leases live in memory, and no line of the log names a phone."
    yield from (f"interface={box.inside}", "bind-dynamic", "except-interface=lo", "no-hosts")
    yield from ("no-resolv", *(f"server={each}" for each in box.resolvers)) if box.resolvers else ()
    yield f"dhcp-range={phones[FIRST_PHONE]},{phones[-2]},{phones.netmask},{LEASE}"
    yield f"dhcp-range={box.network6[0]},ra-stateless,64,{LEASE}"
    yield from ("enable-ra", f"dhcp-leasefile={state}/leases", f"pid-file={state}/pid")
    yield from ("quiet-dhcp", "quiet-dhcp6", "quiet-ra", "dhcp-authoritative", "no-ping")
    yield from (f"address=/{box.host}/{each}" for each in (box.address, box.address6) if box.host)
    yield f"nftset=/{'/'.join(HOSTS)}/4#inet#bluezone_notice#probes4,6#inet#bluezone_notice#probes6"
    yield from _options(api)


def _options(api: str) -> Iterator[str]:
    yield "# The captive portal API (RFC 8910): to every phone, whether it asked or not, and to those with IPv6 alone."
    yield f"dhcp-option-force={IPV4_OPTION},{api}"
    yield f"dhcp-option=option6:{IPV6_OPTION},{api}"
