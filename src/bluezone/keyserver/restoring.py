"""A database that was restored from a copy: older than what was published, it would publish keys a second time.

The published index tells. What it names is recorded in the database before it is published, so an export that is in the
index and not in the records was made after the copy. Its keys are read from the file and marked as exported.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bluezone.keyserver.batcher import EXPORTS, INDEX, ExportRecord
from bluezone.keyserver.batches import is_past
from bluezone.keyserver.records import BatchStore
from bluezone.protocol import trust
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.exports import read


def published_since(published: Path, records: Sequence[ExportRecord], *, at: datetime) -> tuple[ExportRecord, ...]:
    """Return what the published index names and the records do not, unless its time is over; oldest first."""
    try:
        index = trust.index_in((published / EXPORTS / INDEX).read_bytes())
    except (FileNotFoundError, MalformedMessage):
        return ()
    known = {record.export.name for record in records}
    both = zip(index.exports, index.feeds, strict=False)
    found = (ExportRecord(export=export, feed=feed) for export, feed in both)
    return tuple(one for one in found if one.export.name not in known and not is_past(one.export.end, at))


def check_age(exports: BatchStore, published: Path, *, at: datetime) -> None:
    """Refuse records that are older than what was published.

    Raises:
        RuleViolation: `database_older`.
    """
    if missing := published_since(published, exports.exports(), at=at):
        raise RuleViolation(
            "database_older",
            f"the database is older than what was published ({len(missing)} exports are not in it): it was restored "
            "from a copy. Start once with --restored: it takes those exports over, so that no key is published twice",
        )


def take_over(exports: BatchStore, published: Path, *, at: datetime) -> int:
    """Record what was published since the copy, its keys as exported, and return how many exports that is.

    Raises:
        RuleViolation: `file_hash_wrong`: a published file is not the one that the index names.
        MalformedMessage: A published file is no export.
        OSError: A published file is missing.
    """
    missing = published_since(published, exports.exports(), at=at)
    for record in missing:
        content = (published / EXPORTS / record.export.name).read_bytes()
        trust.check_file(record.export, content)
        export, _ = read(content)
        exports.take_over(record, export.keys, export.revised_keys)
    return len(missing)
