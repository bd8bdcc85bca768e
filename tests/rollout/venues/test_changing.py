"""What owners ask, and places that change name or commune; a vehicle keeps its code wherever it goes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.rollout.venues.conftest import NOW, Town

from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.services import MilestoneFacts, add_milestone
from bluezone.authority.venues.models import Venue, VenueMove
from bluezone.authority.venues.queries import suggested
from bluezone.authority.venues.services import move_venue, rename_venue, replace_code, signed
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.venues import VenueType, code_in, unverified_code
from bluezone.rollout.venues.models import Registration
from bluezone.rollout.venues.rules.words import Wish, WishState
from bluezone.rollout.venues.services import Asked, ask, decline, grant

pytestmark = pytest.mark.django_db


def shown(venue: Venue, town: Town) -> tuple[int, str, str]:
    """The version, name and commune that the present poster says."""
    code = venue.codes.select_related("venue__unit").get(ended_at=None)
    said = unverified_code(code_in(signed(code, town.doing()).text))
    return said.version, said.name, said.commune


def registered(venue: Venue) -> Registration:
    return Registration.objects.select_related("venue").get(venue=venue)


def test_a_place_with_another_name_gets_a_code_that_says_it_and_the_old_one_ends(town: Town) -> None:
    venue = town.place("Quán Cũ")

    rename_venue(venue, "Quán Mới", town.doing())

    assert shown(venue, town) == (2, "Quán Mới", "03445")
    assert venue.codes.get(version=1).ended_at == NOW
    assert Entry.objects.filter(action="venue.rename", actor=town.doing().actor).count() == 1


def test_a_place_is_not_given_the_name_of_another_or_its_own(town: Town) -> None:
    venue, _other = town.place("Quán Một"), town.place("Quán Hai")

    for name, code in (("quán hai", "venue_exists"), ("Quán Một", "venue_unchanged"), ("Кафе", "venue_name_letters")):
        with pytest.raises(RuleViolation) as refused:
            rename_venue(venue, name, town.doing())
        assert refused.value.code == code


def test_a_place_that_moves_to_another_commune_gets_a_new_code(town: Town) -> None:
    venue = town.place()

    move_venue(venue, town.world.elsewhere, town.doing().day, town.doing())

    assert shown(Venue.objects.get(), town) == (2, "Quán Hoa Ban", "03463")


def test_the_database_itself_refuses_to_change_or_delete_a_move(town: Town) -> None:
    venue = town.place(kind=VenueType.COACH)
    move = move_venue(venue, town.world.elsewhere, town.doing().day, town.doing())

    for change in (lambda: VenueMove.objects.update(unit=town.here, origin=town.world.elsewhere), move.delete):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            change()

    assert VenueMove.objects.get().unit == town.world.elsewhere


def test_a_vehicle_that_changes_communes_goes_on_with_its_code_and_a_milestone_finds_it_wherever_it_was(
    town: Town,
) -> None:
    coach = town.place("Xe Hải Vân", kind=VenueType.COACH)

    move = move_venue(coach, town.world.elsewhere, town.doing().day, town.doing())

    assert shown(coach, town) == (1, "Xe Hải Vân", "03445")
    assert (move.origin, move.unit) == (town.here, town.world.elsewhere)
    for unit in (town.here, town.world.elsewhere):
        facts = MilestoneFacts("Trên xe khách", unit, NOW - timedelta(hours=5), NOW - timedelta(hours=2))
        assert suggested(add_milestone(None, facts, town.doing()), "") == [coach]
    replace_code(coach, town.doing())
    assert shown(coach, town) == (2, "Xe Hải Vân", "03463")


def test_a_move_of_tomorrow_or_to_where_it_is_is_refused(town: Town) -> None:
    venue, today = town.place(), town.doing().day

    for unit, day, code in (
        (town.world.elsewhere, today + timedelta(days=1), "venue_move_future"),
        (town.here, today, "venue_unchanged"),
        (town.world.province, today, "venue_commune"),
    ):
        with pytest.raises(RuleViolation) as refused:
            move_venue(venue, unit, day, town.doing())
        assert refused.value.code == code


@pytest.mark.parametrize("kind", [*Wish])
def test_what_an_owner_asks_is_done_when_the_commune_says_so(town: Town, kind: Wish) -> None:
    venue = town.place()
    wish = ask(registered(venue), Asked(kind, "Quán Mới", town.world.elsewhere), NOW)
    before = venue.codes.count()

    grant(wish, town.doing())

    venue.refresh_from_db()
    wish.refresh_from_db()
    assert wish.state == WishState.DONE
    assert (venue.name == "Quán Mới") == (kind is Wish.RENAMED)
    assert (venue.unit == town.world.elsewhere) == (kind is Wish.MOVED)
    assert (venue.closed_at is not None) == (kind is Wish.CLOSED)
    assert venue.codes.count() == before + (kind is not Wish.CLOSED)


def test_a_wish_waits_once_is_settled_once_and_never_before_the_confirmation(town: Town) -> None:
    early, venue = town.offered("Quán Chờ"), town.place()
    wish = ask(registered(venue), Asked(Wish.NEW_CODE), NOW)

    with pytest.raises(RuleViolation, match="waits already"):
        ask(registered(venue), Asked(Wish.NEW_CODE), NOW)
    with pytest.raises(RuleViolation, match="not confirmed"):
        ask(early, Asked(Wish.NEW_CODE), NOW)
    decline(wish, town.doing())
    with pytest.raises(RuleViolation, match="settled meanwhile"):
        grant(wish, town.doing())

    assert venue.codes.count() == 1
