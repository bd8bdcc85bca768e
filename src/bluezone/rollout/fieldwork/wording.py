"""What the words of the field are called, in the languages of the catalogs."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from django.utils.translation import gettext_lazy as _

from bluezone.rollout.fieldwork.rules.spot_checks import Finding, Verdict
from bluezone.rollout.fieldwork.rules.words import (
    Duty,
    EventKind,
    Language,
    Outcome,
    SetAsideReason,
    Settlement,
    Way,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Word = TypeVar("Word", bound=StrEnum)
Words = Mapping[Word, "StrPromise"]

DUTIES: Final[Words[Duty]] = {
    Duty.VISITOR: _("door to door"),
    Duty.LEAD: _("team lead"),
    Duty.KEEPER: _("gate keeper"),
    Duty.TEACHER: _("class teacher"),
    Duty.VOLUNTEER: _("volunteer"),
}
EVENT_KINDS: Final[Words[EventKind]] = {
    EventKind.VISIT: _("visit at a door"),
    EventKind.UNDO: _("taken back"),
    EventKind.TALLY: _("village tally"),
    EventKind.SHIFT: _("shift at the gate"),
    EventKind.CLASS: _("class"),
    EventKind.MOVEMENT: _("event of a movement"),
}
WAYS: Final[Words[Way]] = {
    Way.SYNC: _("network"),
    Way.QR: _("QR hand-over"),
    Way.FILE: _("file"),
    Way.PAPER: _("paper"),
}
OUTCOMES: Final[Words[Outcome]] = {
    Outcome.HELPED: _("helped to install"),
    Outcome.ALREADY: _("installed already"),
    Outcome.NOT_HOME: _("nobody at home"),
    Outcome.COME_BACK: _("come back"),
    Outcome.DONE: _("done"),
}
LANGUAGES: Final[Words[Language]] = {
    Language.VIETNAMESE: _("Vietnamese"),
    Language.THAI: _("Thai"),
    Language.MONG: _("Mông"),
    Language.DAO: _("Dao"),
    Language.HANI: _("Hà Nhì"),
    Language.LAHU: _("La Hủ"),
    Language.LU: _("Lự"),
    Language.OTHER: _("another language"),
}
SET_ASIDE: Final[Words[SetAsideReason]] = {
    SetAsideReason.MALFORMED: _("cannot be read"),
    SetAsideReason.REVOKED: _("came from a revoked device"),
    SetAsideReason.NO_SUCH_LIST: _("names a walk list that does not exist"),
    SetAsideReason.NO_SUCH_HOUSEHOLD: _("names a household that is not on the list"),
    SetAsideReason.NOT_YOURS: _("speaks of a place that is not the device's"),
    SetAsideReason.ID_USED: _("bears the id of another event"),
    SetAsideReason.KIND_UNKNOWN: _("is of a kind that this version does not know"),
    SetAsideReason.REFUSED: _("was refused by the form"),
}
SETTLEMENTS: Final[Words[Settlement]] = {
    Settlement.TAKEN: _("counted"),
    Settlement.DROPPED: _("not counted"),
}
FINDINGS: Final[Words[Finding]] = {
    Finding.AGREES: _("agrees"),
    Finding.NOT_VISITED: _("nobody had been there"),
    Finding.OUTCOME: _("another outcome"),
    Finding.PHONES: _("another number of telephones"),
    Finding.NO_ANSWER: _("nobody answered"),
    Finding.UNASKED: _("not asked"),
}
VERDICTS: Final[Words[Verdict]] = {
    Verdict.ACCEPTED: _("the records are accepted"),
    Verdict.NOT_ACCEPTED: _("too many differ: look at each first visit"),
    Verdict.TOO_FEW: _("too few answered to say either"),
}


def choices(words: Words[Word]) -> list[tuple[str, "StrPromise"]]:
    """Return words as Django's fields take them."""
    return [(word.value, label) for word, label in words.items()]


def values(words: Iterable[StrEnum]) -> list[str]:
    """Return words as the database keeps them."""
    return [word.value for word in words]
