"""The log's files: made from the records, checked against what was signed last, and never of another log."""

from pathlib import Path

import pytest

from bluezone.keyserver.log_folder import (
    LOG,
    PARTIAL_KEPT,
    log_file_names,
    publish_log,
    published_leaves,
    sweep_log,
)
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.log_tiles import NOTHING, TILE_WIDTH, TreeHead
from bluezone.protocol.merkle import leaf_hash, root_of

LEAVES = [number.to_bytes(4, "big") for number in range(700)]


def published(folder: Path, *sizes: int, leaves: list[bytes] = LEAVES) -> TreeHead:
    """Publish the log as it grows."""
    head = NOTHING
    for size in sizes:
        head = publish_log(folder, head, lambda since, size=size: leaves[since:size])  # type: ignore[misc]  # bound by its default
    return head


@pytest.mark.parametrize("sizes", [(1,), (3, 3, 9), (255, 256, 257), (100, 600, 700), (256, 512)])
def test_the_files_are_those_of_the_log_however_it_grew(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    head = published(tmp_path, *sizes)

    assert head == TreeHead(sizes[-1], root_of(map(leaf_hash, LEAVES[: sizes[-1]])))
    assert list(published_leaves(tmp_path, head)) == LEAVES[: sizes[-1]]


def test_files_that_were_lost_or_damaged_are_made_again_from_the_records(tmp_path: Path) -> None:
    head = published(tmp_path, 300, 600)
    for name in log_file_names(tmp_path):
        (tmp_path / LOG / name).write_bytes(b"damaged")

    again = publish_log(tmp_path, head, lambda since: LEAVES[since:650])

    assert again.size == 650
    assert list(published_leaves(tmp_path, again)) == LEAVES[:650]


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize("size", [10, 200, 299])
def test_records_older_than_what_was_published_sign_nothing(tmp_path: Path, size: int, *, damaged: bool) -> None:
    head = published(tmp_path, 300)
    for name in log_file_names(tmp_path) if damaged else ():
        (tmp_path / LOG / name).unlink()

    with pytest.raises(Unavailable, match="--restored"):
        publish_log(tmp_path, head, lambda since: LEAVES[since:size])


@pytest.mark.parametrize("damaged", [False, True])
def test_records_of_another_log_sign_nothing(tmp_path: Path, *, damaged: bool) -> None:
    head = published(tmp_path, 300)
    for name in log_file_names(tmp_path) if damaged else ():
        (tmp_path / LOG / name).unlink()
    other = [*LEAVES[:280], b"another", *LEAVES[281:]]

    with pytest.raises(Unavailable, match="forked log"):
        publish_log(tmp_path, head, lambda since: other[since:310])


def test_outgrown_files_go_but_for_the_newest(tmp_path: Path) -> None:
    head = published(tmp_path, *range(TILE_WIDTH - 20, TILE_WIDTH + 20))

    sweep_log(tmp_path)

    names = log_file_names(tmp_path)
    assert sum(name.startswith("leaves-") for name in names) == 1 + PARTIAL_KEPT
    assert sum(name.startswith("0-") for name in names) == 1 + PARTIAL_KEPT
    assert list(published_leaves(tmp_path, head)) == LEAVES[: head.size]


def test_published_leaves_that_are_not_those_of_the_head_are_not_taken_over(tmp_path: Path) -> None:
    head = published(tmp_path, 10)

    with pytest.raises(RuleViolation) as refused:
        published_leaves(tmp_path, TreeHead(10, bytes(32)))
    [bundle] = (tmp_path / LOG).glob("leaves-*")
    bundle.write_bytes(b"\0")

    assert refused.value.code == "log_forked"
    with pytest.raises(MalformedMessage):
        published_leaves(tmp_path, head)


def test_other_files_in_the_folder_are_none_of_the_log(tmp_path: Path) -> None:
    assert log_file_names(tmp_path) == ()
    published(tmp_path, 1)
    (tmp_path / LOG / "notes.txt").write_text("")

    assert log_file_names(tmp_path) == ("0-0000000000-001.tile", "leaves-0000000000-001.bin")
