"""The words of the code desk."""

from enum import StrEnum


class Way(StrEnum):
    """How a code reaches a patient."""

    ALOUD = "aloud"
    SMS = "sms"
    SLIP = "slip"
    LABORATORY = "laboratory"


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
