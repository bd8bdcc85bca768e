"""What the health authority decides about cases and contacts: definitions, days, closeness, chains, likenesses."""

import re
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.cases.rules.chain import Link, components, read_chain
from bluezone.authority.cases.rules.closeness import Met, Reason, Verdict, infectious_days, verdict
from bluezone.authority.cases.rules.definitions import LONGEST_DAYS, LONGEST_MINUTES, Numbers, numbers_in
from bluezone.authority.cases.rules.duplicates import (
    PROPOSED_FROM,
    WEIGHTS,
    Description,
    Likeness,
    Sign,
    likeness,
    within_one_edit,
)
from bluezone.authority.cases.rules.follow_up import (
    LOST_AFTER,
    Course,
    Standing,
    after_another_exposure,
    after_its_days,
    end_of,
    standing,
)
from bluezone.authority.cases.rules.words import Closeness, FollowUp, Setting, Sex
from bluezone.authority.cases.wording import SIGNS
from bluezone.authority.territory.naming import folded
from bluezone.protocol.errors import RuleViolation

DAY = date(2020, 8, 5)
NUMBERS = Numbers()
RULES = Path(__file__).parents[3] / "docs" / "rules-health.md"
days = st.dates(date(2020, 1, 1), date(2021, 12, 31))
short = st.integers(0, 25)
names = st.sampled_from(["Lò Thị Mây", "Lò Thị Mấy", "Lò Thị Mai", "Vàng A Páo", "Giàng Thị Dở", ""])
people = st.builds(
    lambda name, sex, born, year, phone, number, unit: Description(
        name, folded(name), sex, born, born.year if born else year, phone, number, unit
    ),
    names,
    st.sampled_from(Sex),
    st.none() | st.sampled_from([date(1980, 1, 1), date(1980, 5, 7), date(1991, 2, 3)]),
    st.none() | st.sampled_from([1980, 1991]),
    st.sampled_from(["", "0912345678", "0987654321"]),
    st.sampled_from(["", "012075000123", "012075000456"]),
    st.sampled_from(["", "xa-1", "xa-2"]),
)


# Definitions


@given(st.builds(Numbers, *[st.integers(0, LONGEST_DAYS)] * len(fields(Numbers))))
def test_a_definition_reads_back_what_it_keeps(numbers: Numbers) -> None:
    assert numbers_in(numbers.as_rules()) == numbers


@pytest.mark.parametrize("field", [field.name for field in fields(Numbers)])
@pytest.mark.parametrize("wrong", [-1, 10_000, 2.5, True, "14", None])
def test_a_number_that_no_decision_would_mean_is_refused_by_its_field(field: str, wrong: object) -> None:
    with pytest.raises(RuleViolation, match=field) as refused:
        numbers_in({field: wrong})

    assert refused.value.code == "definition_number"


def test_minutes_of_a_whole_day_can_be_meant_and_days_of_more_than_sixty_cannot() -> None:
    assert Numbers(contact_minutes=LONGEST_MINUTES).contact_minutes == LONGEST_MINUTES
    with pytest.raises(RuleViolation):
        Numbers(quarantine_days=LONGEST_DAYS + 1)


def test_a_number_of_a_later_version_is_not_dropped_silently() -> None:
    with pytest.raises(RuleViolation) as refused:
        numbers_in({"booster_days": 30})

    assert refused.value.code == "definition_unknown_number"


@pytest.mark.parametrize("field", [field.name for field in fields(Numbers)])
def test_every_number_of_a_definition_is_documented_with_its_value(field: str) -> None:
    heading = re.search(rf"^###.*`{field}`: (\d+) ", RULES.read_text(encoding="utf-8"), re.MULTILINE)

    assert heading, field
    assert int(heading[1]) == getattr(NUMBERS, field)


def test_every_weight_of_a_likeness_is_documented() -> None:
    page = RULES.read_text(encoding="utf-8").replace("\N{MINUS SIGN}", "-")

    assert f"add up to {PROPOSED_FROM} " in page
    with translation.override("en"):
        said = {sign: f"| {SIGNS[sign]} | {weight} |" for sign, weight in WEIGHTS.items()}
    assert {sign for sign, words in said.items() if words not in page} == set()


