"""A later test on the pages: what a code would change, that it arrived, and what the warned person reads afterwards."""

from typing import Any

from playwright.sync_api import Browser, expect
from tests.citizen.pages_server import Served, pages
from tests.citizen.scripted_device import NOW, ScriptedDevice, ordinary_preview
from tests.journeys.citizen import go, opened, settle
from tests.journeys.citizen_warned import COMMUNE, NEWS, asked, press, sees

WITHDRAWN = [{"day": "2026-11-19", "at": "2026-11-23T13:00:00Z"}]
TAKEN_BACK = "Cảnh báo ngày Thứ Năm, 19/11/2026 đã được rút lại"


def revision(kind: str, known: int) -> dict[str, Any]:
    """What a code about the illness that was reported would change: so many days that were published."""
    preview = ordinary_preview(NOW)
    days = [{**day, "known": place >= len(preview["days"]) - known} for place, day in enumerate(preview["days"])]
    return {**preview, "kind": kind, "stage": "verified", "days": days}


def test_a_warning_that_was_taken_back_is_said_on_every_screen_that_showed_it(browser: Browser) -> None:
    device = ScriptedDevice(settings={"news": NEWS}, status={"withdrawn": WITHDRAWN})
    with pages(Served(device=device)) as served:
        settle(served, counted=COMMUNE)
        with opened(browser, served) as page:
            for screen in ("warnings", "days", "home"):
                go(page, screen)
                sees(page, TAKEN_BACK)
                sees(page, "20:00, 23/11/2026")
                sees(page, "Bạn không phải ở nhà vì cảnh báo này nữa.")


def test_a_negative_code_shows_what_it_takes_back_and_asks_first(browser: Browser) -> None:
    reported = {"stage": "published", "days": ["2026-11-15"], "kind": "report", "revisable": True}
    device = ScriptedDevice(settings={"news": NEWS}, preview=revision("negative", 10), report=reported)
    with pages(Served(device=device)) as served:
        settle(served, counted=COMMUNE)
        with opened(browser, served) as page:
            go(page, "positive")
            press(page, "Nhập mã khác")
            sees(page, "chỉ có mã được gửi đi để hỏi mã đó nghĩa là gì")
            page.get_by_label("Mã xác thực").fill("12345678")
            press(page, "Xem những gì sẽ gửi")
            sees(page, "Kết quả âm tính cho lần bệnh đã báo")
            sees(page, "Khóa của 10 ngày đã công bố sẽ được rút lại.")
            expect(page.get_by_role("heading", level=1)).to_have_text("Báo bằng mã xác thực")
            expect(page.get_by_label("tôi đã đến tỉnh, thành phố khác")).to_have_count(0)
            boxes = page.locator(".report-days input")
            expect(boxes).to_have_count(10)
            expect(boxes.first).to_be_disabled()
            before = asked(served, "report/send")
            press(page, "Tôi đồng ý rút lại 10 ngày")
            sees(page, "Khóa của 10 ngày được ghi là âm tính")
    assert before == []
    assert len(asked(served, "report/send")[0]["days"]) == 10
