"""Writing venues: a place with its code, a new code for an old one, an end to both."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from bluezone.authority.audit.services import record
from bluezone.authority.cases.services import Doing
from bluezone.authority.keyring import load_or_make
from bluezone.authority.territory.kinds import COMMUNE_KINDS
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import canonical, folded
from bluezone.authority.venues.models import Venue, VenueCode, VenueMove
from bluezone.authority.venues.rules.places import (
    check_commune,
    check_move,
    check_name,
    check_version,
    code_days,
    tidy_name,
)
from bluezone.authority.venues.sealing import seal_in
from bluezone.protocol import venues as protocol
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.trust import Use
from bluezone.protocol.venues import VenueType


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """A place as somebody states it."""

    name: str
    kind: VenueType
    unit: Unit


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code as its poster carries it.

    Args:
        version: Which of the venue's.
        text: What the QR code says; it holds the secret.
    """

    version: int
    text: str = field(repr=False)


@transaction.atomic
def add_venue(facts: VenueFacts, doing: Doing) -> Venue:
    """Add a venue with its first code.

    Raises:
        RuleViolation: `venue_name_long`, `venue_name_letters`, `venue_commune`; `venue_exists`: an open venue of the commune
            bears this name.
        Unavailable: The key that seals secrets cannot be used.
    """
    name = tidy_name(facts.name)
    check_name(name)
    _check_unit(facts.unit)
    _check_free(name, facts.unit)
    venue = Venue.objects.create(
        unit=facts.unit,
        kind=facts.kind.value,
        name=name,
        spelling=canonical(name),
        folded=folded(name),
        created_at=doing.moment,
    )
    record(doing.actor, "venue.add", venue, doing.purpose, doing.moment)
    _new_code(venue, doing)
    return venue


@transaction.atomic
def replace_code(venue: Venue, doing: Doing) -> VenueCode:
    """Issue the next code with another secret; the old one is shown no more, and warnings still speak to it.

    Raises:
        RuleViolation: `venue_closed`, `venue_codes_used_up`.
        Unavailable: The key that seals secrets cannot be used.
    """
    _check_open(venue)
    _end_codes(venue, doing)
    return _new_code(venue, doing)


@transaction.atomic
def rename_venue(venue: Venue, name: str, doing: Doing) -> VenueCode:
    """Give a venue another name, and a code that says it; the old one is shown no more.

    Raises:
        RuleViolation: As `add_venue` and `replace_code`; `venue_unchanged`: it bears this name.
        Unavailable: The key that seals secrets cannot be used.
    """
    name = tidy_name(name)
    check_name(name)
    _check_open(venue)
    if name == venue.name:
        raise RuleViolation("venue_unchanged", "the venue bears this name")
    _check_free(name, venue.unit, apart_from=venue)
    venue.name, venue.spelling, venue.folded = name, canonical(name), folded(name)
    venue.save(update_fields=["name", "spelling", "folded"])
    record(doing.actor, "venue.rename", venue, doing.purpose, doing.moment)
    return replace_code(venue, doing)


@transaction.atomic
def move_venue(venue: Venue, unit: Unit, day: date, doing: Doing) -> VenueMove:
    """Note that a venue went to another commune; a place gets a new code, a vehicle goes on with the one it carries.

    Args:
        venue: Which.
        unit: The commune in which it lies from now on, or whose operator runs it.
        day: The first day there, in the province's time zone; not after today.
        doing: Who, why and when.

    Raises:
        RuleViolation: As `add_venue` and `replace_code`; `venue_unchanged`: it lies there; `venue_move_future`.
        Unavailable: The key that seals secrets cannot be used.
    """
    _check_open(venue)
    _check_unit(unit)
    check_move(day, doing.day, is_elsewhere=unit.pk != venue.unit_id)
    _check_free(venue.name, unit, apart_from=venue)
    move = VenueMove.objects.create(
        venue=venue, origin=venue.unit, unit=unit, day=day, moment=doing.moment, actor=doing.actor
    )
    venue.unit = unit
    venue.save(update_fields=["unit"])
    record(doing.actor, "venue.move", venue, doing.purpose, doing.moment)
    if venue.kind != VenueType.COACH:
        replace_code(venue, doing)
    return move


