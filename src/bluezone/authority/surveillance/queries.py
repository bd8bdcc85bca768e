"""Reading an outbreak as figures: within the holder's units, without a name."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Min, Q, QuerySet

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.queries import closure_below
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Case, CaseCode, Contact, Exposure
from bluezone.authority.cases.queries import links_between
from bluezone.authority.cases.rules.chain import Link
from bluezone.authority.cases.rules.words import Classification, ContactState, FollowUp
from bluezone.authority.codes.models import Code, Totals
from bluezone.authority.surveillance.rules.figures import Hours, Share, hours_between
from bluezone.authority.territory.models import Unit

A_DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Period:
    """Which cases are looked at: the first and last day of their report, and a unit with what stands below it."""

    first: date
    last: date
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A case as a chain shows it."""

    id: str
    label: str
    day: date
    unit: str
    classification: str


@dataclass(frozen=True, slots=True)
class Indicators:
    """What the work is measured by; each share comes with its numerator and denominator."""

    to_code: Hours
    to_claim: Hours
    traced_in_a_day: Share
    seen_today: Share
    known_before: Share
    followed_to_the_end: Share
    lost: Share
    ill_after_a_warning: Share


def units_of(holder: Holder, period: Period) -> QuerySet[Unit]:
    """Return the units that a holder may look at, narrowed to one and what stands below it."""
    units = holder.units(Action.READ_STATISTICS)
    if period.unit is None:
        return units
    return units.filter(id__in=[*closure_below([period.unit.id], holder.day)])


def cases_in(holder: Holder, period: Period) -> QuerySet[Case]:
    """Return the cases of a period in the holder's units; those that turned out to be none are left out."""
    found = Case.objects.filter(unit__in=units_of(holder, period), reported_on__range=(period.first, period.last))
    return found.exclude(classification=Classification.NOT_A_CASE)


def known_cases(cases: QuerySet[Case]) -> list[Known]:
    """Return cases for a chain, in the order in which they were reported."""
    rows = cases.order_by("reported_on", "created_at", "id").values_list(
        "id", "number", "reported_on", "unit__short_name", "classification"
    )
    return [Known(str(key), number or str(key)[:8], day, unit, word) for key, number, day, unit, word in rows]


def stated_links(cases: QuerySet[Case]) -> list[Link[str]]:
    """Return who infected whom among the cases."""
    return links_between(cases.order_by())


def indicators(cases: QuerySet[Case], contacts: QuerySet[Contact], day: date) -> Indicators:
    """Return the indicators of a day."""
    followed = contacts.filter(state=ContactState.CONTACT, follow_up=FollowUp.FOLLOW_UP, follow_up_until__gte=day)
    counts = contacts.aggregate(
        ended=Count("id", filter=Q(follow_up__in=[FollowUp.COMPLETED, FollowUp.CANCELED, FollowUp.LOST])),
        completed=Count("id", filter=Q(follow_up=FollowUp.COMPLETED)),
        lost=Count("id", filter=Q(follow_up=FollowUp.LOST)),
        ever=Count("id", filter=~Q(follow_up=FollowUp.NO_FOLLOW_UP)),
        reported=Count("id", filter=Q(self_reported=True)),
        ill=Count("id", filter=Q(self_reported=True, state=ContactState.BECAME_CASE)),
    )
    total = cases.count()
    before = cases.filter(was_contact__isnull=False).values("id").distinct().count()
    to_code, to_claim = _waiting(cases)
    return Indicators(
        to_code=to_code,
        to_claim=to_claim,
        traced_in_a_day=_traced(cases),
        seen_today=Share(followed.filter(last_visited_on__gte=day).count(), followed.count()),
        known_before=Share(before, total),
        followed_to_the_end=Share(counts["completed"], counts["ended"]),
        lost=Share(counts["lost"], counts["ever"]),
        ill_after_a_warning=Share(counts["ill"], counts["reported"]),
    )


def contacts_in(holder: Holder, period: Period) -> QuerySet[Contact]:
    """Return the contacts of the holder's units, narrowed to the period's unit."""
    return Contact.objects.filter(unit__in=units_of(holder, period))


def codes_in(holder: Holder, period: Period) -> QuerySet[Code]:
    """Return the codes issued by the holder's units in the period."""
    units = units_of(holder, period)
    return Code.objects.filter(unit__in=units, issued_at__date__range=(period.first, period.last))


def totals_between(first: date, last: date) -> list[Totals]:
    """Return what the keyserver said of each day, oldest first."""
    return [*Totals.objects.filter(day__range=(first, last)).order_by("day")]


def infected_by(links: list[Link[str]]) -> Mapping[str, list[str]]:
    """Return the infectors of each case."""
    found: dict[str, list[str]] = defaultdict(list)
    for link in links:
        found[link.infectee].append(link.infector)
    return found


def _waiting(cases: QuerySet[Case]) -> tuple[Hours, Hours]:
    rows = CaseCode.objects.filter(case__in=cases).values_list(
        "case__confirmed_at", "code__issued_at", "code__claimed_hour"
    )
    pairs = [*rows]
    to_code = hours_between([(_seconds(confirmed), _seconds(issued)) for confirmed, issued, _claimed in pairs])
    hour = timedelta(hours=1)
    to_claim = hours_between(
        [(_seconds(issued), _seconds(claimed + hour) if claimed else None) for _confirmed, issued, claimed in pairs]
    )
    return to_code, to_claim


def _traced(cases: QuerySet[Case]) -> Share:
    confirmed = cases.filter(confirmed_at__isnull=False)
    first = Exposure.objects.filter(source_case__in=confirmed).values("source_case").annotate(begun=Min("created_at"))
    begun = {row["source_case"]: row["begun"] for row in first}
    moments = confirmed.values_list("id", "confirmed_at")
    soon = [case for case, at in moments if case in begun and at is not None and begun[case] - at <= A_DAY]
    return Share(len(soon), len(moments))


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
