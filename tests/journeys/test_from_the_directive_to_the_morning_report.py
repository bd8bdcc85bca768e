"""From the directive of August 2020 to the morning's report, every figure of which opens to the events behind it.

The provincial lead drops the file in, confirms and sends; communes and sectors get their tasks; reports come by form,
text message and workbook, claims from a union and a school; one number cannot be true; the next morning the report is
made, opened in an office program, and each of its figures is followed to the reports that it is made of.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unicodedata import normalize

import pdfplumber
import pytest
from django.conf import settings as django_settings
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.register.session import with_second_factor
from tests.journeys.browser import look, speak

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import Term, assign, create_user, issue_link
from bluezone.authority.audit.queries import verdict
from bluezone.authority.documents.document import TRIAL
from bluezone.authority.territory import queries
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.rollout.directives.models import Directive, TaskAssignment
from bluezone.rollout.reporting.models import Latest, RaisedFlag, Submission
from bluezone.rollout.reporting.rules.sms_line import Line, written
from bluezone.rollout.reporting.services import publish_shipped_forms

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = Path(__file__).parent.parent / "rollout" / "directives" / "documents" / "lai-chau-2020-bluezone.txt"
SENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
EVENING = datetime(2020, 8, 6, 13, 0, tzinfo=UTC)
MORNING = datetime(2020, 8, 7, 1, 5, tzinfo=UTC)
DAY = date(2020, 8, 6)
BY_FORM, BY_MESSAGE, SILENT, INFLATED = "03445", "03463", "03439", "03442"
TABLE_SUM = re.compile(r'data-label="[^"]+">([\d.]+)</td>')


class PresentClock:
    """A clock that the story moves."""

    moment = SENT

    def now(self) -> datetime:
        return self.moment


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture
def province(transactional_db: None, settings: Settings) -> Unit:
    """Lai Châu of August 2020 with the campaign's forms."""
    PresentClock.moment = SENT
    settings.BLUEZONE_CLOCK = "tests.journeys.test_from_the_directive_to_the_morning_report.present_clock"
    import_province(shipped("lai-chau"), actor="system", moment=SENT)
    publish_shipped_forms(actor="system", moment=SENT)
    found = queries.by_code("12", DAY)
    assert found is not None
    return found


