"""The pages of line lists: what a doctor of disease control hands in, sees, writes and takes out."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.authority.linelist.lists import CASES, CONTACTS, DOING, bring_in, csv_bytes, write_of
from tests.authority.permissions import World, make_world

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, Contact, Exposure, Identity, InfectionLink, Person
from bluezone.authority.linelist.exporting import neutral, table_of
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.linelist.rules.columns import Kind
from bluezone.authority.linelist.rules.grid import MOST_ROWS, unmarked
from bluezone.authority.linelist.services import hand_in


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    settings.BLUEZONE_CLOCK = "tests.authority.test_permissions.present_clock"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    return make_world()


@pytest.fixture
def doctor(world: World) -> Client:
    """A doctor of disease control who said that the records are opened to correct them."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.holder(Role.CDC_DOCTOR))
    session = client.session
    session["purposes"] = {"any": ["quality", "2099-01-01T00:00:00+00:00"]}
    session.save()
    return client


def hand(doctor: Client, world: World, content: bytes, name: str = "ca.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return doctor.post("/line-lists/hand-in/", {"unit": world.here.pk, "file": file}, follow=True)  # type: ignore[return-value]  # a response with a client's extras


def test_a_list_is_handed_in_looked_at_and_written(doctor: Client, world: World) -> None:
    page = hand(doctor, world, csv_bytes(CASES)).content.decode()
    file = LineListFile.objects.get()
    assert "Vàng A Páo" in page
    assert not Case.objects.exists()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]

    answer = doctor.post(f"/line-lists/{file.pk}/write/", {"seen": seen}, follow=True)

    assert "3 new" in answer.content.decode()
    assert Case.objects.count() == 3
    assert Entry.objects.get(action="linelist.import").purpose == "quality"


def test_looking_at_a_list_asks_why(world: World) -> None:
    file = hand_in("ca.csv", csv_bytes(CASES), world.here, DOING)
    client = Client()
    client.force_login(world.holder(Role.CDC_DOCTOR))

    answer = client.get(f"/line-lists/{file.pk}/")

    assert "Vàng A Páo" not in answer.content.decode()


def test_the_page_asks_the_database_the_same_number_of_times_for_any_list(
    doctor: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines = "".join(f"{each},Người {each},1/8/2020\n" for each in range(300))
    file = hand_in("ca.csv", f"Số ca bệnh,Họ và tên,Ngày báo cáo\n{lines}".encode(), world.here, DOING)

    with django_assert_max_num_queries(32):
        assert doctor.get(f"/line-lists/{file.pk}/").status_code == 200


def test_a_file_that_cannot_be_read_says_why(doctor: Client, world: World) -> None:
    answer = hand(doctor, world, b"\xd0\xcf\x11\xe0" + bytes(100), "ca.xls")

    assert answer.status_code == 400
    assert "save it as XLSX" in answer.content.decode()


def test_another_column_changes_what_would_be_written(doctor: Client, world: World) -> None:
    hand(doctor, world, b"id,status,positive_date\n1,negative,2020-08-01\n")
    file = LineListFile.objects.get()
    chosen = {"kind": "cases", "heading_row": 1, "classification": "probable", "column_0": "number"}

    page = doctor.post(f"/line-lists/{file.pk}/columns/", {**chosen, "column_2": "sampled_on"}, follow=True)

    assert "Sampled on" in page.content.decode()
    assert LineListFile.objects.get().mapping["columns"] == {"0": "number", "2": "sampled_on"}


@pytest.mark.parametrize(
    ("chosen", "words"),
    [({"column_0": "number", "column_2": "number"}, "Two columns"), ({"column_0": "nonsense"}, "not possible")],
)
def test_an_impossible_choice_of_columns_changes_nothing(
    doctor: Client, world: World, chosen: dict[str, str], words: str
) -> None:
    hand(doctor, world, b"id,status,positive_date\n1,negative,2020-08-01\n")
    file = LineListFile.objects.get()
    whole = {"kind": "cases", "heading_row": 1, "classification": "probable", **chosen}

    page = doctor.post(f"/line-lists/{file.pk}/columns/", whole, follow=True)

    assert words in page.content.decode()
    assert LineListFile.objects.get().mapping == file.mapping


def test_another_kind_of_list_recognises_its_own_columns(doctor: Client, world: World) -> None:
    hand(doctor, world, csv_bytes(CASES))
    file = LineListFile.objects.get()

    doctor.post(f"/line-lists/{file.pk}/columns/", {"kind": "contacts", "heading_row": 1, "classification": "suspect"})

    assert LineListFile.objects.get().mapping["kind"] == "contacts"
    assert "name" in LineListFile.objects.get().mapping["columns"].values()


def test_a_written_and_a_dropped_file_say_so(doctor: Client, world: World) -> None:
    for _time in range(2):
        hand(doctor, world, csv_bytes(CASES))
    first, second = LineListFile.objects.all()

    write_of(first)
    doctor.post(f"/line-lists/{second.pk}/drop/")

    assert "was written" in doctor.get(f"/line-lists/{first.pk}/").content.decode()
    assert "was dropped" in doctor.get(f"/line-lists/{second.pk}/").content.decode()
    assert "dropped" in doctor.get("/line-lists/").content.decode()


def test_a_list_leaves_with_reason_watermark_and_entry(doctor: Client, world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)

    answer = doctor.post(
        "/line-lists/export/", {"unit": world.here.pk, "kind": "cases", "file": "csv", "reason": "analysis"}
    )

    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert "analysis of the outbreak" in lines[0]
    assert lines[1].startswith("Số ca bệnh,Họ và tên,Giới tính")
    assert len(lines) == 5
    assert Entry.objects.get(action="linelist.export").purpose == "analysis"


def test_no_list_leaves_without_a_reason(doctor: Client, world: World) -> None:
    answer = doctor.post("/line-lists/export/", {"unit": world.here.pk, "kind": "cases", "file": "csv"})

    assert answer.status_code == 400
    assert not Entry.objects.filter(action="linelist.export").exists()


def test_the_template_can_be_filled_and_handed_in(doctor: Client, world: World) -> None:
    book = load_workbook(BytesIO(doctor.get("/line-lists/template/cases/").content))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[2]]
    sheet.append(
        ["BN9" if name == "Số ca bệnh" else "05/08/2020" if name == "Ngày báo cáo" else None for name in headings]
    )
    out = BytesIO()
    book.save(out)

    page = hand(doctor, world, out.getvalue(), "mau.xlsx").content.decode()

    assert "BN9" in page
    assert doctor.get("/line-lists/template/nonsense/").status_code == 404


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_a_list_comes_in_again_as_it_went_out(doctor: Client, world: World, file: str, kind: Kind) -> None:
    bring_in(csv_bytes(CASES.replace("VJ 123", '"=cmd|1"')), world.here)
    bring_in(csv_bytes(CONTACTS), world.here)
    asked = {"unit": world.here.pk, "kind": kind, "file": file, "reason": "analysis"}
    before = table(world, kind)
    out = doctor.post("/line-lists/export/", asked).getvalue()
    again = hand(doctor, world, out, f"ra.{file}")
    models = {Kind.LINKS: (InfectionLink,), Kind.CONTACTS: (Exposure, Contact)}
    for model in models.get(kind, (InfectionLink, Exposure, Contact, Case, Identity, Person)):
        model._default_manager.all().delete()

    write_of(LineListFile.objects.get(state="read"))

    assert again.status_code == 200
    assert table(world, kind) == before
    assert Case.objects.get(number="BN2").more["Chuyến bay"] == "=cmd|1"


