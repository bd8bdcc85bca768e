"""Reading case work: what a holder may see of cases and contacts, who is due, and who may be one person twice."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Case, Contact, Identity, InfectionLink, Person
from bluezone.authority.cases.rules.chain import Link
from bluezone.authority.cases.rules.duplicates import Description, Likeness, likeness
from bluezone.authority.cases.rules.follow_up import LOST_AFTER
from bluezone.authority.cases.rules.words import ContactState, FollowUp, Sex
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded

DUPLICATES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases or contacts is narrowed to; empty and None narrow nothing."""

    text: str = ""
    unit: Unit | None = None
    classification: str = ""
    state: str = ""
    follow_up: str = ""
    first_day: date | None = None
    last_day: date | None = None


def cases_for(holder: Holder, wanted: Wanted | None = None) -> QuerySet[Case]:
    """Return the cases of a holder's units, narrowed; names are searched without marks, numbers from their beginning."""
    narrowed = wanted or Wanted()
    found = Case.objects.select_related("person__identity", "unit", "definition")
    found = found.filter(unit__in=holder.units(Action.READ_CASES))
    if narrowed.text:
        found = found.filter(Q(number__istartswith=narrowed.text) | _named(narrowed.text))
    if narrowed.unit is not None:
        found = found.filter(unit__in=holder.units(Action.READ_CASES).filter(pk=narrowed.unit.pk))
    if narrowed.classification:
        found = found.filter(classification=narrowed.classification)
    if narrowed.first_day is not None:
        found = found.filter(reported_on__gte=narrowed.first_day)
    if narrowed.last_day is not None:
        found = found.filter(reported_on__lte=narrowed.last_day)
    return found


def contacts_for(holder: Holder, wanted: Wanted | None = None) -> QuerySet[Contact]:
    """Return the contacts of a holder's units, narrowed."""
    narrowed = wanted or Wanted()
    found = Contact.objects.select_related("person__identity", "unit", "definition")
    found = found.filter(unit__in=holder.units(Action.READ_CASES))
    if narrowed.text:
        found = found.filter(_named(narrowed.text))
    if narrowed.unit is not None:
        found = found.filter(unit=narrowed.unit)
    if narrowed.state:
        found = found.filter(state=narrowed.state)
    if narrowed.follow_up:
        found = found.filter(follow_up=narrowed.follow_up)
    return found


def followed_on(contacts: QuerySet[Contact], day: date) -> QuerySet[Contact]:
    """Return those of `contacts` who are under follow-up on a day, those unseen for longest first."""
    under = contacts.filter(state=ContactState.CONTACT, follow_up=FollowUp.FOLLOW_UP, follow_up_until__gte=day)
    return under.order_by(F("last_visited_on").asc(nulls_first=True), "follow_up_until", "id")


def due_on(contacts: QuerySet[Contact], day: date) -> QuerySet[Contact]:
    """Return those who are to be seen on a day and were not yet."""
    return followed_on(contacts, day).filter(Q(last_visited_on__isnull=True) | Q(last_visited_on__lt=day))


def overdue_on(contacts: QuerySet[Contact], day: date) -> QuerySet[Contact]:
    """Return those who were not seen on the day before either."""
    yesterday = day - timedelta(days=1)
    return due_on(contacts, day).filter(Q(last_visited_on__lt=yesterday) | Q(last_visited_on__isnull=True))


def silent_on(contacts: QuerySet[Contact], day: date) -> QuerySet[Contact]:
    """Return those who were not reached for so long that they may be lost."""
    return due_on(contacts, day).filter(
        Q(last_visited_on__lt=day - LOST_AFTER) | Q(last_visited_on__isnull=True, last_exposed_on__lt=day - LOST_AFTER)
    )


def links_between(cases: QuerySet[Case]) -> list[Link[str]]:
    """Return the stated infections between some cases, by the cases' ids."""
    rows = InfectionLink.objects.filter(infector__in=cases, infectee__in=cases).order_by("id")
    return [Link(str(infector), str(infectee)) for infector, infectee in rows.values_list("infector", "infectee")]


def duplicates_of(described: Description, *, apart_from: Person | None = None) -> list[tuple[Person, Likeness]]:
    """Return people who may be the one described, the likeliest first; a person decides.

    Looked for by what an index finds: the name without marks, the telephone, the personal number.
    """
    alike = Q(folded=described.folded) if described.folded else Q(pk__in=[])
    if described.phone:
        alike |= Q(phone=described.phone)
    if described.personal_number:
        alike |= Q(personal_number=described.personal_number)
    found = Identity.objects.filter(alike).select_related("person__unit")
    if apart_from is not None:
        found = found.exclude(person=apart_from)
    judged = [(row.person, likeness(described, described_as(row))) for row in found[: 10 * DUPLICATES_SHOWN]]
    proposed = [(person, like) for person, like in judged if like.is_proposed]
    return sorted(proposed, key=lambda each: -each[1].weight)[:DUPLICATES_SHOWN]


def described_as(identity: Identity) -> Description:
    """Return a person as duplicates are compared."""
    person = identity.person
    return Description(
        name=identity.name,
        folded=identity.folded,
        sex=Sex(person.sex),
        birth_date=identity.birth_date,
        birth_year=person.birth_year,
        phone=identity.phone,
        personal_number=identity.personal_number,
        unit=str(person.unit_id or ""),
    )


def _named(text: str) -> Q:
    return Q(person__identity__folded__contains=folded(text))
