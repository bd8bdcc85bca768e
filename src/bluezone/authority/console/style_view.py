"""The page that shows every component once; served only in tests and while developing."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import open_to_all
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.structure import chosen_day
from bluezone.authority.requests import Request


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
    """Show every component once."""
    messages.success(request, "The report was received.")
    messages.warning(request, "The figures have a flag; they were kept.")
    messages.error(request, "The file was refused.")
    facts = {
        "crumbs": [Crumb("Overview", "/"), Crumb("Components")],
        "form": StyleForm({"staff": "-1"}),
        "day": chosen_day(request),
    }
    return render(request, "console/style.html", facts)
