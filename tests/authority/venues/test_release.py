"""From a reviewed milestone to warned phones: two people of two bodies, batches as they are published, withdrawal."""

from datetime import datetime, timedelta

import pytest
from tests.authority.accounts.people import person
from tests.authority.venues.stage import HOUR, START, Stage, code_of, entries, make_stage, warned

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Milestone
from bluezone.authority.cases.rules.words import MilestoneState
from bluezone.authority.venues.models import Batch, PlaceWarning, Venue
from bluezone.authority.venues.rules.warnings import BATCH_LIFE, MOST_BATCHES, next_regular
from bluezone.authority.venues.services import (
    NoticeFacts,
    close_venue,
    keep_batches,
    prepare,
    replace_code,
    signed,
    withdraw,
)
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.place_warnings import ENTRIES_STEP, CheckIn, changed, check_in
from bluezone.protocol.venues import VenueCode


@pytest.fixture
def stage(db: None) -> Stage:
    return make_stage()


@pytest.fixture
def venue(stage: Stage) -> Venue:
    return stage.venue()


def shown_code(stage: Stage, venue: Venue) -> VenueCode:
    """The code that hangs at the door now."""
    return code_of(signed(venue.codes.all()[0], stage.doing(stage.doctor)).text)


def stay(code: VenueCode, start: datetime, hours: float) -> CheckIn:
    return changed(check_in(code, start), end=start + hours * HOUR)


def around(code: VenueCode) -> list[CheckIn]:
    """Stays before, over the beginning, within, over the end of, and after START and the two hours that follow."""
    times = [(-3, 3), (-1, 1.5), (0.5, 0.5), (1.5, 4), (2, 1)]
    return [stay(code, START + begin * HOUR, hours) for begin, hours in times]


def state_of(milestone: Milestone) -> str:
    return Milestone.objects.get(pk=milestone.pk).state


def test_exactly_the_stays_inside_the_released_time_are_warned(stage: Stage, venue: Venue) -> None:
    stays = around(shown_code(stage, venue))
    milestone = stage.milestone()

    stage.released(milestone, venue)

    assert warned(stays, stage.moment) == [1, 2, 3]
    assert state_of(milestone) == MilestoneState.RELEASED


def test_a_bus_of_thirty_warns_those_who_were_on_it_and_nobody_else(stage: Stage, venue: Venue) -> None:
    code = shown_code(stage, venue)
    stays = [stay(code, START + timedelta(minutes=6 * number) - HOUR, 0.5) for number in range(30)]
    inside = [number for number, each in enumerate(stays) if each.start < START + HOUR and each.end > START]

    stage.released(stage.milestone(hours=1), venue)

    assert warned(stays, stage.moment) == inside


def test_one_release_tells_phones_nothing(stage: Stage, venue: Venue) -> None:
    stays = around(shown_code(stage, venue))
    milestone = stage.milestone()
    revision = stage.prepared(milestone, venue)

    public = stage.release(milestone, stage.doctor, revision)

    assert not public
    assert warned(stays, stage.moment) == []
    assert state_of(milestone) == MilestoneState.REVIEWED


def test_a_milestone_released_by_one_person_twice_is_refused(stage: Stage, venue: Venue) -> None:
    milestone = stage.milestone()
    revision = stage.prepared(milestone, venue)
    stage.release(milestone, stage.doctor, revision)

    with pytest.raises(RuleViolation) as refused:
        stage.release(milestone, stage.doctor, revision)

    assert refused.value.code == "release_same_person"


def test_two_people_of_one_body_do_not_release(stage: Stage, venue: Venue) -> None:
    milestone = stage.milestone()
    revision = stage.prepared(milestone, venue)
    colleague = person("colleague", Role.CDC_DOCTOR, unit=stage.world.province)
    stage.release(milestone, stage.doctor, revision)

    with pytest.raises(RuleViolation) as refused:
        stage.release(milestone, colleague, revision)

    assert refused.value.code == "release_same_body"


def test_two_tracers_without_the_centre_do_not_release(stage: Stage, venue: Venue) -> None:
    milestone = stage.milestone()
    revision = stage.prepared(milestone, venue)
    provincial = person("provincial", Role.TRACER, unit=stage.world.province)
    stage.release(milestone, provincial, revision)

    with pytest.raises(RuleViolation) as refused:
        stage.release(milestone, stage.tracer, revision)

    assert refused.value.code == "release_without_cdc"


