"""Slips that directives are known to carry: shown beside the text, never mended in it."""

import re
from collections.abc import Iterator
from typing import Final

from bluezone.rollout.directives.reading.passage import Passage
from bluezone.rollout.directives.reading.pieces import Finding

SLIPS: Final = {
    r"đại bàn": "địa bàn",
    r"(?<=từng ngõ, )ngõ từng nhà": "gõ từng nhà",
    r"hiện thị": "hiển thị",
    r"hổ trợ": "hỗ trợ",
    r"xữ lý": "xử lý",
    r"tuyên tuyền": "tuyên truyền",
}
"""Words that no dictionary has in this use, and what was meant; the first three stand in the directive of August 2020."""

SLIP: Final = re.compile(
    "|".join(f"(?P<s{count}>(?<!\\w){slip}(?!\\w))" for count, slip in enumerate(SLIPS)), re.IGNORECASE
)
DOUBLED: Final = re.compile(r"(?<!\w)(?P<once>\w{1,12}(?: \w{1,12}){1,3}) (?P=once)(?!\w)", re.IGNORECASE)
"""Two to four syllables twice over; one syllable twice is often a word of its own."""


def misprints(text: Passage) -> Iterator[Finding]:
    """Yield the slips in a passage on one line."""
    meant = list(SLIPS.values())
    for match in SLIP.finditer(text.text):
        yield Finding("misprint", text[match.start() : match.end()].piece(), meant[int((match.lastgroup or "s0")[1:])])
    for match in DOUBLED.finditer(text.text):
        yield Finding("doubled_words", text[match.start() : match.end()].piece(), match["once"])
