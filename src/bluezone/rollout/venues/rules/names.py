"""Names of places as people type them: what is refused, what a commune is shown, which two may be one place.

A name in foreign letters is not refused when it is offered: the commune sees what is odd and writes the name that the code
will say; `authority.venues` takes Latin letters only. Source of the look-alikes: Unicode Technical Standard 39.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bluezone.authority.register.writing import LOOKALIKES
from bluezone.authority.territory.naming import canonical, folded
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.venues import NAME_LIMIT

LONGEST: Final = 120
"""Characters of a name as it is offered."""
_SIGNS: Final = frozenset(" .,-'&()/+:\"\N{EN DASH}\N{RIGHT SINGLE QUOTATION MARK}\N{NUMERO SIGN}\N{DEGREE SIGN}")
_BLANKS: Final = re.compile(r"\s+")
_DIGIT_IN_WORD: Final = re.compile(r"[^\W\d_][015][^\W\d_]")
_LETTER_LIKE: Final = str.maketrans("015", "ols")
_SAID_OF_MANY: Final = (
    "nha hang khach san nghi quan an cafe ca phe cho ben xe cua sieu thi van phong cong ty truong benh vien homestay "
    "hotel restaurant market tnhh"
)
_TYPE_WORDS: Final = frozenset(_SAID_OF_MANY.split())
"""Folded words that say what a place is and do not tell one from another."""
_SHORT: Final = 5
_LONG: Final = 12


class Oddity(StrEnum):
    """What is odd about the letters of a name."""

    FOREIGN = "foreign"
    """It holds letters that are not Latin."""
    MIXED = "mixed"
    """One word holds letters of two scripts."""
    LOOKALIKE = "lookalike"
    """It holds letters that cannot be told from Latin ones by eye."""
    DIGIT = "digit"
    """A digit stands between letters, where it passes for one of them."""


class Likeness(StrEnum):
    """How near one name comes to another."""

    SAME = "same"
    """The same name; case, tone placement and Unicode form aside."""
    LOOKS_SAME = "looks-same"
    """Another spelling that people cannot tell from it by eye."""
    SIMILAR = "similar"
    """Without diacritics the same, the same words in another order, or a letter or two apart."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a name is compared, worked out once.

    Args:
        spelling: Case, tone placement and Unicode form aside.
        skeleton: What the eye sees.
        plain: Without diacritics.
        telling: Its words without those that say what many places are, in order of the alphabet.
        numbers: Its numbers; places with two numbers are two places.
    """

    spelling: str
    skeleton: str
    plain: str
    telling: tuple[str, ...]
    numbers: tuple[str, ...]


def tidy(name: str) -> str:
    """Return a name as it is kept: composed (NFC), one blank between words, none at its ends."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", name)).strip()


def check_offered(name: str) -> None:
    """Refuse a name that no poster can carry.

    Raises:
        RuleViolation: `place_name_empty`: it has no letter; `place_name_long`: more than 120 characters; `place_name_signs`:
            a picture, a control or invisible sign, or a bracket of a script.
    """
    if len(name) > LONGEST:
        raise RuleViolation("place_name_long", f"a name has at most {LONGEST} characters")
    if not all(_may_stand(sign) for sign in name):
        raise RuleViolation("place_name_signs", "a name has letters, digits and usual signs only")
    if not any(sign.isalpha() for sign in name):
        raise RuleViolation("place_name_empty", "a name has a letter")


def fitting(name: str) -> str:
    """Return as many whole words of a name as a code can carry, or as many letters of its first word."""
    words = name.split(" ")
    while len(words) > 1 and len(" ".join(words).encode()) > NAME_LIMIT:
        words.pop()
    return " ".join(words).encode()[:NAME_LIMIT].decode(errors="ignore")


def oddities(name: str) -> frozenset[Oddity]:
    """Return what is odd about the letters of a name."""
    found = set[Oddity]()
    if any(_script(sign) != "LATIN" for sign in name if sign.isalpha()):
        found.add(Oddity.FOREIGN)
    if any(len({_script(sign) for sign in word if sign.isalpha()}) > 1 for word in name.split()):
        found.add(Oddity.MIXED)
    if name.translate(LOOKALIKES) != name:
        found.add(Oddity.LOOKALIKE)
    if _DIGIT_IN_WORD.search(name):
        found.add(Oddity.DIGIT)
    return frozenset(found)


def skeleton(name: str) -> str:
    """Return what the eye sees of a name: look-alikes as the Latin letters that they pass for."""
    plain = unicodedata.normalize("NFKC", name).translate(LOOKALIKES)
    return canonical(plain.casefold().translate(_LETTER_LIKE).replace("i", "l"))


def shape_of(name: str) -> Shape:
    """Return what of a name is compared."""
    seen = folded(name.translate(LOOKALIKES))
    return Shape(canonical(name), skeleton(name), seen, _telling(seen), tuple(re.findall(r"\d+", seen)))


def likeness(one: Shape, other: Shape) -> Likeness | None:
    """Return how near two names come to each other; nothing when they are plainly two."""
    if one.spelling == other.spelling:
        return Likeness.SAME
    if one.skeleton == other.skeleton:
        return Likeness.LOOKS_SAME
    if one.numbers != other.numbers:
        return None
    if one.telling == other.telling or _nearly(one.plain, other.plain):
        return Likeness.SIMILAR
    return None


def _telling(name: str) -> tuple[str, ...]:
    words = name.split()
    return tuple(sorted([word for word in words if word not in _TYPE_WORDS] or words))


def _nearly(one: str, other: str) -> bool:
    """Whether no letter of a short name, one of a longer or two of a long one differ."""
    length = min(len(one), len(other))
    allowed = 0 if length < _SHORT else 1 if length < _LONG else 2
    return abs(len(one) - len(other)) <= allowed and _apart(one, other) <= allowed


def _apart(one: str, other: str) -> int:
    """Return how many letters have to be added, dropped or changed to come from one to the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for place, sign in enumerate(one, 1):
        above, row = row, [place]
        for column, facing in enumerate(other, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (sign != facing)))
    return row[-1]


def _may_stand(sign: str) -> bool:
    return sign in _SIGNS or unicodedata.category(sign) in {"Lu", "Ll", "Lt", "Lo", "Lm", "Mn", "Mc", "Nd"}


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]
