"""The words of the code desk."""

from enum import StrEnum


class Way(StrEnum):
    """How a code reaches a patient."""

    ALOUD = "aloud"
    SMS = "sms"
    SLIP = "slip"
    LABORATORY = "laboratory"


class StandsFor(StrEnum):
    """What a code says about its bearer, in the key server's words; it is kept there and not here."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    NEGATIVE = "negative"
    RECURSIVE = "recursive"


class CodeState(StrEnum):
    """What is known of a code; whether its bearer uploaded is never known for one person."""

    ISSUED = "issued"
    CLAIMED = "claimed"
    EXPIRED = "expired"
    REVOKED = "revoked"


class RowState(StrEnum):
    """Where one row of a bulk issue stands."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class Decision(StrEnum):
    """What was decided about the exports."""

    HOLD = "hold"
    RESUME = "resume"


class Reason(StrEnum):
    """Why exports are held or go on; the value is the purpose in the audit chain."""

    MANY_CLAIMS = "many_claims"
    MANY_KEYS = "many_keys"
    STOLEN_ACCOUNT = "stolen_account"
    CHECKED = "checked_and_true"
    FALSE_REPORTS_REVOKED = "false_reports_ended"
    EXERCISE = "exercise"
