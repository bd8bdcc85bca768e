"""Routers: option 114 (and 103, and 37 for IPv6) in the words of OpenWrt, MikroTik, ISC dhcpd, Kea and radvd.

What a snippet says is tried only where its program runs here; each says so at its top. Sources: OpenWrt wiki "DHCP and DNS"
(`list dhcp_option`), MikroTik "DHCP, options" (a text stands in apostrophes inside quotation marks; `force` sends it to
phones that did not ask), dhcp-options(5) of ISC dhcpd, the Kea reference (`v4-captive-portal`, 114), radvd.conf(5) 2.20.
"""

import json
import re
from typing import Any, Final

from bluezone.portal.rules.dhcp_options import IPV4_OPTION, IPV6_OPTION, in_hex
from bluezone.portal.rules.places import GatewayBox
from bluezone.protocol.errors import MalformedMessage

UNTRIED: Final = "Written from the maker's manual, not tried on the device: check with `bluezone portal check`."
_QUOTED: Final = re.compile(r"\s*(config|option|list)\s+(\S+)(?:\s+'([^']*)'|\s+(\S+))?\s*")


def openwrt(api: str) -> str:
    """Return commands for OpenWrt; its dnsmasq then says what `configs.dnsmasq` says."""
    return f"""\
# {UNTRIED}
# OpenWrt, as root over SSH. `dhcp_option_force` sends it to phones that did not ask.
uci add_list dhcp.lan.dhcp_option_force='{IPV4_OPTION},{api}'
uci commit dhcp
/etc/init.d/dnsmasq restart
"""


def mikrotik(api: str) -> str:
    """Return commands for RouterOS; the same in hex for versions that take no text."""
    return f"""\
# {UNTRIED}
# RouterOS, in a terminal. The apostrophes inside the quotation marks belong to it.
/ip dhcp-server option add name=bluezone-notice code={IPV4_OPTION} value="'{api}'" force=yes
/ip dhcp-server network set [find] dhcp-option=bluezone-notice
# Instead, where a text is refused: value=0x{in_hex(api)}
"""


def isc_dhcpd(api: str) -> str:
    """Return lines for ISC dhcpd, which hands out what a phone did not ask for when its number is in the list."""
    return f"""\
# {UNTRIED}
option captive-portal-api code {IPV4_OPTION} = text;
option captive-portal-api "{api}";
# For dhcpd -6:
# option dhcp6.captive-portal-api code {IPV6_OPTION} = text;
# option dhcp6.captive-portal-api "{api}";
"""


def kea(api: str) -> str:
    """Return the part of Kea's configuration, for both of its servers."""
    four = {"option-data": [{"name": "v4-captive-portal", "data": api, "always-send": True}]}
    six = {"option-data": [{"name": "v6-captive-portal", "data": api, "always-send": True}]}
    return json.dumps({"Dhcp4": four, "Dhcp6": six}, indent=2) + "\n"


def radvd(box: GatewayBox, api: str) -> str:
    """Return a configuration of radvd 2.20 or newer, which says option 37; dnsmasq cannot, and then keeps silent."""
    return f"""\
# {UNTRIED}
# For phones with IPv6 alone that do not speak DHCPv6. In dnsmasq.conf remove `enable-ra` first.
interface {box.inside} {{
    AdvSendAdvert on;
    AdvOtherConfigFlag on;
    prefix {box.network6} {{
        AdvOnLink on;
        AdvAutonomous on;
    }};
    AdvCaptivePortalAPI "{api}";
}};
"""


def option_in_kea(text: str) -> str:
    """Return the address that a configuration of Kea hands out.

    Raises:
        MalformedMessage: It hands out none.
    """
    try:
        found: Any = json.loads(text)["Dhcp4"]["option-data"]
        return next(str(each["data"]) for each in found if each["name"] == "v4-captive-portal")
    except (ValueError, KeyError, TypeError, StopIteration) as wrong:
        raise MalformedMessage("the configuration of Kea has no v4-captive-portal") from wrong


def option_in_text(text: str) -> str:
    """Return the address in commands for OpenWrt or MikroTik, or in lines for ISC dhcpd or radvd.

    Raises:
        MalformedMessage: It names none.
    """
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = re.search(r"(?:114,|\"'|\")(https://[^'\"]+)['\"]", "\n".join(lines))
    if not found:
        raise MalformedMessage("the lines name no address")
    return found[1]


def read_uci(text: str) -> dict[str, list[str]]:
    """Return the options and lists of an OpenWrt configuration file (UCI) by name.

    Raises:
        MalformedMessage: A line is none of `config`, `option`, `list`, a comment or empty.
    """
    found = dict[str, list[str]]()
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        said = _QUOTED.fullmatch(line)
        if not said:
            raise MalformedMessage("a line of UCI begins with config, option or list")
        if said[1] != "config":
            found.setdefault(said[2], []).append(said[3] if said[3] is not None else said[4] or "")
    return found
