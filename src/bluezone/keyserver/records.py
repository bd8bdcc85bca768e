"""Where the records of a key server live: one SQLite file in its data folder, or a PostgreSQL database by its address."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from bluezone.keyserver.batcher import ExportRecord, ExportStore
from bluezone.keyserver.folder import PRIVATE, write_whole
from bluezone.keyserver.lead import ALONE, Lead
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.sealing import Chance, KeyFiles
from bluezone.keyserver.sqlite_exports import SqliteExports
from bluezone.keyserver.sqlite_store import SqliteStore
from bluezone.keyserver.store import Store
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.keys import DiagnosisKey

if TYPE_CHECKING:
    from bluezone.keyserver.postgresql_exports import PostgresqlExports
    from bluezone.keyserver.postgresql_store import PostgresqlStore

DATABASE: Final = "keyserver.sqlite3"
ELSEWHERE: Final = "postgresql"
"""The file that says that the records of a data folder are in PostgreSQL."""
TURN: Final = "round"
"""The file that is locked by the server that does the hourly work, beside the lock in the database."""

InTurn: TypeAlias = Callable[[Callable[[], None]], None]
"""Does a change while no other is under way."""


class BatchStore(ExportStore, Protocol):
    """The batcher's side of the records, and what a restored copy of them needs."""

    def take_over(
        self, record: ExportRecord, keys: Sequence[DiagnosisKey], revised: Sequence[DiagnosisKey] = ()
    ) -> None:
        """Record an export that was published and its keys, held or not, as exported, in one transaction."""
        ...

    def count_as_published(self, until: datetime) -> int:
        """Mark every key whose release hour had come at a moment as exported, and return how many that are."""
        ...

    def close(self) -> None:
        """Let go of the records."""
        ...


class Records(Protocol):
    """One kind of records, not opened yet."""

    @property
    def are_shared(self) -> bool:
        """Whether several servers may use them at once."""
        ...

    def check_place(self) -> None:
        """Refuse a data folder whose records are of another kind.

        Raises:
            RuleViolation: `records_elsewhere`.
        """
        ...

    def are_new(self) -> bool:
        """Return whether nobody has used them yet, so that key files may be made for them.

        Raises:
            Unavailable: They cannot be looked at.
        """
        ...

    def opened(self, files: KeyFiles, chance: Chance, *, policy: Policy, demo: bool) -> Store:
        """Return the requests' side.

        Raises:
            MalformedMessage: The key files are not those of these records.
            Unavailable: They cannot be opened.
        """
        ...

    def batches(self, files: KeyFiles, chance: Chance, in_turn: InTurn) -> tuple[BatchStore, Lead]:
        """Return the batcher's side of records that were opened before, and who may do the hourly work."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteRecords:
    """Records in the data folder itself, used by one server."""

    folder: Path
    are_shared: bool = False

    def check_place(self) -> None:
        """Refuse a data folder whose records are in PostgreSQL."""
        if (self.folder / ELSEWHERE).exists():
            raise RuleViolation(
                "records_elsewhere",
                "the records of this data folder are in PostgreSQL: name it with BLUEZONE_KEYSERVER_DATABASE_URL",
            )

    def are_new(self) -> bool:
        """Return whether there is no database yet."""
        return not (self.folder / DATABASE).exists()

    def opened(self, files: KeyFiles, chance: Chance, *, policy: Policy, demo: bool) -> SqliteStore:
        """Return the requests' side; the file is made when it is new."""
        store = SqliteStore(self.folder / DATABASE, files, chance, policy=policy, demo=demo)
        (self.folder / DATABASE).chmod(PRIVATE)
        return store

    def batches(self, files: KeyFiles, chance: Chance, in_turn: InTurn) -> tuple[SqliteExports, Lead]:
        """Return the batcher's side; nobody else does the hourly work."""
        return SqliteExports(self.folder / DATABASE, files, chance, in_turn=in_turn), ALONE


@dataclass(frozen=True, slots=True)
class PostgresqlRecords:
    """Records in a PostgreSQL database, used by any number of servers with one data folder."""

    folder: Path
    url: str = field(repr=False)
    are_shared: bool = True

    def check_place(self) -> None:
        """Refuse a data folder that has records of its own."""
        if (self.folder / DATABASE).exists():
            raise RuleViolation(
                "records_elsewhere",
                f"this data folder has records of its own in {DATABASE}: take another folder for PostgreSQL",
            )

    def are_new(self) -> bool:
        """Return whether no key server has noted its key files in the database."""
        from bluezone.keyserver.postgresql_schema import is_new  # noqa: PLC0415 -- an extra: only who uses it has it

        return is_new(self.url)

    def opened(self, files: KeyFiles, chance: Chance, *, policy: Policy, demo: bool) -> "PostgresqlStore":
        """Return the requests' side; the tables are made when they are not there."""
        from bluezone.keyserver.postgresql_store import PostgresqlStore  # noqa: PLC0415 -- as above

        store = PostgresqlStore(self.url, files, chance, policy=policy, demo=demo)
        with suppress(FileExistsError):
            write_whole(self.folder / ELSEWHERE, b"The records are in PostgreSQL.\n", mode=PRIVATE)
        return store

    def batches(self, files: KeyFiles, chance: Chance, in_turn: InTurn) -> "tuple[PostgresqlExports, Lead]":  # noqa: ARG002 -- its changes take their turn in the database
        """Return the batcher's side; one of all servers does the hourly work."""
        from bluezone.keyserver.postgresql_exports import PostgresqlExports  # noqa: PLC0415 -- as above

        exports = PostgresqlExports(self.url, files, chance, turn=self.folder / TURN)
        return exports, exports.lead


def records_of(folder: Path, database_url: str) -> Records:
    """Return the records of a data folder.

    Args:
        folder: The data folder.
        database_url: `postgresql://…`; empty: the data folder itself.

    Raises:
        RuleViolation: `database_unknown`: the address is not one of PostgreSQL.
        Unavailable: What speaks with PostgreSQL is not installed.
    """
    if not database_url:
        return SqliteRecords(folder)
    if not database_url.startswith(("postgresql://", "postgres://")):
        raise RuleViolation("database_unknown", "the address of the key server's database begins with postgresql://")
    try:
        import psycopg  # noqa: F401, PLC0415 -- an extra
    except ImportError as missing:
        raise Unavailable("records in PostgreSQL need bluezone[postgresql]") from missing
    return PostgresqlRecords(folder, database_url)
