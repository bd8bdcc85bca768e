"""The tile picture: no commune over another, each near its place, the same every time."""

from collections.abc import Iterable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.territory.province import understood
from bluezone.authority.territory.shipped import shipped
from bluezone.authority.territory.tiles import Place, Tile, _cheapest, tiles

PROVINCE, _ = understood(shipped("lai-chau"))
CENTRES = {row.key: Place(row.latitude, row.longitude) for row in PROVINCE.centroids}
OLD = {key: place for key, place in CENTRES.items() if len(key[0]) == 5 and key[1] is None}
NEW = {key: place for key, place in CENTRES.items() if key[1] is not None}

places = st.builds(Place, st.floats(8, 24), st.floats(102, 110))


def agreement(pairs: Iterable[tuple[float, float]]) -> float:
    """How often two orders agree, of all pairs that neither leaves equal."""
    rows = list(pairs)
    signs = [
        (a - c) * (b - d) > 0 for place, (a, b) in enumerate(rows) for c, d in rows[place + 1 :] if a != c and b != d
    ]
    return sum(signs) / len(signs)


@pytest.mark.parametrize("units", [OLD, NEW], ids=["106 communes", "38 communes"])
def test_every_commune_has_a_tile_of_its_own_in_its_quarter_of_the_sky(units: dict[object, Place]) -> None:
    given_tiles = tiles(units)

    assert len(set(given_tiles.values())) == len(units)
    assert agreement((-units[key].latitude, tile.row) for key, tile in given_tiles.items()) > 0.93
    assert agreement((units[key].longitude, tile.column) for key, tile in given_tiles.items()) > 0.93


@given(st.dictionaries(st.integers(), places, max_size=12))
def test_no_two_units_share_a_tile(units: dict[int, Place]) -> None:
    given_tiles = tiles(units)

    assert given_tiles.keys() == units.keys()
    assert len(set(given_tiles.values())) == len(units)
    if units:
        assert min(tile.row for tile in given_tiles.values()) == 0
        assert min(tile.column for tile in given_tiles.values()) == 0
    assert tiles(units) == given_tiles


def test_one_unit_has_the_first_tile_and_none_has_none() -> None:
    assert tiles({"a": Place(22.0, 103.0)}) == {"a": Tile(0, 0)}
    assert tiles({}) == {}


def test_units_at_one_place_still_have_tiles_of_their_own() -> None:
    assert len(set(tiles(dict.fromkeys(range(5), Place(22.0, 103.0))).values())) == 5


@given(st.lists(st.lists(st.integers(0, 9), min_size=5, max_size=5), min_size=1, max_size=5))
def test_no_other_way_to_give_out_the_tiles_is_cheaper(costs: list[list[int]]) -> None:
    chosen = _cheapest([[float(cost) for cost in row] for row in costs])

    paid = sum(row[column] for row, column in zip(costs, chosen, strict=True))
    every_way = permutations(range(5), len(costs))
    assert len(set(chosen)) == len(costs)
    assert paid == min(sum(row[column] for row, column in zip(costs, way, strict=True)) for way in every_way)
