"""How many registrations come in: bounded, without looking at anybody's address."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rollout.venues.conftest import NOW

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.venues.rules.admission import (
    AN_HOUR,
    AN_HOUR_A_COMMUNE,
    HOUR,
    LEAST,
    MOST,
    QUEUE,
    Busy,
    Load,
    check_pace,
    turned_away,
)

moments = st.lists(st.integers(0, 3599).map(lambda back: NOW - timedelta(seconds=back)), max_size=AN_HOUR + 20)


@given(moments, moments, st.integers(0, QUEUE + 5))
def test_whoever_is_turned_away_is_told_a_time_at_which_it_is_free(
    everywhere: list[datetime], here: list[datetime], waiting: int
) -> None:
    turned = turned_away(Load(everywhere, here, waiting))

    if turned is None:
        assert (len(everywhere) < AN_HOUR, len(here) < AN_HOUR_A_COMMUNE, waiting < QUEUE) == (True, True, True)
    elif turned.why is Busy.QUEUE:
        assert waiting >= QUEUE
    else:
        assert turned.again is not None
        assert NOW < turned.again <= NOW + HOUR
        assert turned_away(Load(after(everywhere, turned.again), after(here, turned.again), waiting)) is None


def after(moments: list[datetime], again: datetime) -> list[datetime]:
    return [moment for moment in moments if moment > again - HOUR]


@pytest.mark.parametrize("lay", [timedelta(), LEAST - timedelta(seconds=1), MOST + timedelta(seconds=1)])
def test_a_form_filled_in_at_once_or_the_next_day_is_refused(lay: timedelta) -> None:
    with pytest.raises(RuleViolation, match="a form is sent"):
        check_pace(NOW - lay, NOW)


@given(st.timedeltas(LEAST, MOST))
def test_a_form_that_somebody_took_time_for_is_taken(lay: timedelta) -> None:
    check_pace(NOW - lay, NOW)