def table(world: World, kind: Kind) -> list[list[Any]]:
    made = table_of(kind, world.here, [world.here.pk], DOING.day, "")
    return [list(made.headings), *sorted(([*row] for row in made.rows), key=str)]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "'x", "''x", "x", "", "'"])
def test_a_cell_that_could_act_is_neutral_and_comes_in_as_it_was(text: str) -> None:
    written = neutral(text)

    assert not written.startswith(("=", "+", "-", "@"))
    assert unmarked(written) == text


def test_an_interchange_document_goes_out_and_comes_in(doctor: Client, world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)
    asked = {"unit": world.here.pk, "kind": "cases", "file": "json", "reason": "handover"}
    out = doctor.post("/line-lists/export/", asked).getvalue()
    for model in (InfectionLink, Case, Identity, Person):
        model._default_manager.all().delete()

    page = hand(doctor, world, out, "trao-doi.json").content.decode()
    file = LineListFile.objects.get(state="read")
    answer = doctor.post(f"/line-lists/{file.pk}/write/", follow=True)

    assert json.loads(out)["invented"] is True
    assert "Interchange document" in page
    assert Case.objects.count() == 3
    assert "Written" in answer.content.decode()


def test_a_document_that_differs_is_named_record_by_record(doctor: Client, world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)
    asked = {"unit": world.here.pk, "kind": "cases", "file": "json", "reason": "handover"}
    out = doctor.post("/line-lists/export/", asked).getvalue()
    Case.objects.filter(number="BN1").update(treated_at="Trạm y tế")

    page = hand(doctor, world, out, "trao-doi.json").content.decode()
    file = LineListFile.objects.get(state="read")
    doctor.post(f"/line-lists/{file.pk}/write/")

    assert str(Case.objects.get(number="BN1").pk) in page
    assert LineListFile.objects.get(state="read").state == "read"


def test_a_hundred_thousand_rows_are_handed_in_and_looked_at_and_more_are_refused(doctor: Client, world: World) -> None:
    lines = [f"BN{number},01/08/2020" for number in range(MOST_ROWS)]
    heading = "Số ca bệnh,Ngày báo cáo"

    looked_at = hand(doctor, world, "\n".join([heading, *lines]).encode())
    too_many = hand(doctor, world, "\n".join([heading, *lines, *lines[:60]]).encode())

    words = looked_at.content.decode()
    assert looked_at.status_code == 200
    assert "100,000" in words
    assert "BN0" in words
    assert "more than 100,000 rows" in too_many.content.decode()
    assert LineListFile.objects.count() == 1
    assert not Case.objects.exists()


def test_a_long_list_leaves_in_portions(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    people = [Person(created_at=DOING.moment) for _each in range(2_000)]
    Person.objects.bulk_create(people)
    same = {"unit": world.here, "definition_id": 1, "classification": "suspect", "reported_on": DOING.day}
    made = {"created_at": DOING.moment, "created_by": "system"}
    Case.objects.bulk_create(Case(person=person, **same, **made) for person in people)

    with django_assert_max_num_queries(12):
        table = table_of(Kind.CASES, world.here, [world.here.pk], DOING.day, "")
        assert sum(1 for _row in table.rows) == 2_000
