"""Who was inside the warned interval, and nobody else: midnights, no length, unknown ends, zones, codes that do not count."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.protocol.seeds import KEYS, NOON, edwards
from tests.protocol.vectors_venues import MARKET, SECRET
from tests.strategies import venue_codes

from bluezone.protocol import device
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.place_warnings import CheckIn, changed, check_in, place_exposures, warning_entries
from bluezone.protocol.venues import VenueCode, VenueType, read_code, signed_code

HOUR, MINUTE, SECOND, MIDNIGHT = (
    timedelta(hours=1),
    timedelta(minutes=1),
    timedelta(seconds=1),
    datetime(2020, 8, 21, tzinfo=UTC),
)
VIETNAM = timezone(7 * HOUR)
Times = tuple[datetime, datetime]

moments = st.integers(-2 * 86_400, 2 * 86_400).map(lambda number: MIDNIGHT + number * SECOND)
"""Any second of the four days around a midnight."""
lengths = st.integers(0, 24 * 3600).map(lambda number: number * SECOND)
zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(minutes * MINUTE))


def stayed(start: datetime, length: timedelta) -> CheckIn:
    """A person who came and left; of no length where the phone's clock stood still."""
    return replace(check_in(MARKET, start), end=start + length, is_automatic=False)


def warned(stay: CheckIn, start: datetime, end: datetime) -> list[Times]:
    return [(one.start, one.end) for one in place_exposures([stay], warning_entries(SECRET, start, end))]


def whole_minutes(start: datetime, end: datetime) -> Times:
    """What a warning covers: a broken minute counts whole."""
    return start.replace(second=0), (end + MINUTE - SECOND).replace(second=0)


# Exactly the people inside


@given(moments, lengths, moments, lengths.filter(bool))
@example(MIDNIGHT - MINUTE, 2 * MINUTE, MIDNIGHT, MINUTE)
@example(MIDNIGHT - HOUR, HOUR, MIDNIGHT, HOUR)
@example(MIDNIGHT, HOUR, MIDNIGHT - HOUR, HOUR)
@example(MIDNIGHT - 2 * HOUR, 4 * HOUR, MIDNIGHT - 5 * MINUTE, 10 * MINUTE)
@example(MIDNIGHT, timedelta(), MIDNIGHT - HOUR, 2 * HOUR)
def test_exactly_the_people_inside_the_interval_are_warned_whatever_the_hour(
    came: datetime, stay: timedelta, since: datetime, lasted: timedelta
) -> None:
    found = warned(stayed(came, stay), since, since + lasted)

    first, last = whole_minutes(since, since + lasted)
    shared = max(came, first), min(came + stay, last)
    assert found == ([shared] if shared[0] < shared[1] else [])


@given(st.lists(st.tuples(moments, lengths), min_size=1, max_size=12), moments, lengths.filter(bool))
def test_of_all_who_came_those_inside_are_warned_and_no_other(
    visits: list[tuple[datetime, timedelta]], since: datetime, lasted: timedelta
) -> None:
    stays = [stayed(came, stay) for came, stay in visits]

    told = {id(one.check_in) for one in place_exposures(stays, warning_entries(SECRET, since, since + lasted))}

    first, last = whole_minutes(since, since + lasted)
    inside = {id(stay) for stay in stays if max(stay.start, first) < min(stay.end, last)}
    assert told == inside


# Across midnight


@pytest.mark.parametrize("zone", [UTC, VIETNAM], ids=["UTC", "Vietnam"])
def test_an_interval_across_midnight_warns_those_before_it_and_those_after_it(zone: tzinfo) -> None:
    midnight = datetime(2020, 8, 21, tzinfo=zone)
    late, early = stayed(midnight - 30 * MINUTE, 20 * MINUTE), stayed(midnight + 5 * MINUTE, HOUR)
    gone, next_day = stayed(midnight - 3 * HOUR, HOUR), stayed(midnight + 2 * HOUR, HOUR)

    found = [warned(stay, midnight - HOUR, midnight + HOUR) for stay in (late, early, gone, next_day)]

    assert found == [
        [(late.start, late.end)],
        [(early.start, midnight + HOUR)],
        [],
        [],
    ]


def test_a_night_at_a_hotel_is_one_time_over_two_days() -> None:
    evening = datetime(2020, 8, 20, 21, tzinfo=VIETNAM)
    night = check_in(replace(MARKET, type=VenueType.HOTEL), evening)

    found = [
        (one.start, one.end)
        for one in place_exposures([night], warning_entries(SECRET, evening + HOUR, evening + 9 * HOUR))
    ]

    assert found == [(evening + HOUR, evening + 9 * HOUR)]


# Of no length


