"""Releasing a milestone: two people of two bodies, one of them of the centre for disease control; never a private home.

Source: case-management facts, 3: "Release needs two persons (CDC + venue or commune)"; withdrawal is published too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bluezone.authority.cases.rules.words import MilestoneState
from bluezone.authority.venues.rules.warnings import REMEMBERED
from bluezone.protocol.errors import RuleViolation

PEOPLE: Final = 2


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's release: who, for which body by its id, and whether as a doctor of the centre for disease control."""

    actor: str
    body: str
    is_cdc: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """One assignment by which somebody may release here: its body, and whether it is the centre's."""

    body: str
    is_cdc: bool


@dataclass(frozen=True, slots=True)
class Releasable:
    """What of a milestone decides whether it may be released.

    Args:
        state: Where it stands.
        is_private: Whether it is a private home.
        end: When it ended.
        has_notice: Whether the press notice is written in both languages.
        signatures: Who released it already.
    """

    state: MilestoneState
    is_private: bool
    end: datetime
    has_notice: bool
    signatures: tuple[Signature, ...] = ()


def check_open(about: Releasable, moment: datetime) -> None:
    """Refuse what nobody may release now.

    Raises:
        RuleViolation: `milestone_private`, `release_state`, `milestone_running`, `milestone_old`, `notice_missing`.
    """
    if about.is_private:
        raise RuleViolation("milestone_private", "a private home is never published")
    if about.state != MilestoneState.REVIEWED:
        raise RuleViolation("release_state", "only what was reviewed, and not released, is released")
    if about.end > moment:
        raise RuleViolation("milestone_running", "a milestone is released when it is over")
    if about.end <= moment - REMEMBERED:
        raise RuleViolation("milestone_old", f"no phone remembers what is {REMEMBERED.days} days past")
    if not about.has_notice:
        raise RuleViolation("notice_missing", "the press notice is written in both languages first")


def signature_of(actor: str, seats: Iterable[Seat], about: Releasable) -> Signature:
    """Return somebody's release, for a body that did not release yet, as the centre's where one is still missing.

    Raises:
        RuleViolation: `release_same_person`; `release_same_body`; `release_without_cdc`: with this one there would be two,
            and none of the centre.
    """
    given = about.signatures
    if any(each.actor == actor for each in given):
        raise RuleViolation("release_same_person", "nobody releases a milestone twice")
    free = [seat for seat in seats if seat.body not in {each.body for each in given}]
    if not free:
        raise RuleViolation("release_same_body", "a body releases a milestone once: another one has to")
    seat = max(free, key=lambda each: each.is_cdc)
    signature = Signature(actor, seat.body, seat.is_cdc)
    if is_released((*given, signature), of_cdc=False) and not is_released((*given, signature)):
        raise RuleViolation("release_without_cdc", "one of the two is of the centre for disease control")
    return signature


def is_released(signatures: Sequence[Signature], *, of_cdc: bool = True) -> bool:
    """Return whether the releases are enough: two, one of them, where asked, of the centre."""
    return len(signatures) >= PEOPLE and (not of_cdc or any(each.is_cdc for each in signatures))


def check_withdrawal(state: MilestoneState, reason: str) -> None:
    """Refuse to take back what is not public, or for no reason.

    Raises:
        RuleViolation: `withdraw_state`, `withdraw_reason`.
    """
    if state != MilestoneState.RELEASED:
        raise RuleViolation("withdraw_state", "only what is released is withdrawn")
    if not reason.strip():
        raise RuleViolation("withdraw_reason", "a withdrawal says why")
