"""Words about shifts as they come in, and the agency's report of the gate that follows from them."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.authority.permissions import World
from tests.rollout.gate.conftest import DAY, HOUR, MORNING, NOTHING, Keeper, an_office, keeper_of

from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import Device, Handed, SetAside
from bluezone.rollout.gate.intake import values_of, work
from bluezone.rollout.gate.models import ShiftTally
from bluezone.rollout.gate.queries.tallies import GateFigures, figures, open_shifts, tallies
from bluezone.rollout.gate.rules.last_word import Counts, Word, closed_sum, last_words
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.queries import in_force
from bluezone.rollout.reporting.rules.versions import Reason, Source
from bluezone.rollout.reporting.services import Report, submit

EVENING = MORNING + 10 * HOUR
COUNTED: dict[str, Any] = {"came": 40, "went": 38, "helped": 5, "had_it": 20, "no_smartphone": 6, "not_now": 3}
REPORTED = {"came": 40, "went": 38, "helped": 5, "refused": 3, "no_smartphone": 6, "had_it": 20}


def report(unit: Unit, number: int = 1) -> Submission | None:
    """The report in force of a shift's number."""
    found = in_force(unit.pk, "gate_day", str(number), DAY)
    return found.submission if found else None


def all_of(*units: Unit) -> Any:
    return Unit.objects.filter(pk__in=[each.pk for each in units])


def test_a_closed_shift_becomes_the_report_of_its_number(keeper: Keeper, agency: Unit) -> None:
    word = keeper.says("a", EVENING, closed=True, **COUNTED)

    answer = keeper.sends(EVENING)

    kept = report(agency)
    assert kept is not None
    assert (answer.set_aside, kept.values, kept.source, kept.part) == ((), REPORTED, Source.FIELD, "1")
    assert Handed.objects.get(event=word["id"]).submission == kept.pk


def test_an_open_shift_is_shown_and_not_reported(keeper: Keeper, agency: Unit) -> None:
    keeper.says("a", MORNING, came=3)
    keeper.sends(MORNING)

    day = tallies(all_of(agency), MORNING)

    assert (report(agency), day.open.came, day.closed.came) == (None, 3, 0)


def test_the_last_word_of_a_shift_counts_in_whatever_order_words_come(keeper: Keeper, agency: Unit) -> None:
    early = keeper.says("a", MORNING, came=3)
    middle = keeper.says("a", MORNING + HOUR, came=9)
    late = keeper.says("a", EVENING, closed=True, **COUNTED)
    for event in (late, early, middle):
        keeper.sends(EVENING, event)
    for _ in range(2):
        keeper.sends(EVENING)

    kept = report(agency)

    assert kept is not None
    assert (kept.values, Submission.objects.count(), ShiftTally.objects.count()) == (REPORTED, 1, 3)


def test_a_later_word_corrects_the_report(keeper: Keeper, agency: Unit) -> None:
    keeper.says("a", EVENING, closed=True, **COUNTED)
    keeper.sends(EVENING)
    keeper.says("a", EVENING + HOUR, closed=True, **{**COUNTED, "went": 40})
    keeper.sends(EVENING + HOUR)

    kept = report(agency)

    assert kept is not None
    assert (kept.values["went"], kept.reason) == (40, Reason.COUNTED_AGAIN)


def test_shifts_of_two_gates_with_one_number_are_added_up(keeper: Keeper, agency: Unit) -> None:
    back = keeper_of(agency, "two", "2")
    keeper.says("a", EVENING, closed=True, **COUNTED)
    keeper.sends(EVENING)
    back.says("b", EVENING, closed=True, **COUNTED)
    back.sends(EVENING)

    kept = report(agency)

    assert kept is not None
    assert kept.values == {key: 2 * value for key, value in REPORTED.items()}


def test_exit_without_entry_is_counted_as_it_is(keeper: Keeper, agency: Unit) -> None:
    keeper.says("a", EVENING, closed=True, came=2, went=5)

    answer = keeper.sends(EVENING)

    assert (answer.set_aside, tallies(all_of(agency), EVENING).closed.beyond) == ((), 3)


def test_a_midnight_shift_stays_on_the_day_on_which_it_began(keeper: Keeper, agency: Unit) -> None:
    before, after = MORNING + 14 * HOUR, MORNING + 22 * HOUR
    keeper.says("night", before, number=3, came=4)
    keeper.says("night", after, number=3, closed=True, came=7)

    keeper.sends(after)

    assert report(agency, 3) is not None
    assert [row.day for row in ShiftTally.objects.all()] == [DAY, DAY]
    assert ShiftTally.objects.values("shift").distinct().count() == 1


