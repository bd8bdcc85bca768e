"""Bringing a province into the registry: one whose facts are shipped, or one from files of one's own."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bluezone.authority.accounts.access import holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.register.forms import ProvinceForm
from bluezone.authority.register.wording import PROVINCE_FAULTS
from bluezone.authority.requests import Request
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import SHIPPED, shipped


@needs(Action.CONFIGURE)
@require_http_methods(["GET", "HEAD", "POST"])
def province(request: Request) -> HttpResponse:
    """Import a province; show what is wrong in its files, in which case nothing is imported."""
    form = ProvinceForm()
    if request.method == "POST" and request.POST.get("shipped") in SHIPPED:
        return _imported(request, shipped(request.POST["shipped"]), form)
    if request.method == "POST":
        form = ProvinceForm(request.POST, request.FILES)
        if form.is_valid():
            given = {name: file.read() for name, file in form.cleaned_data.items() if file}
            return _imported(request, {name: _read(content) for name, content in given.items()}, form)
    return _page(request, form, status=400 if form.errors else 200)


def _imported(request: Request, texts: Mapping[str, str], form: ProvinceForm) -> HttpResponse:
    done = import_province(texts, actor=holder_of(request).actor, moment=request.moment)
    if done.findings:
        rows = [(finding, PROVINCE_FAULTS[finding.code]) for finding in done.findings]
        return _page(request, form, rows=rows, status=400)
    told = _("The province is in the registry: %(created)s new rows, %(changed)s changed units.")
    messages.success(request, told % {"created": done.created, "changed": done.changed})
    return redirect("register:territory")


def _page(request: Request, form: ProvinceForm, *, rows: object = (), status: int = 200) -> HttpResponse:
    crumbs = [Crumb(_("Territory"), reverse("register:territory")), Crumb(_("Import a province"))]
    return render(request, "register/province.html", {"crumbs": crumbs, "form": form, "rows": rows}, status=status)


def _read(content: bytes) -> str:
    """Return a file's text; letters that are no UTF-8 become signs that no name has, so that a finding names the row."""
    return content.decode("utf-8-sig", errors="replace")
