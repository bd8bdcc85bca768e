"""What a personal link opens on the site: the desk of one unit in one role."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bluezone.authority.accounts.access import LINK_KEY, holder_of, open_to_all
from bluezone.authority.accounts.links import close_session, open_session
from bluezone.authority.accounts.queries import working_link_by_id
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.wording import ROLES
from bluezone.authority.requests import Request
from bluezone.protocol.errors import Unavailable


@open_to_all
@never_cache
@require_GET
def open_link(request: Request, token: str) -> HttpResponse:
    """Open the desk for the bearer of a link; a wrong, an expired and a revoked one look the same."""
    try:
        link = open_session(request, token)
    except Unavailable:
        return render(request, "429.html", status=429)
    if link is None:
        return render(request, "console/link_refused.html", status=404)
    return redirect("public:desk")


@open_to_all
@never_cache
@require_GET
def desk(request: Request) -> HttpResponse:
    """Show what the bearer of a link can do; without a working link, how to get one."""
    if not holder_of(request).actor:
        return render(request, "console/link_refused.html", status=403)
    link = working_link_by_id(request.session[LINK_KEY], request.moment)
    role = ROLES[Role(link.role)] if link else ""
    return render(request, "console/desk.html", {"link": link, "role": role})


@open_to_all
@require_POST
def leave_desk(request: Request) -> HttpResponse:
    """Close the desk on this device; the link goes on working."""
    close_session(request)
    return redirect("/")
