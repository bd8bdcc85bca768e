"""The citizen's first minute, first screen, invitation and settings, as a person meets them in a browser."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec
import pytest
import zxingcpp
from pdfplumber import open as open_pdf
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from tests.citizen.pages_server import ORDINARY, Served, pages
from tests.citizen.scripted_device import NOW, ScriptedDevice, moment
from tests.journeys.browser import too_wide
from tests.journeys.citizen import View, go, look, looked_at, opened, settle, views

POSTER: Final = "#i=LC-TP1&n=Ph%C6%B0%E1%BB%9Dng+T%C3%A2n+Phong&f=3f9a1c20b7d84e55"
WARNING: Final = {
    "id": "e1", "kind": "person", "day": "2026-11-21", "minutes": 35, "band": "near", "place": None, "start": None,
    "end": None, "level": "high", "policy": 1, "told": moment(NOW), "reported": False,
}  # fmt: skip


@pytest.fixture
def served() -> Iterator[Served]:
    """The pages of a phone that works, before anybody installed them."""
    with pages() as running:
        yield running


@pytest.fixture
def installed(served: Served) -> Served:
    """The pages of a phone whose person has installed them."""
    settle(served)
    return served


def follow(page: Page, served: Served, fragment: str) -> None:
    """Open the pages by a link with a fragment, as a camera does that read a code."""
    page.goto("about:blank")
    page.goto(f"{served.address}{fragment}")
    page.wait_for_selector("h1")


def press(page: Page, name: str) -> None:
    """Press the button that says so."""
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    """Wait until the page's heading says so."""
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def test_a_person_installs_from_a_poster_and_skips_being_counted(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        follow(page, served, POSTER)

        expect(page.get_by_text("Do UBND tỉnh Lai Châu phát hành")).to_be_visible()
        expect(page.get_by_text("Mã trên áp phích khớp với máy chủ này.")).to_be_visible()
        press(page, "Bắt đầu")
        for title in ("Máy ghi những gì", "Máy không ghi những gì", "Việc gì cũng do bạn quyết định"):
            heading(page, title)
            press(page, "Tiếp tục")
        heading(page, "Có muốn được tính vào một đơn vị không?")
        expect(page.get_by_text("Phường Tân Phong")).to_be_visible()
        assert page.locator("main input:checked").count() == 0
        yes, no = (page.get_by_role("button", name=name).bounding_box() for name in ("Tính tôi vào", "Bỏ qua"))
        assert yes
        assert no
        assert (yes["width"], yes["height"]) == (no["width"], no["height"])
        press(page, "Bỏ qua")
        heading(page, "Nhận ra ứng dụng thật")
        press(page, "Xong, bắt đầu dùng")

        heading(page, "Đang lắng nghe, đã kiểm tra")
    assert served.device.settings["choices"]["counted"] is None
    assert served.device.settings["choices"]["onboarded"]
    assert {name for method, name, _ in served.device.asked if method != "GET"} <= {"settings/choices", "check"}


def test_being_counted_is_kept_on_the_phone_and_sent_nowhere(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        follow(page, served, POSTER)
        press(page, "Bắt đầu")
        for _ in range(3):
            press(page, "Tiếp tục")
        press(page, "Tính tôi vào")
        press(page, "Xong, bắt đầu dùng")
        heading(page, "Đang lắng nghe, đã kiểm tra")
        go(page, "settings")

        expect(page.get_by_text("Bạn chọn được tính vào: Phường Tân Phong.")).to_be_visible()
        press(page, "Thôi không tính")
        expect(page.get_by_text("Bạn không được tính vào đơn vị nào.")).to_be_visible()
    assert served.device.settings["choices"]["counted"] is None
    assert not [
        name
        for method, name, _ in served.device.asked
        if method != "GET" and not name.startswith(("settings/", "check"))
    ]


def test_a_poster_of_another_authority_stops_the_installation(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        follow(page, served, "#i=LC-TP1&f=aaaaaaaaaaaaaaaaaaaaaaaa")

        heading(page, "Dừng lại: mã không khớp")
        assert page.locator("main .button").count() == 0
        assert looked_at(page, "install-lookalike-vi-360", None) == []


def test_a_name_on_a_poster_is_shown_as_it_is_and_runs_nothing(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        follow(page, served, "#i=LC-TP1&n=%3Cimg+src%3Dx+onerror%3D%22document.title%3D'x'%22%3E")
        press(page, "Bắt đầu")
        for _ in range(3):
            press(page, "Tiếp tục")

        expect(page.get_by_text("<img src=x")).to_be_visible()
        assert page.locator("main img").count() == 0


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
        assert page.get_by_text("lần ở gần người khác").count() == 0


def test_a_warning_stands_above_everything_and_the_state_has_no_picture(installed: Served, browser: Browser) -> None:
    installed.device.exposures = [WARNING]
    with opened(browser, installed) as page:
        expect(page.get_by_role("heading", name="Bạn có 1 cảnh báo")).to_be_visible()

        assert page.locator("main svg.scene").count() == 0
        assert page.get_by_role("link", name="Xem việc cần làm").get_attribute("href") == "#/warnings"


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


def test_an_invitation_is_read_by_a_camera_and_printed_on_one_sheet(installed: Served, browser: Browser) -> None:
    with opened(browser, installed) as page:
        go(page, "invite")
        code = Image.open(BytesIO(page.locator("svg.qr").screenshot()))
        read = zxingcpp.read_barcodes(code)

        assert [each.text for each in read] == [
            "https://bluezone.laichau.example/app/#i=&f=3f9a1c20b7d84e5596ab10c2d3e4f506"
        ]
        page.emulate_media(media="print")
        expect(page.get_by_text("Ứng dụng không hỏi tên")).to_be_visible()
        expect(page.get_by_role("button", name="In tờ hướng dẫn")).to_be_hidden()
        expect(page.get_by_text("Người không có điện thoại thông minh")).to_be_hidden()
        with open_pdf(BytesIO(page.pdf(format="A4", print_background=True))) as sheets:
            assert len(sheets.pages) == 1
            assert "bluezone.laichau.example/app/" in sheets.pages[0].extract_text()


def test_a_link_is_copied_and_nobody_learns_of_it(installed: Served, browser: Browser) -> None:
    with opened(browser, installed, permissions=["clipboard-read", "clipboard-write"]) as page:
        go(page, "invite")
        before = len(installed.requests)
        press(page, "Chép đường dẫn")

        expect(page.locator("main").get_by_text("Đã chép đường dẫn.")).to_be_visible()
        assert str(page.evaluate("navigator.clipboard.readText()")).startswith(
            "https://bluezone.laichau.example/app/#i="
        )
        assert {method for method, _ in installed.requests[before:]} <= {"GET"}


def test_looks_are_chosen_and_remembered(installed: Served, browser: Browser) -> None:
    with opened(browser, installed) as page:
        go(page, "settings")
        for name in ("English", "Very large", "Dark"):
            page.get_by_role("radio", name=name).check()
        page.reload()

        heading(page, "Settings")
        root = page.locator("html")
        expect(root).to_have_attribute("lang", "en")
        expect(root).to_have_attribute("data-theme", "dark")
        for path in ("settings", "home", "invite", "more"):
            if path != "settings":
                go(page, path)
            assert not too_wide(page)


def test_notifications_are_asked_for_only_by_the_persons_act(installed: Served, browser: Browser) -> None:
    count = "window.asked = 0; Notification.requestPermission = async () => { window.asked += 1; return 'denied'; };"
    with opened(browser, installed) as page:
        page.context.add_init_script(count)
        page.reload()
        go(page, "settings")
        assert page.evaluate("window.asked") == 0
        page.get_by_role("checkbox", name="Báo cho tôi khi có cảnh báo").click()

        expect(page.get_by_text("Bạn đã từ chối trong trình duyệt.")).to_be_visible()
        assert page.evaluate("window.asked") == 1
    assert installed.device.settings["choices"]["notifications"] is False


def test_a_pause_ends_by_itself_and_the_first_screen_reminds(installed: Served, browser: Browser) -> None:
    with opened(browser, installed) as page:
        go(page, "settings")
        page.get_by_role("radio", name="Đến 7 giờ sáng").check()
        press(page, "Tạm dừng")
        expect(page.get_by_text("Đang tạm dừng đến 07:00, 25 tháng 11.")).to_be_visible()
        go(page, "home")
        heading(page, "Đang tạm dừng")
        press(page, "Chạy tiếp ngay")

        heading(page, "Đang lắng nghe, đã kiểm tra")
    assert [body for _, name, body in installed.device.asked if name == "pause"] == [
        {"until": "2026-11-25T00:00:00.000Z"},
        {"until": None},
    ]


def test_data_are_taken_out_as_a_page_that_runs_nothing(installed: Served, browser: Browser) -> None:
    installed.device.settings["notes"] = {"2026-11-23": "Đi chợ <script>alert(1)</script>"}
    with opened(browser, installed) as page:
        go(page, "settings")
        with page.expect_download() as readable:
            press(page, "Tệp để đọc")
        with page.expect_download() as machine:
            press(page, "Tệp cho máy tính (JSON)")

        text = Path(readable.value.path()).read_text(encoding="utf-8")
        assert readable.value.suggested_filename == "bluezone-2026-11-24.html"
        assert "Đi chợ &lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "<script" not in text
        document = json.loads(Path(machine.value.path()).read_text(encoding="utf-8"))
        assert document["documents"]["notes"] == installed.device.settings["notes"]
        assert len(document["days"]) == 14


def test_erasing_takes_two_clear_steps(installed: Served, browser: Browser) -> None:
    with opened(browser, installed) as page:
        go(page, "settings")
        press(page, "Xóa tất cả…")
        page.get_by_role("button", name="Xóa ngay").dispatch_event("click")
        press(page, "Giữ lại")
        assert not installed.device.erased
        press(page, "Xóa tất cả…")
        page.get_by_role("checkbox", name="Tôi hiểu rằng không lấy lại được").check()
        press(page, "Xóa ngay")

        heading(page, "Đã xóa tất cả")
    assert installed.device.erased


def test_the_first_minute_and_the_menu_need_only_a_keyboard(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        for _ in range(6):
            button = page.locator("main .button-primary, main .pair .button:last-child").last
            name = button.inner_text()
            tab_to(page, name)
            page.keyboard.press("Enter")
            expect(button.filter(has_text=name) if name != "Tiếp tục" else page.locator("h1")).to_have_count(
                0 if name != "Tiếp tục" else 1
            )
        heading(page, "Đang lắng nghe, đã kiểm tra")
        tab_to(page, "Thêm")
        page.keyboard.press("Enter")
        heading(page, "Thêm")

        assert page.evaluate("document.activeElement.tagName") == "H1"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus says so, and see that the focus is visible."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused, outline = page.evaluate(
            "[document.activeElement.innerText?.trim(), getComputedStyle(document.activeElement).outlineStyle]"
        )
        if focused == name:
            assert outline != "none"
            return
    message = f"the keyboard does not reach {name}"
    raise AssertionError(message)


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


@pytest.fixture
def alone() -> Iterator[Served]:
    """The pages in a browser alone, without a radio behind them and before anybody installed them."""
    setting = msgspec.structs.replace(ORDINARY, host="browser")
    with pages(Served(setting, ScriptedDevice(host="browser"))) as running:
        yield running


APPLE: Final = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"
OFFER: Final = """() => dispatchEvent(Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
    prompt: () => { window.prompted = true; }, userChoice: Promise.resolve({ outcome: "accepted" }),
}))"""


def test_a_browser_alone_is_installed_without_sending_anything(alone: Served, browser: Browser) -> None:
    with opened(browser, alone) as page:
        press(page, "Bắt đầu")
        heading(page, "Đặt lên màn hình chính")
        press(page, "Tiếp tục")
        heading(page, "Trang này ghi những gì")
        for _ in range(3):
            press(page, "Tiếp tục")
        press(page, "Bỏ qua")
        press(page, "Xong, bắt đầu dùng")

        heading(page, "Trình duyệt này không đếm được các lần gặp")
        page.reload()
        heading(page, "Trình duyệt này không đếm được các lần gặp")
    assert {method for method, _ in alone.requests} == {"GET"}


def test_each_browser_is_told_its_own_way_to_the_home_screen(alone: Served, browser: Browser) -> None:
    with opened(browser, alone, user_agent=APPLE) as page:
        press(page, "Bắt đầu")
        expect(page.get_by_text("Chạm nút Chia sẻ")).to_be_visible()
    with opened(browser, alone) as page:
        press(page, "Bắt đầu")
        expect(page.get_by_text("Mở trình đơn của trình duyệt")).to_be_visible()
        page.evaluate(OFFER)
        press(page, "Thêm vào màn hình chính")

        heading(page, "Trang này ghi những gì")
        assert page.evaluate("window.prompted")


LOST: Final = (
    ("Object.defineProperty(window, 'indexedDB', { value: undefined });", "Trình duyệt này không cho lưu dữ liệu"),
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


def test_every_step_of_the_first_minute_is_fit_to_be_seen(
    served: Served, browser: Browser, pictures: Path | None
) -> None:
    wrong = list[str]()
    for view in views(pictures):
        served.device = ScriptedDevice()
        with opened(browser, served, view) as page:
            follow(page, served, POSTER)
            for step in range(1, 7):
                small = step == 1 or (view.width, view.scheme) == (360, "light")
                wrong += looked_at(page, f"install-{step}-{view.name}", pictures if small else None)
                page.locator("main .button-primary, main .pair .button:last-child").last.click()

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
