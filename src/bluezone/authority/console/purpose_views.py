"""The question before a person's health record: why is it opened?"""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bluezone.authority.accounts.access import holder_of, open_to_all
from bluezone.authority.accounts.purposes import state
from bluezone.authority.audit.services import Subject
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.forms import PurposeForm
from bluezone.authority.requests import Request


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def purpose(request: Request) -> HttpResponse:
    """Ask for the purpose, keep it in the session and go back to the record; the record's own view decides who may."""
    if not holder_of(request).actor:
        raise PermissionDenied
    form = PurposeForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        state(request, Subject(given["kind"], given["id"]), given["purpose"], for_all=given["for_all"])
        return redirect(_inside(request, given["next"]))
    crumbs = [Crumb(_("Overview"), "/"), Crumb(_("Purpose"))]
    return render(request, "console/purpose.html", {"form": form, "crumbs": crumbs})


def _inside(request: Request, address: str) -> str:
    here = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, here, require_https=settings.SECURE) else "/"