# Follow-up


@given(st.lists(days, min_size=1), short)
def test_the_days_count_from_the_latest_exposure(exposed: list[date], length: int) -> None:
    assert end_of(exposed, days=length) == max(exposed) + timedelta(days=length)


def test_without_an_exposure_there_is_no_last_day() -> None:
    assert end_of([], days=14) is None


@given(short, short, short)
def test_somebody_seen_on_a_day_is_seen_however_much_was_missed(begun: int, left: int, late: int) -> None:
    course = Course(DAY - timedelta(days=begun), DAY + timedelta(days=left), DAY + timedelta(days=late))

    assert standing(course, DAY) is Standing.SEEN


@given(short, st.none() | st.integers(1, 25))
def test_who_is_silent_was_overdue_and_due_before(begun: int, seen: int | None) -> None:
    first = DAY - timedelta(days=begun)
    course = Course(first, DAY + timedelta(days=9), None if seen is None else DAY - timedelta(days=seen))
    order = [Standing.DUE, Standing.OVERDUE, Standing.SILENT]

    now, then = standing(course, DAY), standing(course, DAY + timedelta(days=1))

    assert order.index(then) >= order.index(now)


@pytest.mark.parametrize(
    ("begun", "seen", "left", "said"),
    [
        (-1, None, 9, Standing.NOT_BEGUN),
        (0, None, 9, Standing.DUE),
        (5, 1, 9, Standing.DUE),
        (1, None, 9, Standing.OVERDUE),
        (9, 3, 9, Standing.OVERDUE),
        (9, 4, 9, Standing.SILENT),
        (3, None, 9, Standing.SILENT),
        (9, 1, -1, Standing.OVER),
        (9, 0, -1, Standing.SEEN),
    ],
)
def test_how_a_follow_up_stands(begun: int, seen: int | None, left: int, said: Standing) -> None:
    last = None if seen is None else DAY - timedelta(days=seen)
    course = Course(DAY - timedelta(days=begun), DAY + timedelta(days=left), last)

    assert standing(course, DAY) is said
    assert timedelta(days=3) == LOST_AFTER


@pytest.mark.parametrize("state", FollowUp)
def test_only_a_follow_up_under_way_is_completed_by_its_last_day(state: FollowUp) -> None:
    over = after_its_days(state, DAY, DAY + timedelta(days=1))

    assert over is (FollowUp.COMPLETED if state is FollowUp.FOLLOW_UP else state)
    assert after_its_days(state, DAY, DAY) is state
    assert after_its_days(state, None, DAY) is state


@pytest.mark.parametrize("state", FollowUp)
def test_another_exposure_starts_a_follow_up_again_but_none_that_nobody_wanted(state: FollowUp) -> None:
    again = after_another_exposure(state)

    assert again is (state if state is FollowUp.NO_FOLLOW_UP else FollowUp.FOLLOW_UP)


# Closeness


def test_a_case_is_infectious_around_the_symptoms_or_else_the_sample() -> None:
    around = (date(2020, 8, 3), date(2020, 8, 15))

    assert infectious_days(DAY, date(2020, 8, 9), NUMBERS) == around
    assert infectious_days(None, DAY, NUMBERS) == around
    assert infectious_days(None, None, NUMBERS) is None


