"""A line list, read row by row: what each row says of whom, what is kept beside the fields, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bluezone.authority.linelist.rules.cells import Read, Unread, read
from bluezone.authority.linelist.rules.columns import FIELDS_OF, Field, Guess, Kind
from bluezone.authority.linelist.rules.findings import Fault, Finding
from bluezone.authority.linelist.rules.grid import (
    Grid,
    Value,
    as_text,
    covered,
    headings_at,
    is_blank,
    letter,
    unmarked,
)
from bluezone.protocol.errors import RuleViolation

LONGEST_MORE: Final = 2_000
NEEDED: Final[Mapping[Kind, tuple[Field, ...]]] = {
    Kind.CASES: (Field.REPORTED_ON,),
    Kind.CONTACTS: (Field.NAME,),
    Kind.LINKS: (Field.INFECTOR, Field.INFECTEE),
}
"""What a row must say; the day of a report may come from another day of the case."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, understood.

    Args:
        number: As spreadsheets count, from 1.
        values: What the fields say; fields with empty cells are absent.
        more: What no field holds, by its heading, as written.
        findings: What is wrong.
    """

    number: int
    values: Mapping[Field, Any] = field(repr=False)
    more: Mapping[str, str] = field(repr=False)
    findings: tuple[Finding, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether something in it keeps it out."""
        return any(finding.refuses for finding in self.findings)


def checked(mapping: Guess) -> Guess:
    """Return what a person chose, unless a field is chosen twice or does not belong to this kind of list.

    Raises:
        RuleViolation: `column_twice`, `column_of_another_kind`.
    """
    chosen = list(mapping.columns.values())
    if len(set(chosen)) < len(chosen):
        raise RuleViolation("column_twice", "two columns cannot be the same")
    if not set(chosen) <= set(FIELDS_OF[mapping.kind]):
        raise RuleViolation("column_of_another_kind", "a column does not belong to this kind of list")
    return mapping


def rows_of(grid: Grid, mapping: Guess, today: date) -> Iterator[Row]:
    """Yield each row below the headings that holds anything."""
    headings = {heading.place: heading.text for heading in headings_at(grid, mapping.heading_row)}
    merged = covered(grid)
    for number, cells in enumerate(grid.rows[mapping.heading_row :], start=mapping.heading_row + 1):
        if all(is_blank(cell) for cell in cells):
            continue
        if number in merged:
            yield Row(number, {}, {}, (Finding(Fault.MERGED_CELLS, merged[number]),))
        else:
            yield _Reading(number, cells, grid, mapping, headings, today).row()


@dataclass(slots=True)
class _Reading:
    """One row while it is read."""

    number: int
    cells: Sequence[Value]
    grid: Grid
    mapping: Guess
    headings: Mapping[int, str]
    today: date
    values: dict[Field, Read] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def row(self) -> Row:
        for place, cell in enumerate(self.cells):
            if not self._barred(place) and not is_blank(cell):
                self._take(place, cell)
        self._births()
        self._report()
        for each in NEEDED[self.mapping.kind]:
            if each not in self.values and not any(finding.refuses for finding in self.findings):
                self.findings.append(Finding(Fault.MISSING, str(self.number)))
        self._order()
        return Row(self.number, self.values, self.more, tuple(self.findings))

    def _barred(self, place: int) -> bool:
        here = (self.number, place + 1)
        fault = (here in self.grid.formulas and Fault.FORMULA) or (here in self.grid.errors and Fault.ERROR_VALUE)
        if fault:
            self._wrong(fault, place)
        return bool(fault)

    def _take(self, place: int, cell: Value) -> None:
        wanted = self.mapping.columns.get(place)
        if wanted is None:
            self._keep(place, cell)
            return
        try:
            value = read(wanted, cell, self.today)
        except Unread as unread:
            self._wrong(unread.fault, place)
            if unread.fault in {Fault.PHONE_FORM, Fault.UNKNOWN_AGE}:
                self._keep(place, cell)
            return
        if value is not None:
            self.values[wanted] = value
        if wanted is Field.AGE:
            self._keep(place, cell)

    def _keep(self, place: int, cell: Value) -> None:
        text = unmarked(as_text(cell))
        if len(text) > LONGEST_MORE:
            self._wrong(Fault.TEXT_TOO_LONG, place)
        else:
            self.more[self.headings.get(place, letter(place))] = text

    def _wrong(self, fault: Fault, place: int) -> None:
        self.findings.append(Finding(fault, f"{letter(place)}{self.number}"))

    def _births(self) -> None:
        """Bring date, year and age of birth together: the date counts before the year, the year before the age."""
        born, year = self.values.get(Field.BIRTH_DATE), self.values.get(Field.BIRTH_YEAR)
        if isinstance(born, int):
            del self.values[Field.BIRTH_DATE]
        known = born.year if isinstance(born, date) else born
        if known is not None and year is not None and known != year:
            self.findings.append(Finding(Fault.BIRTHS_DIFFER, str(self.number)))
        if isinstance(known, int):
            self.values[Field.BIRTH_YEAR] = known
        age = self.values.pop(Field.AGE, None)
        if Field.BIRTH_YEAR not in self.values and isinstance(age, int):
            self.values[Field.BIRTH_YEAR] = self._day_of_age().year - age

    def _day_of_age(self) -> date:
        days = (Field.REPORTED_ON, Field.CONFIRMED_ON, Field.SAMPLED_ON, Field.ONSET_ON, Field.LAST_EXPOSED_ON)
        return next((day for each in days if isinstance(day := self.values.get(each), date)), self.today)

    def _report(self) -> None:
        """A case of which no day of a report is stated was reported when it was confirmed, sampled or fell ill."""
        if self.mapping.kind is Kind.CASES and Field.REPORTED_ON not in self.values:
            days = (Field.CONFIRMED_ON, Field.SAMPLED_ON, Field.ONSET_ON)
            found = next((self.values[each] for each in days if each in self.values), None)
            if found is not None:
                self.values[Field.REPORTED_ON] = found

    def _order(self) -> None:
        pairs = ((Field.SAMPLED_ON, Field.CONFIRMED_ON), (Field.FOLLOW_UP_FROM, Field.FOLLOW_UP_UNTIL))
        for early, late in pairs:
            first, last = self.values.get(early), self.values.get(late)
            if isinstance(first, date) and isinstance(last, date) and last < first:
                self.findings.append(Finding(Fault.DAYS_OUT_OF_ORDER, str(self.number)))
