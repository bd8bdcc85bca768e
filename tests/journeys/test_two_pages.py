"""Two people, two phones, two pages: one sees the encounter appear and enters the code, the other one sees the warning and
tells the authority, whose mailbox it reaches."""

import re
import signal
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from playwright.sync_api import Browser, Page, Request, expect
from tests.cli.town import Town, a_town, wait_for, wait_until_it_speaks
from tests.journeys.browser import PATIENCE, faults
from tests.phone.people import HOUR, MINUTE, NOON

from bluezone.authority.keyring import FOLDER, load_or_make
from bluezone.cli.phone_ui import LINK
from bluezone.protocol.exposure_report import ExposureReport, opened
from bluezone.protocol.mailbox import MailResponse
from bluezone.protocol.messages import decoded
from bluezone.protocol.trust import Use

ONBOARDED: Final = {"language": "en", "onboarded": "2020-08-01T05:00:00Z", "counted": None}
SOME_ENCOUNTERS: Final = re.compile(r"About [1-9]\d* encounters?")
"""One, unless this machine stood still for a few seconds while the town's clock ran 120 times as fast."""
ASK: Final = """async ([method, name, body]) => {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${sessionStorage.getItem("bluezone-bearer")}` };
    const said = body === null ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`device/v1/${name}`, { method, headers, ...said });
    return answer.json();
}"""


@dataclass
class Person:
    """Somebody with a phone and its pages, and everything that the pages ask of the network."""

    page: Page
    link: Path
    phone: subprocess.Popen[str]
    requests: list[Request] = field(default_factory=list)

    def asked(self, request: Request) -> None:
        self.requests.append(request)

    def ask(self, method: str, name: str, body: Any = None) -> Any:
        return self.page.evaluate(ASK, [method, name, body])

    def open(self, path: str) -> None:
        self.page.evaluate("path => { location.hash = path; }", "#/home")
        self.page.evaluate("path => { location.hash = path; }", f"#/{path}")

    def reads(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def press(self, name: str, role: Any = "button") -> None:
        self.page.get_by_role(role, name=name).first.click(timeout=PATIENCE)

    def clock_is(self, moment: Any) -> None:
        self.page.clock.set_fixed_time(moment)


def enters(browser: Browser, town: Town, name: str) -> Person:
    """Start a phone with its pages, and open them by the link in its file."""
    phone = town.phone(name, "--ui")
    wait_until_it_speaks(phone)
    link = town.folder / name / LINK
    page = browser.new_context(locale="en-GB", timezone_id="Asia/Ho_Chi_Minh").new_page()
    person = Person(page, link, phone)
    page.on("request", person.asked)
    person.clock_is(NOON)
    page.goto(link.read_text(encoding="utf-8").strip())
    page.wait_for_selector("h1")
    person.ask("PUT", "settings/choices", ONBOARDED)
    page.reload()
    page.wait_for_selector("h1")
    return person


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path, start=NOON - 20 * MINUTE) as opened_town:
        yield opened_town


def mailbox(town: Town) -> list[ExposureReport]:
    """What the authority finds in the keyserver's mailbox and can open."""
    credential = Path(town.facts["credential_file"]).read_text(encoding="utf-8").strip()
    answer = httpx.post(
        f"{town.facts['address']}/api/mail",
        json={"limit": 10, "taken": []},
        headers={"x-api-key": credential},
        trust_env=False,
    )
    ring = load_or_make(town.authority / FOLDER, at=town.conductor.now())
    private = next(key.private for key in ring.held if key.use is Use.MAIL)
    assert isinstance(private, X25519PrivateKey)
    return [opened(held.letter, private) for held in decoded(answer.content, MailResponse).letters]


def test_two_pages_tell_an_encounter_a_code_a_warning_and_a_letter(browser: Browser, town: Town) -> None:
    ana, binh = enters(browser, town, "ana"), enters(browser, town, "binh")
    assert stat.S_IMODE(ana.link.stat().st_mode) == 0o600
    assert "#t=" not in ana.page.url

    the_encounter_appears(binh, town)
    ana_reports(ana, town)
    binh_is_warned(binh, town)
    binh_tells_the_authority(binh, town)

    assert ana.ask("GET", "exposures") == []
    assert ana.ask("POST", "erase") is None
    assert ana.ask("GET", "status")["error"] == "erased"
    assert list(ana.link.parent.iterdir()) == [], "nothing is left"
    for person in (ana, binh):
        person.page.context.close()
        person.phone.send_signal(signal.SIGTERM)
        assert person.phone.wait(120) == 0, person.phone.stdout and person.phone.stdout.read()


def the_encounter_appears(binh: Person, town: Town) -> None:
    binh.open("days")
    binh.reads("The phone listened and noted no encounter")
    town.until(24 * MINUTE, rate=120)
    wait_for(lambda: binh.ask("GET", "days")[0]["minutes"] >= 15)
    binh.page.reload()
    told = binh.page.locator("p.figure").first
    expect(told).to_have_text(SOME_ENCOUNTERS, timeout=PATIENCE)
    assert faults(binh.page) == []
    assert only_public_files(binh, town), "nothing left Bình's page so far but pulls of public files"


def ana_reports(ana: Person, town: Town) -> None:
    """Ana enters the code, sees what would leave, and agrees."""
    ana.open("positive")
    ana.page.get_by_label("Verification code").fill(town.code())
    ana.press("See what would be sent")
    ana.reads("Choose the days to send")
    ana.press("I agree to send 1 day")
    ana.reads("It arrived")
    assert ana.ask("GET", "report") == {
        "stage": "published",
        "days": [NOON.date().isoformat()],
        "kind": "report",
        "revisable": False,
    }


def binh_is_warned(binh: Person, town: Town) -> None:
    """Hours later Bình's phone finds out by itself."""
    later = NOON + 3 * HOUR + 10 * MINUTE
    town.conductor.jump_to(later)
    binh.clock_is(later)
    wait_for(lambda: bool(binh.ask("POST", "check")["checked"] and binh.ask("GET", "exposures")))
    binh.open("warnings")
    binh.reads("You were near a person who tested positive")
    assert faults(binh.page) == []
    assert only_public_files(binh, town)


def binh_tells_the_authority(binh: Person, town: Town) -> None:
    binh.open("warnings/letter")
    binh.press("Look before sending")
    assert mailbox(town) == []
    binh.press("I agree: send")
    binh.reads("The report arrived")
    [report] = mailbox(town)
    [encounter] = report.encounters
    assert (encounter.day, encounter.kind) == (NOON.date(), "person")
    assert 15 <= (encounter.minutes or 0) <= 25


def only_public_files(person: Person, town: Town) -> bool:
    """Whether all that the page asked of anybody but its own phone is public files."""
    own = person.page.url.partition("/#")[0]
    others = [request for request in person.requests if not request.url.startswith(own)]
    return all(request.method == "GET" and request.url.startswith(town.facts["address"]) for request in others)
