"""The pages on which people report, as a browser without script sees them."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings
from tests.rollout.reporting.conftest import DAY

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import communes
from bluezone.rollout.reporting.models import RaisedFlag, Submission

Tell = Callable[..., Any]
NOW = datetime(2020, 8, 15, 0, 30, tzinfo=UTC)
CLOCK = "tests.rollout.reporting.test_pages.present_clock"
FIELD = re.compile(r'name="(?P<name>[\w-]+)"(?: value="(?P<value>[^"]*)")?')


class PresentClock:
    """Half past seven in Lai Châu: still time for the day before."""

    def now(self) -> datetime:
        return NOW


def present_clock() -> PresentClock:
    return PresentClock()


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def door(settings: Settings) -> Callable[[str], None]:
    """A function that makes this process one of the two doors."""

    def opened(name: str) -> None:
        settings.BLUEZONE_CLOCK = CLOCK
        settings.DOOR = name
        settings.ROOT_URLCONF = settings.SITE_URLS if name == "site" else settings.CONSOLE_URLS
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "SecondFactor" not in each]

    return opened


@pytest.fixture
def bearer(door: Callable[[str], None]) -> Callable[..., Client]:
    """A browser that came by a personal link."""

    def came(unit: Unit, role: Role = Role.REPORTER) -> Client:
        door("site")
        issued = issue_link(unit, role, expires_at=NOW + timedelta(days=30), actor="system", moment=NOW)
        client = Client(headers={"accept-language": "en"})
        assert client.get(f"/l/{issued.token}/").status_code == 302
        return client

    return came


@pytest.fixture
def lead(door: Callable[[str], None], province: Unit) -> Client:
    """The province lead, logged in on the console."""
    door("console")
    user = User.objects.create(username="lead", full_name="Lead", created_at=NOW)
    Assignment.objects.create(user=user, role=Role.LEAD, unit=province, valid_from=DAY)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def hidden(response: Any) -> dict[str, str]:
    """What the page's hidden fields and dates carry, as a browser sends them back."""
    found = {match["name"]: match["value"] or "" for match in FIELD.finditer(text_of(response))}
    return {name: found[name] for name in ("id", "replaces", "day") if name in found}


def send(client: Client, address: str, values: Mapping[str, object], **more: object) -> HttpResponse:
    page = client.get(address)
    body = hidden(page) | {f"v-{key}": str(value) for key, value in values.items()} | more
    return client.post(address, body)  # type: ignore[return-value] # a response with a client's extras


COMMUNE = {"listed": 400, "visited": 310, "helped": 120, "refused": 15}


def test_a_focal_point_reports_in_one_page(bearer: Callable[..., Client], commune: Unit) -> None:
    client = bearer(commune)
    address = reverse("reporting:report", args=[commune.pk, "commune_day"], urlconf="bluezone.config.urls_site")

    answer = send(client, address, COMMUNE)

    kept = Submission.objects.get()
    assert answer.status_code == 302
    assert (kept.last_day, kept.values, kept.source) == (DAY, COMMUNE, "form")
    assert kept.actor.startswith("link:")
    assert "310" in text_of(client.get(answer.headers["Location"]))


def test_the_page_remembers_what_was_reported(bearer: Callable[..., Client], commune: Unit, tell: Tell) -> None:
    tell(commune, DAY - timedelta(days=1))
    page = text_of(bearer(commune).get(f"/reports/{commune.pk}/commune_day/"))

    assert 'name="v-listed" value="400"' in page
    assert 'name="v-visited" value' not in page
    assert "What you reported" in page


def test_pressing_send_twice_reports_once(bearer: Callable[..., Client], commune: Unit) -> None:
    client, address = bearer(commune), f"/reports/{commune.pk}/commune_day/"
    body = hidden(client.get(address)) | {f"v-{key}": str(value) for key, value in COMMUNE.items()}

    client.post(address, body)
    client.post(address, body)

    assert Submission.objects.count() == 1


def test_a_wrong_field_is_named_and_nothing_is_lost(bearer: Callable[..., Client], commune: Unit) -> None:
    answer = send(bearer(commune), f"/reports/{commune.pk}/commune_day/", COMMUNE | {"visited": "75 %"})

    assert answer.status_code == 422
    assert "not a percentage" in text_of(answer)
    assert 'value="120"' in text_of(answer)
    assert not Submission.objects.exists()


def test_what_contradicts_itself_is_asked_about_once_and_then_taken(
    bearer: Callable[..., Client], commune: Unit
) -> None:
    client, address = bearer(commune), f"/reports/{commune.pk}/commune_day/"

    first = send(client, address, COMMUNE | {"visited": 410})
    second = send(client, address, COMMUNE | {"visited": 410}, confirmed="on")

    assert first.status_code == 422
    assert "More households visited than listed" in text_of(first)
    assert second.status_code == 302
    assert Submission.objects.get().doubts_confirmed


