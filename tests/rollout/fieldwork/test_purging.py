"""After ninety days a closed list's visits are counts; what waits and what nobody used goes too; the database lets nothing else go."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from tests.rollout.fieldwork.conftest import ACTOR, DAY, HOUR, MINUTE, NOW, Village

from bluezone.authority.retention.rules.periods import LONGEST
from bluezone.rollout.fieldwork.models import (
    DayCount,
    Digest,
    Enrolment,
    Event,
    LanguageWish,
    Resolution,
    SetAside,
    Undo,
    VillageTally,
    Visit,
)
from bluezone.rollout.fieldwork.queries.counts import figures
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import invite
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.lists import close_list
from bluezone.rollout.fieldwork.services.purging import purge

MORNING = NOW - 8 * HOUR
LATER = NOW + timedelta(days=91)


def a_week(village: Village) -> None:
    """Two devices walk, one visit is taken back, one decision is made, one event waits."""
    first, second = village.device("first"), village.device("second")
    wish = {"outcome": "come_back", "revisit_on": "2026-11-29", "language": "hmn", "with_radio": 0}
    first.visit(village.walk_list.pk, "1", MORNING - DAY, outcome="not_home", with_radio=0)
    first.visit(village.walk_list.pk, "1", MORNING, with_radio=2)
    first.undo(first.visit(village.walk_list.pk, "2", MORNING + MINUTE), MORNING + 2 * MINUTE)
    first.visit(village.walk_list.pk, "3", MORNING + HOUR, **wish)
    first.visit(village.walk_list.pk, "600", MORNING + HOUR)
    first.tally(village.walk_list.pk, MORNING.date(), MORNING + 2 * HOUR)
    second.visit(village.walk_list.pk, "1", MORNING + HOUR)
    for device in (first, second):
        take(device.envelope(NOW), moment=NOW)
    chosen = Visit.objects.get(household__number="1", with_radio=2)
    Resolution.objects.create(
        household=chosen.household, day=MORNING.date(), chosen=chosen, decided_at=NOW, decided_by=ACTOR
    )


def test_the_visits_of_a_list_that_was_closed_ninety_days_ago_become_counts(village: Village) -> None:
    a_week(village)
    close_list(village.walk_list, actor=ACTOR, moment=NOW)
    before = figures([village.unit], NOW).total
    yesterday = figures([village.unit], NOW - DAY).total

    counts = purge(LATER, LONGEST)

    assert counts["fieldwork_visit"] == 5
    assert (Visit.objects.count(), Undo.objects.count(), LanguageWish.objects.count()) == (0, 0, 0)
    assert {*Event.objects.values_list("kind", flat=True)} == {"tally"}
    assert (DayCount.objects.count(), VillageTally.objects.count()) == (2, 1)
    assert figures([village.unit], LATER).total == before
    assert figures([village.unit], NOW - DAY).total == yesterday


def test_a_text_message_goes_with_the_visits_of_its_list(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", MORNING)
    take(device.envelope(NOW), moment=NOW)
    told = {"walk_list": village.walk_list, "day": MORNING.date(), "through": 1, "visited": 9, "helped": 9}
    Digest.objects.create(id=UUID(int=1), device_id=device.id, received_at=NOW, **told)
    close_list(village.walk_list, actor=ACTOR, moment=NOW)
    before = figures([village.unit], NOW).total

    purge(LATER, LONGEST)

    assert not Digest.objects.exists()
    assert figures([village.unit], LATER).total == before


def test_what_is_within_its_time_stays(village: Village) -> None:
    a_week(village)
    close_list(village.walk_list, actor=ACTOR, moment=NOW)

    counts = purge(NOW + timedelta(days=89), LONGEST)

    assert (counts["fieldwork_visit"], Visit.objects.count(), SetAside.objects.count()) == (0, 5, 1)


def test_a_visit_that_comes_after_its_list_became_counts_waits_for_the_clerk(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", MORNING)
    close_list(village.walk_list, actor=ACTOR, moment=NOW)
    purge(LATER, LONGEST)

    answer = take(device.envelope(LATER), moment=LATER)

    assert [reason for _id, reason in answer.set_aside] == ["no_such_list"]


def test_what_waited_for_three_months_and_links_that_nobody_used_go(village: Village) -> None:
    a_week(village)
    invite(village.unit, Duty.VISITOR, "", actor=ACTOR, moment=NOW)

    counts = purge(LATER, LONGEST)

    assert (counts["fieldwork_setaside"], counts["fieldwork_enrolment"]) == (1, 1)
    assert Enrolment.objects.filter(device=None).count() == 0
    assert Visit.objects.count() == 5  # the list is open


CHANGES: dict[str, Callable[[], object]] = {
    "an event": lambda: Event.objects.filter(kind="visit").update(sequence=900),
    "a visit": lambda: Visit.objects.update(outcome="done"),
    "what was taken back": lambda: Undo.objects.update(undone=Event.objects.all()[0].pk),
    "a tally": lambda: VillageTally.objects.update(refused=0),
    "a visit away": lambda: Visit.objects.all()._raw_delete("default"),
    "an event away": lambda: Event.objects.all()._raw_delete("default"),
    "what was taken back away": lambda: Undo.objects.all()._raw_delete("default"),
    "a tally away": lambda: VillageTally.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_itself_refuses_to_change_what_was_handed_in(
    village: Village, change: Callable[[], object]
) -> None:
    a_week(village)

    with pytest.raises(DatabaseError, match="taken back by a later one"), transaction.atomic():
        change()
