"""Reporting as people see it: every page in both languages, on a phone and on a desk, without a fault."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.register.session import with_second_factor
from tests.journeys.browser import look, speak
from tests.rollout.reporting.conftest import COUNTS, DAY, EVENING

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.rules.versions import Reason, Source
from bluezone.rollout.reporting.services import Receipt, Report, publish_shipped_forms, submit

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2020, 8, 15, 0, 30, tzinfo=UTC)
CLOCK = "tests.journeys.test_reporting_pages.present_clock"


class PresentClock:
    """Half past seven in Lai Châu: still time for the day before."""

    def now(self) -> datetime:
        return NOW


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture
def province(transactional_db: None, settings: Settings) -> Unit:
    """Lai Châu with its forms, on a morning of August 2020."""
    settings.BLUEZONE_CLOCK = CLOCK
    import_province(shipped("lai-chau"), actor="system", moment=EVENING)
    publish_shipped_forms(actor="system", moment=EVENING)
    found = by_code("12", DAY)
    assert found is not None
    return found


def told(unit: Unit, back: int = 0, form: str = "commune_day", part: str = "", **values: object) -> Receipt:
    day = DAY - timedelta(days=back)
    moment = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    base: dict[str, object] = {**COUNTS} if form == "commune_day" else {}
    report = Report(new_id(moment), form, unit, day, base | values, Source.FORM, part)
    return submit(report, actor="system", moment=moment)


def phone_of(unit: Unit, role: Role, browser: Browser, server: LiveServer, settings: Settings) -> Iterator[Page]:
    """A phone on which a personal link was opened."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    issued = issue_link(unit, role, expires_at=NOW + timedelta(days=30), actor="system", moment=NOW)
    context = browser.new_context(
        base_url=server.url, java_script_enabled=True, viewport={"width": 360, "height": 800}, has_touch=True
    )
    page = context.new_page()
    page.goto(f"/l/{issued.token}/")
    yield page
    context.close()


def seen(page: Page, pages: dict[str, str], pictures: Path | None) -> list[str]:
    complaints = list[str]()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    wrong = list[str]()
    for name, address in pages.items():
        page.goto(address)
        shown = urlsplit(page.url).path
        wrong += [] if shown == urlsplit(address).path else [f"{name}: sent on to {shown}"]
        wrong += look(page, name, pictures)
    return wrong + complaints


def test_a_focal_points_pages_are_without_fault(
    browser: Browser, province: Unit, live_server: LiveServer, settings: Settings, pictures: Path | None
) -> None:
    commune = by_code("03445", DAY)
    assert commune is not None
    for back in range(5, 0, -1):
        told(commune, back, declared=300 - 20 * back, visited=310 - 30 * back)
    wrong_one = told(commune, visited=404)
    corrected = told_again(commune, wrong_one)
    pages = {
        "report-desk": "/desk/",
        "report-mine": "/reports/",
        "report-form": f"/reports/{commune.pk}/commune_day/",
        "report-one": f"/reports/one/{corrected.pk}/",
        "report-old-version": f"/reports/one/{wrong_one.submission.pk}/",
        "report-correct": f"/reports/one/{corrected.pk}/correct/",
        "report-history": f"/reports/{commune.pk}/",
        "report-spreadsheet": "/reports/spreadsheet/",
    }
    for page in phone_of(commune, Role.REPORTER, browser, live_server, settings):
        assert seen(page, pages, pictures) == []


def told_again(commune: Unit, wrong: Receipt) -> Submission:
    report = Report(new_id(NOW), "commune_day", commune, DAY, COUNTS | {"visited": 340}, Source.FORM)
    kept = submit(report, actor="system", moment=NOW, replaces=wrong.submission.pk, reason=Reason.MISTYPED)
    return kept.submission


