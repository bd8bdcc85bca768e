"""Merkle trees agree with what others computed and with the recursion of RFC 9162, and no false proof holds."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bluezone.protocol.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors/merkle.json").read_text())
HASHES = [leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots"]]
MANY = [leaf_hash(number.to_bytes(2, "big")) for number in range(70)]
sizes = st.integers(1, len(MANY))


def proof_in(vector: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(one) for one in vector["proof"]]


def naive_root(hashes: Sequence[bytes]) -> bytes:
    """The definition of section 2.1.1, word for word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    split = naive_split(len(hashes))
    return sha256(b"\x01" + naive_root(hashes[:split]) + naive_root(hashes[split:])).digest()


def naive_split(size: int) -> int:
    return max(1 << bit for bit in range(size.bit_length()) if 1 << bit < size)


def naive_path(number: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1."""
    if len(hashes) == 1:
        return []
    split = naive_split(len(hashes))
    if number < split:
        return [*naive_path(number, hashes[:split]), naive_root(hashes[split:])]
    return [*naive_path(number - split, hashes[split:]), naive_root(hashes[:split])]


def naive_proof(first: int, hashes: Sequence[bytes], *, is_whole: bool = True) -> list[bytes]:
    """SUBPROOF of section 2.1.4.1."""
    if first == len(hashes):
        return [] if is_whole else [naive_root(hashes)]
    split = naive_split(len(hashes))
    if first <= split:
        return [*naive_proof(first, hashes[:split], is_whole=is_whole), naive_root(hashes[split:])]
    return [*naive_proof(first - split, hashes[split:], is_whole=False), naive_root(hashes[:split])]


def test_an_empty_tree_a_leaf_and_a_node_hash_as_elsewhere() -> None:
    leaf, node = VECTORS["one_leaf"], VECTORS["node"]

    assert bytes.fromhex(VECTORS["empty_root"]) == EMPTY_ROOT == Frontier().root == root_of([])
    assert leaf_hash(bytes.fromhex(leaf["leaf"])).hex() == leaf["hash"]
    assert node_hash(bytes.fromhex(node["left"]), bytes.fromhex(node["right"])).hex() == node["hash"]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root_of(HASHES[:size]) == ROOTS[size - 1]


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=lambda vector: f"{vector['number']} of {vector['size']}")
def test_inclusion_proofs_are_those_of_certificate_transparency(vector: dict[str, Any]) -> None:
    number, size = vector["number"], vector["size"]

    assert HASHES[number].hex() == vector["leaf_hash"]
    assert list(inclusion_proof(HASHES[:size], number)) == proof_in(vector)
    assert is_included(HASHES[number], number, size=size, root=ROOTS[size - 1], proof=proof_in(vector))


def test_the_proof_of_a_real_log_of_three_million_leaves_holds_and_no_part_of_it_may_change() -> None:
    vector = VECTORS["inclusion_of_a_log"]
    number, size, proof = vector["number"], vector["size"], proof_in(vector)
    hashed, root = bytes.fromhex(vector["leaf_hash"]), bytes.fromhex(vector["root"])

    assert is_included(hashed, number, size=size, root=root, proof=proof)
    assert not any(is_included(hashed, other, size=size, root=root, proof=proof) for other in (number - 1, number + 1))
    assert not is_included(hashed, number, size=size, root=root, proof=proof[:-1])
    assert not is_included(hashed, number, size=size, root=root, proof=[*proof, root])
    for place in range(len(proof)):
        changed = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert not is_included(hashed, number, size=size, root=root, proof=changed)


@pytest.mark.parametrize("vector", VECTORS["consistency"], ids=lambda vector: f"{vector['first']}-{vector['second']}")
def test_consistency_proofs_are_those_of_certificate_transparency(vector: dict[str, Any]) -> None:
    first, second, proof = vector["first"], vector["second"], proof_in(vector)
    roots = {"first_root": ROOTS[first - 1], "second_root": ROOTS[second - 1]}

    assert list(consistency_proof(HASHES[:second], first)) == proof
    assert is_consistent(first, second, proof=proof, **roots)


@given(sizes)
def test_a_root_is_what_the_recursion_says_however_the_tree_grew(size: int) -> None:
    assert root_of(MANY[:size]) == naive_root(MANY[:size])
    for cut in (0, size // 3, size - 1):
        assert Frontier().with_leaves(MANY[:cut]).with_leaves(MANY[cut:size]).root == naive_root(MANY[:size])


@given(st.integers(0, 8), st.integers(0, 3), st.integers(0, 7))
def test_a_perfect_tree_is_added_as_its_leaves_would_be(blocks: int, height: int, rest: int) -> None:
    width = 1 << height
    leaves = MANY[: blocks * width]

    grown = Frontier()
    for start in range(0, len(leaves), width):
        grown = grown.with_tree(naive_root(leaves[start : start + width]), height)

    rest = min(rest, len(MANY) - len(leaves))
    assert grown == Frontier().with_leaves(leaves)
    assert grown.with_leaves(MANY[:rest]).root == naive_root([*leaves, *MANY[:rest]])


def test_a_tree_does_not_grow_by_a_perfect_tree_that_is_no_subtree_of_it() -> None:
    with pytest.raises(ValueError, match="does not grow"):
        Frontier().with_leaves(MANY[:3]).with_tree(MANY[0], 1)


def test_a_frontier_is_as_long_as_its_size_has_bits_set() -> None:
    tree = Frontier()
    for size, hashed in enumerate(MANY, start=1):
        tree = tree.with_leaf(hashed)
        assert len(tree.peaks) == size.bit_count()


@given(st.data(), sizes)
def test_every_leaf_is_proved_to_be_where_it_is_and_nowhere_else(data: st.DataObject, size: int) -> None:
    number, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-2, size + 2))
    root = naive_root(MANY[:size])

    proof = inclusion_proof(MANY[:size], number)

    assert list(proof) == naive_path(number, MANY[:size])
    assert is_included(MANY[number], number, size=size, root=root, proof=proof)
    assert is_included(MANY[number], other, size=size, root=root, proof=proof) == (other == number)
    assert not is_included(leaf_hash(b"another"), number, size=size, root=root, proof=proof)
    assert not is_included(MANY[number], number, size=size, root=root, proof=[*proof, MANY[0]])
    assert not is_included(MANY[number], number, size=size, root=root, proof=proof[1:]) or not proof


@given(st.data(), sizes)
def test_a_tree_that_grew_is_proved_to_have_grown(data: st.DataObject, second: int) -> None:
    first = data.draw(st.integers(1, second))
    roots = {"first_root": naive_root(MANY[:first]), "second_root": naive_root(MANY[:second])}

    proof = consistency_proof(MANY[:second], first)

    assert list(proof) == naive_proof(first, MANY[:second])
    assert is_consistent(first, second, proof=proof, **roots)


@given(st.data(), sizes)
def test_a_tree_that_was_rewritten_is_not_proved_to_have_grown(data: st.DataObject, second: int) -> None:
    first = data.draw(st.integers(1, second))
    changed = data.draw(st.integers(0, first - 1))
    leaves = [*MANY[:changed], leaf_hash(b"another"), *MANY[changed + 1 : second]]

    proof = consistency_proof(leaves, first)

    before = naive_root(MANY[:first])
    assert not is_consistent(first, second, first_root=before, second_root=naive_root(leaves), proof=proof)


@given(st.data(), sizes)
def test_no_mangled_proof_of_growth_holds(data: st.DataObject, second: int) -> None:
    first = data.draw(st.integers(1, second))
    roots = {"first_root": naive_root(MANY[:first]), "second_root": naive_root(MANY[:second])}
    proof = list(consistency_proof(MANY[:second], first))
    mangle: Callable[[list[bytes]], list[bytes]] = data.draw(
        st.sampled_from(
            [
                lambda path: [*path, MANY[0]],
                lambda path: [MANY[0], *path],
                lambda path: path[1:] if path else [MANY[0]],
                lambda path: path[:-1] if path else [MANY[0]],
                lambda path: [bytes(32), *path[1:]],
                lambda path: [*path[:-1], bytes(32)],
            ]
        )
    )

    assert not is_consistent(first, second, proof=mangle(proof), **roots)


@given(st.integers(-3, 300), st.integers(-3, 300), st.lists(st.sampled_from([*MANY[:3], bytes(32), b""]), max_size=12))
@example(first=1, second=2, proof=[])
@example(first=3, second=4, proof=[])
@settings(max_examples=300)
def test_anything_at_all_may_be_offered_as_a_proof(first: int, second: int, proof: list[bytes]) -> None:
    root = sha256(b"a root that nobody has").digest()

    assert not is_included(MANY[0], first, size=second, root=root, proof=proof)
    assert not is_consistent(first, second, first_root=root, second_root=MANY[1], proof=proof)


def test_every_tree_continues_an_empty_one() -> None:
    assert is_consistent(0, 5, first_root=EMPTY_ROOT, second_root=ROOTS[4], proof=[])
    assert is_consistent(0, 0, first_root=EMPTY_ROOT, second_root=EMPTY_ROOT, proof=[])
    assert not is_consistent(0, 5, first_root=ROOTS[0], second_root=ROOTS[4], proof=[])
    assert not is_consistent(0, 5, first_root=EMPTY_ROOT, second_root=ROOTS[4], proof=[ROOTS[4]])


@pytest.mark.parametrize("wrong", [-1, 8, 9])
def test_a_leaf_that_is_not_there_has_no_proof(wrong: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(HASHES, wrong)


@pytest.mark.parametrize("wrong", [0, -1, 9])
def test_a_tree_that_was_never_smaller_has_no_proof_of_growth(wrong: int) -> None:
    with pytest.raises(ValueError, match="earlier tree"):
        consistency_proof(HASHES, wrong)
