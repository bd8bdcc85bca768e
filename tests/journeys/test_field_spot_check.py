"""A spot-check from the drawing to the figures that everybody sees: two telephones, the desk, the dashboard, the public."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.journeys.browser import look, speak
from tests.journeys.field_stage import MADE, SERVER, Telephone, a_list, begin, telephone
from tests.rollout.fieldwork.devices import FakeDevice

from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import Device, SpotRound, WalkList
from bluezone.rollout.fieldwork.rules.spot_checks import Finding
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import enrol, invite
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.overview.rules.days import public_day

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)
DOORS = 4


@pytest.fixture
def commune(transactional_db: None, settings: Settings) -> Unit:

    return begin(settings, MADE + 23 * ONE_DAY)


def walked(commune: Unit) -> WalkList:
    """The first team's walk: four households helped, one phone with Bluetooth each."""
    walk_list, moment = a_list(commune, DOORS), SERVER.moment - 2 * HOUR
    _enrolment, token = invite(commune, Duty.VISITOR, "", actor="system", moment=moment)
    team = FakeDevice("first", opened=moment)
    team.id = str(enrol(token, team.public_key, moment=moment).pk)
    for number in range(1, DOORS + 1):
        team.visit(walk_list.pk, str(number), moment + HOUR, with_radio=1)
    assert take(team.envelope(SERVER.moment - HOUR), moment=SERVER.moment - HOUR).set_aside == ()
    return walk_list


@pytest.fixture
def desk(commune: Unit, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The commune's clerk, through a personal link."""
    until = SERVER.moment + 30 * ONE_DAY
    issued = issue_link(commune, Role.REPORTER, expires_at=until, actor="system", moment=SERVER.moment)
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    speak(context, "vi", live_server.url)
    page = context.new_page()
    page.goto(f"/l/{issued.token}/")
    yield page
    context.close()


def earlier(commune: Unit) -> None:
    """A round of last week, in which twenty agreed: fewer than ten households in all are shown to nobody."""
    before = SERVER.moment - 7 * ONE_DAY
    size = {"lot": 40, "size": 20, "allowed": 1, "checked": 20, "differed": 0}
    times = {"drawn_at": before, "drawn_by": "system", "closed_at": before + HOUR, "closed_by": "system"}
    SpotRound.objects.create(unit=commune, device=Device.objects.get(number=1), seed=bytes(32), **size, **times)


def draw(desk: Page, pictures: Path | None) -> list[str]:
    """The clerk draws a round for the only telephone that was at no door."""
    looks = Device.objects.latest("number")
    desk.goto(f"/field-desk/rounds/new/?device={looks.pk}")
    expect(desk.locator("svg.characteristic")).to_be_visible()
    wrong = look(desk, "spot-check-new", pictures)
    desk.locator("main form[method=post] button").click()
    expect(desk.locator("tbody tr")).to_have_count(DOORS)
    return wrong


def ask(second: Telephone, number: str, vi: str) -> None:
    """The second team asks at one door and taps what the household tells."""
    page = second.page
    page.locator(f"a.door-row[href*='door/{number}?']").click()
    second.heading(f"Nhà số {number}")
    if vi == "Tổ đã giúp cài":
        page.get_by_role("button", name="Thêm một: Đã cài, có Bluetooth").click()
    second.press(vi)
    second.heading("Kiểm tra ngẫu nhiên")


def test_another_team_asks_again_and_everybody_sees_the_rate(
    commune: Unit, desk: Page, browser: Browser, live_server: LiveServer, pictures: Path | None
) -> None:
    walked(commune)
    earlier(commune)
    with telephone(browser, live_server.url) as second:
        second.enrol(commune, Duty.VISITOR)
        wrong = draw(desk, pictures)
        drawn = SpotRound.objects.get(closed_at=None)
        asked = [each.household.number for each in drawn.households.select_related("household")[: drawn.size]]
        second.page.reload()
        second.unlock()
        second.go("spot")
        second.heading("Kiểm tra ngẫu nhiên")
        expect(second.page.locator("a.door-row")).to_have_count(drawn.size)
        wrong += second.look("spot", pictures)
        for number in asked:
            ask(second, number, "Chưa có tổ nào đến" if number == asked[0] else "Tổ đã giúp cài")
        second.go("send")
        second.press("Gửi")
        second.heading("Gửi số liệu")
        expect(second.page.locator("#content .waiting-count")).to_have_text("Đã gửi hết")
        desk.goto(f"/field-desk/rounds/{drawn.pk}/")
        expect(desk.get_by_text("Đã nhận đủ.")).to_be_visible()
    wrong += look(desk, "spot-check", pictures)
    desk.locator("form.row button").click()
    expect(desk.locator(".notice strong").first).to_be_visible()

    drawn.refresh_from_db()
    assert (drawn.checked, drawn.differed) == (drawn.size, 1)
    assert drawn.households.filter(finding=Finding.NOT_VISITED).count() == 1
    SERVER.moment += 7 * ONE_DAY
    shown = public_day(SERVER.moment.date())
    desk.goto(f"/overview/{commune.pk}/?day={shown.isoformat()}")
    expect(desk.get_by_text("hộ khác kết quả").first).to_be_visible()
    wrong += look(desk, "spot-check-dashboard", pictures)
    desk.goto("/figures/")
    expect(desk.get_by_text(f"Kiểm tra lại {20 + drawn.size} hộ")).to_be_visible()
    wrong += look(desk, "spot-check-public", pictures)
    assert wrong == []