@pytest.mark.parametrize(
    ("met", "said"),
    [
        (Met(DAY, Setting.HOUSEHOLD, Closeness.UNKNOWN, None), Verdict(is_close=True, reason=Reason.HOUSEHOLD)),
        (Met(DAY, Setting.WORK, Closeness.NEAR, 15), Verdict(is_close=True, reason=Reason.NEAR_AND_LONG)),
        (Met(DAY, Setting.WORK, Closeness.NEAR, 14), Verdict(is_close=False, reason=Reason.TOO_SHORT)),
        (Met(DAY, Setting.WORK, Closeness.FAR, 600), Verdict(is_close=False, reason=Reason.TOO_FAR)),
        (Met(DAY, Setting.WORK, Closeness.NEAR, None), Verdict(is_close=None, reason=Reason.NOT_KNOWN)),
        (Met(DAY, Setting.WORK, Closeness.MIDDLE, 60), Verdict(is_close=None, reason=Reason.NOT_KNOWN)),
        (
            Met(date(2020, 8, 2), Setting.HOUSEHOLD, Closeness.NEAR, 600),
            Verdict(is_close=False, reason=Reason.NOT_INFECTIOUS),
        ),
    ],
)
def test_what_a_definition_says_of_an_exposure(met: Met, said: Verdict) -> None:
    assert verdict(met, infectious_days(DAY, None, NUMBERS), NUMBERS) == said


@given(st.sampled_from(Setting), st.sampled_from(Closeness), st.none() | st.integers(0, 600))
def test_when_nobody_knows_when_a_case_was_infectious_no_day_is_ruled_out(
    setting: Setting, closeness: Closeness, minutes: int | None
) -> None:
    assert verdict(Met(DAY, setting, closeness, minutes), None, NUMBERS).reason is not Reason.NOT_INFECTIOUS


@given(st.sampled_from(Closeness), st.integers(0, 600), st.integers(0, 600))
def test_longer_is_never_less_close(closeness: Closeness, one: int, other: int) -> None:
    brief, long = sorted((one, other))
    order = [False, None, True]

    said = [verdict(Met(DAY, Setting.WORK, closeness, each), None, NUMBERS).is_close for each in (brief, long)]

    assert order.index(said[0]) <= order.index(said[1])


# The chain


nodes = st.integers(0, 9)
chains = st.lists(st.tuples(nodes, nodes).filter(lambda pair: pair[0] != pair[1]), max_size=25)


def test_a_chain_without_a_circle_has_generations() -> None:
    links = [Link("a", "b"), Link("b", "c"), Link("a", "c"), Link("x", "c")]

    read = read_chain("abcxz", links)

    assert read.generation == {"a": 0, "b": 1, "c": 2, "x": 0, "z": 0}
    assert read.circles == ()


def test_a_circle_is_found_shown_and_stands_in_one_generation() -> None:
    read = read_chain("abcd", [Link("a", "b"), Link("b", "c"), Link("c", "b"), Link("c", "d")])

    assert read.circles == (frozenset("bc"),)
    assert read.generation == {"a": 0, "b": 1, "c": 1, "d": 2}


@given(st.sets(nodes), chains)
def test_every_infectee_stands_below_its_infector_unless_they_infected_each_other(
    known: set[int], pairs: list[tuple[int, int]]
) -> None:
    read = read_chain(sorted(known), [Link(*pair) for pair in pairs])

    assert set(read.generation) == known | {node for pair in pairs for node in pair}
    for infector, infectee in pairs:
        together = any({infector, infectee} <= circle for circle in read.circles)
        assert together or read.generation[infector] < read.generation[infectee]


@given(chains)
def test_each_case_stands_in_one_group_after_those_it_leads_to(pairs: list[tuple[int, int]]) -> None:
    after: dict[int, list[int]] = {}
    for infector, infectee in pairs:
        after.setdefault(infector, []).append(infectee)
        after.setdefault(infectee, [])

    groups = components(after)

    place = {node: number for number, group in enumerate(groups) for node in group}
    assert len(place) == sum(map(len, groups)) == len(after)
    assert all(place[infectee] <= place[infector] for infector, infectee in pairs)


def test_a_chain_of_thousands_needs_no_deep_stack() -> None:
    links = [Link(number, number + 1) for number in range(5_000)]

    assert read_chain(range(5_001), links).generation[5_000] == 5_000


# Duplicates


def described(name: str, year: int | None = 1980, **more: object) -> Description:
    return Description(name, folded(name), birth_year=year, **more)  # type: ignore[arg-type]  # facts by name


