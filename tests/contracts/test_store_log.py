"""One suite over the log of everything published, in every database that the key server knows and in memory."""

import pytest
from tests.contracts.store_kinds import NOON, Kind, did, held_key, kind, record

from bluezone.keyserver.store import HoldKeys
from bluezone.protocol.errors import Unavailable

__all__ = ["kind"]  # a fixture, which pytest finds by its name here

LEAVES = [bytes([number]) * (1 + number) for number in range(5)]


def test_a_new_log_is_empty(kind: Kind) -> None:
    assert kind.exports.log_leaves() == []


def test_leaves_stand_in_the_order_in_which_they_were_added(kind: Kind) -> None:
    first = kind.exports.append_leaves(LEAVES[:3])
    then = kind.exports.append_leaves(list(reversed(LEAVES[3:])))

    assert (first, then) == ([0, 1, 2], [3, 4])
    assert kind.exports.log_leaves() == [*LEAVES[:3], LEAVES[4], LEAVES[3]]


def test_a_leaf_that_is_known_keeps_its_number_and_takes_no_other(kind: Kind) -> None:
    kind.exports.append_leaves([LEAVES[1], LEAVES[0]])

    numbers = kind.exports.append_leaves([LEAVES[0], LEAVES[2], LEAVES[1], LEAVES[2]])

    assert numbers == [1, 2, 0, 2]
    assert kind.exports.log_leaves() == [LEAVES[1], LEAVES[0], LEAVES[2]]


def test_nothing_added_changes_nothing(kind: Kind) -> None:
    kind.exports.append_leaves(LEAVES)

    assert kind.exports.append_leaves([]) == []
    assert kind.exports.log_leaves() == LEAVES


@pytest.mark.parametrize("since", [0, 1, 4, 5, 9])
def test_leaves_are_read_from_a_number_on(kind: Kind, since: int) -> None:
    kind.exports.append_leaves(LEAVES)

    assert kind.exports.log_leaves(since) == LEAVES[since:]


def test_a_leaf_may_have_the_longest_length(kind: Kind) -> None:
    longest = bytes(range(256)) * 2

    kind.exports.append_leaves([longest])

    assert kind.exports.log_leaves() == [longest]


def test_a_purge_and_dropped_exports_take_nothing_from_the_log(kind: Kind) -> None:
    did(kind.store, HoldKeys((held_key(1),)))
    kind.exports.record_exports([record(1)], keys=[held_key(1).key], fillers=[])
    kind.exports.append_leaves(LEAVES)

    kind.exports.forget_exports(["00001.zip"], at=NOON)
    kind.store.purge(NOON.replace(year=2027))

    assert kind.exports.log_leaves() == LEAVES


def test_a_change_that_fails_adds_no_leaf_and_the_next_one_does(kind: Kind) -> None:
    with pytest.raises(Unavailable):
        kind.exports.record_exports([record(1)], keys=[held_key(9).key], fillers=[])

    assert kind.exports.append_leaves(LEAVES[:1]) == [0]
    assert kind.exports.log_leaves() == LEAVES[:1]
