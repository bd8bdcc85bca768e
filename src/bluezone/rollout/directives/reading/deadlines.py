"""By when, and how often: the words of a task that name a day or a rhythm."""

import re
from typing import Final

from bluezone.rollout.directives.reading.passage import Passage
from bluezone.rollout.directives.reading.pieces import Deadline, calendar_date

DAY: Final = re.compile(
    r"(?:trước|chậm nhất(?: là)?(?: trước)?|hoàn thành(?: trước| trong)?|xong trước|đến hết|hết|từ nay đến(?: hết)?)(?: \d{1,2}\s?[hg:]\s?\d{0,2}(?: phút)?,?)?"
    r" ngày (?P<day>\d{1,2})(?:[/.-]| tháng )(?P<month>\d{1,2})(?:(?:[/.-]| năm )(?P<year>\d{4}))?",
    re.IGNORECASE,
)
RHYTHM: Final = re.compile(r"h[àằ]ng (?P<rhythm>ngày|tuần|tháng|quý)", re.IGNORECASE)
RHYTHMS: Final = {"ngày": "daily", "tuần": "weekly", "tháng": "monthly", "quý": "quarterly"}


def deadline(clause: Passage, year: int | None) -> Deadline | None:
    """Return when a clause wants something, if it says so.

    Args:
        clause: The task's words.
        year: The year that a date without one means: the document's own.
    """
    if match := DAY.search(clause.text):
        named = int(match["year"]) if match["year"] else year
        due = calendar_date(int(match["day"]), int(match["month"]), named) if named else None
        return Deadline(clause[match.start() : match.end()].piece(), due, None)
    if match := RHYTHM.search(clause.text):
        return Deadline(clause[match.start() : match.end()].piece(), None, RHYTHMS[match["rhythm"].casefold()])
    return None
