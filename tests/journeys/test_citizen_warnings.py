"""A warned person, a person who tested positive, and a diary of days, as they meet the pages in a browser."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests import pages as tooling
from tests.citizen.pages_server import DEVICE, ORDINARY, Served, pages
from tests.citizen.scripted_device import ScriptedDevice
from tests.journeys.citizen import VIEWS, go, keep, looked_at, opened, settle

PATIENCE: Final = 30_000
"""Milliseconds: both cores may be busy with other tests."""
COMMUNE: Final = {"unit": "03387", "name": "Phường Tân Phong"}
NEWS: Final = {
    "kind": "news",
    "sequence": 3,
    "issued": "2026-11-23T00:00:00Z",
    "expires": "2026-11-30T00:00:00Z",
    "content": {
        "items": [],
        "faq": [],
        "isolation_days": 14,
        "advice": json.loads(
            (Path(__file__).parents[2] / "src/bluezone/authority/data/news-default.json").read_text(encoding="utf-8")
        )["advice"],
        "telephones": [
            {"unit": "03387", "name": {"vi": "Trạm Y tế phường Tân Phong", "en": "Tân Phong health station"}, "number": "0213 3800 001"},
            {"unit": "03390", "name": {"vi": "Trạm Y tế xã Bình Lư", "en": "Bình Lư health station"}, "number": "0213 3800 002"},
            {"unit": "12", "name": {"vi": "Trung tâm Kiểm soát bệnh tật", "en": "Centre for disease control"}, "number": "0213 3800 000"},
        ],
    },
}  # fmt: skip
CONTENT: Final = {
    "days": ".day-bar",
    "warnings": ".others",
    "warnings/letter": ".letter-form",
    "positive": ".code-input",
}
"""By screen, what stands there once everything was asked of the phone."""
READY_OFFLINE: Final = """() => Promise.race([
    navigator.serviceWorker.ready.then(() => true), new Promise((done) => setTimeout(() => done(false), 30000))])"""
BEFORE_THE_ANSWER: Final = "internetdisconnected"


def exposure(name: str, **told: Any) -> dict[str, Any]:
    """Return an exposure to a person for 35 minutes five days ago, with whatever is told otherwise."""
    known = {"id": name, "kind": "person", "day": "2026-11-19", "minutes": 35, "band": "near", "place": None}
    rest = {"start": None, "end": None, "level": "high", "policy": 1, "told": "2026-11-21T01:00:00Z", "reported": False}
    return {**known, **rest, **told}


MEETING: Final = exposure("meeting")
WEAK: Final = exposure("weak", day="2026-11-23", minutes=8, band="far", level="low")
MEAL: Final = exposure(
    "meal", kind="place", day="2026-11-18", place="Quán cơm Hoa Ban", band=None, minutes=60,
    start="2026-11-18T04:30:00Z", end="2026-11-18T05:45:00Z",
)  # fmt: skip


@pytest.fixture
def served() -> Iterator[Served]:
    """A phone with a radio whose person has installed the pages and been warned three times."""
    device = ScriptedDevice(exposures=[WEAK, MEETING, MEAL], settings={"news": NEWS})
    with pages(Served(device=device)) as running:
        settle(running, counted=COMMUNE)
        yield running


def asked(served: Served, name: str) -> list[Any]:
    """Return the bodies with which the page made this call."""
    return [body for _, call, body in served.device.asked if call == name]


def press(page: Page, name: str) -> None:
    """Press the button or link that says so."""
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first.click()


def sees(page: Page, text: str) -> None:
    """Wait until this text is on the page."""
    expect(page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)


def losing_the_answer(page: Page, name: str) -> Callable[[], None]:
    """Let calls of this name reach the phone and lose their answers; return the way to stop losing them."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort(BEFORE_THE_ANSWER)

    address = f"**{DEVICE}{name}"
    page.route(address, lose)
    return lambda: page.unroute(address)


