"""What a second visit makes of a first one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.fieldwork.rules.spot_checks import (
    ANSWERS,
    DISAGREEMENTS,
    FOUND,
    Finding,
    Result,
    Verdict,
    Word,
    asked,
    finding,
    result,
    verdict,
)
from bluezone.rollout.fieldwork.rules.words import CLOSING, Outcome

HELPED = Word(Outcome.HELPED, 2, 1)
FINDINGS = st.lists(st.sampled_from([*Finding]))


def test_the_table_answers_every_pair_of_words() -> None:
    """A household that was closed, and whatever it says of that."""
    assert FOUND.keys() == {*product(CLOSING, Outcome)}


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (HELPED, Finding.AGREES),
        (Word(Outcome.HELPED, 1, 1), Finding.PHONES),
        (Word(Outcome.HELPED, 3, 0), Finding.PHONES),
        (Word(Outcome.ALREADY), Finding.OUTCOME),
        (Word(Outcome.DONE), Finding.OUTCOME),
        (Word(Outcome.COME_BACK), Finding.NOT_VISITED),
        (Word(Outcome.NOT_HOME), Finding.NO_ANSWER),
        (None, Finding.UNASKED),
    ],
)
def test_a_household_that_was_helped_is_asked_again(second: Word | None, found: Finding) -> None:
    """Two telephones with Bluetooth and one in the browser only, the first team said."""
    assert finding(HELPED, second) is found


def test_telephones_matter_only_where_a_team_helped() -> None:
    """Who had the application already was helped by nobody."""
    assert finding(Word(Outcome.ALREADY, 0, 0), Word(Outcome.ALREADY, 1, 0)) is Finding.AGREES


def test_a_household_of_the_reserve_takes_the_place_of_one_where_nobody_answered() -> None:
    """Of three wanted answers one is missing: the fourth of the drawing is asked, not the fifth."""
    findings = [Finding.AGREES, Finding.NO_ANSWER, Finding.UNASKED, Finding.UNASKED, Finding.UNASKED]

    assert asked(findings, 3) == 4


@given(FINDINGS, st.integers(1, 10))
def test_as_many_are_asked_as_answers_are_wanted(findings: list[Finding], size: int) -> None:
    """Those where nobody answered do not count, and nobody beyond the drawing is asked."""
    wanted = asked(findings, size)

    known = findings[:wanted]
    assert sum(each is not Finding.NO_ANSWER for each in known) == min(size, len(findings) - _silent(findings, size))


def _silent(findings: list[Finding], size: int) -> int:
    answers = sum(each is not Finding.NO_ANSWER for each in findings)
    return len(findings) - min(size, answers)


@given(FINDINGS)
def test_only_answers_are_counted(findings: list[Finding]) -> None:
    """Nobody at home is neither agreement nor disagreement."""
    found = result(findings)

    assert found.checked == sum(each in ANSWERS for each in findings)
    assert found.differed == sum(each in DISAGREEMENTS for each in findings) <= found.checked


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Result(20, 2), Verdict.ACCEPTED),
        (Result(20, 3), Verdict.NOT_ACCEPTED),
        (Result(4, 3), Verdict.NOT_ACCEPTED),
        (Result(19, 2), Verdict.TOO_FEW),
    ],
)
def test_a_round_says_what_its_answers_allow(found: Result, said: Verdict) -> None:
    """Twenty answers wanted, two may differ; too many say so early, too few never accept."""
    assert verdict(found, 20, 2) is said
