"""Columns of values reach PostgreSQL as they are, in their order."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.postgresql import new_database

from bluezone.keyserver.postgresql_columns import blobs, marks, numbers
from bluezone.keyserver.postgresql_schema import Database, connected


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with connected(new_database()) as opened:
        yield opened


def back(database: Database, column: bytes) -> list[Any]:
    return [value for (value,) in database.execute("SELECT * FROM unnest(%s)", (column,), binary=True)]


@given(values=st.lists(st.binary(min_size=16, max_size=16), max_size=20))
def test_marks_come_back_as_the_bytes_that_they_are(database: Database, values: list[bytes]) -> None:
    assert back(database, marks(values)) == values


@given(values=st.lists(st.none() | st.binary(max_size=40), max_size=20))
def test_byte_strings_of_any_length_and_nulls_come_back(database: Database, values: list[bytes | None]) -> None:
    assert back(database, blobs(values)) == values


@given(values=st.lists(st.integers(-(2**31), 2**31 - 1), max_size=20))
def test_whole_numbers_come_back(database: Database, values: list[int]) -> None:
    assert back(database, numbers(values)) == values
