"""The message in which a machine says what it found at a hotspot, and its reading.

{"id": "0190…", "checked_at": "2026-11-20T02:00:00Z", "ssid": "…", "verdict": "good", "tier": 3,
 "findings": [{"probe": "…", "outcome": "…"}], "page_bytes": 14211, "program": "bluezone 1.0"}
"""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.venues.rules.words import Verdict

MOST_BYTES: Final = 16_384
MOST_FINDINGS: Final = 40
VERSION: Final = 7
"""Of the UUID, which whoever sends a check makes."""
Word = Annotated[str, Meta(max_length=120)]


class Finding(Struct, frozen=True):
    """What one probe came to."""

    probe: Word
    outcome: Word


class Check(Struct, frozen=True, kw_only=True):
    """What a machine found."""

    id: UUID
    checked_at: Annotated[datetime, Meta(tz=True)]
    ssid: Annotated[str, Meta(max_length=64)]
    verdict: Verdict
    tier: Annotated[int, Meta(ge=0, le=4)]
    findings: Annotated[list[Finding], Meta(max_length=MOST_FINDINGS)]
    page_bytes: Annotated[int, Meta(ge=0, le=10_000_000)] | None
    program: Annotated[str, Meta(max_length=60)]


_DECODER: Final = msgspec.json.Decoder(Check)


def check_in(body: bytes) -> Check:
    """Return the check that a body holds.

    Raises:
        MalformedMessage: It is none; the message names the field and never its value.
    """
    if len(body) > MOST_BYTES:
        raise MalformedMessage(f"a check has at most {MOST_BYTES} bytes")
    try:
        check = _DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        place = str(wrong).rpartition(" - at ")[2] if " - at " in str(wrong) else "`$`"
        raise MalformedMessage(f"no check of a hotspot: {place}") from wrong
    if check.id.version != VERSION:
        raise MalformedMessage(f"the id of a check is a UUID of version {VERSION}: `$.id`")
    return check
