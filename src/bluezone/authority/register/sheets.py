"""A workbook as values: cells with addresses, what is merged and what is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

CellValue = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        address: Such as `C7`.
        value: What the file holds; a formula is its text.
        formula: Whether the file says that this is a formula.
        error: Whether it holds an error such as `#REF!`.
        percent: Whether it is shown as a percentage.
    """

    address: str
    value: CellValue = None
    formula: bool = False
    error: bool = False
    percent: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing can be seen in it."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Args:
        name: Its name.
        rows: Cells by the number of their row, then by the letters of their column.
        hidden: Whether the sheet itself is hidden.
        hidden_rows: Numbers of hidden rows.
        hidden_columns: Letters of hidden columns.
        merged: Ranges of merged cells, such as `B7:B9`, and the addresses that each covers.
    """

    name: str
    rows: Mapping[int, Mapping[str, Cell]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[str] = frozenset()
    merged: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything."""
        return all(cell.empty for row in self.rows.values() for cell in row.values())
