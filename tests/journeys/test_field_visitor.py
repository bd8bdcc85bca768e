"""A visitor team in the field: joining by a link, a week of doors without a network, and everything handed in at the end."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.journeys.browser import DESK
from tests.journeys.field_stage import SERVER, Telephone, a_list, begin, telephone

from bluezone.rollout.fieldwork.models import Event
from bluezone.rollout.fieldwork.queries.counts import figures
from bluezone.rollout.fieldwork.queries.lists import standing_of
from bluezone.rollout.fieldwork.rules.words import Duty

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("transactional_db")]
MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


def door(phone: Telephone, number: str) -> None:
    phone.go(f"door/{number}")
    phone.heading(phone.say(f"Nhà số {number}", f"Household {number}"))


@pytest.mark.parametrize(("language", "size"), [("vi", (360, 640)), ("en", DESK)], ids=["vi-360", "en-1280"])
def test_every_screen_of_a_visitor_is_fit_to_be_seen(  # noqa: PLR0913 -- the stage, and how it is looked at
    *,
    browser: Browser,
    live_server: LiveServer,
    settings: Settings,
    pictures: Path | None,
    language: str,
    size: tuple[int, int],
) -> None:
    commune = begin(settings, MORNING)
    a_list(commune, 42)
    wrong = list[str]()
    with telephone(browser, live_server.url, language=language, size=size) as phone:
        page = phone.page
        page.goto(f"{phone.address}/field/")
        phone.heading(phone.say("Mở bằng đường dẫn mời", "Open it by your invitation"))
        wrong += phone.look("no-link", pictures)
        phone.enrol(commune, Duty.VISITOR)
        wrong += phone.look("enrolled", pictures)
        phone.press("Bắt đầu", "Begin")
        phone.heading("Bản Nà Khương")
        wrong += phone.look("doors-new", pictures)
        door(phone, "1")
        wrong += phone.look("door", pictures)
        phone.press("Hẹn quay lại", "Come back")
        page.locator("dialog summary").click()
        phone.press("Tiếng Mông", "Mông")
        wrong += phone.look("door-return", pictures)
        page.get_by_role("button", name=phone.say("Hẹn ", "Promise ")).last.click()
        phone.heading(phone.say("Nhà số 2", "Household 2"))
        wrong += phone.look("door-toast", pictures)
        phone.press("Đã giúp cài", "Helped to install")
        wrong += phone.look("door-helped", pictures)
        phone.press("Có Bluetooth", "With Bluetooth")
        phone.heading(phone.say("Nhà số 3", "Household 3"))
        phone.press("Từ chối", "Declined")
        phone.heading(phone.say("Nhà số 4", "Household 4"))
        wrong += beside_the_doors(phone, pictures)

    assert wrong == []


def beside_the_doors(phone: Telephone, pictures: Path | None) -> list[str]:
    """What is wrong with the screens that are no door: the list, the day, a spot-check, the settings, the PIN."""
    wrong = list[str]()
    for path, title in (("doors", "Bản Nà Khương"), ("day", phone.say("Đã làm", "Done"))):
        phone.go(path)
        phone.heading(title)
        expect(phone.page.locator("main .rows").first).to_be_visible()
        wrong += phone.look(path, pictures)
    phone.go("spot")
    phone.heading(phone.say("Kiểm tra ngẫu nhiên", "Spot-check"))
    wrong += phone.look("spot", pictures)
    phone.go("settings")
    phone.heading(phone.say("Cài đặt", "Settings"))
    wrong += phone.look("settings", pictures)
    phone.press("Khóa ngay", "Lock it now")
    phone.heading(phone.say("Nhập mã PIN", "Enter your PIN"))
    wrong += phone.look("unlock", pictures)
    return wrong


SIZE: Final = 24
TAPS: Final = (
    *(("1", "already"), ("2", "not_home"), ("3", "helped"), ("4", "come_back"), ("5", "refused"), ("6", "done")),
    *(
        ("7", "helped"),
        ("8", "already"),
        ("9", "no_smartphone"),
        ("10", "refused"),
        ("11", "helped"),
        ("12", "not_home"),
    ),
    *(("13", "already"), ("14", "refused"), ("15", "helped"), ("16", "already"), ("17", "done"), ("2", "helped")),
    *(("12", "done"), ("4", "already")),
)
"""What a team taps in a week, in order: a household's number and a button."""
NAMES: Final = {
    "helped": "Đã giúp cài",
    "already": "Đã có sẵn",
    "not_home": "Không có nhà",
    "done": "Xong",
    "refused": "Từ chối",
    "no_smartphone": "Không có điện thoại thông minh",
}