def test_a_warning_of_no_length_is_never_made() -> None:
    for end in (NOON, NOON - MINUTE):
        with pytest.raises(RuleViolation) as refused:
            warning_entries(SECRET, NOON, end)
        assert refused.value.code == "warning_interval_wrong"


def test_a_stay_of_no_length_cannot_be_said_and_warns_nobody() -> None:
    with pytest.raises(RuleViolation) as refused:
        changed(check_in(MARKET, NOON), end=NOON)

    assert refused.value.code == "check_in_order_wrong"
    assert warned(stayed(NOON, timedelta()), NOON - HOUR, NOON + HOUR) == []


# With an unknown end


@pytest.mark.parametrize("kind", list(VenueType))
def test_who_never_said_when_they_left_is_warned_for_the_usual_stay_and_not_beyond(kind: VenueType) -> None:
    stay = check_in(replace(MARKET, type=kind), NOON)
    usual = NOON + kind.stay

    last_minute = warned(stay, usual - MINUTE, usual + HOUR)
    afterwards = warned(stay, usual, usual + HOUR)

    assert (last_minute, afterwards) == ([(usual - MINUTE, usual)], [])


def test_who_says_later_when_they_left_is_warned_by_that() -> None:
    stay = check_in(MARKET, NOON)

    longer, shorter = changed(stay, end=NOON + 5 * HOUR), changed(stay, end=NOON + 10 * MINUTE)

    assert warned(longer, NOON + 4 * HOUR, NOON + 6 * HOUR) == [(NOON + 4 * HOUR, NOON + 5 * HOUR)]
    assert warned(shorter, NOON + HOUR, NOON + 2 * HOUR) == []


# In a wrong time zone


@given(moments, lengths.filter(bool), moments, lengths.filter(bool), st.tuples(zones, zones))
def test_one_moment_warns_the_same_people_in_whatever_zone_it_is_written(
    came: datetime, stay: timedelta, since: datetime, lasted: timedelta, written: tuple[timezone, timezone]
) -> None:
    here, there = written
    at_utc = warned(stayed(came, stay), since, since + lasted)

    elsewhere = warned(stayed(came.astimezone(here), stay), since.astimezone(there), (since + lasted).astimezone(there))

    assert elsewhere == at_utc


def test_a_clock_seven_hours_wrong_warns_other_people() -> None:
    nine = datetime(2020, 8, 20, 9, tzinfo=VIETNAM)

    mistaken = nine.replace(tzinfo=UTC)

    assert warned(stayed(nine, HOUR), nine, nine + HOUR) != []
    assert warned(stayed(nine, HOUR), mistaken, mistaken + HOUR) == []


def test_a_time_without_a_zone_is_taken_for_no_time() -> None:
    naive = NOON.replace(tzinfo=None)

    with pytest.raises(TypeError):
        check_in(MARKET, naive)
    with pytest.raises(TypeError):
        warning_entries(SECRET, naive, naive + HOUR)
    with pytest.raises(TypeError):
        changed(check_in(MARKET, NOON), end=naive + HOUR)


@pytest.mark.parametrize("moment", ["2020-08-20T12:00:00", "2020-08-20 12:00", "12:00", "2020-08-20T25:00:00Z"])
def test_a_page_that_says_a_time_without_a_zone_is_malformed(moment: str) -> None:
    with pytest.raises(MalformedMessage):
        device.asked(json.dumps({"end": moment}).encode(), device.VisitTimes)


# Codes that do not count


@given(venue_codes(), venue_codes())
def test_a_poster_copied_to_another_place_counts_for_its_own_place_alone(copied: VenueCode, here: VenueCode) -> None:
    if copied.secret == here.secret:
        return

    stay = check_in(copied, NOON)
    of_here = place_exposures([stay], warning_entries(here.secret, NOON, NOON + HOUR))
    of_its_own = place_exposures([stay], warning_entries(copied.secret, NOON, NOON + HOUR))

    assert (stay.name, stay.commune, stay.type) == (copied.name, copied.commune, copied.type)
    assert (len(of_here), len(of_its_own)) == (0, 1)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (signed_code(MARKET, edwards("stranger")), "venue_key_unknown"),
        (signed_code(MARKET, edwards("venue"))[:-1] + b"\0", "venue_signature_wrong"),
        (signed_code(replace(MARKET, expires=date(2020, 8, 20)), edwards("venue")), "venue_expired"),
        (signed_code(replace(MARKET, issued=date(2020, 8, 21)), edwards("venue")), "venue_future"),
    ],
    ids=["forged by a stranger", "forged", "expired", "future"],
)
def test_a_forged_expired_or_future_code_begins_no_stay(code: bytes, refusal: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        read_code(code, KEYS, NOON)

    assert refused.value.code == refusal
