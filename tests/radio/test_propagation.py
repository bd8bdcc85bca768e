"""Propagation: distance, phones and chance."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.radio.calibration import phone_model, phone_models
from bluezone.radio.propagation import (
    MEDIAN_MODEL,
    PhoneModel,
    Propagation,
    attenuation_db,
    distance_at,
)

QUIET = Propagation(sigma_db=0)
metres = st.floats(0.1, 50)
seeds = st.integers(0, 2**63)


def received(air: Propagation, distance_m: float, *, beacon: int = 0) -> int | None:
    return air.received_dbm(
        distance_m, sender=MEDIAN_MODEL, receiver=MEDIAN_MODEL, fading=air.fading("ana", "binh", beacon)
    )


@pytest.mark.parametrize(("distance_m", "expected"), [(1, 54), (2, 60.77), (10, 76.5), (0.1, 31.5), (0, 31.5)])
def test_the_median_attenuation_follows_the_logarithm_of_distance(distance_m: float, expected: float) -> None:
    assert attenuation_db(distance_m) == pytest.approx(expected, abs=0.01)


@given(metres)
def test_a_distance_comes_back_from_its_attenuation(distance_m: float) -> None:
    assert distance_at(attenuation_db(distance_m)) == pytest.approx(distance_m)


@given(st.floats(0.1, 5))
def test_without_chance_the_median_phone_measures_the_median_attenuation(distance_m: float) -> None:
    strength = received(QUIET, distance_m)

    assert strength is not None
    assert -26 - strength == round(attenuation_db(distance_m))


def test_a_phone_at_the_floor_is_heard_and_one_below_is_not() -> None:
    assert received(QUIET, distance_at(71)) == -97
    assert received(QUIET, distance_at(71.6)) is None


@given(seeds, st.integers(0, 2**40))
def test_chance_depends_on_who_and_which_beacon_and_on_nothing_else(seed: int, beacon: int) -> None:
    air = Propagation(seed=seed)

    before = air.fading("ana", "binh", beacon)
    air.fading("binh", "ana", beacon + 1)

    assert air.fading("ana", "binh", beacon) == before
    assert air.fading("binh", "ana", beacon) != before
    assert Propagation(seed=seed + 1).fading("ana", "binh", beacon) != before


@pytest.mark.parametrize("distance_m", [1.0, 1.5, 3.0])
def test_ten_thousand_beacons_scatter_as_the_model_says(distance_m: float) -> None:
    air = Propagation(seed=7, sigma_db=4, floor_dbm=-127)

    strengths = [received(air, distance_m, beacon=beacon) for beacon in range(10_000)]
    losses = [-26 - strength for strength in strengths if strength is not None]

    assert statistics.fmean(losses) == pytest.approx(attenuation_db(distance_m), abs=0.15)
    assert statistics.stdev(losses) == pytest.approx(4.0, abs=0.15)


def test_fading_of_one_beacon_says_nothing_about_the_next() -> None:
    air = Propagation(seed=3)
    fading = [air.fading("ana", "binh", beacon) for beacon in range(10_000)]

    assert abs(statistics.correlation(fading[1:], fading[:-1])) < 0.04


@given(st.sampled_from(phone_models()), st.sampled_from(phone_models()), st.floats(0.1, 3))
def test_calibration_undoes_what_two_phone_models_do(
    sender: PhoneModel, receiver: PhoneModel, distance_m: float
) -> None:
    air = Propagation(sigma_db=0, floor_dbm=-200)

    measured = air.received_dbm(distance_m, sender=sender, receiver=receiver, fading=0)

    assert measured is not None
    if -127 < measured < 20:
        corrected = measured + receiver.rssi_correction_db
        assert sender.tx_power_dbm - corrected == round(attenuation_db(distance_m))


def test_the_table_holds_551_models_and_its_median_is_the_profile_s() -> None:
    models = phone_models()

    assert len(models) == 551
    assert statistics.median(model.tx_power_dbm for model in models) == MEDIAN_MODEL.tx_power_dbm
    assert min(model.rssi_correction_db for model in models) == -29
    assert max(model.rssi_correction_db for model in models) == 23


def test_equal_chances_give_equal_models_and_all_models_come_up() -> None:
    air = Propagation(seed=5)

    drawn = {phone_model(air.chance(f"phone {number}", "model")) for number in range(5000)}

    assert phone_model(0.0) == phone_models()[0]
    assert phone_model(0.999999) == phone_models()[-1]
    assert len(drawn) > 0.9 * len(set(phone_models()))


def test_what_stands_between_two_phones_is_the_same_both_ways_and_stays_for_its_minute() -> None:
    air = Propagation(seed=3, sigma_db=0, bodies_db=4)

    there, back = air.bodies("ana", "binh", 17), air.bodies("binh", "ana", 17)

    assert there == back
    assert there != air.bodies("ana", "binh", 18)
    assert there != air.bodies("ana", "chi", 17)
    assert Propagation(seed=3, bodies_db=0).bodies("ana", "binh", 17) == 0


def test_bodies_weaken_and_strengthen_by_their_deviation() -> None:
    air = Propagation(seed=3, sigma_db=0, bodies_db=4, floor_dbm=-127)

    heard = [
        air.received_dbm(
            2, sender=MEDIAN_MODEL, receiver=MEDIAN_MODEL, fading=0, bodies=air.bodies("ana", "binh", minute)
        )
        for minute in range(4_000)
    ]

    measured = [strength for strength in heard if strength is not None]
    assert abs(statistics.mean(measured) - (-26 - 60.8)) < 0.5
    assert abs(statistics.stdev(measured) - 4) < 0.3
