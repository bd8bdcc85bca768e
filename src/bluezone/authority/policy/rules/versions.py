"""Versions of the risk policy: which numbers one may have, from when it holds, which one the feed tells at a moment.

Source: `protocol.policy_feed`. A feed tells one policy; phones keep each that they took and follow it from its moment. A
version is told two days before it holds, so that nearly every phone has it by then, and not earlier, so that a phone
that comes new meanwhile is told the one that holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.policy_feed import COUNTABLE, DUMMIES_A_DAY, PolicyContent, decided, policy_content
from bluezone.protocol.risk import POLICY_1

TOLD_BEFORE: Final = timedelta(days=2)
FURTHEST: Final = timedelta(days=366)
FILE_LIMIT: Final = 64 * 1024
NUMBERS: Final[tuple[str, ...]] = (
    "close_attenuation_db",
    "middle_attenuation_db",
    "close_contact_minutes",
    "bluezone_tolerance",
    "exposure_notification_tolerance",
    "counted",
    "dummy_reports_a_day",
    "dummy_letters_a_day",
)
"""The fields that decide who is warned, and how many dummies phones send, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who answers for a version, and from when it holds."""

    approved_by: str
    decision: str
    effective: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """One number that stands differently in two versions."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Known:
    """A published version: its number and from when it holds."""

    version: int
    effective: datetime


def content_for(version: int, numbers: dict[str, Any], approval: Approval) -> PolicyContent:
    """Return what the feed says of a version.

    Raises:
        RuleViolation: `policy_numbers`: a number is missing, out of range, or against another; `policy_approval`.
    """
    said = {name: numbers[name] for name in NUMBERS if name in numbers}
    if not (approval.approved_by.strip() and approval.decision.strip()):
        raise RuleViolation("policy_approval", "a version says who approved it, by which decision")
    who = f"{approval.decision.strip()}, {approval.approved_by.strip()}"
    try:
        fields: dict[str, Any] = {"version": version, "approved_by": who, "effective": approval.effective, **said}
        content = msgspec.convert(fields, PolicyContent)
        decided(content)
    except (msgspec.ValidationError, MalformedMessage) as wrong:
        raise RuleViolation("policy_numbers", "a number of the policy is missing or out of range") from wrong
    if not {*content.counted} <= {*COUNTABLE}:
        raise RuleViolation("policy_numbers", "a report type that is counted is not known")
    return content


def numbers_in_file(content: bytes) -> dict[str, Any]:
    """Return the numbers in a file: a JSON object with the fields of the feed; who approved it is asked on the page.

    Raises:
        MalformedMessage: It is none, or too long, or lacks a number.
    """
    if len(content) > FILE_LIMIT:
        raise MalformedMessage(f"the file of a policy has at most {FILE_LIMIT} bytes")
    try:
        found = msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage("the file of a policy is a JSON object") from wrong
    found = complete(found)
    if missing := [name for name in NUMBERS if name not in found]:
        raise MalformedMessage(f"the file of a policy lacks {', '.join(missing)}")
    return {name: found[name] for name in NUMBERS}


def first_numbers() -> dict[str, Any]:
    """Return the numbers of policy 1, which hold where nothing was ever published."""
    return numbers_of(policy_content(POLICY_1, EPOCH))


def numbers_of(content: PolicyContent) -> dict[str, Any]:
    """Return the numbers of a version as they are kept."""
    kept: dict[str, Any] = msgspec.to_builtins(content)
    return {name: [*kept[name]] if name == "counted" else kept[name] for name in NUMBERS}


def complete(numbers: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers with what holds where nothing is said of dummies, as in versions from before there were any."""
    return {"dummy_reports_a_day": DUMMIES_A_DAY, "dummy_letters_a_day": DUMMIES_A_DAY, **numbers}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Return the numbers in which a version differs from another; the order of report types is of no matter."""
    before, after = complete(before), complete(after)
    return [
        Difference(name, before.get(name), after.get(name))
        for name in NUMBERS
        if _compared(before.get(name)) != _compared(after.get(name))
    ]


def check_publishable(effective: datetime, published: Iterable[Known], moment: datetime) -> None:
    """Refuse a version that would hold before phones hear of it, or before one that was decided earlier.

    Raises:
        RuleViolation: `policy_past`, `policy_far`, `policy_waiting`.
    """
    if effective < moment:
        raise RuleViolation("policy_past", "a version holds from now on or later, never backwards")
    if effective - moment > FURTHEST:
        raise RuleViolation("policy_far", f"a version holds within {FURTHEST.days} days")
    if any(known.effective >= effective for known in published):
        raise RuleViolation("policy_waiting", "a version that was published before holds as late as this one")


def holding(published: Iterable[Known], moment: datetime) -> Known | None:
    """Return the version that holds at a moment; None before the first."""
    return max((known for known in published if known.effective <= moment), key=_order, default=None)


def told(published: Iterable[Known], moment: datetime) -> Known | None:
    """Return the version that the feed tells at a moment: the next one from two days before it holds."""
    return holding(published, moment + TOLD_BEFORE)


def _order(known: Known) -> tuple[datetime, int]:
    return known.effective, known.version


def _compared(value: object) -> object:
    return sorted(value) if isinstance(value, list) else value
