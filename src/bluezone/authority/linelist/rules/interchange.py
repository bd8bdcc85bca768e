"""The interchange document: every record of case work as JSON that loses nothing (docs/interchange.md).

Each kind of record is a table of its members: the name in the document, the column of the registry, and the form of the
value. Names and words follow SORMAS and, for relationships, Go.Data (facts on case management, 2 and 6).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum, auto
from typing import Any, Final

from bluezone.authority.cases.rules.words import (
    Certainty,
    Classification,
    Closeness,
    ContactState,
    Degree,
    FollowUp,
    MilestoneSource,
    MilestoneState,
    Origin,
    Outcome,
    PresenceRole,
    QuarantinePlace,
    SampleKind,
    SampleResult,
    Setting,
    Sex,
    VisitResult,
)
from bluezone.protocol.errors import MalformedMessage

FORMAT: Final = "bluezone-interchange"
VERSION: Final = 1
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LARGEST_INTEGER: Final = 2**31 - 1
DEEPEST: Final = 20
"""How deep lists and objects of what no field holds may stand in each other."""


class Form(Enum):
    """What the value of a member looks like in JSON."""

    TEXT = auto()
    NUMBER = auto()
    TRUTH = auto()
    DAY = auto()
    MOMENT = auto()
    DECIMAL = auto()
    ID = auto()
    WORD = auto()
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a kind of record.

    Args:
        name: In the document.
        column: In the registry.
        form: What the value looks like.
        optional: Whether it may be null.
        words: The words that it may be, for `Form.WORD`.
        longest: Signs that a text may have.
        about: The kind of record that an id names.
    """

    name: str
    column: str
    form: Form = Form.TEXT
    optional: bool = False
    words: type[StrEnum] | None = None
    longest: int = 0
    about: str = ""


SPECIAL: Final[Mapping[StrEnum, str]] = {
    Classification.NOT_A_CASE: "NO_CASE",
    Outcome.ONGOING: "NO_OUTCOME",
    Outcome.DIED: "DECEASED",
}
"""Words that SORMAS calls otherwise; all others are ours in capitals."""


def token(word: StrEnum) -> str:
    """Return how the document writes a word."""
    return SPECIAL.get(word, word.value.upper())


def _text(name: str, column: str, longest: int) -> Member:
    return Member(name, column, longest=longest)


def _word(name: str, column: str, words: type[StrEnum]) -> Member:
    return Member(name, column, Form.WORD, words=words)


def _ref(name: str, column: str, about: str, *, optional: bool = False) -> Member:
    return Member(name, column, Form.ID, optional, about=about)


def _day(name: str, column: str, *, optional: bool = True) -> Member:
    return Member(name, column, Form.DAY, optional)


def _moment(name: str, column: str, *, optional: bool = False) -> Member:
    return Member(name, column, Form.MOMENT, optional)


_SELF: Final = Member("id", "id", Form.ID)
_MADE: Final = (_moment("creationDate", "created_at"), _text("reportingUser", "created_by", 50))
_REVISION: Final = Member("revision", "revision", Form.NUMBER)
_DEFINITION: Final = Member("definition", "definition_id", Form.NUMBER)
_FOLLOWED: Final = (
    _word("followUpStatus", "follow_up", FollowUp),
    _day("followUpFrom", "follow_up_from"),
    _day("followUpUntil", "follow_up_until"),
    _day("lastVisitDate", "last_visited_on"),
)
_ELSEWHERE: Final = (
    _word("origin", "origin", Origin),
    _text("externalSystem", "external_system", 40),
    _text("externalId", "external_id", 80),
    Member("more", "more", Form.PLAIN),
)
_OF_ONE: Final = (
    _ref("contact", "contact_id", "contacts", optional=True),
    _ref("case", "case_id", "cases", optional=True),
)
_HEALTH: Final = (
    Member("symptoms", "symptoms", Form.PLAIN),
    Member("temperature", "temperature", Form.DECIMAL, optional=True),
)

