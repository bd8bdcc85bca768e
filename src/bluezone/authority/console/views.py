"""The first pages of both doors, and the page that shows every component."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.i18n import set_language as django_set_language

from bluezone.authority.accounts.access import holder_of, open_to_all
from bluezone.authority.accounts.queries import an_administrator_exists
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.structure import chosen_day
from bluezone.authority.requests import Request


@open_to_all
@require_GET
def home(request: Request) -> HttpResponse:
    """Show the console's first page: the desk of whoever is logged in, the way in for everybody else."""
    if not an_administrator_exists():
        return redirect("console:set_up")
    if holder_of(request).user is None:
        return redirect("account_login")
    return render(request, "console/home.html")


@open_to_all
@require_GET
def front(request: Request) -> HttpResponse:
    """Show the site's first page, which is for everybody."""
    return render(request, "console/front.html", {"ready": an_administrator_exists()})


@open_to_all
def set_language(request: Request) -> HttpResponse:
    """Keep the language that somebody chose, in a cookie."""
    return django_set_language(request)


class StyleForm(forms.Form):
    """One of each kind of field."""

    staff = forms.IntegerField(label="Staff", min_value=0, help_text="People who work here, counted once.")
    reason = forms.ChoiceField(
        label="Reason", choices=[("", "Choose"), ("phone", "Old phone"), ("none", "No phone")], required=False
    )
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    channel = forms.ChoiceField(
        label="How the figures came", choices=[("form", "Form"), ("sms", "SMS")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="The figures were checked against the list")


@open_to_all
@require_GET
def style(request: Request) -> HttpResponse:
    """Show every component once; served only in tests and while developing."""
    messages.success(request, "The report was received.")
    messages.warning(request, "The figures have a flag; they were kept.")
    messages.error(request, "The file was refused.")
    crumbs = [Crumb(_("Overview"), "/"), Crumb("Components")]
    form = StyleForm({"staff": "-1"})
    return render(request, "console/style.html", {"crumbs": crumbs, "form": form, "day": chosen_day(request)})