def test_a_clock_that_stood_in_1970_is_corrected_when_the_telephone_hands_in(keeper: Keeper, agency: Unit) -> None:
    keeper.telephone.wrong = -timedelta(days=20_000)
    keeper.says("a", EVENING, closed=True, **COUNTED, day=(DAY - timedelta(days=20_000)).isoformat())

    answer = keeper.sends(EVENING)

    kept = report(agency)
    assert kept is not None
    assert (answer.set_aside, kept.values) == ((), REPORTED)


def test_a_figure_that_a_person_typed_stands(keeper: Keeper, agency: Unit) -> None:
    typed = Report(new_id(EVENING), "gate_day", agency, DAY, {**REPORTED, "came": 41}, Source.FORM, "1")
    submit(typed, actor="user:1", moment=EVENING)

    keeper.says("a", EVENING, closed=True, **COUNTED)
    keeper.sends(EVENING + HOUR)

    kept = report(agency)
    assert kept is not None
    assert (kept.values["came"], tallies(all_of(agency), EVENING).closed.came) == (41, 40)


def test_another_telephone_cannot_speak_of_a_shift(keeper: Keeper, agency: Unit) -> None:
    keeper.says("a", EVENING, closed=True, **COUNTED)
    keeper.sends(EVENING)
    other = keeper_of(agency, "two")
    other.shifts = keeper.shifts
    other.says("a", EVENING, closed=True)

    answer = other.sends(EVENING)

    assert [reason for _name, reason in answer.set_aside] == ["refused"]
    assert SetAside.objects.count() == 1


def test_a_shift_of_tomorrow_is_set_aside(keeper: Keeper) -> None:
    keeper.says("a", EVENING, day=(DAY + timedelta(days=1)).isoformat())

    answer = keeper.sends(EVENING)

    assert [reason for _name, reason in answer.set_aside] == ["refused"]


def test_a_gate_that_says_nothing_is_named(keeper: Keeper, agency: Unit) -> None:
    keeper_of(agency, "two", "Cổng sau")
    keeper.says("a", EVENING, came=1)
    keeper.sends(EVENING)

    day = tallies(all_of(agency), EVENING)

    assert [each.gate for each in day.silent] == ["Cổng sau"]


def test_the_province_sees_counts_in_a_constant_number_of_queries(world: World, keeper: Keeper, agency: Unit) -> None:
    other = an_office(world, "Sở Y tế")
    keeper.says("a", EVENING, closed=True, **COUNTED)
    keeper.sends(EVENING)
    with CaptureQueriesContext(
        connection,
    ) as one:
        figures(all_of(agency), EVENING)
    keeper_of(other, "two").says("b", EVENING, **COUNTED)
    keeper_of(other, "three", "2")

    with CaptureQueriesContext(connection) as many:
        found = figures(all_of(agency, other), EVENING)

    assert len(one) == len(many) == 2
    assert found == GateFigures(**COUNTED, gates=3, silent=2)


def test_an_open_shift_of_yesterday_is_probably_forgotten(keeper: Keeper, agency: Unit) -> None:
    keeper.says("a", MORNING, came=2)
    keeper.sends(MORNING)

    assert [late for *_row, late in open_shifts(all_of(agency), MORNING + HOUR)] == [False]
    assert [late for *_row, late in open_shifts(all_of(agency), MORNING + 15 * HOUR)] == [True]


def test_a_keeper_is_told_the_name_of_the_gate(keeper: Keeper) -> None:
    assert work(Device.objects.get(pk=keeper.telephone.id), MORNING) == {"post": {"gate": "1"}}


counts = st.builds(Counts, *[st.integers(0, 10_000)] * len(NOTHING))
words = st.builds(
    Word,
    shift=st.sampled_from("ab"),
    sequence=st.integers(1, 30),
    day=st.just(DAY),
    number=st.integers(1, 2),
    is_closed=st.booleans(),
    counts=counts,
    said_at=st.just(MORNING),
)


@given(st.lists(words, unique_by=lambda word: (word.shift, word.sequence)), st.randoms())
def test_the_order_in_which_words_come_does_not_matter(said: list[Word], chance: Any) -> None:
    shuffled = said[:]
    chance.shuffle(shuffled)

    assert last_words(said) == last_words(shuffled)
    assert closed_sum(said, DAY, 1) == closed_sum(shuffled, DAY, 1)


@given(counts)
def test_the_form_is_told_every_count_once(told: Counts) -> None:
    assert (
        sum(values_of(told).values())
        == told.came + told.went + told.helped + told.had_it + told.no_smartphone + told.not_now
    )
