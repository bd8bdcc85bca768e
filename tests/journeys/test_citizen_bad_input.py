"""Bad input in a browser: files nobody should believe, a wrong clock, a full device; each time, what is good stays."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from playwright.sync_api import Browser, expect
from tests.citizen.paper_authority import NEWS, NOW, PaperAuthority, private_key
from tests.journeys.citizen_stage import Stage, later, stage

from bluezone.protocol.signed_files import FILE_LIMIT

NONSENSE: Final[dict[str, Any]] = {**NEWS, "items": []}
UNTRUSTED: Final = "Không xác minh được ai đã ký"
UNREADABLE: Final = "Máy chủ trả về dữ liệu không đọc được"
FULL: Final = """
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given);
    if (!window.full) return request;
    Object.defineProperty(this.transaction, "error", { value: new DOMException("no room", "QuotaExceededError") });
    this.transaction.abort();
    return request;
  };
"""
"""Ends a transaction as a browser does that has no room: Chromium's own limit does not count short documents."""


def tampered(authority: PaperAuthority) -> bytes:
    """A genuine feed whose payload somebody exchanged."""
    envelope = msgspec.json.decode(authority.feed("news", NEWS, sequence=2))
    other = msgspec.json.decode(authority.feed("news", NONSENSE, sequence=3))
    return msgspec.json.encode({**envelope, "payload": other["payload"]})


FEEDS: Final[dict[str, tuple[Callable[[PaperAuthority], bytes], str]]] = {
    "tampered": (tampered, "Chữ ký của tin không đúng"),
    "of an unknown key": (
        lambda one: one.feed("news", NONSENSE, sequence=2, key_id="other", private=private_key(9)),
        UNTRUSTED,
    ),
    "older": (lambda one: one.feed("news", NONSENSE), "tin cũ hơn tin đã có"),
    "stale": (
        lambda _: PaperAuthority(now=NOW - timedelta(days=30)).feed("news", NONSENSE, sequence=3),
        "Tin của cơ quan y tế đã quá hạn",
    ),
    "another of the same number": (lambda one: one.feed("news", NONSENSE, sequence=2), UNTRUSTED),
    "of 50 MB": (lambda _: b" " * (50 * FILE_LIMIT // 4), UNREADABLE),
    "garbage": (lambda _: b"\xff\x00<html>", UNREADABLE),
}
"""What comes in the place of the news, and what is said; the news before had number two."""


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """A camera that nobody opens."""
    return tmp_path / "camera.y4m"


def check(on: Stage) -> None:
    """Go to the first screen and check now."""
    on.open("home")
    on.press("Kiểm tra ngay", "Check now")


def the_good_news_is_there(on: Stage) -> None:
    """What was received before is shown as it was."""
    on.open("news")
    on.sees("Chợ phiên San Thàng mở lại", "San Thàng market opens again")


def test_a_tampered_an_older_and_a_stale_feed_are_refused_and_the_good_one_stays(
    browser: Browser, camera: Path
) -> None:
    with stage(browser, camera) as on:
        on.served.files["signed/news.json"] = on.authority.feed("news", NEWS, sequence=2)
        check(on)
        on.hears("Đã kiểm tra xong.", "Checked.")
        for make, says in FEEDS.values():
            on.served.files["signed/news.json"] = make(on.authority)
            check(on)

            on.sees(says, says)
            the_good_news_is_there(on)


def test_a_clock_that_is_off_by_days_is_named_and_what_was_kept_can_be_read(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        on.at(later(40))
        check(on)

        on.sees("hoặc đồng hồ trên máy sai. Hãy xem lại ngày giờ của máy.", "clock is wrong")
        the_good_news_is_there(on)
        on.at(later(-40))
        on.open("home")
        on.sees("Trình duyệt này không đếm được các lần gặp", "cannot count")
        on.at(NOW)
        check(on)
        on.hears("Đã kiểm tra xong.", "Checked.")


def test_a_full_device_says_so_and_keeps_what_it_had(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        on.page.context.add_init_script(FULL)
        on.page.reload()
        on.open("days")
        note = on.page.get_by_label("Ghi chú riêng")
        note.fill("Chợ phiên")
        on.press("Lưu ghi chú", "Save")
        on.sees("Đã lưu ghi chú trên máy này.", "saved")
        on.page.evaluate("window.full = true")
        note.fill("Chợ phiên, ăn cỗ")
        on.press("Lưu ghi chú", "Save")

        on.sees("Bộ nhớ của máy đã đầy nên chưa lưu được.", "full")
        assert note.input_value() == "Chợ phiên, ăn cỗ", "nothing that was typed is lost"
        on.page.reload()
        on.open("days")
        expect(on.page.get_by_label("Ghi chú riêng")).to_have_value("Chợ phiên")
