"""The policy feed: what the ministry decided, from when it holds, and never beyond what keeps people safe."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.seeds import NOON
from tests.protocol.vectors_feeds import POLICY, feed

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import REPLAY_MARGIN, ReportType
from bluezone.protocol.policy_feed import (
    COUNTABLE,
    Decided,
    DummyRates,
    decided,
    decided_at,
    policy_at,
    policy_content,
    policy_in,
)
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.signed_feeds import content_of

DAY = timedelta(days=1)


def of(**fields: Any) -> Decided:
    return policy_in(feed("policy", {**POLICY, **fields}))


def test_a_phone_reads_what_the_ministry_decided() -> None:
    found = of()

    assert found.effective == datetime(2020, 8, 21, tzinfo=UTC)
    assert found.policy.close_contact == timedelta(minutes=10)
    assert found.policy.near_max_attenuation_db == 60
    assert found.policy.counted == {ReportType.CONFIRMED_TEST, ReportType.CLINICAL_DIAGNOSIS}


@given(
    st.integers(1, 2**31 - 1),
    st.integers(0, 127),
    st.integers(1, 1440),
    st.integers(0, 8),
    st.integers(0, 12),
    st.frozensets(st.sampled_from([kind for kind in ReportType if kind.name.lower().replace("_", "-") in COUNTABLE])),
)
def test_a_policy_is_read_as_it_was_written(  # noqa: PLR0913, PLR0917 -- one for each field
    version: int, near: int, minutes: int, bluezone: int, exposure_notification: int, counted: frozenset[ReportType]
) -> None:
    policy = replace(
        POLICY_1,
        version=version,
        near_max_attenuation_db=near,
        middle_max_attenuation_db=max(near, 73),
        close_contact=timedelta(minutes=minutes),
        bluezone_tolerance=bluezone,
        exposure_notification_tolerance=exposure_notification,
        counted=counted,
    )

    content = policy_content(policy, NOON)

    assert decided(content) == policy_in(feed("policy", content_of(content))) == Decided(policy, NOON)


@pytest.mark.parametrize("air", Air)
def test_no_policy_makes_a_phone_believe_identifiers_that_were_published(air: Air) -> None:
    field = "bluezone_tolerance" if air is Air.BLUEZONE else "exposure_notification_tolerance"
    widest = REPLAY_MARGIN // air.interval_length

    assert of(**{field: widest}).policy.tolerance[air] * air.interval_length <= REPLAY_MARGIN
    with pytest.raises(MalformedMessage):
        of(**{field: widest + 1})


def test_a_middle_band_nearer_than_the_near_one_is_malformed() -> None:
    with pytest.raises(MalformedMessage, match="at least as far"):
        of(middle_attenuation_db=59)


def test_a_report_type_of_a_later_year_counts_nothing() -> None:
    assert of(counted=["telepathy"]).policy.counted == frozenset()


@given(st.dictionaries(st.sampled_from(sorted(POLICY)), st.none() | st.integers() | st.text(max_size=3)))
def test_any_content_is_a_policy_or_malformed(wrong: dict[str, Any]) -> None:
    try:
        found = of(**wrong)
    except MalformedMessage:
        return
    assert found.policy.close_contact > timedelta()


def test_a_policy_holds_from_its_effective_moment() -> None:
    first, second = Decided(replace(POLICY_1, version=2), NOON), Decided(replace(POLICY_1, version=3), NOON + DAY)
    known = [second, first]
    instant = timedelta(microseconds=1)

    assert policy_at([], NOON) == policy_at(known, NOON - instant) == POLICY_1
    assert policy_at(known, NOON).version == policy_at(known, NOON + DAY - instant).version == 2
    assert policy_at(known, NOON + DAY).version == 3


def test_of_two_policies_from_one_moment_the_higher_number_holds() -> None:
    known = [Decided(replace(POLICY_1, version=version), NOON) for version in (2, 4, 3)]

    assert policy_at(known, NOON).version == 4


def test_the_ministry_decides_how_many_dummies_phones_send() -> None:
    found = of(dummy_reports_a_day=0.5, dummy_letters_a_day=0)

    assert found.dummies == DummyRates(0.5, 0)
    assert decided(policy_content(found.policy, NOON, found.dummies)).dummies == found.dummies
    assert decided_at([found], found.effective).dummies == found.dummies


def test_without_a_decision_phones_send_a_dummy_of_a_kind_every_five_days() -> None:
    assert of().dummies == decided_at([], NOON).dummies == DummyRates(0.2, 0.2)


@pytest.mark.parametrize("rate", [-0.1, 10.5, "1", None])
@pytest.mark.parametrize("name", ["dummy_reports_a_day", "dummy_letters_a_day"])
def test_nobody_makes_phones_send_dummies_without_end(name: str, rate: object) -> None:
    with pytest.raises(MalformedMessage):
        of(**{name: rate})
