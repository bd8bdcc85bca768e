"""A line list on its way into the registry: seen before it is written, written whole or not at all, and once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from tests.authority.linelist.lists import CASES, CONTACTS, DOING, bring_in, csv_bytes, write_of, xlsx_bytes
from tests.authority.permissions import World, make_world

from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, Contact, Exposure, Identity, InfectionLink, Person
from bluezone.authority.cases.rules.words import Classification, FollowUp, Outcome, Sex
from bluezone.authority.cases.services import add_person, edit_case, facts_of, facts_of_case, register_case_of
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.linelist.rules.columns import Field, Kind
from bluezone.authority.linelist.rules.difference import Verdict
from bluezone.authority.linelist.rules.findings import Fault
from bluezone.authority.linelist.services import (
    choose_columns,
    drop,
    forget_files,
    hand_in,
    mapping_of,
    plan_for,
    write,
)
from bluezone.protocol.errors import RuleViolation

TODAY = date(2020, 8, 5)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def by(code: str) -> Callable[[RuleViolation], bool]:
    """Whether a rule refused by this stable code."""
    return lambda wrong: wrong.code == code


def everything() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.count()
        for model in (Person, Identity, Case, InfectionLink, Contact, Exposure)
    }


def test_nothing_is_written_before_somebody_saw_the_difference(world: World) -> None:
    file = hand_in("ca.csv", csv_bytes(CASES), world.here, DOING)

    plan = plan_for(file, TODAY)

    assert plan.counts == {"new": 3, "changed": 0, "same": 0, "refused": 0}
    assert not Case.objects.exists()


def test_cases_come_in_with_their_people_days_and_infectors(world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)

    second = Case.objects.select_related("person__identity").get(number="BN2")
    assert (second.classification, second.confirmed_on) == (Classification.CONFIRMED, date(2020, 8, 2))
    assert (second.person.identity.name, second.person.sex, second.person.birth_year) == ("Vàng A Páo", Sex.MALE, 1992)
    assert second.follow_up == FollowUp.FOLLOW_UP
    assert Case.objects.get(number="BN1").infected_in == "CN"
    links = InfectionLink.objects.values_list("infector__number", "infectee__number")
    assert set(links) == {("BN1", "BN2"), ("BN1", "BN3"), ("BN2", "BN3")}


def test_what_no_field_holds_is_kept_beside_the_fields(world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)

    assert Case.objects.get(number="BN2").more == {"Chuyến bay": "VJ 123", "Tuổi": "28"}


def test_importing_the_same_file_twice_adds_nothing(world: World) -> None:
    for text in (CASES, CONTACTS):
        bring_in(csv_bytes(text), world.here)
    before, revisions = everything(), list(Case.objects.order_by("pk").values_list("revision", flat=True))

    again = [bring_in(csv_bytes(text), world.here) for text in (CASES, CONTACTS)]

    assert [counts["same"] for counts in again] == [3, 2]
    assert everything() == before
    assert list(Case.objects.order_by("pk").values_list("revision", flat=True)) == revisions


def test_a_changed_cell_is_one_changed_field(world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)
    file = hand_in("ca.csv", csv_bytes(CASES.replace("BN2,Vàng A Páo", "BN2,Vàng A Pao")), world.here, DOING)

    plan = plan_for(file, TODAY)
    write_of(file)

    [row] = plan.of(Verdict.CHANGED)
    assert [(change.name, change.before, change.after) for change in row.line.changes] == [
        ("name", "Vàng A Páo", "Vàng A Pao")
    ]
    assert Identity.objects.filter(name="Vàng A Pao", folded="vang a pao").count() == 1
    assert Person.objects.count() == 3


def test_an_empty_cell_leaves_what_is_known(world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)

    counts = bring_in(csv_bytes("Số ca bệnh,Ngày xác định,Nơi điều trị\nBN1,01/08/2020,\n"), world.here)

    assert counts["same"] == 1
    assert Case.objects.get(number="BN1").treated_at == "Bệnh viện tỉnh"


def test_a_status_that_the_file_states_is_taken_as_it_stands(world: World) -> None:
    text = "Số ca bệnh,Ngày xác định,Theo dõi,Kết cục\nBN1,04/08/2020,không theo dõi,khỏi bệnh\nBN2,01/02/2020,đang theo dõi,\n"

    bring_in(csv_bytes(text), world.here)

    first, second = Case.objects.order_by("number")
    assert (first.follow_up, first.outcome) == (FollowUp.NO_FOLLOW_UP, Outcome.RECOVERED)
    assert second.follow_up == FollowUp.FOLLOW_UP


def test_contacts_come_in_with_whom_they_met(world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)

    bring_in(csv_bytes(CONTACTS), world.here)

    second = Contact.objects.get(person__identity__folded="luong thi un")
    assert second.follow_up_until == date(2020, 8, 2) + timedelta(days=14)
    assert set(second.exposures.values_list("source_case__number", flat=True)) == {"BN1", "BN2"}
    first = Contact.objects.get(person__identity__phone="0912345678")
    assert [(each.setting, each.start.date()) for each in first.exposures.all()] == [("household", date(2020, 8, 1))]


def test_a_later_meeting_is_added_and_the_earlier_kept(world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)
    bring_in(csv_bytes(CONTACTS), world.here)

    counts = bring_in(csv_bytes(CONTACTS.replace("01/08/2020", "03/08/2020")), world.here)

    assert counts["changed"] == 1
    assert Contact.objects.get(person__identity__phone="0912345678").exposures.count() == 2


def test_infections_come_in_as_a_list_of_their_own(world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)
    file = hand_in("lay.csv", csv_bytes("infector_id,infectee_id\n3,1\n9,1\n2,2\n1,2\n"), world.here, DOING)

    plan = plan_for(file, TODAY)
    write_of(file, without_refused=True)

    assert plan.kind is Kind.LINKS
    assert [row.line.verdict for row in plan.rows] == [Verdict.NEW, Verdict.REFUSED, Verdict.REFUSED, Verdict.SAME]
    assert InfectionLink.objects.filter(infector__number="BN3", infectee__number="BN1").exists()


def test_refused_rows_stop_the_import_until_somebody_leaves_them_out(world: World) -> None:
    text = "Số ca bệnh,Ngày xác định\nBN1,01/08/2020\nBN2,31/02/2020\nBN3,01/01/2090\nBN1,01/08/2020\n"
    file = hand_in("ca.csv", csv_bytes(text), world.here, DOING)
    plan = plan_for(file, TODAY)

    with pytest.raises(RuleViolation, check=by("line_list_refused")):
        write(file, DOING, seen=plan.fingerprint)
    assert not Case.objects.exists()
    write(file, DOING, seen=plan.fingerprint, without_refused=True)

    found = [(finding.fault, finding.place) for row in plan.rows for finding in row.line.findings]
    assert found == [(Fault.UNREADABLE_DATE, "B3"), (Fault.FUTURE_DATE, "B4"), (Fault.TWICE_IN_FILE, "5")]
    assert Case.objects.count() == 1


def test_a_registry_that_changed_since_is_not_written_over(world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)
    file = hand_in("ca.csv", csv_bytes(CASES.replace("Bệnh viện tỉnh", "Bệnh viện huyện")), world.here, DOING)
    seen = plan_for(file, TODAY).fingerprint
    case = Case.objects.get(number="BN1")
    edit_case(case, facts_of_case(case), DOING, revision=case.revision)
    Case.objects.filter(number="BN1").update(treated_at="Trạm y tế")

    with pytest.raises(RuleViolation, check=by("line_list_differs")):
        write(file, DOING, seen=seen)

    assert Case.objects.get(number="BN1").treated_at == "Trạm y tế"


def test_a_file_is_written_once(world: World) -> None:
    file = hand_in("ca.csv", csv_bytes(CASES), world.here, DOING)
    seen = plan_for(file, TODAY).fingerprint
    write(file, DOING, seen=seen)

    with pytest.raises(RuleViolation, check=by("line_list_settled")):
        write(file, DOING, seen=seen)

    kept = LineListFile.objects.get(pk=file.pk)
    assert (kept.state, kept.sealed_content, kept.counts["new"]) == ("written", None, 3)


def test_a_waiting_file_is_sealed_and_erased_after_a_day(world: World) -> None:
    file = hand_in("ca.csv", csv_bytes(CASES), world.here, DOING)
    assert file.sealed_content is not None
    assert "Lò Thị Mây".encode() not in bytes(file.sealed_content)

    forgotten = forget_files(DOING.moment + timedelta(days=1, seconds=1))

    assert forgotten == 1
    with pytest.raises(RuleViolation, check=by("line_list_settled")):
        plan_for(LineListFile.objects.get(pk=file.pk), TODAY)


def test_a_dropped_file_leaves_nothing(world: World) -> None:
    file = hand_in("ca.csv", csv_bytes(CASES), world.here, DOING)

    drop(file, DOING)
    drop(file, DOING)

    assert LineListFile.objects.get(pk=file.pk).sealed_content is None


def test_columns_can_be_changed_before_anything_is_written(world: World) -> None:
    file = hand_in("ca.csv", csv_bytes("id,status,positive_date\n1,negative,2020-08-01\n"), world.here, DOING)
    guessed, _classification = mapping_of(file)
    chosen = type(guessed)(guessed.kind, 1, {0: Field.NUMBER, 2: Field.SAMPLED_ON})

    choose_columns(file, chosen, DOING, classification=Classification.PROBABLE)
    write_of(LineListFile.objects.get(pk=file.pk))

    assert guessed.columns == {0: Field.NUMBER, 2: Field.CONFIRMED_ON}
    case = Case.objects.get()
    assert (case.sampled_on, case.confirmed_on, case.classification) == (date(2020, 8, 1), None, "probable")
    assert case.more == {"status": "negative"}


def test_one_field_cannot_be_two_columns(world: World) -> None:
    file = hand_in("ca.csv", csv_bytes(CASES), world.here, DOING)
    guessed, _classification = mapping_of(file)

    for columns, code in (
        ({0: Field.NUMBER, 1: Field.NUMBER}, "column_twice"),
        ({0: Field.MINUTES}, "column_of_another_kind"),
    ):
        with pytest.raises(RuleViolation, check=by(code)):
            choose_columns(file, type(guessed)(guessed.kind, 1, columns), DOING, classification=Classification.SUSPECT)


def test_a_case_of_another_unit_is_not_touched(world: World) -> None:
    text = "Mã ở hệ thống khác,Ngày báo cáo\nabc,01/08/2020\n"
    bring_in(csv_bytes(text), world.elsewhere)
    file = hand_in("ca.csv", csv_bytes(text), world.here, DOING)

    plan = plan_for(file, TODAY)

    assert [finding.fault for finding in plan.rows[0].line.findings] == [Fault.ELSEWHERE]


def test_a_row_for_a_unit_outside_is_refused_and_one_inside_is_taken(world: World) -> None:
    text = "Số ca bệnh,Ngày báo cáo,Đơn vị quản lý,Xã phường\n1,1/8/2020,03463,Ta Tong\n2,1/8/2020,Xã Muong Te,Berlin\n"

    file = hand_in("ca.csv", csv_bytes(text), world.here, DOING)
    write_of(file, without_refused=True)

    case = Case.objects.get()
    assert (case.number, case.unit, case.person.unit) == ("2", world.here, None)
    assert case.more == {"residence": "Berlin"}


def test_two_cases_of_one_number_are_for_a_person_to_tell_apart(world: World) -> None:
    for name in ("Lò Thị Mây", "Lò Thị Máy"):
        facts = facts_of(add_person(facts_of(Person(created_at=DOING.moment)), DOING.moment))
        case = register_case_of(type(facts)(name), world.here, facts_of_case(_case_on(TODAY)), DOING)
        Case.objects.filter(pk=case.pk).update(number="BN7")

    plan = plan_for(hand_in("c.csv", csv_bytes("Số ca bệnh,Ngày báo cáo\n7,1/8/2020\n"), world.here, DOING), TODAY)

    assert plan.rows[0].line.findings[0].fault is Fault.SEVERAL_RECORDS


def _case_on(day: date) -> Case:
    return Case(reported_on=day, classification="suspect", outcome="ongoing")


def test_two_names_that_differ_by_one_tone_mark_stay_two_people(world: World) -> None:
    text = "Họ và tên,Năm sinh,Ngày báo cáo\nLò Thị Mây,1980,01/08/2020\nLò Thị Mấy,1980,01/08/2020\n"

    counts = [bring_in(csv_bytes(text), world.here) for _time in range(2)]

    assert [(each["new"], each["same"]) for each in counts] == [(2, 0), (0, 2)]


def test_every_record_of_an_import_is_in_the_audit_chain(world: World) -> None:
    bring_in(csv_bytes(CASES), world.here)

    assert Entry.objects.filter(action="case.register", purpose="quality").count() == 3
    assert Entry.objects.filter(action="linelist.import").count() == 1


def test_a_workbook_with_titles_above_and_a_second_sheet_is_read(world: World) -> None:
    rows: list[list[Any]] = [["DANH SÁCH CA BỆNH"], [], ["TT", "Họ tên", "Ngày sinh", "SĐT", "Ngày công bố"]]
    rows.append([1, "Lò Thị Mây", date(1980, 3, 5), 912345678, date(2020, 8, 1)])

    counts = bring_in(xlsx_bytes(rows, merge="A1:E1"), world.here)

    identity = Identity.objects.get()
    assert counts["new"] == 1
    assert (identity.birth_date, identity.phone) == (date(1980, 3, 5), "0912345678")


def test_merged_rows_are_refused_with_their_range(world: World) -> None:
    rows: list[list[Any]] = [
        ["Họ và tên", "Địa chỉ", "Ngày báo cáo"],
        ["A", "Bản Nậm Cày", "1/8/2020"],
        ["B", None, "1/8/2020"],
    ]
    rows.append(["C", "Bản Pa Ủ", "1/8/2020"])
    file = hand_in("ca.xlsx", xlsx_bytes(rows, merge="B2:B3"), world.here, DOING)

    plan = plan_for(file, TODAY)

    findings = [(finding.fault, finding.place) for row in plan.rows for finding in row.line.findings]
    assert findings == [(Fault.MERGED_CELLS, "B2:B3")] * 2
    assert plan.counts["new"] == 1


def test_a_formula_and_an_error_are_never_taken_for_a_value(world: World) -> None:
    rows = [["Số ca bệnh", "Ngày báo cáo", "Ghi chú"], ["1", "1/8/2020", "=1+1"], ["2", "1/8/2020", "#REF!"]]
    file = hand_in("ca.xlsx", xlsx_bytes(rows), world.here, DOING)

    plan = plan_for(file, TODAY)

    findings = [(finding.fault, finding.place) for row in plan.rows for finding in row.line.findings]
    assert findings == [(Fault.FORMULA, "C2"), (Fault.ERROR_VALUE, "C3")]
