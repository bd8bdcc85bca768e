"""A class teacher's two minutes and a union volunteer's day: counted without a network, sent later, seen as reports."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.journeys.field_stage import Telephone, begin, telephone

from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import on
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.queries.events import school_classes
from bluezone.rollout.reporting.rules.versions import Source

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SMALLEST = 44
"""The least side of what is pressed, in pixels."""
SMALL = """least => [...document.querySelectorAll("main button, main input, main a, nav a")].filter(each => {
    const box = (each.closest("label.choice") ?? each).getBoundingClientRect();
    return box.width && (box.height < least || box.width < least);
}).map(each => each.outerHTML.slice(0, 100))"""


def first(kind: Kind) -> Unit:
    return on(MORNING.date()).filter(kind=kind.value).order_by("stat_code")[0]


def looked(phone: Telephone, name: str, pictures: Path | None) -> list[str]:
    """What is wrong with a screen: axe, its width, and what is too small for a finger."""
    return phone.look(name, pictures) + [f"{name}: small {each}" for each in phone.page.evaluate(SMALL, SMALLEST)]


def send(phone: Telephone) -> None:
    """See that what is kept was handed in, once there is a network again."""
    phone.page.context.set_offline(offline=False)
    phone.go("send")
    expect(phone.page.locator("main")).to_contain_text(phone.say("Đã gửi hết", "All sent"))


def test_a_teacher_counts_a_class_offline_and_the_schools_report_shows_it(
    browser: Browser, live_server: LiveServer, settings: Settings, transactional_db: None, pictures: Path | None
) -> None:
    begin(settings, MORNING)
    school = first(Kind.SCHOOL)
    wrong = list[str]()
    with telephone(browser, live_server.url, clock=MORNING) as phone:
        page = phone.page
        phone.enrol(school, Duty.TEACHER, "7A")
        phone.press("Bắt đầu")
        phone.heading("Lớp 7A")
        page.context.set_offline(offline=True)
        page.get_by_text("Trung học cơ sở").click()
        for label, count in (("Sĩ số", "38"), ("Có điện thoại riêng", "21"), ("Đã cài Bluezone", "22")):
            page.get_by_label(label, exact=True).fill(count)
        page.get_by_role("button", name="Thêm một: Người thân đã được giúp cài").click()
        wrong += looked(phone, "class", pictures)

        phone.press("Ghi số của tuần này")
        expect(page.get_by_text("Số em đã cài nhiều hơn số em có điện thoại")).to_be_visible()
        wrong += looked(phone, "class-question", pictures)
        page.get_by_label("Đã cài Bluezone", exact=True).fill("17")
        phone.press("Ghi số của tuần này")
        expect(page.get_by_text("Đã ghi trên máy")).to_be_visible()
        phone.press("Hiện mã mời")
        expect(page.locator("svg.qr")).to_be_visible()
        expect(page.locator(".qr-paper")).to_have_css("fill", "rgb(255, 255, 255)")
        page.locator("svg.qr").scroll_into_view_if_needed()
        wrong += looked(phone, "class-kept", pictures)
        assert not Submission.objects.exists()

        page.get_by_role("button", name="Thêm một: Đã cài Bluezone").click()
        phone.press("Ghi số của tuần này")
        expect(page.get_by_text("Đã ghi trên máy")).to_be_visible()
        send(phone)

    assert wrong == []
    (row,) = school_classes(school.pk, MORNING.date())
    assert (row.part, row.staff, row.smartphones, row.declared) == ("7A", 38, 21, 18)
    assert (row.submission.source, row.submission.values["relatives"]) == (Source.FIELD, 1)


def test_a_volunteer_counts_a_day_by_taps_and_the_unions_event_shows_it(
    browser: Browser, live_server: LiveServer, settings: Settings, transactional_db: None, pictures: Path | None
) -> None:
    begin(settings, MORNING)
    union = first(Kind.UNION)
    wrong = list[str]()
    with telephone(browser, live_server.url, language="en", clock=MORNING) as phone:
        page = phone.page
        phone.enrol(union, Duty.VOLUNTEER)
        phone.press("", "Begin")
        phone.heading("Open an event")
        page.context.set_offline(offline=True)
        page.get_by_text("Help desk in public").click()
        wrong += looked(phone, "movement-begin", pictures)
        phone.press("", "Start counting")
        phone.heading("Help desk in public")
        for count, taps in (
            ("people came", 3),
            ("phones with Bluetooth installed", 2),
            ("phones in the browser only", 1),
        ):
            button = page.get_by_role("button", name=f"+1 {count}")
            for tap in range(1, taps + 1):
                button.click()
                expect(button.locator(".tap-count")).to_have_text(str(tap))
        phone.press("", "Take back the last tap")
        expect(page.get_by_role("button", name="+1 phones in the browser only").locator(".tap-count")).to_have_text("0")
        page.get_by_label("Volunteers", exact=True).fill("5")
        wrong += looked(phone, "movement", pictures)
        phone.press("", "End the event")
        expect(page.get_by_role("dialog")).to_contain_text("Phones helped")
        wrong += looked(phone, "movement-summary", pictures)
        phone.press("", "Right, end it")
        phone.heading("Open an event")
        expect(page.get_by_text("3 people came, 2 phones helped")).to_be_visible()
        send(phone)

    assert wrong == []
    event = Submission.objects.get()
    assert (event.unit, event.source, event.values["activity"]) == (union, Source.FIELD, "booth")
    assert [event.values[key] for key in ("checked_in", "helped", "browser_only", "volunteers")] == [3, 2, 0, 5]
