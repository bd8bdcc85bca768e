"""The head of a document: issuer, number and symbol, place and date, subject; in two columns, flattened or not.

Layout: Decree 30/2020/NĐ-CP, annex I, boxes 1 to 5. A converter that reads across the page writes both columns into one
line, so what is known to stand in the right column (country, motto, date) is cut out first, wherever it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bluezone.rollout.directives.reading.passage import Passage, joined
from bluezone.rollout.directives.reading.pieces import Dating, DocumentKind, Symbol

COUNTRY: Final = re.compile(r"cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam", re.IGNORECASE)
MOTTO: Final = re.compile(r"độc\s+lập\s*[-\u2013\u2014]\s*tự\s+do\s*[-\u2013\u2014]\s*hạnh\s+phúc", re.IGNORECASE)
SYMBOL: Final = re.compile(
    r"\bsố\s*[:.]?[ \t]*(?P<number>\d{1,5}(?:/\d{4})?)?[ \t.…_]*/[ \t]?(?P<code>[A-ZĐƯÔ0-9][\w.&]*(?:[-\u2013][\w.&]+)*)",
    re.IGNORECASE,
)
BLANK: Final = r"[ \t.…_]*"
DATED: Final = re.compile(
    rf",?{BLANK}\bngày{BLANK}(?P<day>\d{{1,2}})?{BLANK}\btháng{BLANK}(?P<month>\d{{1,2}})?{BLANK}\bnăm{BLANK}(?P<year>\d{{4}})?",
    re.IGNORECASE,
)
PLACE: Final = re.compile(r"(?:(?:TP|TX|T|H)\.[ \t]*)?[^\W\d_a-zà-ỹđ]\w*(?:[ \t]+[^\W\d_a-zà-ỹđ]\w*){0,4}$")
SUBJECT: Final = re.compile(r"\b(?:v\s*/\s*v|về\s+việc)\b[ \t]*:?", re.IGNORECASE)
KINDS: Final = {
    DocumentKind.CHI_THI: "chỉ thị",
    DocumentKind.QUYET_DINH: "quyết định",
    DocumentKind.KE_HOACH: "kế hoạch",
    DocumentKind.CONG_DIEN: "công điện",
    DocumentKind.THONG_BAO: "thông báo",
    DocumentKind.HUONG_DAN: "hướng dẫn",
}
PROVINCE: Final = re.compile(r"\b(?:tỉnh|thành\s+phố)\s+(?P<name>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a document says."""

    kind: DocumentKind
    issuer: Passage | None
    symbol: Symbol | None
    dating: Dating | None
    subject: Passage | None


def header(head: Passage) -> Header:
    """Return what the head says; whatever is missing is nothing.

    Args:
        head: Everything before "Kính gửi", or before the text begins.
    """
    rest = head
    for known in (COUNTRY, MOTTO):
        if match := known.search(rest.text):
            rest = rest.without(match.start(), match.end())
    symbol, place = _symbol(rest)
    if symbol:
        rest = rest.without(*place)
    kind, rest = _kind(rest)
    dating, rest = _dating(rest, after=place[0] if symbol else 0)
    at = min((found.start() for found in [SUBJECT.search(rest.text)] if found), default=len(rest.text))
    issuer = _issuer(rest[: min(at, place[0])] if symbol else rest[:at])
    return Header(kind, issuer, symbol, dating, _subject(rest[at:]) if rest[at:] else None)


def _symbol(head: Passage) -> tuple[Symbol | None, tuple[int, int]]:
    match = next((each for each in SYMBOL.finditer(head.text) if not _cited(head.text, each.start())), None)
    if match is None:
        return None, (0, 0)
    start = match.start("number") if match["number"] else head.text.index("/", match.start())
    found = Symbol(match["number"], match["code"].rstrip("."), head[start : match.end()].strip(".").piece())
    return found, (match.start(), match.end())


def _cited(text: str, at: int) -> bool:
    """Tell whether the words before a number make it another document's."""
    return bool(re.search(r"(?:công văn|quyết định|chỉ thị|thông báo|nghị định|luật|kế hoạch)\s*$", text[:at].lower()))


def _kind(head: Passage) -> tuple[DocumentKind, Passage]:
    """Return the type that a line of its own names in capitals, and the head with that line as the subject's mark."""
    start = 0
    for line in head.text.split("\n"):
        for kind, name in KINDS.items():
            bare = line.strip()
            if bare.isupper() and bare.casefold() == name:
                return kind, _title(head, start + len(line))
        start += len(line) + 1
    return DocumentKind.OFFICIAL_LETTER, head


def _title(head: Passage, after: int) -> Passage:
    """Return the head with the lines under a title, up to an empty one, marked as its subject where they are not."""
    rest = head[after:]
    if SUBJECT.match(rest.text.lstrip()):
        return head
    mark = Passage("\nV/v ", rest.places[:1] * 5 or head.places[-1:] * 5)
    return head[:after] + mark + Passage(rest.text.lstrip(), rest.places[len(rest.text) - len(rest.text.lstrip()) :])


def _dating(head: Passage, after: int) -> tuple[Dating | None, Passage]:
    match = next((each for each in DATED.finditer(head.text) if each.start() >= after - 1 and _is_date(each)), None)
    if match is None:
        return None, head
    line_start = head.text.rfind("\n", 0, match.start()) + 1
    before = head.text[line_start : match.start()].rstrip()
    place = PLACE.search(before)
    start = line_start + (_own_place(place, head.text) if place else len(before))
    parts = [int(match[name]) if match[name] else None for name in ("day", "month", "year")]
    words = head[start : line_start + len(before)].strip(" ,.…*-")
    whole = head[start : match.end()].strip(",. …")
    found = Dating(words.text or None, parts[0], parts[1], parts[2], whole.piece())
    return found, head.without(start, match.end())


def _is_date(match: re.Match[str]) -> bool:
    return match["year"] is not None or match["month"] is not None or match["day"] is None


def _own_place(place: re.Match[str], head: str) -> int:
    """Return where the place's name begins, when capital words of the other column stand before it."""
    for line in head.split("\n"):
        name = PROVINCE.search(line.strip())
        if name and place.group().casefold().endswith(name["name"].strip().casefold()):
            return place.end() - len(name["name"].strip())
    return place.start()


def _issuer(head: Passage) -> Passage | None:
    lines = [line.strip(" _-*|\t") for line in head.lines()]
    named = [line for line in lines if line and any(map(str.isalpha, line.text))]
    return joined(named[:4]).collapsed() if named else None


def _subject(after: Passage) -> Passage | None:
    match = SUBJECT.match(after.text)
    rest = after[match.end() :] if match else after
    kept = list(_until_empty(rest))
    whole = joined(kept).strip(" :-*|_\t").collapsed()
    return whole or None


def _until_empty(rest: Passage) -> Iterator[Passage]:
    """Yield lines up to the first empty one after words, leaving out rules of dashes."""
    begun = False
    for line in rest.lines():
        bare = line.strip()
        if begun and not bare:
            return
        if bare and any(map(str.isalnum, bare.text)):
            begun = True
            yield bare
