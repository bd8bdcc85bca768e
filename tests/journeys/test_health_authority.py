"""From a confirmed case to a contact who was followed up: an officer, a tracer, two phones and a key server."""

import io
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import docx
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from playwright.sync_api import Browser, expect
from pypdf import PdfReader
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.accounts.people import person
from tests.authority.permissions import World, make_world
from tests.journeys.browser import WIDTHS
from tests.journeys.health_desk import Desk, a_desk
from tests.journeys.health_town import MORNING, CarriedPhone, Town, a_town, people_s_clock
from tests.phone.people import DAY, HOUR

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.audit.queries import verdict
from bluezone.authority.cases.models import Case, Contact
from bluezone.authority.cases.rules.words import Classification, ContactState, Outcome
from bluezone.authority.delivery.models import Message
from bluezone.authority.territory.models import Unit
from bluezone.protocol.exposure_report import Reach

Desks = dict[str, Desk]
pytestmark = pytest.mark.django_db(transaction=True)
YESTERDAY: Final = (MORNING - DAY).date().isoformat()
TODAY: Final = MORNING.date().isoformat()
ENOUGH_ACTS: Final = 14
"""Fields and buttons of a registration; at four seconds each, less than a minute."""
REPORT: Final = Reach(name="Sùng A Páo", telephone="0912 345 678")
STEPS: Final = [
    *("user.login", "case.register", "record.open", "case.confirm", "code.issue", "message.queue"),
    *("contact.add", "exposure.add", "report.receive", "contact.promote", "visit.record", "order.make", "case.close"),
]
"""What the chain has to tell, in this order."""


@pytest.fixture
def world(transactional_db: None, settings: Settings) -> World:
    """A province and two communes, by their names."""
    del transactional_db
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    made = make_world()
    names = {made.province: "Tỉnh Lai Châu", made.here: "Xã Mường Tè", made.elsewhere: "Xã Tà Tổng"}
    for unit, name in names.items():
        Unit.objects.filter(pk=unit.pk).update(name=name, short_name=name.partition(" ")[2])
    return made


@pytest.fixture
def desks(browser: Browser, live_server: LiveServer, pictures: Path | None, world: World) -> Iterator[Desks]:
    """An officer of the province, a tracer of the commune, an inspector: each with a telephone and a passkey."""
    users = {
        "officer": person("lan", Role.CDC_DOCTOR, unit=world.province),
        "tracer": person("phong", Role.TRACER, unit=world.here),
        "inspector": person("thanh", Role.INSPECTOR),
    }
    with ExitStack() as stack:
        found = {name: stack.enter_context(a_desk(browser, live_server, pictures)) for name in users}
        for name, desk in found.items():
            desk.enter_first(users[name])
        yield found


def register_the_case(officer: Desk, commune: Unit) -> Case:
    officer.open("/cases/new/")
    officer.look("register")
    before = officer.acts
    officer.type("name", "Lò Thị Mây")
    officer.choose("sex", "female")
    officer.type("birth_year", "1986")
    officer.type("phone", "0987 654 321")
    officer.type("unit_text", "muong te")
    officer.press(f"#unit-answers input[value='{commune.pk}']")
    officer.type("sampled_on", YESTERDAY)
    officer.go()
    officer.page.wait_for_url("**/cases/*-*/")
    assert officer.acts - before <= ENOUGH_ACTS
    officer.look("registered")
    return Case.objects.get()


def confirm_the_case(officer: Desk, case: Case) -> None:
    officer.go(f"a[href='/cases/{case.pk}/confirm/']")
    officer.type("day", TODAY)
    officer.go()
    officer.page.wait_for_url(f"**/cases/{case.pk}/")
    officer.look("confirmed")
    case.refresh_from_db()
    assert case.classification == Classification.CONFIRMED


def send_a_code(officer: Desk, case: Case) -> str:
    """Issue a code that goes by SMS, and return what the message in the outbox says before it is noted as sent."""
    officer.go(f"a[href*='/codes/new/'][href*='case={case.pk}'][href*='way=sms']")
    officer.look("code")
    officer.go()
    shown = officer.page.locator(".spoken").inner_text()
    officer.look_once("code-shown")
    officer.open("/codes/by-hand/")
    officer.look("by-hand")
    text = officer.page.locator("main table").inner_text()
    assert shown in text
    assert "dương tính" not in text
    officer.go("main table button")
    assert not Message.objects.exclude(sealed_text=None).exists()
    return shown.replace("-", "")


