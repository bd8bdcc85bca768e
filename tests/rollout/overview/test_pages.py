"""Dashboards as people meet them: their own units, on a day, in a structure, every figure open."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from tests.rollout.overview.conftest import DAY, MORNING, client_of

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code, children, communes
from bluezone.rollout.overview.models import Comparison, MorningReport
from bluezone.rollout.overview.services import make_morning_report
from bluezone.rollout.reporting.models import Latest
from bluezone.rollout.reporting.queries import ground_on


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def address_of(unit: Unit, rest: str = "") -> str:
    return f"/overview/{unit.pk}/{rest}"


def test_the_lead_sees_districts_in_2020(lead: Client, province: Unit) -> None:
    shown = page(lead, address_of(province))

    assert "Huyện Mường Tè" in shown
    assert "14/08/2020" in shown
    assert shown.count('<svg class="picture') == 2
    assert shown.count('class="tile band') + shown.count('class="tile no-data') >= 106


def test_home_leads_to_ones_own_unit(lead: Client, province: Unit) -> None:
    response = lead.get("/overview/")

    assert response.headers["Location"] == address_of(province)


def test_the_same_campaign_in_the_structure_of_2025_keeps_its_total(lead: Client, province: Unit) -> None:
    before, after = ground_on(DAY), ground_on(DAY, date(2025, 7, 1))

    shown = page(lead, address_of(province, "?day=2020-08-14&on=2025-07-01"))

    parts = [known.declared or 0 for _, known in after.children(province.pk)]
    assert len(parts) == 38
    assert sum(parts) == before.coverage(province.pk).declared
    assert "Đã chuyển đổi" in shown


def test_former_districts_whose_line_is_crossed_are_refused_with_the_reason(lead: Client, province: Unit) -> None:
    shown = page(lead, address_of(province, "?day=2020-08-14&on=2025-07-01"))

    part = shown[shown.index("Huyện, thành phố trước đây") :]
    assert part.count("hai bên địa giới cũ") == 6
    assert "Sin Suối Hồ" in part


def test_a_former_district_has_its_own_page_in_its_own_structure_only(lead: Client, province: Unit) -> None:
    district = by_code("106", DAY)
    assert district is not None

    shown = page(lead, address_of(district, "?day=2020-08-14&on=2025-07-01"))

    assert "Không có số liệu trong cơ cấu này" in shown


def test_a_figure_opens_to_reports_that_add_up_to_it(lead: Client, province: Unit) -> None:
    declared = ground_on(DAY).coverage(province.pk).declared

    shown = page(lead, address_of(province, "behind/territory/declared/?day=2020-08-14"))

    rows = re.findall(r'<tr id="report-[^"]+">.*?data-label="[^"]+">([\d.]+)</td>', shown, re.DOTALL)
    assert len(rows) == 100
    assert sum(int(number.replace(".", "")) for number in rows) == declared


def test_every_figure_of_the_page_leads_somewhere(lead: Client, province: Unit) -> None:
    shown = page(lead, address_of(province))

    links = {link for link in re.findall(r'href="(/overview/[^"]+)"', shown) if "bounds" in link or "behind" in link}

    assert len(links) > 20
    for link in sorted(links)[:6]:
        page(lead, link)


def test_who_is_silent_is_named_with_since_when(lead: Client, province: Unit) -> None:
    quiet = communes(DAY).order_by("stat_code").last()
    assert quiet is not None

    shown = page(lead, address_of(province))

    part = shown[shown.index('id="silent"') :]
    assert quiet.name in part
    assert "chưa báo cáo lần nào" in part


def test_a_commune_sees_itself_and_no_neighbour(province: Unit, morning: None) -> None:
    own, other = communes(DAY).order_by("stat_code")[:2]
    client = client_of(Role.REPORTER, own)

    shown = page(client, address_of(own))

    assert own.name in shown
    assert client.get(address_of(other)).status_code == 403
    assert client.get(address_of(province)).status_code == 403
    assert client.get(address_of(other, "behind/territory/declared/")).status_code == 403


def test_units_are_ranked_only_after_a_recorded_decision(lead: Client, province: Unit) -> None:
    before = page(lead, address_of(province))

    lead.post("/overview/comparison/", {"ranked": "yes"})

    assert "xếp theo tỷ lệ" not in before
    assert "xếp theo tỷ lệ" in page(lead, address_of(province))
    assert Comparison.objects.get().is_ranked
    assert Entry.objects.filter(action="comparison.decide").count() == 1


def test_a_page_without_any_report_says_so(db: None, morning: None) -> None:
    from benchmarks.filled_province import made_province  # noqa: PLC0415 -- only this test wants an empty one

    province = made_province()
    client = client_of(Role.LEAD, province)

    shown = page(client, address_of(province))

    assert "chưa có số liệu" in shown
    assert "<polyline" not in shown


@pytest.mark.parametrize(
    ("rest", "queries"),
    [("", 42), ("bodies/", 30), ("questions/", 26), ("bounds/", 24), ("behind/territory/declared/", 25)],
)
def test_the_number_of_queries_does_not_grow_with_the_units(
    lead: Client, province: Unit, rest: str, queries: int
) -> None:
    district = children(province, DAY).filter(kind="huyen").order_by("stat_code")[0]
    for _first in ("binds the session to the browser", "confirms it"):
        page(lead, address_of(province, rest))

    with CaptureQueriesContext(connection) as few:
        page(lead, address_of(district, rest))
    with CaptureQueriesContext(connection) as many:
        page(lead, address_of(province, rest))

    assert abs(len(many) - len(few)) <= 4  # the way up to the holder is longer from a district
    assert len(many) <= queries


def test_a_page_asks_a_known_number_of_questions(
    lead: Client, province: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(42):
        page(lead, address_of(province))


def test_bodies_stand_beside_the_territory_and_are_not_added(lead: Client, province: Unit) -> None:
    total = ground_on(DAY).coverage(province.pk).declared
    assert total == sum(row.declared or 0 for row in Latest.objects.filter(form_key="commune_day", last_day=DAY))

    shown = page(lead, address_of(province, "bodies/"))

    assert "không bao giờ cộng" in shown
    assert MORNING.year == 2020


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_public_page_shows_nothing_small(province: Unit, morning: None, language: str, settings: object) -> None:
    settings.ROOT_URLCONF = "bluezone.config.urls_site"  # type: ignore[attr-defined]  # pytest-django's settings
    settings.DOOR = "site"  # type: ignore[attr-defined]  # the same
    Latest.objects.filter(form_key="commune_day", unit=communes(DAY).order_by("stat_code")[0]).update(declared=4)
    client, prefix = Client(), "/en" if language == "en" else ""

    shown = page(client, f"{prefix}/figures/")
    table = client.get(f"{prefix}/figures/figures.csv").content.decode()

    word = "được ẩn" if language == "vi" else "withheld"
    assert shown.count(word) >= 2
    assert table.count(word) >= 2
    assert not re.search(r"\b4\b,", table)


def test_the_command_makes_the_morning_s_report_once(province: Unit, morning: None, tmp_path: Path) -> None:
    call_command("quick_report", folder=tmp_path)
    call_command("quick_report", folder=tmp_path)

    report = MorningReport.objects.get()
    assert (report.day, report.version) == (DAY, 1)
    assert {file.suffix for file in tmp_path.iterdir()} == {".docx", ".pdf"}


def test_a_report_stays_as_it_was_made(lead: Client, province: Unit) -> None:
    made = make_morning_report(province, DAY, actor="system", moment=MORNING)
    row = Latest.objects.filter(form_key="commune_day", last_day=DAY).order_by("pk")[0]
    Latest.objects.filter(pk=row.pk).update(declared=(row.declared or 0) + 1)

    again = make_morning_report(province, DAY, actor="system", moment=MORNING)

    made.refresh_from_db()
    assert (made.version, again.version) == (1, 2)
    assert made.document != again.document


def test_the_reader_of_a_report_opens_each_of_its_figures(lead: Client, province: Unit) -> None:
    made = make_morning_report(province, DAY, actor="system", moment=MORNING)

    shown = page(lead, f"/overview/reports/{made.pk}/")

    links = set(re.findall(rf'href="(/overview/reports/{made.pk}/[^"]+/[^"]+/)"', shown))
    assert len(links) > 30
    assert {lead.get(link).status_code for link in links} == {200}


def test_a_report_is_handed_out_as_docx_and_pdf_and_nothing_else(lead: Client, province: Unit) -> None:
    made = make_morning_report(province, DAY, actor="system", moment=MORNING)

    answers = {form: lead.get(f"/overview/reports/{made.pk}/file.{form}") for form in ("docx", "pdf", "exe")}

    assert answers["docx"].content.startswith(b"PK")
    assert answers["pdf"].content.startswith(b"%PDF")
    assert answers["exe"].status_code == 404