KINDS: Final[Mapping[str, tuple[Member, ...]]] = {
    "units": (_SELF, _text("code", "stat_code", 20), _text("name", "name", 200), _text("kind", "kind", 20)),
    "definitions": (
        Member("version", "version", Form.NUMBER),
        _text("title", "title", 200),
        _text("decidedBy", "decided_by", 200),
        Member("rules", "rules", Form.PLAIN),
        _day("validFrom", "valid_from"),
        _day("validTo", "valid_to"),
        _moment("creationDate", "created_at"),
    ),
    "people": (
        _SELF,
        _word("sex", "sex", Sex),
        Member("birthdateYYYY", "birth_year", Form.NUMBER, optional=True),
        _ref("unit", "unit_id", "units", optional=True),
        _text("nationality", "nationality", 60),
        _moment("creationDate", "created_at"),
        _REVISION,
    ),
    "identities": (
        _ref("person", "person_id", "people"),
        _text("name", "name", 200),
        _day("birthdate", "birth_date"),
        _text("phone", "phone", 16),
        _text("address", "address", 300),
        _text("nationalHealthId", "personal_number", 20),
        _text("guardian", "guardian", 200),
    ),
    "cases": (
        *(_SELF, _text("caseNumber", "number", 40), _ref("person", "person_id", "people")),
        *(_ref("responsibleUnit", "unit_id", "units"), _DEFINITION),
        _word("caseClassification", "classification", Classification),
        *(_day("reportDate", "reported_on", optional=False), _day("symptomsOnsetDate", "onset_on")),
        *(_day("sampleDate", "sampled_on"), _day("classificationDate", "confirmed_on")),
        _moment("classificationDateTime", "confirmed_at", optional=True),
        *(_text("infectionPlace", "infected_in", 120), _text("detectionPlace", "detected_in", 120)),
        *(_text("healthFacility", "treated_at", 200), _word("outcome", "outcome", Outcome)),
        *(_day("outcomeDate", "outcome_on"), *_FOLLOWED, _moment("closedAt", "closed_at", optional=True)),
        *(*_ELSEWHERE, *_MADE, _REVISION),
    ),
    "infections": (
        *(_ref("infector", "infector_id", "cases"), _ref("infectee", "infectee_id", "cases")),
        *(_word("certaintyLevel", "certainty", Certainty), _text("statedBy", "stated_by", 120)),
        _moment("creationDate", "created_at"),
    ),
    "samples": (
        *(_SELF, _ref("person", "person_id", "people"), _word("testType", "kind", SampleKind)),
        *(_day("sampleDateTime", "taken_on", optional=False), _text("lab", "laboratory", 120)),
        *(_word("testResult", "result", SampleResult), _moment("testDateTime", "result_at", optional=True)),
        *(_text("labSampleID", "external_id", 80), _moment("creationDate", "created_at")),
    ),
    "symptoms": (
        *(_ref("person", "person_id", "people"), _day("date", "day", optional=False), *_HEALTH),
        _moment("creationDate", "created_at"),
    ),
    "milestones": (
        *(_SELF, _ref("case", "case_id", "cases", optional=True)),
        *(Member("venue", "venue", Form.ID, optional=True), _text("place", "place", 200)),
        *(_ref("unit", "unit_id", "units"), Member("privateHome", "is_private", Form.TRUTH)),
        *(_moment("startDate", "start"), _moment("endDate", "end")),
        *(Member("endDateEstimated", "end_is_assumed", Form.TRUTH), _text("timeZone", "zone", 40)),
        *(_word("source", "source", MilestoneSource), _word("certaintyLevel", "certainty", Certainty), _DEFINITION),
        *(_word("status", "state", MilestoneState), _ref("supersedes", "supersedes_id", "milestones", optional=True)),
        *(*_MADE, _REVISION),
    ),
    "presences": (
        *(_ref("milestone", "milestone_id", "milestones"), _ref("person", "person_id", "people")),
        _word("role", "role", PresenceRole),
        *(_moment("startDate", "start", optional=True), _moment("endDate", "end", optional=True)),
        _text("evidence", "evidence", 200),
    ),
    "contacts": (
        *(_SELF, _ref("person", "person_id", "people"), _ref("responsibleUnit", "unit_id", "units"), _DEFINITION),
        *(_word("contactDegree", "degree", Degree), _word("contactStatus", "state", ContactState)),
        _ref("resultingCase", "case_id", "cases", optional=True),
        *(_day("lastContactDate", "last_exposed_on"), *_FOLLOWED),
        *(Member("selfReported", "self_reported", Form.TRUTH), *_ELSEWHERE, *_MADE, _REVISION),
    ),
    "relationships": (
        *(_SELF, _ref("target", "contact_id", "contacts")),
        _ref("sourceCase", "source_case_id", "cases", optional=True),
        _ref("sourceContact", "source_contact_id", "contacts", optional=True),
        _ref("milestone", "milestone_id", "milestones", optional=True),
        *(_word("exposureType", "setting", Setting), _moment("contactDate", "start")),
        *(
            _moment("contactDateEnd", "end", optional=True),
            Member("contactDateEstimated", "day_is_estimated", Form.TRUTH),
        ),
        *(
            Member("exposureDuration", "minutes", Form.NUMBER, optional=True),
            _word("closeness", "closeness", Closeness),
        ),
        *(_word("certaintyLevel", "certainty", Certainty), Member("selfReported", "self_reported", Form.TRUTH), *_MADE),
    ),
    "visits": (
        *(_SELF, *_OF_ONE, _day("visitDate", "day", optional=False), _word("visitStatus", "result", VisitResult)),
        *(*_HEALTH, _text("visitRemarks", "note", 500)),
        *(_moment("visitDateTime", "recorded_at"), _text("visitUser", "recorded_by", 50)),
    ),
    "orders": (
        *(_SELF, _ref("person", "person_id", "people"), *_OF_ONE, _ref("orderingUnit", "unit_id", "units")),
        *(_word("quarantineType", "place", QuarantinePlace), _text("quarantineFacility", "facility", 200)),
        *(_day("quarantineFrom", "first_day", optional=False), _day("quarantineTo", "last_day", optional=False)),
        *(*_MADE, _moment("liftedAt", "lifted_at", optional=True)),
    ),
    "transfers": (
        *(_SELF, *_OF_ONE, _ref("fromUnit", "from_unit_id", "units"), _ref("toUnit", "to_unit_id", "units")),
        *(_text("reason", "reason", 200), _moment("date", "moment"), _text("user", "actor", 50)),
    ),
    "notes": (*(_SELF, *_OF_ONE), _text("text", "text", 4000), _moment("date", "moment"), _text("user", "actor", 50)),
}
"""Every kind of record, in the order in which they are written."""


