"""A key server for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.keyserver.desk import Desk, opened_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "data") as opened:
        yield opened
