"""A milestone as a tracer types it: across midnight, of no length, without an end, in the province's time and no other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings
from tests.authority.register.session import with_second_factor
from tests.authority.venues.stage import HOUR, VIETNAM, Stage, code_of, make_stage, warned

from bluezone.authority.cases.models import Milestone
from bluezone.authority.cases.services import review_milestone
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.services import signed
from bluezone.protocol.place_warnings import CheckIn, changed, check_in

CLOCK = "tests.authority.test_permissions.present_clock"
NIGHT = datetime(2020, 8, 3, 22, tzinfo=VIETNAM)
"""Ten in the evening, two days before the stage's moment."""


@pytest.fixture
def stage(db: None, settings: Settings) -> Stage:
    settings.BLUEZONE_CLOCK = CLOCK
    return make_stage()


@pytest.fixture
def venue(stage: Stage) -> Venue:
    return stage.venue()


@pytest.fixture
def tracer(stage: Stage) -> Client:
    return with_second_factor(Client(), stage.tracer)


def typed(stage: Stage, tracer: Client, **times: str) -> list[Milestone]:
    """What became of a milestone that a tracer typed."""
    facts = {"place": "Chợ Mường Tè", "unit": str(stage.world.here.pk), "source": "interview", "certainty": "certain"}
    tracer.post("/milestones/new/", facts | {"day": "2020-08-03"} | times)
    return list(Milestone.objects.all())


def stays(stage: Stage, venue: Venue, *hours: float) -> list[CheckIn]:
    """Stays of half an hour that begin so many hours after ten in the evening."""
    code = code_of(signed(venue.codes.all()[0], stage.doing(stage.doctor)).text)
    begun = [NIGHT + number * HOUR for number in hours]
    return [changed(check_in(code, start), end=start + HOUR / 2) for start in begun]


def test_a_milestone_across_midnight_warns_both_days_and_no_hour_more(
    stage: Stage, venue: Venue, tracer: Client
) -> None:
    [milestone] = typed(stage, tracer, begin="22:00", finish="01:00")
    people = stays(stage, venue, -1, 1, 2, 2.5, 3)

    stage.released(review_milestone(milestone, stage.doing(stage.tracer)), venue)

    assert milestone.start == NIGHT
    assert warned(people, stage.moment) == [1, 2, 3]


def test_a_milestone_of_no_length_is_refused_and_not_taken_for_a_whole_day(stage: Stage, tracer: Client) -> None:
    assert typed(stage, tracer, begin="22:00", finish="22:00") == []


def test_a_milestone_with_an_unknown_end_warns_for_two_hours_and_says_that_it_is_assumed(
    stage: Stage, venue: Venue, tracer: Client
) -> None:
    [milestone] = typed(stage, tracer, begin="22:00")
    people = stays(stage, venue, 0, 1.5, 2, 3)

    stage.released(review_milestone(milestone, stage.doing(stage.tracer)), venue)

    assert (milestone.end_is_assumed, milestone.end - milestone.start) == (True, timedelta(hours=2))
    assert warned(people, stage.moment) == [0, 1]


def test_hours_are_of_the_province_and_not_of_utc(stage: Stage, venue: Venue, tracer: Client) -> None:
    [milestone] = typed(stage, tracer, begin="22:00", finish="23:00")
    people = stays(stage, venue, 0.25, 7.25)

    stage.released(review_milestone(milestone, stage.doing(stage.tracer)), venue)

    assert milestone.start.astimezone(UTC).hour == 15
    assert warned(people, stage.moment) == [0]
