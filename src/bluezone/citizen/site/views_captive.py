"""The province's captive portal API and its page about wifi: what a router's DHCP option 114 leads a phone to.

The API says that nothing is held back, and where the page is (RFC 8908, section 5; the page is `venue-info-url`). It is the
same for every phone of a unit, so that a cache near it may keep it; nobody is counted, and no address is read.
"""

import json
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bluezone.authority.accounts.access import asks_nobody, day_of
from bluezone.authority.requests import Request
from bluezone.authority.territory.queries import by_code
from bluezone.citizen.site.showing import finished, public, shown

CAPTIVE_JSON: Final = "application/captive+json"
KEPT: Final = "public, max-age=300"


@asks_nobody
@require_safe
def captive_api(request: Request, unit: str) -> HttpResponse:
    """Tell a phone that the wifi holds nothing back, and where the page about it is."""
    page = settings.SITE_ORIGIN + reverse("site:wifi", args=[unit])
    said = json.dumps({"captive": False, "venue-info-url": page})
    return finished(request, HttpResponse(said, content_type=CAPTIVE_JSON), KEPT)


@public
def wifi(request: Request, unit: str) -> HttpResponse:
    """Say that the internet works, and invite; a unit that nobody knows is not named."""
    found = by_code(unit, day_of(request))
    short = settings.SITE_ORIGIN.partition("://")[2] + reverse("short_address")
    context = {"unit": found, "short": f"{short}?u={found.stat_code}" if found else short}
    return shown(request, "site/wifi.html", context)
