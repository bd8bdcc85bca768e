"""What an SMS and a slip say: a code, a link, until when; never a result, for telephones and letter boxes are shared."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

GROUP: Final = 4
"""Signs that a person reads in one breath."""


def grouped(code: str, between: str = "-") -> str:
    """Return a code in groups of four."""
    return between.join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def link(code: str) -> str:
    """Return the address that opens the citizen's pages with a code; no server sees what stands behind the `#`."""
    return f"{settings.SITE_ORIGIN}/app/#c={code}"


def until_words(moment: datetime) -> str:
    """Return a moment as an SMS says it, such as 14:30 05/08."""
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%H:%M %d/%m}"


def sms_text(code: str, until: datetime, language: str) -> str:
    """Return the SMS that brings a code.

    Args:
        code: The long code.
        until: Until when it works.
        language: `vi` or `en`.
    """
    with override(language):
        return _(
            "Bluezone: your code is %(code)s. Open %(link)s or type the code in Bluezone. It works once, until %(until)s. "
            "Do not pass it on."
        ) % {"code": grouped(code), "link": link(code), "until": until_words(until)}
