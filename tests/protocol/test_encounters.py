"""Encounters: runs of one identifier, whatever order the sightings came in."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import sightings

from bluezone.protocol.encounters import LONGEST_SILENCE, encounters
from bluezone.protocol.intervals import Air
from bluezone.protocol.sightings import Sighting

NOON = datetime(2020, 8, 20, 12, 0, tzinfo=UTC)
FEW = st.lists(sightings(around=NOON, within=timedelta(hours=1)), max_size=20)


def heard(seconds: float, *, identifier: bytes = bytes(12), rssi_dbm: int = -70) -> Sighting:
    """One beacon, so many seconds after noon."""
    return Sighting(Air.BLUEZONE, identifier, NOON + timedelta(seconds=seconds), rssi_dbm)


def test_a_silence_of_five_minutes_does_not_end_an_encounter() -> None:
    found = encounters([heard(0), heard(300)])

    assert [(one.start, one.end) for one in found] == [(NOON, NOON + timedelta(minutes=5))]


def test_a_longer_silence_begins_another_encounter() -> None:
    found = encounters([heard(0), heard(300.000001)])

    assert [one.sightings for one in found] == [(heard(0),), (heard(300.000001),)]


def test_two_identifiers_are_two_encounters() -> None:
    found = encounters([heard(1, identifier=b"b" * 12), heard(1, identifier=b"a" * 12)])

    assert [one.identifier for one in found] == [b"a" * 12, b"b" * 12]


def test_nothing_heard_is_no_encounter() -> None:
    assert encounters([]) == ()


@given(FEW, st.data())
def test_the_order_of_sightings_is_of_no_matter_and_duplicates_count_once(
    ones: list[Sighting], data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(ones + ones[:3]))

    assert encounters(mixed) == encounters(ones)


@given(FEW)
def test_every_sighting_is_in_exactly_one_encounter(ones: list[Sighting]) -> None:
    found = encounters(ones)

    kept = [sighting for one in found for sighting in one.sightings]
    assert len(kept) == len(set(kept))
    assert set(kept) == set(ones)


@given(FEW)
def test_an_encounter_is_one_identifier_in_order_without_a_long_silence(ones: list[Sighting]) -> None:
    for found in encounters(ones):
        assert {(one.air, one.identifier) for one in found.sightings} == {(found.air, found.identifier)}
        times = [one.heard_at for one in found.sightings]
        assert times == sorted(times)
        assert (found.start, found.end) == (times[0], times[-1])
        assert all(later - earlier <= LONGEST_SILENCE for earlier, later in pairwise(times))
