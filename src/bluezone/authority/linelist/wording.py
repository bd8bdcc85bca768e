"""What the words of line lists are called, in the languages of the catalogs."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.linelist.files import Refusal
from bluezone.authority.linelist.rules.columns import Field, Kind
from bluezone.authority.linelist.rules.difference import Verdict
from bluezone.authority.linelist.rules.findings import Fault

INTERCHANGE: Final = "interchange"
KINDS: Final = {
    Kind.CASES: _("cases"),
    Kind.CONTACTS: _("contacts"),
    Kind.LINKS: _("infections"),
}
VERDICTS: Final = {
    Verdict.NEW: _("new"),
    Verdict.CHANGED: _("changed"),
    Verdict.SAME: _("the same"),
    Verdict.REFUSED: _("refused"),
}
STATES: Final = {
    "read": _("waits for you"),
    "written": _("written"),
    "dropped": _("dropped"),
}
FIELDS: Final = {
    Field.NUMBER: _("Number of the case"),
    Field.EXTERNAL_SYSTEM: _("Other system"),
    Field.EXTERNAL_ID: _("Id in the other system"),
    Field.NAME: _("Full name"),
    Field.SEX: _("Sex"),
    Field.BIRTH_DATE: _("Date of birth"),
    Field.BIRTH_YEAR: _("Year of birth"),
    Field.AGE: _("Age"),
    Field.PHONE: _("Telephone"),
    Field.ADDRESS: _("Address"),
    Field.RESIDENCE: _("Commune of residence"),
    Field.PERSONAL_NUMBER: _("Personal number"),
    Field.GUARDIAN: _("Guardian"),
    Field.NATIONALITY: _("Nationality"),
    Field.UNIT: _("Unit in charge"),
    Field.CLASSIFICATION: _("Classification"),
    Field.REPORTED_ON: _("Reported on"),
    Field.ONSET_ON: _("First symptoms on"),
    Field.SAMPLED_ON: _("Sampled on"),
    Field.CONFIRMED_ON: _("Confirmed on"),
    Field.INFECTED_IN: _("Infected in"),
    Field.DETECTED_IN: _("Detected in"),
    Field.TREATED_AT: _("Treated at"),
    Field.OUTCOME: _("Outcome"),
    Field.OUTCOME_ON: _("Outcome on"),
    Field.INFECTED_BY: _("Infected by"),
    Field.DEGREE: _("F1 or F2"),
    Field.STATE: _("State"),
    Field.SOURCE: _("Met"),
    Field.LAST_EXPOSED_ON: _("Last exposed on"),
    Field.SETTING: _("Where they met"),
    Field.MINUTES: _("Minutes"),
    Field.CLOSENESS: _("How near"),
    Field.FOLLOW_UP: _("Follow-up"),
    Field.FOLLOW_UP_FROM: _("Followed up from"),
    Field.FOLLOW_UP_UNTIL: _("Followed up until"),
    Field.INFECTOR: _("Who infected"),
    Field.INFECTEE: _("Who was infected"),
    Field.CERTAINTY: _("Certainty"),
    Field.STATED_BY: _("Stated by"),
}
FAULTS: Final = {
    Fault.MERGED_CELLS: _("Merged cells: take the cells apart and write the value into each row."),
    Fault.FORMULA: _("A formula: write its value."),
    Fault.ERROR_VALUE: _("An error value such as #REF!."),
    Fault.TEXT_TOO_LONG: _("The text is too long."),
    Fault.UNREADABLE_DATE: _("This is no day, or day and month are exchanged: write 05/08/2020."),
    Fault.FUTURE_DATE: _("The day lies in the future."),
    Fault.DAYS_OUT_OF_ORDER: _("Two days are in the wrong order."),
    Fault.BIRTH_OUT_OF_REACH: _("Nobody was born then."),
    Fault.BIRTHS_DIFFER: _("Date and year of birth differ."),
    Fault.UNKNOWN_WORD: _("This word is not known in this column."),
    Fault.NO_NUMBER: _("This is no number."),
    Fault.UNKNOWN_UNIT: _("No unit has this name or code, or several have."),
    Fault.OUTSIDE: _("This unit is outside your area."),
    Fault.MISSING: _("The row lacks what tells it apart, or a day: number, id or name, and a day of report."),
    Fault.TWICE_IN_FILE: _("This row stands in the file twice."),
    Fault.SEVERAL_RECORDS: _("Several records may be meant: tell them apart on the console first."),
    Fault.ELSEWHERE: _("This record belongs to another unit."),
    Fault.ITSELF: _("Nobody infects oneself."),
    Fault.UNKNOWN_CASE: _("No case of your units bears this number."),
    Fault.NO_DEFINITION: _("No definition of cases was in force on this day."),
    Fault.PHONE_FORM: _("No telephone number, or several: kept beside the fields."),
    Fault.UNKNOWN_AGE: _("The age is not understood: kept beside the fields."),
    Fault.UNKNOWN_SOURCE: _("No case of your units bears this number: kept beside the fields, no link is made."),
    Fault.UNKNOWN_RESIDENCE: _("No commune has this name: kept beside the fields."),
    Fault.OTHER_SHEET: _("This sheet is not read."),
}
REFUSALS: Final = {
    Refusal.EMPTY: _("The file holds nothing."),
    Refusal.TOO_LARGE: _("The file is too large: at most 32 MB, 500 columns, 2,000 signs a cell."),
    Refusal.TOO_MANY_ROWS: _("The file has more than 100,000 rows: hand it in in parts."),
    Refusal.TCVN3: _(
        "The file is written in TCVN3 (fonts .VnTime). Convert it to Unicode, for example with UniKey (Ctrl+Shift+F6)."
    ),
    Refusal.VNI: _(
        "The file is written in VNI (fonts VNI-Times). Convert it to Unicode, for example with UniKey (Ctrl+Shift+F6)."
    ),
    Refusal.NOT_UNICODE: _("The file is no Unicode text: save it as CSV UTF-8 or as XLSX."),
    Refusal.NOT_TEXT: _("The file holds signs that no text has."),
    Refusal.OLD_WORKBOOK: _("This is a workbook of the old form XLS: save it as XLSX."),
    Refusal.DAMAGED: _("The file is damaged, or is no XLSX, CSV or interchange JSON: open it and save it again."),
}
RULES: Final = {
    "column_twice": _("Two columns cannot be the same: choose one of them."),
    "column_of_another_kind": _("A column does not belong to this kind of list: choose again."),
    "line_list_settled": _("This file was written, dropped or forgotten. Hand it in again."),
    "line_list_differs": _("The registry changed since you looked. Look at the difference again."),
    "line_list_refused": _("Rows are refused. Mend the file, or say that they stay out."),
    "interchange_refused": _("A unit of the file is not known here, or a record belongs to another unit."),
    "interchange_differs": _("A record is there already and says something else. Nothing was written."),
}
DOCUMENT_REASONS: Final = {
    "unknown_unit": _("No unit here has this id, or this code and name."),
    "outside": _("Its unit is outside your area."),
    "differs": _("It is there already and says something else."),
}