def test_other_figures_for_the_same_day_need_a_reason(bearer: Callable[..., Client], commune: Unit) -> None:
    client, address = bearer(commune), f"/reports/{commune.pk}/commune_day/"
    send(client, address, COMMUNE)

    without = send(client, address, COMMUNE | {"visited": 300})
    with_reason = send(client, address, COMMUNE | {"visited": 300}, reason="mistyped")

    assert without.status_code == 422
    assert "Why are the figures different?" in text_of(without)
    assert with_reason.status_code == 302
    assert list(Submission.objects.order_by("reason").values_list("reason", flat=True)) == ["", "mistyped"]


def test_a_report_is_corrected_from_its_own_page_and_taken_back(
    bearer: Callable[..., Client], commune: Unit, tell: Tell
) -> None:
    client, first = bearer(commune), tell(commune).submission

    answer = send(client, f"/reports/one/{first.pk}/correct/", COMMUNE | {"visited": 309}, reason="counted_again")
    page = text_of(client.get(answer.headers["Location"]))
    old = text_of(client.get(f"/reports/one/{first.pk}/"))
    client.post(answer.headers["Location"] + "take-back/")

    assert "counted again" in page
    assert "A later version is in force" in old
    assert Submission.objects.filter(reason="withdrawn").count() == 1


def test_a_correction_of_somebody_elses_unit_is_refused(
    bearer: Callable[..., Client], tell: Tell, commune: Unit
) -> None:
    other = communes(DAY).exclude(pk=commune.pk)[0]
    kept = tell(other).submission
    client = bearer(commune)

    assert client.get(f"/reports/one/{kept.pk}/").status_code == 403
    assert client.get(f"/reports/one/{kept.pk}/correct/").status_code == 403
    assert client.get(f"/reports/{other.pk}/commune_day/").status_code == 403


def test_a_form_that_is_not_asked_of_the_unit_is_not_there(bearer: Callable[..., Client], commune: Unit) -> None:
    client = bearer(commune)

    assert client.get(f"/reports/{commune.pk}/unit_day/").status_code == 404
    assert client.get(f"/reports/{commune.pk}/nothing/").status_code == 404
    assert client.get(f"/reports/{commune.pk}/complaint/").status_code == 404


def test_an_office_with_two_forms_sees_both(bearer: Callable[..., Client], commune: Unit, tell: Tell) -> None:
    tell(commune)

    page = text_of(bearer(commune).get("/reports/"))

    assert "reported" in page
    assert "not yet" in page
    assert "advised, not demanded" in page


def test_the_telephone_desk_finds_a_unit_by_its_code_and_reads_back(lead: Client, commune: Unit) -> None:
    sent = lead.get("/entry/", {"q": "03445"})
    found = text_of(lead.get("/entry/", {"q": "muong te"}))
    answer = send(lead, sent.headers["Location"], COMMUNE)
    page = text_of(lead.get(answer.headers["Location"]))

    assert f"/entry/{commune.pk}/commune_day/" in sent.headers["Location"]
    assert "Mường Tè" in found
    assert Submission.objects.get().source == "desk"
    assert "Read back to the caller" in page


def test_what_is_typed_from_paper_says_so(lead: Client, commune: Unit) -> None:
    send(lead, f"/entry/{commune.pk}/commune_day/?from=paper", COMMUNE)

    assert Submission.objects.get().source == "paper"


def test_the_desk_knows_nobody_of_that_name(lead: Client, province: Unit) -> None:
    assert "No unit of yours" in text_of(lead.get("/entry/", {"q": "zzzzz"}, headers={"hx-request": "true"}))
    assert lead.get("/entry/", {"last": "nonsense"}).status_code == 200


def test_a_question_is_shown_and_closed_by_the_lead(lead: Client, commune: Unit, tell: Tell) -> None:
    tell(commune, values={"visited": 401})
    flag = RaisedFlag.objects.get()

    page = text_of(lead.get("/questions/", {"on": "2020-08-14"}))
    lead.post(f"/questions/{flag.pk}/settle/")
    lead.post(f"/questions/{flag.pk}/settle/")

    flag.refresh_from_db()
    assert "401 households were visited but only 400 are listed" in page
    assert flag.settlement == "true"


def test_a_movement_records_an_event_and_prints_a_certificate_without_a_name(
    bearer: Callable[..., Client], province: Unit
) -> None:
    union = Unit.objects.filter(kind="union").order_by("stat_code")[0]
    client = bearer(union, Role.MOVEMENT_LEAD)
    event = {"activity": "booth", "starts": "2020-08-14T08:00", "volunteers": 12, "helped": 40, "certificates": 3}

    answer = send(client, "/movement/", event)
    page = text_of(client.get(answer.headers["Location"]))
    certificate = text_of(client.get(f"/movement/{union.pk}/certificate/"))

    assert "never added" in page
    assert "40" in page
    assert "TRIAL DOCUMENT" in certificate
    assert "………" in certificate


