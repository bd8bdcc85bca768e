"""The register of places as people see it: an owner without script, a commune and an inspector on their telephones."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.journeys.browser import EXAMINED, WIDTHS, faults, look, speak, too_wide
from tests.rollout.venues.conftest import MINUTE, NOW, PHONE

from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.cases.services import Doing
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.protocol.venues import VenueType
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.venues.check_messages import Check, Finding
from bluezone.rollout.venues.models import Inspection, Registration
from bluezone.rollout.venues.rules.words import Outcome, Verdict, Wish
from bluezone.rollout.venues.services import (
    Asked,
    HotspotFacts,
    Offer,
    add_hotspot,
    ask,
    confirm,
    register,
    take_check,
)
from bluezone.rollout.venues.stamps import fresh_stamp

pytestmark = pytest.mark.django_db(transaction=True)
CLOCK: Final = "tests.journeys.test_venue_register.moving_clock"


class MovingClock:
    """A clock that goes on ten seconds each time somebody looks, as people take their time over a form."""

    looked = 0

    def now(self) -> object:
        MovingClock.looked += 1
        return NOW + timedelta(seconds=10 * MovingClock.looked)


def moving_clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def commune(transactional_db: None, settings: Settings) -> Unit:
    """Xã Mường Tè of today, on the site."""
    settings.BLUEZONE_CLOCK, MovingClock.looked = CLOCK, 0
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    import_province(shipped("lai-chau"), actor="system", moment=NOW)
    found = by_code("03445", NOW.date())
    assert found is not None
    return found


def phone(unit: Unit, role: Role, browser: Browser, server: LiveServer, *, script: bool) -> Iterator[Page]:
    """A phone on which a personal link was opened."""
    issued = issue_link(unit, role, expires_at=NOW + timedelta(days=30), actor="system", moment=NOW)
    context = browser.new_context(
        base_url=server.url, java_script_enabled=script, viewport={"width": 360, "height": 800}, has_touch=True
    )
    speak(context, "vi", server.url)
    page = context.new_page()
    page.goto(f"/l/{issued.token}/")
    yield page
    context.close()


def offered(commune: Unit, name: str, kind: VenueType = VenueType.RESTAURANT) -> Registration:
    came = register(Offer(name, kind, commune, PHONE), fresh_stamp(NOW - MINUTE), NOW)
    assert isinstance(came, Registration)
    return came


def test_an_owner_registers_the_commune_confirms_and_a_visitor_sees_the_poster_all_without_script(
    browser: Browser, commune: Unit, live_server: LiveServer
) -> None:
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    owner = context.new_page()
    owner.goto("/venues/register/?q=muong+te")
    owner.get_by_role("link", name=commune.name, exact=True).click()
    owner.get_by_label("Loại địa điểm").select_option("4")
    owner.get_by_label("Tên địa điểm").fill("Quán Hoa Ban")
    owner.get_by_label("Điện thoại của địa điểm").fill(PHONE)
    owner.get_by_label("Tôi đồng ý").check()
    owner.get_by_role("button", name="Gửi tới xã").click()
    expect(owner.get_by_text("Đang chờ xã xác nhận")).to_be_visible()
    link = owner.url
    assert context.cookies() == []

    for clerk in phone(commune, Role.REPORTER, browser, live_server, script=False):
        clerk.goto("/venue-register/")
        clerk.get_by_role("link", name="Quán Hoa Ban").click()
        clerk.get_by_role("button", name="Xác nhận địa điểm").click()
        expect(clerk.get_by_role("heading", name="Quán Hoa Ban")).to_be_visible()
    owner.goto(link)
    expect(owner.get_by_role("link", name="Áp phích A4")).to_be_visible()

    for visitor in phone(commune, Role.VISITOR, browser, live_server, script=False):
        visitor.goto("/venue-register/inspect/")
        visitor.get_by_role("link", name="Quán Hoa Ban").click()
        visitor.get_by_role("button", name="Thấy áp phích").click()
        expect(visitor.get_by_text("Đã ghi hôm nay: thấy áp phích")).to_be_visible()
    context.close()
    assert Inspection.objects.get().outcome == Outcome.SEEN


def test_the_owner_s_pages_are_without_fault(
    browser: Browser, commune: Unit, live_server: LiveServer, pictures: Path | None
) -> None:
    stamp = fresh_stamp(NOW - MINUTE)
    kept = register(Offer("Nhà hàng Hoa Ban", VenueType.RESTAURANT, commune, PHONE), stamp, NOW)
    assert isinstance(kept, Registration)
    confirm(kept, kept.name, Doing("system", "test", NOW))
    kept.refresh_from_db()
    ask(kept, Asked(Wish.NEW_CODE), NOW)
    pages = {"start": reverse("venue_site:start"), "offer": reverse("venue_site:offer", args=[commune.pk])}
    page, wrong = browser.new_page(base_url=live_server.url), list[str]()

    for name, address in {**pages, "mine": reverse("venue_site:mine", args=[stamp.token])}.items():
        for language in ("vi", "en"):
            page.set_viewport_size({"width": WIDTHS[0][0], "height": WIDTHS[0][1]})
            page.goto(address if language == "vi" else f"/en{address}")
            for width, height in WIDTHS:
                page.set_viewport_size({"width": width, "height": height})
                if pictures:
                    page.screenshot(path=pictures / f"owner-{name}-{language}-{width}.png", full_page=True)
                if (language, (width, height)) in EXAMINED:
                    wrong += [f"{name} {language} {width}: {fault}" for fault in faults(page)]
                wrong += [f"{name} {language} {width}: too wide"] if too_wide(page) else []
    page.close()

    assert wrong == []


def test_the_commune_s_pages_are_without_fault(
    browser: Browser, commune: Unit, live_server: LiveServer, pictures: Path | None
) -> None:
    doing = Doing("system", "test", NOW)
    registration = offered(commune, "Quán Hoà Bình")
    venue = confirm(registration, registration.name, doing)
    registration.refresh_from_db()
    ask(registration, Asked(Wish.RENAMED, "Quán Hoà Bình Mới"), NOW)
    odd = offered(commune, "Quán Hoà B\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}nh " + "Mường Tè " * 8)
    offered(commune, "QUÁN HÒA BÌNH")
    hotspot, _key = add_hotspot(HotspotFacts("Ben xe Muong Te", "Viettel", commune, 3, "Phòng chờ"), doing)
    seen = [Finding("http://captive.apple.com/", "302"), Finding("option 114", "found")]
    check = Check(
        id=new_id(NOW),
        checked_at=NOW,
        ssid="",
        verdict=Verdict.GOOD,
        tier=3,
        findings=seen,
        page_bytes=14_211,
        program="bluezone 1.0",
    )
    take_check(hotspot, check, NOW)
    pages = {
        "register-queue": "/venue-register/",
        "register-one": f"/venue-register/{odd.pk}/",
        "register-wishes": "/venue-register/wishes/",
        "register-place": f"/venue-register/places/{venue.pk}/",
        "register-inspect": f"/venue-register/inspect/{venue.pk}/",
        "hotspots": "/hotspots/",
        "hotspot": f"/hotspots/{hotspot.pk}/",
    }
    wrong = list[str]()

    for page in phone(commune, Role.REPORTER, browser, live_server, script=True):
        for name, address in pages.items():
            page.goto(address)
            wrong += look(page, name, pictures)

    assert wrong == []
