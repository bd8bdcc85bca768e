"""The follow-up of a unit: one list for contacts and cases, visits that arrive twice, a backlog from paper."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries
from tests.authority.cases.desk import TODAY, a_case, a_contact, desk_of, doing, officer
from tests.authority.permissions import PRESENT, World, make_world

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, Contact, Visit
from bluezone.authority.cases.queries import due_on, overdue_on, silent_on
from bluezone.authority.cases.rules.follow_up import Course, Standing, standing
from bluezone.authority.cases.rules.words import FollowUp, VisitResult
from bluezone.authority.cases.services import VisitFacts, record_visit, set_follow_up

A_LIST_ASKS = 22
A_SHEET_ASKS = 20
JSON = {"accept": "application/json"}


def visited(desk: Client, row: Contact | Case, **given: object) -> HttpResponse:
    kind = "cases" if isinstance(row, Case) else "contacts"
    facts = {"id": str(uuid4()), "day": TODAY.isoformat(), "result": "cooperative"} | given
    answer: HttpResponse = desk.post(f"/{kind}/{row.pk}/visit/", facts, headers=JSON)  # type: ignore[assignment]  # the same with a client's extras
    return answer


def since(row: Contact | Case, days: int, seen: int | None = None) -> None:
    """Let a follow-up have begun, and the last visit have been, so many days ago."""
    last = None if seen is None else TODAY - timedelta(days=seen)
    type(row).objects.filter(pk=row.pk).update(follow_up_from=TODAY - timedelta(days=days), last_visited_on=last)


def listed(desk: Client, turn: str) -> str:
    return desk.get(f"/follow-up/?turn={turn}").content.decode()


def test_contacts_and_isolated_cases_stand_on_one_list(tracer: Client, world: World) -> None:
    a_contact(a_case(world, "Lò Thị Mây"), world.here, "Vàng A Páo")

    page = listed(tracer, "due")

    assert "Lò Thị Mây" in page
    assert "Vàng A Páo" in page
    assert page.count("data-visit") == 2


def test_who_was_entered_today_is_due_and_not_overdue(tracer: Client, world: World) -> None:
    a_contact(a_case(world), world.here, "Vàng A Páo")

    assert "Vàng A Páo" not in listed(tracer, "overdue")
    assert "Nobody here" in listed(tracer, "silent")


def test_overdue_silent_and_lost_have_their_parts(tracer: Client, world: World) -> None:
    case = a_case(world)
    since(case, 9, seen=0)
    names = {"overdue": "Người Quá Hạn", "silent": "Người Im Lặng", "lost": "Người Mất Dấu"}
    rows = {turn: a_contact(case, world.here, name) for turn, name in names.items()}
    since(rows["overdue"], 9, seen=2)
    since(rows["silent"], 9, seen=4)
    set_follow_up(rows["lost"], FollowUp.LOST, doing())

    assert names["overdue"] in listed(tracer, "overdue")
    assert names["silent"] in listed(tracer, "silent")
    assert names["overdue"] not in listed(tracer, "silent")
    assert names["lost"] in listed(tracer, "lost")
    assert names["lost"] not in listed(tracer, "due")
    assert "Lò Thị Mây" in listed(tracer, "seen")


def test_a_visit_that_arrives_twice_is_one_visit(tracer: Client, world: World) -> None:
    contact, same = a_contact(a_case(world), world.here), str(uuid4())

    answers = [visited(tracer, contact, id=same) for _time in range(2)]

    assert [answer.content for answer in answers] == [b'{"saved": true}'] * 2
    assert Visit.objects.count() == 1
    assert Entry.objects.get(action="visit.record").purpose == "tracing"
    assert "Vàng A Páo" in listed(tracer, "seen")


def test_a_visit_of_a_case_goes_to_the_case(tracer: Client, world: World) -> None:
    case = a_case(world)

    visited(tracer, case, symptoms=["fever", "cough"], temperature="38,4", note="Sốt nhẹ.")

    visit = Visit.objects.get()
    assert (visit.case, visit.symptoms, str(visit.temperature)) == (case, ["fever", "cough"], "38.4")
    case.refresh_from_db()
    assert case.last_visited_on == TODAY


def test_a_visit_in_vain_leaves_somebody_due(tracer: Client, world: World) -> None:
    contact = a_contact(a_case(world), world.here)

    visited(tracer, contact, result="unavailable")

    assert "Vàng A Páo" in listed(tracer, "due")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "2031-01-01"}, "A visit lies today or within the last 60 days."),
        ({"temperature": "384"}, "less than or equal to 45"),
        ({"result": "nonsense"}, "nonsense"),
        ({"id": "no-id"}, "UUID"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_with_its_reason(
    tracer: Client, world: World, wrong: dict[str, str], said: str
) -> None:
    answer = visited(tracer, a_contact(a_case(world), world.here), **wrong)

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert not Visit.objects.exists()


def test_an_id_of_somebody_else_s_visit_is_refused(tracer: Client, world: World) -> None:
    case, same = a_case(world), str(uuid4())
    visited(tracer, a_contact(case, world.here), id=same)

    assert "recorded for somebody else" in visited(tracer, case, id=same).content.decode()


def test_without_a_script_the_form_comes_back_with_what_was_typed(tracer: Client, world: World) -> None:
    contact = a_contact(a_case(world), world.here)
    wrong = {"id": str(uuid4()), "day": "2031-01-01", "result": "cooperative", "note": "Gặp ở hành lang."}

    refused = tracer.post(f"/contacts/{contact.pk}/visit/", wrong)
    saved = tracer.post(f"/contacts/{contact.pk}/visit/", wrong | {"day": TODAY.isoformat()})

    assert refused.status_code == 409
    assert 'value="Gặp ở hành lang."' in refused.content.decode()
    assert saved["Location"] == "/follow-up/"
    assert Visit.objects.get().id == UUID(wrong["id"])


def test_a_visit_is_saved_although_the_purpose_was_stated_long_ago(world: World) -> None:
    desk = desk_of(officer("tracer", Role.TRACER, world.here), None)

    visited(desk, a_contact(a_case(world), world.here))

    assert Entry.objects.get(action="visit.record").purpose == "follow_up"


def test_somebody_lost_is_followed_again(tracer: Client, world: World) -> None:
    contact = a_contact(a_case(world), world.here)

    for state in ("lost", "follow_up"):
        tracer.post(f"/contacts/{contact.pk}/follow-up/", {"state": state})

    contact.refresh_from_db()
    assert contact.follow_up == FollowUp.FOLLOW_UP


def test_the_list_of_a_unit_asks_few_questions(
    tracer: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = a_case(world)
    for number in range(12):
        a_contact(case, world.here, f"Người {number}")

    with django_assert_max_num_queries(A_LIST_ASKS):
        listed(tracer, "due")
    with django_assert_max_num_queries(A_SHEET_ASKS):
        tracer.get("/follow-up/paper/")


def test_a_list_is_narrowed_to_one_of_the_own_units_only(doctor: Client, tracer: Client, world: World) -> None:
    a_contact(a_case(world), world.here, "Vàng A Páo")
    a_contact(None, world.elsewhere, "Tẩn A Chẳn")

    here = doctor.get(f"/follow-up/?unit={world.here.pk}").content.decode()
    outside = tracer.get(f"/follow-up/?unit={world.elsewhere.pk}").content.decode()

    assert ("Vàng A Páo" in here, "Tẩn A Chẳn" in here) == (True, False)
    assert "Tẩn A Chẳn" not in outside


SheetRow = tuple[Contact | Case, str, dict[str, str]]


def sheet(*rows: SheetRow) -> dict[str, str]:
    """What a browser sends of a paper sheet."""
    given = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": str(len(rows))}
    for number, (row, result, more) in enumerate(rows):
        kind = "cases" if isinstance(row, Case) else "contacts"
        fields = {"id": str(uuid4()), "kind": kind, "record": str(row.pk), "result": result} | more
        given |= {f"form-{number}-{name}": value for name, value in fields.items()}
    return given


def test_the_visits_of_a_paper_sheet_are_typed_at_once(tracer: Client, world: World) -> None:
    case = a_case(world)
    ill, well, empty = (a_contact(case, world.here, name) for name in ("Người Sốt", "Người Khỏe", "Người Trống"))
    since(ill, 3)
    rows: list[SheetRow] = [
        (ill, "cooperative", {"fever": "on", "temperature": "38.1"}),
        (well, "unavailable", {}),
        (empty, "", {}),
    ]

    answer = tracer.post("/follow-up/paper/?day=2020-08-04", sheet(*rows, (case, "cooperative", {"note": "Tỉnh."})))

    assert answer.status_code == 302
    assert {str(visit.day) for visit in Visit.objects.all()} == {"2020-08-04"}
    assert Visit.objects.get(contact=ill).symptoms == ["fever"]
    assert {row.last_visited_on for row in Contact.objects.filter(pk__in=[ill.pk, well.pk])} == {date(2020, 8, 4), None}
    page = tracer.get("/follow-up/paper/?day=2020-08-05").content.decode()
    assert "Người Trống" in page


def test_who_has_a_visit_of_the_day_stands_on_no_sheet_of_it(tracer: Client, world: World) -> None:
    contact = a_contact(a_case(world), world.here, "Vàng A Páo")
    record_visit(contact, VisitFacts(uuid4(), TODAY, VisitResult.COOPERATIVE), doing())

    assert "Vàng A Páo" not in tracer.get("/follow-up/paper/?day=2020-08-05").content.decode()
    assert "Nothing to type" in tracer.get("/follow-up/paper/?day=2020-01-01").content.decode()
    assert tracer.get("/follow-up/paper/?day=2020-13-45").status_code == 200


def test_a_sheet_with_a_wrong_row_saves_none(tracer: Client, world: World) -> None:
    case = a_case(world)
    contact = a_contact(case, world.here)
    rows: list[SheetRow] = [(contact, "cooperative", {}), (case, "cooperative", {"temperature": "384"})]

    answer = tracer.post("/follow-up/paper/?day=2020-08-05", sheet(*rows))

    assert answer.status_code == 409
    assert not Visit.objects.exists()


def test_a_sheet_of_a_day_long_ago_is_refused_whole(tracer: Client, world: World) -> None:
    answer = tracer.post("/follow-up/paper/?day=2020-01-01", sheet((a_case(world), "cooperative", {})))

    assert answer.status_code == 409
    assert not Visit.objects.exists()


def test_another_unit_s_people_are_typed_by_nobody_else(tracer: Client, world: World) -> None:
    outside = a_contact(None, world.elsewhere)

    assert tracer.post("/follow-up/paper/", sheet((outside, "cooperative", {}))).status_code == 403
    assert not Visit.objects.exists()


class ListsAndTheRuleAgree(TestCase):
    """The lists ask the database what the rule says of each person."""

    @settings(max_examples=25)
    @given(st.integers(0, 20), st.none() | st.integers(0, 20), st.integers(-3, 20))
    def test_who_is_due_overdue_or_silent(self, begun: int, seen: int | None, left: int) -> None:
        world = make_world()
        row = a_contact(None, world.here, start=PRESENT)
        course = Course(
            TODAY - timedelta(days=begun),
            TODAY + timedelta(days=left),
            None if seen is None else TODAY - timedelta(days=seen),
        )
        Contact.objects.update(
            follow_up_from=course.first_day, follow_up_until=course.until, last_visited_on=course.seen_on
        )

        said, everybody = standing(course, TODAY), Contact.objects.filter(pk=row.pk)

        waits = {Standing.DUE, Standing.OVERDUE, Standing.SILENT}
        assert due_on(everybody, TODAY).exists() == (said in waits)
        assert overdue_on(everybody, TODAY).exists() == (said in waits - {Standing.DUE})
        assert silent_on(everybody, TODAY).exists() == (said is Standing.SILENT)
