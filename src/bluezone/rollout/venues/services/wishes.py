"""What an owner asks by the secret link, and the commune doing it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services import Doing
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.rules.places import check_commune
from bluezone.authority.venues.services import close_venue, move_venue, rename_venue, replace_code
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.venues.models import OwnerWish, Registration
from bluezone.rollout.venues.queries.queue import COMMUNES
from bluezone.rollout.venues.rules.names import check_offered, tidy
from bluezone.rollout.venues.rules.words import Wish, WishState


@dataclass(frozen=True, slots=True)
class Asked:
    """What an owner asks.

    Args:
        kind: Which wish.
        name: The new name, for `RENAMED`.
        unit: The new commune, for `MOVED`.
    """

    kind: Wish
    name: str = ""
    unit: Unit | None = None


@transaction.atomic
def ask(registration: Registration, asked: Asked, moment: datetime) -> OwnerWish:
    """Put a wish before the commune; the same wish waits once.

    Raises:
        RuleViolation: `wish_too_early`: the place is not confirmed; `venue_closed`; `wish_waits`; the refusals of a name
            and of a commune.
    """
    venue = registration.venue
    if venue is None:
        raise RuleViolation("wish_too_early", "the commune has not confirmed the place yet")
    if venue.closed_at is not None:
        raise RuleViolation("venue_closed", "the venue is closed")
    name = tidy(asked.name) if asked.kind is Wish.RENAMED else ""
    if asked.kind is Wish.RENAMED:
        check_offered(name)
    unit = asked.unit if asked.kind is Wish.MOVED else None
    if asked.kind is Wish.MOVED:
        check_commune(unit.stat_code if unit else "", is_commune=unit is not None and unit.kind in COMMUNES)
    try:
        with transaction.atomic():
            wish = OwnerWish.objects.create(
                registration=registration, kind=asked.kind, name=name, unit=unit, asked_at=moment
            )
    except IntegrityError as twice:
        raise RuleViolation("wish_waits", "the same wish waits already") from twice
    record(f"owner:{registration.pk}", "wish.ask", wish, "venue_register", moment)
    return wish


@transaction.atomic
def grant(wish: OwnerWish, doing: Doing, name: str = "") -> None:
    """Do what an owner asks.

    Args:
        wish: Which.
        doing: Who, why and when.
        name: The new name as the code says it, when the place was renamed; the owner's spelling when none is given.

    Raises:
        RuleViolation: `wish_settled`; as the services of `authority.venues`.
        Unavailable: The key that seals secrets cannot be used.
    """
    held = _held(wish)
    venue = held.registration.venue
    if venue is None:
        raise RuleViolation("wish_too_early", "the commune has not confirmed the place yet")
    _fulfil(held, venue, doing, name)
    _settle(held, WishState.DONE, doing)


@transaction.atomic
def decline(wish: OwnerWish, doing: Doing) -> None:
    """Leave things as they are.

    Raises:
        RuleViolation: `wish_settled`.
    """
    _settle(_held(wish), WishState.REFUSED, doing)


def _fulfil(wish: OwnerWish, venue: Venue, doing: Doing, name: str) -> None:
    kind = Wish(wish.kind)
    if kind is Wish.NEW_CODE:
        replace_code(venue, doing)
    elif kind is Wish.RENAMED:
        rename_venue(venue, name or wish.name, doing)
    elif kind is Wish.CLOSED:
        close_venue(venue, doing)
    elif wish.unit is not None:
        move_venue(venue, wish.unit, doing.day, doing)


def _held(wish: OwnerWish) -> OwnerWish:
    rows = OwnerWish.objects.select_for_update(of=("self",)).select_related("registration__venue__unit", "unit")
    held = rows.get(pk=wish.pk)
    if held.state != WishState.WAITING:
        raise RuleViolation("wish_settled", "the wish was settled meanwhile")
    return held


def _settle(wish: OwnerWish, state: WishState, doing: Doing) -> None:
    wish.state, wish.settled_at, wish.settled_by = state, doing.moment, doing.actor
    wish.save(update_fields=["state", "settled_at", "settled_by"])
    record(doing.actor, f"wish.{state.value}", wish, doing.purpose, doing.moment)
