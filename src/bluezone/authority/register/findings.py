"""What can be wrong in a register's sheet, and where it stands."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """One way in which a cell, a row or a sheet can be wrong."""

    WRONG_HEADER = "wrong_header"
    MERGED_CELLS = "merged_cells"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    OTHER_SHEET = "other_sheet"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    STRAY_SPACES = "stray_spaces"
    DECOMPOSED = "decomposed"
    FOREIGN_LETTERS = "foreign_letters"
    LEGACY_ENCODING = "legacy_encoding"
    LEADING_ZEROS_LOST = "leading_zeros_lost"
    TEXT_IN_NUMBER = "text_in_number"
    NUMBER_WITH_POINT = "number_with_point"
    NUMBER_WITH_COMMA = "number_with_comma"
    NUMBER_WITH_SPACE = "number_with_space"
    NUMBER_RANGE = "number_range"
    PERCENTAGE = "percentage"
    TEXT_DATE = "text_date"
    UNREADABLE_DATE = "unreadable_date"
    FUTURE_DATE = "future_date"
    MISSING = "missing"
    MISSING_FOCAL_POINT = "missing_focal_point"
    PHONE_FORM = "phone_form"
    EMAIL_FORM = "email_form"
    UNKNOWN_WORD = "unknown_word"
    DUPLICATE_CODE = "duplicate_code"
    DUPLICATE_NAME = "duplicate_name"
    UNKNOWN_COMMUNE = "unknown_commune"
    AMBIGUOUS_COMMUNE = "ambiguous_commune"
    OLD_NAME = "old_name"
    DISSOLVED_UNIT = "dissolved_unit"
    CODE_AND_NAME_DIFFER = "code_and_name_differ"
    UNKNOWN_PARENT = "unknown_parent"
    TEXT_TOO_LONG = "text_too_long"
    OUTSIDE = "outside"


CONFIRMABLE: Final = frozenset(
    {Fault.HIDDEN_SHEET, Fault.HIDDEN_ROW, Fault.HIDDEN_COLUMN, Fault.OTHER_SHEET, Fault.DUPLICATE_NAME}
)
"""Faults that a person may simply confirm: nothing in the sheet has to change."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    Args:
        fault: What is wrong.
        address: Sheet and cell, such as `Danh bạ!C7`, or the sheet alone.
        suggestion: What a person may put in its place; never taken without that person.
        other: Another place that the fault has to do with, such as the first of two equal names.
    """

    fault: Fault
    address: str
    suggestion: str | None = field(default=None, repr=False)
    other: str = ""

    @property
    def key(self) -> str:
        """How a person's decision names it."""
        return f"{self.fault}@{self.address}"

    @property
    def can_be_settled(self) -> bool:
        """Whether a person can settle it here; otherwise the file has to be mended."""
        return self.suggestion is not None or self.fault in CONFIRMABLE
