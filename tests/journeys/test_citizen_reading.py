"""A person reads news, advice and answers: verified, unread until read, without a network, and honest when old."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.citizen.paper_authority import NEWS, private_key
from tests.journeys.browser import PATIENCE, chromium
from tests.journeys.citizen_stage import WAYS, Way, later, stage


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    return tmp_path / "camera.y4m"


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_news_loses_its_mark_when_read_and_stays_without_a_network(
    browser: Browser, camera: Path, pictures: Path | None, way: Way
) -> None:
    with stage(browser, camera, way=replace(way, offline=True), pictures=pictures) as on:
        on.open("news")
        on.sees("2 tin chưa đọc", "2 not read yet")
        on.look("news-list")
        on.page.context.set_offline(True)
        on.page.reload()

        on.press("Chợ phiên San Thàng mở lại", "San Thàng market opens again", role="link")
        expect(on.page.locator("main li")).to_have_count(3, timeout=PATIENCE)
        on.look("news-item")
        on.press("Về danh sách tin", "Back to all news", role="link")

        on.sees("1 tin chưa đọc", "1 not read yet")
        on.press("Cập nhật", "Update")
        on.sees("Chưa cập nhật được", "Could not update")
        on.sees("Chợ phiên San Thàng mở lại", "San Thàng market opens again")
        assert on.wrong == []


def test_news_that_nobody_renewed_says_that_it_is_old(browser: Browser, camera: Path, pictures: Path | None) -> None:
    with stage(browser, camera, pictures=pictures) as on:
        on.at(later(8))
        on.open("news")
        on.sees("Tin có thể đã cũ", "This may be out of date")
        on.look("news-old")
        on.open("help")
        on.sees("Thông tin có thể đã cũ", "This may be out of date")
        assert on.wrong == []


@pytest.mark.parametrize("kind", ["forged", "older"])
def test_a_feed_that_cannot_be_trusted_is_said_and_not_shown(browser: Browser, camera: Path, kind: str) -> None:
    with stage(browser, camera) as on:
        forged: dict[str, Any] = {**NEWS, "items": []}
        wrong = {"private": private_key(9), "sequence": 2} if kind == "forged" else {"sequence": 1}
        on.served.files["signed/news.json"] = on.authority.feed("news", forged, **wrong)
        on.open("news")

        on.press("Cập nhật", "Update")

        on.sees("Bản tin mới không đáng tin", "The newest news cannot be trusted")
        on.sees("Chợ phiên San Thàng mở lại", "San Thàng market opens again")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_help_shows_the_own_commune_s_number_and_finds_answers_without_tone_marks(
    browser: Browser, camera: Path, pictures: Path | None, way: Way
) -> None:
    with stage(browser, camera, way=way, pictures=pictures) as on:
        on.open("help")
        on.sees("Trạm y tế xã San Thàng", "San Thàng health station")
        on.look("help")
        expect(on.page.locator("main a[href='tel:02133888115']")).to_have_count(1)

        on.page.get_by_label(on.say("Tìm trong câu hỏi", "Search the questions")).fill(on.say("khau trang", "mask"))

        on.sees("1 câu phù hợp", "1 found")
        on.page.locator("summary", has_text=on.say("Khi nào cần đeo khẩu trang?", "When do I need a mask?")).click()
        on.sees("Ở nơi đông người", "In crowds")
        on.page.get_by_label(on.say("Tìm trong câu hỏi", "Search the questions")).fill("zzz")
        on.sees("Không có câu nào phù hợp", "Nothing found")
        assert on.wrong == []


def test_help_answers_before_anything_was_received(browser: Browser, camera: Path, pictures: Path | None) -> None:
    with stage(browser, camera, way=Way(offline=True), pictures=pictures) as on:
        on.page.evaluate(
            """async () => {
              const { openDevice } = await import("./device/browser.js");
              const device = await openDevice(await (await fetch("config.json")).json());
              await device.set("news", null);
            }"""
        )
        on.page.context.set_offline(True)
        on.open("help")
        on.sees("Máy chưa nhận được lời khuyên", "has not received")
        on.sees("Không có mạng thì dùng được gì?", "What works without a network?")
        on.open("news")
        on.sees("Máy chưa nhận được tin nào", "has not received any news")
        on.look("news-never")
        assert on.wrong == []
