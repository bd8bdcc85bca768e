"""Inspections come in once, are corrected by later events, and feed the dashboard."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.rollout.venues.conftest import MINUTE, NOW, Town

from bluezone.authority.accounts.access import Grant, Holder
from bluezone.authority.accounts.rules import Action, Role
from bluezone.authority.venues.services import replace_code
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.venues.models import Inspection
from bluezone.rollout.venues.queries import venue_figures
from bluezone.rollout.venues.queries.places import places_for
from bluezone.rollout.venues.queries.queue import Wanted
from bluezone.rollout.venues.rules.words import Outcome
from bluezone.rollout.venues.services import Look, inspect, take_back

pytestmark = pytest.mark.django_db


def due(town: Town, days: int) -> list[str]:
    """The places that are due some days later."""
    moment = NOW + timedelta(days=days)
    holder = Holder("user:1", (Grant(Role.REPORTER, town.here.pk),), town.doing(moment).day)
    return [each.name for each in places_for(holder, Action.INSPECT_VENUES, Wanted(state="due"), moment)]


def test_an_inspection_sent_twice_is_kept_once(town: Town) -> None:
    look = Look(new_id(NOW), town.place(), Outcome.SEEN, town.doing().day, 1)

    assert inspect(look, town.doing()) == inspect(look, town.doing(NOW + MINUTE))

    assert Inspection.objects.get().received_at == NOW


def test_a_poster_seen_with_the_version_before_is_an_old_poster(town: Town) -> None:
    venue = town.place()
    replace_code(venue, town.doing())

    seen = inspect(Look(new_id(NOW), venue, Outcome.SEEN, town.doing().day, 1), town.doing())

    assert seen.outcome == Outcome.OLD_VERSION


def test_a_mistake_is_undone_by_a_later_event_and_both_stay(town: Town) -> None:
    venue = town.place()
    seen = inspect(Look(new_id(NOW), venue, Outcome.SEEN, town.doing().day, 1), town.doing())
    name = new_id(NOW)

    first = take_back(seen, name, town.doing(NOW + MINUTE))
    again = take_back(seen, name, town.doing(NOW + MINUTE))

    assert first == again
    assert Inspection.objects.count() == 2
    assert venue_figures([town.here], NOW).poster_seen_in_30_days == 1
    assert venue_figures([town.here], NOW + MINUTE).inspected_in_30_days == 0
    with pytest.raises(RuleViolation, match="corrected already"):
        take_back(seen, new_id(NOW), town.doing(NOW + MINUTE))


def test_the_database_itself_refuses_to_change_or_delete_an_inspection(town: Town) -> None:
    seen = inspect(Look(new_id(NOW), town.place(), Outcome.SEEN, town.doing().day, 1), town.doing())

    for change in (lambda: Inspection.objects.update(outcome=Outcome.MISSING), seen.delete):
        with pytest.raises(DatabaseError, match="corrected by a later one"), transaction.atomic():
            change()

    assert Inspection.objects.get().outcome == Outcome.SEEN


def test_a_name_of_another_sort_or_of_another_inspection_is_refused(town: Town) -> None:
    one, other, day = town.place("Quán Một"), town.place("Quán Hai"), town.doing().day
    seen = inspect(Look(new_id(NOW), one, Outcome.MISSING, day), town.doing())

    with pytest.raises(MalformedMessage, match="version 7"):
        inspect(Look(one.pk, one, Outcome.MISSING, day), town.doing())
    with pytest.raises(RuleViolation, match="another inspection"):
        inspect(Look(seen.pk, other, Outcome.MISSING, day), town.doing())


def test_a_place_is_due_until_somebody_looks_and_again_after_30_days(town: Town) -> None:
    venue = town.place()
    before = due(town, 0)

    inspect(Look(new_id(NOW), venue, Outcome.DAMAGED, town.doing().day, 1), town.doing())

    assert before == ["Quán Hoa Ban"]
    assert due(town, 29) == []
    assert due(town, 30) == ["Quán Hoa Ban"]


def test_the_dashboard_tells_a_look_from_a_poster_that_was_seen(town: Town) -> None:
    day = town.doing().day
    for number, outcome in enumerate((Outcome.SEEN, Outcome.MISSING, Outcome.DAMAGED)):
        version = None if outcome is Outcome.MISSING else 1
        inspect(Look(new_id(NOW), town.place(f"Quán {number}"), outcome, day, version), town.doing())
    town.place("Quán Chưa Xem")

    figures = venue_figures([town.here], NOW)
    month_later = venue_figures([town.here], NOW + timedelta(days=30))

    assert (figures.confirmed, figures.inspected_in_30_days, figures.poster_seen_in_30_days) == (4, 3, 1)
    assert (month_later.confirmed, month_later.inspected_in_30_days) == (4, 0)
