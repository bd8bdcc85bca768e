"""Case work as people see it: each page in both languages, on a phone and on a desk, by keyboard, with a bad signal."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.cases.desk import TODAY, a_contact, desk_of, doing, officer, somebody
from tests.authority.permissions import PRESENT
from tests.journeys.browser import look, speak

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.cases.models import Case, Contact, Visit
from bluezone.authority.cases.rules.words import (
    Classification,
    ContactState,
    QuarantinePlace,
    SampleKind,
    Setting,
    VisitResult,
)
from bluezone.authority.cases.services import (
    CaseFacts,
    ExposureFacts,
    MilestoneFacts,
    VisitFacts,
    add_contact,
    add_milestone,
    note,
    order_quarantine,
    record_sample,
    record_visit,
    register_case,
    transfer,
)
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_MS: Final = 60_000
Enter = Callable[..., Page]
HOUSEHOLD: Final = ("Lò Văn Pâng", "Lò Thị Ón", "Lò Văn Khặm")


@pytest.fixture
def province(transactional_db: None, settings: Settings) -> Unit:
    """Lai Châu on a morning of August 2020."""
    settings.BLUEZONE_CLOCK = "tests.authority.cases.desk.present_clock"
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    import_province(shipped("lai-chau"), actor="system", moment=PRESENT)
    return unit_of("12")


def unit_of(code: str) -> Unit:
    found = by_code(code, TODAY)
    assert found is not None
    return found


@pytest.fixture
def enter(browser: Browser, live_server: LiveServer, case: Case) -> Iterator[Enter]:
    """Opens a telephone at the desk of somebody with a role in a unit."""
    contexts = list[BrowserContext]()

    def opened(role: Role, unit: Unit, *, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=script,
            viewport={"width": 360, "height": 800},
            has_touch=True,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        speak(context, "vi", live_server.url)
        page = context.new_page()
        log_in(page, officer(role.value, role, unit), live_server.url)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def case(province: Unit) -> Case:
    """A confirmed case of invented people: a household, a friend, a candidate, a place, an order, a visit."""
    commune = unit_of("03445")
    person = somebody("Lò Thị Mây", commune, year=1986, phone="0912000001")
    facts = CaseFacts(
        TODAY - timedelta(days=1),
        Classification.CONFIRMED,
        number="LC01",
        onset_on=TODAY - timedelta(days=4),
        sampled_on=TODAY - timedelta(days=2),
        confirmed_on=TODAY - timedelta(days=1),
    )
    made = register_case(person, commune, facts, doing())
    for place, name in enumerate(HOUSEHOLD):
        met = PRESENT - timedelta(days=3 + place)
        a_contact(made, commune, name, start=met, setting=Setting.HOUSEHOLD, minutes=600)
    seen = a_contact(made, commune, "Vàng A Páo", start=PRESENT - timedelta(days=2), setting=Setting.WORK, minutes=30)
    record_visit(seen, VisitFacts(seen.pk, TODAY, VisitResult.COOPERATIVE), doing())
    order_quarantine(
        seen,
        commune,
        doing(),
        place=QuarantinePlace.HOME,
        first_day=TODAY,
        last_day=TODAY + timedelta(days=12),
    )
    candidate = somebody("Giàng Thị Dở", commune, phone="0912000009")
    reported = [ExposureFacts(PRESENT - timedelta(days=1), minutes=25, self_reported=True)]
    add_contact(candidate, commune, None, reported, doing(), state=ContactState.CANDIDATE)
    place_facts = MilestoneFacts("Chợ Mường Tè, dãy bán thịt", commune, PRESENT - timedelta(hours=26))
    add_milestone(made, place_facts, doing())
    record_sample(person, TODAY - timedelta(days=2), SampleKind.PCR, "CDC Lai Châu", doing())
    note(made, "Đi chợ sáng thứ Hai, sau đó về nhà.", doing())
    return made


def log_in(page: Page, user: User, address: str) -> None:
    """Give a browser a session of its own, and say in it why records are opened."""
    client, name = desk_of(user, None), django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
    page.goto("/cases/")
    page.get_by_label("truy vết").check()
    page.get_by_label("30 phút").check()
    page.locator("main form button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ca bệnh")


def seen(page: Page, pages: dict[str, str], pictures: Path | None) -> list[str]:
    complaints = list[str]()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    wrong = list[str]()
    for name, address in pages.items():
        page.goto(address)
        shown = urlsplit(page.url).path
        wrong += [] if shown == urlsplit(address).path else [f"{name}: sent on to {shown}"]
        wrong += look(page, f"health-{name}", pictures)
    return wrong + complaints


def test_the_pages_of_a_doctor_are_without_fault(
    enter: Enter, case: Case, pictures: Path | None, province: Unit
) -> None:
    contact = Contact.objects.get(person__identity__name="Vàng A Páo")
    again = somebody("Lò Thị Mấy", case.unit, year=1986, phone="0912000001")
    a_contact(None, case.unit, "Tẩn A Chẳn")
    moved = a_contact(case, case.unit, "Phùng Văn Sính")
    transfer(moved, unit_of("03463"), "chuyển nơi ở", doing())
    assert again.pk
    pages = {
        "cases": "/cases/",
        "register": "/cases/new/",
        "case": f"/cases/{case.pk}/",
        "change": f"/cases/{case.pk}/change/",
        "interview": f"/cases/{case.pk}/met/",
        "duplicates": f"/cases/{case.pk}/duplicates/",
        "contact": f"/contacts/{contact.pk}/",
        "export": "/cases/export/",
    }

    assert seen(enter(Role.CDC_DOCTOR, province), pages, pictures) == []


def test_the_pages_of_a_tracer_are_without_fault(enter: Enter, case: Case, pictures: Path | None) -> None:
    contact = Contact.objects.get(person__identity__name="Lò Văn Pâng")
    pages = {
        "follow-up": "/follow-up/",
        "visit": f"/contacts/{contact.pk}/visit/",
        "paper": "/follow-up/paper/",
        "candidates": "/contacts/?state=candidate",
        "order": f"/contacts/{contact.pk}/order/",
        "milestones": "/milestones/",
        "definitions": "/cases/definitions/",
    }

    assert seen(enter(Role.TRACER, case.unit), pages, pictures) == []


def test_a_case_is_registered_by_keyboard_alone_and_a_likeness_is_shown_first(
    enter: Enter, case: Case, pictures: Path | None, province: Unit
) -> None:
    page = enter(Role.CDC_DOCTOR, province)
    page.goto("/cases/new/")

    page.locator("#id_name").focus()
    page.keyboard.type("Lò Thị Mấy")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("1986")
    page.keyboard.press("Tab")
    page.keyboard.type("0912 000 001")
    page.keyboard.press("Tab")
    page.keyboard.type("muong te")
    chosen = page.locator("#unit-answers input").first
    chosen.wait_for()
    chosen.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Có phải người đã có hồ sơ?")
    expect(page.locator("main")).to_contain_text("trùng họ tên, khác dấu")
    if pictures:
        page.screenshot(path=pictures / "health-alike-vi-360.png", full_page=True)
    page.get_by_label("Đây là người khác").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Đã đăng ký ca bệnh")
    assert Case.objects.filter(person__identity__name="Lò Thị Mấy").count() == 1


def test_visits_without_a_signal_wait_in_the_page_and_arrive_once(
    enter: Enter, case: Case, pictures: Path | None
) -> None:
    page = enter(Role.TRACER, case.unit)
    page.goto("/follow-up/")
    waiting = page.locator("form[data-visit]")
    before = Visit.objects.count()

    page.context.set_offline(True)
    for place in (0, 1):
        waiting.nth(place).get_by_role("button", name="Đã gặp", exact=True).click()
        expect(waiting.nth(place).locator("[data-state]")).to_contain_text("CHƯA lưu: mất sóng", timeout=PATIENCE_MS)
    expect(page.locator("[data-banner]")).to_contain_text("Số lượt theo dõi chưa lưu: 2")
    if pictures:
        page.screenshot(path=pictures / "health-no-signal-vi-360.png")
    assert Visit.objects.count() == before
    page.context.set_offline(False)

    expect(page.locator("[data-banner]")).to_contain_text("Mọi thứ trên trang này đã được lưu", timeout=PATIENCE_MS)
    expect(waiting.nth(1).locator("[data-state]")).to_contain_text("Đã lưu")
    assert Visit.objects.count() == before + 2


def test_a_visit_survives_a_session_that_ended(enter: Enter, case: Case, live_server: LiveServer) -> None:
    page = enter(Role.TRACER, case.unit)
    page.goto("/follow-up/")
    form, before = page.locator("form[data-visit]").first, Visit.objects.count()
    page.context.clear_cookies()

    form.get_by_role("button", name="Đã gặp", exact=True).click()
    expect(form.locator("[data-state]")).to_contain_text("phiên đăng nhập đã hết", timeout=PATIENCE_MS)
    assert Visit.objects.count() == before
    other = page.context.new_page()
    speak(page.context, "vi", live_server.url)
    log_in(other, User.objects.get(username="tracer"), live_server.url)
    form.get_by_role("button", name="Đã gặp", exact=True).click()

    expect(form.locator("[data-state]")).to_contain_text("Đã lưu", timeout=PATIENCE_MS)
    assert Visit.objects.count() == before + 1


def test_a_visit_is_recorded_without_script(enter: Enter, case: Case) -> None:
    contact = Contact.objects.get(person__identity__name="Lò Thị Ón")
    page = enter(Role.TRACER, case.unit, script=False)
    page.goto(f"/contacts/{contact.pk}/visit/")

    page.get_by_label("sốt").check()
    page.get_by_label("Nhiệt độ °C").fill("38,4")
    page.get_by_role("button", name="Đã gặp", exact=True).click()

    expect(page.get_by_role("status").first).to_contain_text("Đã lưu lượt theo dõi")
    kept = Visit.objects.get(contact=contact)
    assert (kept.symptoms, str(kept.temperature)) == (["fever"], "38.4")
