"""The first pages of both doors, one's own page, the first start, the publisher, the audit."""

from typing import Final

from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language as django_set_language

from bluezone.authority.accounts.access import day_of, holder_of, needs, open_to_all
from bluezone.authority.accounts.invitations import accept, invited
from bluezone.authority.accounts.limits import count_wrong_token, may_try
from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.queries import an_administrator_exists, assignments_on
from bluezone.authority.accounts.rules import Action, Role
from bluezone.authority.accounts.sessions import end_sessions
from bluezone.authority.accounts.wording import ROLES
from bluezone.authority.audit.models import Entry
from bluezone.authority.audit.queries import verdict
from bluezone.authority.audit.services import record
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.forms import PasswordForm, PublisherForm, SetUpForm
from bluezone.authority.console.list_files import Listed, is_file_wanted, list_file
from bluezone.authority.console.queries import publisher as present_publisher
from bluezone.authority.console.services import back_to_trial, configure_publisher
from bluezone.authority.console.setting_up import forget_token, make_first_administrator, token_works
from bluezone.authority.requests import Request

ENTRIES_ON_A_PAGE = 50
MOST_IN_A_FILE: Final = 20_000
"""Entries of the chain in one file, the latest first; filters narrow it."""
AUDIT_FILTERS: Final = {"actor": "actor", "record": "subject_id", "action": "action", "purpose": "purpose"}
"""What the audit is searched by, with the field of an entry that must say exactly this."""


@open_to_all
@require_GET
def home(request: Request) -> HttpResponse:
    """Show the desk of whoever is logged in, and the way in to everybody else."""
    if not an_administrator_exists():
        return redirect("console:set_up")
    user = holder_of(request).user
    if user is None:
        return redirect("account_login")
    roles = [(ROLES[Role(row.role)], row.unit) for row in assignments_on(user, day_of(request)).select_related("unit")]
    return render(request, "console/home.html", {"roles": roles})


@open_to_all
def set_language(request: Request) -> HttpResponse:
    """Keep the language that somebody chose, in a cookie."""
    return django_set_language(request)


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: Request) -> HttpResponse:
    """Make the first administrator; the page is gone once there is one."""
    if an_administrator_exists():
        raise Http404
    form = SetUpForm(request.POST or None, initial={"token": request.GET.get("token", "")})
    if request.method == "POST" and form.is_valid() and _token_is_right(request, form):
        given = form.cleaned_data
        user = make_first_administrator(given["username"], given["full_name"], given["password"], moment=request.moment)
        forget_token(settings.PEOPLE_FOLDER)
        return _logged_in(request, user)
    return render(request, "console/set_up.html", {"form": form})


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: Request, who: str, token: str) -> HttpResponse:
    """Let somebody who was invited set a password; the invitation ends with it."""
    user = invited(who, token) if may_try(request) else None
    if user is None:
        count_wrong_token(request)
        return render(request, "console/invitation_refused.html", status=404)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accept(user, form.cleaned_data["password"])
        messages.success(request, _("The password is set. Log in with it now."))
        return redirect("account_login")
    return render(request, "console/invitation.html", {"form": form, "person": user})


@open_to_all
@require_GET
def me(request: Request) -> HttpResponse:
    """Show one's own account: what one is, how one logs in."""
    user = holder_of(request).user
    if user is None:
        return redirect("account_login")
    rows = [(ROLES[Role(row.role)], row) for row in user.assignments.select_related("unit")]
    return render(
        request, "console/me.html", {"rows": rows, "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("My account"))]}
    )


@open_to_all
@require_POST
def log_out_everywhere(request: Request) -> HttpResponse:
    """End all of one's own sessions, on every device, this one too."""
    user = holder_of(request).user
    if user is None:
        return redirect("account_login")
    end_sessions(user)
    record(f"user:{user.pk}", "session.end_all", user, "access", request.moment)
    logout(request)
    messages.success(request, _("You are logged out on every device."))
    return redirect("console:home")


@open_to_all
@require_GET
def second_factor(request: Request) -> HttpResponse:
    """Tell somebody who leads why a second factor is needed, and offer the two kinds."""
    if holder_of(request).user is None:
        return redirect("account_login")
    return render(request, "console/second_factor.html")


@needs(Action.CONFIGURE)
@require_http_methods(["GET", "POST"])
def publisher(request: Request) -> HttpResponse:
    """Say in whose name the installation speaks, or go back to a trial."""
    present, holder = present_publisher(), holder_of(request)
    if "remove" in request.POST:
        back_to_trial(actor=holder.actor, moment=request.moment)
        return redirect("console:publisher")
    initial = {"name": present.name, "short_name": present.short_name, "basis": present.basis} if present else None
    form = PublisherForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        configure_publisher(**form.cleaned_data, actor=holder.actor, moment=request.moment)
        messages.success(
            request, _("The publisher is configured; pages and documents no longer say that this is a trial.")
        )
        return redirect("console:publisher")
    crumbs = [Crumb(_("Overview"), "/"), Crumb(_("Settings"))]
    return render(request, "console/publisher.html", {"form": form, "present": present, "crumbs": crumbs})


@needs(Action.READ_AUDIT)
@require_GET
def audit(request: Request) -> HttpResponse:
    """Show the chain, latest first, as far as it fits what is asked for, and whether it is whole."""
    asked = {name: request.GET.get(name, "").strip() for name in AUDIT_FILTERS}
    fitting = {AUDIT_FILTERS[name]: text for name, text in asked.items() if text}
    entries = Entry.objects.order_by("-sequence").filter(**fitting)
    if is_file_wanted(request):
        return _audit_file(request, entries[:MOST_IN_A_FILE])
    facts = {
        "page": Paginator(entries, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page")),
        "verdict": verdict(settings.AUDIT_FOLDER) if "verify" in request.GET else None,
        "asked": asked,
        "is_filtered": bool(fitting),
        "most": MOST_IN_A_FILE,
        "crumbs": [Crumb(_("Overview"), "/"), Crumb(_("Audit"))],
    }
    return render(request, "console/audit.html", facts)


def _audit_file(request: Request, entries: QuerySet[Entry]) -> HttpResponse:
    headings = [_("No."), _("When"), _("Action"), _("Actor"), _("Record"), _("Number of the record"), _("Purpose")]
    fields = ("sequence", "moment", "action", "actor", "subject_kind", "subject_id", "purpose")
    rows = ((row[0], localtime(row[1]).isoformat(timespec="seconds"), *row[2:]) for row in entries.values_list(*fields))
    return list_file(request, Listed("entries", "audit", "inspection", headings, rows))


def _token_is_right(request: Request, form: SetUpForm) -> bool:
    if may_try(request) and token_works(settings.PEOPLE_FOLDER, form.cleaned_data["token"].strip()):
        return True
    count_wrong_token(request)
    form.add_error("token", _("This is not the code that the terminal shows."))
    return False


def _logged_in(request: Request, user: User) -> HttpResponse:
    from allauth.account.internal.flows.login import perform_password_login  # noqa: PLC0415 -- allauth loads it late too

    credentials = {"username": user.username}
    answer: HttpResponse = perform_password_login(request, credentials, Login(user=user, redirect_url="/"))
    return answer
