"""A morning on which everybody reports at once: several hands, one registry, nothing lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.rollout.reporting.conftest import COUNTS, DAY, EVENING

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code, communes
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.models import Latest, Submission
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.services import Report, publish_shipped_forms, submit

HANDS = 8


@pytest.mark.django_db(transaction=True)
def test_many_hands_at_once_lose_no_report() -> None:
    """106 communes by 8 threads, each report sent twice; `benchmarks/reporting.py` takes a thousand in a minute."""
    import_province(shipped("lai-chau"), actor="system", moment=EVENING)
    publish_shipped_forms(actor="system", moment=EVENING)
    units = list(communes(DAY))
    reports = [Report(new_id(EVENING), "commune_day", unit, DAY, COUNTS, Source.FORM) for unit in units]

    def send(report: Report) -> str:
        try:
            return submit(report, actor="system", moment=EVENING).fate.value
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        fates = list(pool.map(send, reports * 2))

    assert sorted(fates) == ["first"] * 106 + ["known"] * 106
    assert Submission.objects.count() == Latest.objects.count() == 106
    assert isinstance(by_code("12", DAY), Unit)