def test_a_commune_reports_with_one_thumb_and_without_script(
    browser: Browser, province: Unit, live_server: LiveServer, settings: Settings
) -> None:
    """Script is off, the screen is 360 pixels wide, and only the keyboard moves."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    commune = by_code("03445", DAY)
    assert commune is not None
    issued = issue_link(commune, Role.REPORTER, expires_at=NOW + timedelta(days=30), actor="system", moment=NOW)
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    speak(context, "vi", live_server.url)
    page = context.new_page()
    page.goto(f"/l/{issued.token}/")
    page.goto(f"/reports/{commune.pk}/commune_day/")

    for key, count in (("listed", "400"), ("visited", "1.310"), ("helped", "120"), ("refused", "15")):
        page.locator(f"#id_v-{key}").focus()
        page.keyboard.type(count)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Số hộ đã đến nhiều hơn số hộ trong danh sách")
    page.locator("#id_v-visited").fill("310")
    page.get_by_role("button", name="Gửi", exact=True).click()

    expect(page.get_by_role("status")).to_contain_text("Đã nhận báo cáo")
    assert Submission.objects.get().values["visited"] == 310
    context.close()


def test_the_pages_of_unions_press_school_help_desk_and_gate_are_without_fault(
    browser: Browser, province: Unit, live_server: LiveServer, settings: Settings, pictures: Path | None
) -> None:
    kinds = {kind: Unit.objects.filter(kind=kind).order_by("stat_code")[0] for kind in ("union", "newspaper", "school")}
    agency = Unit.objects.filter(kind="agency").order_by("stat_code")[0]
    told(kinds["union"], 1, "movement_event", activity="booth", starts="2020-08-13T08:00", volunteers=12, helped=40)
    told(kinds["newspaper"], 1, "broadcast", medium="radio", language="mong", at="2020-08-13T18:30", minutes=5)
    classes = {"smartphones": 20, "declared": 12, "relatives": 9, "age_band": "upper"}
    told(kinds["school"], 1, "school_week", part="10A1", pupils=40, **classes)
    told(province, 1, "complaint", about="battery", solved="solved")
    wrong = list[str]()
    for unit, role, pages in (
        (
            kinds["union"],
            Role.MOVEMENT_LEAD,
            {"movement": "/movement/", "certificate": f"/movement/{kinds['union'].pk}/certificate/"},
        ),
        (kinds["newspaper"], Role.PRESS, {"broadcasts": "/broadcasts/"}),
        (
            kinds["school"],
            Role.REPORTER,
            {
                "school": f"/reports/{kinds['school'].pk}/school_week/",
                "invitation": f"/reports/{kinds['school'].pk}/invitation/",
            },
        ),
        (province, Role.HELP_DESK, {"complaint": "/complaints/record/", "complaint-trends": "/complaints/"}),
        (agency, Role.GATE_KEEPER, {"gate": "/gate/"}),
        (agency, Role.REPORTER, {"keeper": f"/reports/{agency.pk}/keeper/"}),
    ):
        for page in phone_of(unit, role, browser, live_server, settings):
            wrong += seen(page, pages, pictures)

    assert wrong == []


def test_the_leads_desk_and_questions_are_without_fault(
    browser: Browser, province: Unit, live_server: LiveServer, settings: Settings, pictures: Path | None
) -> None:
    commune = by_code("03445", DAY)
    assert commune is not None
    kept = told(commune, visited=404, declared=901).submission
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    user = User.objects.create(username="lead", full_name="Nguyễn Thị Thử", created_at=NOW)
    Assignment.objects.create(user=user, role=Role.LEAD, unit=province, valid_from=DAY)
    client = with_second_factor(Client(), user)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    wrong = seen(
        context.new_page(),
        {
            "desk-find": "/entry/?q=muong",
            "desk-form": f"/entry/{commune.pk}/commune_day/",
            "desk-read-back": f"/entry/?last={kept.pk}",
            "questions": "/questions/?on=2020-08-14",
        },
        pictures,
    )

    assert wrong == []
    context.close()
