"""A report by text message, from the line to the reply; who sent it is neither read nor kept.

The gateway's own name of a message makes the report's, so that a message that the gateway hands over twice is one
report. Every reply fits one message of the GSM 7-bit alphabet, so it is written without Vietnamese signs. Applications
that stand higher and have lines of their own are asked first: `settings.TEXT_READERS`.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.identity import derived_id
from bluezone.rollout.reporting.queries import forms_for
from bluezone.rollout.reporting.rules.explanations import FAULTS, LINES
from bluezone.rollout.reporting.rules.forms import Form
from bluezone.rollout.reporting.rules.periods import local_day, reporting_day
from bluezone.rollout.reporting.rules.sms_line import Line, LineFault, read_line, read_payload, with_checksum
from bluezone.rollout.reporting.rules.versions import Fate, Source
from bluezone.rollout.reporting.services import Report, ReportRefused, submit

LONGEST_REPLY: Final = 160
LONGEST_MONTH: Final = 31


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of a message.

    Args:
        taken: Whether a report is kept because of it.
        outcome: A word for counting, such as `first`, `known` or `wrong_checksum`.
        reply: What is sent back, at most 160 characters of plain letters.
    """

    taken: bool
    outcome: str
    reply: str


TextReader = Callable[[Line, str, datetime], Answer | None]
"""Answers a line by the gateway's name of its message and the moment; None: it is not its own."""


def receive(message: str, *, message_id: str, moment: datetime) -> Answer:
    """Take a message in and return the answer; every message gets one.

    Args:
        message: The text.
        message_id: The gateway's name of it.
        moment: When it came.
    """
    line = read_line(message)
    if isinstance(line, LineFault):
        return _refused(line, message)
    for name in settings.TEXT_READERS:
        reader: TextReader = import_string(name)
        if answer := reader(line, message_id, moment):
            return answer
    return _report(line, message_id, moment)


def _report(line: Line, message_id: str, moment: datetime) -> Answer:
    day = day_of(line.day, moment)
    if day is None:
        return _answer(LineFault.NO_SUCH_DAY, LINES[LineFault.NO_SUCH_DAY].vi)
    unit = by_code(line.unit, day) or by_code(line.unit, local_day(moment))
    if unit is None:
        return _answer("no_such_unit", f"Khong co don vi ma {line.unit}. Tin chua duoc ghi.")
    form = _form(unit, line, day)
    if form is None:
        return _answer("no_such_form", f"{unit.short_name}: cac chu cai khong khop bieu mau. Tin chua duoc ghi.")
    letters = form.letters()
    report = Report(
        id=derived_id(moment, "sms", message_id),
        form_key=form.key,
        unit=unit,
        day=day,
        values={letters[letter].key: count for letter, count in line.fields.items()},
        source=Source.SMS,
        part=line.part,
    )
    return _kept(line, report, moment)


def plain(text: str) -> str:
    """Return a text in letters of the GSM alphabet: without Vietnamese signs, at most one message long."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return letters.encode("ascii", "ignore").decode()[:LONGEST_REPLY]


def day_of(number: int | None, moment: datetime) -> date | None:
    """Return the day of which a line speaks: the last one with its number, at most a month ago."""
    if number is None:
        return reporting_day(moment)
    today = local_day(moment)
    days = (today - timedelta(days=back) for back in range(LONGEST_MONTH))
    return next((day for day in days if day.day == number), None)


def _kept(line: Line, report: Report, moment: datetime) -> Answer:
    try:
        receipt = submit(report, actor="system", moment=moment)
    except ReportRefused as refused:
        first = refused.findings[0]
        return _answer(first.fault.value, f"{first.field}: {FAULTS[first.fault].vi} Tin chua duoc ghi.")
    except RuleViolation as refused:
        return _answer(refused.code, "Tin chua duoc ghi. Xin goi ban truc.")
    said = " ".join(f"{letter}{count}" for letter, count in line.fields.items())
    known = "da co tu truoc" if receipt.fate is Fate.KNOWN else "da ghi"
    ask = f" Xin xem lai: {receipt.flags[0].kind}." if receipt.flags else ""
    where = f"{report.unit.short_name}{'-' + line.part if line.part else ''}"
    return Answer(
        taken=True, outcome=receipt.fate.value, reply=plain(f"{where} {report.day:%d/%m}: {said} {known}.{ask}")
    )


def _refused(fault: LineFault, message: str) -> Answer:
    """Answer a message that is not taken; one that only lacks its checksum gets the line to send back."""
    if fault is LineFault.NO_CHECKSUM and isinstance(read_payload(message), Line):
        return _answer(fault, f"{LINES[fault].vi} {with_checksum(message)}")
    return _answer(fault, LINES[fault].vi)


def _answer(outcome: str, reply: str) -> Answer:
    return Answer(taken=False, outcome=str(outcome), reply=plain(reply))


def _form(unit: Unit, line: Line, day: date) -> Form | None:
    """Return the unit's form that has every letter of a line; the demanded ones first."""
    wanted = line.fields.keys()
    return next((form for form in forms_for(unit, day) if form.letters() and wanted <= form.letters().keys()), None)
