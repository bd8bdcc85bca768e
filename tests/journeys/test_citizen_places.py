"""A person and the places: scan a code at a door by a camera that shows it, correct, leave, delete, with and without a
network; and every code that does not count says what it is."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, expect
from tests.citizen.paper_authority import NOW, SITE, private_key
from tests.journeys.browser import PATIENCE, chromium
from tests.journeys.citizen_stage import WAYS, Stage, Way, later, stage

from bluezone.protocol.ended_codes import ended_mark, padded_marks
from bluezone.protocol.place_warnings import padded_entries, venues_content, warning_entries
from bluezone.protocol.signed_feeds import content_of
from bluezone.protocol.venues import code_text

NAME = "Chợ phiên San Thàng"


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("camera") / "camera.y4m"


@pytest.fixture(scope="module")
def browser(camera: Path) -> Iterator[Browser]:
    """A Chromium whose camera shows what the file holds when it is opened."""
    fake = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}"]
    with chromium(*fake) as running:
        yield running


def cameras_are_off(on: Stage) -> bool:
    """Whether every camera that the page ever opened is off."""
    return bool(
        on.page.evaluate("streams.every(each => each.getTracks().every(track => track.readyState === 'ended'))")
    )


def span(start: str, end: str) -> str:
    """Return from when to when, as the pages write it."""
    return f"{start} \u2013 {end}"


def scan(on: Stage) -> None:
    """Press the button that opens the scanner with its camera."""
    on.open("places")
    on.press("Quét mã nơi đến", "Scan a place", role="link")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_person_scans_a_market_corrects_the_times_and_leaves(
    browser: Browser, camera: Path, pictures: Path | None, way: Way
) -> None:
    with stage(browser, camera, way=way, pictures=pictures) as on:
        on.hold(on.authority.text())
        on.open("places")
        on.sees("Chưa có nơi nào", "No places yet")
        on.look("places-empty")
        assert on.page.evaluate("streams.length") == 0, "the camera is asked for by an act only"

        scan(on)
        on.sees("Đã ghi nơi đến", "Your visit is noted")
        on.look("places-noted")
        assert cameras_are_off(on)
        on.press("Xong", "Done", role="link")
        on.sees("Đang ở đây", "Here now")
        on.look("places-here")

        on.press("Sửa giờ", "Change the times")
        on.look("places-times")
        ends = on.page.get_by_label(on.say("Giờ rời đi", "Left at"), exact=True)
        ends.fill("2026-11-24T08:00")
        on.press("Lưu giờ", "Save times")
        on.sees("Giờ rời đi phải sau giờ đến.", "You must leave after you came.")
        ends.fill("2026-11-27T08:00")
        on.press("Lưu giờ", "Save times")
        on.sees("nằm ngoài khoảng cho phép", "outside of what can be chosen")
        on.page.get_by_label(on.say("Giờ đến", "Came at"), exact=True).fill("2026-11-24T08:45")
        ends.fill("2026-11-24T10:15")
        on.press("Lưu giờ", "Save times")
        on.sees(span("08:45", "10:15"), span("08:45", "10:15"))

        on.at(NOW + timedelta(minutes=10))
        on.press("Tôi rời đi", "I am leaving")
        on.sees(span("08:45", "09:40"), span("08:45", "09:40"))
        on.look("places-list")
        on.press("Xóa lần đến", "Delete the visit")
        on.press("Xóa khỏi máy", "Delete from this device")
        on.sees("Chưa có nơi nào", "No places yet")
        assert on.wrong == []
        assert {method for method, _ in on.served.requests} == {"GET"}, "nothing leaves the device"


def test_without_a_network_a_code_is_scanned_and_a_visit_ends_by_itself(browser: Browser, camera: Path) -> None:
    with stage(browser, camera, way=Way(offline=True)) as on:
        on.page.context.set_offline(True)
        on.page.reload()
        before = len(on.served.requests)

        on.hold(on.authority.text(name="Bến xe Lai Châu", type=1))
        scan(on)

        on.sees("Đã ghi nơi đến", "Your visit is noted")
        on.press("Xong", "Done", role="link")
        on.sees("Tự ghi rời đi lúc 10:30", "Leaves by itself at 10:30")
        on.at(NOW + timedelta(hours=2))
        on.open("declaration")
        on.open("places")
        on.sees(span("09:30", "10:30") + " (giờ rời đi do máy tự ghi)", span("09:30", "10:30"))
        assert len(on.served.requests) == before
        on.at(later(15))
        on.open("declaration")
        on.open("places")
        on.sees("Chưa có nơi nào", "No places yet")


def test_scanning_again_at_the_door_asks_whether_one_leaves(
    browser: Browser, camera: Path, pictures: Path | None
) -> None:
    with stage(browser, camera, pictures=pictures) as on:
        on.hold(on.authority.text())
        scan(on)
        on.sees("Đã ghi nơi đến", "Your visit is noted")
        on.at(NOW + timedelta(minutes=25))

        scan(on)

        on.sees("Bạn đang ở Chợ phiên San Thàng", "You are at")
        on.look("places-again")
        on.press("Tôi rời đi", "I am leaving")
        on.sees(span("09:30", "09:55"), span("09:30", "09:55"))
        assert on.wrong == []


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_code_that_does_not_count_says_what_it_is(
    browser: Browser, camera: Path, pictures: Path | None, way: Way
) -> None:
    with stage(browser, camera, way=way, pictures=pictures) as on:
        genuine = on.authority.text()
        code = on.authority.code()
        forged = on.authority.text(private=private_key(9))
        texts = {
            "places-forged": (altered(code), "Mã giả hoặc đã bị sửa", "Forged or altered code"),
            "places-unknown": (forged, "Không nhận ra nơi phát hành", "does not know who issued"),
            "places-expired": (on.authority.text(expires=date(2026, 11, 20)), "Mã đã hết hạn", "has expired"),
            "places-future": (on.authority.text(issued=date(2026, 12, 1)), "chưa đến ngày", "not valid yet"),
            "places-damaged": (genuine[:-8], "Mã giả hoặc đã bị sửa|Mã bị hỏng", "Forged or altered|Damaged"),
            "places-foreign": ("https://shop.example/win?prize=1", "một đường liên kết", "a link to somewhere else"),
            "places-long": (f"{SITE}/app/#v={'A' * 4096}", "quá dài", "too much text"),
            "places-script": ("<script>window.harmed=1</script>", "dùng cho việc khác", "something else"),
            "places-install": (f"{SITE}/app/#i=03387", "mã cài đặt Bluezone", "installs Bluezone"),
            "places-result": ("1234 5678", "mã xác thực xét nghiệm", "the code of a test result"),
        }
        assert len(code) <= 160
        on.open("places/scan")
        for name, (text, vi, en) in texts.items():
            on.type(text)
            words = on.say(vi, en)
            notice = on.page.locator(".notice").filter(has_text=re.compile(words))
            expect(notice).to_be_visible(timeout=PATIENCE)
            if name in {"places-forged", "places-expired", "places-foreign", "places-script"}:
                on.look(name)
            expect(on.page.locator(".notice a[href^='http']")).to_have_count(0)
            on.press("Quét lại", "Scan again")
        assert on.page.evaluate("window.harmed") is None
        assert on.wrong == []
        on.open("places")
        on.sees("Chưa có nơi nào", "No places yet")


def altered(code: bytes) -> str:
    """Return a code of the next version with the signature of this one."""
    return code_text(code[:7] + bytes([code[7] + 1]) + code[8:], site=SITE)


def test_an_older_code_of_a_place_is_not_taken_once_the_newer_was_seen(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        on.hold(on.authority.text(version=3))
        scan(on)
        on.sees("Đã ghi nơi đến", "Your visit is noted")

        on.open("places")
        on.open("places/scan")
        on.type(on.authority.text(version=2))

        on.sees("Mã cũ, đã có mã mới thay", "An old code that has been replaced")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_replaced_code_says_so_to_a_telephone_that_never_saw_the_new_one(
    browser: Browser, camera: Path, pictures: Path | None, way: Way
) -> None:
    with stage(browser, camera, way=way, pictures=pictures) as on:
        marks = padded_marks([ended_mark(bytes(range(16)))], lambda number: number.to_bytes(8, "big"))
        content = content_of(venues_content([padded_entries([], bytes)], marks))
        on.served.files["signed/venues.json"] = on.authority.feed("venues", content, sequence=2)
        on.open("news")
        on.press("Cập nhật", "Update")
        on.hears("Đã cập nhật.", "Updated.")

        on.open("places/scan")
        on.type(on.authority.text())
        on.sees("Mã này đã được thay", "This code has been replaced")
        on.look("places-replaced")
        on.open("places")
        on.sees("Chưa có nơi nào", "No places yet")
        on.open("places/scan")
        on.type(on.authority.text())
        on.press("Vẫn ghi nơi đến", "Note my visit all the same")

        on.sees("Đã ghi nơi đến", "Your visit is noted")
        assert on.wrong == []


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_poster_copied_to_another_place_says_which_place_it_is_for(
    browser: Browser, camera: Path, pictures: Path | None, way: Way
) -> None:
    with stage(browser, camera, way=way, pictures=pictures) as on:
        on.open("places/scan")
        on.type(on.authority.text(name="Bến xe Lai Châu", type=1, commune="03400"))

        on.sees("Bến xe Lai Châu, 09:30", "Bến xe Lai Châu, 09:30")
        on.sees("bến xe · xã, phường mã 03400", "bus station · commune no. 03400")
        on.look("places-elsewhere")
        on.press("Tôi không ở đây, xóa đi", "I am not there, delete it")
        on.sees("Chưa có nơi nào", "No places yet")
        assert on.wrong == []


def test_a_venue_s_name_with_markup_is_refused_and_harmless(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        code = on.authority.code(name="x" * 30)
        named = code.replace(b"x" * 30, b"<script>harmed=1</script>".ljust(30, b"y"))
        on.open("places/scan")

        on.type(code_text(named, site=SITE))

        on.sees("Mã bị hỏng", "Damaged code")
        assert on.page.evaluate("window.harmed") is None


def test_a_code_opened_by_a_link_is_noted_only_after_a_press(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        fragment = on.authority.text().split("/app/")[1]
        on.page.evaluate("fragment => { location.hash = fragment; }", fragment)
        on.sees("Bạn vừa mở mã của một địa điểm", "You have opened a place")
        on.press("Ghi nơi đến", "Note my visit")
        on.sees("Đã ghi nơi đến", "Your visit is noted")


def test_a_warning_about_a_place_is_shown_beside_the_visit(
    browser: Browser, camera: Path, pictures: Path | None
) -> None:
    with stage(browser, camera, pictures=pictures) as on:
        on.hold(on.authority.text())
        scan(on)
        on.sees("Đã ghi nơi đến", "Your visit is noted")
        on.press("Xong", "Done", role="link")
        secret = bytes(range(16))
        on.served.files["signed/venues.json"] = newer(on, secret)

        on.at(NOW + timedelta(hours=3))
        on.open("news")
        on.press("Cập nhật", "Update")
        on.hears("Đã cập nhật.", "Updated.")
        on.open("places")

        on.sees("Nơi này có cảnh báo", "There is a warning about this place")
        on.look("places-warned")
        assert on.wrong == []


def newer(on: Stage, secret: bytes) -> bytes:
    """Return a second feed of places that warns whoever was at the market around ten."""
    entries = warning_entries(secret, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    content = content_of(venues_content([padded_entries(entries, bytes)]))
    return on.authority.feed("venues", content, sequence=2)


def test_a_browser_that_refuses_the_camera_says_how_to_go_on(
    browser: Browser, camera: Path, pictures: Path | None
) -> None:
    with stage(browser, camera, way=Way(allowed=False), pictures=pictures) as on:
        on.open("places/scan")
        on.press("Mở camera", "Open the camera")
        on.sees("Camera chưa được cho phép", "The camera is not allowed")
        on.look("places-refused")

        code = camera.with_name("poster.png")
        segno.make(on.authority.text()).save(str(code), scale=6)
        on.page.locator("input[type=file]").set_input_files(code)

        on.sees("Đã ghi nơi đến", "Your visit is noted")
        assert on.wrong == []


def test_a_picture_without_a_code_and_a_file_that_is_none_are_said(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        on.open("places/scan")
        on.page.locator("details.more summary").first.click()
        for content, words in ((b"not a picture", "Không mở được tệp này"), (blank(), "Không thấy mã QR nào")):
            on.page.locator("input[type=file]").set_input_files(
                {"name": "a.png", "mimeType": "image/png", "buffer": content}
            )
            on.sees(words, words)


def blank() -> bytes:
    """Return a white picture."""
    kept = BytesIO()
    Image.new("RGB", (200, 200), "white").save(kept, "PNG")
    return kept.getvalue()


def test_leaving_the_scanner_turns_the_camera_off(browser: Browser, camera: Path, pictures: Path | None) -> None:
    with stage(browser, camera, pictures=pictures) as on:
        scan(on)
        on.sees("Đưa mã QR vào giữa khung hình", "Hold the QR code")
        expect(on.page.locator("video")).to_be_visible()
        on.look("places-scanner")
        assert not cameras_are_off(on)

        on.press("Về danh sách", "Back to the list", role="link")

        on.sees("Chưa có nơi nào", "No places yet")
        assert cameras_are_off(on)
        scan(on)
        on.press("Tắt camera", "Turn the camera off")
        on.sees("Mở camera", "Open the camera")
        assert cameras_are_off(on)
        assert on.wrong == []


def changed(on: Stage, script: str) -> None:
    """Open the pages again in a browser that differs by a script."""
    on.page.context.add_init_script(script)
    on.page.reload()
    expect(on.page.locator("main h1").first).to_be_visible(timeout=PATIENCE)


def test_a_browser_without_a_camera_reads_a_pasted_code(browser: Browser, camera: Path, pictures: Path | None) -> None:
    with stage(browser, camera, pictures=pictures) as on:
        changed(on, "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
        on.open("places/scan")
        on.press("Mở camera", "Open the camera")
        on.sees("Máy này không có camera", "This device has no camera")
        on.look("places-no-camera")

        on.type(on.authority.text())

        on.sees("Đã ghi nơi đến", "Your visit is noted")
        assert on.wrong == []


@pytest.mark.parametrize("answer", ["return [{ rawValue: window.seen }]", "throw new Error('no service behind it')"])
def test_the_telephone_s_own_reader_is_used_where_it_works(browser: Browser, camera: Path, answer: str) -> None:
    with stage(browser, camera) as on:
        code = on.authority.text()
        reader = f"static async getSupportedFormats() {{ return ['qr_code']; }} async detect() {{ {answer}; }}"
        changed(on, f"window.seen = {code!r}; window.BarcodeDetector = class {{ {reader} }};")
        if "throw" in answer:
            on.hold(code)

        scan(on)

        on.sees("Đã ghi nơi đến", "Your visit is noted")
        fetched = any(path.endswith("zxing_reader.wasm") for _, path in on.served.requests)
        assert fetched == ("throw" in answer), "the library is fetched only where it is needed"


def test_a_camera_with_a_light_offers_it(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        changed(
            on,
            """MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
            MediaStreamTrack.prototype.applyConstraints = async (wish) => { window.wished = wish; };""",
        )
        scan(on)
        on.press("Bật đèn", "Light on")
        expect(on.page.get_by_role("button", name="Tắt đèn")).to_be_visible(timeout=PATIENCE)
        assert on.page.evaluate("wished.advanced[0].torch") is True
