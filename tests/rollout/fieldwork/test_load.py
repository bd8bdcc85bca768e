"""Two requests with the same bundle at one moment, several devices at once: everything is kept, and kept once."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.authority.permissions import make_world
from tests.rollout.fieldwork.conftest import ACTOR, DAY, ENROLLED, HOUR, NOW, Village

from bluezone.rollout.fieldwork.models import Event, SetAside, Visit
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.lists import make_list

HANDS = 6


@pytest.mark.django_db(transaction=True)
def test_the_same_bundle_in_two_requests_at_once_is_counted_once() -> None:
    world = make_world()
    walk_list = make_list(world.here, "3", "Nậm Cười", ["1", "2", "3"], actor=ACTOR, moment=ENROLLED - DAY)
    village = Village(world, walk_list)
    devices = [village.device(seed) for seed in ("one", "two", "three")]
    for device in devices:
        for number in ("1", "2", "3", "600"):
            device.visit(walk_list.pk, number, NOW - HOUR)

    def hand_in(envelope: bytes) -> object:
        try:
            return json.loads(take(envelope, moment=NOW).receipt.body)["ranges"]
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        answers = list(pool.map(hand_in, [device.envelope(NOW) for device in devices for _twice in range(2)]))

    assert answers == [[[1, 4]]] * HANDS
    assert (Event.objects.count(), Visit.objects.count(), SetAside.objects.count()) == (9, 9, 3)
