"""The list of codes as a file: CSV or XLSX, no cell that can act as a formula, no name and no code in it."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook

from bluezone.authority.codes.models import Code
from bluezone.authority.register.workbook import harmless


def lines(codes: Iterable[Code], watermark: str) -> list[Sequence[str]]:
    """Return the lines of a file: what it is, headings, one a code."""
    headings = (
        *(_("Code"), _("Unit"), _("Way"), _("State"), _("Issued"), _("Works until"), _("Claimed in the hour")),
        _("Day of the test"),
    )
    return [(watermark,), headings, *(_line(code) for code in codes)]


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return lines as CSV in UTF-8 with a byte order mark."""
    out = StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return f"\ufeff{out.getvalue()}".encode()


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """Return lines as a workbook of text cells."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Codes"))
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _line(code: Code) -> Sequence[str]:
    return (
        str(code),
        code.unit.name,
        str(code.get_way_display()),
        str(code.get_state_display()),
        _moment(code.issued_at),
        _moment(code.expires_at),
        _moment(code.claimed_hour),
        code.test_day.isoformat(),
    )


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}" if moment else ""
