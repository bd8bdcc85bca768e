"""A province with a market, a doctor of its centre and two tracers of its communes, and a milestone to be released."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.authority.accounts.people import person
from tests.authority.permissions import World, make_world

from bluezone.authority.accounts.access import Grant, Holder
from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.cases.models import Milestone
from bluezone.authority.cases.services import Doing, MilestoneFacts, add_milestone, review_milestone
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.services import NoticeFacts, VenueFacts, add_venue, content_at, prepare, release
from bluezone.protocol.place_warnings import CheckIn, place_exposures, venues_in
from bluezone.protocol.signed_feeds import Feed
from bluezone.protocol.venues import VenueCode, VenueType, code_in, unverified_code

MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
START = datetime(2020, 8, 4, 2, 0, tzinfo=UTC)
"""Nine in the morning in Lai Châu, the day before."""
HOUR = timedelta(hours=1)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass
class Stage:
    """Everybody who releases, and where."""

    world: World
    doctor: User
    tracer: User
    other: User
    moment: datetime = MOMENT

    def doing(self, user: User, *, moment: datetime | None = None) -> Doing:
        return Doing(f"user:{user.pk}", "tracing", moment or self.moment)

    def holder(self, user: User) -> Holder:
        grants = tuple(Grant(Role(row.role), row.unit_id) for row in user.assignments.all())
        return Holder(f"user:{user.pk}", grants, self.moment.astimezone(VIETNAM).date(), user)

    def venue(self, name: str = "Chợ Mường Tè", *, unit: Unit | None = None) -> Venue:
        where = unit or self.world.here
        issued = self.doing(self.doctor, moment=START - 10 * HOUR)
        return add_venue(VenueFacts(name, VenueType.MARKET, where), issued)

    def milestone(self, start: datetime = START, hours: float = 2, **facts: object) -> Milestone:
        told = MilestoneFacts("Chợ Mường Tè", self.world.here, start, start + hours * HOUR, **facts)  # type: ignore[arg-type]  # named by the tests
        draft = add_milestone(None, told, self.doing(self.tracer))
        return draft if draft.is_private else review_milestone(draft, self.doing(self.tracer))

    def prepared(self, milestone: Milestone, venue: Venue | None, *, at_once: bool = True) -> int:
        facts = NoticeFacts(venue, "Thông báo", "Notice", at_once)
        return prepare(milestone, facts, self.doing(self.tracer), 0).revision

    def released(self, milestone: Milestone, venue: Venue | None, *, at_once: bool = True) -> None:
        revision = self.prepared(milestone, venue, at_once=at_once)
        assert not self.release(milestone, self.doctor, revision)
        assert self.release(milestone, self.tracer, revision)

    def release(self, milestone: Milestone, user: User, revision: int) -> bool:
        return release(milestone, self.holder(user), self.doing(user), revision)


def make_stage() -> Stage:
    world = make_world()
    return Stage(
        world,
        person("doctor", Role.CDC_DOCTOR, unit=world.province),
        person("tracer", Role.TRACER, unit=world.here),
        person("other", Role.TRACER, unit=world.elsewhere),
    )


def code_of(text: str) -> VenueCode:
    """What a phone reads in a QR code."""
    return unverified_code(code_in(text))


def entries(moment: datetime) -> tuple[bytes, ...]:
    """What phones read in the feed at a moment."""
    content = content_at(moment)
    if content is None:
        return ()
    return venues_in(Feed(kind="venues", sequence=1, issued=moment, expires=moment, content=content))


def warned(stays: list[CheckIn], moment: datetime) -> list[int]:
    """Which of the stays are warned about at a moment, by their number."""
    told = {id(each.check_in) for each in place_exposures(stays, entries(moment))}
    return [number for number, stay in enumerate(stays) if id(stay) in told]
