"""The chain of 2020: its vectors, its day boundary, and what no phone can have held."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.vectors import BLUEZONE

from bluezone.protocol.legacy.chain import CHAIN_LIMIT, Chain, legacy_day_key

CREATED = date(2020, 4, 18)
BASE = bytes(range(32))
DAYS = [(vector["base_id"], day) for vector in BLUEZONE["vectors"] for day in vector["days"]]


@pytest.mark.parametrize(("base_id", "day"), DAYS)
def test_the_chain_matches_its_vectors(base_id: str, day: dict[str, Any]) -> None:
    chain = Chain(bytes.fromhex(base_id), CREATED)

    found = chain.identifiers(CREATED + timedelta(days=day["day"]))

    assert legacy_day_key(chain.base_id, day["day"]).hex().upper() == day["daily_key"]
    assert len(found) == 96
    assert {step: found[int(step)].hex().upper() for step in day["blid"]} == day["blid"]


def test_day_zero_publishes_the_base_id_itself() -> None:
    assert legacy_day_key(BASE, 0) == BASE


def test_the_day_turns_at_seven_in_viet_nam() -> None:
    chain = Chain(BASE, CREATED)
    seven = datetime(2020, 4, 19, 0, 0, tzinfo=UTC)

    assert chain.identifier_at(seven - timedelta.resolution) == chain.identifiers(CREATED)[95]
    assert chain.identifier_at(seven) == chain.identifiers(CREATED + timedelta(days=1))[0]


@given(st.integers(2, 1440), st.timedeltas(timedelta(0), timedelta(days=3)))
def test_another_number_of_identifiers_a_day_only_cuts_the_day_otherwise(steps: int, later: timedelta) -> None:
    moment = datetime(2020, 4, 18, tzinfo=UTC) + later
    chain = Chain(BASE, CREATED, steps)
    step = (moment - datetime.combine(moment.date(), datetime.min.time(), UTC)) // chain.step

    if step < steps:
        assert chain.identifier_at(moment) == chain.identifiers(moment.date())[step]
    else:
        with pytest.raises(ValueError, match="last milliseconds"):
            chain.identifier_at(moment)
    assert chain.identifiers(CREATED)[:2] == Chain(BASE, CREATED).identifiers(CREATED)[:2]


def test_a_number_that_does_not_divide_the_day_leaves_its_last_milliseconds_without_identifier() -> None:
    chain = Chain(BASE, CREATED, 97)

    assert chain.step == timedelta(milliseconds=890_721)
    with pytest.raises(ValueError, match="last milliseconds"):
        chain.identifier_at(datetime(2020, 4, 18, 23, 59, 59, 999_000, tzinfo=UTC))


@pytest.mark.parametrize("steps", [-1, 0, 1, 1441, 2**40])
def test_a_day_of_one_identifier_or_of_too_many_is_refused(steps: int) -> None:
    with pytest.raises(ValueError, match="2 to 1440"):
        Chain(BASE, CREATED, steps)


@pytest.mark.parametrize("base_id", [b"", bytes(31), bytes(33)])
def test_a_base_id_of_another_length_is_refused(base_id: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Chain(base_id, CREATED)


@pytest.mark.parametrize("days", [-1, CHAIN_LIMIT + 1, 2**62])
def test_a_chain_is_followed_neither_back_nor_for_ever(days: int) -> None:
    with pytest.raises(ValueError, match="0 to 3660 days"):
        legacy_day_key(BASE, days)


def test_a_chain_never_prints_its_base_id() -> None:
    assert BASE.hex() not in repr(Chain(BASE, CREATED))
    assert repr(BASE) not in repr(Chain(BASE, CREATED))
