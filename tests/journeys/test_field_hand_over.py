"""A queue from a visitor's telephone to the lead's by codes that a bad camera sees, to the server, and the receipt back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.journeys.field_stage import MADE, PIN, SERVER, Telephone, a_list, begin, telephone

from bluezone.rollout.fieldwork.models import Device, Event
from bluezone.rollout.fieldwork.rules.words import Duty, Way

pytestmark = pytest.mark.django_db(transaction=True)
VISITS = 40
CODES = 12
BAD_CAMERA = """
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 480];
  const pen = canvas.getContext("2d");
  let state = 7;
  const chance = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  window.before = [];
  const draw = () => {
    pen.fillStyle = "#888";
    pen.fillRect(0, 0, 640, 480);
    if (!window.before.length || chance() < 0.3) return; // lost
    const { side, path } = window.before[Math.floor(chance() * window.before.length)]; // shuffled, and many twice
    pen.setTransform(440 / side, 0, 0, 440 / side, 100, 20);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, side, side);
    pen.fillStyle = "#000";
    pen.fill(new Path2D(path));
    pen.resetTransform();
  };
  navigator.mediaDevices.getUserMedia = async () => {
    setInterval(draw, 90);
    return canvas.captureStream(15);
  };
"""
"""A camera that sees what lies in `before`: three codes in ten are lost, the others come in any order and again and again."""
WATCH_CODES = """() => {
  window.shown = [];
  const svg = document.querySelector(".codes-paper svg");
  const look = () => window.shown.push({ side: svg.viewBox.baseVal.width, path: svg.querySelector(".qr-ink").getAttribute("d") });
  new MutationObserver(look).observe(svg, { subtree: true, attributes: true });
}"""
WALK = """async ([pin, count]) => {
  const { openVault } = await import("/field/device/vault.js");
  const vault = await openVault();
  await vault.unlock(pin);
  const [list] = (await vault.work()).lists;
  const fields = { list: list.id, phones: 2, with_radio: 1, browser_only: 0, revisit_on: null, language: null, round: null };
  for (let number = 1; number <= count; number += 1)
    await vault.append("visit", { ...fields, household: String(number), outcome: number % 2 ? "helped" : "already" });
}"""


def codes_of(page: Page) -> object:
    """What a telephone's screen shows, code after code, at its fastest."""
    expect(page.locator(".codes-paper svg")).to_be_visible()
    page.evaluate(WATCH_CODES)
    page.wait_for_function("count => window.shown.length >= count", arg=CODES)
    return page.evaluate("window.shown")


def hold_before(page: Page, codes: object) -> None:
    """Let a telephone's camera see codes."""
    page.evaluate("codes => { window.before = codes; }", codes)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_lead_carries_a_queue_that_came_by_codes_and_brings_the_receipt_back(
    browser: Browser,
    live_server: LiveServer,
    settings: Settings,
    pictures: Path | None,
    language: str,
) -> None:
    commune = begin(settings, MADE)
    a_list(commune, VISITS)
    wrong = list[str]()
    with (
        telephone(browser, live_server.url, language=language) as visitor,
        telephone(browser, live_server.url, language=language) as lead,
    ):
        for phone, duty in ((visitor, Duty.VISITOR), (lead, Duty.LEAD)):
            phone.page.add_init_script(BAD_CAMERA)
            phone.enrol(commune, duty)
            kept = phone.say("Từ giờ dùng được không cần mạng.", "From now on it works without a network.")
            expect(phone.page.get_by_text(kept)).to_be_visible()
            phone.press("Bắt đầu", "Begin")
        visitor.page.evaluate(WALK, [PIN, VISITS])
        visitor.page.context.set_offline(True)

        wrong += waits_and_hands_over(visitor, pictures)
        wrong += receives(lead, codes_of(visitor.page), pictures)
        SERVER.moment = MADE
        lead.go("send")
        lead.press("Gửi", "Send")
        expect(lead.page.get_by_text(lead.say("Đã chuyển 1 gói của máy khác.", "1 parcel of other"))).to_be_visible()
        lead.go("receive")
        lead.press("Hiện mã biên nhận", "Show the receipts' code")
        receipt = codes_of(lead.page)
        wrong += lead.look("receipt-shown", pictures)

        hold_before(visitor.page, receipt)
        visitor.press("Quét biên nhận", "Scan a receipt")
        confirmed = visitor.say(f"xác nhận thêm {VISITS} bản ghi", f"confirmed {VISITS} more records")
        expect(visitor.page.get_by_text(confirmed)).to_be_visible()
        expect(visitor.page.locator(".unsent")).to_contain_text(visitor.say("Đã gửi hết", "All sent"))

    assert wrong == []
    assert Event.objects.filter(way=Way.QR, carrier=Device.objects.get(duty=Duty.LEAD)).count() == VISITS


def waits_and_hands_over(visitor: Telephone, pictures: Path | None) -> list[str]:
    """See what is unsent and how old it is, and show it as codes."""
    visitor.go("send")
    expect(visitor.page.locator(".waiting-count")).to_have_text(
        visitor.say(f"{VISITS} bản ghi chưa gửi", f"{VISITS} records unsent")
    )
    expect(visitor.page.locator(".waiting-age")).to_contain_text(visitor.say("Cũ nhất: ", "Oldest: "))
    wrong = visitor.look("send", pictures)
    visitor.page.get_by_role("link", name=visitor.say("Trao cho tổ trưởng", "Hand over to")).click()
    visitor.heading(visitor.say("Trao bằng mã QR", "Hand over by QR codes"))
    for _ in range(2):
        visitor.press("Nhanh hơn", "Faster")
    expect(visitor.page.locator(".codes-said")).to_contain_text(str(VISITS))
    return wrong + visitor.look("hand-over", pictures)


def receives(lead: Telephone, codes: object, pictures: Path | None) -> list[str]:
    """Take the queue in by the camera; the same codes again change nothing, and a foreign file is told so."""
    lead.go("receive")
    lead.heading(lead.say("Nhận từ máy khác", "Receive from a telephone"))
    wrong = lead.look("receive", pictures)
    hold_before(lead.page, codes)
    lead.press("Quét mã trên máy tổ viên", "Scan the other telephone's codes")
    line = lead.say(f"Đã nhận {VISITS} bản ghi của máy số 1", f"{VISITS} records of telephone 1 received")
    expect(lead.page.locator(".row-title", has_text=line)).to_be_visible()
    wrong += lead.look("receive-whole", pictures)
    lead.press("Tắt máy ảnh", "Turn the camera off")
    file = FilePayload(name="photo.bluezone", mimeType="application/octet-stream", buffer=b"\x89PNG")
    lead.page.locator("input[type=file]").set_input_files(file)
    expect(lead.page.get_by_text(lead.say("Tệp này không dùng được", "This file cannot be used"))).to_be_visible()
    return wrong + lead.look("receive-foreign", pictures)
