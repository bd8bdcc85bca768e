"""What each fault of a register is called, and what a clerk does about it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.register.findings import Fault

FAULTS: Final = {
    Fault.WRONG_HEADER: _("The heading is not the expected one."),
    Fault.MERGED_CELLS: _("Cells are merged: write each value in its own cell."),
    Fault.HIDDEN_SHEET: _("A hidden sheet holds data: it will be left out."),
    Fault.HIDDEN_ROW: _("A hidden row holds data: it will be read."),
    Fault.HIDDEN_COLUMN: _("A hidden column holds data: it will be read."),
    Fault.OTHER_SHEET: _("Another sheet holds data: it will be left out."),
    Fault.FORMULA: _("A formula stands here: write the value itself."),
    Fault.ERROR_VALUE: _("The cell shows an error of the spreadsheet."),
    Fault.STRAY_SPACES: _("Spaces too many, or signs that cannot be seen."),
    Fault.DECOMPOSED: _("Letters and their marks are stored apart (decomposed Unicode)."),
    Fault.FOREIGN_LETTERS: _("Letters of another alphabet that look like Latin ones."),
    Fault.LEGACY_ENCODING: _("The text is in an old encoding (TCVN3): type it in Unicode."),
    Fault.LEADING_ZEROS_LOST: _("The code is stored as a number, so its leading zeros are lost."),
    Fault.TEXT_IN_NUMBER: _("Words stand where a whole number is asked."),
    Fault.NUMBER_WITH_POINT: _("A point stands in the number: thousands or a fraction?"),
    Fault.NUMBER_WITH_COMMA: _("A comma stands in the number: thousands or a fraction?"),
    Fault.NUMBER_WITH_SPACE: _("A space stands in the number."),
    Fault.NUMBER_RANGE: _("The number is below 0 or larger than any body."),
    Fault.PERCENTAGE: _("A percentage stands where a count is asked."),
    Fault.TEXT_DATE: _("The day is stored as text: day, month, year?"),
    Fault.UNREADABLE_DATE: _("This is no day of the calendar that can be meant."),
    Fault.FUTURE_DATE: _("The day has not come yet."),
    Fault.MISSING: _("A value is missing."),
    Fault.MISSING_FOCAL_POINT: _("No focal point is named."),
    Fault.PHONE_FORM: _("The telephone number has another form: ten digits, 0912345678."),
    Fault.EMAIL_FORM: _("This is no address of electronic mail."),
    Fault.UNKNOWN_WORD: _("The word is not in the list."),
    Fault.DUPLICATE_CODE: _("The code stands twice."),
    Fault.DUPLICATE_NAME: _("The name stands twice in one place: two bodies, or one entered twice?"),
    Fault.UNKNOWN_COMMUNE: _("No commune of that day bears this name."),
    Fault.AMBIGUOUS_COMMUNE: _("More than one commune can be meant: write code and name."),
    Fault.OLD_NAME: _("The name is an old one: that commune became another."),
    Fault.DISSOLVED_UNIT: _("The unit was dissolved before that day."),
    Fault.CODE_AND_NAME_DIFFER: _("Code and name mean different communes: codes were reused."),
    Fault.UNKNOWN_PARENT: _("No body bears the code of the one above."),
    Fault.OUTSIDE: _("The body stands outside the unit for which this register is."),
    Fault.TEXT_TOO_LONG: _("The text is longer than 200 letters."),
}

PROVINCE_FAULTS: Final = {
    "wrong_header": _("The heading is not the expected one."),
    "unreadable_value": _("A value is none that this column can hold, or a cell is missing."),
    "code_digits": _("A code has another number of digits: leading zeros belong to it."),
    "validity_reversed": _("The last day comes before the first."),
    "unknown_parent": _("No unit with the code above stands on all days of this one."),
    "unknown_unit": _("No unit of the files bears this code on that day."),
    "repeated": _("The row stands twice."),
    "weights_not_whole": _("The weights of a unit's successors do not sum to 1."),
    "weight_range": _("A weight is over 0, at most 1, with at most eight decimals."),
    "place_range": _("A latitude or longitude lies outside the globe."),
    "area_range": _("An area is over 0 and smaller than the country."),
    "value_not_whole": _("A denominator is a whole number, written in digits only."),
    "source_missing": _("A denominator needs its source."),
    "own_parent": _("A unit stands under itself."),
    "two_parents": _("A unit stands under two others on one day."),
    "outside_lifetime": _("A unit stands under another on a day on which one of them does not exist."),
    "circle": _("Units stand under each other in a circle."),
}
"""What can be wrong in a province's files, by the codes of `territory.province_files` and `territory.tree`."""
