"""What may be sent to whom, when it is tried again, and when it is forgotten."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bluezone.protocol.errors import RuleViolation

KEPT_AT_MOST: Final = timedelta(hours=24)
"""After this a message that nobody could deliver is erased too."""
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=4)
LONGEST_TEXT: Final = 670
"""Ten parts of 67 characters, the length of a part of a long SMS in UCS-2 (3GPP TS 23.040, 9.2.3.24.1)."""
VIETNAM: Final = "+84"
MOBILE: Final = re.compile(r"\+84[35789]\d{8}", re.ASCII)
"""Mobile numbers of Vietnam since 2018: ten digits that begin with 03, 05, 07, 08 or 09."""
PUNCTUATION: Final = re.compile(r"[\s.()\-]")


class State(StrEnum):
    """Where a message stands; in all but the first, recipient and text are erased."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"
    EXPIRED = "expired"


class Outcome(StrEnum):
    """What a gateway says to one attempt."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    LATER = "later"


def normalised_number(text: str) -> str:
    """Return a Vietnamese mobile number in its international form.

    Raises:
        RuleViolation: It is not a mobile number of Vietnam.
    """
    digits = PUNCTUATION.sub("", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = VIETNAM + digits[1:]
    elif digits.startswith("84"):
        digits = "+" + digits
    if not MOBILE.fullmatch(digits):
        raise RuleViolation("not_a_mobile_number", "the recipient is not a mobile number of Vietnam")
    return digits


def checked_text(text: str) -> str:
    """Return the text of a message without blanks around it.

    Raises:
        RuleViolation: It is empty or longer than ten parts of an SMS.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST_TEXT:
        raise RuleViolation("message_length", f"a message has 1 to {LONGEST_TEXT} characters")
    return text


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after a number of failed attempts: doubled each time, up to four hours."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 16)), LONGEST_PAUSE)


def is_expired(created_at: datetime, moment: datetime) -> bool:
    """Return whether a message has been kept as long as it may be."""
    return moment - created_at >= KEPT_AT_MOST
