"""Reports by spreadsheet: every fault at its cell, all or nothing, and no cell that computes."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.rollout.reporting.conftest import DAY, EVENING

from bluezone.authority.register.workbook import read_workbook
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code, communes
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.queries import form_on, in_force
from bluezone.rollout.reporting.rules.sheet_faults import SHEET_FAULTS, SheetFault
from bluezone.rollout.reporting.services.importing import import_sheet
from bluezone.rollout.reporting.spreadsheets import ReadSheet, columns, harmless, read_sheet, template, written_out

Tell = Callable[..., Any]
SOUND = [400, 310, 120, 15, 900, 300]


@pytest.fixture
def clerk(province: Unit) -> "Clerk":
    """A clerk who fills the template of three communes."""
    return Clerk(list(communes(DAY).order_by("stat_code")[:3]))


class Clerk:
    """Fills the template, makes faults, hands it in."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self.form = form_on("commune_day", DAY)
        self.book = load_workbook(BytesIO(template(self.form, DAY, units)))
        for row in range(5, 5 + len(units)):
            for place, count in enumerate(SOUND):
                self.sheet.cell(row, 4 + place, count)

    @property
    def sheet(self) -> Worksheet:
        return self.book.worksheets[0]

    def content(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()

    def read(self, may: Callable[[Unit], bool] = lambda _unit: True) -> ReadSheet:
        sheet = read_workbook(self.content())[0]
        form = self.form if sheet.rows[1]["B"].value == "commune_day" else None
        return read_sheet(sheet, form, today=DAY, find=by_code, may=may)

    def faults(self) -> dict[str, str]:
        return {finding.address.partition("!")[2]: finding.fault.value for finding in self.read().findings}


def test_a_sound_file_is_imported_whole(clerk: Clerk) -> None:
    done = import_sheet(clerk.read(), clerk.content(), actor="system", moment=EVENING)

    assert (done.kept, done.known, done.changed) == (3, 0, 0)
    assert Submission.objects.filter(source="xlsx").count() == 3


def test_the_same_file_again_stores_nothing_twice(clerk: Clerk) -> None:
    content = clerk.content()
    import_sheet(clerk.read(), content, actor="system", moment=EVENING)

    again = import_sheet(clerk.read(), content, actor="system", moment=EVENING + timedelta(hours=2))

    assert (again.kept, again.known) == (0, 3)
    assert Submission.objects.count() == 3


def test_a_clerks_twenty_faults_are_twenty_findings_and_nothing_is_imported(clerk: Clerk, body: Unit) -> None:
    sheet = clerk.sheet
    first, second, third = (unit.stat_code for unit in clerk.units)
    rows: list[list[Any]] = [
        [first, "Xã Không Phải", "", *SOUND],
        ["99999", "", "", *SOUND],
        [int(second), "", "", *SOUND],
        [third, "", "", "90 %", "1.5", -3, "khoảng 5", "=1+1", "x"],
        [third, "", "", *SOUND],
        [body.stat_code, "", "", *SOUND],
        [first, "", "Nguyễn A", None, "310+", "100 - 200", "½", 10**9 + 1, 600_000],
    ]
    for number, row in enumerate(rows, start=5):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, place, value)
    sheet.merge_cells("A14:B14")
    sheet["D6"].number_format, sheet["D6"] = "0%", 0.5
    sheet["E6"].data_type, sheet["E6"] = "e", "#REF!"
    sheet.row_dimensions[6].hidden = True

    faults = clerk.faults()

    assert faults == {
        "A14:B14": "merged",
        "B5": "name_differs",
        "A6": "hidden",
        "D6": "percentage",
        "E6": "error_cell",
        "A7": "zero_lost",
        "D8": "percentage",
        "E8": "decimal",
        "F8": "negative",
        "G8": "about",
        "H8": "formula_cell",
        "I8": "not_a_number",
        "A9": "twice",
        "A10": "not_asked",
        "A11": "twice",
        "C11": "no_such_part",
        "D11": "missing",
        "E11": "about",
        "F11": "about",
        "G11": "not_a_number",
        "H11": "too_large",
        "I11": "above_limit",
    }
    with pytest.raises(RuleViolation):
        import_sheet(clerk.read(), clerk.content(), actor="system", moment=EVENING)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("B1", "unknown_form", SheetFault.NO_FORM),
        ("B2", "tomorrow", SheetFault.NO_DAY),
        ("B2", DAY + timedelta(days=1), SheetFault.FUTURE_DAY),
        ("D4", "Số gì đó", SheetFault.WRONG_HEADING),
    ],
)
def test_a_sheet_whose_head_is_wrong_is_not_guessed(clerk: Clerk, cell: str, value: Any, fault: SheetFault) -> None:
    clerk.sheet[cell] = value

    read = clerk.read()

    assert [finding.fault for finding in read.findings] == [fault]
    assert [finding.address for finding in read.findings] == [f"Báo cáo!{cell}"]


