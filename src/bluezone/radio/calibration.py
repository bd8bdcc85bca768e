"""Calibration: what Google measured of 551 phone models, for rooms in which phones differ.

Source, columns and licence (CC BY 4.0): `data/README.md` beside this module.
"""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

from bluezone.radio.propagation import PhoneModel

TABLE: Final = "google_en_calibration_2020-12-14.csv"


@cache
def phone_models() -> tuple[PhoneModel, ...]:
    """Return the models of the table in its order, one for each of its rows."""
    table = files("bluezone.radio").joinpath("data", TABLE).read_text(encoding="utf-8")
    return tuple(
        PhoneModel(tx_power_dbm=int(row["tx_power_correction"]), rssi_correction_db=int(row["rssi_correction"]))
        for row in csv.DictReader(table.splitlines())
    )


def phone_model(chance: float) -> PhoneModel:
    """Return one model of the table.

    Args:
        chance: In [0, 1), for instance `Propagation.chance(name, "model")`; equal chances give equal models.
    """
    models = phone_models()
    return models[int(chance * len(models))]