def warn_the_neighbour(town: Town, code: str) -> None:
    """Let the case's phone upload, and that of a neighbour be warned and send what its owner wants to tell."""
    ana, binh = CarriedPhone(town), CarriedPhone(town)
    midnight = MORNING.replace(hour=0)
    ana.spoke(midnight - DAY, midnight)
    binh.was_near(midnight - DAY + 10 * HOUR, 24)
    assert ana.does("uploads", code) == "published"
    town.later(3 * HOUR)
    deadline = time.monotonic() + 60
    while not binh.does("checks"):
        assert time.monotonic() < deadline, "the neighbour was not warned in time"
    assert binh.does("tells", REPORT, "03445", "Chiều hôm đó tôi ngồi cạnh ở quán nước.")
    for job in ("ask_about_codes", "collect_reports"):
        call_command(job)


def decide_about_the_candidate(tracer: Desk, case: Case) -> Contact:
    """See who reported, link the exposure to the case, and follow the contact from now on."""
    contact = Contact.objects.get()
    tracer.enter()
    tracer.look("tracer-home")
    tracer.go("a[href='/contacts/?state=candidate']")
    tracer.look("candidates")
    tracer.go(f"a[href='/contacts/{contact.pk}/']")
    tracer.look("candidate")
    tracer.go(f"form[action='/contacts/{contact.pk}/keep/'] button")
    tracer.go(f"a[href='/contacts/{contact.pk}/exposure/']")
    tracer.type("number", str(case.pk)[:8])
    tracer.type("day", YESTERDAY)
    tracer.go()
    tracer.page.wait_for_url(f"**/contacts/{contact.pk}/")
    tracer.look("contact")
    contact.refresh_from_db()
    assert (contact.state, contact.self_reported) == (ContactState.CONTACT, True)
    assert contact.exposures.filter(source_case=case).exists()
    return contact


def follow_up(tracer: Desk, contact: Contact) -> None:
    tracer.open("/follow-up/")
    tracer.look("follow-up")
    form = tracer.page.locator(f"form[action='/contacts/{contact.pk}/visit/']")
    tracer.press(form.locator("button[value=cooperative]").first)
    expect(form.locator("[data-state]")).to_contain_text("Đã lưu")
    contact.refresh_from_db()
    assert contact.last_visited_on == MORNING.date()


def print_the_order(tracer: Desk, contact: Contact) -> None:
    tracer.open(f"/contacts/{contact.pk}/order/")
    tracer.look("order")
    tracer.go()
    tracer.page.wait_for_url(f"**/contacts/{contact.pk}/")
    tracer.look("ordered")
    for kind in ("docx", "pdf"):
        with tracer.page.expect_download() as waiting:
            tracer.press(f"a[href$='/{kind}/']")
        text = " ".join(text_of(kind, waiting.value.path().read_bytes()).split())
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text.upper()
        assert "Sùng A Páo" in text


def text_of(kind: str, content: bytes) -> str:
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    found = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in found.paragraphs)])


def close_the_case(officer: Desk, case: Case, day: str) -> None:
    officer.enter()
    officer.open(f"/cases/{case.pk}/")
    officer.go(f"a[href='/cases/{case.pk}/close/']")
    officer.choose("outcome", Outcome.RECOVERED)
    officer.type("day", day)
    officer.go()
    officer.page.wait_for_url(f"**/cases/{case.pk}/")
    officer.sees("đã nhập")
    officer.look("closed", sizes=WIDTHS)
    case.refresh_from_db()
    assert (case.outcome, case.closed_at is not None) == (Outcome.RECOVERED, True)


def read_the_audit(inspector: Desk, case: Case) -> None:
    inspector.open(f"/audit/?verify=1&record={case.pk}")
    inspector.sees("case.close")
    inspector.look("audit", sizes=WIDTHS)
    told = [*Entry.objects.order_by("sequence").values_list("action", "purpose")]
    actions, place = [action for action, _purpose in told], 0
    for step in STEPS:
        place = actions.index(step, place)
    assert all(purpose for _action, purpose in told)
    assert verdict(django_settings.AUDIT_FOLDER).findings == ()


def test_a_warned_neighbour_is_found_followed_and_the_case_closed(
    world: World, desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    officer, tracer, inspector = desks["officer"], desks["tracer"], desks["inspector"]

    with people_s_clock(tmp_path, settings) as conductor:
        with a_town(tmp_path, settings, conductor) as town:
            officer.enter()
            case = register_the_case(officer, world.here)
            confirm_the_case(officer, case)
            warn_the_neighbour(town, send_a_code(officer, case))
        contact = decide_about_the_candidate(tracer, case)
        follow_up(tracer, contact)
        print_the_order(tracer, contact)
        conductor.jump_to(conductor.now() + 14 * DAY)
        close_the_case(officer, case, (MORNING + 14 * DAY).date().isoformat())
        inspector.enter()
        read_the_audit(inspector, case)

    assert [wrong for desk in desks.values() for wrong in desk.wrong] == []
