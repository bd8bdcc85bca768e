"""A province with everybody whom a text passes, and the texts that come with Bluezone."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tests.authority.accounts.people import person
from tests.authority.permissions import World, make_world

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.console.models import Publisher
from bluezone.rollout.studio.models import StudioText
from bluezone.rollout.studio.rules.review import Step
from bluezone.rollout.studio.rules.words import Message, Text
from bluezone.rollout.studio.services import Doing, bring_shipped, take_step, write_text

MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)


@dataclass
class Studio:
    """Who writes, reads, checks and releases."""

    world: World
    lead: User
    editor: User
    reader: User
    doctor: User

    def doing(self, user: User, moment: datetime = MOMENT) -> Doing:
        return Doing(f"user:{user.pk}", moment)

    def text(self, message: Message = Message.INSTALL, language: str = "vi") -> StudioText:
        return StudioText.objects.filter(message=message, language=language)[0]

    def released(self, text: StudioText, *, native: str = "") -> StudioText:
        take_step(text, Step.LANGUAGE, self.doing(self.reader), native=native)
        take_step(text, Step.HEALTH, self.doing(self.doctor))
        return take_step(text, Step.RELEASE, self.doing(self.lead))

    def write(self, text: Text, after: int) -> StudioText:
        return write_text(text, self.doing(self.editor), after=after)


def make_studio() -> Studio:
    world = make_world()
    bring_shipped(Doing("system", MOMENT))
    return Studio(
        world,
        person("lead", Role.LEAD, unit=world.province),
        person("editor", Role.EDITOR, unit=world.province),
        person("reader", Role.LANGUAGE_REVIEWER, unit=world.province),
        person("doctor", Role.CDC_DOCTOR, unit=world.province),
    )


def a_publisher() -> Publisher:
    return Publisher.objects.create(
        name="Sở Y tế tỉnh Lai Châu", short_name="Sở Y tế", basis="Quyết định 1", configured_at=MOMENT
    )
