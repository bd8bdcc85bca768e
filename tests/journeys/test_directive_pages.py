"""From the file of August 2020 to a commune that hands in what it did, on the pages themselves, in a browser."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import typst
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.register.session import with_second_factor
from tests.journeys.browser import chromium, look, speak

from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import Term, assign, create_user, issue_link
from bluezone.authority.territory import queries
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.rollout.directives.models import Directive, TaskAssignment

DOCUMENT = Path(__file__).parent.parent / "rollout" / "directives" / "documents" / "lai-chau-2020-bluezone.txt"
MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
DAY = date(2020, 8, 5)
PICTURES = Path(os.environ["BLUEZONE_PICTURES"]) if "BLUEZONE_PICTURES" in os.environ else None
"""Where to keep what was seen; nowhere by default."""


class PresentClock:
    """Eight in the morning of 5 August 2020."""

    def now(self) -> datetime:
        return MOMENT


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as found:
        yield found
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def province(transactional_db: None, settings: Settings) -> Unit:
    settings.BLUEZONE_CLOCK = "tests.journeys.test_directive_pages.present_clock"
    import_province(shipped("lai-chau"), actor="system", moment=MOMENT)
    found = queries.by_code("12", DAY)
    assert found is not None
    return found


@pytest.fixture
def lead_s_desk(province: Unit, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    user = create_user("chutri", "Người Chủ trì", actor="system", moment=MOMENT)
    assign(user, Role.LEAD, province, term=Term(DAY - timedelta(days=4)), actor="system", moment=MOMENT)
    session = with_second_factor(Client(), user).cookies[django_settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    speak(context, "en", live_server.url)
    yield context.new_page()
    context.close()


def phone_of(unit: Unit, browser: Browser, live_server: LiveServer, settings: Settings) -> BrowserContext:
    """A telephone on which a unit's personal link was opened."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    until = MOMENT + timedelta(days=30)
    issued = issue_link(unit, Role.REPORTER, expires_at=until, actor="system", moment=MOMENT)
    context = browser.new_context(viewport={"width": 360, "height": 800})
    speak(context, "vi", live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/l/{issued.token}/")
    return context


def english(page: Page, address: str = "") -> None:
    """Go on in English on a desk's screen, on the same page unless another is named."""
    here = address or page.url
    speak(page.context, "en", here)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(here)


def read_the_file(page: Page, home: str) -> list[str]:
    """The lead brings the ministry's measures and drops the file in."""
    page.goto(f"{home}/directives/")
    page.get_by_role("button", name="Bring the ministry's measures").click()
    page.get_by_role("link", name="Drop in a directive").click()
    wrong = look(page, "directive-drop", PICTURES)
    english(page)
    page.get_by_label("Directive").set_input_files(DOCUMENT)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="10 tasks")).to_be_visible()
    return [*wrong, *look(page, "directive-understood", PICTURES)]


def correct_and_send(page: Page, directive: Directive, home: str) -> list[str]:
    """The clerk's number is filled in, a task and an addressee are looked at, everything is confirmed and sent."""
    english(page, f"{home}/directives/{directive.pk}/")
    page.get_by_role("link", name="Correct the head").click()
    wrong = look(page, "directive-head", PICTURES)
    english(page)
    page.locator("#id_number").fill("1423")
    page.get_by_role("button", name="Keep the correction").click()
    page.get_by_role("link", name="Correct 6b").click()
    wrong += look(page, "directive-task", PICTURES)
    english(page)
    page.get_by_role("button", name="Keep the correction").click()
    page.locator("#task-7 .whom a").first.click()
    wrong += look(page, "directive-addressee", PICTURES)
    english(page, f"{home}/directives/{directive.pk}/")
    page.get_by_role("button", name="Confirm what is right here").first.click()
    page.get_by_role("button", name="Send the tasks to their units").click()
    expect(page.get_by_text("ordered above, not restated here").first).to_be_visible()
    return [*wrong, *look(page, "directive-progress", PICTURES)]


def answer_on_a_phone(phone: Page, row: TaskAssignment, home: str) -> list[str]:
    """A commune opens its tasks, acknowledges one and shows what it did."""
    phone.goto(f"{home}/tasks/")
    wrong = look(phone, "desk-tasks", PICTURES)
    speak(phone.context, "vi", home)
    phone.set_viewport_size({"width": 360, "height": 800})
    phone.goto(f"{home}/tasks/{row.pk}/")
    phone.get_by_role("button", name="Đã tiếp nhận và sẽ thực hiện").click()
    phone.get_by_label("Việc đã làm").fill("Đã đi 42 hộ ở 3 bản, giúp cài 18 máy.")
    phone.get_by_role("button", name="Nộp").click()
    expect(phone.get_by_text("Cảm ơn")).to_be_visible()
    return [*wrong, *look(phone, "desk-task", PICTURES)]


def accept_and_look_around(page: Page, row: TaskAssignment, home: str) -> list[str]:
    """The lead sees the evidence, accepts it, and sees who is silent."""
    english(page, f"{home}/directives/at/{row.pk}/")
    wrong = look(page, "directive-at-unit", PICTURES)
    english(page)
    page.get_by_role("button", name="Accept the evidence").click()
    expect(page.locator(".tag", has_text="done")).to_be_visible()
    for name, path in (
        ("directive-units", f"tasks/{row.task_id}/units/"),
        ("directive-silence", "silence/"),
        ("directive-calendar", "calendar/"),
        ("directives", ""),
    ):
        page.goto(f"{home}/directives/{path}")
        wrong += look(page, name, PICTURES)
    return wrong


@pytest.mark.django_db(transaction=True)
def test_a_directive_becomes_tasks_and_a_commune_answers(
    lead_s_desk: Page, browser: Browser, live_server: LiveServer, settings: Settings
) -> None:
    wrong = read_the_file(lead_s_desk, live_server.url)
    directive = Directive.objects.exclude(parent=None).get()
    wrong += correct_and_send(lead_s_desk, directive, live_server.url)

    row = TaskAssignment.objects.get(task__directive=directive, task__label="3", unit__stat_code="03445")
    context = phone_of(row.unit, browser, live_server, settings)
    wrong += answer_on_a_phone(context.pages[0], row, live_server.url)
    context.close()
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    wrong += accept_and_look_around(lead_s_desk, row, live_server.url)

    assert wrong == []


@pytest.mark.django_db(transaction=True)
def test_without_script_the_pages_do_the_same(lead_s_desk: Page, browser: Browser, live_server: LiveServer) -> None:
    state = lead_s_desk.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()

    page.goto(f"{live_server.url}/directives/drop/")
    page.get_by_label("Directive").set_input_files(DOCUMENT)
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Confirm what is right here").first.click()
    page.get_by_role("button", name="Send the tasks to their units").click()

    expect(page.locator("tbody tr")).to_have_count(10)
    assert TaskAssignment.objects.filter(state="sent", task__label="3").count() >= 114
    context.close()


@pytest.mark.django_db(transaction=True)
def test_a_scan_is_refused_on_the_page_with_what_to_do(
    lead_s_desk: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(typst.compile(b"#rect(width: 100%, height: 80%)", format="pdf"))

    lead_s_desk.goto(f"{live_server.url}/directives/drop/")
    lead_s_desk.get_by_label("Directive").set_input_files(scan)
    lead_s_desk.get_by_role("button", name="Read it").click()

    expect(lead_s_desk.get_by_text("pictures of pages and no text")).to_be_visible()
    assert not Directive.objects.exists()
