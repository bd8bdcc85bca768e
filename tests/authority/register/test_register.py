"""A clerk's workbook: each fault is named with its cell, nothing is guessed, nothing is taken while one is open."""

from datetime import date

import pytest
from tests.authority.register.clerk import EVERYWHERE, NOTHING, TODAY, TODAYS, Clerk, with_twenty_faults

from bluezone.authority.register.columns import COLUMNS, Column
from bluezone.authority.register.findings import CONFIRMABLE, Fault
from bluezone.authority.register.rules import MOST_ROWS, Known, Reach, Registered, read_register
from bluezone.authority.register.sheets import Cell, Sheet
from bluezone.authority.register.wording import FAULTS
from bluezone.authority.register.workbook import template
from bluezone.authority.territory.kinds import Kind, Sector
from bluezone.authority.territory.province_files import UnitKey
from bluezone.protocol.errors import RuleViolation


def test_a_register_with_twenty_named_faults_gives_each_its_finding_and_cell() -> None:
    clerk, planted = with_twenty_faults()

    reading = clerk.read()

    assert len(planted) >= 20
    assert {finding.fault.value: finding.address for finding in reading.open} == planted
    assert len(reading.open) == len(planted)
    assert reading.bodies == ()


def test_a_good_register_is_read_whole() -> None:
    reading = Clerk(rows=30).read()

    assert reading.open == ()
    assert len(reading.bodies) == reading.rows == 30
    first = reading.bodies[0]
    assert (first.code, first.kind, first.sector) == ("0002", Kind.SCHOOL, Sector.EDUCATION)
    assert first.station == ("03388", date(2025, 7, 1))
    assert (first.phone, first.staff, first.counted_on) == ("0912000002", 22, date(2025, 12, 31))


def test_a_suggestion_counts_only_once_a_person_has_agreed_to_it() -> None:
    clerk = Clerk()
    clerk.put("commune_code", 2, 3388)
    before = clerk.read()

    after = clerk.read(before.open[0].key)

    assert before.open[0].suggestion == "03388"
    assert before.bodies == ()
    assert after.open == ()
    assert after.settled == before.open
    assert len(after.bodies) == 30


def test_what_has_no_suggestion_cannot_be_agreed_away() -> None:
    clerk = Clerk()
    clerk.put("staff", 2, "khoảng 30")
    open_before = clerk.read().open

    assert clerk.read(open_before[0].key).open == open_before


def test_agreeing_to_everything_that_can_be_settled_leaves_the_rest_open() -> None:
    clerk, planted = with_twenty_faults()
    offered = [finding for finding in clerk.read().open if finding.can_be_settled]

    left = clerk.read(*(finding.key for finding in offered))

    assert len(left.open) == len(planted) - len(offered)
    assert not any(finding.can_be_settled for finding in left.open)


def test_a_settled_workbook_says_what_was_agreed_to() -> None:
    clerk = Clerk()
    clerk.put("name", 2, "Trường  Tiểu học X ")
    clerk.put("kind", 3, "Truong hoc, co so dao tao")
    clerk.put("commune_name", 4, "Phường Quyết Tiến")
    clerk.put("staff", 5, "1.234")
    clerk.put("counted_on", 6, "31/12/2025")
    clerk.put("phone", 7, 912345678)

    reading = clerk.read(*(finding.key for finding in clerk.read().open))

    assert reading.open == ()
    bodies = {body.row: body for body in reading.bodies}
    assert bodies[2].name == "Trường Tiểu học X"
    assert bodies[3].kind is Kind.SCHOOL
    assert bodies[4].station == ("03388", date(2025, 7, 1))
    assert bodies[5].staff == 1234
    assert bodies[6].counted_on == date(2025, 12, 31)
    assert bodies[7].phone == "0912345678"


def faults_of(clerk: Clerk, registered: Registered[UnitKey] | None = None) -> list[tuple[str, str]]:
    reading = clerk.read(registered=registered or Registered())
    return [(finding.fault.value, finding.address.removeprefix("Danh bạ!")) for finding in reading.open]


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("code", 12, Fault.LEADING_ZEROS_LOST),
        ("code", None, Fault.MISSING),
        ("line_parent", "0004", Fault.UNKNOWN_PARENT),
        ("name", "Së Y tÕ §oµn", Fault.LEGACY_ENCODING),
        ("name", "x" * 201, Fault.TEXT_TOO_LONG),
        ("name", "Trường №1 Ж", Fault.FOREIGN_LETTERS),
        ("name", "@SUM(A1)", Fault.FORMULA),
        ("sector", None, Fault.MISSING),
        ("commune_name", None, Fault.MISSING),
        ("commune_name", "Mù Cả", Fault.CODE_AND_NAME_DIFFER),
        ("email", "khong-phai-thu", Fault.EMAIL_FORM),
        ("counted_on", None, Fault.MISSING),
        ("counted_on", "hôm qua", Fault.UNREADABLE_DATE),
        ("staff", -1, Fault.NUMBER_RANGE),
    ],
)
def test_one_fault_is_one_finding(key: str, value: object, fault: Fault) -> None:
    clerk = Clerk()
    address = clerk.put(key, 4, value).removeprefix("Danh bạ!")

    assert faults_of(clerk) == [(fault.value, address)]


def test_a_commune_named_alone_may_be_ambiguous() -> None:
    gazetteer_of_2020 = Clerk()
    gazetteer_of_2020.put("commune_code", 2, None)
    gazetteer_of_2020.put("commune_name", 2, "Đoàn Kết")

    assert faults_of(gazetteer_of_2020) == []


