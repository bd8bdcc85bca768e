"""Inviting others, and settings: looks, notifications, pausing, taking data out, erasing."""

import json
from io import BytesIO
from pathlib import Path

import zxingcpp
from pdfplumber import open as open_pdf
from PIL import Image
from playwright.sync_api import Browser, expect
from tests.citizen.pages_server import Served
from tests.journeys.browser import too_wide
from tests.journeys.citizen import go, heading, opened, press


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
