"""A person stays in control: nothing leaves the browser without consent, and erasing leaves nothing in it."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser
from tests.citizen.pages_server import MAILBOX
from tests.citizen.paper_authority import NOW
from tests.journeys.citizen_stage import Stage, Way, stage
from tests.pages import PAGES

from bluezone.protocol.place_warnings import padded_entries, venues_content, warning_entries
from bluezone.protocol.signed_feeds import content_of

PUBLIC: Final = re.compile(r"/(keys\.json|signed/(news|venues|policy)\.json|config\.json|stage\.html)?")
"""What is the same for everybody, beside the files of the pages."""
BY_THE_BROWSER: Final = {("/sw.js", "referrer")}
"""A browser that looks for a new service worker by itself says from which page of this server."""
LEFT: Final = """async () => ({
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    storage: localStorage.length + sessionStorage.length,
})"""
NOTHING: Final = {"databases": 0, "caches": 0, "workers": 0, "storage": 0}


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """A camera that nobody opens: codes are typed."""
    return tmp_path / "camera.y4m"


def is_public(path: str) -> bool:
    """Whether a path is a file that everybody gets alike."""
    return bool(PUBLIC.fullmatch(path)) or (PAGES / path.lstrip("/")).is_file()


def installs(on: Stage) -> None:
    """Come from a poster, read everything, and let oneself be counted."""
    on.page.goto("about:blank")
    on.page.goto(f"{on.served.address}#i=03387&n=San+Th%C3%A0ng&f={on.authority.fingerprint[:32]}")
    on.press("Bắt đầu", "Begin")
    for _ in range(4):
        on.press("Tiếp tục", "Continue")
    on.press("Tính tôi vào", "Count me")
    on.press("Xong, bắt đầu dùng", "Done")
    on.sees("Trình duyệt này không đếm được các lần gặp", "This browser cannot count")


def visits_a_market(on: Stage) -> None:
    """Type the code of a market, be there when somebody ill is, and hear of it."""
    on.open("places/scan")
    on.type(on.authority.text())
    on.sees("Đã ghi nơi đến", "Your visit is noted")
    entries = warning_entries(bytes(range(16)), NOW, NOW.replace(hour=NOW.hour + 1))
    content = content_of(venues_content([padded_entries(entries, bytes)]))
    on.served.files["signed/venues.json"] = on.authority.feed("venues", content, sequence=2)
    on.open("home")
    on.press("Kiểm tra ngay", "Check now")
    on.sees("Bạn có 1 cảnh báo", "You have 1 warning")


def writes_down_what_concerns_nobody(on: Stage) -> None:
    """Keep a note of the day and a health declaration."""
    on.open("days")
    on.page.get_by_label("Ghi chú riêng").fill("Chợ phiên")
    on.press("Lưu ghi chú", "Save the note")
    on.sees("Đã lưu ghi chú trên máy này.", "The note is saved")
    on.open("declaration/me")
    on.page.get_by_label("Ho", exact=True).check()
    on.press("Tiếp", "Next")
    on.press("Để sau", "Later")
    on.sees("Chưa đủ", "Incomplete")


def stops_before_sending(on: Stage) -> None:
    """Write to the health authority, look at every word, and go away."""
    on.open("warnings/letter")
    on.page.get_by_label("Họ và tên").fill("Lò Thị Mai")
    on.press("Xem lại trước khi gửi", "Look before sending")
    on.sees("Đúng những gì cơ quan y tế sẽ đọc", "Exactly what")
    on.press("Không gửi", "Do not send", role="link")


def looks_around(on: Stage) -> None:
    """Read the news, invite somebody, take the data out."""
    for path in ("news", "help", "positive", "more", "invite"):
        on.open(path)
    on.press("Chép đường dẫn", "Copy the link")
    on.open("settings")
    with on.page.expect_download():
        on.press("Tệp để đọc", "A file to read")


def test_a_whole_journey_without_consent_pulls_public_files_and_nothing_else(browser: Browser, camera: Path) -> None:
    with stage(browser, camera, way=Way(offline=True)) as on:
        asked: list[str] = []
        on.page.context.on("request", lambda request: asked.append(request.url))
        for act in (installs, visits_a_market, writes_down_what_concerns_nobody, stops_before_sending, looks_around):
            act(on)

        elsewhere = [url for url in asked if not url.startswith((on.served.address, "blob:", "data:"))]
        assert elsewhere == []
        assert set(on.served.told) <= BY_THE_BROWSER
        assert [path for _, path in on.served.requests if not is_public(path)] == []

        on.open("warnings/letter")
        on.press("Xem lại trước khi gửi", "Look before sending")
        on.press("Đồng ý gửi", "I agree")
        on.sees("Báo cáo đã đến nơi", "The report arrived")
        assert set(on.served.told) - BY_THE_BROWSER == {(MAILBOX, "method"), (MAILBOX, "body")}


def left_in(page: Any, address: str) -> dict[str, int]:
    """What the browser keeps of the pages, as a document of theirs that runs no script finds it."""
    page.goto(f"{address}app.webmanifest")
    found: dict[str, int] = page.evaluate(LEFT)
    return found


def test_erasing_everything_leaves_nothing_in_the_browser(browser: Browser, camera: Path) -> None:
    with stage(browser, camera, way=Way(offline=True)) as on:
        visits_a_market(on)
        writes_down_what_concerns_nobody(on)
        before = left_in(on.page, on.served.address)
        on.page.goto(f"{on.served.address}#/settings")
        on.press("Xóa tất cả…", "Erase everything")
        on.page.get_by_role("checkbox", name="Tôi hiểu rằng không lấy lại được").check()
        on.press("Xóa ngay", "Erase now")
        on.sees("Đã xóa tất cả", "Everything is erased")

        assert all(before[name] for name in ("databases", "caches", "workers", "storage"))
        assert left_in(on.page, on.served.address) == NOTHING
        assert on.page.context.cookies() == []
