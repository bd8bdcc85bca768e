"""Withdrawals: what a phone does when a key says something else than before, in whatever order it hears of it."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.phone.people import DAY, MINUTE, NOON
from tests.phone.test_checking import KEYS, WARNED, window

from bluezone.phone.checking import warnings_for
from bluezone.phone.withdrawals import STANDING, Withdrawn, later, windows_after, withdrawn_after
from bluezone.protocol.keys import ReportType
from bluezone.protocol.risk import POLICY_1

TYPES = st.sampled_from(list(ReportType))
LIKELY = replace(KEYS[0], report_type=ReportType.CLINICAL_DIAGNOSIS)
CONFIRMED, REVOKED = (replace(KEYS[0], report_type=kind) for kind in (ReportType.CONFIRMED_TEST, ReportType.REVOKED))
TAKEN_BACK = Withdrawn(NOON.date(), NOON + DAY)


@given(st.lists(TYPES, min_size=1, max_size=4))
def test_what_holds_of_a_key_is_the_same_in_whatever_order_it_is_said(said: list[ReportType]) -> None:
    keys = [replace(KEYS[0], report_type=kind) for kind in said]

    ends = set()
    for order in permutations(keys):
        holding = order[0]
        for key in order[1:]:
            holding = later(holding, key)
        ends.add(holding)

    assert ends == {replace(KEYS[0], report_type=max(said, key=lambda kind: STANDING[kind]))}


def test_a_revoked_key_takes_what_was_heard_of_it_away_though_the_radio_s_memory_is_gone() -> None:
    known = [window(LIKELY, 90), window(KEYS[1], 30)]

    [revoked, other] = windows_after(known, (), [REVOKED])

    assert (revoked.key, revoked.scans) == (REVOKED, ())
    assert other == known[1]


def test_a_revoked_key_does_not_come_back_with_an_older_file() -> None:
    [revoked] = windows_after([window(LIKELY, 90)], [window(REVOKED, 90)], [REVOKED])

    assert windows_after([revoked], [window(LIKELY, 90)], [LIKELY]) == (revoked,)


def test_a_likely_case_that_is_confirmed_stays_what_was_heard() -> None:
    [found] = windows_after([window(LIKELY, 90)], (), [CONFIRMED])

    assert found == window(CONFIRMED, 90)


@pytest.mark.parametrize("again", [0, 3])
def test_a_warning_that_no_longer_stands_is_taken_back_once(again: int) -> None:
    windows = windows_after([window(LIKELY, 90)], (), [REVOKED])

    found = withdrawn_after(windows, [WARNED], (), (), at=NOON + DAY)
    for days in range(again):
        found = withdrawn_after(windows, (), (), found, at=NOON + (2 + days) * DAY)

    assert found == (TAKEN_BACK,)


def test_a_warning_that_somebody_else_holds_up_is_not_taken_back() -> None:
    windows = windows_after([window(LIKELY, 90), window(KEYS[1], 60, at=30 * MINUTE)], (), [REVOKED])
    warnings = warnings_for(windows, [WARNED], policy=POLICY_1, at=NOON + DAY)

    assert [warned.day for warned in warnings] == [NOON.date()]
    assert withdrawn_after(windows, [WARNED], warnings, (), at=NOON + DAY) == ()


def test_a_new_warning_about_a_day_ends_its_withdrawal() -> None:
    assert withdrawn_after((), (), [WARNED], [TAKEN_BACK], at=NOON + 2 * DAY) == ()


def test_a_warning_that_a_new_policy_no_longer_makes_was_not_taken_back_by_a_test() -> None:
    assert withdrawn_after([window(LIKELY, 90)], [WARNED], (), (), at=NOON + DAY) == ()


def test_a_withdrawal_is_forgotten_with_its_day() -> None:
    assert withdrawn_after((), (), (), [TAKEN_BACK], at=NOON + 16 * DAY) == ()
