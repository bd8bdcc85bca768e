"""A synthetic province: its truth, its reporters, its silences, and parameters that nobody tunes afterwards."""

from dataclasses import asdict
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.lab.province import PLAN_1, SILENT_PLAN_1, Plan, Province, Reporter, Sort, province

seeds = st.integers(0, 10_000)
FROZEN = "da9d23f1dad0ed995652c3505ff71d1378fe9686d905e1e660b001676221e21d"


def communes_said(made: Province) -> list[bool]:
    return [report.arrived for report in made.reports if made.members[report.member].sort is Sort.COMMUNE]


def test_the_parameters_stay_as_they_were_before_any_flag_was_written() -> None:
    said = repr([sorted(asdict(plan).items()) for plan in (PLAN_1, SILENT_PLAN_1)])

    assert sha256(said.encode()).hexdigest() == FROZEN


def test_one_seed_makes_one_province() -> None:
    assert province(7) == province(7)
    assert province(7) != province(8)


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_true_installations_never_fall_nor_exceed_the_phones_there_are(seed: int) -> None:
    for member in province(seed).members:
        assert all(earlier <= later for earlier, later in pairwise(member.installed))
        assert member.installed[0] >= 0
        assert member.installed[-1] <= member.smartphones


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_five_communes_inflate_and_they_do_speak(seed: int) -> None:
    made = province(seed)

    inflating = [member for member in made.members if member.reporter is Reporter.INFLATING]

    assert len(inflating) == PLAN_1.inflating
    assert {member.number for member in inflating} <= {report.member for report in made.arrived()}
    assert all(PLAN_1.factor[0] <= member.factor <= PLAN_1.factor[1] for member in inflating)


@pytest.mark.parametrize("plan", [PLAN_1, SILENT_PLAN_1])
def test_three_reports_in_ten_never_arrive(plan: Plan) -> None:
    shares = []
    for seed in range(20):
        said = communes_said(province(seed, plan))
        shares.append(1 - sum(said) / len(said))

    assert sum(shares) / len(shares) == pytest.approx(0.30, abs=0.02)


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_a_careful_inflater_keeps_every_rule_and_an_honest_count_is_nearly_true(seed: int) -> None:
    made = province(seed)

    for report in made.reports:
        member = made.members[report.member]
        truth = member.installed[report.day]
        if member.careful:
            assert report.declared <= report.smartphones
            assert report.declared >= truth * 0.97 - 1
        if member.reporter is Reporter.HONEST:
            assert abs(report.declared - truth) <= 0.06 * truth + 1


def test_silence_is_longer_where_there_is_no_signal() -> None:
    weak: list[bool] = []
    strong: list[bool] = []
    for seed in range(20):
        made = province(seed)
        for report in made.reports:
            member = made.members[report.member]
            if member.sort is Sort.COMMUNE:
                (weak if member.without_signal > 0.3 else strong).append(report.arrived)

    assert sum(weak) / len(weak) < sum(strong) / len(strong)
