"""A warned person and a diary of days, as they meet the pages in a browser, with a radio and without."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pytest
from playwright.sync_api import Browser, expect
from tests import pages as tooling
from tests.citizen.pages_server import ORDINARY, Served, pages
from tests.citizen.scripted_device import ScriptedDevice
from tests.journeys.browser import PATIENCE
from tests.journeys.citizen import VIEWS, go, keep, looked_at, opened, settle
from tests.journeys.citizen_warned import COMMUNE, WEAK, asked, losing_the_answer, press, sees, warned_phone

CONTENT: Final = {
    "days": ".day-bar",
    "warnings": ".others",
    "warnings/letter": ".letter-form",
    "positive": ".code-input",
}
"""By screen, what stands there once everything was asked of the phone."""
READY_OFFLINE: Final = """() => Promise.race([
    navigator.serviceWorker.ready.then(() => true), new Promise((done) => setTimeout(() => done(false), 30000))])"""


@pytest.fixture
def served() -> Iterator[Served]:
    """The pages of a person who was warned."""
    with warned_phone() as running:
        yield running


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
        expect(others.locator("a")).to_have_count(0)


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
        links = page.locator("a[href^='tel:']")
        expect(links).to_have_count(1)
        expect(links).to_have_attribute("href", "tel:115")


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
            page.get_by_role("button", name="Thứ Năm, 19/11/2026: khoảng 13 lần gặp, tổng cộng 5 giờ 20 phút")
        ).to_be_visible()
        page.get_by_role("button", name="Thứ Sáu, 20/11/2026").click()
        sees(page, "không ghi nhận lần gặp nào")
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
        expect(page.locator("input")).to_have_count(0)
        wrong = looked_at(page, "positive-browser-vi-360", pictures)
        page.reload()
        go(page, "days")
        expect(page.get_by_label("Ghi chú riêng")).to_have_value("Chợ phiên", timeout=PATIENCE)
    assert not wrong
