"""Hotspots: a key shown once, checks kept once without any address, verified within seven days, forgotten after 30."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.rollout.venues.conftest import NOW, Town
from tests.rollout.venues.test_hotspot_rules import body

from bluezone.authority.accounts.access import Grant, Holder
from bluezone.authority.accounts.rules import Action, Role
from bluezone.authority.retention.services import purge
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.venues.models import Hotspot, HotspotCheck, HotspotDay
from bluezone.rollout.venues.queries import hotspot_figures
from bluezone.rollout.venues.queries.places import hotspots_for
from bluezone.rollout.venues.queries.queue import Wanted
from bluezone.rollout.venues.rules.words import Standing
from bluezone.rollout.venues.services import HotspotFacts, add_hotspot, close_hotspot, renew_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
SSID = "Cai Bluezone - Ben xe Lai Chau"


@pytest.fixture
def hotspot(town: Town) -> tuple[Hotspot, str]:
    """A hotspot of the commune, and its key."""
    return add_hotspot(HotspotFacts(SSID, "Viettel Lai Châu", town.here, 3), town.doing())


def posted(key: str, **other: Any) -> Any:
    return Client().post(
        "/machines/hotspots/checks/",
        json.dumps(body(**other)),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def test_a_check_sent_twice_is_kept_and_counted_once(hotspot: tuple[Hotspot, str]) -> None:
    name = str(new_id(NOW))

    first, second = posted(hotspot[1], id=name), posted(hotspot[1], id=name)

    assert (first.status_code, second.status_code) == (201, 200)
    assert json.loads(second.content) == {"id": name, "stored": True}
    assert not first.cookies
    assert HotspotCheck.objects.count() == HotspotDay.objects.get().good == 1


def test_an_unknown_key_the_former_one_and_that_of_a_closed_hotspot_are_refused(
    hotspot: tuple[Hotspot, str], town: Town
) -> None:
    first = hotspot[1]
    second = renew_key(hotspot[0], town.doing())
    accepted = posted(second).status_code
    close_hotspot(hotspot[0], town.doing())

    assert accepted == 201
    assert [posted(key).status_code for key in ("", "bzwifi_nobody", first, second)] == [401] * 4


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"tier": 5}, 422),
        ({"verdict": "fine"}, 422),
        ({"id": str(uuid4())}, 422),
        ({"page_bytes": -1}, 422),
        ({"checked_at": "2026-11-20T02:00:00"}, 422),
        ({"checked_at": "2026-11-21T02:00:00Z"}, 409),
        ({"checked_at": "2026-10-01T02:00:00Z"}, 409),
    ],
)
def test_what_is_no_check_is_refused(hotspot: tuple[Hotspot, str], other: dict[str, Any], status: int) -> None:
    answer = posted(hotspot[1], **other)

    assert answer.status_code == status
    assert not HotspotCheck.objects.exists()


def test_a_check_of_another_hotspot_is_not_taken_for_this_one(hotspot: tuple[Hotspot, str], town: Town) -> None:
    _other, key = add_hotspot(HotspotFacts("Wifi", "VNPT", town.here, 1), town.doing())
    name = str(new_id(NOW))
    posted(hotspot[1], id=name)

    answer = posted(key, id=name)

    assert (answer.status_code, json.loads(answer.content)["error"]) == (409, "check_other")


def test_no_address_of_a_machine_is_kept_of_a_check(hotspot: tuple[Hotspot, str]) -> None:
    posted(hotspot[1], findings=[{"probe": "10.42.0.1", "outcome": "302 http://[2001:db8::1]:8080 02:42:ac:11:00:02"}])

    kept = json.dumps(HotspotCheck.objects.get().findings)

    assert not any(address in kept for address in ("10.42.0.1", "2001:db8::1", "02:42:ac:11:00:02"))


def test_a_network_of_another_name_does_not_verify_the_registered_one(hotspot: tuple[Hotspot, str], town: Town) -> None:
    posted(hotspot[1], ssid="Some other network")

    assert hotspot_figures([town.here], NOW).failing == 1


def test_the_dashboard_and_the_list_say_verified_within_seven_days_of_those_registered(
    hotspot: tuple[Hotspot, str], town: Town
) -> None:
    add_hotspot(HotspotFacts("Wifi", "VNPT", town.here, 1), town.doing())
    posted(hotspot[1], ssid=SSID)

    week = timedelta(days=7)
    now, later = hotspot_figures([town.here], NOW), hotspot_figures([town.here], NOW + week)

    assert (now.registered, now.verified_in_7_days, now.failing, now.silent) == (2, 1, 0, 1)
    assert (later.registered, later.verified_in_7_days, later.silent) == (2, 0, 2)
    holder = Holder("user:1", (Grant(Role.REPORTER, town.here.pk),), town.doing().day)
    for state, at, found in (
        (Standing.VERIFIED, NOW, [SSID]),
        (Standing.NEVER, NOW, ["Wifi"]),
        (Standing.SILENT, NOW + week, [SSID]),
        (Standing.FAILING, NOW, []),
    ):
        rows = hotspots_for(holder, Action.READ_VENUE_REGISTER, Wanted(state=state.value), at)
        assert [each.ssid for each in rows] == found


def test_after_30_days_only_the_counts_are_left(hotspot: tuple[Hotspot, str]) -> None:
    posted(hotspot[1], verdict="broken")

    purge(NOW + timedelta(days=30))

    assert not HotspotCheck.objects.exists()
    assert HotspotDay.objects.get(hotspot=hotspot[0]).broken == 1


def test_the_figures_take_as_many_queries_for_two_communes_as_for_one(
    hotspot: tuple[Hotspot, str], town: Town, django_assert_num_queries: Any
) -> None:
    for units in ([town.here], [town.here, town.world.elsewhere]):
        with django_assert_num_queries(1):
            assert hotspot_figures(units, NOW).registered == 1
