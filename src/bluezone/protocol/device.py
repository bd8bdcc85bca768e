"""The device port, version 1: what the citizen's pages and the phone behind them say to each other.

Source: `docs/protocol.md`, "The device port". The pages speak it over HTTP to the agent on the same machine, or to an
object in the browser that has no radio. Moments are ISO 8601 in UTC with Z, days are UTC days, lengths are minutes.
Readers ignore fields that they do not know.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.exposure_report import Band, Commune, ExposureKind, ExposureReport, Reach, Word
from bluezone.protocol.signed_files import FILE_LIMIT

VERSION: Final = 1
"""Of this port."""
DAYS: Final = 14
"""How many days a phone remembers and tells."""
BODY_LIMIT: Final = 128 * 1024
"""The longest body of a request, in bytes."""
DOCUMENT_LIMIT: Final = 64 * 1024
"""The longest settings document, in bytes of JSON."""
NEWS: Final = "news"
"""The settings document that holds the last good feed of news, which may be as long as a feed."""
DOCUMENTS: Final = 32
"""How many settings documents a phone keeps."""
DOCUMENT_NAME: Final = r"\A[a-z-]{1,24}\Z"

Minutes = Annotated[int, Meta(ge=0)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Moment = Annotated[datetime, Meta(tz=True)]

M = TypeVar("M")


class Host(StrEnum):
    """What stands behind the port."""

    BROWSER = "browser"
    AGENT = "agent"


class Radio(StrEnum):
    """What the radio does; a host without one says so."""

    LISTENING = "listening"
    OFF = "off"
    PAUSED = "paused"
    NONE = "none"


class Level(StrEnum):
    """Whether the policy calls an exposure a close contact."""

    HIGH = "high"
    LOW = "low"


class Withdrawal(Struct, frozen=True, kw_only=True):
    """A warning that was taken back: the day that it was about, and when the phone learned it."""

    day: date
    at: Moment


class Status(Struct, frozen=True, kw_only=True):
    """How the phone is.

    `checked` is the last check of exports and feeds that succeeded; `check_error` the code of what went wrong since;
    `counting_since` the first day for which this phone remembers anything.
    """

    version: int = VERSION
    host: Host
    radio: Radio
    paused_until: Moment | None
    checked: Moment | None
    check_error: str | None
    now: Moment
    demo: bool
    counting_since: date | None
    withdrawn: tuple[Withdrawal, ...] = ()


class ContactDay(Struct, frozen=True, kw_only=True):
    """One UTC day: likely how many meetings, how long anybody was heard, and how near the nearest one was meanwhile."""

    day: date
    encounters: Annotated[int, Meta(ge=0)]
    minutes: Minutes
    near: Minutes
    middle: Minutes
    far: Minutes
    measured: bool = True


class ToldExposure(Struct, frozen=True, kw_only=True):
    """What a person is told about one day near diagnosed people, or one visit to a place that was warned of."""

    id: Id
    kind: ExposureKind
    day: date
    minutes: Minutes | None
    band: Band | None
    place: str | None
    start: Moment | None
    end: Moment | None
    level: Level
    policy: int
    told: Moment
    reported: bool


class Visit(Struct, frozen=True, kw_only=True):
    """A check-in as the person sees it; `automatic` says that its end is the venue type's, not the person's word."""

    id: Id
    name: str
    type: int
    commune: str
    start: Moment
    end: Moment
    automatic: bool
    version: int


class NewVisit(Struct, frozen=True, kw_only=True):
    """A check-in with a venue's code in base64url; `ended` says that the person wishes it though the code has ended."""

    code: Annotated[str, Meta(min_length=1, max_length=8192)]
    ended: bool = False


class VisitTimes(Struct, frozen=True, kw_only=True):
    """Other times for a check-in; what is absent stays."""

    start: Moment | None = None
    end: Moment | None = None


