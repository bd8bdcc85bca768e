"""What the words of the code desk are called, in the languages of the catalogs."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.codes.rules.breaker import Verdict
from bluezone.authority.codes.rules.rows import FaultKind
from bluezone.authority.codes.rules.words import CodeState, Decision, Reason, RowState, StandsFor, Way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

    from bluezone.protocol.errors import RuleViolation

WAYS: Final = {
    Way.ALOUD: _("read aloud"),
    Way.SMS: _("by SMS"),
    Way.SLIP: _("on a printed slip"),
    Way.LABORATORY: _("by the laboratory"),
}
STANDS_FOR: Final = {
    StandsFor.CONFIRMED: _("a positive test"),
    StandsFor.LIKELY: _("likely ill, the test is not back yet"),
    StandsFor.NEGATIVE: _("a negative test after a code for likely illness: takes the warnings back"),
    StandsFor.RECURSIVE: _("a warned contact who agrees to warn on"),
}
CODE_STATES: Final = {
    CodeState.ISSUED: _("issued"),
    CodeState.CLAIMED: _("claimed"),
    CodeState.EXPIRED: _("expired"),
    CodeState.REVOKED: _("revoked"),
}
ROW_STATES: Final = {
    RowState.WAITING: _("waiting"),
    RowState.SENT: _("sent"),
    RowState.REFUSED: _("rejected"),
}
DECISIONS: Final = {
    Decision.HOLD: _("held"),
    Decision.RESUME: _("let go on"),
}
REASONS: Final = {
    Reason.MANY_CLAIMS: _("more codes were claimed than cases confirmed"),
    Reason.MANY_KEYS: _("more keys came than fit the confirmed cases"),
    Reason.STOLEN_ACCOUNT: _("an account or key may have been stolen"),
    Reason.CHECKED: _("checked: the reports are true"),
    Reason.FALSE_REPORTS_REVOKED: _("the false reports were dealt with"),
    Reason.EXERCISE: _("an exercise"),
}
HOLD_REASONS: Final = (Reason.STOLEN_ACCOUNT, Reason.MANY_CLAIMS, Reason.MANY_KEYS, Reason.EXERCISE)
RESUME_REASONS: Final = (Reason.CHECKED, Reason.FALSE_REPORTS_REVOKED, Reason.EXERCISE)
FAULTS: Final = {
    FaultKind.PHONE: _("not a mobile number of Vietnam"),
    FaultKind.TEST_DAY: _("the day of the test is missing, in the future or older than 28 days"),
    FaultKind.ONSET: _("the first symptoms are no day, in the future or older than 28 days"),
    FaultKind.REPEATED: _("the same row was handed in before"),
    FaultKind.TOO_LATE: _("waited longer than 24 hours: the telephone was erased"),
    FaultKind.KEYSERVER: _("refused by the keyserver"),
}
VERDICTS: Final = {
    Verdict.NORMAL: _("Codes and keys fit the confirmed cases."),
    Verdict.MANY_CLAIMS: _("More codes are claimed than the confirmed cases explain."),
    Verdict.MANY_KEYS: _("More keys come than the confirmed cases explain."),
    Verdict.FEW_CLAIMS: _("Few of the issued codes are claimed: people do not get them, or do not use them."),
}
REFUSALS: "Final[Mapping[str, StrPromise]]" = {
    "case_unknown": _("This case is not there any more."),
    "code_claimed": _("The code was claimed already: it can no longer be revoked."),
    "code_over": _("The code is over: it can no longer be revoked."),
    "code_shown_before": _("This code was shown already and is kept nowhere. Issue a new one if it was lost."),
    "columns_missing": _("The file needs the columns phone and test_day."),
    "columns_twice": _("A column is there twice."),
    "columns_unknown": _("The file has columns that are not taken here. Leave out names and everything else."),
    "file_empty": _("The file has no row below its headings."),
    "file_encoding": _("The letters of the file cannot be read: save it as CSV UTF-8 or as XLSX."),
    "file_kind": _("This is no CSV or XLSX file, or it is larger than 5 MB."),
    "file_rows": _("A file has at most 5,000 rows: divide it."),
    "laboratory_named": _("A laboratory has this name already."),
    "nothing_new": _("Every row of this file was handed in before: nothing is sent twice."),
    "not_a_mobile_number": _("The telephone is not a mobile number of Vietnam."),
    "quota_desk": _("This unit has handed in as many rows today as are allowed."),
    "quota_officer": _("You have issued as many codes today as one person may. Ask the code desk."),
    "quota_unit": _("As many codes were issued for this unit today as are allowed. Ask the administrator."),
    "invalid_date": _("The day of the test and of the first symptoms lie within the last 28 days."),
}
"""What is refused, in words for people; the codes are those of `RuleViolation`."""


def in_words(refused: "RuleViolation") -> str:
    """Return what a refusal tells a person."""
    return str(REFUSALS.get(refused.code, _("This was refused by a rule.")))
