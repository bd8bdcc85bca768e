"""Pages on which invitations, certificates and guides are taken away."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import on
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.services import Report, submit

MOMENT = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
CLASS = {"age_band": "lower", "pupils": 38, "smartphones": 21, "declared": 17, "relatives": 4}
EVENT = {"activity": "launch", "starts": "2026-11-27T08:00", "volunteers": 6, "checked_in": 84}


@pytest.fixture
def province(db: None, settings: Settings) -> None:
    """The province of today, seen from the console."""
    settings.ROOT_URLCONF = "bluezone.config.urls_console"
    assert import_province(shipped("lai-chau"), actor="system", moment=MOMENT).findings == ()


def first(kind: Kind) -> Unit:
    return on(MOMENT.date()).filter(kind=kind.value).order_by("stat_code")[0]


@pytest.fixture
def logged_in(province: None, client: Client) -> Callable[[Role, Unit], Client]:
    """A function that logs a person of a role in."""

    def log_in(role: Role, unit: Unit) -> Client:
        user = User.objects.create(username=role.value, full_name="Người dùng", created_at=MOMENT)
        Assignment.objects.create(user=user, role=role, unit=unit, valid_from=date(2015, 1, 1))
        client.force_login(user)
        return client

    return log_in


def told(unit: Unit, form_key: str, values: dict[str, object], part: str = "") -> str:
    report = Report(new_id(MOMENT), form_key, unit, MOMENT.date(), values, Source.FORM, part)
    return str(submit(report, actor="system", moment=MOMENT).submission.pk)


def test_a_school_takes_slips_of_a_class_that_reported(logged_in: Callable[[Role, Unit], Client]) -> None:
    school = first(Kind.SCHOOL)
    told(school, "school_week", CLASS, "7A")
    client = logged_in(Role.REPORTER, school)
    address = reverse("field_printing:invitations", args=[school.pk])

    asks = client.get(address).content.decode()
    sheet = client.get(f"{address}?part=7a&families=9&sort=slips&language=vi")

    assert "?part=7A&amp;families=38" in asks
    assert sheet.content.startswith(b"%PDF")
    assert sheet["Content-Disposition"] == 'attachment; filename="bluezone-slips-7A-vi.pdf"'


def test_a_sheet_that_cannot_be_is_asked_again(logged_in: Callable[[Role, Unit], Client]) -> None:
    school = first(Kind.SCHOOL)
    client = logged_in(Role.REPORTER, school)
    address = reverse("field_printing:invitations", args=[school.pk])

    answer = client.get(f"{address}?part=lop+chon&families=900&sort=slips&language=vi")

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"part", "families"}


def test_a_school_finds_the_sheets_where_its_reports_are(logged_in: Callable[[Role, Unit], Client]) -> None:
    school = first(Kind.SCHOOL)
    told(school, "school_week", CLASS, "7A")
    client = logged_in(Role.REPORTER, school)

    page = client.get(reverse("reporting:history", args=[school.pk])).content.decode()

    assert reverse("field_printing:invitations", args=[school.pk]) in page


def test_a_union_takes_certificates_of_its_event(logged_in: Callable[[Role, Unit], Client]) -> None:
    union = first(Kind.UNION)
    event = told(union, "movement_event", EVENT)
    client = logged_in(Role.MOVEMENT_LEAD, union)
    address = reverse("field_printing:certificates", args=[event])

    assert 'value="6"' in client.get(address).content.decode()
    assert client.get(f"{address}?copies=6&language=en").content.startswith(b"%PDF")
    assert address in client.get(reverse("reporting:movement")).content.decode()


def test_only_an_event_of_a_movement_has_certificates(logged_in: Callable[[Role, Unit], Client]) -> None:
    school = first(Kind.SCHOOL)
    other = told(school, "school_week", CLASS, "7A")
    client = logged_in(Role.MOVEMENT_LEAD, school)

    assert client.get(reverse("field_printing:certificates", args=[other])).status_code == 404


def test_anybody_takes_a_guide_and_no_other_file(db: None, client: Client) -> None:
    guide = client.get("/field-printing/guides/teacher.vi.pdf")

    assert guide.content.startswith(b"%PDF")
    assert client.get("/field-printing/guides/teacher.fr.pdf").status_code == 404
    assert client.get("/field-printing/guides/secrets.vi.pdf").status_code == 404


def test_a_command_writes_every_guide(db: None, tmp_path: Path) -> None:
    call_command("make_field_guides", tmp_path / "guides", verbosity=0)

    assert len(list((tmp_path / "guides").glob("bluezone-*.pdf"))) == 6
