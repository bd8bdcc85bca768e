"""Whereabouts: schedules and positions answer step by step."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.radio.worlds import START

from bluezone.radio.whereabouts import STEP, Nearness, Positions, Schedule, step_at

seconds = st.integers(0, 600)


@st.composite
def contacts(draw: st.DrawFn) -> Nearness:
    start = START + timedelta(seconds=draw(seconds))
    return Nearness(start, start + timedelta(seconds=1 + draw(seconds)), "ana", draw(st.sampled_from("bcd")), 1.0)


@given(st.lists(contacts(), max_size=12), st.lists(st.integers(0, 70), min_size=1, max_size=20))
def test_a_schedule_names_the_contacts_that_overlap_a_step_in_whatever_order_it_is_asked(
    plan: list[Nearness], asked: list[int]
) -> None:
    schedule = Schedule(plan)

    for number in asked:
        step = START + number * STEP
        expected = [one for one in plan if one.start < step + STEP and one.end > step]
        found = schedule.near(step)

        assert sorted(found, key=repr) == sorted(expected, key=repr)


@given(st.lists(contacts(), max_size=12))
def test_going_from_step_to_step_misses_no_contact_and_ends(plan: list[Nearness]) -> None:
    schedule = Schedule(plan)
    met: set[Nearness] = set()

    step = schedule.next_step(START)
    while step is not None:
        near = schedule.near(step)
        assert near
        met.update(near)
        step = schedule.next_step(step + STEP)

    assert met == set(plan)


def test_an_empty_schedule_has_no_step() -> None:
    assert Schedule([]).next_step(START) is None


def test_a_schedule_leaps_to_the_step_of_its_first_contact() -> None:
    start = START + timedelta(hours=3, seconds=25)

    schedule = Schedule([Nearness(start, start + STEP, "ana", "binh", 1.0)])

    assert schedule.next_step(START) == step_at(start) == START + timedelta(hours=3, seconds=20)


def test_positions_give_every_pair_within_earshot() -> None:
    floor = Positions(earshot_m=10)
    for name, x_m in (("chi", 9.0), ("ana", 0.0), ("binh", 4.0), ("dung", 100.0)):
        floor.place(name, x_m, 0.0)

    near = floor.near(START)

    assert [(one.one, one.other, one.distance_m) for one in near] == [
        ("ana", "binh", 4.0),
        ("ana", "chi", 9.0),
        ("binh", "chi", 5.0),
    ]
    assert floor.next_step(START) == START
