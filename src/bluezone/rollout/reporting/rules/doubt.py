"""Which flags put a unit's declared installations in doubt, so that its word alone no longer bounds them."""

from typing import Final

from bluezone.rollout.reporting.rules.flags import FlagKind

DOUBTING: Final = frozenset(FlagKind) - {
    FlagKind.SMARTPHONES_ABOVE_STAFF,
    FlagKind.VISITED_ABOVE_LISTED,
    FlagKind.FUTURE,
}
"""All but those that speak of other numbers: of staff, of households, of a phone's calendar."""
