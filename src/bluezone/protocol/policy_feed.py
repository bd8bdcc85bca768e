"""The policy feed: numbers that the ministry decided, and from when they hold.

Source: `docs/rules.md`. A policy travels in the signed feed `policy` before it holds; a phone keeps it and follows it
from its effective moment. Until then, and where nothing was ever published, `POLICY_1` holds. Each policy has a number;
of two that hold, the one that began later decides, and then the higher number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

from msgspec import Meta, Struct

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import REPLAY_MARGIN, ReportType
from bluezone.protocol.risk import POLICY_1, RiskPolicy
from bluezone.protocol.signed_feeds import Feed, content_in

MINUTE: Final = timedelta(minutes=1)

Decibels = Annotated[int, Meta(ge=0, le=127)]
Words = Annotated[str, Meta(min_length=1, max_length=200)]

MOST_DUMMIES_A_DAY: Final = 10
DUMMIES_A_DAY: Final = 0.2
"""Dummies of a kind a day, on average, until a ministry decides otherwise (SwissCovid's rate)."""
Rate = Annotated[float, Meta(ge=0, le=MOST_DUMMIES_A_DAY)]

_WIDEST: Final = {air: REPLAY_MARGIN // air.interval_length for air in Air}
"""No tolerance reaches beyond the embargo of published keys, whatever is signed: identifiers could be replayed."""
_WORDS: Final = {
    kind.name.lower().replace("_", "-"): kind
    for kind in ReportType
    if kind not in {ReportType.UNKNOWN, ReportType.REVOKED}
}
COUNTABLE: Final = tuple(_WORDS)
"""The words for report types that a policy can count; what is revoked, or nobody's, never counts."""


class PolicyContent(Struct, frozen=True, kw_only=True):
    """The content of the `policy` feed: `protocol.risk.RiskPolicy` in words, with who approved it and when it begins.

    `counted` names report types as `confirmed-test`; a word that is not known counts nothing.
    """

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    approved_by: Words
    effective: Annotated[datetime, Meta(tz=True)]
    close_attenuation_db: Decibels
    middle_attenuation_db: Decibels
    close_contact_minutes: Annotated[int, Meta(ge=1, le=1440)]
    bluezone_tolerance: Annotated[int, Meta(ge=0, le=_WIDEST[Air.BLUEZONE])]
    exposure_notification_tolerance: Annotated[int, Meta(ge=0, le=_WIDEST[Air.EXPOSURE_NOTIFICATION])]
    counted: Annotated[tuple[str, ...], Meta(max_length=16)]
    dummy_reports_a_day: Rate = DUMMIES_A_DAY
    dummy_letters_a_day: Rate = DUMMIES_A_DAY


@dataclass(frozen=True, slots=True)
class DummyRates:
    """How many dummies a phone sends a day, on average; see `bluezone.phone.chaff`."""

    reports_a_day: float = DUMMIES_A_DAY
    letters_a_day: float = DUMMIES_A_DAY


@dataclass(frozen=True, slots=True)
class Decided:
    """A policy, the first moment in which it holds, and how many dummies a phone then sends."""

    policy: RiskPolicy
    effective: datetime
    dummies: DummyRates = DummyRates()


def policy_in(feed: Feed) -> Decided:
    """Return the policy in a `policy` feed.

    Raises:
        MalformedMessage: It holds anything else, or a middle band nearer than the near one.
    """
    return decided(content_in(feed, PolicyContent))


def decided(content: PolicyContent) -> Decided:
    """Return what the content of a feed decides.

    Raises:
        MalformedMessage: The middle band is nearer than the near one.
    """
    if content.middle_attenuation_db < content.close_attenuation_db:
        raise MalformedMessage("the middle band of a policy reaches at least as far as the near one")
    policy = RiskPolicy(
        version=content.version,
        decision=content.approved_by,
        near_max_attenuation_db=content.close_attenuation_db,
        middle_max_attenuation_db=content.middle_attenuation_db,
        close_contact=content.close_contact_minutes * MINUTE,
        bluezone_tolerance=content.bluezone_tolerance,
        exposure_notification_tolerance=content.exposure_notification_tolerance,
        counted=frozenset(_WORDS[word] for word in content.counted if word in _WORDS),
    )
    return Decided(policy, content.effective, DummyRates(content.dummy_reports_a_day, content.dummy_letters_a_day))


def policy_content(policy: RiskPolicy, effective: datetime, dummies: DummyRates = DummyRates()) -> PolicyContent:
    """Return the content that publishes `policy` from `effective` on; a broken minute of close contact is dropped."""
    return PolicyContent(
        version=policy.version,
        approved_by=policy.decision,
        effective=effective,
        close_attenuation_db=policy.near_max_attenuation_db,
        middle_attenuation_db=policy.middle_max_attenuation_db,
        close_contact_minutes=policy.close_contact // MINUTE,
        bluezone_tolerance=policy.bluezone_tolerance,
        exposure_notification_tolerance=policy.exposure_notification_tolerance,
        counted=tuple(word for word, kind in _WORDS.items() if kind in policy.counted),
        dummy_reports_a_day=dummies.reports_a_day,
        dummy_letters_a_day=dummies.letters_a_day,
    )


def policy_at(known: Iterable[Decided], at: datetime, *, otherwise: RiskPolicy = POLICY_1) -> RiskPolicy:
    """Return the policy that holds at a moment, among those that are known; `otherwise` before the first."""
    return decided_at(known, at, otherwise=otherwise).policy


def decided_at(known: Iterable[Decided], at: datetime, *, otherwise: RiskPolicy = POLICY_1) -> Decided:
    """Return what holds at a moment, among what is known; `otherwise`, with the usual rates, before the first."""
    holding = [one for one in known if one.effective <= at]
    return max(holding, key=lambda one: (one.effective, one.policy.version), default=Decided(otherwise, at))
