"""What stands before the pages of people with duties: a second factor for who leads, a purpose for a health record."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bluezone.authority.accounts.access import ASKS_NOBODY, day_of
from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.purposes import PurposeNeeded
from bluezone.authority.accounts.queries import is_leading
from bluezone.authority.requests import Request

OPEN_PAGES: Final = frozenset({"set_language", "account_logout", "account_reauthenticate", "console:second_factor"})
OPEN_PREFIX: Final = "mfa_"


class SecondFactorMiddleware:
    """Lets a leading role past only with a second factor in this session."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        """Keep what comes next."""
        self._get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Pass the request on; the decision needs the view and falls in `process_view`."""
        return self._get_response(request)

    def process_view(self, request: Request, view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """Send a leading session without a second factor to the page that it needs."""
        if hasattr(view, ASKS_NOBODY):
            return None
        user = request.user
        if not isinstance(user, User) or _is_open(request) or not is_leading(user, day_of(request)):
            return None
        if any(each.get("method") == "mfa" for each in get_authentication_records(request, user)):
            return None
        kinds = {*Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True)}
        if not kinds:
            return redirect("console:second_factor")
        page = "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in kinds else "mfa_reauthenticate"
        return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")


class PurposeMiddleware:
    """Asks why a health record is opened, when a view says that nobody said so."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        """Keep what comes next."""
        self._get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: Request, problem: Exception) -> HttpResponse | None:
        """Send the reader to the question; htmx is told to go there with the whole page."""
        if not isinstance(problem, PurposeNeeded):
            return None
        back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
        facts = {"kind": problem.subject.kind, "id": problem.subject.id, "next": back}
        address = f"{reverse('console:purpose')}?{urlencode(facts)}"
        return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _is_open(request: Request) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in OPEN_PAGES or name.startswith(OPEN_PREFIX)
