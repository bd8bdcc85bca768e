"""A personal link comes in: it opens a session bound to one unit and role, never a user's log-in."""

from typing import Final

from bluezone.authority.accounts.access import LINK_KEY, day_of
from bluezone.authority.accounts.limits import count_wrong_token, may_try
from bluezone.authority.accounts.models import PersonalLink
from bluezone.authority.accounts.queries import working_link
from bluezone.authority.accounts.services import note_use
from bluezone.authority.requests import Request
from bluezone.protocol.errors import Unavailable

LONGEST_SESSION_SECONDS: Final = 12 * 60 * 60


def open_session(request: Request, token: str) -> PersonalLink | None:
    """Open a session for the bearer of a token and return the link; None when the token does not work.

    Raises:
        Unavailable: Too many wrong tokens came from the same place this hour.
    """
    if not may_try(request):
        raise Unavailable("too many links that do not work were tried from here; try again in an hour")
    link = working_link(token, request.moment)
    if link is None:
        count_wrong_token(request)
        return None
    request.session.flush()
    request.session[LINK_KEY] = str(link.pk)
    left = int((link.expires_at - request.moment).total_seconds())
    request.session.set_expiry(min(left, LONGEST_SESSION_SECONDS))
    note_use(link, day_of(request), request.moment)
    return link


def close_session(request: Request) -> None:
    """Forget the link that a session belongs to."""
    request.session.flush()
