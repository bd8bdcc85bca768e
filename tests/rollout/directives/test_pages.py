"""The pages of directives: how many questions each asks the database, and what a stranger's unit never sees."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from tests.authority.register.session import with_second_factor

from bluezone.authority.accounts.access import LINK_KEY
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import Term, assign, create_user, issue_link
from bluezone.authority.territory import queries
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.rollout.directives import services
from bluezone.rollout.directives.models import Directive, TaskAssignment
from bluezone.rollout.directives.queries import meant
from bluezone.rollout.directives.reading import read
from bluezone.rollout.directives.reading.encodings import in_tcvn3

SOURCE = (Path(__file__).parent / "documents" / "lai-chau-2020-bluezone.txt").read_text(encoding="utf-8")
MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
DAY = date(2020, 8, 5)


class PresentClock:
    def now(self) -> datetime:
        return MOMENT


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture
def province(db: None, settings: Settings) -> Unit:
    settings.BLUEZONE_CLOCK = "tests.rollout.directives.test_pages.present_clock"
    import_province(shipped("lai-chau"), actor="system", moment=MOMENT)
    found = queries.by_code("12", DAY)
    assert found is not None
    return found


@pytest.fixture
def lead(province: Unit) -> Client:
    user = create_user("chutri", "Chủ trì", actor="system", moment=MOMENT)
    assign(user, Role.LEAD, province, term=Term(date(2020, 8, 1)), actor="system", moment=MOMENT)
    return with_second_factor(Client(), user)


@pytest.fixture
def directive(province: Unit) -> Directive:
    made = services.keep_reading(read(SOURCE), day=DAY, actor="system", moment=MOMENT)
    services.confirm(made, actor="system", moment=MOMENT)
    services.send(made, actor="system", moment=MOMENT)
    return made


def at(code: str) -> TaskAssignment:
    return TaskAssignment.objects.get(task__label="3", unit__stat_code=code)


def bearer(unit: Unit, settings: Settings) -> Client:
    """The site as the bearer of a unit's link sees it."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    until = datetime(2020, 9, 1, tzinfo=UTC)
    issued = issue_link(unit, Role.REPORTER, expires_at=until, actor="system", moment=MOMENT)
    client = Client()
    session = client.session
    session[LINK_KEY] = str(issued.link.pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


@pytest.mark.parametrize(
    ("page", "most"),
    [("", 20), ("{}/", 50), ("{}/progress/", 30), ("silence/", 25), ("calendar/", 20)],
)
def test_a_page_asks_the_database_a_few_times_only(lead: Client, directive: Directive, page: str, most: int) -> None:
    with CaptureQueriesContext(connection) as caught:
        answer = lead.get(f"/directives/{page.format(directive.pk)}")

    assert answer.status_code == 200
    assert len(caught) <= most, [query["sql"][:150] for query in caught]


def test_a_dropped_file_is_read_once_and_refused_the_second_time(lead: Client, province: Unit) -> None:
    first = lead.post("/directives/drop/", {"file": SimpleUploadedFile("a.txt", SOURCE.encode())})
    second = lead.post("/directives/drop/", {"file": SimpleUploadedFile("b.txt", SOURCE.encode())})

    assert (first.status_code, second.status_code) == (302, 422)
    assert Directive.objects.count() == 1


def test_tcvn3_is_refused_on_the_page_in_vietnamese(lead: Client, province: Unit) -> None:
    old = in_tcvn3(SOURCE.casefold()).encode("latin-1", errors="replace")

    answer = lead.post("/directives/drop/", {"file": SimpleUploadedFile("a.txt", old)})

    assert answer.status_code == 422
    assert "UniKey" in answer.content.decode()


def test_a_unit_sees_its_own_tasks_and_no_other_unit_s(directive: Directive, settings: Settings) -> None:
    mine, theirs = at("03445"), at("03463")
    client = bearer(mine.unit, settings)

    assert "Nhiệm vụ 3" in client.get("/tasks/").content.decode()
    assert client.get(f"/tasks/{mine.pk}/").status_code == 200
    assert client.get(f"/tasks/{theirs.pk}/").status_code == 403
    assert client.post(f"/tasks/{theirs.pk}/acknowledge/").status_code == 403
    assert at("03463").state == "sent"


def test_a_file_of_evidence_is_given_back_as_a_download_that_no_browser_runs(
    directive: Directive, settings: Settings
) -> None:
    row = at("03445")
    client = bearer(row.unit, settings)

    given = client.post(
        f"/tasks/{row.pk}/", {"note": "42 hộ", "file": SimpleUploadedFile("anh.png", b"\x89PNG\r\n\x1a\n")}
    )
    answer = client.get(f"/tasks/evidence/{row.evidence.get().pk}/")

    assert given.status_code == 302
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_empty_answer_is_asked_for_again(directive: Directive, settings: Settings) -> None:
    row = at("03445")

    answer = bearer(row.unit, settings).post(f"/tasks/{row.pk}/", {"note": " "})

    assert answer.status_code == 422
    assert not row.evidence.exists()


def test_the_letter_to_the_silent_comes_as_docx_and_pdf(lead: Client, directive: Directive) -> None:
    docx = lead.get(f"/directives/{directive.pk}/reminder.docx")
    pdf = lead.get(f"/directives/{directive.pk}/reminder.pdf")

    assert docx.content.startswith(b"PK")
    assert pdf.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"meaning": "unit", "unit_text": "xa khong co"}, True),
        ({"meaning": "kinds"}, True),
        ({"meaning": "unit", "unit_text": "Bao Lai Chau"}, False),
        ({"meaning": "sector", "sector": "health"}, False),
        ({"meaning": "kinds", "kinds": ["school"]}, False),
    ],
)
def test_words_are_pointed_at_a_unit_a_sector_or_kinds(
    lead: Client, province: Unit, given: dict[str, str], *, wrong: bool
) -> None:
    made = services.keep_reading(read(SOURCE), day=DAY, actor="system", moment=MOMENT)
    words = made.addressees.filter(task__label="7").first()
    assert words is not None

    answer = lead.post(f"/directives/addressees/{words.pk}/", given)

    assert answer.status_code == (422 if wrong else 302)


def test_all_communes_of_one_district_are_meant_by_a_rule(lead: Client, province: Unit) -> None:
    made = services.keep_reading(read(SOURCE), day=DAY, actor="system", moment=MOMENT)
    words = made.addressees.get(phrase="UBND cấp xã")

    lead.post(
        f"/directives/addressees/{words.pk}/",
        {"meaning": "kinds", "kinds": ["xa", "phuong", "thi_tran"], "within_text": "huyện Tam Đường"},
    )

    words.refresh_from_db()
    assert words.within is not None
    units = meant(words, made.structure_day).units
    assert len(units) == 13
    assert "Xã Bản Bo" in {unit.name for unit in units}
