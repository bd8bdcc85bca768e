"""What ends a session before its cookie does: idleness, age, another browser, a replay; and all sessions of a person.

A session belongs to the browser that logged in. It keeps a keyed hash of what the browser says of itself, and a token in
a second cookie that changes every five minutes. The token changes only after the browser has shown the present one; so
whoever shows the one before, after the next was seen in use, is a second browser: the session ends for both.

What this does not notice: a thief who copied both cookies, imitates the browser and acts within the same five minutes,
or after the owner stopped working; the idle limit ends that.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.models import Session

from bluezone.authority.accounts.models import User

BOUND: Final = "bound"
"""Where a session keeps to whom it is bound."""
LONGEST: Final = timedelta(hours=10)
"""A day's work."""
LONGEST_IDLE: Final = timedelta(minutes=30)
"""Of people with a leading role; others may rest as long as the session lives."""
NOTED_EVERY: Final = timedelta(minutes=1)
"""How exactly the last act is known: each note is a write."""
TURNS_EVERY: Final = timedelta(minutes=5)
GRACE: Final = timedelta(minutes=1)
"""How long requests that were under way may still show the token before."""
TOKEN_BYTES: Final = 16


class Ending(StrEnum):
    """Why a session ends."""

    IDLE = "session.idle"
    OLD = "session.old"
    REPLAYED = "session.replayed"


@dataclass(frozen=True, slots=True)
class Bond:
    """To whom and when a session is bound, as it is kept.

    Args:
        browser: Keyed hash of what the browser says of itself.
        begun: When the session began.
        seen: When it was last used, to a minute.
        turned: When the token changed.
        token: The present token of the second cookie.
        before: The one before; empty once it can come no more.
        is_shown: Whether the browser has shown the present token.
    """

    browser: str
    begun: datetime
    seen: datetime
    turned: datetime
    token: str
    before: str = ""
    is_shown: bool = False

    def kept(self) -> dict[str, Any]:
        """Return it as a session keeps it."""
        times = {name: getattr(self, name).isoformat() for name in ("begun", "seen", "turned")}
        return {**times, "browser": self.browser, "token": self.token, "before": self.before, "shown": self.is_shown}


def bond_in(kept: Mapping[str, Any]) -> Bond:
    """Return what a session kept."""
    begun, seen, turned = (datetime.fromisoformat(kept[name]) for name in ("begun", "seen", "turned"))
    return Bond(kept["browser"], begun, seen, turned, kept["token"], kept["before"], kept["shown"])


def fresh_bond(agent: str, moment: datetime) -> Bond:
    """Return the bond of a session that begins."""
    return Bond(browser_of(agent), moment, moment, moment, secrets.token_urlsafe(TOKEN_BYTES))


def browser_of(agent: str) -> str:
    """Return a keyed hash of what a browser says of itself, 32 hex digits."""
    return hmac.new(settings.SECRET_KEY.encode(), b"browser\n" + agent.encode(), sha256).hexdigest()[:32]


def ending(bond: Bond, agent: str, token: str, moment: datetime, *, leads: bool) -> Ending | None:
    """Return why a session ends with this request, or nothing."""
    if not hmac.compare_digest(bond.browser, browser_of(agent)):
        return Ending.REPLAYED
    if not _is_ours(bond, token, moment):
        return Ending.REPLAYED
    if moment >= bond.begun + LONGEST:
        return Ending.OLD
    return Ending.IDLE if leads and moment >= bond.seen + LONGEST_IDLE else None


def followed(bond: Bond, token: str, moment: datetime) -> Bond:
    """Return the bond after a request of the browser: seen, its token changed when that is due."""
    is_present = hmac.compare_digest(token, bond.token)
    seen = moment if moment >= bond.seen + NOTED_EVERY else bond.seen
    if is_present and moment >= bond.turned + TURNS_EVERY:
        return Bond(bond.browser, bond.begun, moment, moment, secrets.token_urlsafe(TOKEN_BYTES), bond.token)
    shown = bond.is_shown or is_present
    return Bond(bond.browser, bond.begun, seen, bond.turned, bond.token, bond.before, shown)


def end_sessions(user: User) -> int:
    """End every session of a person, wherever it was opened, and return how many there were."""
    mine = [
        session.pk
        for session in Session.objects.all().iterator()
        if session.get_decoded().get(USER_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=mine).delete()[0]


def _is_ours(bond: Bond, token: str, moment: datetime) -> bool:
    if hmac.compare_digest(token, bond.token):
        return True
    if not bond.before or not hmac.compare_digest(token, bond.before):
        return False
    return not bond.is_shown or moment < bond.turned + GRACE
