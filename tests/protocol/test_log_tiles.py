"""Tiles of the log: whoever has a few of them can work out every proof, and none of them can lie."""

import random
from collections.abc import Iterable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.log_tiles import (
    NOTHING,
    TILE_LIMIT,
    Tile,
    Tiles,
    TreeHead,
    edge,
    every_tile,
    grown,
    needed,
    tile_named,
)
from bluezone.protocol.merkle import EMPTY_ROOT, leaf_hash, root_of

MANY = [leaf_hash(number.to_bytes(4, "big")) for number in range(66_000)]
"""More than 256 tiles of level 0, so that there are three levels."""


def log_of(*cuts: int) -> tuple[TreeHead, dict[Tile, bytes]]:
    """A log that grew in steps, and all the files that were ever written of it."""
    head, files = NOTHING, dict[Tile, bytes]()
    for cut in sorted(cuts):
        at_edge = {tile: files[tile] for tile in edge(head.size)}
        head, new = grown(head.size, at_edge, MANY[head.size : cut])
        files |= new
    return head, files


@cache
def root_at(size: int) -> bytes:
    return root_of(MANY[:size])


def some_of(files: dict[Tile, bytes], tiles: Iterable[Tile]) -> dict[Tile, bytes]:
    return {tile: files[tile] for tile in tiles}


@pytest.fixture(scope="module")
def large() -> tuple[TreeHead, dict[Tile, bytes]]:
    return log_of(300, 65_900, 66_000)


def test_a_log_without_leaves_has_no_tiles() -> None:
    assert edge(0) == ()
    assert needed(0) == frozenset()
    assert list(every_tile(0)) == []
    assert Tiles(NOTHING, {}).root(0) == EMPTY_ROOT
    assert grown(0, {}, []) == (NOTHING, {})


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (1, (Tile(0, 0, 1),)),
        (255, (Tile(0, 0, 255),)),
        (256, (Tile(1, 0, 1),)),
        (257, (Tile(0, 1, 1), Tile(1, 0, 1))),
        (65_536, (Tile(2, 0, 1),)),
        (66_000, (Tile(0, 257, 208), Tile(1, 1, 1), Tile(2, 0, 1))),
    ],
)
def test_the_edge_has_at_most_one_tile_a_level(size: int, expected: tuple[Tile, ...]) -> None:
    assert edge(size) == expected


@given(st.integers(0, 4), st.integers(0, 10**10 - 1), st.integers(1, 256))
def test_a_tile_is_found_again_by_its_name(level: int, number: int, width: int) -> None:
    tile = Tile(level, number, width)

    assert tile_named(tile.name) == tile


@pytest.mark.parametrize(
    "name", ["", "index.json", "0-0000000001-000.tile", "0-0000000001-257.tile", "5-0000000001-001.tile", "../0.tile"]
)
def test_other_names_are_no_tiles(name: str) -> None:
    assert tile_named(name) is None


@given(st.lists(st.integers(0, 1200), min_size=1, max_size=5))
@settings(max_examples=30)
def test_a_log_is_the_same_in_however_many_steps_it_grew(cuts: list[int]) -> None:
    head, files = log_of(*cuts)

    assert head == TreeHead(max(cuts), root_of(MANY[: max(cuts)]))
    whole = some_of(files, every_tile(head.size))
    assert Tiles(head, whole).root(min(cuts)) == root_of(MANY[: min(cuts)])
    assert b"".join(whole[tile] for tile in every_tile(head.size) if tile.level == 0) == b"".join(MANY[: max(cuts)])


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_the_tiles_that_are_needed_suffice(data: st.DataObject, large: tuple[TreeHead, dict[Tile, bytes]]) -> None:
    head, files = large
    before = data.draw(st.sampled_from([0, 1, 255, 256, 300, 65_535, 65_536, 65_793, 65_900, 66_000]))
    leaves = data.draw(st.lists(st.integers(0, head.size - 1), max_size=4))

    tiles = Tiles(head, some_of(files, needed(head.size, before=before, leaves=leaves)))

    assert [tiles.leaf(number) for number in leaves] == [MANY[number] for number in leaves]
    assert tiles.root(before) == root_at(before)


def test_a_phone_that_looks_often_needs_one_tile_a_level() -> None:
    sizes = [len(needed(17_600, before=17_600 - new, leaves=range(17_600 - new, 17_600))) for new in (0, 2, 60)]

    assert sizes == [2, 2, 2]


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_tile_can_lie(data: st.DataObject, large: tuple[TreeHead, dict[Tile, bytes]]) -> None:
    head, files = large
    wanted = some_of(files, needed(head.size, before=300, leaves=[70, 40_000, 65_999]))
    liar = data.draw(st.sampled_from(sorted(wanted)))
    content = bytearray(wanted[liar])
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(RuleViolation) as refused:
        Tiles(head, {**wanted, liar: bytes(content)})

    assert refused.value.code == "log_tile_wrong"


@pytest.mark.parametrize("change", [lambda tile: tile[:-1], lambda tile: tile + bytes(32), lambda _: b""])
def test_a_tile_of_another_length_is_none(change: object) -> None:
    head, files = log_of(600)
    wanted = some_of(files, edge(600))
    assert callable(change)

    with pytest.raises(RuleViolation) as refused:
        Tiles(head, {tile: change(content) for tile, content in wanted.items()})

    assert refused.value.code == "log_tile_wrong"


def test_a_log_that_was_rewritten_has_another_former_root() -> None:
    old, _ = log_of(300)
    leaves = [leaf_hash(b"another"), *MANY[1:700]]
    head, files = grown(0, {}, leaves)

    tiles = Tiles(head, some_of(files, needed(700, before=300)))

    assert tiles.root(300) != old.root


def test_no_tile_is_longer_than_eight_kibibytes(large: tuple[TreeHead, dict[Tile, bytes]]) -> None:
    _, files = large

    assert max(map(len, files.values())) == TILE_LIMIT == 8192
    assert all(tile_named(tile.name) == tile for tile in random.Random(1).sample(sorted(files), 20))
