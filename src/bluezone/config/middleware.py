"""What every request passes before a view sees it."""

from collections.abc import Callable

from django.http import HttpResponse

from bluezone.authority.clock import present_moment
from bluezone.authority.requests import Request


class MomentMiddleware:
    """Stamps each request with the moment of the clock port, as `request.moment`."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        """Keep what comes next."""
        self._get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Stamp the request and pass it on."""
        request.moment = present_moment()
        return self._get_response(request)
