"""What the log says of a published file, and what a reader refuses before it reads a tile."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.log_tiles import Tiles, TreeHead, edge, grown
from bluezone.protocol.merkle import leaf_hash
from bluezone.protocol.transparency import (
    LEAF_LIMIT,
    Leaf,
    LeafKind,
    Log,
    bundled,
    check_grown,
    check_head,
    encoded,
    file_leaf,
    keys_leaf,
    leaf_in,
    leaves_in,
    signed_leaf,
)
from bluezone.protocol.trust import PublishedFile

NOON = datetime(2026, 11, 20, 12, 20, tzinfo=UTC)
LEAF = Leaf(LeafKind.EXPORT, "1763636400-1763640000-00001.zip", NOON, bytes(range(32)), "VN")
HEAD = TreeHead(7, bytes(32))

names = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200)
regions = st.text(max_size=16)
moments = st.integers(0, 8029 * 365 * 86_400).map(lambda seconds: EPOCH + timedelta(seconds=seconds))
leaves = st.builds(Leaf, st.sampled_from(LeafKind), names, moments, st.binary(min_size=32, max_size=32), regions)


def log(size: int = 7, root: bytes = bytes(32)) -> Log:
    return Log(size=size, root=root.hex())


@given(leaves)
def test_a_leaf_is_read_as_it_was_written(leaf: Leaf) -> None:
    assert leaf_in(encoded(leaf)) == leaf
    assert len(encoded(leaf)) <= LEAF_LIMIT
    assert leaf.hashed == leaf_hash(encoded(leaf))


@given(st.binary(max_size=400) | leaves.map(encoded).flatmap(lambda one: st.sampled_from([one + b"x", one[:-1]])))
def test_any_bytes_are_a_leaf_in_its_one_form_or_none(content: bytes) -> None:
    try:
        leaf = leaf_in(content)
    except MalformedMessage:
        return
    assert encoded(leaf) == content


def test_the_bytes_of_a_leaf_are_what_the_protocol_says() -> None:
    content = encoded(LEAF)

    assert content[:2] == b"\x01\x01"
    assert int.from_bytes(content[2:10]) == 1_795_177_200
    assert content[10:42] == bytes(range(32))
    assert content[42:45] == b"\x02VN"
    assert content[45:] == bytes([len(LEAF.name)]) + LEAF.name.encode()


@pytest.mark.parametrize(
    "leaf",
    [
        Leaf(LeafKind.EXPORT, "", NOON, bytes(32)),
        Leaf(LeafKind.EXPORT, "x" * 201, NOON, bytes(32)),
        Leaf(LeafKind.EXPORT, "tên", NOON, bytes(32)),
        Leaf(LeafKind.EXPORT, "x", NOON, bytes(31)),
        Leaf(LeafKind.EXPORT, "x", NOON, bytes(32), "é" * 33),
        Leaf(LeafKind.EXPORT, "x", NOON, bytes(32), "\ud800"),
        Leaf(LeafKind.EXPORT, "x", datetime(1969, 12, 31, tzinfo=UTC), bytes(32)),
    ],
)
def test_what_no_leaf_may_hold_is_not_written(leaf: Leaf) -> None:
    with pytest.raises(MalformedMessage):
        encoded(leaf)


def test_a_moment_beyond_the_calendar_is_no_leaf() -> None:
    content = encoded(LEAF)

    with pytest.raises(MalformedMessage):
        leaf_in(content[:2] + b"\xff" * 8 + content[10:])


def test_each_published_file_has_a_leaf_that_its_reader_can_make_again() -> None:
    file = PublishedFile(name="a.zip", size=1, sha256=sha256(b"x").hexdigest(), start=NOON, end=NOON, region="VN")
    late = NOON + timedelta(microseconds=5)

    assert file_leaf(LeafKind.FEED, file) == Leaf(LeafKind.FEED, "a.zip", NOON, sha256(b"x").digest(), "VN")
    assert signed_leaf("news.json", b"x", late) == Leaf(LeafKind.SIGNED, "news.json", NOON, sha256(b"x").digest())
    assert keys_leaf(b"x", late) == Leaf(LeafKind.KEYS, "keys.json", NOON, sha256(b"x").digest())


@given(st.lists(st.binary(min_size=1, max_size=LEAF_LIMIT), max_size=5))
def test_a_bundle_of_leaves_is_read_as_it_was_written(some: list[bytes]) -> None:
    assert list(leaves_in(bundled(some))) == some


@given(st.binary(max_size=40))
def test_any_bytes_are_a_bundle_in_its_one_form_or_none(content: bytes) -> None:
    try:
        found = leaves_in(content)
    except MalformedMessage:
        return
    assert bundled(found) == content


@pytest.mark.parametrize("bundle", [b"\x00", b"\x00\x00", b"\x00\x02x", b"\x02\x01" + bytes(513)])
def test_a_damaged_bundle_is_none(bundle: bytes) -> None:
    with pytest.raises(MalformedMessage):
        leaves_in(bundle)


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (None, "log_missing"),
        (log(6), "log_shrunken"),
        (log(7, b"\x01" * 32), "log_forked"),
    ],
)
def test_a_log_that_went_back_is_refused_before_a_tile_is_read(now: Log | None, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_head(HEAD, now)

    assert refused.value.code == code


@pytest.mark.parametrize("now", [log(), log(8, b"\x01" * 32)])
def test_the_same_log_and_a_longer_one_are_read_on(now: Log) -> None:
    check_head(HEAD, now)


def test_a_phone_that_never_saw_a_log_takes_an_index_without_one() -> None:
    check_head(None, None)
    check_head(None, log())


def test_a_log_is_seen_to_have_grown_from_what_it_was_and_from_nothing_else() -> None:
    hashes = [leaf_hash(bytes([number])) for number in range(9)]
    old, _ = grown(0, {}, hashes[:4])
    head, files = grown(0, {}, hashes)
    tiles = Tiles(head, {tile: files[tile] for tile in edge(9)})

    check_grown(old, tiles)
    with pytest.raises(RuleViolation) as refused:
        check_grown(TreeHead(4, bytes(32)), tiles)

    assert refused.value.code == "log_forked"
