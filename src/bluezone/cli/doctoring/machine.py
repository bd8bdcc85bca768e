"""Facts about this computer and its data folder: versions, room, who may read secrets, backups."""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from typing import Final

from bluezone.cli.backups import ENDING, KEY_ENDING, moment_of
from bluezone.cli.doctoring.rules import Machine

SECRETS: Final = (
    "credential",
    "watch-credential",
    "rows.key",
    "codes.key",
    "keyserver.sqlite3",
    "registry.sqlite3",
    "keys/*.pem",
    "keys/ring.json",
    "people/secret-key",
    "people/sms-intake",
    "authority-keys/*.pem",
    "audit/signing-key.pem",
    "probe.json",
)
"""What nobody but the owner may read, by pattern in the data folder."""
DATABASE: Final = "keyserver.sqlite3"
NEEDED: Final = ("rows.key", "codes.key")
"""Without these the database of the keyserver cannot be read."""
OTHERS: Final = 0o077


def machine(data: Path, backups: Path | None) -> Machine:
    """Return the facts about this computer.

    Args:
        data: The data folder.
        backups: The folder of backups, if one was named.
    """
    made = [moment for path in _files(backups, f"*{ENDING}") if (moment := moment_of(path))]
    has_database = (data / DATABASE).exists()
    return Machine(
        python=sys.version_info[:3],
        sqlite=sqlite3.sqlite_version_info,
        has_data=data.is_dir(),
        disk_free=disk_usage(data).free if data.is_dir() else None,
        open_files=sum(1 for path in _secrets(data) if path.stat().st_mode & OTHERS) if _is_open(data) else 0,
        missing_keys=sum(1 for name in NEEDED if has_database and not (data / name).exists()),
        backup_at=max(made, default=None),
        backup_folder=backups is not None,
        key_beside=any(True for _ in _files(backups, f"*{KEY_ENDING}")),
    )


def _is_open(data: Path) -> bool:
    """Return whether others can enter the folder at all; what is in a closed one is closed."""
    return data.is_dir() and bool(data.stat().st_mode & OTHERS)


def _secrets(data: Path) -> Iterator[Path]:
    for pattern in SECRETS:
        yield from data.glob(pattern)


def _files(folder: Path | None, pattern: str) -> Iterator[Path]:
    if folder is not None:
        yield from folder.glob(pattern)
