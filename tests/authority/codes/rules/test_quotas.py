"""How many codes a day are allowed, and how many are unusual."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.codes.rules.quotas import (
    DAYS_COMPARED,
    LEAST_UNUSUAL,
    Quotas,
    check_one_more,
    check_rows,
    is_unusual,
    unusual_from,
)
from bluezone.protocol.errors import RuleViolation

QUOTAS = Quotas(officer_a_day=3, unit_a_day=5, desk_a_day=10)
DAYS = st.lists(st.integers(0, 400), min_size=DAYS_COMPARED, max_size=DAYS_COMPARED)


@pytest.mark.parametrize(
    ("by_officer", "for_unit", "refusal"),
    [(2, 4, ""), (3, 3, "quota_officer"), (0, 5, "quota_unit"), (9, 9, "quota_officer")],
)
def test_a_code_beyond_a_quota_is_refused(by_officer: int, for_unit: int, refusal: str) -> None:
    if not refusal:
        check_one_more(by_officer, for_unit, QUOTAS)
        return
    with pytest.raises(RuleViolation) as refused:
        check_one_more(by_officer, for_unit, QUOTAS)

    assert refused.value.code == refusal


@pytest.mark.parametrize(("handed_in", "more", "fits"), [(0, 10, True), (1, 10, False), (10, 1, False)])
def test_a_file_beyond_the_unit_s_day_is_refused_whole(handed_in: int, more: int, *, fits: bool) -> None:
    if fits:
        check_rows(handed_in, more, QUOTAS)
        return
    with pytest.raises(RuleViolation, match="10 rows"):
        check_rows(handed_in, more, QUOTAS)


@given(DAYS)
def test_a_day_like_the_days_before_is_never_unusual(earlier: list[int]) -> None:
    assert not is_unusual(round(sum(earlier) / len(earlier)), earlier)


@given(DAYS, st.integers(0, 2000), st.integers(0, 2000))
def test_more_codes_are_never_less_unusual(earlier: list[int], one: int, other: int) -> None:
    few, many = sorted((one, other))

    assert is_unusual(few, earlier) <= is_unusual(many, earlier)


@given(DAYS)
def test_few_codes_are_never_unusual(earlier: list[int]) -> None:
    assert not is_unusual(LEAST_UNUSUAL, earlier)
    assert unusual_from(earlier) >= LEAST_UNUSUAL


def test_a_flood_after_quiet_weeks_is_unusual() -> None:
    assert is_unusual(21, [])
    assert is_unusual(60, [10, 12, 8, 9, 11, 10, 12, 9, 8, 10, 11, 10, 9, 12])
    assert not is_unusual(60, [50, 70, 55, 65] * 3)
