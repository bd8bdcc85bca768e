"""Asking whether codes were claimed: the answer is kept by the hour in which it was noticed, and nothing about uploads."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q

from bluezone.authority.codes.keyserver import CodeServer
from bluezone.authority.codes.models import Code
from bluezone.authority.codes.rules.words import CodeState
from bluezone.protocol.errors import RuleViolation

logger = logging.getLogger(__name__)

PAUSE: Final = timedelta(minutes=2)
"""How long a code that was asked about rests."""
AT_MOST: Final = 300
"""Codes that are asked about in one round of the worker."""
HOUR: Final = timedelta(hours=1)


def ask(code: Code, *, moment: datetime, server: CodeServer) -> Code:
    """Ask about one code and note what became of it.

    Raises:
        Unavailable: The keyserver does not answer; nothing changed.
    """
    try:
        claimed = server.is_claimed(code.pk)
    except RuleViolation:
        claimed = False
        code.expires_at = min(code.expires_at, moment)
    code.asked_at = moment
    if claimed and code.state != CodeState.CLAIMED:
        code.state, code.claimed_hour = CodeState.CLAIMED, moment.replace(minute=0, second=0, microsecond=0)
    elif code.state == CodeState.ISSUED and code.expires_at <= moment:
        code.state = CodeState.EXPIRED
    code.save(update_fields=["state", "claimed_hour", "asked_at", "expires_at"])
    return code


def ask_due(server: CodeServer, moment: datetime, *, at_most: int = AT_MOST) -> int:
    """Ask about codes that are open, those longest not asked about first, and return how many.

    Raises:
        Unavailable: The keyserver does not answer.
    """
    due = Code.objects.filter(Q(asked_at__isnull=True) | Q(asked_at__lte=moment - PAUSE), state=CodeState.ISSUED)
    codes = due.order_by(F("asked_at").asc(nulls_first=True), "issued_at")[:at_most]
    count = 0
    for code in codes:
        ask(code, moment=moment, server=server)
        count += 1
    return count
