"""An owner offers a place; the commune confirms it once, refuses it, takes the refusal back; machines do not drown it."""

from datetime import timedelta
from hashlib import sha256

import pytest
from tests.rollout.venues.conftest import MINUTE, NOW, PHONE, Town

from bluezone.authority.audit.models import Entry
from bluezone.authority.retention.services import purge
from bluezone.authority.venues.models import Venue
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.venues import VenueType
from bluezone.rollout.venues.models import Registration
from bluezone.rollout.venues.queries import venue_figures
from bluezone.rollout.venues.queries.queue import Surroundings
from bluezone.rollout.venues.rules.admission import AN_HOUR_A_COMMUNE, HOUR, QUEUE, Busy, TurnedAway
from bluezone.rollout.venues.rules.names import Likeness
from bluezone.rollout.venues.rules.words import Refusal, State
from bluezone.rollout.venues.services import Offer, confirm, phone_of, refuse, register, reopen

pytestmark = pytest.mark.django_db


def test_a_place_offered_twice_with_one_form_is_one_registration(town: Town) -> None:
    stamp, offer = town.stamp(), Offer("Quán Hoa Ban", VenueType.RESTAURANT, town.here, PHONE)

    first, second = register(offer, stamp, NOW), register(offer, stamp, NOW)

    assert first == second
    assert Registration.objects.count() == 1


def test_of_the_owner_s_link_only_a_hash_is_kept_and_the_telephone_is_sealed(town: Town) -> None:
    stamp = town.stamp()
    made = register(Offer("Quán Hoa Ban", VenueType.RESTAURANT, town.here, PHONE), stamp, NOW)
    assert isinstance(made, Registration)

    assert bytes(made.token_hash) == sha256(stamp.token.encode()).digest()
    assert made.sealed_phone is not None
    assert b"02133876501" not in bytes(made.sealed_phone)
    assert phone_of(made, town.doing()) == "02133876501"
    assert Entry.objects.filter(action="registration.read_phone", actor=town.doing().actor).count() == 1


def test_confirming_twice_makes_one_place(town: Town) -> None:
    offered = town.offered()

    first = confirm(offered, "Quán Hoa Ban", town.doing())
    second = confirm(offered, "Another name", town.doing())

    assert first == second
    assert Venue.objects.get().codes.count() == 1


def test_two_venues_of_one_name_stand_side_by_side_and_the_second_is_not_confirmed_under_it(town: Town) -> None:
    town.place("Quán Hoà Bình")
    second = town.offered("QUÁN HÒA BÌNH")

    near = Surroundings([second]).near(second)
    with pytest.raises(RuleViolation) as refused:
        confirm(second, second.name, town.doing())

    assert [(each.name, each.likeness) for each in near] == [("Quán Hoà Bình", Likeness.SAME)]
    assert refused.value.code == "venue_exists"
    assert confirm(second, "Quán Hoà Bình 2", town.doing()).name == "Quán Hoà Bình 2"


def test_a_refusal_erases_the_telephone_and_can_be_taken_back(town: Town) -> None:
    offered = town.offered()

    assert refuse([offered.pk], Refusal.NOT_HERE, town.doing()) == 1
    offered.refresh_from_db()
    assert (offered.state, offered.reason, offered.sealed_phone) == (State.REFUSED, Refusal.NOT_HERE, None)

    reopen(offered, town.doing())
    offered.refresh_from_db()
    assert (offered.state, offered.reason, phone_of(offered, town.doing())) == (State.WAITING, "", "")
    assert confirm(offered, offered.name, town.doing()).unit == town.here


def test_what_is_confirmed_is_not_refused_and_what_is_refused_is_not_confirmed(town: Town) -> None:
    confirmed, refused = town.offered("Quán Một"), town.offered("Quán Hai")
    confirm(confirmed, "Quán Một", town.doing())
    refuse([refused.pk], Refusal.NAME, town.doing())

    assert refuse([confirmed.pk, refused.pk], Refusal.NONSENSE, town.doing()) == 0
    with pytest.raises(RuleViolation, match="was refused"):
        confirm(refused, "Quán Hai", town.doing())
    with pytest.raises(RuleViolation, match="is not refused"):
        reopen(confirmed, town.doing())


def test_1000_venues_registered_by_a_machine_leave_the_queue_bounded_and_the_honest_owner_gets_in(town: Town) -> None:
    offer = Offer("Quán Máy", VenueType.OTHER, town.here, PHONE)
    turned = list[TurnedAway]()
    for second in range(1000):
        moment = NOW + timedelta(seconds=second)
        came = register(offer, town.stamp(moment), moment)
        turned += [came] if isinstance(came, TurnedAway) else []
    later = NOW + timedelta(seconds=1000)

    elsewhere = register(Offer("Chợ", VenueType.MARKET, town.world.elsewhere, PHONE), town.stamp(later), later)
    told = register(Offer("Quán Thật", VenueType.RESTAURANT, town.here, PHONE), town.stamp(later), later)

    assert Registration.objects.filter(unit=town.here).count() == AN_HOUR_A_COMMUNE == 1000 - len(turned)
    assert isinstance(elsewhere, Registration)
    assert isinstance(told, TurnedAway)
    assert told.again is not None
    assert told.again <= later + HOUR
    assert isinstance(register(offer, town.stamp(told.again), told.again), Registration)


def test_a_full_queue_opens_again_once_the_commune_refuses_many_at_once(town: Town) -> None:
    moment = NOW
    for number in range(QUEUE):
        moment = NOW + number * HOUR / AN_HOUR_A_COMMUNE
        town.offered(f"Quán Máy {number}", moment=moment)
    later = moment + HOUR
    honest = Offer("Quán Thật", VenueType.RESTAURANT, town.here, PHONE)
    turned = register(honest, town.stamp(later), later)

    refused = refuse(Registration.objects.values_list("pk", flat=True), Refusal.NONSENSE, town.doing(later))

    assert turned == TurnedAway(Busy.QUEUE, None)
    assert refused == QUEUE
    assert isinstance(register(honest, town.stamp(later), later + MINUTE), Registration)


def test_the_telephone_is_forgotten_30_days_after_the_decision_and_what_led_to_nothing_after_90(town: Town) -> None:
    confirmed, refused, waiting = town.offered("Quán Một"), town.offered("Quán Hai"), town.offered("Quán Ba")
    confirm(confirmed, "Quán Một", town.doing())
    refuse([refused.pk], Refusal.NAME, town.doing())

    purge(NOW + timedelta(days=29, hours=23))
    kept = Registration.objects.get(pk=confirmed.pk).sealed_phone
    purge(NOW + timedelta(days=30))
    assert kept is not None
    assert Registration.objects.get(pk=confirmed.pk).sealed_phone is None
    assert Registration.objects.get(pk=waiting.pk).sealed_phone is not None
    purge(NOW + timedelta(days=90))

    assert list(Registration.objects.all()) == [confirmed]


def test_the_dashboard_counts_what_waits_and_what_is_confirmed(town: Town) -> None:
    town.place("Quán Một")
    town.offered("Quán Hai")
    refuse([town.offered("Quán Ba").pk], Refusal.NAME, town.doing())

    figures = venue_figures([town.here], NOW + MINUTE)

    assert (figures.registered, figures.confirmed, figures.waiting, figures.inspected_in_30_days) == (2, 1, 1, 0)
    assert venue_figures([town.world.elsewhere], NOW).registered == 0
