"""What officers do around a record: notes, samples, orders, duplicates, exports, definitions, milestones."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import docx
import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.authority.cases.desk import TODAY, a_case, a_contact, desk_of, doing, officer, somebody
from tests.authority.permissions import PRESENT, World

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import (
    Case,
    Contact,
    Definition,
    Identity,
    Merge,
    Milestone,
    Person,
    QuarantineOrder,
    Sample,
)
from bluezone.authority.cases.rules.words import MilestoneState, QuarantinePlace
from bluezone.authority.cases.services import (
    MilestoneFacts,
    PersonFacts,
    add_milestone,
    change_person,
    facts_of,
    merge_people,
    order_quarantine,
    transfer,
    undo_merge,
)
from bluezone.authority.console.models import Publisher

MILESTONE = {"place": "Chợ Mường Tè", "day": "2020-08-04", "source": "interview", "certainty": "certain"}


def text_of(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_notes_samples_results_and_symptoms_stand_on_the_page(doctor: Client, world: World) -> None:
    case = a_case(world)
    page = f"/cases/{case.pk}/"

    doctor.post(f"{page}note/", {"text": "Đã gọi điện."})
    doctor.post(f"{page}sample/", {"taken_on": TODAY.isoformat(), "kind": "pcr", "laboratory": "CDC Lai Châu"})
    doctor.post(f"{page}sample/{Sample.objects.get().pk}/", {"result": "positive"})
    doctor.post(f"{page}symptoms/", {"day": TODAY.isoformat(), "symptoms": ["fever", "cough"]})

    shown = text_of(doctor, page)
    for words in ("Đã gọi điện.", "CDC Lai Châu", "positive", "fever, cough"):
        assert words in shown


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        ("note", {"text": "   "}, "This field is required."),
        ("sample", {"taken_on": "2031-01-01", "kind": "pcr"}, "A sample was taken today or before."),
        ("symptoms", {"day": "2031-01-01", "symptoms": ["fever"]}, "Symptoms are of today or before."),
        ("order", {"place": "home", "first_day": "2020-08-05", "last_day": "2020-09-05"}, "at most 21"),
        ("pass-on", {"reason": "", "unit": ""}, "Choose the unit"),
    ],
)
def test_an_act_that_cannot_be_says_why(
    doctor: Client, world: World, act: str, given: dict[str, object], said: str
) -> None:
    answer = doctor.post(f"/cases/{a_case(world).pk}/{act}/", given)

    assert answer.status_code == 409
    assert said in answer.content.decode()


def test_a_sample_of_somebody_else_gets_no_result_here(doctor: Client, world: World) -> None:
    one, other = a_case(world), a_case(world, "Vàng A Páo")
    doctor.post(f"/cases/{one.pk}/sample/", {"taken_on": TODAY.isoformat(), "kind": "pcr"})

    assert doctor.get(f"/cases/{other.pk}/sample/{Sample.objects.get().pk}/").status_code == 404


# The quarantine order


def ordered(world: World, place: QuarantinePlace = QuarantinePlace.HOME, facility: str = "") -> QuarantineOrder:
    contact = a_contact(a_case(world), world.here, "Vàng A Páo")
    facts = PersonFacts("Vàng A Páo", birth_year=1975, address="Bản Nậm Củm", personal_number="012075000123")
    change_person(contact.person, facts, PRESENT)
    return order_quarantine(
        contact,
        world.here,
        doing(),
        place=place,
        first_day=TODAY,
        last_day=TODAY + timedelta(days=13),
        facility=facility,
    )


def docx_words(content: bytes) -> str:
    file = docx.Document(BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    heads = [each.text for section in file.sections for each in section.first_page_header.paragraphs]
    return "\n".join([*heads, *cells, *(each.text for each in file.paragraphs)])


def test_the_order_is_a_decision_whose_number_and_day_are_left_to_the_clerk(tracer: Client, world: World) -> None:
    words = docx_words(tracer.get(f"/cases/orders/{ordered(world).pk}/docx/").content)

    for said in (
        "TÀI LIỆU THỬ NGHIỆM",
        "ỦY BAN NHÂN DÂN MUONG TE",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số:          /QĐ-UBND",
        "Muong Te, ngày       tháng       năm 2020",
        "QUYẾT ĐỊNH",
        "Vàng A Páo, sinh năm 1975, số định danh cá nhân/CCCD 012075000123, nơi lưu trú: Bản Nậm Củm",
        "Thời gian cách ly: 14 ngày, từ ngày 05/08/2020 đến hết ngày 18/08/2020",
        "Điều 3. ",
        "Lưu: VT.",
    ):
        assert said in words


def test_the_order_as_pdf_is_one_document_with_a_trial_mark(tracer: Client, world: World) -> None:
    made = ordered(world, QuarantinePlace.FACILITY, "Trung tâm Y tế huyện")

    answer = tracer.get(f"/cases/orders/{made.pk}/pdf/")

    reader = PdfReader(BytesIO(answer.getvalue()))
    words = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    assert answer["Cache-Control"] == "private, no-store"
    assert "Vàng" not in answer["Content-Disposition"]
    assert "TÀI LIỆU THỬ NGHIỆM" in words
    assert "Trung tâm Y tế huyện" in words
    assert Entry.objects.filter(action="order.write", subject_id=str(made.pk)).exists()


def test_with_a_publisher_the_order_is_no_trial(tracer: Client, world: World) -> None:
    Publisher.objects.create(name="CDC Lai Châu", short_name="CDC", basis="1/QĐ", configured_at=PRESENT)

    assert "THỬ NGHIỆM" not in docx_words(tracer.get(f"/cases/orders/{ordered(world).pk}/docx/").content)


def test_an_order_is_made_from_the_page_with_the_days_of_the_definition_and_lifted(
    tracer: Client, world: World
) -> None:
    contact = a_contact(a_case(world), world.here, start=PRESENT - timedelta(days=4))
    form = text_of(tracer, f"/contacts/{contact.pk}/order/")
    assert 'value="2020-08-15"' in form

    tracer.post(
        f"/contacts/{contact.pk}/order/", {"place": "home", "first_day": "2020-08-05", "last_day": "2020-08-15"}
    )
    made = QuarantineOrder.objects.get()
    tracer.post(f"/cases/orders/{made.pk}/lift/")
    tracer.post(f"/cases/orders/{made.pk}/lift/")

    made.refresh_from_db()
    assert made.lifted_at == PRESENT
    assert Entry.objects.filter(action="order.lift").count() == 1


# Duplicates


def test_two_records_are_compared_brought_together_and_taken_apart(doctor: Client, world: World) -> None:
    case = a_case(world)
    other = a_contact(None, world.here, "Lò Thị Mấy")
    page = text_of(doctor, f"/cases/{case.pk}/duplicates/")
    assert "the same name but for its marks" in page

    doctor.post(f"/cases/{case.pk}/duplicates/merge/", {"gone": str(other.person_id)})
    assert Contact.objects.get().person == case.person
    assert "Take it back" in text_of(doctor, "/cases/brought-together/")
    doctor.post(f"/cases/brought-together/{Merge.objects.get().pk}/undo/")
    again = doctor.post(f"/cases/brought-together/{Merge.objects.get().pk}/undo/", follow=True)

    assert "taken back already" in again.content.decode()
    assert {row.name for row in Identity.objects.all()} == {"Lò Thị Mây", "Lò Thị Mấy"}
    assert "taken back" in text_of(doctor, "/cases/brought-together/")


def test_what_was_corrected_after_a_merge_survives_its_undoing(world: World) -> None:
    kept, gone = a_case(world).person, somebody("Lò Thị Mấy", world.here)
    merge = merge_people(kept, gone, doing())
    kept.refresh_from_db()
    change_person(kept, PersonFacts("Lò Thị Mây", birth_year=1980, phone="0912999888"), PRESENT)
    undo_merge(Merge.objects.get(pk=merge.pk), doing())

    assert facts_of(Person.objects.get(pk=kept.pk)).phone == "0912999888"
    assert facts_of(Person.objects.get(pk=merge.gone)).name == "Lò Thị Mấy"


@pytest.mark.parametrize("gone", ["", "no-id"])
def test_nobody_is_brought_together_with_nothing(doctor: Client, world: World, gone: str) -> None:
    case = a_case(world)

    answer = doctor.post(f"/cases/{case.pk}/duplicates/merge/", {"gone": gone}, follow=True)

    assert "Choose the other record." in answer.content.decode()


def test_a_person_of_another_area_is_neither_shown_nor_brought_together(world: World) -> None:
    desk = desk_of(officer("here", Role.CDC_DOCTOR, world.here))
    case = a_case(world)
    other = a_case(world, "Lò Thị Mây", world.elsewhere)

    page = text_of(desk, f"/cases/{case.pk}/duplicates/")
    answer = desk.post(f"/cases/{case.pk}/duplicates/merge/", {"gone": str(other.person_id)})

    assert "Somebody of another area" in page
    assert answer.status_code == 403
    merge = merge_people(other.person, somebody("Ai Đó"), doing())
    assert desk.post(f"/cases/brought-together/{merge.pk}/undo/").status_code == 403


def test_nobody_alike_is_said(doctor: Client, world: World) -> None:
    assert "Nobody looks alike" in text_of(doctor, f"/cases/{a_case(world).pk}/duplicates/")
    assert "Nothing was brought together" in text_of(doctor, "/cases/brought-together/")


# Exports


def test_an_export_asks_for_a_reason_and_is_in_the_audit(doctor: Client, world: World) -> None:
    a_case(world)

    asked = doctor.get("/cases/export/?classification=confirmed")
    refused = doctor.post("/cases/export/", {"file": "csv"})
    given = doctor.post("/cases/export/", {"file": "csv", "reason": "handover"})

    assert "1 row with name" in asked.content.decode()
    assert refused.status_code == 409
    assert given["Cache-Control"] == "no-store"
    assert Entry.objects.get(action="cases.export").purpose == "handover"


def test_an_export_holds_what_the_list_shows_and_no_formula(doctor: Client, world: World) -> None:
    a_case(world, "=HYPERLINK(1)")
    a_case(world, "Vàng A Páo", confirmed=False)

    answer = doctor.post("/cases/export/?classification=confirmed", {"file": "csv", "reason": "analysis"})

    watermark, headings, *rows = csv.reader(StringIO(answer.getvalue().decode("utf-8-sig")))
    assert watermark[0].startswith("TRIAL: Health data of people, exported by user:")
    assert headings[1] == "Full name"
    assert [row[1] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0][8] == "2020-08-05"


def test_contacts_leave_as_a_workbook_with_text_cells(doctor: Client, world: World) -> None:
    contact = a_contact(a_case(world), world.here, "@SUM(A1)")
    Identity.objects.filter(person=contact.person).update(phone="+84912000111")

    answer = doctor.post("/contacts/export/", {"file": "xlsx", "reason": "field_work"})

    sheet = load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    _watermark, _headings, row = sheet.iter_rows()
    assert (row[1].value, row[1].data_type) == ("'@SUM(A1)", "s")
    assert row[4].value == "'+84912000111"
    assert row[9].number_format == "dd/mm/yyyy"


# Definitions


def test_a_new_definition_holds_from_its_day_and_the_old_one_ends(world: World) -> None:
    desk = desk_of(officer("epidemiologist", Role.EPIDEMIOLOGIST, world.province))
    numbers = {"follow_up_days": 21, "second_follow_up_days": 14, "quarantine_days": 21, "contact_minutes": 10}
    numbers |= {"infectious_days_before": 3, "infectious_days_after": 10, "contact_metres": 2}
    said = {"title": "Tăng thời gian theo dõi", "decided_by": "3638/QĐ-BYT", "first_day": "2020-08-05"}

    desk.post("/cases/definitions/new/", said | numbers)
    again = desk.post("/cases/definitions/new/", said | numbers)

    assert again.status_code == 409
    assert "A new version begins after" in again.content.decode()
    first, second = Definition.objects.order_by("version")
    assert (first.valid_to, second.valid_from) == (date(2020, 8, 4), TODAY)
    assert a_contact(a_case(world), world.here).follow_up_until == date(2020, 8, 26)
    assert "3638/QĐ-BYT" in text_of(desk, "/cases/definitions/")


def test_nobody_without_a_session_reads_the_definitions(client: Client, world: World) -> None:
    assert client.get("/cases/definitions/").status_code == 403


def test_a_number_out_of_range_is_refused(world: World) -> None:
    desk = desk_of(officer("epidemiologist", Role.EPIDEMIOLOGIST, world.province))

    answer = desk.post("/cases/definitions/new/", {"title": "x", "follow_up_days": "999"})

    assert answer.status_code == 409
    assert Definition.objects.count() == 1


# Milestones


def test_a_place_and_an_interval_become_a_draft_and_are_reviewed(tracer: Client, world: World) -> None:
    case = a_case(world)

    tracer.post(f"/cases/{case.pk}/milestones/new/", MILESTONE | {"begin": "06:00", "finish": "08:30"})
    milestone = Milestone.objects.get()
    assert (milestone.case, milestone.unit, milestone.end_is_assumed) == (case, world.here, False)
    assert "Lò Thị Mây" in text_of(tracer, f"/milestones/{milestone.pk}/")
    tracer.post(f"/milestones/{milestone.pk}/review/")
    tracer.post(f"/milestones/{milestone.pk}/review/")

    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.REVIEWED
    assert "Chợ Mường Tè" in text_of(tracer, "/milestones/?q=chợ&state=reviewed")
    assert "No milestone found" in text_of(tracer, f"/milestones/?state=released&unit={world.here.pk}")


def test_an_end_before_the_beginning_is_of_the_next_day_and_none_is_assumed(tracer: Client, world: World) -> None:
    where = {"unit": str(world.here.pk)}

    tracer.post("/milestones/new/", MILESTONE | where | {"begin": "22:00", "finish": "01:00"})
    tracer.post("/milestones/new/", MILESTONE | where | {"begin": "06:00"})

    night, morning = Milestone.objects.order_by("-start")
    assert night.end - night.start == timedelta(hours=3)
    assert morning.end_is_assumed


def test_a_private_home_is_kept_and_never_reviewed_for_the_public(tracer: Client, world: World) -> None:
    where = {"unit": str(world.here.pk), "begin": "06:00", "is_private": "on"}
    tracer.post("/milestones/new/", MILESTONE | where)
    home = Milestone.objects.get()

    answer = tracer.post(f"/milestones/{home.pk}/review/", follow=True)

    assert "never published" in answer.content.decode()
    assert Milestone.objects.get().state == MilestoneState.DRAFT


def test_a_milestone_of_tomorrow_is_refused(tracer: Client, world: World) -> None:
    case = a_case(world)

    answer = tracer.post(f"/cases/{case.pk}/milestones/new/", MILESTONE | {"day": "2020-08-06", "begin": "06:00"})

    assert answer.status_code == 409
    assert "A milestone lies in the past" in answer.content.decode()


def test_another_area_s_milestone_stays_closed(tracer: Client, world: World) -> None:
    far = add_milestone(None, MilestoneFacts("Bến xe", world.elsewhere, PRESENT - timedelta(hours=4)), doing())

    assert tracer.get(f"/milestones/{far.pk}/").status_code == 403


def test_a_contact_that_was_passed_on_shows_where_it_went(tracer: Client, world: World) -> None:
    contact = a_contact(a_case(world), world.here)
    transfer(contact, world.elsewhere, "chuyển nơi ở", doing())

    assert "Moved to Ta Tong" in text_of(tracer, f"/contacts/{contact.pk}/")
    assert tracer.get(f"/contacts/{a_contact(None, world.elsewhere, 'Tẩn A Chẳn').pk}/").status_code == 403
    assert Case.objects.count() == 1
