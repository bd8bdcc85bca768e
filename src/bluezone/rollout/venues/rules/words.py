"""The words of the register: where a registration stands, why it is refused, what an inspector sees, what a check found."""

from enum import StrEnum


class State(StrEnum):
    """Where a registration stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why a commune refuses a registration."""

    NOT_HERE = "not-here"
    TWICE = "twice"
    NAME = "name"
    PRIVATE_HOME = "private-home"
    UNREACHABLE = "unreachable"
    NONSENSE = "nonsense"


class Wish(StrEnum):
    """What an owner asks after the confirmation."""

    NEW_CODE = "new-code"
    RENAMED = "renamed"
    MOVED = "moved"
    CLOSED = "closed"


class WishState(StrEnum):
    """Where a wish stands."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What somebody saw who looked for a venue's poster."""

    SEEN = "seen"
    OLD_VERSION = "old-version"
    MISSING = "missing"
    DAMAGED = "damaged"
    CLOSED = "closed"
    TAKEN_BACK = "taken-back"
    """The event that this one corrects never happened."""


class Verdict(StrEnum):
    """What a machine found who looked for a hotspot's notice."""

    GOOD = "good"
    MISSING = "missing"
    BROKEN = "broken"


class Standing(StrEnum):
    """What can be said of a hotspot."""

    VERIFIED = "verified"
    """The newest check is at most seven days old and good."""
    FAILING = "failing"
    """The newest check is at most seven days old and not good."""
    SILENT = "silent"
    """The newest check is older."""
    NEVER = "never"
    """No machine ever looked."""
