"""The port to the server of codes, and the keyserver behind it, asked over its internal API.

No person goes there: a code is asked for by a fresh UUID, a day of a test and a day of first symptoms.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from msgspec import Struct

from bluezone.authority.codes.rules.words import StandsFor
from bluezone.authority.keyserver_desk import KeyserverDesk, credential_in
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.messages import (
    BatchIssueRequest,
    BatchIssueResponse,
    CodeStatusRequest,
    CodeStatusResponse,
    IssueRequest,
    IssueResponse,
)
from bluezone.protocol.totals import (
    ExportsAct,
    ExportsRequest,
    ExportsResponse,
    TotalsRequest,
    TotalsResponse,
)

AT_ONCE: Final = 10
"""The most codes of one request."""
VIETNAM_MINUTES: Final = 7 * 60
"""How far the officers' clock is ahead of UTC: it decides which day is in the future."""
OURS: Final = frozenset({"unauthorized", "quota_exceeded", "not_found"})
"""Refusals that say nothing about a code: of the credential, or of a keyserver that is older than we are."""

T = TypeVar("T", bound=Struct)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A code that is asked for."""

    id: UUID
    test_day: date
    onset_on: date | None = None
    stands_for: StandsFor = StandsFor.CONFIRMED


@dataclass(frozen=True, slots=True)
class NewCode:
    """One code in two forms, and until when each works."""

    id: UUID
    short: str = field(repr=False)
    long: str = field(repr=False)
    short_until: datetime
    long_until: datetime


class CodeServer(Protocol):
    """Whoever makes codes."""

    def issue(self, wanted: Sequence[Wanted]) -> list[NewCode | RuleViolation]:
        """Make up to ten codes, each answered for itself, in order; `uuid_already_exists` for one made before.

        Raises:
            Unavailable: No answer; some may have been made, and nobody knows them.
        """
        ...

    def is_claimed(self, code: UUID) -> bool:
        """Return whether a code became a token.

        Raises:
            RuleViolation: `code_not_found`: never made, or forgotten.
            Unavailable: No answer.
        """
        ...

    def expire(self, code: UUID) -> None:
        """End an unclaimed code now; ended twice is ended once.

        Raises:
            RuleViolation: `code_invalid`: it was claimed; `code_not_found`.
            Unavailable: No answer.
        """
        ...

    def totals(self, day: date) -> TotalsResponse:
        """Return the totals of a UTC day that is over.

        Raises:
            RuleViolation: `day_not_over`.
            Unavailable: No answer.
        """
        ...

    def exports(self, act: ExportsAct, most_keys: int | None = None) -> ExportsResponse:
        """Decide about the exports, or ask, and return how they stand.

        Raises:
            Unavailable: No answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class HttpCodeServer:
    """A keyserver over its internal API.

    Args:
        desk: The way there.
    """

    desk: KeyserverDesk

    def issue(self, wanted: Sequence[Wanted]) -> list[NewCode | RuleViolation]:
        """Make up to ten codes, each answered for itself, in order."""
        request = BatchIssueRequest(codes=[_request(each) for each in wanted])
        answers = self._told("/api/batch-issue", request, BatchIssueResponse).codes
        if len(answers) != len(wanted):
            raise Unavailable("the key server answered for other codes than were asked for")
        return [_answered(asked, answer) for asked, answer in zip(wanted, answers, strict=True)]

    def is_claimed(self, code: UUID) -> bool:
        """Return whether a code became a token."""
        return self._told("/api/checkcodestatus", CodeStatusRequest(uuid=str(code)), CodeStatusResponse).claimed

    def expire(self, code: UUID) -> None:
        """End an unclaimed code now."""
        self._told("/api/expirecode", CodeStatusRequest(uuid=str(code)), CodeStatusResponse)

    def totals(self, day: date) -> TotalsResponse:
        """Return the totals of a UTC day that is over."""
        return self._told("/api/totals", TotalsRequest(day=day), TotalsResponse)

    def exports(self, act: ExportsAct, most_keys: int | None = None) -> ExportsResponse:
        """Decide about the exports, or ask, and return how they stand."""
        return self._told("/api/exports", ExportsRequest(act=act, most_keys=most_keys), ExportsResponse)

    def _told(self, path: str, message: Struct, answer: type[T]) -> T:
        try:
            return self.desk.told(path, message, answer)
        except RuleViolation as refused:
            if refused.code in OURS:
                raise Unavailable("the key server does not hear the authority: check its credential") from refused
            raise


def configured() -> CodeServer:
    """Return the keyserver that the settings name.

    Raises:
        Unavailable: Its credential cannot be read.
    """
    return HttpCodeServer(KeyserverDesk(settings.KEYSERVER_ADDRESS, credential_in(settings.KEYSERVER_CREDENTIAL)))


def code_server() -> CodeServer:
    """Return whoever makes codes here.

    Raises:
        Unavailable: Nobody is configured.
    """
    server: CodeServer = import_string(settings.CODE_SERVER)()
    return server


def _request(wanted: Wanted) -> IssueRequest:
    return IssueRequest(
        uuid=str(wanted.id),
        test_type=wanted.stands_for.value,
        test_date=wanted.test_day.isoformat(),
        symptom_date=wanted.onset_on.isoformat() if wanted.onset_on else "",
        tz_offset=VIETNAM_MINUTES,
    )


def _answered(asked: Wanted, answer: IssueResponse) -> NewCode | RuleViolation:
    if answer.error_code:
        return RuleViolation(answer.error_code, "the key server refused a code")
    return NewCode(
        asked.id,
        answer.code,
        answer.long_code,
        datetime.fromtimestamp(answer.expires_at_timestamp, UTC),
        datetime.fromtimestamp(answer.long_expires_at_timestamp, UTC),
    )
