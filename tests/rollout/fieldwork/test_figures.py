"""Figures of communes and the list as it stands: each install once, a constant number of queries, what waits once it counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.rollout.fieldwork.conftest import ACTOR, DAY, ENROLLED, HOUR, NOW, Village

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import Event, SetAside, Visit
from bluezone.rollout.fieldwork.queries.counts import Figures, figures, standings
from bluezone.rollout.fieldwork.queries.lists import standing_of
from bluezone.rollout.fieldwork.rules.words import Outcome, Settlement
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.lists import change_list, close_list, make_list
from bluezone.rollout.fieldwork.services.setting_aside import count, drop

MORNING = NOW - 8 * HOUR


def test_figures_stand_as_they_stood_at_a_moment_and_by_list(village: Village) -> None:
    other = make_list(village.world.elsewhere, "1", "Bản Giẳng", ["1"], actor=ACTOR, moment=ENROLLED)
    device, far = village.device(), village.device("far", unit=village.world.elsewhere)
    device.visit(village.walk_list.pk, "1", MORNING - DAY, outcome="not_home", with_radio=0)
    device.visit(village.walk_list.pk, "1", MORNING, with_radio=1, browser_only=2)
    far.visit(other.pk, "1", MORNING)
    for each in (device, far):
        take(each.envelope(NOW), moment=NOW)

    now = figures([village.unit, village.world.elsewhere], NOW)
    before = figures([village.unit], NOW - DAY).total

    assert now.by_list[village.walk_list.pk] == now.of_unit(village.unit.pk) == Figures(6, 1, 1, 1, 2)
    assert (now.total.listed, now.total.visited, now.total.helped) == (7, 2, 4)
    assert (before.visited, before.closed, before.helped) == (1, 0, 0)


def test_the_last_tally_of_a_device_for_a_day_counts(village: Village) -> None:
    device = village.device()
    device.tally(village.walk_list.pk, MORNING.date(), MORNING, refused=1, no_smartphone=0)
    device.tally(village.walk_list.pk, MORNING.date(), MORNING + HOUR, refused=3, no_smartphone=2)
    device.undo(device.tally(village.walk_list.pk, MORNING.date(), MORNING + HOUR, refused=9), MORNING + HOUR)
    for event in reversed(device.events):
        take(device.envelope(NOW, [event]), moment=NOW)

    total = figures([village.unit], NOW).total

    assert (total.refused, total.no_smartphone) == (3, 2)


def test_more_lists_take_no_more_queries(village: Village) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            figures([village.unit], NOW)
        return len(asked)

    few = queries()
    for number in range(5, 9):
        made = make_list(village.unit, str(number), f"Bản {number}", ["1", "2"], actor=ACTOR, moment=ENROLLED)
        device = village.device(str(number), part=str(number))
        device.visit(made.pk, "1", MORNING)
        take(device.envelope(NOW), moment=NOW)

    assert queries() == few <= 7


def test_a_household_that_left_the_list_counts_no_more_its_installs_do(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", MORNING)
    take(device.envelope(NOW), moment=NOW)

    change_list(village.walk_list, ["2", "3"], actor=ACTOR, moment=NOW)
    device.visit(village.walk_list.pk, "1", NOW + HOUR)
    answer = take(device.envelope(NOW + HOUR), moment=NOW + HOUR)

    assert [reason for _id, reason in answer.set_aside] == ["no_such_household"]
    assert figures([village.unit], NOW + DAY).total == Figures(listed=2, with_radio=1)


def test_a_list_says_who_was_where(village: Village) -> None:
    first, second = village.device("first"), village.device("second")
    first.visit(village.walk_list.pk, "1", MORNING, with_radio=0, outcome="not_home")
    second.visit(village.walk_list.pk, "1", MORNING + HOUR)
    second.visit(
        village.walk_list.pk, "2", MORNING + 2 * HOUR, outcome="come_back", with_radio=0, revisit_on="2026-11-29"
    )
    for device in (first, second):
        take(device.envelope(NOW), moment=NOW)

    one, two, *others = standing_of(village.walk_list, NOW)

    assert (one.number, one.state, one.reported_by, one.also_reported) == ("1", Outcome.HELPED, 2, (1,))
    assert (two.state, str(two.revisit_on)) == (Outcome.COME_BACK, "2026-11-29")
    assert {(each.state, each.reported_by, each.also_reported) for each in others} == {(None, None, ())}
    assert {*standings([one.id], NOW)} == {one.id}


@pytest.mark.parametrize(
    ("part", "numbers", "code"),
    [
        ("", ["1"], "list_unnamed"),
        ("3", ["1"], "list_open"),
        ("9", [], "numbers_none"),
        ("9", [*map(str, range(1001))], "numbers_too_many"),
    ],
)
def test_a_list_that_cannot_be_is_refused(village: Village, part: str, numbers: list[str], code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        make_list(village.unit, part, "Nậm Cười", numbers, actor=ACTOR, moment=NOW)

    assert refusal.value.code == code


def test_a_closed_list_is_not_changed_and_takes_what_was_on_its_way(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", MORNING)
    close_list(village.walk_list, actor=ACTOR, moment=NOW)
    close_list(village.walk_list, actor=ACTOR, moment=NOW + DAY)

    answer = take(device.envelope(NOW + HOUR), moment=NOW + HOUR)

    assert (answer.set_aside, village.walk_list.closed_at) == ((), NOW)
    with pytest.raises(RuleViolation, match="not changed any more"):
        change_list(village.walk_list, ["1"], actor=ACTOR, moment=NOW)


def waiting(village: Village, household: str = "600") -> SetAside:
    """A visit that waits for the clerk."""
    device = village.device()
    device.visit(village.walk_list.pk, household, MORNING)
    take(device.envelope(NOW), moment=NOW)
    return SetAside.objects.get()


def test_what_waited_counts_once_the_clerk_put_its_household_on_the_list(village: Village) -> None:
    held = waiting(village)
    with pytest.raises(RuleViolation, match="cannot be counted"):
        count(held, actor=ACTOR, moment=NOW)

    change_list(village.walk_list, ["1", "600"], actor=ACTOR, moment=NOW)
    count(held, actor=ACTOR, moment=NOW + HOUR)

    assert Visit.objects.get().household.number == "600"
    assert SetAside.objects.get().settlement == Settlement.TAKEN
    assert Event.objects.get().witnessed_at == MORNING
    with pytest.raises(RuleViolation, match="decided already"):
        drop(held, actor=ACTOR, moment=NOW)


def test_what_the_clerk_drops_counts_nowhere_and_comes_no_more(village: Village) -> None:
    held = waiting(village)

    drop(held, actor=ACTOR, moment=NOW)

    assert (SetAside.objects.get().settlement, Visit.objects.count()) == (Settlement.DROPPED, 0)
    assert held.received_at + timedelta() == NOW


def test_what_cannot_be_read_cannot_be_counted(village: Village) -> None:
    device = village.device()
    device.events.append({"id": "nonsense"})
    take(device.envelope(NOW), moment=NOW)

    with pytest.raises(RuleViolation, match="cannot be counted"):
        count(SetAside.objects.get(), actor=ACTOR, moment=NOW)
