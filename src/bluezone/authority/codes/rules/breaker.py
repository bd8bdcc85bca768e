"""The circuit breaker: when exports are held because codes or keys no longer fit the confirmed cases.

Whoever steals a code desk's account, or a keyserver's credential, can publish keys of people who are not ill. Then more
codes are claimed, or more keys come, than cases were confirmed. Above the band exports are held until a person decides;
below it nothing is held, because holding would only delay true warnings: it is shown. The numbers are conventions of
this house, stated in `docs/rules-health.md`.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Final


class Verdict(StrEnum):
    """What the figures say."""

    NORMAL = "normal"
    MANY_CLAIMS = "many_claims"
    MANY_KEYS = "many_keys"
    FEW_CLAIMS = "few_claims"


HOLDING: Final = frozenset({Verdict.MANY_CLAIMS, Verdict.MANY_KEYS})
"""What holds exports."""


@dataclass(frozen=True, slots=True)
class Band:
    """What is normal.

    Args:
        claims_a_case: The most codes that are claimed in 24 hours per case confirmed in 72: a code is issued again at times.
        keys_a_case: The most new keys of a UTC day per case: a phone has up to 15 days of keys, and the day's own.
        least_cases: With fewer cases the band is that of so many: small numbers jump.
        few_claims: Below this share of issued codes, claimed within the last days, people do not get or use codes.
        enough_codes: Issued codes below which no share is judged.
    """

    claims_a_case: float = 1.5
    keys_a_case: int = 16
    least_cases: int = 10
    few_claims: float = 0.3
    enough_codes: int = 20


BAND: Final = Band()


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known at a moment.

    Args:
        cases: Cases confirmed in the last 72 hours.
        claims: Codes claimed in the last 24 hours.
        keys: New keys of the last UTC day that is over; None when fewer than ten, or not collected.
        issued: Codes issued in the last seven days whose life is over.
        used: How many of those were claimed.
    """

    cases: int
    claims: int
    keys: int | None
    issued: int = 0
    used: int = 0


def most_claims(cases: int, band: Band = BAND) -> int:
    """Return how many codes may be claimed in 24 hours before exports are held."""
    return ceil(band.claims_a_case * max(cases, band.least_cases))


def most_keys(cases: int, band: Band = BAND) -> int:
    """Return how many new keys may come in a UTC day before exports are held: the ceiling that the keyserver is told."""
    return band.keys_a_case * max(cases, band.least_cases)


def verdict(figures: Figures, band: Band = BAND) -> Verdict:
    """Return what the figures say; too many come before too few."""
    if figures.claims > most_claims(figures.cases, band):
        return Verdict.MANY_CLAIMS
    if figures.keys is not None and figures.keys > most_keys(figures.cases, band):
        return Verdict.MANY_KEYS
    if figures.issued >= band.enough_codes and figures.used < band.few_claims * figures.issued:
        return Verdict.FEW_CLAIMS
    return Verdict.NORMAL
