"""What an officer sees of reports: how many candidates wait, and what a letter said."""

import pytest
from pytest_django import Settings
from tests.authority.cases.desk import desk_of
from tests.authority.exposure_reports.letters import KEY, TODAY, MemoryMailbox, letter, met, report
from tests.authority.permissions import World, make_world

from bluezone.authority.accounts.rules import Role
from bluezone.authority.cases.models import Contact
from bluezone.authority.exposure_reports.services import collect


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    settings.BLUEZONE_CLOCK = "tests.authority.test_permissions.present_clock"
    return make_world()


def receive(world: World, *communes: str) -> None:
    letters = [letter(report(number, commune=code)) for number, code in enumerate(communes)]
    collect(MemoryMailbox().leave(*letters), (KEY,), world.moment)


def test_the_first_page_says_how_many_candidates_of_the_own_units_wait(world: World) -> None:
    receive(world, "03445", "03445", "03463")

    page = desk_of(world.holder(Role.TRACER)).get("/").content.decode()

    assert "2 wait for a decision" in page
    assert "/contacts/?state=candidate" in page


def test_the_first_page_says_nothing_when_nobody_waits(world: World) -> None:
    receive(world, "03463")

    assert "for a decision" not in desk_of(world.holder(Role.TRACER)).get("/").content.decode().replace(
        "wait for a decision.", ""
    )


def test_the_page_of_a_candidate_says_where_it_came_from(world: World) -> None:
    later = report(encounters=(met(), met(TODAY.replace(year=2090))), note="Tôi hơi mệt.")
    collect(MemoryMailbox().leave(letter(later)), (KEY,), world.moment)
    address = f"/contacts/{Contact.objects.get().pk}/"

    page = desk_of(world.holder(Role.TRACER)).get(address).content.decode()

    assert "Exposure report from the phone" in page
    assert "1 day that lies in the future or long past" in page
    assert "self-reported" in page
    assert "Tôi hơi mệt." in page


def test_the_list_of_candidates_says_when_letters_were_collected_last(world: World) -> None:
    client = desk_of(world.holder(Role.TRACER))

    before = client.get("/contacts/?state=candidate").content.decode()
    receive(world, "03445")
    after = client.get("/contacts/?state=candidate").content.decode()

    assert "No report from a phone was collected yet." in before
    assert "1 new one came on that day" in after
