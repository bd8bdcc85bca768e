"""The words of the field: what a device is for, what it hands in, by which way, what was found behind a door."""

from enum import StrEnum


class Duty(StrEnum):
    """What a device is for."""

    VISITOR = "visitor"
    LEAD = "lead"
    """Visits too, and carries what other devices hand over."""
    KEEPER = "keeper"
    TEACHER = "teacher"
    VOLUNTEER = "volunteer"


class EventKind(StrEnum):
    """What an event says; `docs/field-protocol.md` describes the fields of each."""

    VISIT = "visit"
    UNDO = "undo"
    TALLY = "tally"
    SHIFT = "shift"
    CLASS = "class"
    MOVEMENT = "movement"


class Way(StrEnum):
    """How an event came to the server."""

    SYNC = "sync"
    QR = "qr"
    FILE = "file"
    PAPER = "paper"


class Outcome(StrEnum):
    """What one tap says of a household; why somebody did not take part is no word here, and nowhere beside a household."""

    HELPED = "helped"
    ALREADY = "already"
    NOT_HOME = "not_home"
    COME_BACK = "come_back"
    DONE = "done"


CLOSING = frozenset({Outcome.HELPED, Outcome.ALREADY, Outcome.DONE})
"""Outcomes after which nobody needs to come again."""


class Language(StrEnum):
    """The language that a team is asked to bring; a language, never a people (BCP 47)."""

    VIETNAMESE = "vi"
    THAI = "blt"
    MONG = "hmn"
    DAO = "ium"
    HANI = "hni"
    LAHU = "lhu"
    LU = "khb"
    OTHER = "other"


class SetAsideReason(StrEnum):
    """Why an event waits for the clerk instead of counting."""

    MALFORMED = "malformed"
    REVOKED = "revoked"
    NO_SUCH_LIST = "no_such_list"
    NO_SUCH_HOUSEHOLD = "no_such_household"
    NOT_YOURS = "not_yours"
    ID_USED = "id_used"
    KIND_UNKNOWN = "kind_unknown"
    REFUSED = "refused"


class Settlement(StrEnum):
    """What the clerk made of an event that was set aside."""

    TAKEN = "taken"
    DROPPED = "dropped"
