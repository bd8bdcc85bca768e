"""A person declares their health for themselves and for family: what the code says, what it never says, who agrees."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect
from tests.citizen.paper_authority import NOW, SITE
from tests.journeys.browser import PATIENCE, chromium
from tests.journeys.citizen_stage import WAYS, Stage, Way, later, stage

CODE = re.compile(re.escape(f"{SITE}/app/#d=") + "[A-Za-z0-9_-]{16}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    return tmp_path / "camera.y4m"


def code_shown(on: Stage) -> str:
    """Read the code on the screen as a gate does."""
    drawn = on.page.locator("svg.qr").screenshot()
    found = zxingcpp.read_barcodes(Image.open(BytesIO(drawn)))
    return found[0].text


def answer(on: Stage, *, symptoms: tuple[str, ...] = (), others: str = "no", where: str = "") -> None:
    """Answer the five questions and confirm them."""
    for each in symptoms or (on.say("Không có triệu chứng nào", "No symptoms"),):
        on.page.get_by_label(each, exact=True).check()
    on.press("Tiếp", "Next")
    for question in range(4):
        yes = others == "yes" or (question == 0 and where)
        on.page.get_by_label(on.say("Có", "Yes") if yes else on.say("Không", "No"), exact=True).check()
        if question == 0 and where:
            on.page.get_by_label(on.say("Đã đi đâu?", "Where to?")).fill(where)
        on.press("Tiếp", "Next")
    on.page.get_by_role("checkbox").check()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_person_declares_and_the_code_says_complete_and_until_when_only(
    browser: Browser, camera: Path, pictures: Path | None, way: Way
) -> None:
    with stage(browser, camera, way=way, pictures=pictures) as on:
        on.open("declaration")
        on.look("declaration-start")
        on.press("Khai báo", "Declare", role="link")
        on.look("declaration-symptoms")
        on.press("Tiếp", "Next")
        on.sees("Hãy chọn một câu trả lời", "Choose an answer")
        fever = on.say("Sốt (từ 37,5 °C trở lên)", "Fever (37.5 °C or more)")
        answer(on, symptoms=(fever,), where="Hà Nội")
        on.look("declaration-review")
        on.page.context.set_offline(True)
        on.press("Lưu và xem mã", "Save and show the code")
        on.sees("Đã khai đủ", "Complete")
        on.look("declaration-code")

        shown = code_shown(on)
        on.open("declaration")
        on.press("Xem mã", "Show code", role="link")
        on.sees("Đã khai đủ", "Complete")
        again = code_shown(on)

        assert CODE.fullmatch(shown)
        assert shown != again, "two gates cannot tell that they saw the same device"
        assert shown[: len(f"{SITE}/app/#d=") + 5] == again[: len(f"{SITE}/app/#d=") + 5]
        on.sees("Bạn nên hỏi cán bộ y tế", "Please speak with a health worker")
        assert on.wrong == []
        assert {method for method, _ in on.served.requests} == {"GET"}, "nothing leaves the device"


def test_the_answers_are_kept_as_a_readable_file_for_the_person(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        on.open("declaration/me")
        answer(on, where="Sa Pa")
        on.press("Lưu và xem mã", "Save and show the code")
        on.sees("Đã khai đủ", "Complete")
        on.page.locator("summary", has_text="Xem câu trả lời").click()

        with on.page.expect_download() as waiting:
            on.press("Lưu thành tệp cho tôi", "Save as a file for me")

        assert waiting.value.suggested_filename == "khai-bao-y-te-2026-11-24.txt"
        text = waiting.value.path().read_text(encoding="utf-8")
        assert "→ Có: Sa Pa" in text
        assert "Có giá trị đến hết Thứ Năm, 26 tháng 11" in text


def test_a_declaration_goes_on_later_and_ends_after_three_days(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        on.open("declaration/me")
        on.page.get_by_label("Ho", exact=True).check()
        on.press("Tiếp", "Next")
        on.press("Để sau", "Later")
        on.sees("Chưa đủ", "Incomplete")
        on.press("Xem mã", "Show code", role="link")
        on.sees("Khai chưa đủ", "Incomplete")
        on.open("declaration")
        on.press("Khai tiếp", "Go on", role="link")
        on.sees("bạn có đi khỏi xã", "have you left the commune")
        for _ in range(4):
            on.page.get_by_label("Không", exact=True).check()
            on.press("Tiếp", "Next")
        on.page.get_by_role("checkbox").check()
        on.press("Lưu và xem mã", "Save and show the code")
        on.sees("Đã khai đủ", "Complete")

        on.at(later(2))
        on.open("declaration")
        on.sees("Đã đủ, đến hết", "Complete, until")
        on.at(later(3))
        on.open("news")
        on.open("declaration")

        on.sees("Đã hết giá trị", "No longer valid")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_child_from_seven_is_asked_and_may_say_no(
    browser: Browser, camera: Path, pictures: Path | None, way: Way
) -> None:
    with stage(browser, camera, way=way, pictures=pictures) as on:
        on.open("declaration/new")
        on.press("Bắt đầu khai", "Begin")
        on.sees("Hãy ghi tên gọi.", "Write what you call them.")
        on.page.get_by_label(on.say("Tên gọi", "What you call them")).fill("Bé Na")
        on.page.get_by_label(on.say("Từ 7 đến 15 tuổi", "7 to 15")).check()
        on.press("Bắt đầu khai", "Begin")
        on.sees("Cần đánh dấu đồng ý", "Everybody asked has to agree")
        on.page.get_by_role("checkbox").check()
        on.look("declaration-guardian")
        on.press("Bắt đầu khai", "Begin")
        on.sees("đưa máy cho Bé Na", "hand the device to Bé Na")
        on.look("declaration-child")

        on.press("Em không đồng ý", "I do not agree")
        on.sees("máy không lưu gì", "nothing was kept")
        on.press("Về danh sách", "Back to the list")

        on.sees("Thêm người nhà", "Add a family member")
        expect(on.page.locator("main").get_by_text("Bé Na")).to_have_count(0, timeout=PATIENCE)
        assert on.wrong == []


def test_a_family_s_codes_carry_no_name(browser: Browser, camera: Path, pictures: Path | None) -> None:
    with stage(browser, camera, pictures=pictures) as on:
        for name, age, boxes in (
            ("Bà ngoại", "Từ 16 tuổi trở lên", 2),
            ("Bé Tí", "Dưới 7 tuổi", 1),
            ("Bé Na", "Từ 7 đến 15 tuổi", 1),
        ):
            on.open("declaration/new")
            on.page.get_by_label("Tên gọi").fill(name)
            on.page.get_by_label(age).check()
            for at in range(boxes):
                on.page.get_by_role("checkbox").nth(at).check()
            on.press("Bắt đầu khai", "Begin")
            if "15" in age:
                on.press("Em hiểu và đồng ý", "I understand and agree")
            on.sees(f"Hôm nay {name} có triệu chứng", "")
            answer(on)
            on.press("Lưu và xem mã", "Save and show the code")
            on.sees("Đã khai đủ", "Complete")
            assert CODE.fullmatch(code_shown(on))
        on.open("declaration")
        on.look("declaration-family")

        on.press("Xóa bản khai của Bà ngoại", "Delete the declaration of")
        on.press("Xóa khỏi máy", "Delete from this device")

        expect(on.page.get_by_role("heading", name="Bà ngoại")).to_have_count(0, timeout=PATIENCE)
        expect(on.page.get_by_role("heading", name="Bé Tí")).to_have_count(1)
        assert on.wrong == []


def test_a_declaration_is_made_with_the_keyboard_alone(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        keys = on.page.keyboard
        on.open("declaration/me")
        expect(on.page.locator("legend")).to_be_focused(timeout=PATIENCE)
        for _ in range(8):
            keys.press("Tab")
        keys.press("Space")
        keys.press("Tab")
        keys.press("Enter")
        for question in ("đi khỏi xã", "xác định mắc bệnh", "đang sốt", "mốc dịch tễ"):
            expect(on.page.locator("legend")).to_contain_text(question, timeout=PATIENCE)
            expect(on.page.locator("legend")).to_be_focused(timeout=PATIENCE)
            keys.press("Tab")
            keys.press("ArrowRight")
            if not on.page.get_by_label("Không", exact=True).is_checked():
                keys.press("ArrowRight")
            keys.press("Tab")
            keys.press("Enter")

        on.sees("Xem lại trước khi lưu", "Review before you save")
        on.page.get_by_role("checkbox").focus()
        keys.press("Space")
        keys.press("Tab")
        keys.press("Enter")
        on.sees("Đã khai đủ", "Complete")


def test_a_declaration_made_before_midnight_in_viet_nam_is_of_that_day(browser: Browser, camera: Path) -> None:
    with stage(browser, camera) as on:
        on.at(NOW.replace(hour=16, minute=59))
        on.open("declaration/me")
        answer(on)
        on.press("Lưu và xem mã", "Save and show the code")
        on.sees("Thứ Năm, 26 tháng 11", "Thursday 26 November")
        on.at(NOW.replace(hour=17, minute=0) + timedelta(days=2))
        on.open("declaration")
        on.sees("Đã hết giá trị", "No longer valid")
