"""The short address on posters: it leads to the page that helps to install, and counts for its unit."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from bluezone.authority.accounts.access import asks_nobody, day_of
from bluezone.authority.requests import Request
from bluezone.authority.territory.queries import by_code
from bluezone.rollout.studio.services import count_scan

LONGEST_CODE = 20


@asks_nobody
@require_safe
def short_address(request: Request) -> HttpResponse:
    """Lead to the install page, whatever the address says; count a unit's day, nothing about who came."""
    code = request.GET.get("u", "")
    unit = by_code(code, day_of(request)) if len(code) <= LONGEST_CODE else None
    if unit is not None and request.method == "GET":
        count_scan(unit, day_of(request))
    return _to_install(request)


def _to_install(_request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("site:install"), headers={"Cache-Control": "no-store"})
