"""The citizen's first screen and the frame of all others, as a person meets them in a browser."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec
from playwright.sync_api import Browser, expect
from tests.citizen.pages_server import ORDINARY, Served
from tests.citizen.scripted_device import NOW, moment
from tests.journeys.browser import too_wide
from tests.journeys.citizen import View, go, heading, look, looked_at, opened, press

WARNING: Final = {
    "id": "e1", "kind": "person", "day": "2026-11-21", "minutes": 35, "band": "near", "place": None, "start": None,
    "end": None, "level": "high", "policy": 1, "told": moment(NOW), "reported": False,
}  # fmt: skip


STATES: Final[tuple[tuple[dict[str, object], str], ...]] = (
    ({}, "Đang lắng nghe, đã kiểm tra"),
    ({"checked": moment(NOW - timedelta(hours=30))}, "Đã 30 giờ chưa kiểm tra"),
    ({"checked": None}, "Chưa kiểm tra lần nào"),
    ({"radio": "off"}, "Bluetooth đang tắt"),
    ({"radio": "paused", "paused_until": moment(NOW + timedelta(hours=1))}, "Đang tạm dừng"),
    ({"radio": "none", "host": "browser"}, "Trình duyệt này không đếm được các lần gặp"),
)
"""What a phone answers beside the ordinary, and what the first screen says then."""


def test_the_first_screen_says_one_honest_state(installed: Served, browser: Browser) -> None:
    ordinary = dict(installed.device.status)
    with opened(browser, installed) as page:
        for status, says in STATES:
            installed.device.status = {**ordinary, **status}
            installed.device.refusals["check"] = (503, {"error": "unreachable", "message": "no answer"})
            page.reload()
            heading(page, says)
            if status.get("radio") != "none":
                expect(page.get_by_text("lần ở gần người khác")).to_be_visible()

            assert "bảo vệ" not in page.inner_text("main").lower()
        expect(page.get_by_text("lần ở gần người khác")).to_have_count(0)


def test_a_server_whose_data_do_not_match_its_log_is_named_on_the_first_screen(
    installed: Served, browser: Browser
) -> None:
    installed.device.status |= {"check_error": "log_forked"}
    with opened(browser, installed) as page:
        expect(page.get_by_text("không khớp sổ công khai")).to_be_visible()
        expect(page.get_by_text("Hãy báo cho trạm y tế")).to_be_visible()


def test_a_warning_stands_above_everything_and_the_state_has_no_picture(installed: Served, browser: Browser) -> None:
    installed.device.exposures = [WARNING]
    with opened(browser, installed) as page:
        expect(page.get_by_role("heading", name="Bạn có 1 cảnh báo")).to_be_visible()

        expect(page.locator("main svg.scene")).to_have_count(0)
        expect(page.get_by_role("link", name="Xem việc cần làm")).to_have_attribute("href", "#/warnings")


def test_a_check_says_how_it_went(installed: Served, browser: Browser) -> None:
    installed.device.status |= {"checked": moment(NOW - timedelta(hours=30))}
    installed.device.refusals["check"] = (503, {"error": "unreachable", "message": "no answer"})
    with opened(browser, installed) as page:
        press(page, "Kiểm tra ngay")
        expect(page.get_by_text("Không tới được máy chủ.")).to_be_visible()
        installed.device.refusals.clear()
        press(page, "Kiểm tra ngay")

        heading(page, "Đang lắng nghe, đã kiểm tra")
        expect(page.locator("#live")).to_have_text("Đã kiểm tra xong.")


def test_trial_and_demonstration_are_said_on_every_screen(installed: Served, browser: Browser) -> None:
    installed.setting = msgspec.structs.replace(ORDINARY, publisher=None, trial=True)
    installed.device.status |= {"demo": True}
    with opened(browser, installed) as page:
        for path in ("home", "invite", "settings", "more"):
            if path != "home":
                go(page, path)
            expect(page.get_by_text("Bản chạy thử, không phải dịch vụ chính thức").first).to_be_visible()
            expect(page.get_by_text("Bản trình diễn: dữ liệu và đồng hồ là giả định")).to_be_visible()


def test_nothing_moves_for_who_asked_for_stillness(installed: Served, browser: Browser) -> None:
    with opened(browser, installed, reduced_motion="reduce") as page:
        page.route("**/device/v1/check", lambda _: None)
        press(page, "Kiểm tra ngay")
        expect(page.get_by_role("button", name="Đang kiểm tra…")).to_be_visible()

        assert page.evaluate("document.getAnimations().length") == 0


def test_a_phone_that_does_not_answer_is_said_with_what_still_works(installed: Served, browser: Browser) -> None:
    with opened(browser, installed) as page:
        page.route("**/config.json", lambda route: route.fulfill(status=503, body=""))
        page.reload()

        heading(page, "Chưa mở được")
        expect(page.get_by_text("Máy chủ không trả lời.")).to_be_visible()
        expect(page.get_by_text("hãy gọi trạm y tế xã")).to_be_visible()


REFUSALS: Final = (
    ((200, {"version": 1}), "Không đọc được câu trả lời của máy"),
    ((410, {"error": "erased", "message": "gone"}), "Mọi thứ đã được xóa khỏi máy này."),
    ((401, {"error": "token_wrong", "message": "old"}), "Đường dẫn này đã dùng rồi hoặc đã cũ."),
)
"""What a phone answers instead of its status, and what the page says then."""


def test_garbage_and_refusals_of_the_phone_get_a_sentence(installed: Served, browser: Browser) -> None:
    with opened(browser, installed) as page:
        for answer, says in REFUSALS:
            installed.device.refusals["status"] = answer
            page.reload()
            heading(page, "Chưa mở được")

            expect(page.get_by_text(says)).to_be_visible()
        assert looked_at(page, "trouble", None) == []


LOST: Final = (
    ("Object.defineProperty(window, 'indexedDB', { value: undefined });", "Trình duyệt này không cho lưu dữ liệu"),
    (
        "IDBFactory.prototype.open = () => { throw new DOMException('a private window', 'SecurityError'); };",
        "có thể vì đang ở cửa sổ riêng tư",
    ),
    ("localStorage.setItem('bluezone-kept', '1');", "Trình duyệt đã dọn mất dữ liệu Bluezone"),
)
"""What befell the browser's store, and what the page says of it."""