def test_somebody_of_another_commune_has_no_seat_here(stage: Stage, venue: Venue) -> None:
    milestone = stage.milestone()
    revision = stage.prepared(milestone, venue)

    with pytest.raises(RuleViolation) as refused:
        stage.release(milestone, stage.other, revision)

    assert refused.value.code == "release_same_body"


def test_a_private_home_is_never_released(stage: Stage, venue: Venue) -> None:
    home = stage.milestone(is_private=True)

    with pytest.raises(RuleViolation) as refused:
        stage.prepared(home, venue)

    assert refused.value.code == "milestone_private"


def test_what_is_not_over_is_not_released(stage: Stage, venue: Venue) -> None:
    running = stage.milestone(start=stage.moment - HOUR)

    with pytest.raises(RuleViolation) as refused:
        stage.prepared(running, venue)

    assert refused.value.code == "milestone_running"


def test_a_changed_notice_needs_both_releases_again(stage: Stage, venue: Venue) -> None:
    milestone = stage.milestone()
    revision = stage.prepared(milestone, venue)
    stage.release(milestone, stage.doctor, revision)

    changed_text = prepare(milestone, NoticeFacts(venue, "Khác", "Other"), stage.doing(stage.tracer), revision)
    with pytest.raises(RuleViolation) as refused:
        stage.release(milestone, stage.tracer, revision)

    assert refused.value.code == "warning_changed"
    assert not stage.release(milestone, stage.tracer, changed_text.revision)
    assert stage.release(milestone, stage.doctor, changed_text.revision)


def test_a_notice_that_two_people_change_at_once_is_changed_by_the_first(stage: Stage, venue: Venue) -> None:
    milestone = stage.milestone()
    stage.prepared(milestone, venue)

    with pytest.raises(RuleViolation) as refused:
        prepare(milestone, NoticeFacts(venue, "Khác", "Other"), stage.doing(stage.doctor), 0)

    assert refused.value.code == "warning_changed"
    assert PlaceWarning.objects.get().notice_vi == "Thông báo"


def test_nothing_is_released_that_nobody_prepared(stage: Stage) -> None:
    with pytest.raises(RuleViolation) as refused:
        stage.release(stage.milestone(), stage.doctor, 0)

    assert refused.value.code == "notice_missing"


def test_after_a_withdrawal_nobody_is_warned_and_the_record_keeps_both(stage: Stage, venue: Venue) -> None:
    stays = around(shown_code(stage, venue))
    milestone = stage.milestone()
    stage.released(milestone, venue)

    withdraw(milestone, "Nhầm ngày", stage.doing(stage.tracer))

    assert warned(stays, stage.moment) == []
    assert len(entries(stage.moment)) == ENTRIES_STEP
    kept = PlaceWarning.objects.get()
    assert (kept.released_at, kept.withdrawn_at, kept.reason) == (stage.moment, stage.moment, "Nhầm ngày")
    assert state_of(milestone) == MilestoneState.WITHDRAWN
    acts = {*Entry.objects.values_list("action", flat=True)}
    assert {"milestone.prepare", "milestone.release", "milestone.withdraw"} <= acts


def test_a_withdrawal_says_why_and_comes_after_a_release(stage: Stage, venue: Venue) -> None:
    milestone = stage.milestone()
    with pytest.raises(RuleViolation) as early:
        withdraw(milestone, "Nhầm", stage.doing(stage.tracer))
    stage.released(milestone, venue)

    with pytest.raises(RuleViolation) as silent:
        withdraw(milestone, " ", stage.doing(stage.tracer))

    assert (early.value.code, silent.value.code) == ("withdraw_state", "withdraw_reason")


def test_a_withdrawal_leaves_the_other_warnings_of_its_batch(stage: Stage, venue: Venue) -> None:
    code, evening = shown_code(stage, venue), START + 8 * HOUR
    stays = [stay(code, START, 1), stay(code, evening, 1)]
    first, second = stage.milestone(), stage.milestone(start=evening)
    stage.released(first, venue, at_once=False)
    stage.released(second, venue, at_once=False)
    keep_batches(stage.moment)
    assert warned(stays, stage.moment) == [0, 1]

    withdraw(first, "Nhầm", stage.doing(stage.tracer))

    assert warned(stays, stage.moment) == [1]


def test_a_code_that_was_replaced_is_still_warned(stage: Stage, venue: Venue) -> None:
    old = shown_code(stage, venue)
    replace_code(venue, stage.doing(stage.doctor, moment=START - 2 * HOUR))
    new = shown_code(stage, venue)

    stage.released(stage.milestone(), venue)

    assert new.secret != old.secret
    assert warned([stay(old, START, 1), stay(new, START, 1)], stage.moment) == [0, 1]