def test_a_body_of_the_province_itself_says_so() -> None:
    clerk = Clerk()
    clerk.put("commune_code", 2, None)
    clerk.put("commune_name", 2, "tỉnh")

    assert clerk.read().bodies[0].station is None


def test_a_body_may_answer_to_another_of_the_sheet_or_of_the_registry() -> None:
    clerk = Clerk()
    clerk.put("line_parent", 2, "0005")
    clerk.put("line_parent", 3, "LC-GDDT")
    clerk.put("line_parent", 4, "OLD")
    registered: Registered[UnitKey] = Registered(frozenset({"LC-GDDT"}), frozenset({"OLD"}))

    assert faults_of(clerk, registered) == [("dissolved_unit", "E4")]


def test_a_name_that_another_body_of_the_registry_bears_is_asked_about() -> None:
    station = ("03388", date(2025, 7, 1))
    registered: Registered[UnitKey] = Registered(names={("truong tieu hoc so 5", Kind.SCHOOL, station): "9005"})

    assert faults_of(Clerk(), registered) == [("duplicate_name", "B5")]


def test_a_body_that_the_registry_knows_under_its_own_code_is_no_duplicate() -> None:
    station = ("03388", date(2025, 7, 1))
    registered: Registered[UnitKey] = Registered(names={("truong tieu hoc so 5", Kind.SCHOOL, station): "0005"})

    assert faults_of(Clerk(), registered) == []


def test_a_hidden_column_and_another_sheet_are_asked_about() -> None:
    clerk = Clerk()
    clerk.sheet.column_dimensions["K"].hidden = True
    clerk.book.create_sheet("Khác")["A1"] = "x"

    assert [finding.fault for finding in clerk.read().open] == [Fault.OTHER_SHEET, Fault.HIDDEN_COLUMN]
    assert clerk.read(*(finding.key for finding in clerk.read().open)).open == ()


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_a_column_with_a_wrong_heading_is_not_read_until_agreed(column: Column) -> None:
    clerk = Clerk()
    clerk.sheet[f"{column.letter}1"] = "?"

    assert faults_of(clerk) == [("wrong_header", f"{column.letter}1")]
    assert clerk.read(clerk.read().open[0].key).open == ()


def test_a_column_too_many_is_named() -> None:
    clerk = Clerk()
    clerk.sheet["N1"] = "Dân tộc"

    assert faults_of(clerk) == [("wrong_header", "N1")]


def test_empty_rows_between_are_no_rows() -> None:
    clerk = Clerk(rows=3)
    clerk.put("name", 9, "   ")

    assert clerk.read().rows == 3


def test_the_template_that_we_give_is_a_register_without_rows() -> None:
    clerk = Clerk(rows=0)

    assert clerk.read().open == ()
    assert template(["Xã Bum Tở"])[:2] == b"PK"


def test_a_workbook_without_a_visible_row_is_refused() -> None:
    hidden = Sheet("x", {1: {"A": Cell("A1", "x")}}, hidden=True)

    for sheets in ([], [Sheet("Danh bạ", {})], [hidden]):
        with pytest.raises(RuleViolation) as refused:
            read_register(sheets, Known(TODAYS, NOTHING, TODAY, EVERYWHERE))
        assert refused.value.code == "register_empty"


def test_a_register_that_is_too_long_is_refused() -> None:
    rows = {number: {"A": Cell(f"A{number}", "x")} for number in range(1, MOST_ROWS + 2)}

    with pytest.raises(RuleViolation) as refused:
        read_register([Sheet("Danh bạ", rows)], Known(TODAYS, NOTHING, TODAY, EVERYWHERE))

    assert refused.value.code == "register_too_long"


def outside(reach: Reach[UnitKey], registered: Registered[UnitKey]) -> list[str]:
    reading = Clerk(rows=2).read(registered=registered, reach=reach)
    return [finding.address for finding in reading.open if finding.fault is Fault.OUTSIDE]


def test_a_commune_s_register_speaks_for_its_own_bodies_only() -> None:
    here, elsewhere = ("03388", date(2025, 7, 1)), ("03451", date(2025, 7, 1))

    assert outside(Reach(frozenset({here}), top=False), Registered()) == []
    assert outside(Reach(frozenset({elsewhere}), top=False), Registered()) == ["Danh bạ!G2", "Danh bạ!G3"]


def test_a_commune_takes_no_body_that_stands_elsewhere() -> None:
    here, elsewhere = ("03388", date(2025, 7, 1)), ("03451", date(2025, 7, 1))

    assert outside(Reach(frozenset({here}), top=False), Registered(stations={"0003": elsewhere})) == ["Danh bạ!A3"]


def test_only_the_province_s_register_speaks_for_bodies_of_the_province() -> None:
    clerk = Clerk(rows=1)
    clerk.put("commune_code", 2, None)
    clerk.put("commune_name", 2, "Tỉnh")

    assert clerk.read().open == ()
    assert [finding.fault for finding in clerk.read(reach=Reach(frozenset(), top=False)).open] == [Fault.OUTSIDE]


def test_every_fault_has_words() -> None:
    assert set(FAULTS) == set(Fault)
    assert set(Fault) >= CONFIRMABLE


def test_a_finding_prints_no_value() -> None:
    clerk = Clerk()
    clerk.put("phone", 2, "0912 345 678")
    finding = clerk.read().open[0]

    assert finding.suggestion == "0912345678"
    assert "0912345678" not in repr(finding)
    assert "0912000003" not in repr(Clerk().read().bodies[1])
