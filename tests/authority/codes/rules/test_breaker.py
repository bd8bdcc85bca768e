"""When exports are held because codes or keys no longer fit the confirmed cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.codes.rules.breaker import BAND, HOLDING, Figures, Verdict, most_claims, most_keys, verdict

COUNTS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (Figures(0, 0, None), Verdict.NORMAL),
        (Figures(0, 15, 160), Verdict.NORMAL),
        (Figures(0, 16, None), Verdict.MANY_CLAIMS),
        (Figures(0, 0, 161), Verdict.MANY_KEYS),
        (Figures(100, 150, 1600), Verdict.NORMAL),
        (Figures(100, 151, 1600), Verdict.MANY_CLAIMS),
        (Figures(100, 150, 1601), Verdict.MANY_KEYS),
        (Figures(10, 1, None, issued=20, used=5), Verdict.FEW_CLAIMS),
        (Figures(10, 1, None, issued=20, used=6), Verdict.NORMAL),
        (Figures(10, 1, None, issued=19, used=0), Verdict.NORMAL),
    ],
)
def test_the_figures_are_judged_by_the_band(figures: Figures, said: Verdict) -> None:
    assert verdict(figures) is said


@given(COUNTS, COUNTS, COUNTS)
def test_more_confirmed_cases_never_hold_what_fewer_let_go(cases: int, claims: int, keys: int) -> None:
    held = verdict(Figures(cases, claims, keys)) in HOLDING
    held_with_more = verdict(Figures(cases + 1, claims, keys)) in HOLDING

    assert held or not held_with_more


@given(COUNTS)
def test_the_ceiling_bears_a_report_of_every_case(cases: int) -> None:
    assert most_keys(cases) >= 15 * cases
    assert most_claims(cases) >= cases
    assert most_keys(cases) >= BAND.keys_a_case * BAND.least_cases


def test_too_few_claims_hold_nothing() -> None:
    assert Verdict.FEW_CLAIMS not in HOLDING
