"""Letters of before 2001: how TCVN3 and VNI text looks once its bytes are taken for Western European ones.

TCVN 6909:2001 made Unicode the standard of Vietnamese offices. TCVN3 (fonts .Vn…) and VNI (fonts VNI-…) put Vietnamese
letters on the places of others: `vµ cña` and `vaø cuûa` both mean "và của". A guess could change a number or a name, so
nothing is converted: text is recognised by everyday words, and refused by the name of its encoding.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TCVN3_LETTERS: Final = "àảãáạằẳẵắặăâđêôơưầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
TCVN3_BYTES: Final = bytes.fromhex(
    "b5b6b7b8b9 bbbcbdbec6 a8a9aeaaabacad c7c8c9cacb cccecfd0d1 d2d3d4d5d6 d7d8dcddde dfe1e2e3e4 e5e6e7e8e9 eaebecedee eff1f2f3f4 "
    "f5f6f7f8f9 fafbfcfdfe"
)
"""Where TCVN 5712:1993 (VN3) puts the small letters above, in their order."""

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300\u0301\u0303\u0309\u0323"
_TONES: Final = (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT)
VNI_MARKS: Final = {
    "": dict(zip(_TONES, bytes.fromhex("f9f8fbf5ef").decode("latin-1"), strict=True)),
    "\u0302": dict(zip(("", *_TONES), bytes.fromhex("e2e1e0e5e3e4").decode("latin-1"), strict=True)),
    "\u0306": dict(zip(("", *_TONES), bytes.fromhex("eae9e8fafceb").decode("latin-1"), strict=True)),
}
"""The second byte of a VNI letter: by its hat or bowl, then by its tone; ơ, ư and đ have one byte of their own."""
VNI_WHOLE: Final = str.maketrans("ơưđíìỉĩịỵ", bytes.fromhex("f4f6f1edece6f3f2ee").decode("latin-1"))
_SIGNS: Final = 3


class OldEncoding(StrEnum):
    """The two encodings that offices used before Unicode."""

    TCVN3 = "tcvn3"
    VNI = "vni"


@dataclass(frozen=True, slots=True)
class Everyday:
    """Everyday words of one sort of document, by which its encoding is recognised.

    Args:
        words: In Unicode, small letters, parted by spaces.
        modern_too: Words of the old forms that Unicode Vietnamese spells in the same letters.
    """

    words: str
    modern_too: frozenset[str] = frozenset()

    def encoding_of(self, text: str) -> OldEncoding | None:
        """Return the old encoding in which the words stand; three of them or more, and more than a third of the modern ones."""
        found = _words(text)
        for encoding, known in self._known():
            strange = {word for word in found if word in known and not word.isascii() and word not in self.modern_too}
            if len(strange) >= _SIGNS and len(strange) > _modern(found) / 3:
                return encoding
        return None

    def _known(self) -> tuple[tuple[OldEncoding, frozenset[str]], ...]:
        return (
            (OldEncoding.TCVN3, frozenset(_words(in_tcvn3(self.words)))),
            (OldEncoding.VNI, frozenset(_words(in_vni(self.words)))),
        )


def in_tcvn3(text: str) -> str:
    """Return Unicode text in small letters as TCVN3 bytes look when taken for Western European ones."""
    return text.translate(str.maketrans(TCVN3_LETTERS, TCVN3_BYTES.decode("latin-1")))


def in_vni(text: str) -> str:
    """Return Unicode text in small letters as VNI bytes look when taken for Western European ones."""
    return "".join(map(_vni_letter, unicodedata.normalize("NFC", text)))


def _vni_letter(letter: str) -> str:
    if (whole := letter.translate(VNI_WHOLE)) != letter:
        return whole
    parts = unicodedata.normalize("NFD", letter)
    base, hat = parts[0], next((sign for sign in parts if sign in VNI_MARKS), "")
    if "\u031b" in parts:
        base = ("ơ" if base == "o" else "ư").translate(VNI_WHOLE)
    tone = next((sign for sign in parts if sign in _TONES), "")
    return base + VNI_MARKS[hat].get(tone, "")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\s.,;:()\"/]+", text.casefold())


def _modern(words: Collection[str]) -> int:
    """Return how many different words carry letters that only Unicode Vietnamese has."""
    return len({word for word in words if any("\u1ea0" <= sign <= "\u1ef9" or sign in "ăđơư" for sign in word)})
