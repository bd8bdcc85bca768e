"""Lai Châu as it is shipped, once in the database for all tests of the territory."""

from datetime import UTC, date, datetime

import pytest

from bluezone.authority.territory import queries
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped

MOMENT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
IN_2020 = date(2020, 8, 15)
IN_2025 = date(2025, 8, 15)


@pytest.fixture
def lai_chau(db: None) -> Unit:
    """The province with all its units, and the registry around it."""
    done = import_province(shipped("lai-chau"), actor="system", moment=MOMENT)
    assert done.findings == ()
    province = queries.by_code("12", IN_2020)
    assert province is not None
    return province
