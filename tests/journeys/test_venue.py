"""A venue from its owner's registration to the warning of exactly those who were there.

An owner registers without an account, the commune's focal point confirms and prints, guests scan the printed poster
without a network, a tracer and a doctor release the milestone of a case, and phones find out alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.feeds.phone import MORNING, Phone, key_server
from tests.journeys.browser import PHONE, chromium, faults, too_wide
from tests.journeys.citizen_stage import Stage
from tests.journeys.guests import Guest, a_browser_s_guest
from tests.journeys.test_release import Staff, looked, pressed, sent, unit

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.cases.models import Milestone
from bluezone.authority.cases.rules.words import Classification
from bluezone.authority.cases.services import (
    CaseFacts,
    Doing,
    MilestoneFacts,
    PersonFacts,
    add_milestone,
    add_person,
    register_case,
    review_milestone,
)
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.services import VenueFacts, add_venue, signed
from bluezone.protocol.venues import VenueType

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
COMMUNE, PLACE, OTHER = "03433", "Nhà hàng Hương Sen", "Bến xe Mường Tè"
SCREEN_DPI = 60
"""At which the code on a poster has to be read."""


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("camera") / "camera.y4m"


@pytest.fixture(scope="module")
def browser(camera: Path) -> Iterator[Browser]:
    """A Chromium whose camera shows what the file holds when it is opened."""
    fake = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}"]
    with pytest.MonkeyPatch.context() as patch, chromium(*fake) as running:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield running


@pytest.fixture
def town(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[Phone]:
    """Lai Châu, a key server and everybody's clock, all at nine in the morning of 5 August 2020."""
    import_province(shipped("lai-chau"), actor="system", moment=MORNING)
    with key_server(tmp_path, settings) as running:
        yield running


@dataclass
class Story:
    """Everybody, and where.

    Args:
        town: The clock and the key server.
        staff: People at their consoles.
        server: Site and console, one after the other.
        settings: Say which of the two answers.
        pictures: Where pictures are kept, or nowhere.
        wrong: What axe or the width found.
    """

    town: Phone
    staff: Staff
    server: LiveServer
    settings: Settings
    pictures: Path | None
    wrong: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str) -> None:
        self.wrong += looked(page, f"venue-{name}", self.pictures)

    def look_at_site(self, page: Page, name: str) -> None:
        """Look at a page of the site, whose language stands in its address, on a telephone."""
        self.wrong += [f"{name}: {fault}" for fault in faults(page)]
        self.wrong += [f"{name}: wider than the screen"] if too_wide(page) else []
        if self.pictures:
            address = page.url
            for language, prefix in (("en", "/en"), ("vi", "")):
                page.goto(address.replace(f"{self.server.url}/", f"{self.server.url}{prefix}/"))
                page.screenshot(path=self.pictures / f"venue-{name}-{language}-{PHONE[0]}.png")

    @contextmanager
    def at_the_site(self) -> Iterator[Page]:
        """An owner's telephone on the public site; the console comes back afterwards."""
        self.settings.DOOR, self.settings.ROOT_URLCONF = "site", self.settings.SITE_URLS
        context = self.staff.browser.new_context(
            base_url=self.server.url, viewport={"width": PHONE[0], "height": PHONE[1]}, locale="vi-VN"
        )
        yield context.new_page()
        assert context.cookies() == []
        context.close()
        self.settings.DOOR, self.settings.ROOT_URLCONF = "console", self.settings.CONSOLE_URLS


@pytest.fixture
def story(town: Phone, live_server: LiveServer, browser: Browser, settings: Settings, pictures: Path | None) -> Story:
    return Story(town, Staff(browser, live_server), live_server, settings, pictures)


def registered(story: Story) -> str:
    """An owner registers a place and keeps the secret link; return it."""
    with story.at_the_site() as owner:
        owner.goto("/")
        with owner.expect_navigation():
            owner.get_by_role("link", name="Đăng ký địa điểm").click()
        owner.fill("#q", "muong te")
        with owner.expect_navigation():
            owner.locator("form.search button").click()
        story.look_at_site(owner, "commune")
        with owner.expect_navigation():
            owner.get_by_role("link", name="Thị trấn Mường Tè").click()
        story.look_at_site(owner, "offer")
        owner.select_option("[name=kind]", str(VenueType.RESTAURANT.value))
        owner.fill("[name=name]", PLACE)
        owner.fill("[name=phone]", "0213 388 1234")
        owner.check("[name=consent]")
        story.town.later(MINUTE)
        with owner.expect_navigation():
            owner.locator("main form button.big").click()
        link = owner.locator("code.secret").inner_text().removeprefix(story.settings.SITE_ORIGIN)
        story.look_at_site(owner, "waiting")
    return link


