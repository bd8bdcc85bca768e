"""Reports: what a check tells the hotspot register, without an address of anybody."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bluezone.portal.rules.verdicts import Finding, Verdict

RANDOM_BYTES: Final = 10
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def report(  # noqa: PLR0913 -- one argument a field of the report
    name: str,
    checked_at: datetime,
    *,
    network_name: str,
    tier: int,
    verdict: Verdict,
    findings: Sequence[Finding],
    page_bytes: int | None,
    program: str,
) -> dict[str, Any]:
    """Return a report as the register takes it."""
    return {
        "id": name,
        "checked_at": checked_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "ssid": network_name,
        "verdict": verdict.value,
        "tier": tier,
        "findings": [{"probe": finding.probe, "outcome": finding.outcome.value} for finding in findings],
        "page_bytes": page_bytes,
        "program": program,
    }


def report_id(moment: datetime, filling: bytes) -> str:
    """Return a UUID of version 7 (RFC 9562) as text, from a moment and 10 random bytes."""
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    rest = int.from_bytes(filling[:RANDOM_BYTES], "big")
    number = (milliseconds << 80) | (7 << 76) | ((rest >> 64 & 0xFFF) << 64) | (0b10 << 62) | (rest & (1 << 62) - 1)
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
