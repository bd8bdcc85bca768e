"""Whatever changes figures of doors is in them at once, though lists are worked out only when they changed."""

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.rollout.fieldwork.conftest import ACTOR, DAY, ENROLLED, HOUR, NOW, Village
from tests.rollout.fieldwork.devices import FakeDevice

from bluezone.authority.cases.services.doing import Doing, local_day
from bluezone.rollout.fieldwork.models import Visit
from bluezone.rollout.fieldwork.queries.counts import figures, standings_of_lists
from bluezone.rollout.fieldwork.queries.live import live_visits
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.lists import change_list
from bluezone.rollout.fieldwork.services.resolving import resolve

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS = ["1", "2", "3", "4", "5", "51A"]
OUTCOMES = ["helped", "already", "not_home", "come_back", "done"]
ASKED = [ENROLLED + HOUR, NOW - 2 * DAY, NOW - DAY, NOW - 7 * HOUR, NOW, NOW + DAY]

Counted = tuple[int, int, int, int, int]


def fast(village: Village, at: datetime) -> Counted:
    """What dashboards show."""
    found = figures([village.unit], at).total
    return found.listed, found.visited, found.closed, found.with_radio, found.browser_only


def ruled(village: Village, at: datetime) -> Counted:
    """What the rule says, household by household."""
    found = standings_of_lists([village.walk_list.pk], at)
    left = village.walk_list.households.filter(removed_at__lte=at).values_list("pk", flat=True)
    there = [each for key, each in found.items() if key not in left]
    return (
        village.walk_list.households.count() - len(left),
        len(there),
        sum(each.is_closed for each in there),
        sum(each.with_radio for each in found.values()),
        sum(each.browser_only for each in found.values()),
    )


def visits(village: Village, device: FakeDevice, random: Random) -> None:
    """Go to a few doors in the order of time."""
    last = device.events[-1]["at"] if device.events else ENROLLED.isoformat()
    begin = max(datetime.fromisoformat(last), ENROLLED)
    moments = sorted(begin + random.random() * (NOW - begin) for _ in range(5))
    for moment in moments:
        outcome = random.choice(OUTCOMES)
        radio = random.randint(0, 2) if outcome == "helped" else 0
        device.visit(village.walk_list.pk, random.choice(NUMBERS[:4]), moment, outcome=outcome, with_radio=radio)
        if random.random() < 0.2:
            device.undo(random.choice([each for each in device.events if each["kind"] == "visit"]), moment)


def hand_in(device: FakeDevice, random: Random) -> None:
    """Send some of what there is, in any order: what takes back may come before what it takes back."""
    take(device.envelope(NOW, random.sample(device.events, random.randint(1, len(device.events)))), moment=NOW)


def decide(random: Random) -> None:
    """Choose a visit of a day, at some moment."""
    live = [*live_visits().select_related("event", "household")]
    if live:
        chosen = random.choice(live)
        day, at = local_day(chosen.event.witnessed_at), NOW - random.randint(0, 50) * HOUR
        resolve(chosen.household, day, chosen, Doing(ACTOR, "fieldwork", at))


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_the_rule_s_after_each_visit_undo_decision_and_change(village: Village, seed: int) -> None:
    random, devices = Random(seed), [village.device("first"), village.device("second")]
    acts: list[Callable[[], object]] = [
        lambda: hand_in(random.choice(devices), random),
        lambda: decide(random),
        lambda: change_list(village.walk_list, random.sample(NUMBERS, 5), actor=ACTOR, moment=NOW - 9 * HOUR),
    ]
    for device in devices:
        visits(village, device, random)

    for act in random.choices(acts, [5, 3, 1], k=10):
        act()

        assert [fast(village, at) for at in ASKED] == [ruled(village, at) for at in ASKED]
    assert Visit.objects.count() > 4


def test_a_list_at_which_nothing_happened_is_not_worked_out_again(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", NOW - HOUR)
    take(device.envelope(NOW), moment=NOW)
    figures([village.unit], NOW)

    with CaptureQueriesContext(connection) as asked:
        figures([village.unit], NOW - DAY)

    assert not [each for each in asked.captured_queries if 'FROM "fieldwork_visit"' in each["sql"]]


def test_what_was_rolled_back_is_in_no_figure(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", NOW - HOUR)
    before = fast(village, NOW)

    with transaction.atomic():
        take(device.envelope(NOW), moment=NOW)
        during = fast(village, NOW)
        transaction.set_rollback(True)

    assert during != fast(village, NOW) == before == ruled(village, NOW)
