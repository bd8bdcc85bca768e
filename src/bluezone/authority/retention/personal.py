"""What names or describes one person, table by table, and how it goes while the figures stay.

One table serves the purge by time, the erasure by hand and the export of one person: a table that leads to a person and
is not in it makes a test fail.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models import Model as Row

from bluezone.authority.cases.models import (
    Case,
    CaseCode,
    Contact,
    Exposure,
    Identity,
    InfectionLink,
    Merge,
    Milestone,
    Note,
    Person,
    Presence,
    QuarantineOrder,
    Sample,
    SymptomReport,
    Transfer,
    Visit,
)
from bluezone.authority.cases.rules.words import Classification, FollowUp, MilestoneState
from bluezone.authority.cases.services import local_day
from bluezone.authority.exposure_reports.models import ReceivedReport
from bluezone.authority.retention.rules.periods import Period, Times

People = QuerySet[Person]


@dataclass(frozen=True, slots=True)
class Table:
    """One table that leads to a person.

    Args:
        model: The table.
        ways: The lookups that lead from a row to a person.
        erased: Columns that are emptied, with what is left in them.
        goes: Whether the rows go altogether.
        among: Which rows are meant.
    """

    model: type[Row]
    ways: tuple[str, ...]
    erased: Mapping[str, Any] = field(default_factory=dict)
    goes: bool = False
    among: Q = field(default_factory=Q)

    @property
    def name(self) -> str:
        """The table as the database calls it."""
        return self.model._meta.db_table  # noqa: SLF001 -- Django's documented way to a model's names

    def rows(self, people: People) -> QuerySet[Any]:
        """Return the rows that belong to people."""
        found = Q()
        for way in self.ways:
            found |= Q(**{f"{way}__in": people.values("pk")})
        return self.model._default_manager.filter(found & self.among)  # noqa: SLF001 -- Django's documented manager of any model

    def forget(self, people: People) -> int:
        """Erase what these rows say of people, and return how many rows that were."""
        rows = self.rows(people)
        if self.goes:
            return self.model._default_manager.filter(pk__in=[*rows.values_list("pk", flat=True)]).delete()[0]  # noqa: SLF001 -- as above
        told = Q()
        for column, left in self.erased.items():
            told |= ~Q(**{column: left})
        return rows.filter(told).update(**self.erased) if self.erased else 0


_OF_A_RECORD: Final = ("case__person", "contact__person")

TABLES: Final = (
    Table(Identity, ("person",), goes=True),
    Table(Note, _OF_A_RECORD, goes=True),
    Table(Presence, ("person",), goes=True),
    Table(Merge, ("kept", "gone"), goes=True),
    Table(ReceivedReport, ("contact__person",), goes=True),
    Table(CaseCode, ("case__person",), goes=True),
    Table(
        Case,
        ("person",),
        {"number": "", "external_system": "", "external_id": "", "treated_at": "", "more": {}},
    ),
    Table(Contact, ("person",), {"external_system": "", "external_id": "", "more": {}}),
    Table(Visit, _OF_A_RECORD, {"note": ""}),
    Table(Sample, ("person",), {"external_id": ""}),
    Table(QuarantineOrder, ("person",), {"facility": ""}),
    Table(Transfer, _OF_A_RECORD, {"reason": ""}),
    Table(InfectionLink, ("infectee__person", "infector__person"), {"stated_by": ""}),
    Table(
        Milestone,
        ("case__person",),
        {"place": ""},
        among=~Q(state__in=[MilestoneState.RELEASED, MilestoneState.WITHDRAWN]) | Q(is_private=True),
    ),
    Table(Exposure, ("contact__person", "source_case__person", "source_contact__person")),
    Table(SymptomReport, ("person",)),
)
"""Every table that leads to a person, in the order in which it is emptied; the last ones hold figures only."""


def past(moment: datetime, times: Times) -> People:
    """Return the people of whom nothing is kept for its own sake any more: no case, no contact within its time."""
    held = Exists(_held_cases(moment, times)), Exists(_held_contacts(moment, times))
    return Person.objects.filter(~held[0], ~held[1], created_at__lte=times.edge(Period.CONTACT, moment))


def forget(people: People) -> dict[str, int]:
    """Erase what names or describes people and return how many rows of each table; their figures stay."""
    counts = {table.name: table.forget(people) for table in TABLES}
    return {name: count for name, count in counts.items() if count}


def _held_cases(moment: datetime, times: Times) -> QuerySet[Case]:
    """The cases of a person that are still within their time: any of their days is."""
    long, short = (_case_within(moment, times, period) for period in (Period.CASE, Period.NOT_A_CASE))
    is_none = Q(classification=Classification.NOT_A_CASE)
    return Case.objects.filter(Q(person=OuterRef("pk")), (~is_none & long) | (is_none & short))


def _case_within(moment: datetime, times: Times, period: Period) -> Q:
    last, today = times.last_day(period, local_day(moment)), local_day(moment)
    return (
        Q(reported_on__gt=last)
        | Q(confirmed_on__gt=last)
        | Q(outcome_on__gt=last)
        | Q(closed_at__gt=times.edge(period, moment))
        | Q(follow_up=FollowUp.FOLLOW_UP, follow_up_until__gte=today)
    )


def _held_contacts(moment: datetime, times: Times) -> QuerySet[Contact]:
    """The contacts of a person that are still within their time, counted from the last exposure."""
    today = local_day(moment)
    last = times.last_day(Period.CONTACT, today)
    within = (
        Q(last_exposed_on__gt=last)
        | Q(last_exposed_on__isnull=True, created_at__gt=times.edge(Period.CONTACT, moment))
        | Q(follow_up=FollowUp.FOLLOW_UP, follow_up_until__gte=today)
    )
    return Contact.objects.filter(within, person=OuterRef("pk"))
