"""One report in one text message, with a checksum that one slip of the thumb cannot pass.

The grammar (ABNF, after letters are made capitals and the blanks at both ends are cut; `SP` is one blank):

    line     = payload SP "K" check
    payload  = "BZ" SP unit 1*(SP field) [SP day]
    unit     = commune / body
    commune  = 4*5DIGIT ["-" 1*3DIGIT]       ; its code, then the village; a lost leading zero is put back
    body     = LETTER 1*19(LETTER / DIGIT / "-") ; the code of an agency, school or other body
    field    = LETTER 1*7DIGIT               ; the letter names a field of a form; each at most once; not K, N
    day      = "N" 2DIGIT                    ; day of the month of which the line speaks; without it, see `periods`
    check    = 2CHECK                        ; 2 of the 32 characters of `CHECK_ALPHABET`
    LETTER   = %x41-5A

**The checksum.** Let v(c) be a character's place in `ALPHABET` (0 to 37) and w(k) the weight of the k-th character: the
last one weighs 1, the one before it 32, the "K" before that 33, and every earlier one weighs one more than the
character after it. The two check characters are chosen so that the sum of w(k) * v(character k) over the whole line is
a multiple of 1021.

1021 is prime, larger than the alphabet and than any weight, and the weights are distinct. Changing a character of value
v into one of value u changes the sum by w * (u - v); exchanging two different ones, wherever they stand, changes it by
(w1 - w2) * (v2 - v1). Neither product is a multiple of 1021, so both slips are always caught, in the check characters
too. For the same reason blanks inside a line are not forgiven: a reader that swallowed one would shift the weights. Two
check characters make 1024 pairs, more than the 1021 that are needed, so a pair always exists. Other accidents pass once
in 1021 times.

All characters are in the GSM 7-bit alphabet (3GPP TS 23.038), and a line is shorter than one message of 160.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZILOU- "
"""What a line is made of; the first 32 are the check characters."""
CHECK_ALPHABET: Final = ALPHABET[:32]
"""Digits and letters without I, L, O, U, which are read as others (Crockford's base 32)."""
PRIME: Final = 1021
CHECK_LENGTH: Final = 2
LONGEST: Final = 159
"""Characters; one message of the GSM alphabet holds 160."""
CODE_LENGTH: Final = 5
"""Digits of a commune's code."""
RESERVED: Final = frozenset("KN")
"""Letters that cannot name a field: K begins the checksum, N a day."""

_PAYLOAD: Final = re.compile(
    r"BZ (?:(?P<commune>\d{4,5})(?:-(?P<part>\d{1,3}))?|(?P<body>[A-Z][A-Z0-9-]{1,19}))(?P<fields>(?: [A-JLMO-Z]\d{1,7})+)(?: N(?P<day>\d{2}))?"
)
_FIELD: Final = re.compile(r" ([A-Z])(\d+)")
_END: Final = re.compile(rf"(?P<payload>.*) K(?P<check>[{CHECK_ALPHABET}]{{{CHECK_LENGTH}}})")
_VALUES: Final = MappingProxyType({character: place for place, character in enumerate(ALPHABET)})


class LineFault(StrEnum):
    """Why a message is not taken; each has a sentence that is sent back."""

    NOT_OURS = "not_ours"
    TOO_LONG = "too_long"
    NO_CHECKSUM = "no_checksum"
    WRONG_CHECKSUM = "wrong_checksum"
    NOT_UNDERSTOOD = "not_understood"
    FIELD_TWICE = "field_twice"
    NO_SUCH_DAY = "no_such_day"


@dataclass(frozen=True, slots=True)
class Line:
    """What one message says.

    Args:
        unit: The commune's code, 5 digits, or the body's own.
        part: The village's number as it was written; empty for the commune itself and for bodies.
        fields: Counts by the letter of their field.
        day: Day of the month, 1 to 31; None when the line names none.
    """

    unit: str
    part: str
    fields: Mapping[str, int] = field(hash=False)
    day: int | None = None


def read_line(message: str) -> Line | LineFault:
    """Return what a message says, or why it is not taken.

    Args:
        message: As the gateway hands it over; small letters and blanks at the ends do not matter.
    """
    plain = normal(message)
    if not plain.startswith("BZ ") or not set(plain) <= set(ALPHABET):
        return LineFault.NOT_OURS
    if len(plain) > LONGEST:
        return LineFault.TOO_LONG
    ended = _END.fullmatch(plain)
    if ended is None:
        return LineFault.NO_CHECKSUM if _PAYLOAD.fullmatch(plain) else LineFault.NOT_UNDERSTOOD
    if _sum(plain) % PRIME:
        return LineFault.WRONG_CHECKSUM
    return _read_payload(ended["payload"])


def read_payload(message: str) -> Line | LineFault:
    """Return what a message without a checksum seems to say, for the reply that asks to send it again with one."""
    plain = normal(message)
    return _read_payload(plain) if len(plain) <= LONGEST else LineFault.TOO_LONG


def written(line: Line) -> str:
    """Return the message that says it, checksum included.

    Raises:
        ValueError: A part of the line does not fit the grammar.
    """
    part = f"-{line.part}" if line.part else ""
    counts = "".join(f" {letter}{count}" for letter, count in line.fields.items())
    day = f" N{line.day:02}" if line.day is not None else ""
    payload = f"BZ {line.unit}{part}{counts}{day}"
    whole = with_checksum(payload)
    fits = not isinstance(_read_payload(payload), LineFault) and len(whole) <= LONGEST
    if not fits:
        raise ValueError(f"a line fits the grammar and has at most {LONGEST} characters")
    return whole


def with_checksum(payload: str) -> str:
    """Return a payload followed by ` K` and its two check characters."""
    plain = normal(payload)
    rest = -_sum(f"{plain} K00") % PRIME
    return f"{plain} K{CHECK_ALPHABET[rest // 32]}{CHECK_ALPHABET[rest % 32]}"


def normal(message: str) -> str:
    """Return a message in capitals and without blanks at its ends; one with letters beyond ASCII as it is."""
    return message.strip().upper() if message.isascii() else message


def letters_fit(letters: Iterable[str]) -> bool:
    """Return whether letters can name the fields of one form: single, distinct, capital and not reserved."""
    chosen = list(letters)
    return len(set(chosen)) == len(chosen) and all(
        len(letter) == 1 and "A" <= letter <= "Z" and letter not in RESERVED for letter in chosen
    )


def _sum(line: str) -> int:
    """Return the weighted sum of a line; the last character weighs 1, the others 32 and upwards."""
    last, *earlier = reversed(line)
    return _VALUES[last] + sum(weight * _VALUES[character] for weight, character in enumerate(earlier, start=32))


def _read_payload(payload: str) -> Line | LineFault:
    found = _PAYLOAD.fullmatch(payload)
    if found is None:
        return LineFault.NOT_UNDERSTOOD
    pairs = _FIELD.findall(found["fields"])
    fields = {letter: int(count) for letter, count in pairs}
    if len(fields) != len(pairs):
        return LineFault.FIELD_TWICE
    day = int(found["day"]) if found["day"] else None
    if day is not None and not 1 <= day <= 31:  # noqa: PLR2004 -- the days of a month
        return LineFault.NO_SUCH_DAY
    unit = found["body"] or found["commune"].zfill(CODE_LENGTH)
    return Line(unit, found["part"] or "", fields, day)
