"""A keeper's shift at the gate, with a nervous thumb, a power cut and hours without a network, over midnight; and the
agency's head, who reads what was counted."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.journeys.browser import look
from tests.journeys.field_stage import PIN, SERVER, Telephone, begin, telephone

from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import on
from bluezone.rollout.fieldwork.models import Event
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.gate.models import ShiftTally
from bluezone.rollout.reporting.queries import in_force

pytestmark = pytest.mark.django_db(transaction=True)
EVENING = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)
"""Twenty to ten at night in Lai Châu."""
NEXT_PIN = "350917"
LEAST_BUTTON, LEAST_TARGET = 88, 44
APART = 400
HOUR_MILLISECONDS = 3_600_000
STORED = """async () => {
  const wait = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await wait(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      found.push([name, store, await wait(database.transaction(store).objectStore(store).count())]);
    }
    database.close();
  }
  return JSON.stringify([found, Object.keys(localStorage).sort()]);
}"""
"""How many records each store of the telephone holds, and the names of what lies outside."""


def count(phone: Telephone, name: str) -> Locator:
    return phone.page.locator(f'[data-count="{name}"]')


def shows(phone: Telephone, name: str, number: int) -> None:
    """Wait until a button shows a count."""
    expect(count(phone, name).locator(".gate-count")).to_have_text(str(number))


def tap(phone: Telephone, name: str, *totals: int) -> None:
    """Tap a button once for each total that it then shows."""
    for total in totals:
        phone.page.clock.run_for(APART)
        count(phone, name).click()
        shows(phone, name, total)


def open_shift(phone: Telephone, *, pins: tuple[str, str] | None = None) -> None:
    """Open the next shift of the day, with a new PIN where the keeper wants one."""
    phone.go("shift")
    phone.heading(phone.say("Ca trực", "Shift"))
    if pins:
        phone.page.locator("summary").filter(has_text=phone.say("Đổi mã PIN", "A new PIN")).click()
        for place, pin in enumerate(pins):
            phone.page.locator('input[type="password"]').nth(place).fill(pin)
    phone.page.get_by_role("button", name=phone.say("Mở ca", "Open the shift"), exact=True).click()
    expect(phone.page.get_by_role("link", name=phone.say("Về cổng", "Back to the gate"))).to_be_visible()


def to_gate(phone: Telephone) -> None:
    phone.go("gate")
    expect(count(phone, "came")).to_be_visible()


def an_agency() -> Unit:
    return on(EVENING.date()).filter(kind=Kind.AGENCY).order_by("stat_code")[0]


def small(phone: Telephone, selector: str, least: int) -> list[str]:
    """What is smaller than a finger needs."""
    found = phone.page.evaluate(
        """([selector, least]) => [...document.querySelectorAll(selector)].filter((each) => each.offsetParent)
          .filter((each) => each.getBoundingClientRect().height < least).map((each) => each.textContent.trim())""",
        [selector, least],
    )
    return [f"{selector}: {each}" for each in found]


def count_the_evening(phone: Telephone, pictures: Path | None) -> list[str]:
    """Count with a nervous thumb; return what is wrong with the page."""
    page = phone.page
    to_gate(phone)
    count(phone, "came").dblclick()
    expect(page.get_by_text("Hai lần bấm quá nhanh")).to_be_visible()
    shows(phone, "came", 1)
    page.get_by_role("button", name="+1 Vào").click()
    shows(phone, "came", 2)
    tap(phone, "helped", 1)
    wrong = phone.look("gate", pictures) + small(phone, ".gate-tap", LEAST_BUTTON)
    return wrong + small(phone, "button, .menu a", LEAST_TARGET)


def lose_the_power(phone: Telephone) -> None:
    """Tap without a network, lose the page, and go on."""
    tap(phone, "not_now", 1)
    phone.page.reload()
    phone.unlock()
    shows(phone, "not_now", 1)
    tap(phone, "not_now", 2)
    phone.page.get_by_role("button", name=re.compile("^Bỏ lần bấm Chưa tiện cài")).first.click()
    shows(phone, "not_now", 1)


def hand_over_after_midnight(phone: Telephone, pictures: Path | None) -> list[str]:
    """Close the shift five hours later, open the next one with another PIN, find the network again."""
    page = phone.page
    page.clock.fast_forward(5 * HOUR_MILLISECONDS)
    phone.unlock()
    tap(phone, "went", 1, 2, 3)
    phone.go("shift")
    phone.press("Đóng ca, bàn giao")
    expect(page.get_by_text("Ra nhiều hơn vào 1 lượt")).to_be_visible()
    wrong = phone.look("gate-close", pictures)
    phone.press("Số đúng, đóng ca")
    open_shift(phone, pins=(PIN, NEXT_PIN))
    to_gate(phone)
    tap(phone, "came", 1)
    SERVER.moment = datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, UTC)
    assert not Event.objects.exists()
    page.context.set_offline(False)
    expect(page.locator(".unsent")).to_contain_text("Đã gửi hết")
    phone.go("shift")
    phone.heading("Ca trực")
    expect(page.get_by_role("link", name="Về cổng")).to_be_visible()
    return wrong + phone.look("shift", pictures)


def test_a_keepers_shift_over_midnight_without_a_network_reaches_the_agency(
    browser: Browser, live_server: LiveServer, settings: Settings, transactional_db: None, pictures: Path | None
) -> None:
    begin(settings, EVENING)
    agency = an_agency()
    with telephone(browser, live_server.url, clock=EVENING) as phone:
        phone.enrol(agency, Duty.KEEPER, "1")
        expect(phone.page.get_by_text("Từ giờ dùng được không cần mạng.")).to_be_visible()
        phone.press("Bắt đầu")
        expect(phone.page.get_by_text("Chưa mở ca")).to_be_visible()
        open_shift(phone)
        wrong = count_the_evening(phone, pictures)
        phone.page.context.set_offline(True)
        lose_the_power(phone)
        wrong += hand_over_after_midnight(phone, pictures)

    night = ShiftTally.objects.filter(is_closed=True).get()
    counts = (night.came, night.went, night.helped, night.not_now, night.number)
    assert (night.day.isoformat(), counts) == ("2026-11-24", (2, 3, 1, 1, 1))
    report = in_force(agency.pk, "gate_day", "1", night.day)
    assert report is not None
    assert report.submission.values["went"] == 3
    assert wrong + read_by_the_head(browser, live_server, agency, pictures) == []


def read_by_the_head(browser: Browser, server: LiveServer, agency: Unit, pictures: Path | None) -> list[str]:
    """What is wrong with the pages on which the agency's head reads the night."""
    until = SERVER.moment + timedelta(days=3)
    issued = issue_link(agency, Role.REPORTER, expires_at=until, actor="system", moment=SERVER.moment)
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.goto(f"/l/{issued.token}/")
    page.goto("/gates/")
    expect(page.get_by_role("table")).to_contain_text("2026")
    wrong = look(page, "gates", pictures)
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("2026")
    wrong += look(page, "gate-shift", pictures)
    context.close()
    return wrong


def test_a_look_at_a_declaration_keeps_nothing(
    browser: Browser, live_server: LiveServer, settings: Settings, transactional_db: None, pictures: Path | None
) -> None:
    begin(settings, EVENING)
    with telephone(browser, live_server.url, language="en", clock=EVENING) as phone:
        page = phone.page
        phone.enrol(an_agency(), Duty.KEEPER, "1")
        phone.press("", "Begin")
        open_shift(phone)
        to_gate(phone)
        before = page.evaluate(STORED)

        phone.press("", "Look at a visitor's declaration")
        page.locator("dialog details").evaluate("each => { each.open = true; }")
        page.locator("dialog input[maxlength]").fill(f"{live_server.url}/app/#d=AQEJ2gAAAAAAAAAA")
        page.get_by_role("button", name="Use this code").click()

        expect(page.locator(".gate-seen-complete")).to_have_text("COMPLETE")
        expect(page.locator("dialog .gate-words")).to_have_text("Service does not depend on this declaration.")
        wrong = phone.look("gate-declaration", pictures)
        assert (page.evaluate(STORED), Event.objects.count(), wrong) == (before, 0, [])
