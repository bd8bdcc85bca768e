"""Hotspots: what a network may be called, what may be kept of a check, and what can be said of a hotspot.

Source: IEEE 802.11-2020, section 9.4.2.2: an SSID has 0 to 32 bytes; an empty one hides the network.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.venues.rules.figures import CHECK_LIFE
from bluezone.rollout.venues.rules.words import Standing, Verdict

SSID_BYTES: Final = 32
OLDEST_CHECK: Final = timedelta(days=30)
CLOCK_TOLERANCE: Final = timedelta(minutes=10)
"""How far a machine's clock may be ahead of ours."""
_ADDRESS: Final = re.compile(
    r"(?i)(?:[0-9a-f]{2}-){5}[0-9a-f]{2}|(?:\d{1,3}\.){3}\d{1,3}|(?=[0-9a-f:]*::|(?:[0-9a-f]+:){3})[0-9a-f:.]+"
)
"""A hardware address with dashes, an IPv4 address, and what has colons like a hardware or IPv6 address."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest check of a hotspot.

    Args:
        moment: When the machine looked.
        verdict: What it found.
        same_network: Whether the network bore the registered name.
    """

    moment: datetime
    verdict: Verdict
    same_network: bool = True


def tidy_ssid(text: str) -> str:
    """Return the name of a network as it is kept: composed (NFC), without blanks around it."""
    return unicodedata.normalize("NFC", text).strip()


def check_ssid(ssid: str) -> None:
    """Refuse what is no name of a network, or one that people cannot read.

    Raises:
        RuleViolation: `ssid_long`: not 1 to 32 bytes of UTF-8; `ssid_signs`: a control or invisible sign.
    """
    if any(unicodedata.category(sign)[0] == "C" for sign in ssid):
        raise RuleViolation("ssid_signs", "the name of a network has signs that people can read")
    if not 1 <= len(ssid.encode()) <= SSID_BYTES:
        raise RuleViolation("ssid_long", f"the name of a network has 1 to {SSID_BYTES} bytes of UTF-8")


def check_time(checked: datetime, received: datetime) -> None:
    """Refuse a check of a time that cannot be, or that says nothing any more.

    Raises:
        RuleViolation: `check_future`, `check_old`.
    """
    if checked > received + CLOCK_TOLERANCE:
        raise RuleViolation("check_future", "a check is not of a time to come: set the machine's clock")
    if received - checked > OLDEST_CHECK:
        raise RuleViolation("check_old", f"a check is at most {OLDEST_CHECK.days} days old")


def without_addresses(text: str) -> str:
    """Return a text in which every network address is three dots: no machine's address is kept."""
    return _ADDRESS.sub("…", text)


def standing(newest: Newest | None, at: datetime) -> Standing:
    """Return what can be said of a hotspot at a moment."""
    if newest is None:
        return Standing.NEVER
    if newest.moment <= at - CHECK_LIFE:
        return Standing.SILENT
    return Standing.VERIFIED if newest.verdict is Verdict.GOOD and newest.same_network else Standing.FAILING
