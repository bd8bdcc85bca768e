"""A visitor's thumb on the screens of the pages: the door, its steppers, its buttons, the day to come back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from playwright.sync_api import FilePayload, Page, expect

BUTTONS: Final = {
    "helped": "Đã giúp cài",
    "already": "Đã có sẵn",
    "not_home": "Không có nhà",
    "come_back": "Hẹn quay lại",
    "done": "Xong",
    "refused": "Từ chối",
    "no_smartphone": "Không có điện thoại thông minh",
}
STEPPERS: Final = {
    "phones": "Máy thấy trong nhà",
    "with_radio": "Đã cài, có Bluetooth",
    "browser_only": "Đã cài, chỉ trình duyệt",
}
CHIPS: Final = 3
"""The next days that have a button of their own."""
LANGUAGES: Final = ("hmn", "blt", "ium", "hni", "lhu", "khb", "vi", "other")
FOLLOW: Final = """path => {
  const link = document.createElement("a");
  link.href = `#/${path}`;
  document.body.append(link);
  link.click();
  link.remove();
}"""
"""Follows a link as those of the pages are."""
LOCKED: Final = "Nhập mã PIN"


@dataclass
class Taps:
    """One telephone's screen.

    Args:
        page: What is seen.
        pin: What its bearer types where it asks for it.
    """

    page: Page
    pin: str = field(repr=False)

    def type_pin(self) -> None:
        """Press the keys of the PIN."""
        for digit in self.pin:
            self.page.get_by_role("button", name=digit, exact=True).click()

    def unlock(self) -> None:
        """Type the PIN, and wait until the vault is open."""
        expect(self.page.get_by_role("heading", level=1, name=LOCKED)).to_be_visible()
        self.type_pin()
        expect(self.page.get_by_role("heading", level=1, name=LOCKED)).to_have_count(0)

    def go(self, path: str, title: str) -> None:
        """Go to a screen; a telephone that lay in a pocket for ten minutes asks for the PIN first."""
        page = self.page
        page.keyboard.press("Shift")
        page.evaluate(FOLLOW, path)
        heading = page.get_by_role("heading", level=1, name=re.compile(f"^({title}|{LOCKED})$"))
        expect(heading).to_be_visible()
        if heading.text_content() == LOCKED:
            self.unlock()
        expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()

    def visit(self, command: Mapping[str, Any]) -> None:
        """Tap what was found at a door; it is not kept yet when this ends."""
        fields = command["fields"]
        number = fields["household"]
        self.go(f"door/{number}?list={command['list']}", f"Nhà số {number}")
        for name, label in STEPPERS.items():
            for _ in range(fields[name] or 0):
                self.page.get_by_role("button", name=f"Thêm một: {label}", exact=True).click()
        self.page.get_by_role("button", name=BUTTONS[command["reason"] or fields["outcome"]], exact=True).click()
        if fields["outcome"] == "come_back":
            today = (datetime.fromisoformat(command["at"]) + timedelta(hours=7)).date()
            self._promise(today, date.fromisoformat(fields["revisit_on"]), fields["language"])

    def _promise(self, today: date, day: date, language: str | None) -> None:
        sheet = self.page.locator("dialog[open]")
        ahead = (day - today).days
        if ahead <= CHIPS:
            sheet.locator(".chips:not(.chips-even) .chip").nth(ahead - 1).click()
        else:
            sheet.locator("input[type=date]").fill(day.isoformat())
        if language:
            sheet.locator("summary").click()
            sheet.locator(".chips-even .chip").nth(LANGUAGES.index(language)).click()
        sheet.get_by_role("button", name=re.compile("^Hẹn ")).click()

    def open_file(self, file: FilePayload) -> None:
        """Open a file of parcels on the lead's screen."""
        self.go("receive", "Nhận từ máy khác")
        self.page.locator("input[type=file]").set_input_files(file)
        expect(self.page.locator(".row-title", has_text="Đã nhận").first).to_be_visible()
