"""To whom a document goes: "Kính gửi" (who must act) and "Nơi nhận" (who gets a copy, and where the archive's one lies)."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from bluezone.rollout.directives.reading.actors import actors
from bluezone.rollout.directives.reading.passage import Passage, joined
from bluezone.rollout.directives.reading.pieces import Addressee, Recipient, RecipientRole

DEAR: Final = re.compile(r"^[ \t]*kính\s+gửi[ \t]*:?", re.IGNORECASE | re.MULTILINE)
COPIES: Final = re.compile(r"(?:^|(?<=[ \t]))nơi\s+nhận[ \t]*:", re.IGNORECASE | re.MULTILINE)
BULLET: Final = re.compile(r"^[-\u2013\u2014+•*]\s*")
BODY_BEGINS: Final = re.compile(
    r"^(?:thực hiện|căn cứ|theo|để|nhằm|trong thời gian|hiện nay|ngày \d|tiếp theo|triển khai|trước tình hình|xét|qua)\b",
    re.IGNORECASE,
)
AS_ABOVE: Final = re.compile(r"^như\s+(?:trên|kính gửi|điều\s+\d+)", re.IGNORECASE)
ARCHIVE: Final = re.compile(r"^lưu\b", re.IGNORECASE)
POSITION: Final = re.compile(
    r"(?:^|(?<=\s))(?:(?:TM|KT|TL|TUQ|Q)\s?\.\s?(?=[A-ZĐÀ-Ỹ])|(?:(?:PHÓ\s+|Q\.\s?)?(?:CHỦ\s+TỊCH|GIÁM\s+ĐỐC|BỘ\s+TRƯỞNG|"
    r"CHÁNH\s+VĂN\s+PHÒNG|TRƯỞNG\s+BAN|TỔNG\s+GIÁM\s+ĐỐC|HIỆU\s+TRƯỞNG)|THỨ\s+TRƯỞNG)(?!\w))"
)
NAMES: Final = re.compile(r"\s*,\s*(?=[A-ZĐ][\w-]+ |các |UBND)")
LINES: Final = 200


def addressees(block: Passage) -> tuple[Addressee, ...]:
    """Return the lines under "Kính gửi".

    Args:
        block: What follows the words, up to where the text begins.
    """
    return tuple(Addressee(line.piece(), actors(line)) for line in islice(_entries(block), LINES))


def recipients(block: Passage) -> tuple[Recipient, ...]:
    """Return the lines under "Nơi nhận", with the signer's column cut away.

    Args:
        block: What follows the words, up to the signature's end or an annex.
    """
    return tuple(map(_recipient, _until_archive(_entries(_left_column(block)))))


def addressee_block(after: Passage) -> int:
    """Return how much of the text after "Kính gửi" still names addressees."""
    at, seen, ended = 0, False, False
    for line in after.lines():
        bare = line.strip()
        begins = bool(BODY_BEGINS.match(bare.text)) and not BULLET.match(bare.text)
        if bare and seen and (begins or (ended and not BULLET.match(bare.text))):
            return at
        seen = seen or bool(bare)
        ended = bare.text.endswith(".") if bare else ended
        at += len(line.text) + 1
    return min(at, len(after.text))


def signed_as(block: Passage) -> Passage | None:
    """Return the position that signs, without the name below it."""
    kept: list[Passage] = []
    for line in block.lines():
        match = POSITION.search(line.text)
        if match and line.text[match.start() :].isupper():
            kept.append(line[match.start() :].strip(" |\t"))
        elif kept and line.strip():
            break
    return joined(kept[:4]).collapsed() if kept else None


def _entries(block: Passage) -> Iterator[Passage]:
    """Yield one passage an entry: a dashed line with what continues it, or the parts between semicolons."""
    open_lines: list[Passage] = []
    for line in block.lines():
        bare = line.strip()
        bullet = BULLET.match(bare.text)
        if open_lines and (bullet or open_lines[-1].text.endswith((";", "."))):
            yield from _parts(open_lines)
            open_lines = []
        if bare:
            open_lines.append(bare[bullet.end() if bullet else 0 :])
    if open_lines:
        yield from _parts(open_lines)


def _parts(lines: list[Passage]) -> Iterator[Passage]:
    whole = joined(lines).collapsed()
    start = 0
    for match in [*re.finditer(r";\s+|;?$", whole.text)][:LINES]:
        if part := whole[start : match.start()].strip(" ;.-\u2013"):
            yield part
        start = match.end()


def _left_column(block: Passage) -> Passage:
    kept = []
    for line in block.lines():
        match = POSITION.search(line.text)
        kept.append(line[: match.start()] if match else line)
    return joined(kept)


def _until_archive(entries: Iterator[Passage]) -> Iterator[Passage]:
    for count, entry in enumerate(entries):
        if count == LINES:
            return
        archive = ARCHIVE.match(entry.text)
        yield entry[: _end_of_marks(entry.text)] if archive else entry
        if archive:
            return


def _end_of_marks(archive: str) -> int:
    """Return where the archive's marks end: before a name in the other column that has no separator of its own."""
    match = re.match(
        r"lưu\s*:?\s*(?:[A-ZĐ][\w.&()-]*(?:\s*[,;]\s*|$))*[A-ZĐ]*[\w.&()]*(?: \(\w+\))?", archive, re.IGNORECASE
    )
    return match.end() if match else len(archive)


def _recipient(line: Passage) -> Recipient:
    words, _, marks = line.text.partition(":")
    if ARCHIVE.match(line.text):
        marks = marks or line.text[4:]
        return Recipient(line.piece(), RecipientRole.ARCHIVE, (), _marks(marks))
    role = RecipientRole.AS_ABOVE if AS_ABOVE.match(words) else RecipientRole.COPY
    names = () if role is RecipientRole.AS_ABOVE else tuple(filter(None, map(str.strip, NAMES.split(words))))
    return Recipient(line.piece(), role, names, _marks(marks))


def _marks(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (mark.strip(" .;") for mark in text.split(","))))
