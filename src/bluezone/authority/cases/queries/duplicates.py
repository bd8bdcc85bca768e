"""Who may be one person twice: looked for by what an index finds, judged by the rules, decided by a person."""

from typing import Final

from django.db.models import Q

from bluezone.authority.cases.models import Identity, Person
from bluezone.authority.cases.rules.duplicates import Description, Likeness, likeness
from bluezone.authority.cases.rules.words import Sex

DUPLICATES_SHOWN: Final = 20


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
