"""Which characters the shipped faces have; what they lack is refused, never printed with another face.

Source: OpenType 1.9, `cmap`, formats 4 and 12; the faces are read as they are shipped.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from struct import unpack_from
from typing import Final

from bluezone.protocol.errors import RuleViolation

FONTS: Final = Path(__file__).with_name("data") / "fonts"
"""Be Vietnam Pro in three weights, Noto Sans Tai Viet, and their licences (OFL 1.1)."""
FAMILIES: Final = ("Be Vietnam Pro", "Noto Sans Tai Viet")

_INVISIBLE: Final = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Categories that nobody sees on paper but that change it: controls, marks of direction, line ends."""


def printable(words: str) -> str:
    """Return words as they are set, in NFC.

    Raises:
        RuleViolation: `glyph_missing`: it holds a character that no shipped face has in every weight, or an invisible one.
    """
    composed = unicodedata.normalize("NFC", words)
    for sign in composed:
        if ord(sign) not in _characters() or unicodedata.category(sign) in _INVISIBLE:
            raise RuleViolation("glyph_missing", f"no shipped face has the character {named(sign)}")
    return composed


def named(sign: str) -> str:
    """Return a character's Unicode name and number, such as `GRINNING FACE (U+1F600)`."""
    return f"{unicodedata.name(sign, 'WITHOUT A NAME')} (U+{ord(sign):04X})"


@cache
def _characters() -> frozenset[int]:
    """Return what can be printed: what every weight of the family has, and what the other families add."""
    faces = {face.name: characters_of(face.read_bytes()) for face in sorted(FONTS.glob("*.ttf"))}
    family = [found for name, found in faces.items() if name.startswith("BeVietnamPro")]
    others = [found for name, found in faces.items() if not name.startswith("BeVietnamPro")]
    return frozenset.intersection(*family).union(*others)


def characters_of(face: bytes) -> frozenset[int]:
    """Return the code points for which a TrueType file has a glyph."""
    tables = {unpack_from(">4s", face, 12 + 16 * row)[0]: row for row in range(unpack_from(">H", face, 4)[0])}
    start = unpack_from(">I", face, 12 + 16 * tables[b"cmap"] + 8)[0]
    subtables = [
        start + unpack_from(">I", face, start + 8 + 8 * row)[0] for row in range(unpack_from(">H", face, start + 2)[0])
    ]
    return frozenset().union(*(_codes(face, place) for place in set(subtables)))


def _codes(face: bytes, place: int) -> Iterable[int]:
    match unpack_from(">H", face, place)[0]:
        case 4:
            return _codes_of_segments(face, place)
        case 12:
            return _codes_of_groups(face, place)
    return ()


def _codes_of_segments(face: bytes, place: int) -> Iterable[int]:
    double = unpack_from(">H", face, place + 6)[0]
    ends, starts, deltas, offsets = (place + 14, place + 16 + double, place + 16 + 2 * double, place + 16 + 3 * double)
    for row in range(0, double, 2):
        start, end = unpack_from(">H", face, starts + row)[0], unpack_from(">H", face, ends + row)[0]
        delta, offset = unpack_from(">H", face, deltas + row)[0], unpack_from(">H", face, offsets + row)[0]
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code if not offset else unpack_from(">H", face, offsets + row + offset + 2 * (code - start))[0]
            if glyph and (glyph + delta) & 0xFFFF:
                yield code


def _codes_of_groups(face: bytes, place: int) -> Iterable[int]:
    for group in range(unpack_from(">I", face, place + 12)[0]):
        start, end, _glyph = unpack_from(">III", face, place + 16 + 12 * group)
        yield from range(start, end + 1)
