"""Changing a record under its revision: saved, refused with what was typed still there, or both versions side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bluezone.authority.accounts.purposes import Purpose, opened_for
from bluezone.authority.cases.models import Case, Contact
from bluezone.authority.cases.refusals import in_words
from bluezone.authority.cases.services import ChangedMeanwhile, Doing
from bluezone.authority.cases.views.choosing import Picker
from bluezone.authority.cases.views.differences import differing, hidden_values, taken, with_memory
from bluezone.authority.cases.views.records import address_of, doing, shown_again, way
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Edit:
    """One record while somebody changes it.

    Args:
        row: The case or contact from whose page it is changed.
        title: What is changed.
        revision: The revision that is shown now.
        typed: Returns a version of the record as its form would type it.
        save: Writes it under a revision, or raises `ChangedMeanwhile` or `RuleViolation`.
        picker: The unit picker, where the form has one.
    """

    row: Case | Contact
    title: "StrOrPromise"
    revision: int
    typed: Callable[[Any], Mapping[str, object]]
    save: Callable[[Doing, int], object]
    picker: Picker | None = None


def posted(request: Request, form_class: type[Form]) -> QueryDict | None:
    """Return what was posted, with the other one's value where somebody chose that; None before anybody posted."""
    return taken(request.POST, form_class.base_fields) if request.method == "POST" else None


def edit_page(request: Request, form: Form, edit: Edit) -> HttpResponse:
    """Show the form of a record, or save it under the revision that it was opened with."""
    with_memory(form)
    if request.method == "GET":
        opened_for(request, edit.row)
        return _form_page(request, form, edit, edit.revision)
    revision = _revision(form.data.get("revision", ""))
    if form.is_valid() and (edit.picker is None or edit.picker.chosen is not None):
        try:
            edit.save(doing(request, edit.row, Purpose.QUALITY), revision)
        except ChangedMeanwhile as meanwhile:
            return _difference_page(request, form, edit, meanwhile)
        except RuleViolation as refused:
            form.add_error(None, in_words(refused))
        else:
            messages.success(request, _("The change is saved."))
            return redirect(address_of(edit.row))
    shown_again(request, edit.row, Purpose.QUALITY)
    return _form_page(request, form, edit, revision, status=409)


def _form_page(request: Request, form: Form, edit: Edit, revision: int, status: int = 200) -> HttpResponse:
    return render(request, "cases/edit.html", _facts(form, edit) | {"revision": revision}, status=status)


def _difference_page(request: Request, form: Form, edit: Edit, meanwhile: ChangedMeanwhile) -> HttpResponse:
    shown_again(request, edit.row, Purpose.QUALITY)
    theirs = edit.typed(meanwhile.present)
    differences = differing(form, theirs)
    facts = _facts(form, edit) | {
        "revision": meanwhile.present.revision,
        "conflicts": [each for each in differences if each.is_conflict],
        "kept": [each for each in differences if not each.is_conflict],
        "hidden": hidden_values(form, theirs),
    }
    return render(request, "cases/difference.html", facts, status=409)


def _facts(form: Form, edit: Edit) -> dict[str, Any]:
    crumbs = way(edit.row, Crumb(edit.title))
    return {"form": form, "edit": edit, "picker": edit.picker, "crumbs": crumbs, "back": address_of(edit.row)}


def _revision(text: str) -> int:
    return int(text) if text.isdecimal() else 0