def as_json(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as the document states it.

    Args:
        kind: A key of `KINDS`.
        values: By column; ids as texts, words as their values.
    """
    return {each.name: None if values[each.column] is None else _out(each, values[each.column]) for each in KINDS[kind]}


def from_json(kind: str, stated: object) -> dict[str, Any]:
    """Return a record's columns from the document; ids as texts, words as their values.

    Raises:
        MalformedMessage: A member is missing, unknown, or of another form; names the kind and the member.
    """
    members = {each.name: each for each in KINDS[kind]}
    if not isinstance(stated, dict) or set(stated) != set(members):
        raise MalformedMessage(f"a record of {kind} has the members {', '.join(members)}, no more and no less")
    found = dict[str, Any]()
    for name, each in members.items():
        if stated[name] is None:
            if not each.optional:
                raise MalformedMessage(f"{kind}: {name} is stated")
            found[each.column] = None
        else:
            found[each.column] = _in(kind, each, stated[name])
    return found


def _out(member: Member, value: Any) -> Any:  # noqa: ANN401 -- a member of any form
    match member.form:
        case Form.DAY:
            return value.isoformat()
        case Form.MOMENT:
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Form.DECIMAL | Form.ID:
            return str(value)
        case Form.WORD if member.words is not None:
            return token(member.words(value))
        case _:
            return value


def _in(kind: str, member: Member, value: object) -> Any:  # noqa: ANN401 -- a member of any form
    try:
        found = _READERS[member.form](member, value)
    except (ValueError, TypeError, InvalidOperation, OverflowError) as wrong:
        raise MalformedMessage(f"{kind}: {member.name} has another form") from wrong
    return found


def _read_text(member: Member, value: object) -> str:
    if not isinstance(value, str) or len(value) > member.longest or "\x00" in value:
        raise ValueError
    return value


def _read_number(_member: Member, value: object) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_INTEGER:
        raise ValueError
    return value


def _read_truth(_member: Member, value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _read_day(_member: Member, value: object) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError
    return date.fromisoformat(value)


def _read_moment(_member: Member, value: object) -> datetime:
    if not isinstance(value, str) or not value.endswith("Z"):
        raise ValueError
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def _read_decimal(_member: Member, value: object) -> Decimal:
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,2}\.\d", value, re.ASCII):
        raise ValueError
    return Decimal(value)


def _read_id(_member: Member, value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError
    return value


def _read_word(member: Member, value: object) -> str:
    for word in member.words or ():
        if token(word) == value:
            return word.value
    raise ValueError


def _read_plain(_member: Member, value: object) -> object:
    _check_plain(value, 0)
    return value


def _check_plain(value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError
    if isinstance(value, dict):
        for name, each in value.items():
            _check_plain(name, depth + 1)
            _check_plain(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            _check_plain(each, depth + 1)
    elif isinstance(value, str) and "\x00" in value:
        raise ValueError


_READERS: Final = {
    Form.TEXT: _read_text,
    Form.NUMBER: _read_number,
    Form.TRUTH: _read_truth,
    Form.DAY: _read_day,
    Form.MOMENT: _read_moment,
    Form.DECIMAL: _read_decimal,
    Form.ID: _read_id,
    Form.WORD: _read_word,
    Form.PLAIN: _read_plain,
}
