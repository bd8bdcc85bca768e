"""Exports of fifty thousand rows: whole, sent while they are read, in no more memory than a few hundred rows take."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from django.db import connection, models
from django.http import StreamingHttpResponse
from django.test import Client
from tests.authority.cases.desk import a_case
from tests.authority.permissions import World

ROWS: Final = 50_000
PAGE: Final = 4096
KEYS: Final = {"sqlite": "printf('%%032x', n)", "postgresql": "lpad(to_hex(n), 32, '0')::uuid"}
"""An id for each number, as a database writes it."""
MOST_MEMORY: Final = 24 * 2**20
"""The rows as objects would take more than 200 MiB, the files 7 and 4."""
LONGEST_PART: Final = 2**18


def copied(row: models.Model, count: int, **changed: str) -> None:
    """Copy a row so many times in one statement; what changes is SQL over `n`."""
    columns = [str(field.column) for field in row._meta.concrete_fields]
    table = row._meta.db_table
    values = ", ".join(changed.get(column, column) for column in columns)
    key = row._meta.pk
    assert key is not None
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"
    copy = f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {values} FROM {table}, numbers WHERE {key.column} = %s"  # noqa: S608 -- names of tables and columns
    with connection.cursor() as cursor:
        cursor.execute(copy, [count, key.get_db_prep_value(row.pk, connection)])


@pytest.fixture
def many(world: World) -> None:
    """A province with fifty thousand cases."""
    case, key = a_case(world, "Lò Thị Mây"), KEYS[connection.vendor]
    copied(case.person, ROWS - 1, id=key)
    copied(case.person.identity, ROWS - 1, person_id=key, name="'Người Bịa ' || n")
    copied(case, ROWS - 1, id=key, person_id=key, number="'BN' || n")


def memory() -> int:
    """Bytes of this process that lie in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def parts(desk: Client, file: str) -> Iterator[bytes]:
    answer = desk.post("/cases/export/", {"file": file, "reason": "handover"})
    assert isinstance(answer, StreamingHttpResponse)
    yield from answer


def measured(portions: Iterator[bytes]) -> tuple[bytes, int, int]:
    """Read a file to its end; return it, its longest portion, and how much the process grew beside the file."""
    whole, longest, most = bytearray(), 0, 0
    first = next(portions)
    whole += first
    before = memory() - len(whole)
    for part in portions:
        whole += part
        longest, most = max(longest, len(part)), max(most, memory() - before - len(whole))
    return bytes(whole), longest, most


def test_fifty_thousand_rows_leave_whole_and_in_little_memory(doctor: Client, many: None) -> None:
    content, longest, most = measured(parts(doctor, "csv"))

    assert content.count(b"\r\n") == ROWS + 2
    assert "Người Bịa 49999".encode() in content
    assert longest <= LONGEST_PART
    assert most <= MOST_MEMORY


def test_fifty_thousand_rows_leave_as_a_workbook_in_little_memory(doctor: Client, many: None) -> None:
    content, longest, most = measured(parts(doctor, "xlsx"))

    sheet = zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert sheet.count(b"<row ") == ROWS + 2
    assert "Người Bịa 49999".encode() in sheet
    assert longest <= LONGEST_PART
    assert most <= MOST_MEMORY
