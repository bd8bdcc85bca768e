"""Network names: what a wifi can say in its own name, 32 bytes at most.

Source: IEEE 802.11, the SSID element holds 0 to 32 bytes; phones read them as UTF-8.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LIMIT: Final = 32
"""Bytes."""
JOINER: Final = "\u200d"
SELECTORS: Final = range(0xFE00, 0xFE10)
TONES: Final = range(0x1F3FB, 0x1F400)
"""Colours of skin that follow a figure."""
PLAIN_SIGNS: Final = str.maketrans("đĐ\u2013\u2014\u2019\u201c\u201d", 'dD--\'""')
"""Letters and dashes that no decomposition makes plain."""
PROMPTS: Final = ("Cài Bluezone \u2013 {}", "Bluezone \u2013 {}")
"""What a name may say, the fullest first."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A network name that fits.

    Args:
        text: The name, at most 32 bytes in UTF-8.
        accented: Whether it bears Vietnamese diacritics.
        cut: Whether the end is missing.
    """

    text: str
    accented: bool
    cut: bool

    @property
    def size(self) -> int:
        """Bytes of the name in UTF-8."""
        return len(self.text.encode())


def offers(venue: str) -> tuple[Offer, ...]:
    """Return what a venue's wifi may be called: with diacritics and without, whole before cut, the fullest first."""
    name = tidy(venue)
    spellings = dict.fromkeys(((name, True), (unaccented(name), False))) if name else {}
    found = [_offer(prompt, spelling, accented=accented) for spelling, accented in spellings for prompt in PROMPTS]
    whole = [each for each in found if not each.cut]
    return tuple(dict.fromkeys(whole)) or tuple(dict.fromkeys(each for each in found if each.text))


def fitting(text: str, limit: int = LIMIT) -> str:
    """Return the longest beginning of a text that fits, never half a character, without a space at its end."""
    kept, left = "", limit
    for cluster in clusters(tidy(text)):
        left -= len(cluster.encode())
        if left < 0:
            break
        kept += cluster
    return kept.rstrip()


def unaccented(text: str) -> str:
    """Return a text in letters without diacritics; `đ` becomes `d`, a long dash a short one."""
    apart = unicodedata.normalize("NFD", text.translate(PLAIN_SIGNS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def tidy(text: str) -> str:
    """Return a text composed (NFC), on one line, without signs that cannot be seen or that turn the reading."""
    composed = unicodedata.normalize("NFC", text)
    shown = "".join(
        " " if sign.isspace() else sign
        for sign in composed
        if sign.isspace() or sign == JOINER or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return unicodedata.normalize("NFC", " ".join(shown.split())).strip(JOINER)


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader takes for one character: a sign with the marks, tones and joined signs that belong to it."""
    cluster = ""
    for sign in text:
        if cluster and not (_belongs(sign) or cluster.endswith(JOINER)):
            yield cluster
            cluster = ""
        cluster += sign
    if cluster:
        yield cluster


def _belongs(sign: str) -> bool:
    return bool(
        sign == JOINER or unicodedata.category(sign).startswith("M") or ord(sign) in SELECTORS or ord(sign) in TONES
    )


def _offer(prompt: str, name: str, *, accented: bool) -> Offer:
    whole = prompt.format(name) if accented else unaccented(prompt.format(name))
    text = fitting(whole)
    return Offer(text, accented=accented, cut=text != tidy(whole))