@transaction.atomic
def expire_code(code: VenueCode, doing: Doing) -> None:
    """Say that a code is shown no more; phones take it for genuine until its last day, and warnings still speak to it.

    Raises:
        RuleViolation: `venue_code_ended`.
    """
    if code.ended_at is not None:
        raise RuleViolation("venue_code_ended", "the code has ended already")
    code.ended_at = doing.moment
    code.save(update_fields=["ended_at"])
    record(doing.actor, "venue.expire_code", code.venue, doing.purpose, doing.moment)


@transaction.atomic
def close_venue(venue: Venue, doing: Doing) -> None:
    """Close a venue: it gets no code any more.

    Raises:
        RuleViolation: `venue_closed`.
    """
    _check_open(venue)
    _end_codes(venue, doing)
    venue.closed_at = doing.moment
    venue.save(update_fields=["closed_at"])
    record(doing.actor, "venue.close", venue, doing.purpose, doing.moment)


def signed(code: VenueCode, doing: Doing) -> IssuedCode:
    """Return a code for its poster, signed with the authority's newest venue key, and note that it was taken out.

    Raises:
        RuleViolation: `venue_code_ended`: it is shown no more.
        Unavailable: The secret or the authority's keys cannot be read.
    """
    if code.ended_at is not None or code.expires_on <= doing.moment.astimezone(UTC).date():
        raise RuleViolation("venue_code_ended", "the code has ended already")
    venue = code.venue
    said = protocol.VenueCode(
        type=VenueType(venue.kind),
        version=code.version,
        issued=code.issued_on,
        expires=code.expires_on,
        commune=code.commune,
        secret=secret_of(code),
        name=venue.name,
    )
    ring = load_or_make(settings.AUTHORITY_KEYS, at=doing.moment)
    _key_id, private = ring.signing(Use.VENUE, at=doing.moment)[0]
    record(doing.actor, "venue.show_code", venue, doing.purpose, doing.moment)
    text = protocol.code_text(protocol.signed_code(said, private), site=settings.SITE_ORIGIN)
    return IssuedCode(code.version, text)


def secret_of(code: VenueCode) -> bytes:
    """Return the secret of a code.

    Raises:
        Unavailable: It does not open.
    """
    seal = seal_in(settings.PEOPLE_FOLDER)
    return seal.open(bytes(code.sealed_secret), venue=code.venue_id, version=code.version)


def _check_open(venue: Venue) -> None:
    Venue.objects.select_for_update().get(pk=venue.pk)
    if venue.closed_at is not None:
        raise RuleViolation("venue_closed", "the venue is closed")


def _check_unit(unit: Unit) -> None:
    check_commune(unit.stat_code, is_commune=unit.kind in {kind.value for kind in COMMUNE_KINDS})


def _check_free(name: str, unit: Unit, *, apart_from: Venue | None = None) -> None:
    others = Venue.objects.filter(unit=unit, spelling=canonical(name), closed_at=None)
    if (others.exclude(pk=apart_from.pk) if apart_from else others).exists():
        raise RuleViolation("venue_exists", "an open venue of the commune bears this name")


def _end_codes(venue: Venue, doing: Doing) -> None:
    venue.codes.filter(ended_at=None).update(ended_at=doing.moment)


def _new_code(venue: Venue, doing: Doing) -> VenueCode:
    version = (venue.codes.aggregate(last=Max("version"))["last"] or 0) + 1
    check_version(version)
    issued, expires = code_days(doing.moment.astimezone(UTC).date())
    secret = secrets.token_bytes(protocol.SECRET_LENGTH)
    sealed = seal_in(settings.PEOPLE_FOLDER).close(secret, venue=venue.pk, version=version)
    code = VenueCode.objects.create(
        venue=venue,
        version=version,
        commune=venue.unit.stat_code,
        sealed_secret=sealed,
        issued_on=issued,
        expires_on=expires,
        created_at=doing.moment,
        created_by=doing.actor,
    )
    record(doing.actor, "venue.issue_code", venue, doing.purpose, doing.moment)
    return code
