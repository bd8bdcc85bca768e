"""Names as people write them, brought together: letter case, diacritics, tone placement, prefixes, Unicode forms.

Three depths of likeness, each coarser than the one before:

* `stored` is what the registry keeps: composed letters (Unicode NFC), single spaces;
* `canonical` still tells Tà from Tá, yet takes hoà for hòa, ỦY for Uỷ and a decomposed letter for a composed one;
* `folded` has no diacritics at all, for searching by hand; đ becomes d, which Unicode's own decomposition leaves alone.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bluezone.authority.territory.kinds import Kind

TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook above, dot below: the five tone marks, which belong to a syllable and not to a letter."""

UNSEEN: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
SPACES: Final = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u3000]+")

PREFIXES: Final = {
    "tinh": Kind.TINH,
    "t": Kind.TINH,
    "thanh pho": Kind.THANH_PHO,
    "tp": Kind.THANH_PHO,
    "thi xa": Kind.THI_XA,
    "tx": Kind.THI_XA,
    "quan": Kind.QUAN,
    "q": Kind.QUAN,
    "huyen": Kind.HUYEN,
    "h": Kind.HUYEN,
    "phuong": Kind.PHUONG,
    "p": Kind.PHUONG,
    "f": Kind.PHUONG,
    "thi tran": Kind.THI_TRAN,
    "tt": Kind.THI_TRAN,
    "xa": Kind.XA,
    "x": Kind.XA,
}
"""Folded words that say what a unit is, as they stand before its name."""

_WHOLE_WORDS: Final = {
    "tỉnh": Kind.TINH,
    "thành phố": Kind.THANH_PHO,
    "thị xã": Kind.THI_XA,
    "quận": Kind.QUAN,
    "huyện": Kind.HUYEN,
    "phường": Kind.PHUONG,
    "thị trấn": Kind.THI_TRAN,
    "xã": Kind.XA,
}
_ABBREVIATED: Final = re.compile(r"^(?:tt|tp|t\.\s?p|tx|t\.\s?x|[tqhpfx])(?:\.\s*|\s+)(?=\S)")
_BODY: Final = re.compile(r"^(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+")


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A unit's name as somebody wrote it, taken apart.

    Args:
        name: The name without the word for its kind, in lower case, NFC.
        kind: The kind that the writer named, if any.
    """

    name: str
    kind: Kind | None


def stored(text: str) -> str:
    """Return a text as the registry keeps it: NFC, no invisible characters, single spaces inside and none around."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", UNSEEN.sub("", text))).strip()


def canonical(text: str) -> str:
    """Return the key by which two spellings of one name are the same: case, tone placement and Unicode form aside.

    The tones of each word move to its end, so that it does not matter which vowel carries them. Not for display.
    """
    return " ".join(map(_tones_last, stored(text).casefold().split(" ")))


def folded(text: str) -> str:
    """Return the key for searching: no diacritics, no case, đ as d, everything but letters and digits as one space."""
    small = unicodedata.normalize("NFKD", stored(text).casefold().replace("đ", "d"))
    plain = unicodedata.normalize("NFKD", small.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", letters))


def written(text: str) -> WrittenName:
    """Return what a writer meant by `Xã Bum Tở`, `P.Tân Phong`, `TX. Mường Lay` or `UBND huyện Tam Đường`.

    A word without diacritics, such as `xa`, is not taken for a prefix: names begin with it too. `readings` tries both.
    """
    lower = _BODY.sub("", stored(text).casefold())
    for word, kind in _WHOLE_WORDS.items():
        if lower.startswith(word + " "):
            return WrittenName(lower[len(word) + 1 :], kind)
    if abbreviated := _ABBREVIATED.match(lower):
        return WrittenName(lower[abbreviated.end() :], PREFIXES[re.sub(r"[.\s]", "", abbreviated.group())])
    return WrittenName(lower, None)


def readings(text: str) -> tuple[WrittenName, ...]:
    """Return the folded names that a search may mean, the likeliest first, each with its kind where one is named.

    `xa de phin` may be the commune Dề Phìn or the name Xa Dề Phìn: both are answers.
    """
    whole = folded(_BODY.sub("", stored(text).casefold()))
    found = [WrittenName(whole, None)]
    for prefix, kind in PREFIXES.items():
        if whole.startswith(prefix + " "):
            found.append(WrittenName(whole[len(prefix) + 1 :], kind))
    return tuple(found)


def short_name(name: str) -> str:
    """Return a unit's stored name without the word for its kind, in the letters it was written in."""
    kept = stored(name)
    lower = kept.casefold()
    return next((kept[len(word) + 1 :] for word in _WHOLE_WORDS if lower.startswith(word + " ")), kept)


def likeness(query: str, name: str) -> int | None:
    """Return how near a unit's short name comes to a search, 0 the nearest, or nothing when it is no answer.

    0 the same name, tones and all; 1 the same without diacritics; 2 begins so; 3 a word begins so; 4 has it inside.
    """
    if canonical(query) == canonical(name) or canonical(written(query).name) == canonical(name):
        return 0
    key = folded(name)
    found = [place for reading in readings(query) if (place := _place(reading.name, key)) is not None]
    return min(found, default=None)


def _place(wanted: str, key: str) -> int | None:
    if not wanted:
        return None
    if wanted == key:
        return 1
    if key.startswith(wanted):
        return 2
    if f" {wanted}" in f" {key}":
        return 3
    return 4 if wanted in key else None


def _tones_last(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    letters = "".join(sign for sign in parts if sign not in TONES)
    return unicodedata.normalize("NFC", letters) + "".join(sign for sign in parts if sign in TONES)
