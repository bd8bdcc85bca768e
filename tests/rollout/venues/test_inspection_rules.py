"""Inspections: what a look amounts to, and when the next is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.venues.rules.inspections import check_inspection, is_due, outcome_of
from bluezone.rollout.venues.rules.words import Outcome

TODAY = date(2026, 11, 20)
days = st.integers(0, 400)


@given(days)
def test_a_place_is_due_30_days_after_the_last_look_and_stays_so(back: int) -> None:
    assert is_due(TODAY - timedelta(days=back), TODAY) == (back >= 30)


def test_a_place_at_which_nobody_ever_looked_is_due() -> None:
    assert is_due(None, TODAY)


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_poster_of_another_version_is_an_old_poster(seen: int, present: int) -> None:
    assert outcome_of(Outcome.SEEN, seen, present) is (Outcome.SEEN if seen == present else Outcome.OLD_VERSION)


@pytest.mark.parametrize(
    ("outcome", "seen", "ahead", "code"),
    [
        (Outcome.SEEN, 1, 1, "inspection_future"),
        (Outcome.SEEN, None, 0, "inspection_version"),
        (Outcome.MISSING, 1, 0, "inspection_version"),
        (Outcome.CLOSED, 2, 0, "inspection_version"),
    ],
)
def test_an_inspection_that_cannot_be_is_refused(outcome: Outcome, seen: int | None, ahead: int, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_inspection(outcome, seen, TODAY + timedelta(days=ahead), TODAY)

    assert refused.value.code == code


@pytest.mark.parametrize(("outcome", "seen"), [(Outcome.SEEN, 1), (Outcome.MISSING, None), (Outcome.DAMAGED, None)])
def test_an_inspection_of_today_is_taken(outcome: Outcome, seen: int | None) -> None:
    check_inspection(outcome, seen, TODAY, TODAY)
