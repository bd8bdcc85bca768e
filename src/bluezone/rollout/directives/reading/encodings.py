"""Bytes and letters: Unicode is read, the encodings of before 2001 are recognised and refused.

TCVN 6909:2001 made Unicode the standard of Vietnamese offices. TCVN3 (fonts .Vn…) and VNI (fonts VNI-…) put Vietnamese
letters on the places of others, so that their bytes, and the text of old DOCX files, look like Western European words:
`vµ cña` and `vaø cuûa` both mean "và của". A guess could change a number or a name, so nothing is converted here.
"""

import re
import unicodedata
from typing import Final

from bluezone.rollout.directives.reading.refusal import Refusal, UnreadableDocument

CHARACTERS: Final = 400_000
"""No directive is longer; with annexes the longest known have a few tens of thousands of characters."""

EVERYDAY: Final = (
    "và của các ngày tháng năm tỉnh người công văn điện để được việc về thực hiện kính gửi nhận số ủy nhân dân cộng hòa xã "
    "hội nghĩa chủ độc lập hạnh phúc cài đặt ứng dụng địa bàn huyện thành phố đơn vị"
)
"""Words that every official letter holds."""

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

MODERN_TOO: Final = frozenset({"kính", "vò", "sè", "tù", "nôi"})
"""Words of the lists that Unicode Vietnamese spells in the same letters."""

_SIGNS: Final = 3
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def decoded(data: bytes) -> str:
    """Return a text file's characters: UTF-8, or UTF-16 with its mark.

    Raises:
        UnreadableDocument: Any other encoding; TCVN3 and VNI by name.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strict(data, name)
    return _strict(data, "utf-8")


def normal(text: str) -> str:
    """Return a document's text in NFC with plain line ends.

    Raises:
        UnreadableDocument: Too large, empty, not text, or in TCVN3 or VNI.
    """
    if len(text) > CHARACTERS:
        raise UnreadableDocument(Refusal.TOO_LARGE)
    whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))
    if len(whole) > CHARACTERS:
        raise UnreadableDocument(Refusal.TOO_LARGE)
    if _CONTROL.search(whole):
        raise UnreadableDocument(Refusal.NOT_TEXT)
    refuse_old_encodings(whole)
    if not any(map(str.isalpha, whole)):
        raise UnreadableDocument(Refusal.EMPTY)
    return whole


def refuse_old_encodings(text: str) -> None:
    """Refuse text in which everyday words stand as TCVN3 or VNI would leave them.

    Raises:
        UnreadableDocument: Three such words or more, and more of them than a third of the words that are Vietnamese.
    """
    words = re.findall(r"[^\s.,;:()\"/]+", text.casefold())
    for known, reason in ((_TCVN3_WORDS, Refusal.TCVN3), (_VNI_WORDS, Refusal.VNI)):
        strange = {word for word in words if word in known and not word.isascii() and word not in MODERN_TOO}
        if len(strange) >= _SIGNS and len(strange) > _modern(words) / 3:
            raise UnreadableDocument(reason)


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


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        pass
    refuse_old_encodings(data.decode("cp1252", errors="replace"))
    raise UnreadableDocument(Refusal.NOT_UNICODE)


def _modern(words: list[str]) -> int:
    """Return how many different words carry letters that only Unicode Vietnamese has."""
    return len({word for word in words if any("\u1ea0" <= sign <= "\u1ef9" or sign in "ăđơư" for sign in word)})


_TCVN3_WORDS: Final = frozenset(in_tcvn3(EVERYDAY).split())
_VNI_WORDS: Final = frozenset(in_vni(EVERYDAY).split())
