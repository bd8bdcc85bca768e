"""The citizen's first minute: from a poster to the first screen, with a phone behind the pages and in a browser alone."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, expect
from tests.citizen.pages_server import Served
from tests.citizen.scripted_device import ScriptedDevice
from tests.journeys.citizen import follow, go, heading, looked_at, opened, press, views

POSTER: Final = "#i=LC-TP1&n=Ph%C6%B0%E1%BB%9Dng+T%C3%A2n+Phong&f=3f9a1c20b7d84e55"


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
        expect(page.locator("main input:checked")).to_have_count(0)
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
        expect(page.locator("main .button")).to_have_count(0)
        assert looked_at(page, "install-lookalike-vi-360", None) == []


def test_a_name_on_a_poster_is_shown_as_it_is_and_runs_nothing(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        follow(page, served, "#i=LC-TP1&n=%3Cimg+src%3Dx+onerror%3D%22document.title%3D'x'%22%3E")
        press(page, "Bắt đầu")
        for _ in range(3):
            press(page, "Tiếp tục")

        expect(page.get_by_text("<img src=x")).to_be_visible()
        expect(page.locator("main img")).to_have_count(0)


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