@given(people, people)
def test_who_is_alike_is_alike_both_ways(one: Description, other: Description) -> None:
    assert {*likeness(one, other).signs} == {*likeness(other, one).signs}
    assert likeness(one, other).weight == sum(WEIGHTS[sign] for sign in likeness(one, other).signs)


@given(people)
def test_nothing_speaks_against_oneself(one: Description) -> None:
    against = {Sign.OTHER_SEX, Sign.OTHER_BIRTH_YEAR, Sign.OTHER_NUMBER, Sign.NAME_BUT_MARKS, Sign.SIMILAR_NAME}

    assert not against & {*likeness(one, one).signs}


def test_two_names_that_differ_by_one_mark_are_told_apart_and_proposed() -> None:
    like = likeness(described("Lò Thị Mây"), described("Lò Thị Mấy", phone="0912345678"))
    both = likeness(described("Lò Thị Mây", unit="xa"), described("Lò Thị Mấy", unit="xa"))

    assert Sign.NAME_BUT_MARKS in like.signs
    assert not like.is_proposed
    assert both.is_proposed


def test_spelling_that_unicode_writes_in_two_ways_is_one_name() -> None:
    assert Sign.SAME_NAME in likeness(described("lò  thị mây"), described("Lo\u0300 Thị Mây")).signs


def test_a_family_with_one_telephone_is_not_one_person() -> None:
    father = described("Vàng A Páo", 1950, phone="0912345678", unit="xa", sex=Sex.MALE)
    daughter = described("Vàng Thị Sua", 2012, phone="0912345678", unit="xa", sex=Sex.FEMALE)

    like = likeness(father, daughter)

    assert {Sign.SAME_PHONE, Sign.OTHER_SEX, Sign.OTHER_BIRTH_YEAR} <= {*like.signs}
    assert not like.is_proposed


def test_the_first_of_january_stands_for_an_unknown_day() -> None:
    placeholder = described("Lò Thị Mây", 1980, birth_date=date(1980, 1, 1))
    exact = described("Lò Thị Mây", 1980, birth_date=date(1980, 5, 7))

    assert Sign.SAME_BIRTH_DATE not in likeness(placeholder, placeholder).signs
    assert Sign.SAME_BIRTH_YEAR in likeness(placeholder, placeholder).signs
    assert Sign.SAME_BIRTH_DATE in likeness(exact, exact).signs


def test_a_personal_number_decides_nearly_alone() -> None:
    same = likeness(described("A B", personal_number="1"), described("C D", None, personal_number="1"))
    other = likeness(described("A B", personal_number="1"), described("A B", personal_number="2"))

    assert same.is_proposed
    assert not other.is_proposed


def test_a_likeness_is_proposed_from_its_threshold_on() -> None:
    assert Likeness((Sign.SAME_NAME, Sign.SAME_UNIT)).weight == PROPOSED_FROM
    assert Likeness((Sign.SAME_NAME, Sign.SAME_UNIT)).is_proposed
    assert not Likeness((Sign.SAME_NAME,)).is_proposed


letters = st.text("abc ", max_size=8)


@given(letters, letters)
def test_one_edit_works_both_ways(one: str, other: str) -> None:
    assert within_one_edit(one, other) == within_one_edit(other, one)


@given(letters, st.integers(0, 8), st.sampled_from("xyz"))
def test_a_letter_added_taken_away_or_changed_is_one_edit(text: str, place: int, letter: str) -> None:
    longer = text[:place] + letter + text[place:]
    changed = text[:place] + letter + text[place + 1 :]

    assert within_one_edit(text, longer)
    assert within_one_edit(text, changed)
    assert not within_one_edit(text, longer + letter + letter)


@given(letters)
def test_two_changed_letters_are_two_edits(text: str) -> None:
    assert not within_one_edit(f"x{text}x", f"y{text}y")


def test_names_one_letter_apart_look_alike() -> None:
    assert Sign.SIMILAR_NAME in likeness(described("Lò Thị Mây"), described("Lò Thị Mai")).signs
    assert likeness(described("", None), described("", None)).signs == ()
