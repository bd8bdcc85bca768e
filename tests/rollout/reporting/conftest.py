"""Lai Châu with its forms, and a commune and a body that report."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bluezone.authority.territory import queries
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.services import Receipt, Report, publish_shipped_forms, submit

DAY = date(2020, 8, 14)
EVENING = datetime(2020, 8, 14, 13, 0, tzinfo=UTC)
COUNTS = {"listed": 400, "visited": 310, "helped": 120, "refused": 15, "smartphones": 900, "declared": 300}

Tell = Callable[..., Receipt]


@pytest.fixture
def province(db: None) -> Unit:
    """The province with both structures and the shipped forms."""
    assert import_province(shipped("lai-chau"), actor="system", moment=EVENING).findings == ()
    publish_shipped_forms(actor="system", moment=EVENING)
    found = queries.by_code("12", DAY)
    assert found is not None
    return found


@pytest.fixture
def commune(province: Unit) -> Unit:
    """Xã Mường Tè as it was in 2020."""
    return queries.communes(DAY).get(stat_code="03445")


@pytest.fixture
def body(province: Unit) -> Unit:
    """An agency of the province."""
    return queries.on(DAY).filter(kind=Kind.AGENCY.value).order_by("stat_code")[0]


@pytest.fixture
def tell() -> Tell:
    """A function by which a unit reports; what is not said takes a sound default."""

    def told(unit: Unit, day: date = DAY, *, moment: datetime | None = None, **how: Any) -> Receipt:
        received = moment or datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
        values = COUNTS | how.pop("values", {})
        report = Report(
            id=how.pop("id", None) or new_id(received),
            form_key=how.pop("form_key", "commune_day"),
            unit=unit,
            day=day,
            values=how.pop("only", values),
            source=how.pop("source", Source.FORM),
            part=how.pop("part", ""),
        )
        return submit(report, actor="system", moment=received, **how)

    return told


def morning_after(day: date) -> datetime:
    """Eight in the morning in Vietnam, a day later."""
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(days=1)
