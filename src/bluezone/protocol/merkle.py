"""Merkle trees: one hash for a list that only grows, proof that something is in it, and proof that it only grew.

Source: RFC 9162, section 2.1, with SHA-256 (the same tree as RFC 6962). A leaf and a node are hashed with different first
bytes, so that neither passes for the other. Everything here takes hashes of leaves, not leaves: whoever has hashed a
leaf once never needs it again. `tests/vectors/merkle.json` holds what others computed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from typing import Final

HASH_LENGTH: Final = 32
"""Bytes of a SHA-256."""
EMPTY_ROOT: Final = sha256(b"").digest()
"""The root of a tree without leaves (section 2.1.1)."""

_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf, 32 bytes (section 2.1.1)."""
    return sha256(_LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two children, 32 bytes (section 2.1.1)."""
    return sha256(_NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree that can only grow, kept as the roots of the perfect trees that it is made of: one a bit of its size.

    Growing by a leaf and reading the root cost at most one hash a bit.

    Args:
        size: How many leaves it has.
        peaks: The roots of its perfect trees, the largest, which holds the first leaves, first.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The root of the whole tree."""
        if not self.peaks:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.peaks))

    def with_leaf(self, hashed: bytes) -> "Frontier":
        """Return the tree with one more leaf, given by its hash."""
        return self.with_tree(hashed, 0)

    def with_leaves(self, hashes: Iterable[bytes]) -> "Frontier":
        """Return the tree with more leaves, given by their hashes."""
        return reduce(Frontier.with_leaf, hashes, self)

    def with_tree(self, root: bytes, height: int) -> "Frontier":
        """Return the tree with 2^`height` more leaves, given by the root of the perfect tree over them.

        Raises:
            ValueError: The size is no multiple of so many leaves: then they are no one subtree.
        """
        if self.size % (1 << height):
            raise ValueError(f"a tree of {self.size} leaves does not grow by a perfect tree of height {height}")
        peaks, rest = list(self.peaks), self.size >> height
        while rest & 1:
            root = node_hash(peaks.pop(), root)
            rest >>= 1
        return Frontier(self.size + (1 << height), (*peaks, root))


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root of a tree over leaves given by their hashes (section 2.1.1)."""
    return Frontier().with_leaves(hashes).root


def inclusion_proof(hashes: Sequence[bytes], number: int) -> tuple[bytes, ...]:
    """Return what proves that leaf `number`, counted from 0, is in the tree over `hashes` (section 2.1.3.1).

    Raises:
        ValueError: There is no such leaf.
    """
    if not 0 <= number < len(hashes):
        raise ValueError("there is no leaf of this number")
    path: list[bytes] = []
    while len(hashes) > 1:
        split = _split(len(hashes))
        near, far = (hashes[:split], hashes[split:]) if number < split else (hashes[split:], hashes[:split])
        path.append(root_of(far))
        number, hashes = number % split if number < split else number - split, near
    return tuple(reversed(path))


def is_included(hashed: bytes, number: int, *, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether a proof shows that a leaf is number `number` of the tree with this size and root.

    Source: section 2.1.3.2. Anything at all may be given.
    """
    if not 0 <= number < size:
        return False
    place, last, found = number, size - 1, hashed
    for other in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(other, found)
            place, last = _turned(place, last)
        else:
            found = node_hash(found, other)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(hashes: Sequence[bytes], first: int) -> tuple[bytes, ...]:
    """Return what proves that the tree over `hashes` begins with the tree over its first leaves (section 2.1.4.1).

    Args:
        hashes: Of all leaves of the later tree.
        first: How many leaves the earlier tree had.

    Raises:
        ValueError: The earlier tree is empty or larger than the later one.
    """
    if not 0 < first <= len(hashes):
        raise ValueError("an earlier tree has at least one leaf and no more than the later one")
    path: list[bytes] = []
    is_whole = True
    while first != len(hashes):
        split = _split(len(hashes))
        if first <= split:
            path.append(root_of(hashes[split:]))
            hashes = hashes[:split]
        else:
            path.append(root_of(hashes[:split]))
            first, hashes, is_whole = first - split, hashes[split:], False
    if not is_whole:
        path.append(root_of(hashes))
    return tuple(reversed(path))


def is_consistent(first: int, second: int, *, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether a proof shows that the second tree is the first one and perhaps more leaves after it.

    Source: section 2.1.4.2. Anything at all may be given. Of an empty tree every tree is a continuation.
    """
    if not 0 <= first <= second:
        return False
    if first == 0:
        return first_root == EMPTY_ROOT and not proof
    if first == second:
        return first_root == second_root and not proof
    path = (first_root, *proof) if first & (first - 1) == 0 else tuple(proof)
    return bool(path) and _meets(path, first - 1, second - 1, first_root, second_root)


def _meets(path: Sequence[bytes], place: int, last: int, first_root: bytes, second_root: bytes) -> bool:
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(other, before), node_hash(other, after)
            place, last = _turned(place, last)
        else:
            after = node_hash(after, other)
        place, last = place >> 1, last >> 1
    return last == 0 and before == first_root and after == second_root


def _turned(place: int, last: int) -> tuple[int, int]:
    """Return where a path stands before its next step up: it skips the levels on which it has no sibling."""
    while not place & 1 and place:
        place, last = place >> 1, last >> 1
    return place, last


def _split(size: int) -> int:
    """Return the largest power of two below a size of two or more: so many leaves are in the left subtree."""
    return 1 << (size - 1).bit_length() - 1
