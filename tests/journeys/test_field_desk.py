"""The field desk as a commune's clerk sees it on the telephone: a list, a device, two teams, a sheet keyed twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.permissions import make_world
from tests.journeys.browser import EXAMINED, faults, speak, too_wide
from tests.rollout.fieldwork.conftest import DAY, ENROLLED, HOUR, NOW, Village

from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import issue_link
from bluezone.rollout.fieldwork.models import Device, Sheet, WalkList
from bluezone.rollout.fieldwork.queries.counts import figures
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.lists import make_list
from bluezone.rollout.fieldwork.services.sheets import make_sheets

pytestmark = pytest.mark.django_db(transaction=True)
CLOCK: Final = "tests.rollout.fieldwork.test_desk.present_clock"


@pytest.fixture
def place(transactional_db: None, settings: Settings) -> Village:
    """A commune with a village of forty doors, on the site."""
    settings.BLUEZONE_CLOCK = CLOCK
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    world = make_world()
    numbers = [str(number) for number in range(1, 40)] + ["51A"]
    return Village(world, make_list(world.here, "3", "Nậm Cười", numbers, actor="user:1", moment=ENROLLED - DAY))


@pytest.fixture
def clerk(place: Village, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The clerk's telephone, on which a personal link was opened."""
    issued = issue_link(place.unit, Role.REPORTER, expires_at=NOW + 30 * DAY, actor="system", moment=NOW)
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 800})
    speak(context, "vi", live_server.url)
    page = context.new_page()
    page.goto(f"/l/{issued.token}/")
    yield page
    context.close()


def walked(place: Village) -> None:
    """What two teams handed in: some doors of every kind, household 1 by both, one that is not on the list."""
    first, second = place.device("one"), place.device("two")
    for home, outcome in enumerate(("helped", "already", "not_home", "come_back", "done", "helped", "helped"), 1):
        back = "2026-11-28" if outcome == "come_back" else None
        said = {"outcome": outcome, "with_radio": int(outcome == "helped"), "revisit_on": back}
        first.visit(place.walk_list.pk, str(home), NOW - 3 * HOUR, **said)
    second.visit(place.walk_list.pk, "1", NOW - 2 * HOUR, outcome="already", with_radio=0)
    second.visit(place.walk_list.pk, "77", NOW - 2 * HOUR)
    for device in (first, second):
        take(device.envelope(NOW - HOUR), moment=NOW - HOUR)


def test_a_clerk_makes_a_list_and_invites_a_device(clerk: Page) -> None:
    clerk.goto("/field-desk/")
    clerk.get_by_role("link", name="Danh sách mới").click()
    clerk.get_by_label("Số của bản").fill("4")
    clerk.get_by_label("Tên bản").fill("Nậm Lằn")
    clerk.get_by_label("Số các hộ").fill("1-12, 14A")
    clerk.get_by_role("button", name="Đọc các số").click()
    expect(clerk.get_by_text("Đã đọc 13 hộ")).to_be_visible()
    clerk.get_by_role("button", name="Lập danh sách").click()
    expect(clerk.get_by_role("heading", name="Nậm Lằn")).to_be_visible()

    clerk.get_by_role("link", name="Mời thiết bị").click()
    expect(clerk.get_by_label("Bản, lớp hoặc cổng")).to_have_value("4")
    clerk.get_by_role("button", name="Tạo lời mời").click()
    expect(clerk.get_by_alt_text("Mã QR của lời mời")).to_be_visible()
    expect(clerk.locator("code.secret")).to_contain_text("/field/#e=")

    assert WalkList.objects.get(part="4").households.count() == 13


def test_a_clerk_settles_two_teams_keys_a_sheet_twice_and_revokes_a_lost_phone(clerk: Page, place: Village) -> None:
    walked(place)
    sheet = make_sheets(place.walk_list, ["8", "9", "10"], actor="user:1", moment=NOW - DAY)[0]
    clerk.goto("/field-desk/two-teams/")
    clerk.get_by_role("button", name="Tính lượt này").click()
    expect(clerk.get_by_text("Đã ghi: lượt đến này được tính.")).to_be_visible()

    for radio, words in (("1", "Đã lưu 2 lượt đến."), ("2", "Hai lần khác nhau.")):
        clerk.goto(f"/field-desk/sheets/?q={sheet.code}")
        clerk.get_by_label("Ngày đi").fill("2026-11-24")
        clerk.get_by_label("Dòng 1: kết quả, 1 đến 5").press_sequentially("1")
        expect(clerk.get_by_label("Dòng 1: số máy thấy")).to_be_focused()
        clerk.keyboard.type("2")
        clerk.keyboard.press("Tab")
        clerk.keyboard.type(radio)
        clerk.keyboard.press("Enter")
        expect(clerk.get_by_label("Dòng 2: kết quả, 1 đến 5")).to_be_focused()
        clerk.keyboard.type("3")
        clerk.get_by_role("button", name="Lưu phiếu").click()
        expect(clerk.get_by_text(words)).to_be_visible()
    clerk.get_by_role("radio", name="Lần nhập thứ hai").check()
    clerk.get_by_role("button", name="Giữ như đã chọn").click()
    expect(clerk.get_by_text("Phiếu được giữ theo lựa chọn.")).to_be_visible()

    clerk.goto("/field-desk/devices/")
    clerk.get_by_role("link", name="Báo mất thiết bị 2").click()
    clerk.get_by_role("button", name="Thu hồi thiết bị này").click()
    expect(clerk.get_by_text("Đã thu hồi thiết bị 2.")).to_be_visible()
    assert Device.objects.get(number=2).revoked_at == NOW
    assert figures([place.unit], NOW).total.with_radio == 5


def test_the_desk_s_pages_are_without_fault(clerk: Page, place: Village, pictures: Path | None) -> None:
    walked(place)
    make_sheets(place.walk_list, [str(number) for number in range(1, 26)], actor="user:1", moment=NOW - DAY)
    device = Device.objects.get(number=1)
    pages = {
        "lists": "/field-desk/",
        "list": f"/field-desk/lists/{place.walk_list.pk}/",
        "devices": "/field-desk/devices/",
        "revoke": f"/field-desk/devices/{device.pk}/revoke/",
        "events": "/field-desk/events/",
        "set-aside": "/field-desk/set-aside/",
        "two-teams": "/field-desk/two-teams/",
        "key": f"/field-desk/sheets/{Sheet.objects.get().pk}/",
    }
    wrong = list[str]()

    for language, (width, height) in sorted(EXAMINED):
        clerk.set_viewport_size({"width": width, "height": height})
        speak(clerk.context, language, clerk.url)
        for name, address in pages.items():
            clerk.goto(address)
            here = f"field-{name}-{language}-{width}"
            if pictures:
                clerk.screenshot(path=pictures / f"{here}.png", full_page=True)
            wrong += [f"{here}: {fault}" for fault in faults(clerk)]
            wrong += [f"{here}: wider than the screen"] if too_wide(clerk) else []

    assert wrong == []
