"""Where a household stands: whatever came in which order, however often."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.fieldwork.rules.standing import Seen, Standing, standing
from bluezone.rollout.fieldwork.rules.words import CLOSING, Outcome

MORNING = datetime(2026, 11, 24, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def seen(name: str, source: str = "one", *, hour: int = 0, outcome: Outcome = Outcome.HELPED, radio: int = 0) -> Seen:
    moment = MORNING + hour * HOUR
    return Seen(name, source, hour, moment, moment.date(), outcome, radio)


@st.composite
def visits(draw: st.DrawFn) -> list[Seen]:
    """Visits of a week, their ids made different by their place."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["one", "two", "sheet"]),
                st.integers(0, 150),
                st.sampled_from([*Outcome]),
                st.integers(0, 3),
            ),
            max_size=12,
        )
    )
    return [
        seen(str(number), source, hour=hour, outcome=outcome, radio=radio)
        for number, (source, hour, outcome, radio) in enumerate(drawn)
    ]


@given(
    visits(),
    st.randoms(use_true_random=False),
    st.dictionaries(st.dates(date(2026, 11, 24), date(2026, 11, 27)), st.sampled_from("0123")),
)
def test_the_order_of_arrival_and_coming_twice_change_nothing(
    came: list[Seen], chance: Random, chosen: dict[date, str]
) -> None:
    shuffled = [*came, *came[::2]]
    chance.shuffle(shuffled)

    assert standing(shuffled, chosen) == standing(came, chosen)


@given(visits(), st.dictionaries(st.dates(date(2026, 11, 24), date(2026, 11, 27)), st.sampled_from("0123")))
def test_of_each_day_one_visit_counts(came: list[Seen], chosen: dict[date, str]) -> None:
    found = standing(came, chosen)

    assert {each.day for each in found.days} == {each.day for each in came}
    assert (
        found.with_radio
        == sum(each.standing.with_radio for each in found.days)
        <= sum(each.with_radio for each in came)
    )
    assert found.is_closed == (found.state in CLOSING)
    for each in found.days:
        of_the_day = {visit.id: visit for visit in came if visit.day == each.day}
        assert each.standing == of_the_day.get(
            chosen.get(each.day, ""),
            max(of_the_day.values(), key=lambda one: (one.moment, one.source, one.sequence, one.id)),
        )
        assert {one.source for one in each.others} == {one.source for one in of_the_day.values()} - {
            each.standing.source
        }


def test_two_teams_at_one_door_count_once_and_both_are_shown() -> None:
    found = standing([seen("a", "one", radio=2), seen("b", "two", hour=1, radio=1)], {})

    assert (found.with_radio, [each.id for each in found.also_reported]) == (1, ["a"])


def test_the_clerk_s_choice_counts_instead() -> None:
    found = standing([seen("a", "one", radio=2), seen("b", "two", hour=1, radio=1)], {MORNING.date(): "a"})

    assert (found.with_radio, [each.id for each in found.also_reported]) == (2, ["b"])


def test_installs_of_different_days_add_and_the_last_day_says_where_it_stands() -> None:
    found = standing([seen("a", radio=2), seen("b", hour=24, outcome=Outcome.COME_BACK, radio=1)], {})

    assert (found.with_radio, found.state, found.is_closed) == (3, Outcome.COME_BACK, False)


def test_nobody_was_there() -> None:
    found = standing([], {})

    assert (found, found.state, found.is_closed, found.revisit_on, found.browser_only) == (
        Standing(),
        None,
        False,
        None,
        0,
    )