def test_a_store_that_is_missing_or_was_cleared_is_said_with_what_still_works(alone: Served, browser: Browser) -> None:
    for script, says in LOST:
        with opened(browser, alone, script=script) as page:
            expect(page.get_by_text(says)).to_be_visible()
            press(page, "Bắt đầu")

            expect(page.get_by_text(says)).to_be_visible()


def test_every_screen_is_fit_to_be_seen(installed: Served, browser: Browser, pictures: Path | None) -> None:
    assert look(browser, installed, ["home", "invite", "settings", "more"], pictures) == []


def test_every_state_is_fit_to_be_seen(installed: Served, browser: Browser, pictures: Path | None) -> None:
    ordinary = dict(installed.device.status)
    installed.device.refusals["check"] = (503, {"error": "unreachable", "message": "no answer"})
    wrong = list[str]()
    with opened(browser, installed) as page:
        for status, says in STATES[1:]:
            installed.device.status = {**ordinary, **status}
            page.reload()
            heading(page, says)
            name = "unchecked" if status.get("checked", "") is None else status.get("radio", "stale")
            wrong += looked_at(page, f"home-{name}-vi-360", pictures)
        installed.device.status = {**ordinary, "demo": True}
        installed.device.exposures = [WARNING]
        installed.setting = msgspec.structs.replace(ORDINARY, publisher=None, trial=True)
        page.reload()
        expect(page.get_by_role("heading", name="Bạn có 1 cảnh báo")).to_be_visible()
        wrong += looked_at(page, "home-warned-trial-vi-360", pictures)

    assert wrong == []


def test_a_page_reads_well_at_twice_the_size_and_from_the_right(installed: Served, browser: Browser) -> None:
    with opened(browser, installed, View(width=180, height=320)) as page:
        for path in ("home", "invite", "settings"):
            if path != "home":
                go(page, path)
            assert not too_wide(page), path
            page.evaluate("document.documentElement.dir = 'rtl'")
            assert not too_wide(page), f"{path} from the right"
            page.evaluate("document.documentElement.dir = 'ltr'")
