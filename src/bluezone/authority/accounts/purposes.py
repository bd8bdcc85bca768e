"""Why somebody opens a person's health record: stated before the record is shown, and kept in the audit chain.

    @needs(Action.READ_CASES)
    def case(request: Request, case_id: UUID) -> HttpResponse:
        found = get_object_or_404(Case, id=case_id)
        inside(request, Action.READ_CASES, found.unit)
        purpose = opened_for(request, found)

`opened_for` raises `PurposeNeeded` when nothing was stated; `PurposeMiddleware` then asks, and comes back.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.authority.accounts.access import holder_of
from bluezone.authority.audit.services import Subject, record, subject_of
from bluezone.authority.requests import Request

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SESSION_KEY: Final = "purposes"
"""Where a session keeps what was stated: the record, or `ANY`, then the purpose and until when."""
ANY: Final = "any"
HOLDS_FOR: Final = timedelta(minutes=30)
"""How long a stated purpose holds before it is asked again."""
OPENED: Final = "record.open"


class Purpose(StrEnum):
    """Why a record is opened; the value is the word in the audit chain."""

    CARE = "care"
    TRACING = "tracing"
    FOLLOW_UP = "follow_up"
    CODE = "code"
    QUALITY = "quality"
    DATA_SUBJECT = "data_subject"


PURPOSES: Final[dict[Purpose, "StrPromise"]] = {
    Purpose.TRACING: _("tracing contacts"),
    Purpose.FOLLOW_UP: _("daily follow-up"),
    Purpose.CARE: _("care of the person"),
    Purpose.CODE: _("giving a verification code"),
    Purpose.QUALITY: _("correcting or completing the record"),
    Purpose.DATA_SUBJECT: _("a request of the person about the own data"),
}


class PurposeNeeded(Exception):
    """Nobody said yet why this record is opened."""

    def __init__(self, subject: Subject) -> None:
        """Keep which record it is about."""
        super().__init__("a purpose is needed")
        self.subject = subject


def opened_for(request: Request, row: models.Model) -> Purpose:
    """Return why a record is opened now, and note in the audit chain that it was.

    Raises:
        PurposeNeeded: Nothing was stated for it within the last half hour.
    """
    subject = subject_of(row)
    purpose = stated(request, subject)
    if purpose is None:
        raise PurposeNeeded(subject)
    record(holder_of(request).actor, OPENED, subject, purpose, request.moment)
    return purpose


def stated(request: Request, subject: Subject) -> Purpose | None:
    """Return what was stated for a record, or for all records of this half hour."""
    kept = request.session.get(SESSION_KEY, {})
    for key in (_key(subject), ANY):
        word, until = kept.get(key, ("", ""))
        if word in {*Purpose} and request.moment < datetime.fromisoformat(until):
            return Purpose(word)
    return None


def state(request: Request, subject: Subject, purpose: Purpose, *, for_all: bool) -> None:
    """Keep a purpose in the session: for one record, or for all that are opened in the next half hour."""
    now = request.moment
    kept = {
        key: row for key, row in request.session.get(SESSION_KEY, {}).items() if now < datetime.fromisoformat(row[1])
    }
    kept[ANY if for_all else _key(subject)] = (str(purpose), (now + HOLDS_FOR).isoformat())
    request.session[SESSION_KEY] = kept


def _key(subject: Subject) -> str:
    return f"{subject.kind}:{subject.id}"
