"""What ways in, reasons and timeliness are called, in the languages of the catalogs."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bluezone.rollout.reporting.rules.coverage import Standing
from bluezone.rollout.reporting.rules.periods import Timeliness
from bluezone.rollout.reporting.rules.versions import Reason, Source

Word = TypeVar("Word", bound=StrEnum)

SOURCES: Final = {
    Source.FORM: _("form"),
    Source.SMS: _("text message"),
    Source.XLSX: _("spreadsheet"),
    Source.DESK: _("telephone desk"),
    Source.QR: _("QR hand-over"),
    Source.PAPER: _("paper"),
    Source.FIELD: _("field page"),
}
REASONS: Final = {
    Reason.COUNTED_AGAIN: _("counted again"),
    Reason.MISTYPED: _("mistyped"),
    Reason.MISUNDERSTOOD: _("the question was misunderstood"),
    Reason.PEOPLE_CHANGED: _("people came or left"),
    Reason.ASKED_ABOUT: _("after a question about the figure"),
    Reason.SENT_AGAIN: _("sent again with other figures, no reason given"),
    Reason.WITHDRAWN: _("withdrawn"),
}
TIMELINESS: Final = {
    Timeliness.EARLY: _("before its period"),
    Timeliness.ON_TIME: _("in time"),
    Timeliness.LATE: _("late"),
}
STANDINGS: Final = {
    Standing.TRUSTED: _("reported"),
    Standing.STALE: _("an earlier day's figure"),
    Standing.DOUBTED: _("in doubt"),
    Standing.SILENT: _("silent"),
}


def choices(words: Mapping[Word, Promise]) -> list[tuple[str, Promise]]:
    """Return words as Django's fields take them."""
    return [(word.value, label) for word, label in words.items()]


def values(words: Iterable[StrEnum]) -> list[str]:
    """Return the plain values of words, as the database's constraints keep them."""
    return [word.value for word in words]
