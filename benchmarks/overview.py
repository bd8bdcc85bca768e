"""Dashboards over 106 communes and 1,000 bodies with 90 days of reports, and the morning's report."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Measure, against

DAYS = 90
BODIES = 1_000
RUNS = 30
LAST = date(2020, 8, 1) + timedelta(days=DAYS - 1)
MORNING = datetime(2020, 10, 30, 1, 5, tzinfo=UTC)


class StandingClock:
    """A clock that shows the morning after the last day."""

    def now(self) -> datetime:
        return MORNING


def standing_clock() -> StandingClock:
    return StandingClock()


def measures() -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="bluezone-overview-") as folder:
        return _measured(Path(folder))


def _measured(folder: Path) -> list[Measure]:
    os.environ |= {"BLUEZONE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bluezone.config.settings_test"}
    import django  # noqa: PLC0415 -- the folder has to be known first

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- Django has to be set up first
    from django.core.management import call_command  # noqa: PLC0415 -- the same
    from django.test import Client  # noqa: PLC0415 -- the same

    from bluezone.authority.accounts.models import Assignment, User  # noqa: PLC0415 -- the same
    from bluezone.authority.accounts.rules import Role  # noqa: PLC0415 -- the same
    from bluezone.authority.territory.queries import communes  # noqa: PLC0415 -- the same

    settings.BLUEZONE_CLOCK = "benchmarks.overview.standing_clock"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    province, written = _filled()
    lead = User.objects.create(username="lead", full_name="Lead", created_at=MORNING)
    Assignment.objects.create(user=lead, role=Role.LEAD, unit=province, valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(lead)
    commune = communes(LAST).order_by("stat_code")[3]

    def page(address: str) -> Callable[[], object]:
        return lambda: _ok(client, address)

    top = f"/overview/{province.pk}/"
    pages = {
        "province dashboard": (page(top), 0.3),
        "province dashboard in the structure of 2025": (page(f"{top}?day={LAST}&on=2025-07-01"), 0.6),
        "commune dashboard": (page(f"/overview/{commune.pk}/"), 0.1),
        "agencies and schools": (page(f"{top}bodies/"), 0.6),
    }
    found = [_pages(name, ask, aim, written) for name, (ask, aim) in pages.items()]
    return [*found, _report(province)]


def _filled() -> tuple[Any, int]:
    from benchmarks.filled_province import bodies_on, filled, made_bodies, made_province  # noqa: PLC0415 -- Django first

    from bluezone.authority.territory.queries import communes  # noqa: PLC0415 -- the same

    province = made_province()
    made_bodies(BODIES)
    written = filled("commune_day", list(communes(LAST)), DAYS) + filled("unit_day", bodies_on(LAST), DAYS)
    return province, written


def _ok(client: Any, address: str) -> object:  # noqa: ANN401 -- Django cannot be imported before it is set up
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"a page answered {response.status_code}")
    return response


def _pages(name: str, ask: Callable[[], object], aim: float, written: int) -> Measure:
    ask()
    seconds, worked = [], []
    for _run in range(RUNS):
        start, begun = time.perf_counter(), time.process_time()
        ask()
        seconds.append(time.perf_counter() - start)
        worked.append(time.process_time() - begun)
    slow, busy = (statistics.quantiles(each, n=20)[-1] for each in (seconds, worked))
    words = f"{name}, p95 of {RUNS}, {written:,} reports"
    return Measure(
        words,
        slow,
        "s",
        reference="s of the processor, what an idle computer would need",
        reference_value=busy,
        ratio=against(busy, slow),
        aim=f"<= {aim} s",
        met=slow <= aim,
    )


def _report(province: Any) -> Measure:  # noqa: ANN401 -- the same
    from bluezone.authority.documents.document import heard  # noqa: PLC0415 -- the same
    from bluezone.authority.documents.docx_writer import docx_bytes  # noqa: PLC0415 -- Django first
    from bluezone.authority.documents.pdf_writer import pdf_bytes  # noqa: PLC0415 -- the same
    from bluezone.rollout.overview.services import make_morning_report  # noqa: PLC0415 -- the same

    start = time.perf_counter()
    made = make_morning_report(province, LAST, actor="system", moment=MORNING)
    document = heard(made.document)
    size = len(docx_bytes(document)) + len(pdf_bytes(document))
    seconds = time.perf_counter() - start
    return Measure(f"morning report, DOCX and PDF, {size // 1024} KiB", seconds, "s", aim="<= 10 s", met=seconds <= 10)
