"""Totals of a keyserver's days, and whether its exports are held: what the authority asks and decides over the internal API.

Source: `docs/protocol.md`, section 16. Nothing here is about one person: days that are over, counts of at least ten.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

SMALLEST_COUNT: Final = 10
"""A smaller count is not told (the floor of google/exposure-notifications-server, `STATS_UPLOAD_MINIMUM`)."""
WAITS: Final = (1, 3, 6, 12, 24)
"""Hours after which one step of the histogram from claim to upload ends and the next begins; a token lives for 24."""

Count = Annotated[int, Meta(ge=SMALLEST_COUNT)] | None
"""How many there were; None when fewer than ten."""


class TotalsRequest(Struct, kw_only=True):
    """Authority to keyserver: what was counted on a UTC day that is over."""

    day: date
    padding: str = ""


class TotalsResponse(Struct, kw_only=True):
    """Keyserver to authority: the totals of one UTC day.

    Args:
        day: Which.
        claims: Codes that became tokens.
        uploads: Reports that brought at least one key not seen before.
        keys: Keys not seen before.
        pulls: How often the index of exports was asked for.
        waits: From claim to certificate, which comes at most 15 minutes before the upload: under 1 hour, 3, 6, 12, 24.
        pulls_last_day: How often the index was asked for in the last 24 full hours.
    """

    day: date
    claims: Count
    uploads: Count
    keys: Count
    pulls: Count
    waits: Annotated[list[Count], Meta(min_length=len(WAITS), max_length=len(WAITS))]
    pulls_last_day: Count
    padding: str = ""


class ExportsAct(StrEnum):
    """What the authority wants with the exports."""

    ASK = "ask"
    WATCH = "watch"
    HOLD = "hold"
    RESUME = "resume"


class HeldBy(StrEnum):
    """Who holds the exports."""

    NOBODY = "nobody"
    AUTHORITY = "authority"
    CEILING = "ceiling"


class ExportsRequest(Struct, kw_only=True):
    """Authority to keyserver: ask how exports stand, name the ceiling of keys a UTC day, hold them, or let them go on.

    Args:
        act: Which.
        most_keys: With `watch`: beyond so many new keys in one UTC day the keyserver holds exports by itself.
    """

    act: ExportsAct
    most_keys: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    padding: str = ""


class ExportsResponse(Struct, kw_only=True):
    """Keyserver to authority: how exports stand now.

    Args:
        held_by: Who holds them.
        since: The full hour in which that began; None when nobody does.
        most_keys: The ceiling; None when none was named.
    """

    held_by: HeldBy
    since: datetime | None
    most_keys: int | None
    padding: str = ""
