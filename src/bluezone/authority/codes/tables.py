"""The list of codes as a table: no name and no code in it."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from bluezone.authority.codes.models import Code
from bluezone.authority.documents.tables import Cell, Table


def table_of(codes: Iterable[Code], watermark: str) -> Table:
    """Return codes as a table: what it is, headings, one line a code."""
    headings = (
        *(_("Code"), _("Unit"), _("Way"), _("State"), _("Issued"), _("Works until"), _("Claimed in the hour")),
        _("Day of the test"),
    )
    return Table(watermark, headings, (_line(code) for code in codes))


def _line(code: Code) -> tuple[Cell, ...]:
    return (
        str(code),
        code.unit.name,
        str(code.get_way_display()),
        str(code.get_state_display()),
        _moment(code.issued_at),
        _moment(code.expires_at),
        _moment(code.claimed_hour),
        code.test_day,
    )


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}" if moment else ""
