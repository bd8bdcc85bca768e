"""A person who tested positive, from the code to the arrival, and what may go wrong on the way."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, Route, expect
from tests.citizen.pages_server import DEVICE, Served
from tests.journeys.browser import PATIENCE
from tests.journeys.citizen import go, keep, opened
from tests.journeys.citizen_warned import asked, losing_the_answer, press, sees, warned_phone


@pytest.fixture
def served() -> Iterator[Served]:
    """The pages of a person who was warned."""
    with warned_phone() as running:
        yield running


def test_a_person_leaves_a_day_out_and_sees_that_the_report_arrived(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        go(page, "positive")
        page.get_by_label("Mã xác thực").fill("1234-56 78")
        press(page, "Xem những gì sẽ gửi")
        sees(page, "Gửi 10 trong 10 ngày")
        page.get_by_label("Chủ Nhật, 22/11/2026").uncheck()
        sees(page, "Gửi 9 trong 10 ngày")
        page.get_by_label("Trong 14 ngày qua tôi đã đến tỉnh, thành phố khác").check()
        sees(page, "có ghi là bạn đã đến tỉnh, thành phố khác; không ghi nơi nào")
        before = asked(served, "report/send")
        press(page, "Tôi đồng ý gửi 9 ngày")

        sees(page, "Đã đến nơi")
        sees(page, "Máy chủ đã nhận khóa của 9 ngày.")
        sees(page, "Máy chuyển sang khóa mới")
    assert before == []
    assert asked(served, "report/preview") == [{"code": "12345678"}]
    [sent] = asked(served, "report/send")
    assert "2026-11-22" not in sent["days"]
    assert sent["travelled"]


def test_with_every_day_left_out_nothing_can_be_sent_and_stopping_sends_nothing(
    served: Served, browser: Browser
) -> None:
    with opened(browser, served) as page:
        go(page, "positive")
        page.get_by_label("Mã xác thực").fill("12345678")
        press(page, "Xem những gì sẽ gửi")
        boxes = page.locator(".report-days input")
        expect(boxes).to_have_count(10)
        for box in boxes.all():
            box.uncheck()
        sees(page, "Không còn ngày nào để gửi")
        page.get_by_role("button", name="Tôi đồng ý gửi 0 ngày").click(force=True)
        press(page, "Dừng lại, không gửi gì")

        sees(page, "Chưa có khóa nào được gửi.")
    assert asked(served, "report/send") == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("code_invalid", "Mã không đúng hoặc đã được dùng"),
        ("code_expired", "Mã đã hết hạn"),
        ("nothing_to_report", "Không có ngày nào để gửi"),
        ("unavailable", "Chưa liên lạc được"),
    ],
)
def test_each_refusal_says_what_a_person_can_do(served: Served, browser: Browser, code: str, said: str) -> None:
    with opened(browser, served) as page:
        go(page, "positive")
        page.get_by_label("Mã xác thực").fill("12345678")
        press(page, "Xem những gì sẽ gửi")
        served.device.refusals["report/send"] = 409, {"error": code, "message": "refused"}
        press(page, "Tôi đồng ý gửi 10 ngày")

        sees(page, said)
        expect(page.get_by_label("Mã xác thực")).to_have_value("1234 5678")


def test_what_cannot_be_a_code_is_said_before_anybody_is_asked(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        go(page, "positive")
        for typed, said in (
            ("", "Hãy nhập mã."),
            ("1234567", "Mã chưa đủ 8 chữ số."),
            ("xin chào", "Mã chưa đúng dạng."),
        ):
            page.get_by_label("Mã xác thực").fill(typed)
            press(page, "Xem những gì sẽ gửi")
            sees(page, said)
    assert asked(served, "report/preview") == []


def test_a_report_whose_answer_was_lost_is_seen_to_have_arrived(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        go(page, "positive")
        page.get_by_label("Mã xác thực").fill("12345678")
        press(page, "Xem những gì sẽ gửi")
        losing_the_answer(page, "report/send")
        press(page, "Tôi đồng ý gửi 10 ngày")

        sees(page, "Đã đến nơi")
    assert len(asked(served, "report/send")) == 1


def test_a_report_that_was_interrupted_goes_on_without_another_code(
    served: Served, browser: Browser, pictures: Path | None
) -> None:
    served.device.report = {"stage": "certified", "days": ["2026-11-23", "2026-11-24"]}
    served.device.refusals["report/resume"] = 503, {"error": "unavailable", "message": "no network"}
    with opened(browser, served) as page:
        go(page, "positive")
        sees(page, "Báo cáo của bạn chưa chắc đã đến")
        keep(page, "report-interrupted-vi-360", pictures)
        press(page, "Gửi tiếp")
        sees(page, "Chưa liên lạc được")
        del served.device.refusals["report/resume"]
        served.device.report = {"stage": "published", "days": ["2026-11-23", "2026-11-24"]}
        press(page, "Gửi tiếp")

        sees(page, "Máy chủ đã nhận khóa của 2 ngày.")


def test_a_second_window_sees_what_the_first_one_sent(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        go(page, "positive")
        page.get_by_label("Mã xác thực").fill("12345678")
        press(page, "Xem những gì sẽ gửi")
        sees(page, "Gửi 10 trong 10 ngày")
        served.device.report = {"stage": "published", "days": ["2026-11-24"]}
        page.evaluate("dispatchEvent(new Event('online'))")

        sees(page, "Máy chủ đã nhận khóa của 1 ngày.")
    assert asked(served, "report/send") == []


def test_a_former_report_does_not_make_a_wrong_code_look_right(served: Served, browser: Browser) -> None:
    served.device.report = {"stage": "published", "days": ["2026-11-10"]}
    served.device.refusals["report/send"] = 409, {"error": "code_invalid", "message": "refused"}
    with opened(browser, served) as page:
        go(page, "positive")
        press(page, "Nhập mã khác")
        page.get_by_label("Mã xác thực").fill("12345678")
        press(page, "Xem những gì sẽ gửi")
        sees(page, "Gửi 10 trong 10 ngày")
        page.evaluate("dispatchEvent(new Event('online'))")
        press(page, "Tôi đồng ý gửi 10 ngày")

        sees(page, "Mã không đúng hoặc đã được dùng")
        expect(page.get_by_text("Đã đến nơi")).to_have_count(0)


def test_what_changed_meanwhile_is_looked_at_again_with_the_same_code(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        go(page, "positive")
        page.get_by_label("Mã xác thực").fill("12345678")
        press(page, "Xem những gì sẽ gửi")
        served.device.refusals["report/send"] = 409, {"error": "consent_outdated", "message": "refused"}
        press(page, "Tôi đồng ý gửi 10 ngày")
        sees(page, "Những gì sẽ gửi vừa thay đổi")
        served.device.refusals.clear()
        press(page, "Xem những gì sẽ gửi")
        press(page, "Tôi đồng ý gửi 10 ngày")

        sees(page, "Đã đến nơi")
    assert asked(served, "report/preview") == [{"code": "12345678"}, {"code": "12345678"}]


def test_an_update_waits_while_a_report_is_being_sent(served: Served, browser: Browser) -> None:
    held = list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    is_sending = "() => import('./parts/sending.js').then((module) => module.isSending())"
    with opened(browser, served) as page:
        go(page, "positive")
        page.get_by_label("Mã xác thực").fill("12345678")
        press(page, "Xem những gì sẽ gửi")
        page.route(f"**{DEVICE}report/send", hold)
        with page.expect_request(f"**{DEVICE}report/send", timeout=PATIENCE):
            press(page, "Tôi đồng ý gửi 10 ngày")
        sees(page, "Đang gửi. Xin đừng đóng trang này.")
        during = page.evaluate(is_sending)
        held[0].continue_()
        sees(page, "Đã đến nơi")
        after = page.evaluate(is_sending)

    assert (during, after) == (True, False)


def test_a_scanned_code_fills_the_field_and_a_strange_one_is_named(served: Served, browser: Browser) -> None:
    strange = "https://bluezone.laichau.example/app/#v=AAECAwQ", "https://evil.example/?c=12345678"
    said = "Đây là mã của một địa điểm.", "Mã vừa quét không phải mã xác thực của Bluezone."
    with opened(browser, served) as page:
        go(page, "positive")
        for text, answer in zip(strange, said, strict=True):
            scan(page, text)
            sees(page, answer)
        scan(page, "https://bluezone.laichau.example/app/#c=23456789abcdefgh")

        expect(page.get_by_label("Mã xác thực")).to_have_value("2345 6789 abcd efgh", timeout=PATIENCE)
    assert asked(served, "report/preview") == []


def scan(page: Page, text: str) -> None:
    """Scan a QR code from a picture, as somebody without a camera does."""
    drawn = BytesIO()
    segno.make(text).save(drawn, kind="png", scale=6, border=4)
    press(page, "Quét mã")
    page.locator("dialog input[type=file]").set_input_files(
        {"name": "code.png", "mimeType": "image/png", "buffer": drawn.getvalue()}, timeout=PATIENCE
    )
    expect(page.locator("dialog")).to_have_count(0, timeout=PATIENCE)


def test_a_report_is_made_with_a_keyboard_alone(served: Served, browser: Browser) -> None:
    with opened(browser, served, reduced_motion="reduce") as page:
        go(page, "positive")
        expect(page.locator("h1")).to_be_focused(timeout=PATIENCE)
        expect(page.get_by_label("Mã xác thực")).to_be_visible(timeout=PATIENCE)
        reach(page, "Mã xác thực")
        page.keyboard.type("1234 5678")
        page.keyboard.press("Enter")
        sees(page, "Gửi 10 trong 10 ngày")
        reach(page, "Thứ Ba, 24/11/2026")
        page.keyboard.press("Space")
        reach(page, "Tôi đồng ý gửi 9 ngày")
        page.keyboard.press("Enter")

        sees(page, "Đã đến nơi")
    [sent] = asked(served, "report/send")
    assert (len(sent["days"]), sent["travelled"]) == (9, False)


def reach(page: Page, name: str) -> None:
    """Press the tabulator until something of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => { const at = document.activeElement;"
            " return (at.labels?.[0] ?? at).innerText + ' ' + (at.getAttribute('aria-label') ?? ''); }"
        )
        if name in said:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_a_code_behind_a_link_is_put_into_its_field_and_taken_out_of_the_address(
    served: Served, browser: Browser
) -> None:
    with opened(browser, served) as page:
        page.evaluate("location.hash = '#c=23456789ABCDEFGH'")

        expect(page.get_by_label("Mã xác thực")).to_have_value("2345 6789 abcd efgh", timeout=PATIENCE)
        expect(page).to_have_url(f"{served.address}#/positive", timeout=PATIENCE)
    assert asked(served, "report/preview") == []
