"""People side by side, for somebody to say whether they are one: what is known of each, and why they look alike."""

from dataclasses import dataclass

from bluezone.authority.accounts.access import holder_of
from bluezone.authority.accounts.purposes import OPENED, Purpose
from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Case, Contact, Person
from bluezone.authority.cases.queries import duplicates_of, may_see
from bluezone.authority.cases.rules.duplicates import Description, Sign
from bluezone.authority.cases.services import PersonFacts, facts_of
from bluezone.authority.cases.wording import SEXES, SIGNS
from bluezone.authority.requests import Request
from bluezone.authority.territory.naming import folded, stored

NEW = "new"
"""What a form says when somebody looked and chose: this is another person."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One of the people side by side.

    Args:
        facts: What is known.
        sex: In words.
        person: The record; None for somebody who is only typed.
        signs: What makes the two alike, in words.
        cases: The person's cases.
        contacts: The person's records as a contact.
        is_visible: Whether the record stands in the holder's area; another one is counted and not shown.
    """

    facts: PersonFacts
    sex: str
    person: Person | None = None
    signs: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    contacts: tuple[Contact, ...] = ()
    is_visible: bool = True


def typed(facts: PersonFacts) -> Beside:
    """Return somebody who is only typed."""
    return Beside(facts, str(SEXES[facts.sex]))


def known(person: Person, signs: tuple[str, ...] = ()) -> Beside:
    """Return somebody of the registry, with cases and contacts."""
    facts = facts_of(person)
    cases, contacts = person.cases.select_related("unit"), person.contacts.select_related("unit")
    return Beside(facts, str(SEXES[facts.sex]), person, signs, tuple(cases), tuple(contacts))


def alike_people(request: Request, described: Description, *, apart_from: Person | None = None) -> list[Beside]:
    """Return who may be the person described, and note in the audit that those of one's own area were shown."""
    holder, shown = holder_of(request), list[Beside]()
    for person, like in duplicates_of(described, apart_from=apart_from):
        signs = tuple(str(SIGNS[Sign(sign)]) for sign in like.signs)
        if may_see(holder, person):
            record(holder.actor, OPENED, person, Purpose.QUALITY, request.moment)
            shown.append(known(person, signs))
        else:
            shown.append(Beside(PersonFacts(""), "", person, signs, is_visible=False))
    return shown


def chosen(alike: list[Beside], decision: str) -> Person | None:
    """Return whom somebody chose: only one of those who were shown can be."""
    shown = (each.person for each in alike if each.is_visible and each.person is not None)
    return next((person for person in shown if str(person.pk) == decision), None)


def described(facts: PersonFacts) -> Description:
    """Return a person who is only typed as duplicates are compared."""
    name = stored(facts.name)
    return Description(
        name=name,
        folded=folded(name),
        sex=facts.sex,
        birth_date=facts.birth_date,
        birth_year=facts.birth_year,
        phone=facts.phone,
        personal_number="".join(facts.personal_number.split()),
        unit=str(facts.unit.pk) if facts.unit else "",
    )