def test_the_press_records_language_time_and_link_and_no_reach(bearer: Callable[..., Client], province: Unit) -> None:
    station = Unit.objects.filter(kind="newspaper").order_by("stat_code")[0]
    client = bearer(station, Role.PRESS)

    answer = send(
        client,
        "/broadcasts/",
        {
            "medium": "radio",
            "language": "mong",
            "at": "2020-08-14T18:30",
            "minutes": 5,
            "link": "https://laichau.gov.vn/a",
        },
    )
    page = text_of(client.get(answer.headers["Location"]))

    assert "Mông: 1" in page
    assert "Nobody knows how many people were reached" in page


def test_the_help_desk_records_a_complaint_without_anything_about_a_person(
    bearer: Callable[..., Client], commune: Unit
) -> None:
    client = bearer(commune, Role.HELP_DESK)

    answer = send(client, "/complaints/record/", {"about": "wrong_app", "phone": "android", "solved": "solved"})
    trends = text_of(client.get("/complaints/"))

    assert answer.status_code == 302
    assert set(Submission.objects.get().values) == {"about", "phone", "solved"}
    assert "Wrong or look-alike application" in trends


def test_the_head_of_an_agency_appoints_a_gate_keeper_until_a_day(bearer: Callable[..., Client], body: Unit) -> None:
    client, address = bearer(body), f"/reports/{body.pk}/keeper/"

    shown = text_of(client.post(address, {"last_day": "2020-09-01"}))
    late = client.post(address, {"last_day": "2020-08-01"})
    link = re.search(r"/l/[\w-]+/", shown)

    assert link is not None
    keeper = Client(headers={"accept-language": "en"})
    keeper.get(link[0])
    assert keeper.get("/gate/").status_code == 200
    assert keeper.get("/reports/").status_code == 403
    assert late.status_code == 422
    assert link[0] not in text_of(client.get(address))


def test_a_gate_keeper_enters_the_tally_of_a_shift(bearer: Callable[..., Client], body: Unit) -> None:
    client = bearer(body, Role.GATE_KEEPER)

    answer = send(client, "/gate/", {"came": 40, "went": 38, "helped": 3, "refused": 1, "no_smartphone": 9}, part="1")

    assert answer.status_code == 302
    assert Submission.objects.get().part == "1"


def test_a_school_reports_by_class_and_prints_its_invitation(bearer: Callable[..., Client], province: Unit) -> None:
    school = Unit.objects.filter(kind="school").order_by("stat_code")[0]
    client = bearer(school)
    figures = {"age_band": "upper", "pupils": 40, "smartphones": 20, "declared": 12, "relatives": 9}

    send(client, f"/reports/{school.pk}/school_week/", figures, part="10a1")
    page = text_of(client.get(f"/reports/{school.pk}/school_week/?part=10A1"))
    invitation = text_of(client.get(f"/reports/{school.pk}/invitation/"))

    assert Submission.objects.get().part == "10A1"
    assert 'name="v-pupils" value="40"' in page
    assert "never names" in invitation


def test_a_role_without_a_unit_of_that_kind_is_told_so(lead: Client, province: Unit) -> None:
    assert lead.get("/complaints/record/", {"unit": "nonsense"}).status_code == 404


def test_a_spreadsheet_is_taken_whole_or_its_faults_are_shown(bearer: Callable[..., Client], commune: Unit) -> None:
    client = bearer(commune)
    book = load_workbook(BytesIO(client.get("/reports/spreadsheet/commune_day/").content))
    for place, count in enumerate(COMMUNE.values(), start=4):
        book.worksheets[0].cell(5, place, count)

    def handed_in() -> Any:
        out = BytesIO()
        book.save(out)
        out.seek(0)
        out.name = "report.xlsx"
        return client.post("/reports/spreadsheet/", {"workbook": out})

    book.worksheets[0]["D5"] = "40 %"
    refused = handed_in()
    book.worksheets[0]["D5"] = 400
    taken = handed_in()

    assert refused.status_code == 422
    assert "Báo cáo!D5" in text_of(refused)
    assert taken.status_code == 302
    assert Submission.objects.get().values == COMMUNE


def test_a_file_that_is_no_workbook_is_refused(bearer: Callable[..., Client], commune: Unit) -> None:
    file = BytesIO(b"no workbook")
    file.name = "report.xlsx"

    answer: Any = bearer(commune).post("/reports/spreadsheet/", {"workbook": file})

    assert answer.status_code == 422
    assert "no XLSX workbook" in text_of(answer)


def test_the_lead_takes_the_reports_of_a_day_as_a_workbook(lead: Client, commune: Unit, tell: Tell) -> None:
    tell(commune)

    content = lead.get("/reports/export/commune_day/", {"day": "2020-08-14", "on": "2020-08-14"}).content

    assert load_workbook(BytesIO(content)).worksheets[0]["A5"].value == "03445"
    assert lead.get("/reports/export/broadcast/").status_code == 404
    assert lead.get("/reports/export/nothing/").status_code == 404
