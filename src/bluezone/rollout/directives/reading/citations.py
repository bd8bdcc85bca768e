"""Other documents that a directive leans on: kind, number and symbol, date, issuer, and every place that names them."""

import re
from datetime import date
from typing import Final

from bluezone.rollout.directives.reading.passage import Passage
from bluezone.rollout.directives.reading.pieces import Citation, Piece, calendar_date

KIND: Final = r"công văn|chỉ thị|quyết định|kế hoạch|nghị định|nghị quyết|thông tư|thông báo|văn bản|công điện|tờ trình|báo cáo|luật"
CITED: Final = re.compile(
    rf"(?:(?P<kind>{KIND})(?: hỏa tốc| khẩn)? )?số:? ?(?P<number>\d{{1,5}}(?:/\d{{4}})?)/(?P<code>[A-ZĐƯÔ][\w]*(?:-(?: (?=(?-i:[A-ZĐ]{{2}})))?[\w&]+)*)"
    r"(?:,? ngày (?:(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
    r"|(?P<day2>\d{1,2}) tháng (?P<month2>\d{1,2}) năm (?P<year2>\d{4})))?",
    re.IGNORECASE,
)
ISSUED_BY: Final = re.compile(
    r",? của (?P<issuer>[^,.;()]{2,80}?)(?=\s+(?:về|tại|ngày|đã|có|yêu cầu|chỉ đạo|hướng dẫn)\b|[,.;()]|$)",
    re.IGNORECASE,
)
LIMIT: Final = 200


def citations(body: Passage, own: str | None) -> tuple[Citation, ...]:
    """Return the documents cited, in the order in which they are first named.

    Args:
        body: Everything but the head, on one line.
        own: The document's own symbol, which is no citation.
    """
    found: dict[str, Citation] = {}
    for match in CITED.finditer(body.text):
        symbol = f"{match['number']}/{match['code'].replace(' ', '')}"
        if symbol == own or len(found) >= LIMIT:
            continue
        mention = body[match.start() : match.end()].piece()
        here = Citation(symbol, _kind(match), _issuer(body.text, match.end()), _dated(match), (mention,))
        found[symbol] = _merged(found[symbol], here, mention) if symbol in found else here
    return tuple(found.values())


def _merged(first: Citation, here: Citation, mention: Piece) -> Citation:
    kind, issuer, dated = first.kind or here.kind, first.issuer or here.issuer, first.dated or here.dated
    return Citation(first.symbol, kind, issuer, dated, (*first.mentions, mention))


def _kind(match: re.Match[str]) -> str | None:
    return match["kind"].capitalize() if match["kind"] else None


def _dated(match: re.Match[str]) -> date | None:
    for names in (("day", "month", "year"), ("day2", "month2", "year2")):
        if match[names[0]]:
            return calendar_date(*(int(match[name]) for name in names))
    return None


def _issuer(text: str, at: int) -> str | None:
    match = ISSUED_BY.match(text, at)
    return match["issuer"].strip() if match else None
