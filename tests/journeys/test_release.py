"""A milestone on its way to the phones, news and policies on theirs: pages of people, a key server, a phone that pulls."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import zxingcpp
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.feeds.phone import MORNING, Phone, key_server
from tests.authority.register.session import with_second_factor
from tests.journeys.browser import DESK, PHONE, faults, look, too_wide

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import Term, assign, create_user
from bluezone.authority.cases.models import Milestone
from bluezone.authority.cases.services import Doing, MilestoneFacts, add_milestone, review_milestone
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.authority.venues.models import Venue, VenueCode
from bluezone.protocol.place_warnings import CheckIn, changed, check_in
from bluezone.protocol.policy_feed import policy_at

pytestmark = pytest.mark.django_db(transaction=True)
DAY, HOUR = date(2020, 8, 5), timedelta(hours=1)
START = MORNING - 20 * HOUR
"""One in the afternoon of the day before."""
COMMUNE = "03433"


@pytest.fixture
def phone(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[Phone]:
    """A phone, a key server and a console over Lai Châu, all at nine in the morning of 5 August 2020."""
    import_province(shipped("lai-chau"), actor="system", moment=MORNING)
    with key_server(tmp_path, settings) as pulling:
        yield pulling


class Staff:
    """People at their consoles, each in a browser of their own."""

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        self.browser, self.server = browser, server

    def user(self, name: str, role: Role, unit: Unit) -> User:
        if known := User.objects.filter(username=name).first():
            return known
        user = create_user(name, name.title(), actor="system", moment=MORNING)
        assign(user, role, unit, term=Term(date(2020, 7, 1)), actor="system", moment=MORNING)
        return user

    def at(self, name: str, role: Role, code: str) -> Page:
        client = with_second_factor(Client(), self.user(name, role, unit(code)))
        context = self.browser.new_context(
            base_url=self.server.url, viewport={"width": DESK[0], "height": DESK[1]}, locale="vi-VN"
        )
        cookie = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": self.server.url}])
        return context.new_page()


@pytest.fixture
def staff(phone: Phone, live_server: LiveServer, browser: Browser) -> Staff:
    return Staff(browser, live_server)


def unit(code: str) -> Unit:
    found = by_code(code, DAY)
    assert found is not None
    return found


def pressed(page: Page, button: str) -> None:
    """Press a button with the keyboard alone, and wait for the page that it leads to."""
    page.locator(f"form[action$='{button}'] button").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sent(page: Page) -> None:
    """Send the big form of a page."""
    with page.expect_navigation():
        page.locator("main button.big").click()


def scanned(page: Page, folder: Path) -> str:
    """What a camera reads on a poster."""
    file = folder / "poster.png"
    page.locator(".poster-code").screenshot(path=file)
    with Image.open(file) as picture:
        return str(zxingcpp.read_barcodes(picture)[0].text)


def looked(page: Page, name: str, pictures: Path | None) -> list[str]:
    """All faults of a page: as it stands on a phone, or in all views where pictures are kept."""
    if pictures:
        return look(page, name, pictures)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    wide = ["wider than the screen"] if too_wide(page) else []
    return [f"{name}: {fault}" for fault in (*faults(page), *wide)]


def around(check: CheckIn) -> list[CheckIn]:
    """Stays that end before, within, over and after the hours of the milestone."""
    times = [(-2, 1.5), (-1, 1.5), (0.5, 0.5), (1.5, 2), (2, 1)]
    return [changed(check, start=START + begin * HOUR, end=START + (begin + long) * HOUR) for begin, long in times]


def a_reviewed_milestone(user: User) -> Milestone:
    doing = Doing(f"user:{user.pk}", "tracing", MORNING)
    facts = MilestoneFacts("Chợ trung tâm Mường Tè", unit(COMMUNE), START, START + 2 * HOUR)
    return review_milestone(add_milestone(None, facts, doing), doing)


def test_a_released_milestone_warns_exactly_those_who_were_there(
    staff: Staff, phone: Phone, tmp_path: Path, pictures: Path | None
) -> None:
    wrong = list[str]()
    doctor, tracer = staff.at("bac-si", Role.CDC_DOCTOR, "12"), staff.at("truy-vet", Role.TRACER, COMMUNE)
    milestone = a_reviewed_milestone(User.objects.get(username="truy-vet"))

    doctor.goto("/venues/new/")
    doctor.fill("[name=name]", "Chợ Mường Tè")
    doctor.select_option("[name=kind]", "8")
    doctor.fill("[name=unit_text]", "Mường Tè")
    doctor.locator("#unit-answers input[type=radio]").first.wait_for()
    doctor.locator("#unit-answers label", has_text="Thị trấn Mường Tè").locator("input").check()
    sent(doctor)
    wrong += looked(doctor, "health-release-venue", pictures)
    VenueCode.objects.update(issued_on=date(2020, 7, 1))
    doctor.goto(f"/venues/{Venue.objects.get().pk}/codes/1/")
    stays = around(check_in(phone.scanned(scanned(doctor, tmp_path)), START))
    wrong += looked(doctor, "health-release-poster", pictures)
    doctor.goto("/venues/")
    wrong += looked(doctor, "health-release-venues", pictures)

    tracer.goto("/warnings/")
    tracer.get_by_role("link", name="Chợ trung tâm Mường Tè").click()
    wrong += looked(tracer, "health-release-waiting", pictures)
    tracer.goto(f"/warnings/{milestone.pk}/prepare/")
    wrong += looked(tracer, "health-release-prepare", pictures)
    sent(tracer)
    pressed(tracer, "/release/")
    assert phone.pulled().entries is None
    wrong += looked(tracer, "health-release-first", pictures)

    doctor.goto(f"/warnings/{milestone.pk}/")
    pressed(doctor, "/release/")
    assert phone.warned(stays) == [1, 2, 3]
    wrong += looked(doctor, "health-release-public", pictures)
    doctor.goto(f"/warnings/{milestone.pk}/notice/")
    wrong += looked(doctor, "health-release-notice", pictures)

    phone.later(timedelta(minutes=10))
    tracer.goto(f"/warnings/{milestone.pk}/withdraw/")
    tracer.fill("[name=reason]", "Ghi nhầm ngày")
    wrong += looked(tracer, "health-release-withdraw", pictures)
    tracer.fill("[name=reason]", "Ghi nhầm ngày")
    sent(tracer)
    assert phone.warned(stays) == []
    doctor.goto("/warnings/")
    wrong += looked(doctor, "health-release-warnings", pictures)
    assert wrong == []


def test_news_that_an_editor_publishes_is_read_on_a_phone(staff: Staff, phone: Phone, pictures: Path | None) -> None:
    wrong = list[str]()
    editor = staff.at("bien-tap", Role.EDITOR, "12")
    editor.goto("/news/?section=advice")
    wrong += looked(editor, "health-news-advice", pictures)

    editor.goto("/news/new/news/")
    editor.fill("[name=title_vi]", "Lịch tiêm chủng tuần này")
    editor.fill("[name=text_vi]", "Trạm y tế mở cửa:\n\n- Thứ Hai\n- Thứ Năm")
    editor.locator(".phone[lang=vi] h3", has_text="Lịch tiêm chủng").wait_for()
    sent(editor)
    expect(editor.locator("form[action$='/publish/']")).to_have_count(0)
    editor.get_by_role("link", name="Sửa").click()
    editor.fill("[name=title_en]", "Vaccination this week")
    editor.fill("[name=text_en]", "The health station is open:\n\n- Monday\n- Thursday")
    editor.locator(".phone[lang=en] li", has_text="Thursday").wait_for()
    sent(editor)
    wrong += looked(editor, "health-news-draft", pictures)
    pressed(editor, "/publish/")
    wrong += looked(editor, "health-news-public", pictures)

    read = phone.news()
    assert [(each.title.en, each.text.vi) for each in read.items] == [
        ("Vaccination this week", "Trạm y tế mở cửa:\n\n- Thứ Hai\n- Thứ Năm")
    ]
    assert {"warned", "symptoms"} <= {each.id for each in read.advice}

    phone.later(timedelta(minutes=5))
    editor.goto(f"/news/telephones/{unit(COMMUNE).pk}/")
    editor.fill("[name=name_vi]", "Trạm y tế Mường Tè")
    editor.fill("[name=name_en]", "Muong Te health station")
    editor.fill("[name=number]", "0213 388 1234")
    sent(editor)
    wrong += looked(editor, "health-news-telephones", pictures)
    editor.goto(f"/news/telephones/{unit(COMMUNE).pk}/")
    wrong += looked(editor, "health-news-telephone", pictures)
    assert [(each.unit, each.number) for each in phone.news().telephones] == [(COMMUNE, "0213 388 1234")]
    editor.goto("/news/")
    wrong += looked(editor, "health-news", pictures)
    assert wrong == []


def test_a_policy_is_told_before_and_followed_from_its_moment(
    staff: Staff, phone: Phone, pictures: Path | None
) -> None:
    wrong = list[str]()
    owner = staff.at("chinh-sach", Role.POLICY_OWNER, "12")
    owner.goto("/policy/")
    wrong += looked(owner, "health-policy-first", pictures)
    owner.goto("/policy/new/")
    wrong += looked(owner, "health-policy-new", pictures)
    owner.fill("[name=close_contact_minutes]", "10")
    owner.fill("[name=approved_by]", "Bộ Y tế, Bộ trưởng")
    owner.fill("[name=decision]", "Quyết định 9999/QĐ-BYT, 05/08/2020")
    owner.fill("[name=day]", "2020-08-10")
    owner.fill("[name=time]", "07:00")
    sent(owner)
    wrong += looked(owner, "health-policy-compare", pictures)
    sent(owner)
    assert phone.policy() is None

    effective = datetime.fromisoformat("2020-08-10T07:00:00+07:00")
    phone.later(effective - 47 * HOUR - phone.now)
    call_command("issue_feeds", stdout=StringIO())
    told = phone.policy()

    assert told is not None
    assert told.effective == effective
    before, after = (policy_at([told], each) for each in (effective - HOUR / 60, effective))
    assert (before.version, before.close_contact) == (1, timedelta(minutes=15))
    assert (after.version, after.close_contact) == (2, timedelta(minutes=10))
    owner = staff.at("chinh-sach", Role.POLICY_OWNER, "12")
    owner.goto("/policy/2/")
    wrong += looked(owner, "health-policy-published", pictures)
    phone.later(48 * HOUR)
    owner = staff.at("chinh-sach", Role.POLICY_OWNER, "12")
    owner.goto("/policy/")
    assert "2" in owner.locator(".panel h2").first.inner_text()
    wrong += looked(owner, "health-policy", pictures)
    assert wrong == []
