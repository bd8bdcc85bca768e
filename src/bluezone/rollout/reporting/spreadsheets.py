"""Reports in a spreadsheet: the template, a clerk's file read cell by cell, and what is in force written out.

A sheet names its form in B1 and its day in B2; row 4 holds the headings, the rows below hold one unit or part each.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bluezone.authority.register.sheets import Cell, Sheet
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded
from bluezone.rollout.reporting.rules.forms import Field, FieldKind, Form, ValueFault, read_part, read_values
from bluezone.rollout.reporting.rules.numbers import Fault
from bluezone.rollout.reporting.rules.sheet_faults import SheetFault, SheetFinding

SHEET: Final = "Báo cáo"
FORM_ROW, DAY_ROW, HEADING_ROW = 1, 2, 4
CODE, NAME, PART = "Mã đơn vị", "Tên đơn vị", "Phần"
CODE_DIGITS: Final = 5
RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula when a cell begins with it (OWASP, CSV injection)."""
PERCENT: Final = "0%"
NOTHING: Final = Cell("")

Find = Callable[[str, date], Unit | None]
"""Finds a unit by its code on a day."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row that can be imported: the unit, its part, and the values as they were written."""

    number: int
    unit: Unit
    part: str
    values: Mapping[str, object] = field(hash=False)
    formats: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """What a clerk's sheet says; rows are for importing only when there are no findings."""

    form: Form | None
    day: date | None
    rows: tuple[ReadRow, ...]
    findings: tuple[SheetFinding, ...]


def named_form(sheet: Sheet) -> str:
    """Return the key of the form that a sheet names; empty when it names none."""
    return str(_cell(sheet, FORM_ROW, "B").value or "").strip()


def named_day(sheet: Sheet) -> date | None:
    """Return the day that a sheet names, in a date cell, as 2020-08-14 or as 14/08/2020."""
    value = _cell(sheet, DAY_ROW, "B").value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(str(value or "").strip(), pattern).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None


def read_sheet(sheet: Sheet, form: Form | None, *, today: date, find: Find, may: Callable[[Unit], bool]) -> ReadSheet:
    """Return what a sheet says, with every fault at its cell.

    Args:
        sheet: The sheet.
        form: The form that it names; None when there is none of that name.
        today: The day on which it was handed in.
        find: Finds a unit by its code on a day.
        may: Whether the sender reports for a unit.
    """
    day = named_day(sheet)
    findings = list(_sheet_faults(sheet, form, day, today))
    if form is None or day is None or any(finding.fault is SheetFault.WRONG_HEADING for finding in findings):
        return ReadSheet(form, day, (), tuple(findings))
    asked = _Asked(sheet, form, day, find, may)
    rows, seen = list[ReadRow](), dict[tuple[object, str], int]()
    for number in sorted(number for number in sheet.rows if number > HEADING_ROW):
        cells = sheet.rows[number]
        if all(cell.empty for cell in cells.values()):
            continue
        read = _Row(asked, number)
        findings.extend(read.findings())
        if read.unit is not None:
            key = (read.unit.pk, read.part)
            if key in seen:
                findings.append(read.at("A", SheetFault.TWICE))
            seen[key] = number
            rows.append(ReadRow(number, read.unit, read.part, read.values, read.formats))
    if not rows and not findings:
        findings.append(SheetFinding(f"{sheet.name}!A{HEADING_ROW + 1}", SheetFault.NO_ROWS))
    return ReadSheet(form, day, tuple(rows), tuple(findings))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What each row of a sheet depends on."""

    sheet: Sheet
    form: Form
    day: date
    find: Find
    may: Callable[[Unit], bool]


class _Row:
    """One row while it is read."""

    def __init__(self, asked: "_Asked", number: int) -> None:
        """Read what the row says; its faults are found when they are asked for."""
        self._sheet, self._form, self._may = asked.sheet, asked.form, asked.may
        self.number = number
        self._columns = columns(asked.form)
        code = self._code()
        self.unit = asked.find(code, asked.day) if code else None
        part = read_part(asked.form, str(self._read(PART).value or "")) if asked.form.part else ""
        self.part_fault = part if isinstance(part, ValueFault) else None
        self.part = "" if isinstance(part, ValueFault) else part
        cells = {each.key: self._read(heading) for heading, each in self._columns.items() if each}
        self.values: dict[str, object] = {key: cell.value for key, cell in cells.items()}
        self.formats = {key: PERCENT for key, cell in cells.items() if cell.percent}

    def at(self, letter: str, fault: SheetFault | Fault | ValueFault) -> SheetFinding:
        return SheetFinding(f"{self._sheet.name}!{letter}{self.number}", fault)

    def findings(self) -> Iterator[SheetFinding]:
        yield from self._unit_faults()
        if self.number in self._sheet.hidden_rows:
            yield self.at("A", SheetFault.HIDDEN)
        if self.part_fault:
            yield self.at(self._letter(PART), self.part_fault)
        odd = {}
        for heading, asked in self._columns.items():
            cell = self._read(heading)
            if asked and (cell.formula or cell.error):
                odd[asked.key] = SheetFault.FORMULA_CELL if cell.formula else SheetFault.ERROR_CELL
        for finding in read_values(self._form, self.values, self.formats).findings:
            yield self.at(self._letter_of(finding.field), odd.pop(finding.field, finding.fault))
        for key, fault in odd.items():
            yield self.at(self._letter_of(key), fault)

    def _unit_faults(self) -> Iterator[SheetFinding]:
        if self.unit is None:
            yield self.at("A", SheetFault.ZERO_LOST if self._lost_zero() else SheetFault.NO_UNIT)
            return
        said = str(self._read(NAME).value or "").strip()
        if said and folded(said) not in {folded(self.unit.name), folded(self.unit.short_name)}:
            yield self.at("B", SheetFault.NAME_DIFFERS)
        if self.unit.kind not in self._form.kinds:
            yield self.at("A", SheetFault.NOT_ASKED)
        elif not self._may(self.unit):
            yield self.at("A", SheetFault.NOT_YOURS)

    def _code(self) -> str:
        return "" if self._lost_zero() else str(self._read(CODE).value or "").strip()

    def _lost_zero(self) -> bool:
        """Return whether the cell holds a commune's code whose zero a spreadsheet took away."""
        value = self._read(CODE).value
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value or "").strip()
        return text.isdecimal() and CODE_DIGITS - 1 <= len(text) < CODE_DIGITS

    def _read(self, heading: str) -> Cell:
        return self._sheet.rows[self.number].get(self._letter(heading), NOTHING)

    def _letter(self, heading: str) -> str:
        return get_column_letter(list(self._columns).index(heading) + 1) if heading in self._columns else "A"

    def _letter_of(self, key: str) -> str:
        return next((self._letter(each) for each, asked in self._columns.items() if asked and asked.key == key), "A")


