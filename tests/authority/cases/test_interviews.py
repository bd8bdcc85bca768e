"""Contacts on the console: an interview line by line, candidates, further exposures, contacts of contacts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.authority.cases.desk import TODAY, a_case, a_contact, doing, somebody
from tests.authority.permissions import PRESENT, World

from bluezone.authority.cases.models import Contact, Exposure, Person
from bluezone.authority.cases.rules.words import ContactState, Degree, FollowUp, Setting
from bluezone.authority.cases.services import ExposureFacts, add_contact

A_LIST_ASKS = 20


def interview(*lines: Mapping[str, str], **head: str) -> dict[str, str]:
    """What a browser sends of an interview."""
    given = {
        "day": "2020-08-03",
        "setting": "household",
        "form-TOTAL_FORMS": str(len(lines)),
        "form-INITIAL_FORMS": "0",
    }
    for number, line in enumerate(lines):
        given |= {f"form-{number}-{name}": value for name, value in line.items()}
    return given | head


def told(desk: Client, address: str, given: Mapping[str, str]) -> HttpResponse:
    answer: HttpResponse = desk.post(address, given)  # type: ignore[assignment]  # a response with a client's extras
    return answer


def a_candidate(world: World, name: str = "Giàng Thị Dở") -> Contact:
    met = [ExposureFacts(PRESENT - timedelta(days=1), self_reported=True)]
    person = somebody(name, world.here)
    return add_contact(person, world.here, None, met, doing(), state=ContactState.CANDIDATE)


def test_many_people_are_written_down_at_once(tracer: Client, world: World) -> None:
    case = a_case(world)
    lines = [
        {"name": "Vàng A Páo", "birth_year": "1975", "sex": "male", "phone": "0912 000 111"},
        {"name": "Vàng Thị Sua", "day": "2020-08-04", "setting": "work", "minutes": "40", "closeness": "near"},
        {},
    ]

    answer = told(tracer, f"/cases/{case.pk}/met/", interview(*lines))

    assert answer.status_code == 302
    first, second = Contact.objects.order_by("person__identity__folded")
    assert [each.unit for each in (first, second)] == [world.here, world.here]
    assert first.follow_up_until == date(2020, 8, 17)
    met = Exposure.objects.get(contact=second)
    assert (met.setting, met.minutes, met.source_case) == (Setting.WORK, 40, case)
    assert second.follow_up_until == date(2020, 8, 18)


def test_one_wrong_line_saves_none_and_keeps_all(tracer: Client, world: World) -> None:
    case = a_case(world)

    answer = told(tracer, f"/cases/{case.pk}/met/", interview({"name": "Vàng A Páo"}, {"phone": "0912000112"}))

    assert answer.status_code == 409
    assert "Say who this is, or empty the line." in answer.content.decode()
    assert 'value="Vàng A Páo"' in answer.content.decode()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("name", "text"), [("birth_year", "2090"), ("day", "2031-01-01")])
def test_what_cannot_be_true_is_said_beside_its_line(tracer: Client, world: World, name: str, text: str) -> None:
    lines = interview({"name": "Vàng A Páo"}, {"name": "Lò Văn Pâng", name: text})

    answer = told(tracer, f"/cases/{a_case(world).pk}/met/", lines)

    above, _line, below = answer.content.decode().partition("Line 2")
    assert answer.status_code == 409
    assert "errorlist" not in above
    assert "errorlist" in below.partition("Line 3")[0]
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (interview({}), "Write at least one name."),
        (interview({"name": "Vàng A Páo"}, day="2031-01-01"), "An exposure lies today or before."),
        (interview({"name": "Vàng A Páo"}, last_day="2020-08-01"), "An exposure ends after it begins."),
        (interview({"name": "Vàng A Páo", "birth_year": "2090"}), "A birth lies between 1895 and today."),
        (interview({"name": "Vàng A Páo"}, unit_text="atlantis"), "No such unit."),
    ],
)
def test_an_interview_that_cannot_be_true_is_refused(
    tracer: Client, world: World, given: dict[str, str], said: str
) -> None:
    answer = told(tracer, f"/cases/{a_case(world).pk}/met/", given)

    assert said in answer.content.decode()
    assert not Contact.objects.exists()


def test_people_of_one_household_are_followed_from_their_last_day_together(tracer: Client, world: World) -> None:
    told(tracer, f"/cases/{a_case(world).pk}/met/", interview({"name": "Lò Văn Pâng"}, last_day="2020-08-05"))

    assert Contact.objects.get().follow_up_until == date(2020, 8, 19)


def test_more_lines_are_given_and_nothing_typed_is_lost(tracer: Client, world: World) -> None:
    case = a_case(world)

    page = told(tracer, f"/cases/{case.pk}/met/", interview({"name": "Vàng A Páo"}) | {"more": "1"}).content.decode()

    assert 'value="Vàng A Páo"' in page
    assert 'name="form-6-name"' in page
    assert not Contact.objects.exists()


def test_somebody_who_is_known_is_shown_before_a_line_is_saved(tracer: Client, world: World) -> None:
    case = a_case(world)
    known = a_contact(None, world.here, "Vàng A Páo")
    given = interview({"name": "Vàng A Páo", "birth_year": "1980"}, {"name": "Tẩn A Chẳn"})

    asked = told(tracer, f"/cases/{case.pk}/met/", given)
    assert "Line 1: Vàng A Páo" in asked.content.decode()
    assert Contact.objects.count() == 1
    told(tracer, f"/cases/{case.pk}/met/", given | {"decision-1": str(known.person_id)})

    assert Contact.objects.count() == 2
    assert known.exposures.filter(source_case=case).exists()


def test_going_back_from_the_question_keeps_the_lines(tracer: Client, world: World) -> None:
    a_contact(None, world.here, "Vàng A Páo")
    given = interview({"name": "Vàng A Páo", "birth_year": "1980"}) | {"back": "1"}

    page = told(tracer, f"/cases/{a_case(world).pk}/met/", given).content.decode()

    assert 'value="Vàng A Páo"' in page
    assert 'name="form-1-name"' not in page


def test_whom_a_contact_met_is_an_f2(tracer: Client, world: World) -> None:
    first = a_contact(a_case(world), world.here, "Vàng A Páo")

    told(tracer, f"/contacts/{first.pk}/met/", interview({"name": "Tẩn A Chẳn"}))

    second = Contact.objects.get(person__identity__name="Tẩn A Chẳn")
    assert second.degree == Degree.SECOND
    page = tracer.get(f"/contacts/{first.pk}/").content.decode()
    assert "Tẩn A Chẳn" in page


def test_a_case_is_not_its_own_contact(tracer: Client, world: World) -> None:
    case = a_case(world)
    given = interview({"name": "Lò Thị Mây", "birth_year": "1980"}) | {"decision-1": str(case.person_id)}

    answer = told(tracer, f"/cases/{case.pk}/met/", given)

    assert "Nobody is the own contact" in answer.content.decode()


def test_a_contact_of_several_cases_is_followed_from_the_latest(tracer: Client, world: World) -> None:
    other = a_case(world, "Tẩn A Chẳn")
    contact = a_contact(a_case(world), world.here, "Vàng A Páo", start=PRESENT - timedelta(days=6))
    given = {"number": str(other.pk)[:8], "day": "2020-08-04", "setting": "work", "closeness": "near"}

    answer = told(tracer, f"/contacts/{contact.pk}/exposure/", given | {"certainty": "certain", "minutes": "20"})

    assert answer.status_code == 302
    contact.refresh_from_db()
    assert contact.follow_up_until == date(2020, 8, 18)
    assert contact.exposures.values("source_case").distinct().count() == 2


def test_a_candidate_is_kept_or_dropped_from_the_list(tracer: Client, world: World) -> None:
    kept, dropped = a_candidate(world), a_candidate(world, "Tẩn A Chẳn")
    page = tracer.get("/contacts/?state=candidate").content.decode()
    assert "self-reported" in page
    assert page.count("Is a contact") == 2

    back = {"next": "/contacts/?state=candidate"}
    answer = told(tracer, f"/contacts/{kept.pk}/keep/", back)
    told(tracer, f"/contacts/{dropped.pk}/drop/", back)

    assert answer["Location"] == "/contacts/?state=candidate"
    states = dict(Contact.objects.values_list("person__identity__name", "state"))
    assert states == {"Giàng Thị Dở": ContactState.CONTACT, "Tẩn A Chẳn": ContactState.DROPPED}
    assert Contact.objects.get(pk=kept.pk).follow_up == FollowUp.FOLLOW_UP


def test_a_decision_leads_to_no_other_site(tracer: Client, world: World) -> None:
    candidate = a_candidate(world)

    answer = told(tracer, f"/contacts/{candidate.pk}/keep/", {"next": "https://evil.example/"})

    assert answer["Location"] == f"/contacts/{candidate.pk}/"


def test_who_was_dropped_can_be_kept_after_all(tracer: Client, world: World) -> None:
    candidate = a_candidate(world)

    told(tracer, f"/contacts/{candidate.pk}/drop/", {})
    told(tracer, f"/contacts/{candidate.pk}/drop/", {})
    told(tracer, f"/contacts/{candidate.pk}/keep/", {})

    assert Contact.objects.get().state == ContactState.CONTACT


def test_who_became_a_case_is_no_candidate_any_more(tracer: Client, doctor: Client, world: World) -> None:
    contact = a_contact(a_case(world), world.here, "Vàng A Páo")
    facts = {"classification": "suspect", "reported_on": TODAY.isoformat()}
    doctor.post(f"/contacts/{contact.pk}/fell-ill/", facts)

    for act in ("keep", "drop"):
        answer = tracer.post(f"/contacts/{contact.pk}/{act}/", follow=True)
        assert "This person became a case" in answer.content.decode()

    assert Contact.objects.get(pk=contact.pk).state == ContactState.BECAME_CASE


def test_the_lists_are_narrowed_sorted_and_paged(doctor: Client, world: World) -> None:
    for number in range(52):
        a_contact(None, world.here, f"Người {number:02}")

    def page(query: str) -> str:
        return doctor.get(f"/contacts/?{query}").content.decode()

    assert "52 contacts" in page("")
    assert page("sort=name").count('<th scope="row">') == 50
    assert page("sort=name&page=2").count('<th scope="row">') == 2
    assert "1 contact" in page("q=nguoi+07")
    assert "No contact found" in page("degree=f2")
    assert "No contact found" in page("from=2020-08-06")
    assert "52 contacts" in page(f"unit={world.here.pk}&to=2020-08-05&follow_up=follow_up&from=nonsense")
    assert "No contact found" in page(f"unit={world.elsewhere.pk}")


def test_a_longer_list_asks_no_more_questions(
    doctor: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(9):
        a_contact(a_case(world, f"Ca {number}"), world.here, f"Người {number}")

    for address in ("/contacts/", "/cases/?q=ca", "/contacts/?state=candidate"):
        doctor.get(address)
        with django_assert_max_num_queries(A_LIST_ASKS):
            assert doctor.get(address).status_code == 200


def test_cases_are_found_by_name_without_marks_number_class_and_days(doctor: Client, world: World) -> None:
    a_case(world, "Lò Thị Mây")
    suspect = a_case(world, "Vàng A Páo", confirmed=False)
    type(suspect).objects.filter(pk=suspect.pk).update(number="BN34")

    def count(query: str) -> int:
        return doctor.get(f"/cases/?{query}").content.decode().count('<th scope="row">')

    assert count("q=lo+thi+may") == 1
    assert count("q=bn3") == 1
    assert count("classification=suspect") == 1
    assert count("from=2020-08-05&to=2020-08-05&open=1&sort=oldest") == 2
    assert count("to=2020-08-04") == 0
    assert count("follow_up=follow_up") == 1
    assert count("sort=nonsense&page=nonsense") == 2


def test_an_empty_list_says_what_to_do(doctor: Client) -> None:
    assert "No case yet" in doctor.get("/cases/").content.decode()
    assert "No contact yet" in doctor.get("/contacts/").content.decode()
    assert "Nothing was passed on" in doctor.get("/cases/passed-on/").content.decode()


def test_a_person_s_exposures_are_of_the_day_in_the_province(world: World) -> None:
    late = datetime.fromisoformat("2020-08-04T23:30:00+07:00")

    contact = a_contact(a_case(world), world.here, start=late)

    assert contact.last_exposed_on == date(2020, 8, 4)
    assert Person.objects.count() == 2
