"""One act on one record: a page with a form that does it, or says why not, and loses nothing that was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import models
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bluezone.authority.accounts.purposes import Purpose, opened_for
from bluezone.authority.cases.models import Case, Contact
from bluezone.authority.cases.refusals import in_words
from bluezone.authority.cases.services import Doing
from bluezone.authority.cases.views.choosing import Picker
from bluezone.authority.cases.views.records import address_of, doing, shown_again, way
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Act:
    """What a page asks and does.

    Args:
        title: What is done.
        button: What the button says.
        done: What is said afterwards.
        usual: Why it is done, unless something else was stated.
        lead: One line below the title.
        picker: The unit picker, where the form has one.
    """

    title: "StrOrPromise"
    button: "StrOrPromise"
    done: "StrOrPromise"
    usual: Purpose = Purpose.TRACING
    lead: "StrOrPromise" = ""
    picker: Picker | None = None


def act_page(
    request: Request,
    row: Case | Contact,
    form: Form,
    act: Act,
    perform: Callable[[dict[str, Any], Doing], object],
) -> HttpResponse:
    """Show the form of an act, or do it: on success back to the record, on refusal the form again with the reason."""
    if request.method == "POST":
        chosen = act.picker is None or act.picker.chosen is not None
        if form.is_valid() and chosen and _performed(form, perform, doing(request, row, act.usual)):
            messages.success(request, str(act.done))
            return redirect(address_of(row))
        shown_again(request, row, act.usual)
    else:
        opened_for(request, row)
    facts = {"row": row, "form": form, "act": act, "picker": act.picker, "back": address_of(row)}
    status = 200 if request.method == "GET" else 409
    return render(request, "cases/act.html", facts | {"crumbs": way(row, Crumb(act.title))}, status=status)


def at_once(
    request: Request, row: models.Model, usual: Purpose, perform: Callable[[Doing], object], done: "StrOrPromise"
) -> bool:
    """Do what a single button does; say what came of it and return whether it was done."""
    try:
        perform(doing(request, row, usual))
    except RuleViolation as refused:
        messages.error(request, in_words(refused))
        return False
    messages.success(request, str(done))
    return True


def _performed(form: Form, perform: Callable[[dict[str, Any], Doing], object], by: Doing) -> bool:
    try:
        perform(form.cleaned_data, by)
    except RuleViolation as refused:
        form.add_error(None, in_words(refused))
        return False
    return True