STANDS: Final = {
    **dict.fromkeys(("2", "3", "7", "11", "15"), "helped"),
    **dict.fromkeys(("1", "4", "8", "13", "16"), "already"),
    **dict.fromkeys(("5", "6", "9", "10", "12", "14", "17"), "done"),
}
"""Where the households stand after that week."""
SETTLES: Final = 500
DAY_MILLISECONDS: Final = 86_400_000
RELOADED, KILLED = 7, 13
"""Taps before which the page is loaded again, and before which it is killed."""


def tap(phone: Telephone, number: str, outcome: str) -> None:
    """Say at a door what was found behind it, with a nervous thumb, and wait until it is kept."""
    door(phone, number)
    page = phone.page
    page.clock.run_for(SETTLES)
    if outcome in NAMES:
        page.get_by_role("button", name=NAMES[outcome], exact=True).dblclick()
    else:
        phone.press("Hẹn quay lại")
        page.clock.run_for(SETTLES)
        page.get_by_role("button", name="Hẹn Thứ").click()
    if outcome == "helped":
        page.clock.run_for(SETTLES)
        phone.press("Chỉ trình duyệt")
    expect(page.locator(".toast")).to_contain_text(f"Nhà {number}:")


def walk(phone: Telephone) -> None:
    """Go from door to door for a week; the telephone is loaded again once, and once its page is killed."""
    for turn, (number, outcome) in enumerate(TAPS):
        if turn == RELOADED:
            phone.page.reload()
        elif turn == KILLED:
            context = phone.page.context
            phone.page.close()
            phone.page = context.new_page()
            phone.page.goto(f"{phone.address}/field/")
        elif turn and turn % 3 == 0:
            phone.page.clock.fast_forward(DAY_MILLISECONDS)
        if turn in {RELOADED, KILLED} or (turn and turn % 3 == 0):
            phone.unlock()
            expect(phone.page.locator(".unsent")).to_be_visible()
        tap(phone, number, outcome)


def test_a_week_without_a_network_is_handed_in_whole(
    browser: Browser, live_server: LiveServer, settings: Settings
) -> None:
    commune = begin(settings, MORNING)
    walk_list = a_list(commune, SIZE)
    with telephone(browser, live_server.url, clock=MORNING) as phone:
        phone.enrol(commune, Duty.VISITOR)
        expect(phone.page.get_by_text("Từ giờ dùng được không cần mạng.")).to_be_visible()
        assert "#e=" not in phone.page.url
        phone.press("Bắt đầu")
        phone.heading("Bản Nà Khương")
        phone.page.context.set_offline(True)

        walk(phone)
        tap(phone, "18", "already")
        phone.press("Hoàn tác")
        phone.heading("Nhà số 18")
        assert Event.objects.count() == 0
        SERVER.moment = datetime.fromtimestamp(phone.page.evaluate("Date.now()") / 1000, UTC)
        phone.page.context.set_offline(False)
        expect(phone.page.locator(".unsent")).to_contain_text("Đã gửi hết")

        phone.page.clock.fast_forward(8 * DAY_MILLISECONDS)
        phone.unlock()
        phone.go("day")
        expect(phone.page.get_by_text("Chưa ghi nhà nào")).to_be_visible()

    stands = {each.number: each.state for each in standing_of(walk_list, SERVER.moment) if each.state}
    assert stands == STANDS
    counted = figures([commune], SERVER.moment).total
    assert (counted.refused, counted.no_smartphone, counted.browser_only) == (3, 1, 5)
