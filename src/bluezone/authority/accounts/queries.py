"""Reading who holds what, and what stands below a unit on a day."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Q, QuerySet

from bluezone.authority.accounts.models import Assignment, PersonalLink, User
from bluezone.authority.accounts.rules import LEADING, Role, link_works
from bluezone.authority.territory.models import UnitEdge, holding


def assignments_on(user: User, day: date) -> QuerySet[Assignment]:
    """Return what somebody is on a day."""
    return Assignment.objects.filter(user=user).filter(_in_force(day))


def is_leading(user: User, day: date) -> bool:
    """Return whether somebody holds, on a day, a role that works only with a second factor."""
    return assignments_on(user, day).filter(role__in=sorted(LEADING)).exists()


def an_administrator_exists() -> bool:
    """Return whether the first start is over."""
    return Assignment.objects.filter(role=Role.ADMINISTRATOR).exists()


def token_hash(token: str) -> bytes:
    """Return what is kept of a personal link's token, 32 bytes; a token has 256 random bits, so no salt is needed."""
    return sha256(token.encode()).digest()


def working_link(token: str, moment: datetime) -> PersonalLink | None:
    """Return the link that a token opens at a moment, or nothing."""
    return _if_it_works(PersonalLink.objects.filter(token_hash=token_hash(token)), moment)


def working_link_by_id(identifier: str, moment: datetime) -> PersonalLink | None:
    """Return the link that opened a session, unless it was revoked or expired since."""
    return _if_it_works(PersonalLink.objects.filter(id=identifier), moment)


def closure_above(unit: UUID, day: date) -> set[UUID]:
    """Return a unit and everything above it on a day, in any tree."""
    return _closure({unit}, day, here="child_id", there="parent_id")


def closure_below(units: Iterable[UUID], day: date) -> set[UUID]:
    """Return units and everything below them on a day, in any tree."""
    return _closure({*units}, day, here="parent_id", there="child_id")


def _closure(known: set[UUID], day: date, *, here: str, there: str) -> set[UUID]:
    edges, frontier = UnitEdge.objects.filter(holding(day)), known
    while frontier:
        found = {*edges.filter(**{f"{here}__in": frontier}).values_list(there, flat=True)}
        frontier = found - known
        known = known | frontier
    return known


def _in_force(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _if_it_works(links: QuerySet[PersonalLink], moment: datetime) -> PersonalLink | None:
    link = links.select_related("unit").first()
    if link and link_works(moment, expires_at=link.expires_at, revoked_at=link.revoked_at):
        return link
    return None