def confirmed(story: Story) -> str:
    """The commune's focal point confirms the place and prints its poster; return what a camera reads on the paper."""
    focal = story.staff.at("dau-moi", Role.REPORTER, COMMUNE)
    focal.goto("/venue-register/")
    story.look(focal, "queue")
    with focal.expect_navigation():
        focal.get_by_role("link", name=PLACE).click()
    story.look(focal, "registration")
    with focal.expect_navigation():
        focal.locator("form[action$='/confirm/'] button").click()
    story.look(focal, "place")
    address = focal.locator("a[href$='poster-a4.pdf']").get_attribute("href")
    assert address is not None
    focal.goto(f"/overview/{unit(COMMUNE).pk}/presence/places/?day=2020-08-05")
    expect(focal.locator("tr.behind-due th")).to_have_text(PLACE)
    story.look(focal, "dashboard")
    answer = focal.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    with pdfplumber.open(BytesIO(answer.body())) as printed:
        (sheet,) = printed.pages
        if story.pictures:
            sheet.to_image(resolution=2 * SCREEN_DPI).save(story.pictures / "venue-poster.png")
        (code,) = zxingcpp.read_barcodes(sheet.to_image(resolution=SCREEN_DPI).original)
    return str(code.text)


def other_place() -> str:
    """Another place of the commune, as its poster says it."""
    doing = Doing("system", "venue_register", MORNING)
    venue = add_venue(VenueFacts(OTHER, VenueType.BUS_STATION, unit(COMMUNE)), doing)
    return signed(venue.codes.get(), doing).text


def the_milestone(story: Story) -> Milestone:
    """A case was at the place from 10:25 to 11:30, as a tracer noted it."""
    tracer = User.objects.get(username="truy-vet")
    doing, here = Doing(f"user:{tracer.pk}", "tracing", story.town.now), unit(COMMUNE)
    ill = add_person(PersonFacts("Lò Thị Mây", birth_year=1980, phone="", unit=here), doing.moment)
    facts = CaseFacts(
        date(2020, 8, 5), Classification.CONFIRMED, onset_on=date(2020, 8, 4), sampled_on=date(2020, 8, 5)
    )
    case = register_case(ill, here, facts, doing)
    start = MORNING + 85 * MINUTE
    told = MilestoneFacts(PLACE, here, start, start + 65 * MINUTE)
    return review_milestone(add_milestone(case, told, doing), doing)


def released(story: Story) -> Iterator[int]:
    """A tracer of the commune and a doctor of the centre release it, one after the other; give the number of releases."""
    tracer = story.staff.at("truy-vet", Role.TRACER, COMMUNE)
    milestone = the_milestone(story)
    tracer.goto(f"/warnings/{milestone.pk}/prepare/")
    tracer.get_by_label(PLACE).check()
    sent(tracer)
    pressed(tracer, "/release/")
    yield 1
    doctor = story.staff.at("bac-si", Role.CDC_DOCTOR, "12")
    doctor.goto(f"/warnings/{milestone.pk}/")
    pressed(doctor, "/release/")
    yield 2


def seen_of(story: Story, link: str) -> dict[str, str]:
    """What the owner, and whoever keeps the register, read of the place."""
    found = dict[str, str]()
    with story.at_the_site() as owner:
        owner.goto(link)
        expect(owner.locator("main h1")).to_have_text(PLACE)
        found["owner"] = owner.locator("main").inner_text()
        story.look_at_site(owner, "mine")
    focal = story.staff.at("dau-moi", Role.REPORTER, COMMUNE)
    for address in ("/venue-register/places/", f"/venue-register/places/{Venue.objects.get(name=PLACE).pk}/"):
        focal.goto(address)
        found[address] = focal.locator("main").inner_text()
    exported = focal.request.get("/venue-register/places/export/?file=csv").text()
    found["file"] = exported.partition("\r\n")[2]  # the first line says who exported it and when
    return found


def scans_with_a_camera(on: Stage, story: Story, text: str) -> None:
    """Hold the poster before the camera of a telephone without a network."""
    on.page.context.set_offline(True)
    on.page.reload()
    on.at(story.town.now)
    on.hold(text)
    on.open("places")
    on.press("Quét mã nơi đến", "", role="link")
    on.sees("Đã ghi nơi đến", "")
    on.look("venue-noted")


def is_warned(on: Stage, story: Story) -> None:
    """Be on the network again, update, and read that there is a warning."""
    on.page.context.set_offline(False)
    on.at(story.town.now)
    on.open("news")
    on.press("Cập nhật", "")
    on.hears("Đã cập nhật.", "")
    on.open("places")
    on.sees("Nơi này có cảnh báo", "")
    on.look("venue-warned")


def test_exactly_the_guest_who_was_there_is_warned_and_nobody_else_learns_of_it(story: Story, camera: Path) -> None:
    town = story.town
    link = registered(story)
    poster = confirmed(story)
    elsewhere = other_place()
    early, there, late, other = guests = [Guest(town) for _ in range(4)]
    assert [guest.checks() for guest in guests] == [[]] * 4
    before = seen_of(story, link)

    with a_browser_s_guest(story.staff.browser, town, camera, story.pictures) as on:
        town.later(MORNING + 60 * MINUTE - town.now)
        early.scans(poster, minutes=20)
        town.later(30 * MINUTE)
        there.scans(poster, minutes=30)
        other.scans(elsewhere, minutes=60)
        scans_with_a_camera(on, story, poster)
        town.later(60 * MINUTE)
        late.scans(poster, minutes=45)

        town.later(120 * MINUTE)
        for releases in released(story):
            told = [guest.checks() for guest in guests]
            assert told == ([[]] * 4 if releases == 1 else [[], [PLACE], [], []])
        is_warned(on, story)

        assert on.wrong == []
        assert {method for method, _ in on.served.requests} == {"GET"}
    assert seen_of(story, link) == before
    assert story.wrong == []
