"""How long things are kept: a table of longest times that an installation can only shorten."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.retention.rules.periods import LONGEST, RULES, Period, is_past, times_from
from bluezone.protocol.errors import RuleViolation

moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds without a zone, as the strategy takes them
periods = st.sampled_from([*Period])


def test_every_kind_has_a_time_and_its_source() -> None:
    assert {*RULES} == {*Period} == {*LONGEST.lengths}
    assert all(rule.longest > timedelta() and rule.source for rule in RULES.values())


@given(moments, periods)
def test_what_is_past_its_time_stays_so(began: datetime, period: Period) -> None:
    end = began + RULES[period].longest

    assert is_past(began, period, end)
    assert is_past(began, period, end + timedelta(days=1))
    assert not is_past(began, period, end - timedelta(microseconds=1))


@given(periods, st.integers(1, 4000))
def test_a_time_can_only_be_shortened(period: Period, days: int) -> None:
    rule = RULES[period]

    if rule.shortest.days <= days <= rule.longest.days:
        assert times_from(f"{period}={days}").lengths[period] == timedelta(days=days)
    else:
        with pytest.raises(RuleViolation, match="only shorter"):
            times_from(f"{period}={days}")


def test_several_times_are_shortened_at_once() -> None:
    times = times_from("case=1825, contact=21")

    assert (times.lengths[Period.CASE].days, times.lengths[Period.CONTACT].days) == (1825, 21)
    assert times.lengths[Period.MERGE] == LONGEST.lengths[Period.MERGE]


@pytest.mark.parametrize("text", ["case", "case=", "case=ten", "case=0", "case=-1", "cases=9", "case=٣"])
def test_what_is_badly_written_is_refused(text: str) -> None:
    with pytest.raises(RuleViolation):
        times_from(text)
