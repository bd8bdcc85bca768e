"""hostapd: the access point of a box with a wifi card of its own; written and read back, no radio was tried."""

from typing import Final

from bluezone.portal.rules.network_names import LIMIT
from bluezone.portal.rules.places import GatewayBox
from bluezone.protocol.errors import RuleViolation

HOSTAPD: Final = """\
# Written from hostapd.conf(5) 2.10, not tried: no radio was at hand. Nothing is logged, since its log names phones.
interface={inside}
driver=nl80211
country_code=VN
ieee80211d=1
hw_mode=g
channel=6
ieee80211n=1
wmm_enabled=1
utf8_ssid=1
ssid2={ssid}
ap_isolate=1
auth_algs=1
wpa=0
logger_syslog=0
logger_stdout=0
"""


def hostapd(box: GatewayBox, network_name: str) -> str:
    """Return the configuration of an open access point; the name stands in hex, so that no sign of it is misread.

    Raises:
        RuleViolation: The name has more than 32 bytes, or none.
    """
    if not 0 < len(network_name.encode()) <= LIMIT:
        raise RuleViolation("network_name_long", f"a network's name has 1 to {LIMIT} bytes")
    return HOSTAPD.format(inside=box.inside, ssid=network_name.encode().hex())


def network_name_in(text: str) -> str:
    """Return the network name that a configuration says."""
    line = next(line for line in text.splitlines() if line.startswith("ssid2="))
    return bytes.fromhex(line.partition("=")[2]).decode()
