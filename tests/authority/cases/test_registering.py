"""Registering a case on the console: few fields, likenesses side by side, nothing written before somebody decides."""

from collections.abc import Mapping

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.authority.cases.desk import TODAY, a_case, a_contact, desk_of, officer, somebody
from tests.authority.permissions import World

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, Contact, Identity, InfectionLink, Person
from bluezone.authority.cases.rules.words import ContactState, FollowUp


def typed(world: World, name: str = "Lò Thị Mây", **more: str) -> dict[str, str]:
    least = {"name": name, "sex": "female", "classification": "suspect", "reported_on": TODAY.isoformat()}
    return least | {"unit": str(world.here.pk)} | more


def register(desk: Client, given: Mapping[str, str]) -> HttpResponse:
    answer: HttpResponse = desk.post("/cases/new/", given)  # type: ignore[assignment]  # a response with a client's extras
    return answer


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_a_name_and_a_commune_are_enough(doctor: Client, world: World) -> None:
    answer = register(doctor, typed(world))

    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert (case.unit, case.person.identity.name) == (world.here, "Lò Thị Mây")
    assert doctor.get(f"/cases/{case.pk}/").status_code == 200


def test_whoever_registered_a_case_is_not_asked_why_it_is_opened(world: World) -> None:
    desk = desk_of(officer("doctor", Role.CDC_DOCTOR, world.province), None)

    page = desk.get(register(desk, typed(world))["Location"])

    assert page.status_code == 200
    assert Entry.objects.filter(action="record.open", purpose="care").count() == 1


def test_a_birth_in_2090_is_refused_and_nothing_is_lost(doctor: Client, world: World) -> None:
    answer = register(doctor, typed(world, birth_year="2090", phone="0912 345 678"))

    assert answer.status_code == 409
    assert "A birth lies between 1895 and today." in words(answer)
    assert 'value="0912 345 678"' in words(answer)
    assert not Person.objects.exists()


def test_two_names_that_differ_by_one_tone_mark_are_shown_side_by_side(doctor: Client, world: World) -> None:
    a_case(world, "Lò Thị Mây")

    asked = register(doctor, typed(world, "Lò Thị Mấy", birth_year="1980"))

    assert "the same name but for its marks" in words(asked)
    assert Case.objects.count() == 1
    register(doctor, typed(world, "Lò Thị Mấy", birth_year="1980", decision="new"))
    assert {row.name for row in Identity.objects.all()} == {"Lò Thị Mây", "Lò Thị Mấy"}


def test_a_family_with_one_telephone_stays_a_family(doctor: Client, world: World) -> None:
    somebody("Vàng A Páo", world.here, year=1950, phone="0912345678")

    answer = register(doctor, typed(world, "Vàng Thị Sua", birth_year="2012", phone="0912345678"))

    assert answer.status_code == 302
    assert Person.objects.count() == 2


def test_going_back_from_the_likenesses_keeps_what_was_typed(doctor: Client, world: World) -> None:
    a_case(world, "Lò Thị Mây")

    answer = register(doctor, typed(world, birth_year="1980", address="Bản Huổi Han", back="1"))

    assert 'value="Bản Huổi Han"' in words(answer)
    assert Case.objects.count() == 1


def test_a_person_with_an_open_case_gets_no_second_one(doctor: Client, world: World) -> None:
    known = a_case(world, "Lò Thị Mây")

    answer = register(doctor, typed(world, birth_year="1980", decision=str(known.person_id)))

    assert "has an open case already" in words(answer)
    assert Case.objects.count() == 1


def test_a_contact_who_falls_ill_is_one_person_and_brings_the_chain_along(doctor: Client, world: World) -> None:
    source = a_case(world)
    contact = a_contact(source, world.here, "Vàng A Páo")

    register(doctor, typed(world, "Vàng A Páo", birth_year="1980", sex="unknown", decision=str(contact.person_id)))

    contact.refresh_from_db()
    case = Case.objects.get(person=contact.person)
    assert (contact.state, contact.follow_up, contact.case) == (ContactState.BECAME_CASE, FollowUp.COMPLETED, case)
    assert InfectionLink.objects.filter(infector=source, infectee=case).exists()


def test_the_page_of_a_contact_registers_the_case_of_it(doctor: Client, world: World) -> None:
    contact = a_contact(a_case(world), world.here, "Vàng A Páo")
    facts = {"classification": "confirmed", "reported_on": TODAY.isoformat(), "confirmed_on": TODAY.isoformat()}

    answer = doctor.post(f"/contacts/{contact.pk}/fell-ill/", facts)

    assert answer.status_code == 302
    assert Contact.objects.get(pk=contact.pk).case == Case.objects.get(person=contact.person)


def test_a_record_of_another_area_is_counted_and_not_shown(world: World) -> None:
    desk = desk_of(officer("here", Role.CDC_DOCTOR, world.here))
    a_case(world, "Lò Thị Mây", world.elsewhere)
    Identity.objects.update(phone="0987000111", address="Bản Nậm Củm")

    asked = register(desk, typed(world, birth_year="1980", phone="0987000111"))

    assert "Somebody of another area" in words(asked)
    assert "Bản Nậm Củm" not in words(asked)
    chosen = register(desk, typed(world, birth_year="1980", phone="0987000111", decision=str(Person.objects.get().pk)))
    assert "Somebody of another area" in words(chosen)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"unit": ""}, "Choose the unit"),
        ({"unit": "", "unit_text": "atlantis"}, "No such unit."),
        ({"unit": "", "unit_text": "t"}, "Choose one of the units found."),
        ({"name": ""}, "This field is required."),
        ({"phone": "một hai ba"}, "Digits, spaces and a plus sign."),
    ],
)
def test_what_is_missing_is_said_beside_its_field(world: World, given: dict[str, str], said: str) -> None:
    desk = desk_of(officer("doctor", Role.CDC_DOCTOR, world.province))

    answer = register(desk, typed(world) | given)

    assert said in words(answer)
    assert not Case.objects.exists()


def test_a_commune_that_is_not_one_s_own_is_refused(world: World) -> None:
    desk = desk_of(officer("here", Role.CDC_DOCTOR, world.here))

    answer = register(desk, typed(world, unit=str(world.elsewhere.pk)))

    assert "This unit is not yours" in words(answer)
    assert not Case.objects.exists()


def test_the_own_commune_needs_no_choice_and_a_text_with_one_answer_is_one(world: World, doctor: Client) -> None:
    own = desk_of(officer("here", Role.CDC_DOCTOR, world.here))

    register(own, typed(world, unit=""))
    register(doctor, typed(world, "Vàng A Páo", unit="", unit_text="Ta Tong"))

    assert {case.unit for case in Case.objects.all()} == {world.here, world.elsewhere}


def test_the_search_for_units_finds_communes_only_where_they_are_meant(doctor: Client) -> None:
    both = doctor.get("/cases/units/?unit_text=12").content.decode()
    communes = doctor.get("/cases/units/?only=communes&unit_text=12").content.decode()

    assert "Lai Chau" in both
    assert "No unit of today" in communes
    assert doctor.get("/cases/units/?unit_text=").status_code == 200
