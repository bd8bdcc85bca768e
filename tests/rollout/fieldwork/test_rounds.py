"""A spot-check is drawn by chance, goes to another device, and keeps what was found when it is closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.rollout.fieldwork.conftest import DAY, HOUR, MINUTE, NOW, Village, row_of
from tests.rollout.fieldwork.devices import FakeDevice

from bluezone.authority.cases.services.doing import Doing
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.models import Household, SpotRound
from bluezone.rollout.fieldwork.queries.counts import figures
from bluezone.rollout.fieldwork.queries.rounds import checks_at, standing_of_round, work_rounds
from bluezone.rollout.fieldwork.rules.sampling import drawn
from bluezone.rollout.fieldwork.rules.spot_checks import Finding, Result, Verdict
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.lists import change_list
from bluezone.rollout.fieldwork.services.revoking import revoke
from bluezone.rollout.fieldwork.services.rounds import close, draw

SEED = bytes(range(32))
DOING = Doing("user:1", "fieldwork", NOW)
LATER = Doing("user:1", "fieldwork", NOW + DAY)


@pytest.fixture
def first(village: Village) -> FakeDevice:
    """Who walked: five households helped, the last one not at home."""
    device = village.device("first")
    for number in ("1", "2", "3", "4", "5"):
        device.visit(village.walk_list.pk, number, NOW - HOUR)
    device.visit(village.walk_list.pk, "51A", NOW - HOUR, outcome="not_home", with_radio=0)
    take(device.envelope(NOW), moment=NOW)
    return device


@pytest.fixture
def second(village: Village) -> FakeDevice:
    """Who looks again."""
    return village.device("second")


def look(second: FakeDevice, drawn_round: SpotRound, number: str, *, at: Any = NOW + HOUR, **fields: Any) -> None:
    """The second team asks at a door, and hands in."""
    home = drawn_round.households.get(household__number=number).household
    told = second.visit(home.walk_list_id, number, at, round=str(drawn_round.pk), **fields)
    assert take(second.envelope(at + MINUTE, [told]), moment=at + MINUTE).set_aside == ()


def asked_numbers(second: FakeDevice) -> list[str]:
    return [number for each in work_rounds(row_of(second)) for number in each["households"]]


def test_only_closed_households_that_another_device_visited_are_drawn(
    village: Village, first: FakeDevice, second: FakeDevice
) -> None:
    second.visit(village.walk_list.pk, "2", NOW - 2 * HOUR)
    take(second.envelope(NOW), moment=NOW)

    made = draw(village.unit, row_of(second), seed=SEED, doing=DOING)

    assert {each.household.number for each in made.households.all()} == {"1", "3", "4", "5"}
    assert (made.lot, made.size, made.allowed) == (4, 4, 0)


def test_the_same_seed_draws_the_same_households(village: Village, first: FakeDevice, second: FakeDevice) -> None:
    change_list(village.walk_list, [str(number) for number in range(1, 61)], actor="user:1", moment=NOW)
    for number in range(6, 61):
        first.visit(village.walk_list.pk, str(number), NOW + MINUTE)
    take(first.envelope(NOW + HOUR), moment=NOW + HOUR)

    made = draw(village.unit, row_of(second), seed=SEED, doing=LATER, walk_list=village.walk_list)

    everybody = Household.objects.filter(walk_list=village.walk_list, removed_at=None).values_list("pk", flat=True)
    again = drawn(everybody, bytes(made.seed))[: 2 * made.size]
    assert [each.household_id for each in made.households.all()] == again
    assert made.lot == 60


def test_a_device_is_told_which_doors_and_nothing_of_the_first_visit(
    village: Village, first: FakeDevice, second: FakeDevice
) -> None:
    made = draw(village.unit, row_of(second), seed=SEED, doing=DOING)

    (told,) = work_rounds(row_of(second))

    assert told.keys() == {"id", "list", "village", "households"}
    assert (told["id"], told["households"]) == (str(made.pk), ["1", "2", "3", "4", "5"])
    assert work_rounds(row_of(first)) == []


def test_a_round_is_closed_with_what_was_found_and_never_changes(
    village: Village, first: FakeDevice, second: FakeDevice
) -> None:
    made = draw(village.unit, row_of(second), seed=SEED, doing=DOING)
    look(second, made, "1")
    look(second, made, "2", outcome="come_back", with_radio=0)
    look(second, made, "3", with_radio=0, browser_only=1)
    look(second, made, "4", outcome="not_home", with_radio=0)

    closed = close(made.pk, LATER)
    look(second, made, "1", at=NOW + 2 * DAY, outcome="come_back", with_radio=0)

    standing = standing_of_round(closed)
    found = {each.number: each.finding for each in standing.households}
    assert found == {
        "1": Finding.AGREES,
        "2": Finding.NOT_VISITED,
        "3": Finding.PHONES,
        "4": Finding.NO_ANSWER,
        "5": Finding.UNASKED,
    }
    assert (closed.checked, closed.differed) == (3, 2)
    assert (standing.result, standing.verdict) == (Result(3, 2), Verdict.NOT_ACCEPTED)
    with pytest.raises(RuleViolation, match="before"):
        close(made.pk, LATER)


def test_a_look_that_was_taken_back_is_asked_again(village: Village, first: FakeDevice, second: FakeDevice) -> None:
    made = draw(village.unit, row_of(second), seed=SEED, doing=DOING)
    look(second, made, "1", outcome="done", with_radio=0)
    assert "1" not in asked_numbers(second)

    undo = second.undo(second.events[-1], NOW + 2 * HOUR)
    take(second.envelope(NOW + 2 * HOUR, [undo]), moment=NOW + 2 * HOUR)

    assert "1" in asked_numbers(second)


def test_a_household_of_the_reserve_is_asked_where_nobody_answers(
    village: Village, first: FakeDevice, second: FakeDevice
) -> None:
    change_list(village.walk_list, [str(number) for number in range(1, 61)], actor="user:1", moment=NOW)
    for number in range(6, 61):
        first.visit(village.walk_list.pk, str(number), NOW + MINUTE)
    take(first.envelope(NOW + HOUR), moment=NOW + HOUR)
    made = draw(village.unit, row_of(second), seed=SEED, doing=LATER)
    before = asked_numbers(second)

    look(second, made, before[0], at=NOW + 2 * DAY, outcome="not_home", with_radio=0)

    after = asked_numbers(second)
    next_one = made.households.get(place=made.size + 1).household.number
    assert {*after} == {*before} - {before[0]} | {next_one}


def test_a_spot_check_changes_no_figure_of_the_village(village: Village, first: FakeDevice, second: FakeDevice) -> None:
    before = figures([village.unit], NOW + 2 * DAY).total
    made = draw(village.unit, row_of(second), seed=SEED, doing=DOING)

    look(second, made, "1", outcome="come_back", with_radio=0)
    close(made.pk, LATER)

    assert figures([village.unit], NOW + 2 * DAY).total == before


def test_closed_rounds_make_the_published_rate(village: Village, first: FakeDevice, second: FakeDevice) -> None:
    made = draw(village.unit, row_of(second), seed=SEED, doing=DOING)
    look(second, made, "1")
    look(second, made, "2", outcome="come_back", with_radio=0)
    assert checks_at([village.unit], NOW + 2 * DAY).checked == 0

    close(made.pk, LATER)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = checks_at([village.unit], NOW + 2 * DAY)
    assert (found.rounds, found.checked, found.differed, len(asked)) == (1, 2, 1, 1)
    assert found.bounds is not None
    assert (float(found.bounds.lower), float(found.bounds.upper)) == (0.2, 0.8)
    assert checks_at([village.unit], LATER.moment - MINUTE).rounds == 0


def test_what_cannot_be_drawn_is_refused_with_its_reason(
    village: Village, first: FakeDevice, second: FakeDevice
) -> None:
    walked, looks = row_of(first), row_of(second)

    def refused(**changed: Any) -> str:
        with pytest.raises(RuleViolation) as said:
            draw(**{"unit": village.unit, "device": looks, "seed": SEED, "doing": DOING, **changed})
        return said.value.code

    assert refused(device=walked) == "nothing_to_check"
    assert refused(unit=village.world.elsewhere) == "device_elsewhere"
    draw(village.unit, looks, seed=SEED, doing=DOING)
    assert refused() == "round_open"
    revoke(looks, actor="user:1", moment=NOW + timedelta(hours=1))
    looks.refresh_from_db()
    assert refused() == "device_revoked"
