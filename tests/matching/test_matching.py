"""The fast matcher gives the reference's answers."""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone import matching
from bluezone.protocol import exposures as reference
from bluezone.protocol.encounters import Encounter, encounters
from bluezone.protocol.identifiers import IDENTIFIER_LENGTH, identifiers
from bluezone.protocol.intervals import Air, Interval, interval_at, start_of
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType, day_key
from bluezone.protocol.sightings import Sighting

DAY = 18_500  # since 1970: 2020-08-26
TOLERANCES: tuple[Mapping[Air, int], ...] = (
    {Air.BLUEZONE: 1, Air.EXPOSURE_NOTIFICATION: 12},
    {Air.BLUEZONE: 0, Air.EXPOSURE_NOTIFICATION: 0},
    {Air.BLUEZONE: 2, Air.EXPOSURE_NOTIFICATION: 3},
)

booleans: st.SearchStrategy[bool] = st.booleans()
secrets = st.binary(min_size=16, max_size=16)
own_starts = st.integers(0, 47).map(lambda edge: edge * 3)


@st.composite
def own_keys(draw: st.DrawFn) -> ExposureKey:
    """Keys as our phones make them: on half-hour edges, inside one day."""
    start = draw(own_starts)
    edges = draw(st.integers(1, (144 - start) // 3))
    return ExposureKey(draw(secrets), (DAY + draw(st.integers(0, 3))) * 144 + start, edges * 3)


@st.composite
def foreign_keys(draw: st.DrawFn) -> ExposureKey:
    """Keys as other applications may make them: anywhere, up to a day long."""
    start = DAY * 144 + draw(st.integers(0, 400))
    return ExposureKey(draw(secrets), start, draw(st.integers(1, 144)))


diagnosis_keys = st.builds(
    DiagnosisKey,
    st.one_of(own_keys(), foreign_keys()),
    st.sampled_from([ReportType.CONFIRMED_TEST, ReportType.REVOKED]),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[DiagnosisKey], list[Encounter]]:
    """Keys with some duplicates, and sightings of them, near misses of them, and of strangers, in any order."""
    keys = draw(st.lists(diagnosis_keys, max_size=4))
    again: bool = draw(booleans)
    if keys and again:
        keys.append(draw(st.sampled_from([keys[0], replace(keys[0], report_type=ReportType.REVOKED)])))
    heard = [draw(_sightings(keys)) for _ in range(draw(st.integers(0, 12)))]
    twice: bool = draw(booleans)
    if heard and twice:
        heard.append(heard[0])
    found = list(encounters(heard))
    return keys, draw(st.permutations(found + found[:1]))


@st.composite
def _sightings(draw: st.DrawFn, keys: list[DiagnosisKey]) -> Sighting:
    air = draw(st.sampled_from(list(Air)))
    on_air = [key for key in keys if air in reference.airs_of(key)]
    if not on_air:
        stranger = draw(st.binary(min_size=IDENTIFIER_LENGTH[air], max_size=IDENTIFIER_LENGTH[air]))
        return Sighting(air, stranger, start_of(Interval(DAY * air.intervals_a_day), air), -70)
    interval, identifier = draw(st.sampled_from(identifiers(draw(st.sampled_from(on_air)).key, air)))
    off = draw(st.integers(-3, 3) | st.sampled_from([-13, -12, 12, 13]))
    within = draw(
        st.sampled_from([timedelta(0), timedelta(seconds=1), air.interval_length - timedelta(microseconds=1)])
    )
    if draw(booleans):
        place = draw(st.integers(0, len(identifier) - 1))
        flipped = identifier[place] ^ (1 << draw(st.integers(0, 7)))
        identifier = identifier[:place] + bytes((flipped,)) + identifier[place + 1 :]
    return Sighting(air, identifier, start_of(Interval(interval + off), air) + within, draw(st.integers(-90, -40)))


@given(cases(), st.sampled_from(TOLERANCES))
@settings(max_examples=300, deadline=None)
def test_fast_matching_finds_what_the_reference_finds(
    case: tuple[list[DiagnosisKey], list[Encounter]], tolerance: Mapping[Air, int]
) -> None:
    keys, heard = case

    found = matching.exposures(keys, heard, tolerance=tolerance)

    assert found == reference.exposures(keys, heard, tolerance=tolerance)


@given(st.lists(st.one_of(own_keys(), foreign_keys()), max_size=5), st.sampled_from(list(Air)))
@settings(deadline=None)
def test_derived_identifiers_are_the_references(keys: list[ExposureKey], air: Air) -> None:
    on_air = [key for key in keys if air in reference.airs_of(DiagnosisKey(key))]

    table = matching.derived(matching.KeyTable.of(on_air), air)

    found = {}
    for place, row in enumerate(table.order.tolist()):
        after = int(table.ends[place])
        first = int(table.firsts[place])
        rows = table.identifiers[after - int(table.counts[place]) : after]
        found[row] = tuple((first + step, bytes(one)) for step, one in enumerate(rows))
    assert found == {row: identifiers(key, air) for row, key in enumerate(on_air)}


@given(secrets)
def test_the_day_key_is_the_protocols(secret: bytes) -> None:
    key = ExposureKey(secret, DAY * 144)

    found = matching.derivation._hkdf(secret, b"bluezone-day-key")

    assert hmac.compare_digest(found, day_key(key))


@pytest.mark.parametrize("air", list(Air))
@pytest.mark.parametrize("side", [-1, 1])
def test_an_identifier_is_accepted_up_to_the_tolerance_and_no_further(air: Air, side: int) -> None:
    key = DiagnosisKey(ExposureKey(bytes(range(16)), DAY * 144))
    interval, identifier = identifiers(key.key, air)[50]
    tolerance = TOLERANCES[0]
    edge = Sighting(air, identifier, start_of(Interval(interval + side * tolerance[air]), air), -60)
    beyond = Sighting(air, identifier, start_of(Interval(interval + side * (tolerance[air] + 1)), air), -60)

    found = matching.exposures([key], encounters([edge, beyond]), tolerance=tolerance)

    assert [exposure.sightings for exposure in found] == [(edge,)]


@pytest.mark.parametrize("air", list(Air))
def test_one_wrong_bit_anywhere_is_no_match(air: Air) -> None:
    key = ExposureKey(bytes(range(16)), DAY * 144)
    interval, identifier = identifiers(key, air)[7]
    moment = start_of(interval, air)
    wrong = [
        (identifier[:at] + bytes((identifier[at] ^ 1 << bit,)) + identifier[at + 1 :], moment)
        for at in range(len(identifier))
        for bit in range(8)
    ]
    table = matching.derived(matching.KeyTable.of([key]), air)

    found = matching.matches(table, matching.SightingTable.of(air, [*wrong, (identifier, moment)]), tolerance=1)

    assert found.sightings.tolist() == [len(wrong)]
    assert found.intervals.tolist() == [interval]


def test_one_derivation_serves_many_phones() -> None:
    keys = [DiagnosisKey(ExposureKey(bytes((place,)) * 16, DAY * 144)) for place in range(5)]
    derived = matching.derived_diagnosis_keys(keys)
    tolerance = TOLERANCES[0]

    for key in keys:
        interval, identifier = identifiers(key.key, Air.BLUEZONE)[40]
        heard = encounters([Sighting(Air.BLUEZONE, identifier, start_of(interval, Air.BLUEZONE), -60)])

        assert [exposure.key for exposure in matching.exposures_to(derived, heard, tolerance=tolerance)] == [key]


@pytest.mark.parametrize("at_once", [matching.join.AT_ONCE, 5])
def test_many_sightings_over_a_year_are_matched_exactly(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.join, "AT_ONCE", at_once)
    generator = np.random.default_rng(1)
    keys = [ExposureKey(generator.bytes(16), (DAY + day) * 144) for day in range(0, 400, 7)]
    true = [
        (identifier, start_of(interval, Air.BLUEZONE))
        for key in keys
        for interval, identifier in identifiers(key, Air.BLUEZONE)
    ]
    strangers = [(generator.bytes(12), moment) for _, moment in true for _ in range(2)]
    heard = matching.SightingTable.of(Air.BLUEZONE, [*strangers, *true])

    found = matching.matches(matching.derived(matching.KeyTable.of(keys), Air.BLUEZONE), heard, tolerance=1)

    assert sorted(found.sightings.tolist()) == list(range(len(strangers), len(heard)))


def test_sightings_of_another_length_are_nobodys() -> None:
    key = DiagnosisKey(ExposureKey(bytes(16), DAY * 144))
    moment = datetime(2020, 8, 26, 12, tzinfo=UTC)
    odd = Encounter(Air.BLUEZONE, b"short", (Sighting(Air.BLUEZONE, b"short", moment, -60),))

    assert matching.exposures([key], [odd], tolerance=TOLERANCES[0]) == ()


def test_a_key_over_two_days_is_refused_on_the_bluezone_air() -> None:
    table = matching.KeyTable.of([ExposureKey(bytes(16), DAY * 144 + 72)])

    with pytest.raises(ValueError, match="one UTC day"):
        matching.derived(table, Air.BLUEZONE)


def test_two_airs_are_never_compared() -> None:
    table = matching.derived(matching.KeyTable.of([ExposureKey(bytes(16), DAY * 144)]), Air.BLUEZONE)
    heard = matching.SightingTable.of(Air.EXPOSURE_NOTIFICATION, [(bytes(16), datetime(2020, 8, 26, tzinfo=UTC))])

    with pytest.raises(ValueError, match="one air"):
        matching.matches(table, heard, tolerance=1)


def test_tables_of_another_shape_are_refused() -> None:
    numbers = np.zeros(1, dtype=np.int64)

    with pytest.raises(ValueError, match="16 bytes"):
        matching.KeyTable(np.zeros((1, 15), dtype=np.uint8), numbers, numbers + 1)
    with pytest.raises(ValueError, match="one start"):
        matching.KeyTable(np.zeros((1, 16), dtype=np.uint8), np.zeros(2, dtype=np.int64), numbers + 1)
    with pytest.raises(ValueError, match="1 to 144"):
        matching.KeyTable(np.zeros((1, 16), dtype=np.uint8), numbers, numbers)
    with pytest.raises(ValueError, match="12 bytes"):
        matching.SightingTable(Air.BLUEZONE, np.zeros((1, 16), dtype=np.uint8), numbers)
    with pytest.raises(ValueError, match="12 bytes"):
        matching.SightingTable.of(Air.BLUEZONE, [(bytes(13), datetime(2020, 8, 26, tzinfo=UTC))])


def test_a_secret_is_never_printed() -> None:
    table = matching.KeyTable.of([ExposureKey(b"planted-planted!", DAY * 144)])

    assert "112" not in repr(table)  # the letter p
    assert "identifiers" not in repr(matching.derived(table, Air.BLUEZONE))


def test_intervals_are_counted_from_1970_far_into_the_future() -> None:
    late = datetime(9000, 1, 1, tzinfo=UTC)
    key = ExposureKey(bytes(16), int(interval_at(late, Air.EXPOSURE_NOTIFICATION)))
    heard = matching.SightingTable.of(
        Air.EXPOSURE_NOTIFICATION,
        [(identifiers(key, Air.EXPOSURE_NOTIFICATION)[0][1], late), (bytes(16), datetime(1971, 1, 1, tzinfo=UTC))],
    )

    found = matching.matches(
        matching.derived(matching.KeyTable.of([key]), Air.EXPOSURE_NOTIFICATION), heard, tolerance=0
    )

    assert found.sightings.tolist() == [0]
