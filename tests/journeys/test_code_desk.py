"""Codes as people see them: read aloud, by SMS, on a slip, five thousand from a file; laboratories; exports held."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.accounts.people import Watch
from tests.authority.codes import fake_server
from tests.authority.codes.fake_server import NOON, FakeServer
from tests.authority.permissions import PRESENT
from tests.authority.register.session import with_second_factor
from tests.journeys.browser import LANGUAGES, WIDTHS, faults, look, speak, too_wide

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import EVERYWHERE, Role
from bluezone.authority.cases.models import Case
from bluezone.authority.cases.rules.words import Classification
from bluezone.authority.cases.services import CaseFacts, Doing, PersonFacts, add_person, local_day, register_case
from bluezone.authority.codes.models import Batch, Code
from bluezone.authority.codes.rules.words import CodeState
from bluezone.authority.codes.services import bring_due, collect_totals
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[..., Page]


@pytest.fixture
def server(settings: Settings) -> FakeServer:
    """The server of codes, empty."""
    settings.CODE_SERVER = "tests.authority.codes.fake_server.server"
    return fake_server.fresh(NOON)


@pytest.fixture
def province(transactional_db: None, settings: Settings, server: FakeServer) -> Unit:
    """Lai Châu on a morning of August 2020."""
    settings.BLUEZONE_CLOCK = "tests.authority.accounts.people.watch"
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    Watch.moment = PRESENT
    import_province(shipped("lai-chau"), actor="system", moment=PRESENT)
    found = by_code("12", local_day(PRESENT))
    assert found is not None
    return found


@pytest.fixture
def case(province: Unit) -> Case:
    """A confirmed case of somebody invented, with a telephone."""
    today = local_day(PRESENT)
    person = add_person(PersonFacts("Lò Thị Mây", birth_year=1980, phone="0912345678"), PRESENT)
    facts = CaseFacts(today, Classification.CONFIRMED, number="BN901", sampled_on=today, confirmed_on=today)
    return register_case(person, province, facts, Doing("user:1", "care", PRESENT))


@pytest.fixture
def enter(browser: Browser, live_server: LiveServer, province: Unit) -> Iterator[Enter]:
    """Opens a telephone at the desk of somebody with roles in the province."""
    contexts = list[BrowserContext]()

    def opened(*roles: Role) -> Page:
        user = User.objects.create(username=roles[0].value, full_name="Người Trực", created_at=PRESENT)
        for role in roles:
            unit = None if role in EVERYWHERE else province
            Assignment.objects.create(user=user, role=role, unit=unit, valid_from=local_day(PRESENT))
        client, name = with_second_factor(Client(), user), django_settings.SESSION_COOKIE_NAME
        context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 800})
        contexts.append(context)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        speak(context, "vi", live_server.url)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def look_here(page: Page, name: str, language: str, folder: Path | None) -> list[str]:
    """Look at a page that is shown once, and so cannot be opened again."""
    wrong = list[str]()
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        if folder:
            page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)
        wrong += [f"{name} {language} {width}: {fault}" for fault in faults(page)]
        wrong += [f"{name} {language} {width}: wider than the screen"] if too_wide(page) else []
    page.set_viewport_size({"width": 360, "height": 800})
    return wrong


def say_why(page: Page) -> None:
    """Answer the question why a record is opened."""
    if "/purpose/" in page.url:
        page.check("input[name=purpose][value=code]")
        page.check("input[name=for_all]")
        page.click("main form button.button")


def test_an_officer_gives_a_patient_a_code_in_three_ways(
    enter: Enter, case: Case, server: FakeServer, pictures: Path | None
) -> None:
    page = enter(Role.CDC_DOCTOR)
    page.goto(f"/cases/{case.pk}/")
    say_why(page)
    wrong = list[str]()

    for way in ("aloud", "sms", "slip"):
        for language in LANGUAGES:
            speak(page.context, language, page.url)
            page.goto(f"/codes/new/?case={case.pk}&way={way}")
            say_why(page)
            if way == "sms" and language == "vi":
                wrong += look(page, "health-codes-new", pictures)
                page.goto(f"/codes/new/?case={case.pk}&way={way}")
            page.click("main form button.big")
            expect(page.locator(".spoken")).to_be_visible()
            wrong += look_here(page, f"health-codes-shown-{way}", language, pictures)

    assert len(server.made) == 6
    speak(page.context, "vi", page.url)
    page.goto(f"/cases/{case.pk}/")
    expect(page.locator("#codes tbody tr")).to_have_count(6)
    server.claim(next(iter(server.made.values())).short)
    first = Code.objects.order_by("issued_at", "pk").filter(pk=next(iter(server.made))).get()
    page.click(f"button[form='ask-{first.pk}']")
    page.wait_for_url(f"**/cases/{case.pk}/")
    first.refresh_from_db()
    assert first.state == CodeState.CLAIMED
    page.goto("/codes/")
    wrong += look(page, "health-codes-list", pictures)
    page.goto(f"/codes/{first.pk}/")
    wrong += look(page, "health-codes-code", pictures)
    assert wrong == []


def test_a_code_is_issued_with_the_keyboard_alone(enter: Enter, province: Unit, server: FakeServer) -> None:
    page = enter(Role.CODE_DESK)
    page.goto("/codes/new/")

    page.locator("input[name=way]").first.focus()
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main form button.big')"):
            break
    page.keyboard.press("Enter")

    expect(page.locator(".spoken")).to_be_visible()
    assert len(server.made) == 1


def test_the_code_desk_hands_a_file_in_stops_and_goes_on(
    enter: Enter, province: Unit, server: FakeServer, tmp_path: Path, pictures: Path | None
) -> None:
    page, file = enter(Role.CODE_DESK), tmp_path / "ca-duong-tinh.csv"
    rows = [f"09{number:08d},2020-08-04" for number in range(60)]
    file.write_text("\n".join(["phone,test_day", *rows, "12345,2020-08-04", "0912345678,2019-08-04"]))
    page.goto("/codes/desk/")
    wrong = list[str]()

    page.set_input_files("input[type=file]", file)
    page.click("main .form-actions button")
    expect(page.locator(".notice.bad")).to_be_visible()
    wrong += look_here(page, "health-codes-desk-faults", "vi", pictures)
    page.set_input_files("input[type=file]", file)
    page.check("input[name=leave_out]")
    page.click("main .form-actions button")
    page.wait_for_url("**/codes/desk/*-*/")
    bring_due(server, PRESENT, at_most=20)
    expect(page.locator("progress")).to_have_attribute("value", "20")
    page.click("main button.danger")
    page.wait_for_selector("button:has-text('Tiếp tục')")
    wrong += look(page, "health-codes-batch", pictures)
    assert bring_due(server, PRESENT) == 0
    page.click("button:has-text('Tiếp tục')")
    page.wait_for_selector("main button.danger")
    bring_due(server, PRESENT)
    expect(page.locator("progress")).to_have_attribute("value", "60")
    assert Batch.objects.get().finished_at is not None
    page.goto("/codes/desk/")
    wrong += look(page, "health-codes-desk", pictures)
    page.goto("/codes/by-hand/")
    wrong += look(page, "health-codes-by-hand", pictures)
    assert wrong == []


def test_an_administrator_makes_a_laboratory_s_key_and_revokes_it(
    enter: Enter, province: Unit, pictures: Path | None
) -> None:
    page = enter(Role.ADMINISTRATOR)
    page.goto("/codes/laboratories/new/")
    wrong = look(page, "health-codes-laboratory-new", pictures)

    page.fill("input[name=name]", "Phòng xét nghiệm tỉnh")
    page.fill("#unit-text", "12")
    page.wait_for_selector("#unit-answers input[type=radio]")
    page.locator("#unit-answers input[type=radio]").first.check()
    page.click("main .form-actions button")
    expect(page.locator("code.secret")).to_be_visible()
    wrong += look_here(page, "health-codes-laboratory-key", "vi", None)
    page.click("main button.danger")
    page.wait_for_selector(".tag.bad")
    wrong += look(page, "health-codes-laboratory", pictures)
    page.goto("/codes/laboratories/")
    wrong += look(page, "health-codes-laboratories", pictures)
    expect(page.locator("code.secret")).to_have_count(0)
    assert wrong == []


def test_the_policy_owner_holds_exports_and_lets_them_go_on(
    enter: Enter, case: Case, server: FakeServer, pictures: Path | None
) -> None:
    for number in range(1, 8):
        day = PRESENT.date().replace(day=PRESENT.day - number) if number < PRESENT.day else PRESENT.date()
        server.days[day] = {"claims": 20 + number, "uploads": 12 + number, "keys": 120 + number, "pulls": 2400}
    collect_totals(server, PRESENT)
    page = enter(Role.POLICY_OWNER)
    page.goto("/codes/exports/")
    wrong = look(page, "health-codes-exports", pictures)

    page.check("input[name=reason][value=stolen_account]")
    page.click("main button.danger")
    page.wait_for_selector("input[name=reason][value=checked_and_true]")
    wrong += look(page, "health-codes-exports-held", pictures)
    page.check("input[name=reason][value=checked_and_true]")
    page.click("main .form-actions button")
    page.wait_for_selector("input[name=reason][value=stolen_account]")

    expect(page.locator("table").first.locator("tbody tr")).to_have_count(2)
    assert wrong == []
