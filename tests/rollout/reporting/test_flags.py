"""Numbers that cannot be true, or hardly, and what a person is told about them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.reporting.rules.explanations import FAULTS, FLAGS, LINES, REMARKS, explained
from bluezone.rollout.reporting.rules.flags import Flag, FlagKind, Word, contradictions, impossible, improbable
from bluezone.rollout.reporting.rules.forms import ValueFault
from bluezone.rollout.reporting.rules.numbers import Fault, Remark
from bluezone.rollout.reporting.rules.sms_line import LineFault

DAY = date(2020, 8, 14)
SOUND = Word(DAY, DAY, staff=60, smartphones=50, declared=30, attested=28, listed=400, visited=300, helped=20)


def kinds(flags: Sequence[Flag]) -> list[FlagKind]:
    return [flag.kind for flag in flags]


def of_word(word: Word, **how: date) -> list[FlagKind]:
    return kinds(list(contradictions("u", word, **how)))


def history(numbers: Sequence[int], *, smartphones: int = 1000) -> list[Word]:
    return [
        Word(DAY + timedelta(days=place), DAY + timedelta(days=place), smartphones=smartphones, declared=number)
        for place, number in enumerate(numbers)
    ]


def growing(start: int) -> list[int]:
    return [start + 23 * step for step in range(6)]


SIBLINGS = {f"s{number}": history(growing(200 + 3 * number)) for number in range(12)}


def test_a_sound_report_raises_no_question() -> None:
    assert of_word(SOUND) == []


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"attested": 31}, FlagKind.ATTESTED_ABOVE_DECLARED),
        ({"declared": 51}, FlagKind.DECLARED_ABOVE_SMARTPHONES),
        ({"smartphones": 61}, FlagKind.SMARTPHONES_ABOVE_STAFF),
        ({"visited": 401}, FlagKind.VISITED_ABOVE_LISTED),
        ({"parts": {"declared": 31}}, FlagKind.PARTS_DIFFER),
        ({"declared": 50}, FlagKind.EVERYBODY),
        ({"received": DAY - timedelta(days=1)}, FlagKind.FUTURE),
    ],
)
def test_attested_declared_smartphones_and_staff_stand_in_order(wrong: dict[str, object], kind: FlagKind) -> None:
    assert of_word(replace(SOUND, **wrong)) == [kind]  # type: ignore[arg-type] # the cases name fields


def test_more_attested_than_declared_than_smartphones_than_staff_raises_each_question() -> None:
    upside_down = Word(DAY, DAY, staff=1, smartphones=2, declared=3, attested=4)

    assert of_word(upside_down) == [
        FlagKind.ATTESTED_ABOVE_DECLARED,
        FlagKind.DECLARED_ABOVE_SMARTPHONES,
        FlagKind.SMARTPHONES_ABOVE_STAFF,
    ]


def test_children_that_do_not_sum_to_the_parent_are_asked_about() -> None:
    assert of_word(replace(SOUND, parts={"declared": 29, "visited": 300})) == [FlagKind.PARTS_DIFFER]
    assert of_word(replace(SOUND, parts={"declared": 30})) == []


def test_a_small_office_may_have_everybody() -> None:
    assert of_word(Word(DAY, DAY, smartphones=19, declared=19)) == []


def test_a_report_after_the_unit_ceased_is_asked_about() -> None:
    assert of_word(SOUND, last_day=DAY - timedelta(days=1)) == [FlagKind.AFTER_END]
    assert of_word(SOUND, last_day=DAY) == []


def test_a_total_that_falls_needs_a_reason() -> None:
    falling = history([30, 31, 29])
    corrected = [*falling[:2], replace(falling[2], corrected=True)]

    assert kinds(list(impossible("u", falling))) == [FlagKind.FELL]
    assert list(impossible("u", corrected)) == []


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_a_total_that_never_falls_contradicts_nothing(numbers: list[int]) -> None:
    assert list(impossible("u", history(sorted(numbers)))) == []


def test_the_same_number_three_days_running_is_asked_about() -> None:
    lazy = history([200, 223, 246, 246, 246, 246])

    flags = [flag for flag in improbable({**SIBLINGS, "lazy": lazy}) if flag.unit == "lazy"]

    assert kinds(flags) == [FlagKind.SAME_NUMBER]
    assert flags[0].figures["expected"] == 39


def test_the_same_number_is_no_question_when_nobody_grows() -> None:
    still = {f"s{number}": history([200 + 7 * number] * 6) for number in range(12)}

    assert kinds(list(improbable(still))) == []


def test_the_same_number_of_a_unit_without_siblings_is_asked_about() -> None:
    assert kinds(list(improbable({"alone": history([7, 7, 7])}))) == [FlagKind.SAME_NUMBER]
    assert list(improbable({"alone": history([0, 0, 0])})) == []


def test_numbers_that_all_end_in_nought_or_five_are_asked_about() -> None:
    flags = improbable({**SIBLINGS, "round": history([200, 225, 245, 270, 295, 315])})

    assert [flag.kind for flag in flags if flag.unit == "round"] == [FlagKind.ROUND_NUMBERS]


def test_a_share_far_above_the_siblings_is_asked_about_and_one_far_below_is_not() -> None:
    flags = improbable({**SIBLINGS, "high": history(growing(703)), "low": history(growing(21))})

    assert [flag.unit for flag in flags if flag.kind is FlagKind.UNLIKE_SIBLINGS] == ["high"]


def test_growth_that_the_visiting_teams_do_not_account_for_is_asked_about() -> None:
    def with_doors(numbers: list[int], share: float) -> list[Word]:
        return [
            replace(word, helped=round((word.declared or 0) * share), visited=900, listed=900)
            for word in history(numbers)
        ]

    said = {f"s{number}": with_doors(growing(200 + 3 * number), 0.5 + 0.01 * (number % 5)) for number in range(12)}
    said["odd"] = with_doors(growing(206), 0.05)

    flags = list(improbable(said))

    assert [flag.unit for flag in flags if flag.kind is FlagKind.UNEXPLAINED_GROWTH] == ["odd"]


def test_few_siblings_are_no_measure() -> None:
    few = {key: SIBLINGS[key] for key in list(SIBLINGS)[:8]}

    assert list(improbable({**few, "high": history(growing(703))})) == []


def test_a_unit_that_said_nothing_is_not_asked() -> None:
    assert list(improbable({"mute": [Word(DAY, DAY, visited=3)]})) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_question_has_a_sentence_in_plain_words(language: str) -> None:
    figures = dict.fromkeys(
        [
            "attested",
            "declared",
            "smartphones",
            "staff",
            "visited",
            "listed",
            "said",
            "parts",
            "before",
            "now",
            "reports",
        ],
        1234,
    ) | {"numbers": 7, "percent": 61, "part": 61, "whole": 100, "usual": 32, "siblings": 105}
    days = dict.fromkeys(["before_day", "received", "last_day"], "2020-08-14")

    for kind in FlagKind:
        sentence = explained(Flag(kind, "u", DAY, {**figures, **days, "measure": "declared"}), language)
        assert "{" not in sentence
        assert sentence[-1] in ".?"
    assert "1.234" in explained(Flag(FlagKind.FELL, "u", DAY, {**figures, **days}), "vi")
    assert "14/08/2020" in explained(Flag(FlagKind.FELL, "u", DAY, {**figures, **days}), "vi")
    assert "14 August 2020" in explained(Flag(FlagKind.FELL, "u", DAY, {**figures, **days}), "en")


def test_every_refusal_has_a_sentence() -> None:
    assert set(FLAGS) == set(FlagKind)
    assert set(FAULTS) == {*Fault, *ValueFault}
    assert set(LINES) == set(LineFault)
    assert set(REMARKS) == set(Remark)
    for words in (*FLAGS.values(), *FAULTS.values(), *LINES.values(), *REMARKS.values()):
        assert words.vi
        assert words.en
        assert words.vi != words.en
