"""Reading case work: lists within a jurisdiction, the day's round, who may be one person twice, the chain."""

from bluezone.authority.cases.queries.chains import links_between
from bluezone.authority.cases.queries.duplicates import described_as, duplicates_of
from bluezone.authority.cases.queries.follow_up import (
    Line,
    Turn,
    as_line,
    due_on,
    followed_on,
    lines_of,
    overdue_on,
    paper_of,
    records_of,
    round_of,
    silent_on,
    turns_of,
)
from bluezone.authority.cases.queries.lists import (
    CASE_ORDERS,
    CONTACT_ORDERS,
    Wanted,
    case_called,
    cases_for,
    contacts_for,
    may_see,
    milestones_for,
    moved_from,
    passed_on,
)

__all__ = [
    "CASE_ORDERS",
    "CONTACT_ORDERS",
    "Line",
    "Turn",
    "Wanted",
    "as_line",
    "case_called",
    "cases_for",
    "contacts_for",
    "described_as",
    "due_on",
    "duplicates_of",
    "followed_on",
    "lines_of",
    "links_between",
    "may_see",
    "milestones_for",
    "moved_from",
    "overdue_on",
    "paper_of",
    "passed_on",
    "records_of",
    "round_of",
    "silent_on",
    "turns_of",
]
