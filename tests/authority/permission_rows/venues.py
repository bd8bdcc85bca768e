"""Venues, warnings, the editor's pages and the policy on the console."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.authority.permissions import Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.services import Doing, MilestoneFacts, add_milestone, review_milestone
from bluezone.authority.news.rules.texts import Section, Words
from bluezone.authority.news.services import write_article
from bluezone.authority.policy.rules.versions import Approval, first_numbers
from bluezone.authority.policy.services import draw_up
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.services import VenueFacts, add_venue
from bluezone.protocol.venues import VenueType

if TYPE_CHECKING:
    from bluezone.authority.cases.models import Milestone

PARTS = Mapping[str, Any]


def doing(world: World) -> Doing:
    return Doing("user:1", "test", world.moment)


def a_venue(world: World, unit: Unit) -> PARTS:
    known = Venue.objects.filter(unit=unit).first()
    made = known or add_venue(VenueFacts(f"Quán {unit.name}", VenueType.RESTAURANT, unit), doing(world))
    return {"venue_id": made.pk}


def a_code(world: World, unit: Unit) -> PARTS:
    return {**a_venue(world, unit), "version": 1}


def a_milestone(world: World, unit: Unit) -> PARTS:
    start = world.moment - timedelta(hours=5)
    facts = MilestoneFacts("Chợ", unit, start, start + timedelta(hours=1))
    made: Milestone = review_milestone(add_milestone(None, facts, doing(world)), doing(world))
    return {"milestone_id": made.pk}


def an_article(world: World, _unit: Unit) -> PARTS:
    made = write_article(Section.NEWS, Words("Tin", "News", "Chữ", "Text"), doing(world))
    return {"article_id": made.pk}


def a_unit(_world: World, unit: Unit) -> PARTS:
    return {"unit_id": unit.pk}


def a_section(_world: World, _unit: Unit) -> PARTS:
    return {"section": "news"}


def a_version(world: World, _unit: Unit) -> PARTS:
    approval = Approval("Bộ Y tế", "Quyết định 1", world.moment + timedelta(days=1))
    return {"number": draw_up(first_numbers(), approval, doing(world)).version}


KEEP, RELEASE, EDIT, POLICY = (
    Action.KEEP_VENUES,
    Action.RELEASE_MILESTONES,
    Action.EDIT_NEWS,
    Action.PUBLISH_POLICY,
)
ROWS = [
    Row("console", "venues:venues", KEEP),
    Row("console", "venues:export", KEEP),
    Row("console", "venues:add", KEEP),
    Row("console", "venues:venue", KEEP, a_venue, scoped=True),
    Row("console", "venues:poster", KEEP, a_code, scoped=True),
    Row("console", "venues:replace", KEEP, a_venue, scoped=True, method="POST"),
    Row("console", "venues:close", KEEP, a_venue, scoped=True, method="POST"),
    Row("console", "venues:expire", KEEP, a_code, scoped=True, method="POST"),
    Row("console", "venues:warnings", RELEASE),
    Row("console", "venues:export_warnings", RELEASE),
    Row("console", "venues:warning", RELEASE, a_milestone, scoped=True),
    Row("console", "venues:prepare", RELEASE, a_milestone, scoped=True),
    Row("console", "venues:release", RELEASE, a_milestone, scoped=True, method="POST"),
    Row("console", "venues:withdraw", RELEASE, a_milestone, scoped=True),
    Row("console", "venues:notice", RELEASE, a_milestone, scoped=True),
    Row("console", "news:bulletin", EDIT),
    Row("console", "news:preview", EDIT, method="POST"),
    Row("console", "news:isolation", EDIT, method="POST"),
    Row("console", "news:telephones", EDIT),
    Row("console", "news:telephone", EDIT, a_unit, scoped=True),
    Row("console", "news:remove_telephone", EDIT, a_unit, scoped=True, method="POST"),
    Row("console", "news:write", EDIT, a_section),
    Row("console", "news:article", EDIT, an_article),
    Row("console", "news:edit", EDIT, an_article),
    Row("console", "news:publish", EDIT, an_article, method="POST"),
    Row("console", "news:withdraw", EDIT, an_article, method="POST"),
    Row("console", "news:move", EDIT, an_article, method="POST"),
    Row("console", "policy:versions", POLICY),
    Row("console", "policy:new", POLICY),
    Row("console", "policy:read_file", POLICY, method="POST"),
    Row("console", "policy:version", POLICY, a_version),
    Row("console", "policy:publish", POLICY, a_version, method="POST"),
    Row("console", "policy:discard", POLICY, a_version, method="POST"),
]
