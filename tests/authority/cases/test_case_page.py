"""The page of a case: what it shows to whom, two officers at once, confirming, closing, passing on."""

import re
from datetime import timedelta
from html import unescape

from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.authority.cases.desk import TODAY, a_case, a_contact, desk_of, doing, officer, somebody
from tests.authority.permissions import PRESENT, World

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, InfectionLink
from bluezone.authority.cases.rules.words import Classification, Outcome, SampleKind
from bluezone.authority.cases.services import (
    CaseFacts,
    MilestoneFacts,
    add_milestone,
    edit_case,
    note,
    record_sample,
    transfer,
)

A_PAGE_ASKS = 38


def text_of(desk: Client, address: str, status: int = 200) -> str:
    answer = desk.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def shown_form(case: Case, **changed: str) -> dict[str, str]:
    """What a browser sends of the form: each field, and what it was when the page was opened."""
    fields = {
        "classification": str(case.classification),
        "sampled_on": str(case.sampled_on or ""),
        "onset_on": str(case.onset_on or ""),
        "reported_on": str(case.reported_on),
        "confirmed_on": str(case.confirmed_on or ""),
        **{name: getattr(case, name) for name in ("number", "infected_in", "detected_in", "treated_at")},
    }
    before = {f"initial-{name}": value for name, value in fields.items()}
    return fields | before | {"revision": str(case.revision)} | changed


def test_nobody_opens_a_case_without_saying_why(world: World) -> None:
    case = a_case(world)
    desk = desk_of(officer("doctor", Role.CDC_DOCTOR, world.province), None)

    answer = desk.get(f"/cases/{case.pk}/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/purpose/")
    assert not Entry.objects.filter(action="record.open", subject_id=str(case.pk)).exists()


def test_a_name_stands_on_the_page_and_in_no_title_and_no_audit(doctor: Client, world: World) -> None:
    case = a_case(world)

    page = text_of(doctor, f"/cases/{case.pk}/")

    assert "Lò Thị Mây" in page
    assert "Lò Thị Mây" not in page[page.index("<title>") : page.index("</title>")]
    entry = Entry.objects.get(action="record.open", subject_id=str(case.pk))
    assert entry.purpose == "tracing"


