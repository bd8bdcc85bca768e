"""The register of places and public wifi, on both doors; the owners' pages and the machines' address on the site."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.authority.permission_rows.venues import a_venue, doing
from tests.authority.permissions import Everybody, Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.protocol.venues import VenueType
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.venues.models import Hotspot, Registration
from bluezone.rollout.venues.rules.admission import LEAST
from bluezone.rollout.venues.rules.words import Outcome, Wish
from bluezone.rollout.venues.services import (
    Asked,
    HotspotFacts,
    Look,
    Offer,
    add_hotspot,
    ask,
    confirm,
    inspect,
    register,
)
from bluezone.rollout.venues.stamps import fresh_stamp

PARTS = Mapping[str, Any]


def offered(world: World, unit: Unit) -> Registration:
    """What somebody offered to a commune; the same one for every role that looks at it."""
    known = Registration.objects.filter(unit=unit).first()
    offer = Offer(f"Quán {unit.name}", VenueType.RESTAURANT, unit, "02133876501")
    came = known or register(offer, fresh_stamp(world.moment - LEAST), world.moment)
    assert isinstance(came, Registration)
    return came


def a_registration(world: World, unit: Unit) -> PARTS:
    return {"registration_id": offered(world, unit).pk}


def a_wish(world: World, unit: Unit) -> PARTS:
    registration = offered(world, unit)
    if registration.venue is None:
        confirm(registration, registration.name, doing(world))
        registration.refresh_from_db()
    waiting = registration.wishes.filter(settled_at=None).first()
    return {"wish_id": (waiting or ask(registration, Asked(Wish.NEW_CODE), world.moment)).pk}


def a_poster(world: World, unit: Unit) -> PARTS:
    return {**a_venue(world, unit), "form": "poster-a5"}


def an_inspection(world: World, unit: Unit) -> PARTS:
    venue = Venue.objects.get(pk=a_venue(world, unit)["venue_id"])
    look = Look(new_id(world.moment), venue, Outcome.MISSING, doing(world).day)
    return {"inspection_id": inspect(look, doing(world)).pk}


def a_hotspot(world: World, unit: Unit) -> PARTS:
    known = Hotspot.objects.filter(unit=unit).first()
    facts = HotspotFacts(f"Wifi {unit.stat_code}", "Viettel", unit, 1)
    return {"hotspot_id": (known or add_hotspot(facts, doing(world))[0]).pk}


def nothing(_world: World, _unit: Unit) -> PARTS:
    return {}


def a_unit(_world: World, unit: Unit) -> PARTS:
    return {"unit_id": unit.pk}


def public(**parts: str) -> Callable[[World, Unit], PARTS]:
    return lambda _world, _unit: parts


def both(page: str, need: Action, parts: Callable[[World, Unit], PARTS] = nothing, **how: Any) -> list[Row]:
    """The same page on both doors."""
    return [Row(door, page, need, parts, **how) for door in ("console", "site")]


def of_a_row(page: str, need: Action, parts: Callable[[World, Unit], PARTS], method: str = "GET") -> list[Row]:
    body = {"id": "0190aaaa-0000-7000-8000-000000000000", "outcome": "missing"} if method == "POST" else {}
    return both(page, need, parts, scoped=True, method=method, body=body)


READ, CONFIRM, INSPECT, KEEP = (
    Action.READ_VENUE_REGISTER,
    Action.CONFIRM_VENUES,
    Action.INSPECT_VENUES,
    Action.KEEP_HOTSPOTS,
)
TOKEN = {"token": "no-token-of-anybody"}
ROWS = [
    *both("venue_register:queue", READ),
    *both("venue_register:export", READ),
    *both("venue_register:refuse_many", CONFIRM, method="POST"),
    *both("venue_register:wishes", CONFIRM),
    *of_a_row("venue_register:grant", CONFIRM, a_wish, "POST"),
    *of_a_row("venue_register:decline", CONFIRM, a_wish, "POST"),
    *both("venue_register:places", READ),
    *both("venue_register:export_places", READ),
    *of_a_row("venue_register:place", READ, a_venue),
    *of_a_row("venue_register:rename", CONFIRM, a_venue, "POST"),
    *of_a_row("venue_register:move", CONFIRM, a_venue, "POST"),
    *of_a_row("venue_register:replace", CONFIRM, a_venue, "POST"),
    *of_a_row("venue_register:close", CONFIRM, a_venue, "POST"),
    *of_a_row("venue_register:poster", CONFIRM, a_poster),
    *both("venue_register:inspect", INSPECT),
    *of_a_row("venue_register:inspect_place", INSPECT, a_venue),
    *of_a_row("venue_register:inspect_place", INSPECT, a_venue, "POST"),
    *of_a_row("venue_register:take_back", INSPECT, an_inspection, "POST"),
    *of_a_row("venue_register:registration", READ, a_registration),
    *of_a_row("venue_register:telephone", CONFIRM, a_registration, "POST"),
    *of_a_row("venue_register:confirm", CONFIRM, a_registration, "POST"),
    *of_a_row("venue_register:refuse", CONFIRM, a_registration, "POST"),
    *of_a_row("venue_register:reopen", CONFIRM, a_registration, "POST"),
    *both("hotspots:list", READ),
    *both("hotspots:export", READ),
    *both("hotspots:add", KEEP),
    *of_a_row("hotspots:hotspot", READ, a_hotspot),
    *of_a_row("hotspots:edit", KEEP, a_hotspot),
    *of_a_row("hotspots:key", KEEP, a_hotspot, "POST"),
    *of_a_row("hotspots:close", KEEP, a_hotspot, "POST"),
    Row("site", "venue_machines:checks", Everybody.TOKEN, method="POST"),
    *(
        Row("site", f"{space}:{page}", need, parts, method=method)
        for space in ("venue_site", "venue_site_en")
        for page, need, parts, method in (
            ("start", Everybody.OPEN, public(), "GET"),
            ("offer", Everybody.OPEN, a_unit, "GET"),
            ("mine", Everybody.TOKEN, public(**TOKEN), "GET"),
            ("wish", Everybody.TOKEN, public(**TOKEN), "POST"),
            ("poster", Everybody.TOKEN, public(**TOKEN, form="poster-a4"), "GET"),
        )
    ),
]
