"""How long each kind of data is kept, and the moment before which it is past its time.

Source: rollout facts, section 6 (the table of minimum, retention, who) and case-management facts, section 8. An
installation may keep things for a shorter time, never for a longer one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bluezone.authority.audit.rules import KEPT
from bluezone.protocol.errors import RuleViolation


class Period(StrEnum):
    """A kind of data that has a time of its own; the value is the word of the configuration."""

    CASE = "case"
    NOT_A_CASE = "not_a_case"
    CONTACT = "contact"
    PRESENCE = "presence"
    MERGE = "merge"
    LINE_LIST = "line_list"
    LINE_LIST_RECORD = "line_list_record"
    BULK_TELEPHONE = "bulk_telephone"
    BULK_RECORD = "bulk_record"
    MESSAGE = "message"
    MESSAGE_RECORD = "message_record"
    REGISTER_FILE = "register_file"
    FOCAL_POINT = "focal_point"
    TASK = "task"
    REGISTRATION_TELEPHONE = "registration_telephone"
    REGISTRATION = "registration"
    HOTSPOT_CHECK = "hotspot_check"
    FIELD_VISIT = "field_visit"
    FIELD_SET_ASIDE = "field_set_aside"
    FIELD_INVITATION = "field_invitation"
    FIELD_WISH = "field_wish"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one kind is kept at most.

    Args:
        longest: At most so long.
        source: Where the number comes from.
        shortest: At least so long.
    """

    longest: timedelta
    source: str
    shortest: timedelta = timedelta(days=1)


def _days(number: int, source: str) -> Rule:
    return Rule(timedelta(days=number), source)


RULES: Final[Mapping[Period, Rule]] = MappingProxyType(
    {
        Period.CASE: _days(3650, "ten years, as SORMAS keeps cases (#2100); the law of the country may ask for less"),
        Period.NOT_A_CASE: _days(28, "a person who turned out to be no case is treated as a contact (SORMAS #2102)"),
        Period.CONTACT: _days(28, "two incubation periods of fourteen days (SORMAS #2101)"),
        Period.PRESENCE: _days(28, "as a contact: a list of who was where is sensitive"),
        Period.MERGE: _days(28, "as a contact: what stood before holds two identities"),
        Period.LINE_LIST: _days(1, "a file is written or dropped within a day"),
        Period.LINE_LIST_RECORD: _days(90, "a file's name may name somebody"),
        Period.BULK_TELEPHONE: _days(1, "a code on its way is dead after a day"),
        Period.BULK_RECORD: _days(90, "the keyed hash keeps a row from being sent twice"),
        Period.MESSAGE: _days(1, "a message that nobody could deliver in a day is erased"),
        Period.MESSAGE_RECORD: _days(90, "as a bulk issue"),
        Period.REGISTER_FILE: _days(1, "a workbook is imported or dropped within a day"),
        Period.FOCAL_POINT: _days(90, "an office-holder's telephone, after leaving the office"),
        Period.TASK: _days(1, "a job that is done explains itself for a day"),
        Period.REGISTRATION_TELEPHONE: _days(30, "questions about a decision come within a month"),
        Period.REGISTRATION: _days(90, "a registration that was refused, or that nobody decided in three months"),
        Period.HOTSPOT_CHECK: _days(30, "a check speaks for seven days; the counts of each day stay"),
        Period.FIELD_VISIT: _days(90, "a visit answers questions until its village's list is closed; counts stay"),
        Period.FIELD_SET_ASIDE: _days(90, "a clerk looks at what waits within three months"),
        Period.FIELD_INVITATION: _days(30, "a link works for a week; that nobody used it is known for a month"),
        Period.FIELD_WISH: _days(90, "a language is for the next visit only, and that visit comes within the round"),
        Period.AUDIT: Rule(KEPT, "the audit log two years, no day less: nobody shortens what proves their acts", KEPT),
    }
)
"""Every period with its longest time."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long this installation keeps each kind."""

    lengths: Mapping[Period, timedelta]

    def edge(self, period: Period, moment: datetime) -> datetime:
        """Return the last moment that is past its time: what began at it or before goes."""
        return moment - self.lengths[period]

    def last_day(self, period: Period, day: date) -> date:
        """Return the last day that is past its time, for what is dated by days."""
        return day - self.lengths[period]


LONGEST: Final = Times({period: rule.longest for period, rule in RULES.items()})
"""The times of an installation that shortened none."""


def times_from(text: str) -> Times:
    """Return the times of an installation from its configuration, such as `case=1825 contact=21`, in days.

    Raises:
        RuleViolation: `retention_unknown`: no such kind, or not a number of days; `retention_only_shorter`: longer than
            the table allows, or no day at all.
    """
    given = [_shortened(word) for word in text.replace(",", " ").split()]
    return Times({**LONGEST.lengths, **dict(given)})


def _shortened(word: str) -> tuple[Period, timedelta]:
    name, _, number = word.partition("=")
    if name not in {*Period} or not number.isdecimal() or not number.isascii():
        raise RuleViolation("retention_unknown", "a shorter retention is written KIND=DAYS, with a kind of the table")
    period, length = Period(name), timedelta(days=int(number[:9]))
    least, most = RULES[period].shortest, RULES[period].longest
    if not least <= length <= most:
        raise RuleViolation(
            "retention_only_shorter",
            f"{period} is kept for {least.days} to {most.days} days; only shorter is possible",
        )
    return period, length


def is_past(began: datetime, period: Period, moment: datetime, times: Times = LONGEST) -> bool:
    """Return whether what began at a moment is past its time at another one."""
    return began <= times.edge(period, moment)
