"""Bytes and letters: Unicode is read, the encodings of before 2001 are recognised and refused.

A guess could change a number or a name, so nothing is converted here.
"""

import re
import unicodedata
from typing import Final

from bluezone.authority.territory.old_letters import Everyday, OldEncoding, in_tcvn3, in_vni
from bluezone.rollout.directives.reading.refusal import Refusal, UnreadableDocument

__all__ = ["decoded", "in_tcvn3", "in_vni", "normal", "refuse_old_encodings"]

CHARACTERS: Final = 400_000
"""No directive is longer; with annexes the longest known have a few tens of thousands of characters."""

EVERYDAY: Final = Everyday(
    "và của các ngày tháng năm tỉnh người công văn điện để được việc về thực hiện kính gửi nhận số ủy nhân dân cộng hòa xã "
    "hội nghĩa chủ độc lập hạnh phúc cài đặt ứng dụng địa bàn huyện thành phố đơn vị",
    frozenset({"kính", "vò", "sè", "tù", "nôi"}),
)
"""Words that every official letter holds."""

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
    found = EVERYDAY.encoding_of(text)
    if found is not None:
        raise UnreadableDocument(Refusal.TCVN3 if found is OldEncoding.TCVN3 else Refusal.VNI)


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        pass
    refuse_old_encodings(data.decode("cp1252", errors="replace"))
    raise UnreadableDocument(Refusal.NOT_UNICODE)