def test_a_code_that_came_long_after_is_not_in_the_warning(stage: Stage, venue: Venue) -> None:
    stage.moment = START + timedelta(days=3)
    replace_code(venue, stage.doing(stage.doctor))

    stage.released(stage.milestone(), venue)

    assert warned([stay(shown_code(stage, venue), START, 1)], stage.moment) == []


def test_a_place_without_a_code_goes_to_the_press_alone(stage: Stage) -> None:
    milestone = stage.milestone()

    stage.released(milestone, None)

    assert state_of(milestone) == MilestoneState.RELEASED
    assert entries(stage.moment) == ()


def test_a_batch_is_published_unchanged_until_it_is_dropped_whole(stage: Stage, venue: Venue) -> None:
    stage.released(stage.milestone(), venue)
    first = {*entries(stage.moment)}

    stage.released(stage.milestone(start=START + 8 * HOUR), venue)
    second = {*entries(stage.moment + HOUR)}

    assert first < second
    assert len(second) == 2 * ENTRIES_STEP
    assert {*entries(stage.moment + BATCH_LIFE)} == set()


def test_times_of_one_hour_are_united_in_a_batch_of_their_own(stage: Stage, venue: Venue) -> None:
    code = shown_code(stage, venue)
    stage.released(stage.milestone(hours=0.5), venue)
    before = {*entries(stage.moment)}

    stage.released(stage.milestone(start=START + HOUR / 4, hours=2), venue)
    after = entries(stage.moment)

    values = [entry[:16] for entry in after]
    assert len(set(values)) == len(values) == ENTRIES_STEP
    assert len(before & {*after}) <= 1
    stays = [stay(code, START, 0.2), stay(code, START + 2 * HOUR, 0.2), stay(code, START + 2.25 * HOUR, 0.2)]
    assert warned(stays, stage.moment) == [0, 1]


def test_each_day_has_its_batch_whether_there_was_a_case_or_not(stage: Stage) -> None:
    keep_batches(stage.moment)
    keep_batches(stage.moment + HOUR)
    assert len(entries(stage.moment)) == ENTRIES_STEP

    later = next_regular(stage.moment)
    keep_batches(later)

    assert len(entries(later)) == 2 * ENTRIES_STEP
    assert Batch.objects.filter(day__isnull=False).count() == 2


def test_a_warning_that_can_wait_goes_out_with_the_regular_batch_and_looks_like_any_other(
    stage: Stage, venue: Venue
) -> None:
    keep_batches(stage.moment)
    stays = around(shown_code(stage, venue))
    stage.released(stage.milestone(), venue, at_once=False)
    assert warned(stays, stage.moment) == []

    later = next_regular(stage.moment)
    keep_batches(later)

    assert warned(stays, later) == [1, 2, 3]
    assert len(entries(later)) == 2 * ENTRIES_STEP


def test_while_there_are_too_many_batches_a_warning_waits_for_the_regular_one(stage: Stage, venue: Venue) -> None:
    made = {"entries": b"", "made_at": stage.moment, "expires_at": stage.moment + BATCH_LIFE}
    Batch.objects.bulk_create(Batch(**made) for _number in range(MOST_BATCHES))
    stage.released(stage.milestone(), venue)
    assert PlaceWarning.objects.get().batch is None

    keep_batches(stage.moment)

    assert PlaceWarning.objects.get().batch is not None


def test_a_past_batch_is_erased(stage: Stage, venue: Venue) -> None:
    stage.released(stage.milestone(), venue)

    keep_batches(stage.moment + BATCH_LIFE)

    past = Batch.objects.get(dropped_at__isnull=False)
    assert bytes(past.entries) == b""


def test_a_closed_venue_is_still_warned_about(stage: Stage, venue: Venue) -> None:
    stays = around(shown_code(stage, venue))
    close_venue(venue, stage.doing(stage.doctor))

    stage.released(stage.milestone(), venue)

    assert warned(stays, stage.moment) == [1, 2, 3]


def test_a_secret_moved_to_another_venue_does_not_open(stage: Stage, venue: Venue) -> None:
    other = stage.venue("Bến xe Mường Tè")
    other.codes.update(sealed_secret=venue.codes.get().sealed_secret)

    with pytest.raises(Unavailable):
        shown_code(stage, other)
