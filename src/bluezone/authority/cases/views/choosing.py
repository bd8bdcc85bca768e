"""Choosing a unit on a page of case work, with htmx or without: a text, and its answers as buttons."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import day_of, holder_of, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.unit_picker import Answer, answers
from bluezone.authority.requests import Request
from bluezone.authority.territory.kinds import COMMUNE_KINDS
from bluezone.authority.territory.models import Unit

COMMUNES: Final = frozenset(kind.value for kind in COMMUNE_KINDS)
ONLY_COMMUNES: Final = "communes"


@dataclass(frozen=True, slots=True)
class Picker:
    """A unit picker as its template draws it.

    Args:
        chosen: The unit that counts; None while nobody chose.
        text: What was typed into the search.
        answers: What the text may mean.
        fault: What is wrong, in words; empty for nothing.
        only: `communes` when nothing larger can be chosen.
    """

    chosen: Unit | None = None
    text: str = ""
    answers: tuple[Answer, ...] = ()
    fault: str = ""
    only: str = ""


def commune_picker(request: Request, default: Unit | None, *, within: QuerySet[Unit] | None = None) -> Picker:
    """Return the picker of a form that asks for a commune, within some units if any are given."""
    communes = (Unit.objects.all() if within is None else within).filter(kind__in=COMMUNES)
    return replace(picker_for(request, default, allowed=communes), only=ONLY_COMMUNES)


def picker_for(request: Request, default: Unit | None, *, allowed: QuerySet[Unit] | None = None) -> Picker:
    """Return the picker of a form: what was chosen, or the only unit that the text means, or the default.

    Args:
        request: The request; a POST carries the choice.
        default: What is chosen before anybody does.
        allowed: The units that may be chosen; all when none are given.
    """
    if request.method != "POST":
        return Picker(default)
    text = request.POST.get("unit_text", "").strip()
    named = _named(request.POST.get("unit", ""))
    if named is None and text:
        meant = tuple(each for each in answers(text, day_of(request)) if _is_allowed(each.unit, allowed))
        if len(meant) != 1:
            return Picker(None, text, meant, str(_("Choose one of the units found.") if meant else _("No such unit.")))
        named = meant[0].unit
    if named is None:
        return Picker(default, fault="" if default else str(_("Choose the unit: search it by name or code.")))
    if not _is_allowed(named, allowed):
        return Picker(None, text, fault=str(_("This unit is not yours. Choose one within your area.")))
    return Picker(named, text)


def own_commune(request: Request, action: Action) -> Unit | None:
    """Return the holder's unit when it is one commune, so that nobody has to choose it."""
    tops = list(holder_of(request).top_units(action)[:2])
    return tops[0] if len(tops) == 1 and tops[0].kind in COMMUNES else None


def unit_asked(request: Request, action: Action) -> Unit | None:
    """Return the unit to which `?unit=` narrows a list, if it is one of the holder's."""
    named = _named(request.GET.get("unit", ""))
    return named if named is not None and holder_of(request).may_here(action, named) else None


@needs(Action.READ_CASES)
@require_GET
def find_units(request: Request) -> HttpResponse:
    """Answer the unit picker's search with a list to choose from."""
    text = request.GET.get("unit_text", "").strip()
    found = answers(text, day_of(request)) if text else []
    if request.GET.get("only") == ONLY_COMMUNES:
        found = [each for each in found if each.unit.kind in COMMUNES]
    picker = Picker(None, text, tuple(found))
    return render(request, "cases/parts/unit_answers.html", {"picker": picker})


def _named(text: str) -> Unit | None:
    try:
        return Unit.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _is_allowed(unit: Unit, allowed: QuerySet[Unit] | None) -> bool:
    return allowed is None or allowed.filter(pk=unit.pk).exists()