def test_a_warned_person_is_told_what_happened_what_to_do_and_whom_to_call(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        go(page, "warnings")

        sees(page, "Bạn đã ở gần một người có kết quả xét nghiệm dương tính")
        sees(page, "Thứ Năm, 19/11/2026")
        sees(page, "khoảng 35 phút")
        sees(page, "Gần: tín hiệu mạnh, thường là trong khoảng 2 mét")
        sees(page, "Ở nhà, đeo khẩu trang khi có người khác ở gần và rửa tay thường xuyên.")
        sees(page, "Ngày thứ 5 trong 14 ngày")
        first = page.locator("a.call").first
        assert first.get_attribute("href") == "tel:02133800001"
        expect(first).to_contain_text("Trạm Y tế phường Tân Phong")


def test_one_message_is_shown_however_many_warnings_there_are(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        go(page, "warnings")

        expect(page.locator(".message")).to_have_count(1)
        expect(page.locator(".todo")).to_have_count(1)
        others = page.locator(".others details")
        expect(others).to_have_count(2)
        others.nth(1).locator("summary").click()
        expect(others.nth(1)).to_contain_text("Riêng lần này không cần cách ly.")
        assert others.locator("a").count() == 0


def test_a_low_risk_meeting_is_explained_and_asks_for_no_isolation(served: Served, browser: Browser) -> None:
    served.device.exposures = [WEAK]
    with opened(browser, served) as page:
        go(page, "warnings")

        sees(page, "Bạn có một lần gặp nguy cơ thấp")
        sees(page, "chưa phải là tiếp xúc gần")
        expect(page.get_by_text("Thời gian cách ly")).to_have_count(0)


def test_without_news_no_number_and_no_days_are_made_up(served: Served, browser: Browser) -> None:
    del served.device.settings["news"]
    served.setting = msgspec.structs.replace(ORDINARY, hotline="")
    with opened(browser, served) as page:
        go(page, "warnings")

        sees(page, "Bản tin của cơ quan y tế chưa có số điện thoại nào.")
        sees(page, "không biết cần cách ly bao nhiêu ngày")
        links = [link.get_attribute("href") for link in page.locator("a[href^='tel:']").all()]
        assert links == ["tel:115"]


def test_a_report_shows_every_field_and_arrives_once_though_the_answer_was_lost(
    served: Served, browser: Browser, pictures: Path | None
) -> None:
    with opened(browser, served) as page:
        go(page, "warnings/letter")
        page.get_by_label("Ho", exact=True).check()
        page.get_by_label("Số điện thoại").fill("không có")
        press(page, "Xem lại trước khi gửi")
        sees(page, "Số điện thoại chỉ gồm chữ số")
        page.get_by_label("Số điện thoại").fill("0912 345 678")
        press(page, "Xem lại trước khi gửi")

        sees(page, "Đúng những gì cơ quan y tế sẽ đọc")
        shown = page.locator(".facts").first.inner_text()
        wrong = looked_at(page, "letter-vi-360", pictures)
        stop = losing_the_answer(page, "letter/send")
        press(page, "Đồng ý gửi")
        sees(page, "Chưa biết báo cáo đã đến hay chưa")
        stop()
        page.reload()
        press(page, "Gửi lại")
        sees(page, "Báo cáo đã đến nơi")

    assert not wrong
    assert all(
        word in shown for word in ("Quán cơm Hoa Ban", "Ho", "0912 345 678", "AAECAwQFBgcICQoLDA0ODw==", "24/11/2026")
    )
    assert asked(served, "letter/preview")[0]["symptoms"] == ["cough"]
    assert asked(served, "letter/preview")[0]["commune"] == ""
    assert [body["mark"] for body in asked(served, "letter/send")] == ["letter-1", "letter-1"]
    assert served.device.settings["letter"] == {}


def test_a_person_leaves_a_day_out_and_sees_that_the_report_arrived(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        go(page, "positive")
        page.get_by_label("Mã xác thực").fill("1234-56 78")
        press(page, "Xem những gì sẽ gửi")
        sees(page, "Gửi 10 trong 10 ngày")
        page.get_by_label("Chủ Nhật, 22/11/2026").uncheck()
        sees(page, "Gửi 9 trong 10 ngày")
        before = asked(served, "report/send")
        press(page, "Tôi đồng ý gửi 9 ngày")

        sees(page, "Đã đến nơi")
        sees(page, "Máy chủ đã nhận khóa của 9 ngày.")
        sees(page, "Máy chuyển sang khóa mới")
    assert before == []
    assert asked(served, "report/preview") == [{"code": "12345678"}]
    assert "2026-11-22" not in asked(served, "report/send")[0]["days"]


def test_with_every_day_left_out_nothing_can_be_sent_and_stopping_sends_nothing(
    served: Served, browser: Browser
) -> None:
    with opened(browser, served) as page:
        go(page, "positive")
        page.get_by_label("Mã xác thực").fill("12345678")
        press(page, "Xem những gì sẽ gửi")
        for box in page.locator(".report-days input").all():
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
        press(page, "Tôi đồng ý gửi 10 ngày")
        sees(page, "Đang gửi. Xin đừng đóng trang này.")
        during = page.evaluate(is_sending)
        held[0].continue_()
        sees(page, "Đã đến nơi")
        after = page.evaluate(is_sending)

    assert (during, after) == (True, False)


def test_a_persons_own_positive_test_goes_before_warnings(served: Served, browser: Browser) -> None:
    served.device.report = {"stage": "published", "days": ["2026-11-23"]}
    with opened(browser, served) as page:
        go(page, "warnings")

        sees(page, "Bạn đã báo kết quả dương tính của mình")
        expect(page.get_by_text("Ngày thứ")).to_have_count(0)


def test_a_note_stays_with_its_day_and_two_windows_do_not_overwrite_each_other(
    served: Served, browser: Browser
) -> None:
    with opened(browser, served) as page:
        go(page, "days")
        page.get_by_role("button", name="Thứ Hai, 23/11/2026").click()
        page.get_by_label("Ghi chú riêng").fill("Chợ phiên")
        press(page, "Lưu ghi chú")
        sees(page, "Đã lưu ghi chú trên máy này.")
        served.device.settings["notes"] = {"2026-11-23": "Ngồi xe khách"}
        page.get_by_label("Ghi chú riêng").fill("Chợ phiên, ăn cỗ")
        press(page, "Lưu ghi chú")

        sees(page, "Ghi chú này vừa được sửa ở một cửa sổ khác.")
        assert served.device.settings["notes"] == {"2026-11-23": "Ngồi xe khách"}
        press(page, "Lưu ghi chú")
        sees(page, "Đã lưu ghi chú trên máy này.")
    assert served.device.settings["notes"] == {"2026-11-23": "Chợ phiên, ăn cỗ"}


def test_a_day_is_told_in_a_picture_in_words_and_in_a_table(served: Served, browser: Browser) -> None:
    with opened(browser, served) as page:
        go(page, "days")

        expect(page.locator(".day-bar")).to_have_count(14)
        expect(
            page.get_by_role("button", name="Thứ Năm, 19/11/2026: khoảng 13 lượt gặp, tổng cộng 5 giờ 20 phút")
        ).to_be_visible()
        page.get_by_role("button", name="Thứ Sáu, 20/11/2026").click()
        sees(page, "không ghi nhận lượt gặp nào")
        page.get_by_text("Xem dưới dạng bảng").click()
        expect(page.locator("table tbody tr")).to_have_count(14)


@pytest.mark.parametrize(("name", "path"), [("days", "days"), ("exposures", "warnings"), ("report", "positive")])
def test_an_answer_that_cannot_be_read_is_never_shown_as_a_figure(
    served: Served, browser: Browser, name: str, path: str
) -> None:
    served.device.refusals[name] = 200, [{"day": "yesterday", "encounters": "many"}]
    with opened(browser, served) as page:
        go(page, path)

        sees(page, "Không đọc được câu trả lời của máy")
        assert "many" not in page.locator("main").inner_text()


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
    assert len(asked(served, "report/send")[0]["days"]) == 9


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
        page.wait_for_function("location.hash === '#/positive'")
    assert asked(served, "report/preview") == []


def test_every_screen_is_clean_in_both_languages_and_widths(
    served: Served, browser: Browser, pictures: Path | None
) -> None:
    wrong = list[str]()
    for view in VIEWS[:5] if pictures else (VIEWS[0], VIEWS[3], VIEWS[4]):
        served.device.report = None
        settle(served, language=view.language, counted=COMMUNE)
        with opened(browser, served, view) as page:
            for path, content in CONTENT.items():
                go(page, path)
                expect(page.locator(content).last).to_be_visible(timeout=PATIENCE)
                name = path.replace("warnings/letter", "letter-form")
                wrong += looked_at(page, f"{name}-{view.name}", pictures)
            page.locator("input.code-input").fill("12345678")
            page.locator("form button[type=submit]").click()
            page.locator(".report-days input").nth(2).uncheck()
            wrong += looked_at(page, f"report-{view.name}", pictures)
            page.locator(".consent .button-primary").click()
            expect(page.locator(".arrived")).to_be_visible(timeout=PATIENCE)
            wrong += looked_at(page, f"report-arrived-{view.name}", pictures)
    assert not wrong


def kept_files() -> dict[str, bytes]:
    """Return the service worker and its list as they belong to the pages of this moment."""
    worker = tooling.worker_text(tooling.version_of(tooling.kept()))
    return {"files.json": tooling.list_text().encode(), "sw.js": worker.encode()}


def test_a_browser_says_that_it_measures_nothing_and_has_no_keys_and_works_offline(
    browser: Browser, pictures: Path | None
) -> None:
    setting = msgspec.structs.replace(ORDINARY, host="browser", service_worker=True)
    with (
        pages(Served(setting, ScriptedDevice(host="browser"), kept_files())) as served,
        opened(browser, served) as page,
    ):
        page.evaluate(
            """async (choices) => {
              const { openDevice } = await import("./device/browser.js");
              const device = await openDevice(await (await fetch("config.json")).json());
              await device.set("choices", choices);
            }""",
            {"language": "vi", "onboarded": "2026-11-11T03:00:00Z", "counted": None},
        )
        page.reload()
        assert page.evaluate(READY_OFFLINE)
        page.context.set_offline(offline=True)

        go(page, "days")
        sees(page, "Trình duyệt này không đo được gì")
        sees(page, "Điều đó không có nghĩa là bạn không gặp ai.")
        keep(page, "days-browser-vi-360", pictures)
        page.get_by_label("Ghi chú riêng").fill("Chợ phiên")
        press(page, "Lưu ghi chú")
        sees(page, "Đã lưu ghi chú trên máy này.")
        go(page, "warnings")
        sees(page, "Trình duyệt này không nghe được Bluetooth")
        go(page, "positive")
        sees(page, "Trình duyệt này không có khóa nào để gửi")
        assert page.locator("input").count() == 0
        wrong = looked_at(page, "positive-browser-vi-360", pictures)
        page.reload()
        go(page, "days")
        expect(page.get_by_label("Ghi chú riêng")).to_have_value("Chợ phiên", timeout=PATIENCE)
    assert not wrong
