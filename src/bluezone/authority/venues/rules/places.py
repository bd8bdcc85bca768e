"""Venues: what one may be called, where it lies, and how long its code lives.

Source: `protocol.venues` for the limits of a code; `docs/protocol.md`, section 11: letters that look like others are the
issuer's to refuse.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.venues import NAME_LIMIT

CODE_LIFE: Final = timedelta(days=365)
"""How long a code is genuine; phones believe the key that signed it for 400 days."""
LAST_VERSION: Final = 65_535
_SIGNS: Final = frozenset(" .,-'&()/+:\N{EN DASH}\N{RIGHT SINGLE QUOTATION MARK}\N{NUMERO SIGN}\N{DEGREE SIGN}\"")
"""What a name may hold besides Latin letters, their marks and digits."""
_BLANKS: Final = re.compile(r"\s+")


def tidy_name(name: str) -> str:
    """Return a name as it is kept: composed (NFC), one blank between words, none at its ends."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", name)).strip()


def check_name(name: str) -> None:
    """Refuse a name that a code cannot carry whole, or that passes letters of another script for ours.

    Raises:
        RuleViolation: `venue_name_long`, `venue_name_letters`.
    """
    if not 1 <= len(name.encode()) <= NAME_LIMIT:
        raise RuleViolation("venue_name_long", f"a venue's name has 1 to {NAME_LIMIT} bytes of UTF-8")
    if not all(_is_ours(sign) for sign in name) or not any(sign.isalpha() for sign in name):
        raise RuleViolation("venue_name_letters", "a venue's name has Latin letters, digits and usual signs only")


def check_commune(code: str, *, is_commune: bool) -> None:
    """Refuse a unit that a code cannot name.

    Raises:
        RuleViolation: `venue_commune`.
    """
    if not is_commune or not re.fullmatch("[0-9]{5}", code):
        raise RuleViolation("venue_commune", "a venue lies in a commune with a statistical code of five digits")


def check_version(version: int) -> None:
    """Refuse one code more than a venue can have.

    Raises:
        RuleViolation: `venue_codes_used_up`.
    """
    if version > LAST_VERSION:
        raise RuleViolation("venue_codes_used_up", f"a venue has at most {LAST_VERSION} codes")


def check_move(day: date, today: date, *, is_elsewhere: bool) -> None:
    """Refuse a move to where a venue is, or one that has not happened yet.

    Raises:
        RuleViolation: `venue_unchanged`, `venue_move_future`.
    """
    if not is_elsewhere:
        raise RuleViolation("venue_unchanged", "the venue lies in this commune")
    if day > today:
        raise RuleViolation("venue_move_future", "a move is noted on its day or later")


def code_days(issued: date) -> tuple[date, date]:
    """Return the UTC days from which a code is valid, and from which it is valid no more."""
    return issued, issued + CODE_LIFE


def _is_ours(sign: str) -> bool:
    return sign in _SIGNS or sign in "0123456789" or unicodedata.name(sign, "").startswith("LATIN ")
