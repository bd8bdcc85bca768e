"""Leaves out what asks for a database: rules are covered whole without one. `tests.whole_coverage` loads it into pytest."""

import pytest

RECORDS = frozenset({"db", "transactional_db"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that touch no database."""
    items[:] = [each for each in items if not needs_records(each)]


def needs_records(item: pytest.Item) -> bool:
    """Whether a test is marked for a database or asks for one."""
    asked = item.fixturenames if isinstance(item, pytest.Function) else ()
    return bool(RECORDS & {*asked}) or item.get_closest_marker("django_db") is not None
