"""What can be wrong in a line list, and where; some of it keeps a row out, some is only said."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """One way in which a cell, a row or a sheet can be wrong."""

    MERGED_CELLS = "merged_cells"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    TEXT_TOO_LONG = "text_too_long"
    UNREADABLE_DATE = "unreadable_date"
    FUTURE_DATE = "future_date"
    DAYS_OUT_OF_ORDER = "days_out_of_order"
    BIRTH_OUT_OF_REACH = "birth_out_of_reach"
    BIRTHS_DIFFER = "births_differ"
    UNKNOWN_WORD = "unknown_word"
    NO_NUMBER = "no_number"
    UNKNOWN_UNIT = "unknown_unit"
    OUTSIDE = "outside"
    MISSING = "missing"
    TWICE_IN_FILE = "twice_in_file"
    SEVERAL_RECORDS = "several_records"
    ELSEWHERE = "elsewhere"
    ITSELF = "itself"
    UNKNOWN_CASE = "unknown_case"
    PHONE_FORM = "phone_form"
    UNKNOWN_AGE = "unknown_age"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_RESIDENCE = "unknown_residence"
    NO_DEFINITION = "no_definition"
    OTHER_SHEET = "other_sheet"


ONLY_SAID: Final = frozenset(
    {Fault.PHONE_FORM, Fault.UNKNOWN_AGE, Fault.UNKNOWN_SOURCE, Fault.UNKNOWN_RESIDENCE, Fault.OTHER_SHEET}
)
"""What is kept as written, beside the fields, and keeps no row out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    Args:
        fault: What is wrong.
        place: The cell such as `C7`, the row's number, a range, or a sheet's name; never what stands there.
    """

    fault: Fault
    place: str

    @property
    def refuses(self) -> bool:
        """Whether the row stays out because of it."""
        return self.fault not in ONLY_SAID