class CodeGiven(Struct, frozen=True, kw_only=True):
    """The verification code that a person typed; empty to go on with one that was taken already."""

    code: Annotated[str, Meta(max_length=256)] = ""


class GoingDay(Struct, frozen=True, kw_only=True):
    """A day that a report gives away, from its key's start to its end; `known`: it was published before."""

    day: date
    start: Moment
    end: Moment
    known: bool = False


class ReportPreview(Struct, frozen=True, kw_only=True):
    """Exactly what would leave the phone; `mark` names it for the consent.

    `kind`: `report` for a first one, `confirmed` and `negative` for a later test about it, `recursive` for a contact's.
    """

    kind: str = "report"
    stage: str
    days: tuple[GoingDay, ...]
    recipient: str
    bytes: int
    silent_until: Moment
    mark: str


class ReportAgreed(Struct, frozen=True, kw_only=True):
    """The consent to one preview, for the days that are named and no others.

    `travelled`: the person wishes it said that they were in another province in these 14 days; no unless they say so.
    """

    mark: Annotated[str, Meta(max_length=128)]
    days: Annotated[tuple[date, ...], Meta(max_length=64)]
    travelled: bool = False


class ReportState(Struct, frozen=True, kw_only=True):
    """How far the newest report is, of which kind, and whether a later test may still change what was published."""

    stage: str
    days: tuple[date, ...]
    kind: str = "report"
    revisable: bool = False


class LetterWanted(Struct, frozen=True, kw_only=True):
    """What a person wants to tell the authority."""

    exposures: Annotated[tuple[Id, ...], Meta(max_length=64)] = ()
    symptoms: Annotated[tuple[Word, ...], Meta(max_length=32)] = ()
    reach: Reach = field(default_factory=Reach)
    commune: Commune = ""
    note: Annotated[str, Meta(max_length=280)] = ""


class LetterPreview(Struct, frozen=True, kw_only=True):
    """Exactly what a letter would say, to whom, and in how many bytes whatever it says."""

    report: ExposureReport
    recipient: str
    bytes: int
    mark: str


class LetterAgreed(Struct, frozen=True, kw_only=True):
    """The consent to one previewed letter."""

    mark: Annotated[str, Meta(max_length=128)]


class LetterSent(Struct, frozen=True, kw_only=True):
    """Whether the letter arrived; one that did not is sent again, the same bytes."""

    arrived: bool


class Pause(Struct, frozen=True, kw_only=True):
    """Until when the radio rests; None to go on at once."""

    until: Moment | None = None


class SessionAsked(Struct, frozen=True, kw_only=True):
    """The token of the link."""

    token: Annotated[str, Meta(max_length=256)]


class Session(Struct, frozen=True, kw_only=True):
    """What the page presents from here on, as `Authorization: Bearer`."""

    bearer: str


class Refusal(Struct, frozen=True, kw_only=True):
    """What every answer that is no success says."""

    error: str
    message: str


def asked(body: bytes, kind: type[M]) -> M:
    """Return the request in a body.

    Raises:
        MalformedMessage: It is too long or not of this kind.
    """
    if len(body) > BODY_LIMIT:
        raise MalformedMessage(f"a request to the device has at most {BODY_LIMIT} bytes")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage(f"this is no {kind.__name__}") from wrong


def document_limit(name: str) -> int:
    """Return the longest settings document of a name, in bytes of JSON."""
    return FILE_LIMIT if name == NEWS else DOCUMENT_LIMIT


def document(name: str, body: bytes) -> bytes:
    """Return the settings document of a name in its shortest form.

    Raises:
        MalformedMessage: It is no JSON, or too long.
    """
    if len(body) > document_limit(name):
        raise MalformedMessage(f"this settings document has at most {document_limit(name)} bytes")
    try:
        found: Any = msgspec.json.decode(body)
        return msgspec.json.encode(found)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as wrong:
        raise MalformedMessage("a settings document is JSON") from wrong
