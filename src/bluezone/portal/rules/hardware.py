"""Hardware addresses: what tells one phone from another on a wifi, for a day at most, and never in writing.

A modern phone makes its own up, for each network or each visit; then its person meets the notice again, and that is all.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from bluezone.protocol.errors import MalformedMessage

_WRITTEN: Final = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
_NEIGHBOUR: Final = re.compile(rf"\blladdr ({_WRITTEN.pattern})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HardwareAddress:
    """Six bytes that a phone calls itself on the air of one wifi; they do not print themselves."""

    written: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no address.

        Raises:
            MalformedMessage: It is not six pairs of hex digits.
        """
        if not _WRITTEN.fullmatch(self.written):
            raise MalformedMessage("a hardware address is six pairs of hex digits")


def hardware_address_in(neighbours: str) -> HardwareAddress | None:
    """Return the address that `ip neigh` says, or None when the neighbour is not known."""
    found = _NEIGHBOUR.search(neighbours)
    return HardwareAddress(found[1].lower()) if found else None
