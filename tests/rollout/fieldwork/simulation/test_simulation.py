"""Weeks made from seeds: whatever is killed, lost or carried, the server ends with what the script says, exactly."""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.permissions import make_world
from tests.rollout.fieldwork.simulation.plan import START, VILLAGES, Plan, lost_week, planned
from tests.rollout.fieldwork.simulation.truth import Told, Truth, told_of, truth_of
from tests.rollout.fieldwork.simulation.week import (
    FIRST,
    PIN,
    Player,
    ScriptedClock,
    bring_in,
    key_paper,
    numbers,
    play,
    telephones,
    written,
)

from bluezone.rollout.fieldwork.models import Event, LanguageWish, SetAside, VillageTally, WalkList
from bluezone.rollout.fieldwork.queries.counts import figures
from bluezone.rollout.fieldwork.queries.lists import standing_of
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import invite
from bluezone.rollout.fieldwork.services.lists import make_list

pytestmark = pytest.mark.django_db(transaction=True)

CLOCK: Final = "tests.rollout.fieldwork.simulation.week.scripted_clock"
SEEDS: Final = range(1, 1 + int(os.environ.get("BLUEZONE_WEEKS", "2")))
"""Two weeks in each run of the suite; `./dev soak field` plays a hundred."""
DUTIES: Final = (Duty.VISITOR, Duty.VISITOR, Duty.LEAD)
"""Of the telephones of a week."""
NOTHING_TOLD: Final = Told()
LATER: Final = FIRST + timedelta(days=14, hours=2)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_week_ends_on_the_server_as_it_was_scripted(seed: int, live_server: LiveServer, settings: Settings) -> None:
    settings.BLUEZONE_CLOCK = CLOCK
    settings.ROOT_URLCONF = settings.SITE_URLS
    plan, lost = planned(seed), lost_week(seed)
    with telephones(live_server.url) as phones:
        lists = enrolled(phones, (*DUTIES, Duty.VISITOR))

        for each in (plan, lost):
            play(each, phones, {part: str(walk_list.pk) for part, walk_list in lists.items()})
        key_paper(plan, lists)
        bring_in(phones, plan)

        ends_as_scripted(phones, plan, lists, told_of(lost))


def ends_as_scripted(phones: Player, plan: Plan, lists: dict[str, WalkList], told: Told = NOTHING_TOLD) -> None:
    """Fail unless the server stands exactly as the script of a week says, and no telephone holds what it sent."""
    truth = truth_of(plan)
    assert server_stands(lists) == doors_of(truth)
    assert counted(lists) == figures_of(truth, told)
    assert kept_once(plan)
    assert not SetAside.objects.exists()
    assert tallied(lists) == {**truth.reasons, **truth.languages}
    nothing_is_left(phones, plan)


def enrolled(phones: Player, duties: tuple[Duty, ...] = DUTIES, more: tuple[str, ...] = ()) -> dict[str, WalkList]:
    """Make the lists of both villages, with `more` households each, and a telephone for each duty."""
    ScriptedClock.moment = FIRST - timedelta(days=1)
    commune = make_world().here
    lists = {
        part: make_list(
            commune, part, f"Bản {part}", [*numbers(part), *more], actor="system", moment=ScriptedClock.moment
        )
        for part in VILLAGES
    }
    for by, duty in enumerate(duties):
        _enrolment, token = invite(commune, duty, "", actor="system", moment=ScriptedClock.moment)
        phones.now(do="enrol", by=by, at=written(ScriptedClock.moment), token=token, pin=PIN)
    return lists


def server_stands(lists: dict[str, WalkList]) -> dict[tuple[str, str], tuple[object, ...]]:
    """How each door that was visited stands on the server."""
    wishes = {
        (wish.household.walk_list.part, wish.household.number): wish.language
        for wish in LanguageWish.objects.select_related("household__walk_list")
    }
    return {
        (part, each.number): (each.state, each.revisit_on, wishes.get((part, each.number)))
        for part, walk_list in lists.items()
        for each in standing_of(walk_list, LATER)
        if each.state is not None
    }


def doors_of(truth: Truth) -> dict[tuple[str, str], tuple[object, ...]]:
    return {door: (stands.outcome, stands.revisit_on, stands.language) for door, stands in truth.doors.items()}


def counted(lists: dict[str, WalkList]) -> dict[str, int]:
    total = figures([next(iter(lists.values())).unit], LATER).total
    return {
        "listed": total.listed,
        "visited": total.visited,
        "visited_by_text": total.visited_by_text,
        "helped_by_text": total.helped_by_text,
        "closed": total.closed,
        "with_radio": total.with_radio,
        "browser_only": total.browser_only,
        "refused": total.refused,
        "no_smartphone": total.no_smartphone,
    }


def figures_of(truth: Truth, told: Told) -> dict[str, int]:
    reasons = Counter[str]()
    for (_village, word), count in truth.reasons.items():
        reasons[word] += count
    return {
        "listed": sum(VILLAGES.values()),
        "visited": truth.visited + told.visited,
        "visited_by_text": told.visited,
        "helped_by_text": told.helped,
        "closed": truth.closed,
        "with_radio": truth.with_radio,
        "browser_only": truth.browser_only,
        "refused": reasons["refused"],
        "no_smartphone": reasons["no_smartphone"],
    }


def kept_once(plan: Plan) -> bool:
    """Whether the server has as many visits and undone ones as were tapped."""
    truth = truth_of(plan)
    kinds = Counter(Event.objects.values_list("kind", flat=True))
    return (kinds["visit"], kinds["undo"]) == (truth.visits, truth.undone)


def tallied(lists: dict[str, WalkList]) -> dict[tuple[str, str], int]:
    """Sums of the villages' tallies on the server, from the last word of each device for each first day."""
    parts = {walk_list.pk: part for part, walk_list in lists.items()}
    last = {
        (each.walk_list_id, each.event.device_id, each.first_day): each
        for each in VillageTally.objects.select_related("event").order_by("event__sequence")
    }
    sums = Counter[tuple[str, str]]()
    for each in last.values():
        words = {"refused": each.refused, "no_smartphone": each.no_smartphone, **each.languages}
        sums.update({(parts[each.walk_list_id], word): count for word, count in words.items() if count})
    return dict(sums)


def nothing_is_left(phones: Player, plan: Plan) -> None:
    """A week after the last hand-in, no telephone holds anything that it sent, nor waits with anything."""
    end = datetime(START.year, START.month, START.day, tzinfo=UTC) + timedelta(days=22)
    ScriptedClock.moment = end
    for by in (0, 1, 2):
        at = written(end + plan.wrong.get(by, timedelta()))
        phones.now(do="sweep", by=by, at=at)
        standing = phones.now(do="standing", by=by, at=at)
        assert (standing["unsent"], standing["carried"]) == (0, 0), by
        assert phones.now(do="mine", by=by, at=at) == []
