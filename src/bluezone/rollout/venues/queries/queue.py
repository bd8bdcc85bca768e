"""Registrations as a commune works through them: the queue, what it is warned about, what owners ask."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.kinds import COMMUNE_KINDS
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded
from bluezone.authority.venues.models import Venue
from bluezone.rollout.venues.models import OwnerWish, Registration
from bluezone.rollout.venues.rules.admission import HOUR, Load
from bluezone.rollout.venues.rules.names import Likeness, Oddity, Shape, likeness, oddities, shape_of
from bluezone.rollout.venues.rules.words import State, WishState
from bluezone.rollout.venues.stamps import hash_of

COMMUNES: Final = frozenset(kind.value for kind in COMMUNE_KINDS)
ORDERS: Final = {
    "oldest": ("registered_at", "pk"),
    "newest": ("-registered_at", "pk"),
    "name": ("name", "pk"),
    "unit": ("unit__name", "registered_at", "pk"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty for everything."""

    text: str = ""
    kind: str = ""
    state: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another place of the commune that may be the same one.

    Args:
        name: Its name.
        likeness: How near the names come.
        kind: What it is, in words.
        venue: The open venue, when it is one.
        registration: The registration that waits, when it is one.
    """

    name: str
    likeness: Likeness
    kind: str
    venue: Venue | None = None
    registration: Registration | None = None


def load_of(unit: Unit, moment: datetime) -> Load:
    """Return what came in during the last hour, and how many of a commune wait."""
    recent = Registration.objects.filter(registered_at__gt=moment - HOUR)
    return Load(
        list(recent.values_list("registered_at", flat=True)),
        list(recent.filter(unit=unit).values_list("registered_at", flat=True)),
        Registration.objects.filter(unit=unit, state=State.WAITING).count(),
    )


def registrations_for(holder: Holder, wanted: Wanted) -> QuerySet[Registration]:
    """Return the registrations of a holder's units; those that wait unless another state is asked for."""
    rows = Registration.objects.filter(unit__in=holder.units(Action.READ_VENUE_REGISTER)).select_related(
        "unit", "venue"
    )
    if wanted.text:
        named = Q(folded__contains=folded(wanted.text)) | Q(unit__folded__contains=folded(wanted.text))
        rows = rows.filter(named | Q(reference__iexact=wanted.text))
    if wanted.kind.isdecimal():
        rows = rows.filter(kind=int(wanted.kind))
    if wanted.state != "all":
        rows = rows.filter(state=wanted.state if wanted.state in {*State} else State.WAITING)
    return rows.order_by(*ORDERS.get(wanted.order, ORDERS["oldest"]))


class Surroundings:
    """The other places of some communes, read once, with which registrations are compared. Two queries."""

    def __init__(self, registrations: Iterable[Registration]) -> None:
        """Read the open venues and the waiting registrations of the communes."""
        units = {each.unit_id for each in registrations}
        self._others = defaultdict[UUID, list[tuple[Shape, Neighbour]]](list)
        for venue in Venue.objects.filter(unit__in=units, closed_at=None).order_by("name", "pk"):
            self._add(venue.unit_id, Neighbour(venue.name, Likeness.SAME, str(venue.get_kind_display()), venue=venue))
        for one in Registration.objects.filter(unit__in=units, state=State.WAITING):
            self._add(one.unit_id, Neighbour(one.name, Likeness.SAME, str(one.get_kind_display()), registration=one))

    def near(self, registration: Registration) -> list[Neighbour]:
        """Return places of the same commune that may be the same one, the nearest first."""
        shape, found = shape_of(registration.name), list[Neighbour]()
        for other, neighbour in self._others[registration.unit_id]:
            if neighbour.registration == registration or _is_own(neighbour, registration):
                continue
            if near := likeness(shape, other):
                found.append(replace(neighbour, likeness=near))
        return sorted(found, key=lambda each: ([*Likeness].index(each.likeness), each.name))

    def _add(self, unit: UUID, neighbour: Neighbour) -> None:
        self._others[unit].append((shape_of(neighbour.name), neighbour))


def oddities_of(registration: Registration) -> frozenset[Oddity]:
    """Return what is odd about the letters of a registration's name."""
    return oddities(registration.name)


def registration_by(token: str) -> Registration | None:
    """Return the registration whose owner's link this is."""
    rows = Registration.objects.select_related("unit", "venue__unit")
    return rows.filter(token_hash=hash_of(token)).first()


def wishes_for(holder: Holder) -> QuerySet[OwnerWish]:
    """Return what owners ask of a holder's communes and nobody settled, the oldest first.

    A place belongs to the commune in which it lies now.
    """
    units = holder.units(Action.READ_VENUE_REGISTER)
    rows = OwnerWish.objects.filter(state=WishState.WAITING, registration__venue__unit__in=units)
    return rows.select_related("registration__venue__unit", "unit")


def _is_own(neighbour: Neighbour, registration: Registration) -> bool:
    return neighbour.venue is not None and neighbour.venue.pk == registration.venue_id
