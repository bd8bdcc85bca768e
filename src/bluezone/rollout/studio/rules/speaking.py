"""How long a text takes to be read aloud.

Vietnamese writes one syllable a word, so syllables are words; a foreign word has as many as it has groups of vowels, a
number as many as are spoken. The rates are our own numbers, for slow reading to people many of whom learned Vietnamese at
school. What is read in another language is timed with a watch, by whoever reads it.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bluezone.protocol.errors import RuleViolation

SYLLABLES_A_MINUTE: Final = 200
"""Vietnamese, as news are read on the radio; our own number."""
WORDS_A_MINUTE: Final = 150
"""English; our own number."""
SECONDS: Final = {"radio_30": (24, 30), "radio_60": (50, 60), "loudspeaker": (15, 120)}
"""How long each spoken text may take, from and up to, in seconds."""
LETTERS_SPOKEN_LONGER: Final = {"ubnd": 4, "thpt": 5, "covid": 2, "wifi": 2, "app": 2, "covid-19": 4}
"""Short words that are spoken as more syllables than they have vowels."""
TELEPHONE: Final = re.compile(r"\+?\d[\d .]*\d|\d")
THOUSANDS: Final = re.compile(r"\d{1,3}(\.\d{3})+")
VOWELS: Final = re.compile(r"[aeiouy]+")
A_HUNDRED: Final = 100
LONGEST_NUMBER: Final = 4
"""Digits; more are read one by one."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a text takes to be read.

    Args:
        count: Syllables in Vietnamese, words in English.
        seconds: How long, at the rate of the language.
    """

    count: int
    seconds: float


def spoken(text: str, language: str) -> Spoken | None:
    """Return what a text takes; None in a language whose rate nobody here knows."""
    if language == "vi":
        count = sum(_syllables(word) for word in _words(text))
        return Spoken(count, count * 60 / SYLLABLES_A_MINUTE)
    if language == "en":
        count = sum(_english(word) for word in _words(text))
        return Spoken(count, count * 60 / WORDS_A_MINUTE)
    return None


def check_spoken(text: str, language: str, field: str) -> Spoken | None:
    """Return what a text takes, within the time of its form.

    Raises:
        RuleViolation: `script_long` or `script_short`: it takes more, or less, than its form has.
    """
    taken = spoken(text, language)
    if taken is None:
        return None
    least, most = SECONDS[field]
    if taken.seconds > most:
        raise RuleViolation("script_long", f"{field}: takes longer than {most} seconds")
    if taken.seconds < least:
        raise RuleViolation("script_short", f"{field}: takes less than {least} seconds")
    return taken


def number_syllables(number: int) -> int:
    """Return how many syllables a number below 10,000 has in Vietnamese: 21 is `hai mươi mốt`, three."""
    thousands, below = divmod(number, 1000)
    hundreds, rest = divmod(below, A_HUNDRED)
    if thousands:
        return 2 + (2 + _below_hundred(rest, after_hundred=True) if below else 0)
    if hundreds:
        return 2 + _below_hundred(rest, after_hundred=True)
    return _below_hundred(rest, after_hundred=False) or 1


def _below_hundred(number: int, *, after_hundred: bool) -> int:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return (2 if after_hundred else 1) if ones else 0
    if tens == 1:
        return 2 if ones else 1
    return 3 if ones else 2


def _words(text: str) -> list[str]:
    """Return what is read, word by word; a telephone number with blanks is one word."""
    joined = TELEPHONE.sub(lambda found: _joined(found.group()), text)
    return [word for word in re.split(r"[\s\N{EN DASH}\N{EM DASH}]+", joined) if any(map(str.isalnum, word))]


def _joined(digits: str) -> str:
    if THOUSANDS.fullmatch(digits):
        return digits.replace(".", "")
    return digits.replace(" ", "").replace(".", "") if digits.startswith(("0", "+", "1800", "1900")) else digits


def _syllables(word: str) -> int:
    """Return the syllables of a written word; an address is read with its dots and strokes."""
    bare = word.strip(".,;:!?()\"'“”…").casefold()
    if bare in LETTERS_SPOKEN_LONGER:
        return LETTERS_SPOKEN_LONGER[bare]
    signs = sum(bare.count(sign) for sign in "./+") + 2 * bare.count("%")
    return signs + sum(_piece(piece) for piece in re.findall(r"\d+|[^\W\d_]+", bare))


def _piece(piece: str) -> int:
    if piece.isdecimal():
        return len(piece) if _read_by_digit(piece) else number_syllables(int(piece))
    if piece in LETTERS_SPOKEN_LONGER:
        return LETTERS_SPOKEN_LONGER[piece]
    plain = "".join(each for each in unicodedata.normalize("NFD", piece) if not unicodedata.combining(each))
    return len(VOWELS.findall(plain)) or len(plain)


def _read_by_digit(digits: str) -> bool:
    return digits.startswith("0") or len(digits) > LONGEST_NUMBER


def _english(word: str) -> int:
    """Return how many words an English word is read as: digits of a telephone number one by one, a sign as one."""
    bare = word.strip(".,;:!?()\"'“”…")
    signs = sum(bare.count(sign) for sign in "./%+")
    return signs + sum(
        _english_piece(piece) for piece in re.findall(r"\d+|[^\W\d_][^\W\d]*(?:['\u2019-][^\W\d_]+)*", bare)
    )


def _english_piece(piece: str) -> int:
    if not piece.isdecimal():
        return 1
    return len(piece) if _read_by_digit(piece) else max(1, number_syllables(int(piece)) - 1)
