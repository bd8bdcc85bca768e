"""How long a text message is, as telephones count it, and what is too long for one.

Source: 3GPP TS 23.038, section 6.2.1: the default alphabet in septets, its extension table behind an escape, so that each
of its characters counts twice; and UCS-2, in which a text with Vietnamese letters is sent, in units of sixteen bits.
"""

import unicodedata
from typing import Final

from bluezone.protocol.errors import RuleViolation

ACCENTED_AT_MOST: Final = 70
"""UCS-2 code units of one message."""
PLAIN_AT_MOST: Final = 160
"""Septets of one message."""
ALPHABET: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = "\f^{}\\[~]|€"
BYTES_A_UNIT: Final = 2
_BARRED: Final = str.maketrans("đĐ", "dD")


def accented_units(text: str) -> int:
    """Return how many UCS-2 code units a text takes; a character beyond the first plane takes two."""
    return len(text.encode("utf-16-be")) // BYTES_A_UNIT


def plain_septets(text: str) -> int:
    """Return how many septets a text takes.

    Raises:
        RuleViolation: `sms_letter`: a character stands in neither table; the sentence has its Unicode name.
    """
    for letter in text:
        if letter not in ALPHABET and letter not in EXTENSION:
            raise RuleViolation(
                "sms_letter",
                f"sms_plain: {unicodedata.name(letter, 'a control character')} is not in the alphabet of SMS",
            )
    return sum(2 if letter in EXTENSION else 1 for letter in text)


def without_marks(text: str) -> str:
    """Return a Vietnamese text in letters without marks, such as `Lai Chau` for `Lai Châu`."""
    bare = (each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
    return unicodedata.normalize("NFC", "".join(bare)).translate(_BARRED)


def check_accented(text: str) -> int:
    """Return how many units a message with marks takes.

    Raises:
        RuleViolation: `sms_long`: more than one message holds.
    """
    return _within(accented_units(text), ACCENTED_AT_MOST, "sms_accented")


def check_plain(text: str) -> int:
    """Return how many septets a message without marks takes.

    Raises:
        RuleViolation: `sms_long`: more than one message holds; `sms_letter`: a character is not in the alphabet.
    """
    return _within(plain_septets(text), PLAIN_AT_MOST, "sms_plain")


def _within(length: int, limit: int, field: str) -> int:
    if length > limit:
        raise RuleViolation("sms_long", f"{field}: at most {limit} characters fit into one message")
    return length
