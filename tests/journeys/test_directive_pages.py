"""From the file of August 2020 to a commune that hands in what it did, on the pages themselves, in a browser."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
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


@pytest.mark.django_db(transaction=True)
def test_a_directive_becomes_tasks_and_a_commune_answers(
    lead_s_desk: Page, browser: Browser, live_server: LiveServer, settings: Settings
) -> None:
    page, wrong = lead_s_desk, list[str]()

    # The lead brings the ministry's measures and drops the file in.
    page.goto(f"{live_server.url}/directives/")
    page.get_by_role("button", name="Bring the ministry's measures").click()
    page.get_by_role("link", name="Drop in a directive").click()
    wrong += look(page, "directive-drop", PICTURES)
    speak(page.context, "en", live_server.url)
    page.goto(f"{live_server.url}/directives/drop/")
    page.get_by_label("Directive").set_input_files(DOCUMENT)
    page.get_by_role("button", name="Read it").click()
    assert page.get_by_role("heading", name="10 tasks").is_visible()
    wrong += look(page, "directive-understood", PICTURES)

    # The clerk's number is filled in, one task corrected, everything confirmed and sent.
    speak(page.context, "en", live_server.url)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(page.url)
    page.get_by_role("link", name="Correct the head").click()
    wrong += look(page, "directive-head", PICTURES)
    speak(page.context, "en", live_server.url)
    page.goto(page.url)
    page.locator("#id_number").fill("1423")
    page.get_by_role("button", name="Keep the correction").click()
    page.get_by_role("link", name="Correct 6b").click()
    page.get_by_role("button", name="Keep the correction").click()
    page.locator("#task-7 .whom a").first.click()
    wrong += look(page, "directive-addressee", PICTURES)
    speak(page.context, "en", live_server.url)
    directive = Directive.objects.exclude(parent=None).get()
    page.goto(f"{live_server.url}/directives/{directive.pk}/")
    page.get_by_role("button", name="Confirm what is right here").first.click()
    page.get_by_role("button", name="Send the tasks to their units").click()
    assert page.get_by_text("ordered above, not restated here").first.is_visible()
    wrong += look(page, "directive-progress", PICTURES)

    # A commune opens its link on a phone, acknowledges and shows what it did.
    row = TaskAssignment.objects.get(task__directive=directive, task__label="3", unit__stat_code="03445")
    context = phone_of(row.unit, browser, live_server, settings)
    phone = context.pages[0]
    phone.goto(f"{live_server.url}/tasks/")
    wrong += look(phone, "desk-tasks", PICTURES)
    speak(context, "vi", live_server.url)
    phone.set_viewport_size({"width": 360, "height": 800})
    phone.goto(f"{live_server.url}/tasks/{row.pk}/")
    phone.get_by_role("button", name="Đã tiếp nhận và sẽ thực hiện").click()
    phone.get_by_label("Việc đã làm").fill("Đã đi 42 hộ ở 3 bản, giúp cài 18 máy.")
    phone.get_by_role("button", name="Nộp").click()
    assert phone.get_by_text("Cảm ơn").is_visible()
    wrong += look(phone, "desk-task", PICTURES)
    context.close()

    # The lead sees it, accepts it, and sees who is silent.
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    speak(page.context, "en", live_server.url)
    page.goto(f"{live_server.url}/directives/at/{row.pk}/")
    wrong += look(page, "directive-at-unit", PICTURES)
    speak(page.context, "en", live_server.url)
    page.goto(f"{live_server.url}/directives/at/{row.pk}/")
    page.get_by_role("button", name="Accept the evidence").click()
    assert page.locator(".tag", has_text="done").is_visible()
    page.goto(f"{live_server.url}/directives/tasks/{row.task_id}/units/")
    wrong += look(page, "directive-units", PICTURES)
    page.goto(f"{live_server.url}/directives/silence/")
    wrong += look(page, "directive-silence", PICTURES)
    page.goto(f"{live_server.url}/directives/calendar/")
    wrong += look(page, "directive-calendar", PICTURES)
    page.goto(f"{live_server.url}/directives/")
    wrong += look(page, "directives", PICTURES)

    assert wrong == []