def columns(form: Form) -> dict[str, Field | None]:
    """Return the headings of a form's sheet, left to right, with the field that each holds."""
    first: dict[str, Field | None] = {CODE: None, NAME: None}
    if form.part is not None:
        first[PART] = None
    return first | {f"{asked.number}. {asked.label.vi}": asked for asked in form.fields}


def template(form: Form, day: date, units: Iterable[Unit]) -> bytes:
    """Return the workbook that a clerk fills for some units on a day; codes are text, so that they keep their zeros."""
    return _workbook(form, day, [(unit, "", {}) for unit in units])


def written_out(form: Form, day: date, rows: Iterable[tuple[Unit, str, Mapping[str, object]]]) -> bytes:
    """Return the reports in force as a workbook; no cell of it can act as a formula."""
    return _workbook(form, day, rows)


def harmless(value: object) -> str | int | None:
    """Return a count, or a text that a spreadsheet cannot take for a formula."""
    if value is None or isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def _workbook(form: Form, day: date, rows: Iterable[tuple[Unit, str, Mapping[str, object]]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    _write_head(sheet, form, day)
    for number, (unit, part, values) in enumerate(rows, start=HEADING_ROW + 1):
        first = [unit.stat_code, unit.name, *([part] if form.part is not None else [])]
        line = [*first, *(values.get(asked.key) for asked in form.fields)]
        for place, value in enumerate(line, start=1):
            cell = sheet.cell(number, place, value=harmless(value))
            cell.number_format = "@" if place <= len(first) else "#,##0" if isinstance(value, int) else "General"
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _write_head(sheet: Worksheet, form: Form, day: date) -> None:
    sheet["A1"], sheet["B1"], sheet["C1"] = "Biểu mẫu", form.key, form.title.vi
    sheet["A2"] = "Ngày"
    sheet.cell(DAY_ROW, 2, day).number_format = "dd/mm/yyyy"
    for place, (heading, asked) in enumerate(columns(form).items(), start=1):
        cell = sheet.cell(HEADING_ROW, place, value=heading)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3864")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = 28 if heading == NAME else 18 if asked else 13
    sheet.freeze_panes = f"C{HEADING_ROW + 1}"


def _sheet_faults(sheet: Sheet, form: Form | None, day: date | None, today: date) -> Iterator[SheetFinding]:
    if form is None:
        yield SheetFinding(f"{sheet.name}!B{FORM_ROW}", SheetFault.NO_FORM)
    if day is None:
        yield SheetFinding(f"{sheet.name}!B{DAY_ROW}", SheetFault.NO_DAY)
    elif day > today:
        yield SheetFinding(f"{sheet.name}!B{DAY_ROW}", SheetFault.FUTURE_DAY)
    for cells in sheet.merged:
        yield SheetFinding(f"{sheet.name}!{cells}", SheetFault.MERGED)
    for place, heading in enumerate(columns(form) if form else (), start=1):
        letter = get_column_letter(place)
        value = str(_cell(sheet, HEADING_ROW, letter).value or "").strip()
        if folded(value) != folded(heading):
            yield SheetFinding(f"{sheet.name}!{letter}{HEADING_ROW}", SheetFault.WRONG_HEADING)


def _cell(sheet: Sheet, row: int, letter: str) -> Cell:
    return sheet.rows.get(row, {}).get(letter, NOTHING)


def only_counts(form: Form) -> bool:
    """Return whether a form can be filled in a spreadsheet: counts and lists, no events."""
    return all(asked.kind in {FieldKind.COUNT, FieldKind.CHOICE} for asked in form.fields)