@pytest.fixture
def lead(province: Unit, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The lead's desk, in English so that the story can be read."""
    user = create_user("chutri", "Người Chủ trì", actor="system", moment=SENT)
    assign(user, Role.LEAD, province, term=Term(DAY - timedelta(days=5)), actor="system", moment=SENT)
    name = django_settings.SESSION_COOKIE_NAME
    context = browser.new_context(base_url=live_server.url, accept_downloads=True)
    session = with_second_factor(Client(), user).cookies[name].value
    context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
    speak(context, "en", live_server.url)
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


@contextmanager
def phone(unit: Unit, role: Role, browser: Browser, server: LiveServer, settings: Settings) -> Iterator[Page]:
    """A telephone on which a unit's personal link was opened; the console comes back afterwards."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    until = PresentClock.moment + timedelta(days=30)
    issued = issue_link(unit, role, expires_at=until, actor="system", moment=PresentClock.moment)
    context = browser.new_context(base_url=server.url, viewport={"width": 360, "height": 800})
    speak(context, "vi", server.url)
    page = context.new_page()
    page.goto(f"/l/{issued.token}/")
    yield page
    context.close()
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS


def commune(code: str) -> Unit:
    found = queries.by_code(code, DAY)
    assert found is not None
    return found


def body(kind: str) -> Unit:
    return queries.on(DAY).filter(kind=kind).order_by("stat_code")[0]


def fill(page: Page, **counts: object) -> None:
    """Fill a form by the names of its fields and send it."""
    for key, value in counts.items():
        field = page.locator(f"[name='v-{key}']").first
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(str(value))
        elif field.get_attribute("type") == "radio":
            page.locator(f"[name='v-{key}'][value='{value}']").check()
        else:
            field.fill(str(value))
    page.locator("main form button.button.big").click()


def send_the_directive(page: Page) -> Directive:
    page.goto("/directives/")
    page.get_by_role("button", name="Bring the ministry's measures").click()
    page.get_by_role("link", name="Drop in a directive").click()
    page.get_by_label("Directive").set_input_files(DOCUMENT)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="10 tasks")).to_be_visible()
    directive = Directive.objects.exclude(parent=None).get()
    page.goto(f"/directives/{directive.pk}/")
    page.get_by_role("button", name="Confirm what is right here").first.click()
    page.get_by_role("button", name="Send the tasks to their units").click()
    expect(page.get_by_text("ordered above, not restated here").first).to_be_visible()
    directive.refresh_from_db()
    return directive


def text_message(live_server: LiveServer, settings: Settings) -> dict[str, object]:
    """One commune's line, handed in by the gateway."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    line = written(Line(BY_MESSAGE, "", {"H": 210, "V": 140, "C": 60, "T": 9, "S": 400, "D": 95}, DAY.day))
    answer = Client().post(
        "/machines/text-message/",
        json.dumps({"id": "gateway-1", "text": line}),
        content_type="application/json",
        headers={"authorization": f"Bearer {settings.SMS_INTAKE_SECRET}"},
    )
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    found: dict[str, object] = answer.json()
    return found


def hand_in_the_workbook(page: Page, folder: Path) -> int:
    """Download the template, fill a row for each commune that has no other way, and hand it in."""
    page.goto("/reports/spreadsheet/")
    with page.expect_download() as download:
        page.locator("a[href='/reports/spreadsheet/commune_day/']").click()
    file = folder / "communes.xlsx"
    download.value.save_as(file)
    book = load_workbook(file)
    sheet, heads = book.worksheets[0], {}
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if str(row[0].value or "").startswith("Mã"))
    heads = {str(cell.value): place for place, cell in enumerate(head)}
    number = {int(name.split(".")[0]): place for name, place in heads.items() if name.split(".")[0].isdigit()}
    kept, unwanted = 0, []
    for row in rows[rows.index(head) + 1 :]:
        code = str(row[0].value)
        if code in {BY_FORM, BY_MESSAGE, SILENT}:
            unwanted.append(row[0].row)
            continue
        kept += 1
        phones = 300 + 7 * kept
        declared = phones * 2 if code == INFLATED else phones // 4
        for place, count in enumerate((phones // 2, phones // 3, phones // 6, 12, phones, declared), start=1):
            row[number[place]].value = count
    for gone in reversed(unwanted):
        sheet.delete_rows(gone or 0)
    book.save(file)
    page.goto("/reports/spreadsheet/")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button.button").first.click()
    expect(page.locator(".notice.good")).to_contain_text(str(kept))
    return kept


def as_pdf(docx: Path) -> Path:
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{docx.parent}/office",
            "--headless",
            "--convert-to",
            "pdf",
            docx.name,
        ],
        cwd=docx.parent,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return docx.with_suffix(".pdf")


def follow_every_figure(page: Page) -> dict[str, list[int]]:
    """Open each figure of the report; return for each measure the differences between figure and what is behind it."""
    links = page.locator("article.sheet a:not([href^='#'])")
    figures = [
        (links.nth(place).inner_text(), links.nth(place).get_attribute("href")) for place in range(links.count())
    ]
    gaps: dict[str, list[int]] = {}
    for text, address in figures:
        assert address is not None
        answer = page.request.get(address)
        assert answer.status == 200, address
        measure = address.rstrip("/").rsplit("/", 1)[1]
        if measure in {"declared", "visited", "listed", "smartphones", "staff"} and text[0].isdigit():
            behind = sum(int(number.replace(".", "")) for number in TABLE_SUM.findall(answer.text()))
            gaps.setdefault(measure, []).append(int(text.replace(".", "")) - behind)
    return gaps


@dataclass(frozen=True)
class Story:
    """What every chapter needs."""

    lead: Page
    province: Unit
    browser: Browser
    server: LiveServer
    settings: Settings
    folder: Path
    pictures: Path | None

    def phone(self, unit: Unit, role: Role = Role.REPORTER) -> AbstractContextManager[Page]:
        return phone(unit, role, self.browser, self.server, self.settings)


@pytest.fixture
def story(  # noqa: PLR0913, PLR0917 -- fixtures
    lead: Page,
    province: Unit,
    browser: Browser,
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
    pictures: Path | None,
) -> Story:
    return Story(lead, province, browser, live_server, settings, tmp_path, pictures)


def orders_go_out(story: Story) -> Directive:
    """The lead reads, confirms and sends: every commune of 2020 and the sectors have their tasks."""
    directive = send_the_directive(story.lead)
    given = TaskAssignment.objects.filter(task__directive=directive)
    kinds = ["xa", "phuong", "thi_tran"]
    assert given.filter(unit__kind__in=kinds).values("unit").distinct().count() == 106
    assert given.filter(unit__kind="agency").values("unit").distinct().count() >= 2
    assert given.filter(unit__kind="union").exists()
    assert given.filter(unit__kind="newspaper").exists()
    return directive


def time_passes(story: Story, until: datetime) -> None:
    """The lead comes back later and logs in again: a session ends after half an hour away."""
    PresentClock.moment = until
    name = django_settings.SESSION_COOKIE_NAME
    session = with_second_factor(Client(), User.objects.get(username="chutri")).cookies[name].value
    story.lead.context.add_cookies([{"name": name, "value": session, "url": story.server.url}])


def communes_report(story: Story, directive: Directive) -> None:
    """One by form on its telephone, one by message, the others in a workbook, one with a number that cannot be true."""
    time_passes(story, EVENING)
    unit = commune(BY_FORM)
    with story.phone(unit) as desk:
        row = TaskAssignment.objects.filter(task__directive=directive, unit=unit).order_by("task__place")[0]
        desk.goto(f"/tasks/{row.pk}/")
        desk.get_by_role("button", name="Đã tiếp nhận và sẽ thực hiện").click()
        desk.goto(f"/reports/{unit.pk}/commune_day/")
        fill(desk, listed=400, visited=310, helped=120, refused=15, smartphones=900, declared=300)
        expect(desk.get_by_role("status")).to_contain_text("Đã nhận báo cáo")
    assert text_message(story.server, story.settings)["taken"] is True
    assert hand_in_the_workbook(story.lead, story.folder) == 103
    assert RaisedFlag.objects.filter(unit=commune(INFLATED), kind="declared_above_smartphones").exists()


def others_claim(story: Story) -> None:
    """A union and a school claim installations of their own."""
    with story.phone(body("union"), Role.MOVEMENT_LEAD) as desk:
        desk.goto("/movement/")
        fill(desk, activity="booth", starts="2020-08-06T08:00", volunteers=12, helped=40)
    with story.phone(body("school")) as desk:
        desk.goto(f"/reports/{body('school').pk}/school_week/")
        desk.locator("[name=part]").fill("10A1")
        fill(desk, age_band="upper", pupils=40, smartphones=20, declared=12, relatives=9)
    assert {each.source for each in Submission.objects.all()} == {"form", "sms", "xlsx"}
    assert Submission.objects.filter(form__key__in=["movement_event", "school_week"]).count() == 2


def the_lead_looks(story: Story) -> int:
    """In the morning the dashboard shows the whole and who never spoke; claims are not added. Return the whole."""
    time_passes(story, MORNING)
    territory = sum(row.declared or 0 for row in Latest.objects.filter(form_key="commune_day"))
    page = story.lead
    page.goto("/overview/")
    expect(page.locator(".overview-figures").first).to_contain_text(f"{territory:,}")
    expect(page.locator("main")).to_contain_text(commune(SILENT).name)
    expect(page.locator("main")).to_contain_text("of 106 communes owe a report")
    page.goto(f"/overview/{story.province.pk}/questions/")
    expect(page.locator(".notice.warn").first).to_contain_text(commune(INFLATED).name)
    return territory


def the_report_is_made(story: Story, territory: int) -> str:
    """By the button; downloaded, and opened in an office program. Return its address."""
    page = story.lead
    page.goto(f"/overview/{story.province.pk}/reports/")
    page.get_by_role("button", name="Make the report").click()
    expect(page.locator("article.sheet")).to_contain_text("tính đến 08h00 ngày 07/08/2020")
    file = story.folder / "report.docx"
    with page.expect_download() as download:
        page.get_by_role("link", name="DOCX").click()
    download.value.save_as(file)
    with pdfplumber.open(as_pdf(file)) as pdf:
        pages = [normalize("NFC", each.extract_text()) for each in pdf.pages]
        fonts = {char["fontname"].split("+")[-1].split("-")[0] for each in pdf.pages for char in each.chars}
    assert fonts == {"LiberationSerif"}
    assert all(TRIAL in each for each in pages)
    boxes = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số:", "BÁO CÁO NHANH", "I. CÔNG TÁC", "II. KẾT QUẢ", "Nơi nhận:"]
    whole = "\n".join(pages)
    assert [whole.index(box) for box in boxes] == sorted(whole.index(box) for box in boxes)
    assert f"{territory:,}".replace(",", ".") in whole
    assert "chưa có số liệu" in whole[whole.index("Thứ hạng") :]
    return page.url


def every_figure_opens(story: Story, report: str) -> None:
    """What is behind each figure adds up to it, and a report behind it opens too."""
    page = story.lead
    speak(page.context, "vi", story.server.url)
    page.goto(report)
    gaps = follow_every_figure(page)
    assert set(gaps) >= {"declared", "visited", "listed"}
    assert {gap for found in gaps.values() for gap in found} == {0}
    page.locator("article.sheet a[href$='/declared/']").first.click()
    page.locator("tr[id^='report-'] a").first.click()
    expect(page.locator("main")).to_contain_text("06/08/2020")


def a_correction_comes(story: Story, report: str, territory: int) -> None:
    """It changes the dashboard, not the report that was made; the report's page says what was replaced."""
    first = Submission.objects.get(unit=commune(BY_FORM))
    with story.phone(commune(BY_FORM)) as desk:
        desk.goto(f"/reports/one/{first.pk}/correct/")
        desk.locator("[name=reason][value=mistyped]").check()
        fill(desk, declared=290)
        expect(desk.get_by_role("status")).to_be_visible()
    page = story.lead
    speak(page.context, "en", story.server.url)
    page.goto("/overview/")
    expect(page.locator(".overview-figures").first).to_contain_text(f"{territory - 10:,}")
    page.goto(report)
    expect(page.locator("article.sheet")).to_contain_text(f"{territory:,}".replace(",", "."))
    page.locator("article.sheet a[href$='/declared/']").first.click()
    expect(page.locator(f"#report-{first.pk}")).to_contain_text("replaced since")
    assert look(page, "journey-behind-the-report", story.pictures) == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_from_the_directive_to_a_report_every_figure_of_which_opens(story: Story) -> None:
    directive = orders_go_out(story)
    communes_report(story, directive)
    others_claim(story)

    territory = the_lead_looks(story)
    report = the_report_is_made(story, territory)

    every_figure_opens(story, report)
    a_correction_comes(story, report, territory)
    assert verdict(django_settings.AUDIT_FOLDER).findings == ()
