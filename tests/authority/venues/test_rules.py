"""What a venue may be called, whom a warning speaks to, who releases, what the press is told."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.cases.rules.words import MilestoneState
from bluezone.authority.venues.rules.notices import Told, correction_en, correction_vi, notice_en, notice_vi
from bluezone.authority.venues.rules.places import (
    CODE_LIFE,
    LAST_VERSION,
    check_commune,
    check_move,
    check_name,
    check_version,
    code_days,
    tidy_name,
)
from bluezone.authority.venues.rules.release import (
    Releasable,
    Seat,
    Signature,
    check_open,
    check_withdrawal,
    is_released,
    signature_of,
)
from bluezone.authority.venues.rules.warnings import (
    REMEMBERED,
    Life,
    Span,
    Warned,
    entries_for,
    next_regular,
    regular_day,
    share_an_hour,
    speaks_to,
    united,
)
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.keys import RETENTION
from bluezone.protocol.place_warnings import changed, check_in, place_exposures, value
from bluezone.protocol.venues import VenueCode, VenueType

NOON = datetime(2020, 8, 4, 12, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SECRETS = st.binary(min_size=16, max_size=16)
CENTRE, COMMUNE, OTHER = "12", "03433", "03445"


def refusal(call: object) -> str:
    with pytest.raises(RuleViolation) as refused:
        call()  # type: ignore[operator]  # a lambda of the test
    return refused.value.code


spans = st.builds(
    lambda start, long: Span(NOON + start * MINUTE, NOON + (start + long) * MINUTE),
    st.integers(0, 40 * 60),
    st.integers(1, 8 * 60),
)


@pytest.mark.parametrize("name", ["Chợ Mường Tè", "Quán Bà Ba (số 5)", "Trường THPT số 2", "Càphê 24/7"])
def test_a_name_as_people_write_it_is_a_venue_s_name(name: str) -> None:
    check_name(tidy_name(f"  {name}  "))


@pytest.mark.parametrize(
    "name", ["\N{CYRILLIC CAPITAL LETTER ES}hợ Mường Tè", "Chợ\u202e", "<b>Chợ</b>", "12 34", "市场"]
)
def test_letters_that_only_look_like_ours_are_no_venue_s_name(name: str) -> None:
    assert refusal(lambda: check_name(name)) == "venue_name_letters"


@pytest.mark.parametrize("name", ["", "ồ" * 21])
def test_a_name_that_a_code_cannot_carry_whole_is_refused(name: str) -> None:
    assert refusal(lambda: check_name(name)) == "venue_name_long"


@pytest.mark.parametrize(("code", "is_commune"), [("12", True), ("0343a", True), ("03434", False)])
def test_a_venue_lies_in_a_commune_of_five_digits(code: str, is_commune: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert refusal(lambda: check_commune(code, is_commune=is_commune)) == "venue_commune"
    check_commune("03434", is_commune=True)


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(-400, 400))
def test_a_move_is_noted_on_its_day_or_later_and_leads_elsewhere(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)

    assert refusal(lambda: check_move(day, today, is_elsewhere=False)) == "venue_unchanged"
    if ahead > 0:
        assert refusal(lambda: check_move(day, today, is_elsewhere=True)) == "venue_move_future"
    else:
        check_move(day, today, is_elsewhere=True)


def test_a_venue_has_as_many_codes_as_a_code_can_count() -> None:
    check_version(LAST_VERSION)

    assert refusal(lambda: check_version(LAST_VERSION + 1)) == "venue_codes_used_up"


@pytest.mark.parametrize(
    ("day", "is_elsewhere", "code"), [(0, False, "venue_unchanged"), (1, True, "venue_move_future")]
)
def test_a_venue_moves_to_another_commune_and_not_in_the_future(day: int, is_elsewhere: bool, code: str) -> None:  # noqa: FBT001 -- a column of the table
    today = date(2020, 8, 5)

    check_move(today, today, is_elsewhere=True)
    with pytest.raises(RuleViolation) as refused:
        check_move(today + timedelta(days=day), today, is_elsewhere=is_elsewhere)

    assert refused.value.code == code


def test_a_code_lives_a_year_and_less_than_its_key() -> None:
    issued, expires = code_days(date(2020, 8, 4))

    assert expires - issued == CODE_LIFE < timedelta(days=400)


def test_what_a_phone_remembers_is_what_the_protocol_says() -> None:
    assert REMEMBERED == RETENTION


@pytest.mark.parametrize(
    ("issued", "expires", "reached"),
    [
        (date(2020, 8, 4), date(2020, 8, 5), True),
        (date(2020, 7, 1), date(2020, 8, 4), True),
        (date(2020, 7, 1), date(2020, 8, 3), False),
        (date(2020, 8, 5), date(2021, 8, 5), True),
        (date(2020, 8, 6), date(2021, 8, 5), False),
    ],
)
def test_a_warning_speaks_to_every_code_under_which_a_stay_can_reach_it(
    issued: date,
    expires: date,
    reached: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    assert speaks_to(Life(issued, expires), Span(NOON + 6 * HOUR, NOON + 7 * HOUR)) == reached


@given(st.lists(spans, max_size=6))
def test_united_times_hold_the_same_minutes_and_never_touch(times: list[Span]) -> None:
    found = united(times)

    def minutes(some: tuple[Span, ...] | list[Span]) -> set[datetime]:
        return {each.start + at * MINUTE for each in some for at in range((each.end - each.start) // MINUTE)}

    assert minutes(found) == minutes(times)
    assert all(one.end < other.start for one, other in pairwise(found))


def test_times_that_would_be_longer_than_a_warning_may_be_stay_apart() -> None:
    days = [Span(NOON + n * timedelta(days=2), NOON + (n + 1) * timedelta(days=2)) for n in range(8)]

    assert [each.end - each.start for each in united(days)] == [REMEMBERED, timedelta(days=2)]


@given(st.lists(st.tuples(SECRETS, spans), max_size=4))
def test_an_hour_of_a_code_has_one_entry_for_each_time_that_is_apart(warnings: list[tuple[bytes, Span]]) -> None:
    entries = entries_for(Warned((secret,), span) for secret, span in warnings)

    assert len(set(entries)) == len(entries)
    assert list(entries) == sorted(entries)
    for secret, span in warnings:
        hour = (span.start - datetime(1970, 1, 1, tzinfo=UTC)) // HOUR
        assert any(entry.startswith(value(secret, hour)) for entry in entries)


@given(spans, st.integers(-600, 3000), st.integers(1, 600))
def test_exactly_the_stays_that_share_a_minute_are_warned(span: Span, begin: int, long: int) -> None:
    code = VenueCode(VenueType.MARKET, 1, date(2020, 7, 1), date(2021, 7, 1), "03433", bytes(16), "Chợ")
    start = NOON + begin * MINUTE
    stay = changed(check_in(code, start), end=start + long * MINUTE)

    told = place_exposures([stay], entries_for([Warned((bytes(16),), span)]))

    shares = start < span.end and span.start < start + long * MINUTE
    assert bool(told) == shares


@pytest.mark.parametrize(
    ("begin", "end", "shares"), [(30, 60, True), (60, 90, True), (119, 130, True), (120, 150, False), (-30, 30, False)]
)
def test_two_times_share_an_hour_of_the_clock(begin: int, end: int, shares: bool) -> None:  # noqa: FBT001 -- a column of the table
    here = Span(NOON + 45 * MINUTE, NOON + 100 * MINUTE)
    there = Span(NOON + begin * MINUTE, NOON + end * MINUTE)

    if begin == -30:
        here = Span(NOON + HOUR, NOON + 2 * HOUR)
    assert share_an_hour(here, there) == share_an_hour(there, here) == shares


def test_the_regular_batch_is_due_at_seven_in_the_evening() -> None:
    before, after = NOON - MINUTE, NOON

    assert (regular_day(before), regular_day(after)) == (date(2020, 8, 3), date(2020, 8, 4))
    assert (next_regular(before), next_regular(after)) == (NOON, NOON + timedelta(days=1))


def about(**facts: object) -> Releasable:
    base: dict[str, object] = {
        "state": MilestoneState.REVIEWED,
        "is_private": False,
        "end": NOON,
        "has_notice": True,
    }
    return Releasable(**(base | facts))  # type: ignore[arg-type]  # named by the tests


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"is_private": True}, "milestone_private"),
        ({"state": MilestoneState.DRAFT}, "release_state"),
        ({"state": MilestoneState.RELEASED}, "release_state"),
        ({"state": MilestoneState.WITHDRAWN}, "release_state"),
        ({"end": NOON + 2 * HOUR}, "milestone_running"),
        ({"end": NOON - REMEMBERED}, "milestone_old"),
        ({"has_notice": False}, "notice_missing"),
    ],
)
def test_what_may_not_be_released_is_refused_with_its_reason(facts: dict[str, object], code: str) -> None:
    check_open(about(), NOON + HOUR)

    assert refusal(lambda: check_open(about(**facts), NOON)) == code


def test_a_release_is_for_the_centre_where_it_can_be() -> None:
    first = signature_of("user:1", [Seat(COMMUNE, is_cdc=False), Seat(CENTRE, is_cdc=True)], about())

    assert first == Signature("user:1", CENTRE, is_cdc=True)
    second = signature_of(
        "user:2", [Seat(CENTRE, is_cdc=True), Seat(COMMUNE, is_cdc=False)], about(signatures=(first,))
    )
    assert second.body == COMMUNE
    assert is_released((first, second))
    assert not is_released((first,))


@pytest.mark.parametrize(
    ("actor", "seats", "code"),
    [
        ("user:1", [Seat(OTHER, is_cdc=True)], "release_same_person"),
        ("user:2", [Seat(COMMUNE, is_cdc=False)], "release_same_body"),
        ("user:2", [], "release_same_body"),
        ("user:2", [Seat(OTHER, is_cdc=False)], "release_without_cdc"),
    ],
)
def test_the_second_release_is_another_person_s_another_body_s_and_one_is_the_centre_s(
    actor: str, seats: list[Seat], code: str
) -> None:
    given_already = about(signatures=(Signature("user:1", COMMUNE, is_cdc=False),))

    assert refusal(lambda: signature_of(actor, seats, given_already)) == code


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), st.booleans()), max_size=6))
def test_whatever_people_do_two_of_two_bodies_release_and_one_is_of_the_centre(
    acts: list[tuple[int, int, bool]],
) -> None:
    done = list[Signature]()
    for actor, body, is_cdc in acts:
        try:
            seat = Seat((CENTRE, COMMUNE, OTHER)[body], is_cdc)
            done.append(signature_of(f"user:{actor}", [seat], about(signatures=tuple(done))))
        except RuleViolation:
            continue
        if is_released(done):
            break

    if is_released(done):
        assert len({each.actor for each in done}) == len({each.body for each in done}) == 2
        assert any(each.is_cdc for each in done)


def test_only_what_is_public_is_withdrawn_and_with_a_reason() -> None:
    check_withdrawal(MilestoneState.RELEASED, "Nhầm")

    assert refusal(lambda: check_withdrawal(MilestoneState.REVIEWED, "Nhầm")) == "withdraw_state"
    assert refusal(lambda: check_withdrawal(MilestoneState.RELEASED, "  ")) == "withdraw_reason"


def told(hours: int = 2, **facts: object) -> Told:
    base = {"place": "Chợ Mường Tè", "where": "Xã Bum Tở, Tỉnh Lai Châu", "start": NOON, "end": NOON + hours * HOUR}
    return Told(**(base | facts))  # type: ignore[arg-type]  # named by the tests


def test_a_notice_says_place_and_time_and_whom_to_call() -> None:
    said = told(publisher="CDC Lai Châu", hotline="1900 9095")

    assert "từ 12 giờ 00 đến 14 giờ 00 ngày 04/08/2020" in notice_vi(said)
    assert "from 12:00 to 14:00 on 4 August 2020" in notice_en(said)
    assert all("CDC Lai Châu" in text and "1900 9095" in text for text in (notice_vi(said), notice_en(said)))


def test_a_notice_of_a_trial_speaks_for_nobody_and_may_cross_midnight() -> None:
    said = told(hours=14, by_phone=False)

    assert "từ 12 giờ 00 ngày 04/08/2020 đến 2 giờ 00 ngày 05/08/2020" in notice_vi(said)
    assert "from 12:00 on 4 August 2020 to 02:00 on 5 August 2020" in notice_en(said)
    assert "Bluezone" not in notice_vi(said) + notice_en(said)
    assert "Cơ quan y tế" in notice_vi(said)


@pytest.mark.parametrize("publisher", ["", "CDC Lai Châu"])
def test_a_correction_says_what_is_withdrawn_and_why(publisher: str) -> None:
    vi, en = (write(told(publisher=publisher), "Ghi nhầm ngày") for write in (correction_vi, correction_en))

    assert "Chợ Mường Tè" in vi
    assert "Ghi nhầm ngày" in vi
    assert "4 August 2020" in en
    assert "Ghi nhầm ngày" in en
