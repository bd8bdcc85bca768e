"""A database that was restored from a copy: older than what was published, it would publish keys a second time.

The published index tells. What it names is recorded in the database before it is published, so an export that is in the
index and not in the records was made after the copy. Its keys are read from the file and marked as exported. The log of
everything published must go on where it was published: the leaves that the records lack are taken from its files, and
records that hold another log sign nothing, for every phone that saw the former would refuse the new one for ever.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bluezone.keyserver.announcing import last_index
from bluezone.keyserver.batcher import EXPORTS, ExportRecord
from bluezone.keyserver.batches import is_past
from bluezone.keyserver.log_folder import FORKED, check_log, published_leaves
from bluezone.keyserver.records import BatchStore
from bluezone.protocol import trust
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.exports import read
from bluezone.protocol.keys import RETENTION
from bluezone.protocol.log_tiles import TreeHead


def published_since(published: Path, records: Sequence[ExportRecord], *, at: datetime) -> tuple[ExportRecord, ...]:
    """Return what the published index names and the records do not, unless its time is over; oldest first."""
    index = last_index(published)
    if index is None:
        return ()
    known = {record.export.name for record in records}
    both = zip(index.exports, index.feeds, strict=False)
    found = (ExportRecord(export=export, feed=feed) for export, feed in both)
    return tuple(one for one in found if one.export.name not in known and not is_past(one.export.end, at))


def check_age(exports: BatchStore, published: Path, *, at: datetime) -> None:
    """Refuse records that are older than what was published, or hold another log.

    Raises:
        RuleViolation: `database_older`, `log_older` or `log_forked`.
    """
    if missing := published_since(published, exports.exports(), at=at):
        raise RuleViolation(
            "database_older",
            f"the database is older than what was published ({len(missing)} exports are not in it): it was restored "
            "from a copy. Start once with --restored: it takes those exports over, so that no key is published twice",
        )
    check_log(_published_head(published), exports.log_leaves())


def take_over(exports: BatchStore, published: Path, *, at: datetime) -> int:
    """Record what was published since the copy, its keys as exported, and return how many exports that is.

    What was due so long ago that its file is gone again counts as published: no phone needs it any more.

    Raises:
        RuleViolation: `file_hash_wrong`: a published file is not the one that the index names; `log_forked`.
        MalformedMessage: A published file is no export, or not a file of the log.
        OSError: A published file is missing.
    """
    missing = published_since(published, exports.exports(), at=at)
    for record in missing:
        content = (published / EXPORTS / record.export.name).read_bytes()
        trust.check_file(record.export, content)
        export, _ = read(content)
        exports.take_over(record, export.keys, export.revised_keys)
    exports.count_as_published(at - RETENTION)
    _take_leaves(exports, published)
    return len(missing)


def _take_leaves(exports: BatchStore, published: Path) -> None:
    head, known = _published_head(published), exports.log_leaves()
    if head is None or head.size <= len(known):
        return
    leaves = published_leaves(published, head)
    if list(leaves[: len(known)]) != known:
        raise RuleViolation("log_forked", FORKED)
    exports.append_leaves(leaves[len(known) :])


def _published_head(published: Path) -> TreeHead | None:
    index = last_index(published)
    return index.log.head if index and index.log else None