def test_a_long_page_asks_as_few_questions_as_a_short_one(
    doctor: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = a_case(world)
    for number in range(12):
        contact = a_contact(case, world.here, f"Người {number}")
        a_contact(contact, world.here, f"Người gần {number}")
        record_sample(case.person, TODAY, SampleKind.PCR, "CDC", doing())
        note(case, "Đã gọi.", doing())
        add_milestone(case, MilestoneFacts("Chợ", world.here, PRESENT - timedelta(hours=number + 3)), doing())

    with django_assert_max_num_queries(A_PAGE_ASKS):
        text_of(doctor, f"/cases/{case.pk}/")


def test_two_officers_who_edit_one_case_lose_nothing(doctor: Client, world: World) -> None:
    case = a_case(world)
    opened = shown_form(case)
    edit_case(
        case,
        CaseFacts(
            TODAY,
            Classification.CONFIRMED,
            onset_on=case.onset_on,
            sampled_on=case.sampled_on,
            treated_at="Bệnh viện tỉnh",
            number="BN34",
        ),
        doing(),
        revision=1,
    )

    answer = doctor.post(f"/cases/{case.pk}/change/", opened | {"treated_at": "Trạm y tế", "infected_in": "Hà Nội"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "mine: <b>Trạm y tế</b>" in page
    assert "the other: <b>Bệnh viện tỉnh</b>" in page
    assert "BN34 (was empty)" in page
    case.refresh_from_db()
    assert (case.treated_at, case.infected_in) == ("Bệnh viện tỉnh", "")


def test_what_both_changed_is_chosen_and_the_rest_of_both_is_kept(doctor: Client, world: World) -> None:
    case = a_case(world)
    opened = shown_form(case) | {"treated_at": "Trạm y tế", "infected_in": "Hà Nội"}
    edit_case(
        case,
        CaseFacts(
            TODAY,
            Classification.CONFIRMED,
            onset_on=case.onset_on,
            sampled_on=case.sampled_on,
            treated_at="Bệnh viện tỉnh",
            number="BN34",
        ),
        doing(),
        revision=1,
    )
    page = doctor.post(f"/cases/{case.pk}/change/", opened).content.decode()
    offered = hidden_fields(page)

    answer = doctor.post(f"/cases/{case.pk}/change/", offered | {"take-treated_at": "theirs"})

    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.treated_at, case.infected_in, case.number) == ("Bệnh viện tỉnh", "Hà Nội", "BN34")


def test_one_s_own_version_can_be_chosen_too(doctor: Client, world: World) -> None:
    case = a_case(world)
    opened = shown_form(case) | {"treated_at": "Trạm y tế"}
    edit_case(case, CaseFacts(TODAY, Classification.CONFIRMED, treated_at="Bệnh viện tỉnh"), doing(), revision=1)
    offered = hidden_fields(doctor.post(f"/cases/{case.pk}/change/", opened).content.decode())

    doctor.post(f"/cases/{case.pk}/change/", offered | {"take-treated_at": "mine"})

    case.refresh_from_db()
    assert case.treated_at == "Trạm y tế"
    assert case.onset_on is None, "what only the other changed is kept"


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_change_is_saved_with_one_revision_more(doctor: Client, world: World) -> None:
    case = a_case(world)

    answer = doctor.post(f"/cases/{case.pk}/change/", shown_form(case, treated_at="Trạm y tế"))

    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.treated_at, case.revision) == ("Trạm y tế", 2)


def test_a_day_in_the_future_is_refused_and_stays_in_the_form(doctor: Client, world: World) -> None:
    case = a_case(world)

    answer = doctor.post(f"/cases/{case.pk}/change/", shown_form(case, onset_on="2031-01-01"))

    assert answer.status_code == 409
    assert "A day lies in the future" in answer.content.decode()
    assert 'value="2031-01-01"' in answer.content.decode()


def test_a_case_confirmed_twice_is_confirmed_once(doctor: Client, world: World) -> None:
    case = a_case(world, confirmed=False)

    for _time in range(2):
        doctor.post(f"/cases/{case.pk}/confirm/", {"day": TODAY.isoformat()})

    case.refresh_from_db()
    assert case.classification == Classification.CONFIRMED
    assert Entry.objects.filter(action="case.confirm").count() == 1


def test_a_case_is_closed_with_an_outcome_and_opened_again(doctor: Client, world: World) -> None:
    case = a_case(world)

    doctor.post(f"/cases/{case.pk}/close/", {"outcome": "recovered", "day": TODAY.isoformat()})
    case.refresh_from_db()
    assert (case.outcome, case.closed_at) == (Outcome.RECOVERED, PRESENT)
    assert "Open again" in text_of(doctor, f"/cases/{case.pk}/")
    doctor.post(f"/cases/{case.pk}/open-again/")

    case.refresh_from_db()
    assert case.closed_at is None


def test_an_ill_person_s_case_is_not_closed(doctor: Client, world: World) -> None:
    case = a_case(world)

    answer = doctor.post(f"/cases/{case.pk}/close/", {"outcome": "ongoing", "day": TODAY.isoformat()})

    assert answer.status_code == 409
    case.refresh_from_db()
    assert case.closed_at is None


def test_who_infected_is_stated_by_the_number_or_the_beginning_of_the_id(doctor: Client, world: World) -> None:
    source, other, ill = a_case(world), a_case(world, "Tẩn A Chẳn"), a_case(world, "Vàng A Páo")
    Case.objects.filter(pk=source.pk).update(number="BN34")

    for number in ("bn34", str(other.pk)[:8]):
        doctor.post(f"/cases/{ill.pk}/infector/", {"number": number, "certainty": "certain"})

    assert {link.infector for link in InfectionLink.objects.filter(infectee=ill)} == {source, other}


def test_a_number_that_no_case_bears_is_said(doctor: Client, world: World) -> None:
    ill = a_case(world)

    answer = doctor.post(f"/cases/{ill.pk}/infector/", {"number": "BN99", "certainty": "certain"})

    assert "No case of your units bears this number" in answer.content.decode()


def test_the_former_unit_sees_where_a_case_went_and_no_longer_the_person(tracer: Client, world: World) -> None:
    case = a_case(world)
    transfer(case, world.elsewhere, "chuyển nơi ở", doing())

    page = text_of(tracer, f"/cases/{case.pk}/")

    assert "Moved to Ta Tong" in page
    assert "Lò Thị Mây" not in page
    assert "Ta Tong" in text_of(tracer, "/cases/passed-on/")
    assert "Lò Thị Mây" not in text_of(tracer, "/cases/")


def test_a_case_is_passed_on_from_its_page(doctor: Client, world: World) -> None:
    case = a_case(world)

    answer = doctor.post(f"/cases/{case.pk}/pass-on/", {"reason": "điều trị tại đó", "unit": str(world.elsewhere.pk)})

    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.unit == world.elsewhere


def test_another_unit_s_case_stays_closed(tracer: Client, world: World) -> None:
    case = a_case(world, unit=world.elsewhere)

    assert tracer.get(f"/cases/{case.pk}/").status_code == 403


def test_an_officer_whose_jurisdiction_ended_yesterday_sees_nothing(world: World) -> None:
    case = a_case(world)
    desk = desk_of(officer("gone", Role.TRACER, world.here, last=TODAY - timedelta(days=1)))

    assert desk.get("/cases/").status_code == 403
    assert desk.get(f"/cases/{case.pk}/").status_code == 403
    assert desk.post(f"/cases/{case.pk}/note/", {"text": "Vẫn còn đây."}).status_code == 403


def test_the_person_of_a_case_is_changed_under_its_own_revision(doctor: Client, world: World) -> None:
    case = a_case(world)
    same = {"name": "Lò Thị Mây", "sex": "unknown", "birth_year": "1980", "phone": "", "birth_date": ""}
    same |= dict.fromkeys(("address", "personal_number", "guardian", "nationality"), "")
    opened = same | {f"initial-{name}": value for name, value in same.items()} | {"initial-unit": str(world.here.pk)}

    first = doctor.post(f"/cases/{case.pk}/person/", opened | {"revision": "1", "phone": "0912000001"})
    second = doctor.post(f"/cases/{case.pk}/person/", opened | {"revision": "1", "phone": "0912000002"})

    assert first.status_code == 302
    assert "the other: <b>0912000001</b>" in second.content.decode()
    case.person.identity.refresh_from_db()
    assert case.person.identity.phone == "0912000001"


def test_an_erased_identity_leaves_a_page_that_says_so(doctor: Client, world: World) -> None:
    case = a_case(world)
    case.person.identity.delete()

    assert "The identity was erased" in text_of(doctor, f"/cases/{case.pk}/")
    assert somebody("Ai Đó").pk
    assert text_of(doctor, "/cases/")