@pytest.mark.parametrize("written", ["2020-08-14", "14/08/2020", DAY])
def test_a_day_is_read_as_offices_write_it(clerk: Clerk, written: Any) -> None:
    clerk.sheet["B2"] = written

    assert clerk.read().day == DAY


def test_an_empty_template_has_no_rows(clerk: Clerk) -> None:
    clerk.sheet.delete_rows(5, 10)

    assert [finding.fault for finding in clerk.read().findings] == [SheetFault.NO_ROWS]


def test_a_unit_of_somebody_else_is_refused(clerk: Clerk) -> None:
    read = clerk.read(may=lambda unit: unit != clerk.units[1])

    assert [(finding.address, finding.fault) for finding in read.findings] == [("Báo cáo!A6", SheetFault.NOT_YOURS)]


def test_thousands_and_text_in_number_cells_are_read(clerk: Clerk) -> None:
    clerk.sheet["D5"], clerk.sheet["E5"], clerk.sheet["F5"] = "1.234", "1,002", "1 001"

    import_sheet(clerk.read(), clerk.content(), actor="system", moment=EVENING)

    standing = in_force(clerk.units[0].pk, "commune_day", "", DAY)
    assert standing is not None
    assert (standing.listed, standing.visited, standing.helped) == (1234, 1002, 1001)


def test_a_code_keeps_its_leading_zero_in_the_template(clerk: Clerk) -> None:
    cell = clerk.sheet["A5"]

    assert cell.value == clerk.units[0].stat_code
    assert str(cell.value).startswith("0")
    assert cell.number_format == "@"


def test_what_is_written_out_is_read_back(clerk: Clerk, tell: Tell) -> None:
    receipt = tell(clerk.units[0])
    content = written_out(clerk.form, DAY, [(clerk.units[0], "", receipt.submission.values)])

    read = read_sheet(read_workbook(content)[0], clerk.form, today=DAY, find=by_code, may=lambda _unit: True)

    assert read.findings == ()
    assert {key: value for key, value in read.rows[0].values.items() if value is not None} == receipt.submission.values


@given(st.text(max_size=20) | st.integers() | st.none())
def test_no_cell_that_is_written_out_begins_like_a_formula(value: object) -> None:
    written = harmless(value)

    assert not isinstance(written, str) or not written.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_unit_whose_name_begins_like_a_formula_is_text_in_the_workbook(province: Unit) -> None:
    form = form_on("commune_day", DAY)
    evil = Unit(kind="xa", name='=HYPERLINK("http://x")', short_name="x", folded="x", stat_code="=1+1")

    cells = load_workbook(BytesIO(written_out(form, DAY, [(evil, "@SUM(1)", {})]))).worksheets[0]

    assert [cells[address].data_type for address in ("A5", "B5", "C5")] == ["s", "s", "s"]
    assert str(cells["A5"].value).startswith("'")


def test_every_fault_of_a_sheet_has_a_sentence_in_both_languages() -> None:
    assert set(SHEET_FAULTS) == set(SheetFault)
    assert all(words.vi and words.en for words in SHEET_FAULTS.values())


def test_headings_carry_the_numbers_of_the_paper_form(province: Unit) -> None:
    headings = list(columns(form_on("unit_day", DAY)))

    assert headings[:3] == ["Mã đơn vị", "Tên đơn vị", "1. Tổng số người trong đơn vị"]
