"""Replaced codes: the feed says to every phone that has one that it is shown no more, and to nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.authority.venues.stage import HOUR, Stage, code_of, make_stage

from bluezone.authority.venues.models import VenueCode as Code
from bluezone.authority.venues.sealing import KEY_BYTES
from bluezone.authority.venues.services import close_venue, content_at, expire_code, keep_batches, replace_code, signed
from bluezone.protocol.ended_codes import MARKS_STEP, ended_in, is_ended
from bluezone.protocol.place_warnings import ENTRIES_STEP, venues_in
from bluezone.protocol.signed_feeds import Feed
from bluezone.protocol.venues import VenueCode


@pytest.fixture
def stage(db: None) -> Stage:
    made = make_stage()
    keep_batches(made.moment)
    return made


def poster(stage: Stage, code: Code) -> VenueCode:
    return code_of(signed(code, stage.doing(stage.doctor)).text)


def published(stage: Stage, *, after: timedelta = timedelta()) -> Feed:
    moment = stage.moment + after
    return Feed(kind="venues", sequence=1, issued=moment, expires=moment, content=content_at(moment) or {})


def test_whoever_scans_a_replaced_code_is_told_and_whoever_scans_the_new_one_is_not(stage: Stage) -> None:
    venue = stage.venue()
    old, other = poster(stage, venue.codes.get()), poster(stage, stage.venue("Bến xe").codes.get())
    new = poster(stage, replace_code(venue, stage.doing(stage.doctor)))

    ended = ended_in(published(stage))

    assert [is_ended(code, ended) for code in (old, new, other)] == [True, False, False]
    assert len(ended) == MARKS_STEP


@pytest.mark.parametrize("act", ["expire", "close"])
def test_a_code_that_ended_without_a_new_one_says_so_too(stage: Stage, act: str) -> None:
    venue = stage.venue()
    code = poster(stage, venue.codes.get())

    if act == "expire":
        expire_code(venue.codes.get(), stage.doing(stage.doctor))
    else:
        close_venue(venue, stage.doing(stage.doctor))

    assert is_ended(code, ended_in(published(stage)))


def test_an_ended_code_leaves_the_list_when_it_would_have_expired(stage: Stage) -> None:
    venue = stage.venue()
    code = poster(stage, venue.codes.get())
    replace_code(venue, stage.doing(stage.doctor))
    expires_on = venue.codes.get(version=1).expires_on
    days = (expires_on - stage.moment.date()).days
    keep_batches(stage.moment + timedelta(days=days - 1))
    before = ended_in(published(stage, after=timedelta(days=days - 1)))
    keep_batches(stage.moment + timedelta(days=days))

    after = ended_in(published(stage, after=timedelta(days=days)))

    assert (is_ended(code, before), is_ended(code, after)) == (True, False)
    assert len(after) == MARKS_STEP


def test_decoys_of_ended_codes_are_the_same_each_time(stage: Stage) -> None:
    first = ended_in(published(stage))

    again, later = ended_in(published(stage)), ended_in(published(stage, after=3 * HOUR))
    replace_code(stage.venue(), stage.doing(stage.doctor))
    one_more = ended_in(published(stage))

    assert first == again == later
    assert (len(first), len(one_more - first), len(first - one_more)) == (MARKS_STEP, 1, 1)


def test_a_lost_key_hides_ended_codes_and_no_warning(stage: Stage, settings: Settings) -> None:
    replace_code(stage.venue(), stage.doing(stage.doctor))
    (Path(settings.PEOPLE_FOLDER) / "venues" / "venues-key").write_bytes(bytes(KEY_BYTES))

    feed = published(stage)

    assert ended_in(feed) == frozenset()
    assert len(venues_in(feed)) == ENTRIES_STEP
