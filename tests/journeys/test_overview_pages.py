"""The overview as people see it: every page in both languages, on a phone and on a desk, without a fault."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.journeys.browser import look
from tests.rollout.overview.conftest import DAY, MORNING, lead, morning, province

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code, communes
from bluezone.rollout.overview.services import make_morning_report

__all__ = ["lead", "morning", "province"]
pytestmark = pytest.mark.django_db(transaction=True)
IN_2025 = f"?day={DAY.isoformat()}&on={date(2025, 7, 1).isoformat()}"


def test_every_page_of_the_overview_is_without_fault(  # noqa: PLR0913, PLR0917 -- fixtures
    browser: Browser, province: Unit, lead: Client, live_server: LiveServer, settings: Settings, pictures: Path | None
) -> None:
    report = make_morning_report(province, DAY, actor="system", moment=MORNING)
    district, commune = by_code("106", DAY), communes(DAY).order_by("stat_code")[3]
    assert district is not None
    top = f"/overview/{province.pk}/"
    pages = {
        "dashboard-province": top,
        "dashboard-2025": top + IN_2025,
        "dashboard-district": f"/overview/{district.pk}/",
        "dashboard-commune": f"/overview/{commune.pk}/",
        "dashboard-ended": f"/overview/{district.pk}/{IN_2025}",
        "dashboard-bodies": f"{top}bodies/",
        "dashboard-questions": f"{top}questions/",
        "dashboard-bounds": f"{top}bounds/",
        "dashboard-behind": f"{top}behind/territory/declared/",
        "morning-reports": f"{top}reports/",
        "morning-report": f"/overview/reports/{report.pk}/",
        "morning-behind": f"/overview/reports/{report.pk}/{district.pk}/visited/",
    }
    context = browser.new_context(base_url=live_server.url)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": lead.cookies[settings.SESSION_COOKIE_NAME].value}
    context.add_cookies([{**session, "url": live_server.url}])  # type: ignore[typeddict-item]  # a cookie as Playwright takes it
    page = context.new_page()
    complaints = list[str]()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    wrong = list[str]()
    for name, address in pages.items():
        page.goto(address)
        wrong += look(page, name, pictures)

    assert wrong == []
    assert complaints == []
