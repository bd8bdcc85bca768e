"""A line list of invented people from a doctor's desk into the registry and out again, each page looked at."""

from pathlib import Path
from typing import Final

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.cases.desk import TODAY, desk_of, officer
from tests.authority.permissions import PRESENT
from tests.journeys.browser import DESK, look

from bluezone.authority.accounts.rules import Role
from bluezone.authority.cases.models import Case
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_MS: Final = 60_000
HEADINGS: Final = "Số ca bệnh,Họ và tên,Giới tính,Tuổi,Ngày xác định,Nơi điều trị,Lây từ ca,Chuyến bay\n"
FIRST: Final = HEADINGS + (
    "BN1,Lò Thị Mây,nữ,66,01/08/2020,Bệnh viện tỉnh,,VJ 123\n"
    "BN2,Vàng A Páo,nam,28,02/08/2020,Bệnh viện tỉnh,BN1,\n"
    "BN3,Giàng Thị Súa,nữ,31,03/08/2020,Trạm y tế,BN2,\n"
)
SECOND: Final = FIRST.replace("Trạm y tế", "Bệnh viện tỉnh") + "BN4,Thào A Chứ,nam,40,31/02/2020,,BN9,\n"


@pytest.fixture
def province(transactional_db: None, settings: Settings) -> Unit:
    """Lai Châu on a morning of August 2020."""
    settings.BLUEZONE_CLOCK = "tests.authority.cases.desk.present_clock"
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    import_province(shipped("lai-chau"), actor="system", moment=PRESENT)
    found = by_code("12", TODAY)
    assert found is not None
    return found


@pytest.fixture
def page(province: Unit, live_server: LiveServer, browser: Browser) -> Page:
    """The console as a doctor of disease control sees it."""
    client, name = desk_of(officer("doctor", Role.CDC_DOCTOR, province), None), django_settings.SESSION_COOKIE_NAME
    context = browser.new_context(base_url=live_server.url, viewport={"width": DESK[0], "height": DESK[1]})
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


def hand_in(page: Page, folder: Path, text: str) -> None:
    file = folder / "danh-sach-ca-benh.csv"
    file.write_text(text, encoding="utf-8")
    page.goto("/line-lists/hand-in/")
    page.set_input_files("input[type=file]", file)
    page.click("main .form-actions button")
    if "/purpose/" in page.url:
        page.check("input[name=purpose][value=quality]")
        page.check("input[name=for_all]")
        page.click("main form button.button")
    expect(page.locator("#rows")).to_be_visible()


def test_a_list_is_handed_in_looked_at_written_and_taken_out(page: Page, tmp_path: Path, pictures: Path | None) -> None:
    page.goto("/line-lists/")
    wrong = look(page, "health-linelist-empty", pictures)
    page.goto("/line-lists/hand-in/")
    wrong += look(page, "health-linelist-hand-in", pictures)
    hand_in(page, tmp_path, FIRST)
    wrong += look(page, "health-linelist-new", pictures)
    page.locator("form[action$='/write/'] button").click()
    page.wait_for_url("**/line-lists/")
    assert Case.objects.count() == 3

    hand_in(page, tmp_path, SECOND)
    wrong += look(page, "health-linelist-refused", pictures)
    page.goto(page.url.split("?")[0] + "?show=changed")
    wrong += look(page, "health-linelist-difference", pictures)
    page.check("#without-refused")
    page.locator("form[action$='/write/'] button").click()
    page.wait_for_url("**/line-lists/")
    wrong += look(page, "health-linelist-written", pictures)
    assert set(Case.objects.values_list("treated_at", flat=True)) == {"Bệnh viện tỉnh"}

    page.goto("/line-lists/export/")
    wrong += look(page, "health-linelist-export", pictures)
    page.check("input[name=file][value=csv]")
    page.check("input[name=reason][value=analysis]")
    with page.expect_download() as download:
        page.click("main .form-actions button")
    written = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert [name in written for name in ("Lò Thị Mây", "Vàng A Páo", "Giàng Thị Súa")] == [True, True, True]
    assert wrong == []
