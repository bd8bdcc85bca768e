"""Lets a session go on only in the browser that opened it, within its limits; what ends it is in the audit chain."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bluezone.authority.accounts.access import ASKS_NOBODY, day_of
from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.queries import is_leading
from bluezone.authority.accounts.sessions import BOUND, Bond, Ending, bond_in, ending, followed, fresh_bond
from bluezone.authority.audit.services import record
from bluezone.authority.requests import Request

LOOKED: Final = "_session_looked_at"
PURPOSE: Final = "access"
TOLD: Final = {
    Ending.IDLE: _("You were away for half an hour. Log in again."),
    Ending.OLD: _("A session lasts for a day's work. Log in again."),
    Ending.REPLAYED: _(
        "This session was used in two browsers and was ended in both. Log in again; if it was not you, tell the administrator."
    ),
}


class SessionMiddleware:
    """Ends a session that is idle, old, or shown by another browser."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        """Keep what comes next."""
        self._get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Pass the request on; bind a session that began with it, and hand out the token that comes next."""
        response = self._get_response(request)
        if not hasattr(request, LOOKED) or not isinstance(request.user, User):
            return response
        if BOUND not in request.session:
            request.session[BOUND] = fresh_bond(_agent(request), request.moment).kept()
        token = request.session[BOUND]["token"]
        if token != _token(request):
            response.set_cookie(
                cookie_name(),
                token,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(self, request: Request, view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """End the session or let it go on."""
        if hasattr(view, ASKS_NOBODY):
            return None
        setattr(request, LOOKED, True)
        if not isinstance(request.user, User) or BOUND not in request.session:
            return None
        bond = bond_in(request.session[BOUND])
        why = ending(bond, _agent(request), _token(request), request.moment, leads=True)
        if why is Ending.IDLE and not is_leading(request.user, day_of(request)):
            why = None
        if why is not None:
            return _ended(request, request.user, why)
        _keep(request, bond, followed(bond, _token(request), request.moment))
        return None


def cookie_name() -> str:
    """Return the name of the cookie with the changing token."""
    return f"{settings.SESSION_COOKIE_NAME}-turn"


def _keep(request: Request, before: Bond, after: Bond) -> None:
    if after != before:
        request.session[BOUND] = after.kept()


def _ended(request: Request, user: User, why: Ending) -> HttpResponse:
    record(f"user:{user.pk}", str(why), user, PURPOSE, request.moment)
    logout(request)
    messages.warning(request, TOLD[why])
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _agent(request: Request) -> str:
    return request.headers.get("User-Agent", "")


def _token(request: Request) -> str:
    return request.COOKIES.get(cookie_name(), "")
