"""The course of a list is at each moment what the rule says of its households."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.fieldwork.rules.courses import Decision, Home, Sums, course
from bluezone.rollout.fieldwork.rules.standing import Seen, Standing, standing
from bluezone.rollout.fieldwork.rules.words import CLOSING, Outcome

BEGAN = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
"""Nine in the evening: three hours later it is another day."""
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

moments = st.integers(0, 60).map(lambda hours: BEGAN + timedelta(hours=hours))


@st.composite
def homes(draw: st.DrawFn) -> Home:
    """A household with visits of two devices on three days, decisions about them, and perhaps an end."""
    visits = []
    for number in range(draw(st.integers(0, 5))):
        moment, outcome = draw(moments), draw(st.sampled_from([*Outcome]))
        source, day = draw(st.sampled_from("ab")), moment.astimezone(ZONE).date()
        installed = draw(st.integers(0, 3)), draw(st.integers(0, 3))
        visits.append(Seen(str(number), source, number, moment, day, outcome, *installed))
    decided = st.tuples(moments, st.sampled_from(visits))
    decisions = sorted(
        (
            Decision(moment, seen.day, seen.id)
            for moment, seen in draw(st.lists(decided, max_size=3) if visits else st.just([]))
        ),
        key=lambda each: each.decided_at,
    )
    return Home(draw(st.none() | moments), visits, decisions)


def ruled(homes: Sequence[Home], at: datetime) -> Sums:
    """What the rule says of each household, added up."""
    listed = visited = closed = with_radio = browser_only = 0
    for home in homes:
        chosen = {each.day: each.chosen for each in home.decisions if each.decided_at <= at}
        found: Standing = standing([seen for seen in home.visits if seen.moment <= at], chosen)
        if home.removed_at is None or home.removed_at > at:
            listed += 1
            visited += found.last is not None
            closed += found.state in CLOSING
        with_radio += sum(each.standing.with_radio for each in found.days)
        browser_only += sum(each.standing.browser_only for each in found.days)
    return Sums(listed, visited, closed, with_radio, browser_only)


@given(st.lists(homes(), max_size=4), st.lists(moments, min_size=1, max_size=5))
def test_a_course_says_at_each_moment_what_the_rule_says(found: list[Home], asked: list[datetime]) -> None:
    whole = course(found)

    said = [whole.at(moment) for moment in [*asked, BEGAN - timedelta(microseconds=1)]]

    assert said == [ruled(found, moment) for moment in [*asked, BEGAN - timedelta(microseconds=1)]]
