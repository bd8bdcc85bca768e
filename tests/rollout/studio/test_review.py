"""Four steps, four people; and what may be printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.rules.languages import LANGUAGES, TAGS, named, needs_native
from bluezone.rollout.studio.rules.review import TRANSITIONS, Act, Step, may_print, state_after, take
from bluezone.rollout.studio.rules.words import State

WRITTEN = Act(Step.WRITE, "user:1")
READ = Act(Step.LANGUAGE, "user:2")
CHECKED = Act(Step.HEALTH, "user:3")
RELEASED = Act(Step.RELEASE, "user:4")
WHOLE = [WRITTEN, READ, CHECKED, RELEASED]


def refusal(acts: list[Act], act: Act, language: str = "vi") -> str:
    """The code with which a step is refused; empty when it is taken."""
    try:
        take(acts, act, language)
    except RuleViolation as refused:
        return refused.code
    return ""


def test_a_text_is_released_by_the_fourth_person() -> None:
    states = [state_after(WHOLE[:count]) for count in (1, 2, 3, 4)]

    assert states == [State.WRITTEN, State.LANGUAGE_REVIEWED, State.HEALTH_REVIEWED, State.RELEASED]
    assert all(refusal(WHOLE[:count], WHOLE[count]) == "" for count in (1, 2, 3))


@pytest.mark.parametrize("step", [Step.LANGUAGE, Step.HEALTH, Step.RELEASE])
def test_nobody_takes_two_steps_of_one_version(step: Step) -> None:
    count = [Step.LANGUAGE, Step.HEALTH, Step.RELEASE].index(step) + 1

    for before in WHOLE[:count]:
        assert refusal(WHOLE[:count], Act(step, before.by)) == "review_same_person"


@given(st.lists(st.tuples(st.sampled_from(list(Step)), st.integers(1, 5)), max_size=8))
def test_whatever_is_tried_a_released_text_has_passed_four_people(tries: list[tuple[Step, int]]) -> None:
    acts = [WRITTEN]

    for step, who in tries:
        act = Act(step, f"user:{who}", remark="x")
        if step is not Step.WRITE and refusal(acts, act) == "":
            acts.append(act)

    if Step.RELEASE in [act.step for act in acts]:
        counted = [act.by for act in acts if act.step in {Step.WRITE, Step.LANGUAGE, Step.HEALTH, Step.RELEASE}]
        assert len(set(counted)) == len(counted) == 4


def test_a_text_that_was_sent_back_goes_no_further() -> None:
    acts = [WRITTEN, READ, Act(Step.SEND_BACK, "user:3", remark="Nói quá")]

    assert state_after(acts) is State.WRITTEN
    assert refusal(acts, Act(Step.LANGUAGE, "user:5")) == "review_sent_back"
    assert not may_print(acts, "vi", trial=True)


@pytest.mark.parametrize("step", [Step.SEND_BACK, Step.WITHDRAW])
def test_sending_back_and_withdrawing_need_a_reason(step: Step) -> None:
    assert refusal([WRITTEN], Act(step, "user:2", remark="  ")) == "review_reason"


def test_steps_out_of_order_are_refused() -> None:
    assert refusal([WRITTEN], CHECKED) == "review_state"
    assert refusal([WRITTEN, READ], RELEASED) == "review_state"
    assert refusal([*WHOLE, Act(Step.WITHDRAW, "user:4", remark="x")], RELEASED) == "review_state"


def test_every_transition_leads_from_a_state_that_can_be_reached() -> None:
    assert {state for state, _step in TRANSITIONS} | {State.WITHDRAWN} == set(State)


@pytest.mark.parametrize("language", [tag for tag in TAGS if needs_native(tag)])
def test_no_language_without_a_native_reviewer_is_ever_printed(language: str) -> None:
    without = [WRITTEN, READ, CHECKED, RELEASED]
    native = Act(Step.LANGUAGE, "user:2", native=language)

    assert not may_print(without, language, trial=True)
    assert not may_print(without, language, trial=False)
    assert refusal([WRITTEN], READ, language) == "native_missing"
    assert refusal([WRITTEN], Act(Step.LANGUAGE, "user:2", native="vi"), language) == "native_missing"
    assert refusal([WRITTEN], native, language) == ""
    assert may_print([WRITTEN, native, CHECKED, RELEASED], language, trial=False)


@pytest.mark.parametrize(("count", "official"), [(1, False), (2, False), (3, False), (4, True)])
def test_only_what_is_released_is_printed_and_anything_on_a_trial(count: int, *, official: bool) -> None:
    assert may_print(WHOLE[:count], "vi", trial=False) is official
    assert may_print(WHOLE[:count], "vi", trial=True)


def test_what_was_withdrawn_is_not_printed_on_a_trial_either() -> None:
    assert not may_print([*WHOLE, Act(Step.WITHDRAW, "user:4", remark="x")], "vi", trial=True)


def test_languages_are_named_in_both_languages_and_the_unsure_say_so() -> None:
    assert len(set(TAGS)) == len(TAGS)
    assert all(each.vi and each.en for each in LANGUAGES)
    assert {each.tag for each in LANGUAGES if each.is_sure} == {"vi", "en"}


@pytest.mark.parametrize("tag", TAGS)
def test_a_language_is_called_in_vietnamese_unless_english_is_asked_for(tag: str) -> None:
    language = named(tag)

    assert (language.name("vi"), language.name("en-GB")) == (language.vi, language.en)
