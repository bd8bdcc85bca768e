"""Choosing a unit by its name or code: a search, and its answers as buttons to choose from."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import ancestors, search

ANSWERS = 12
ABOVE = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "


@dataclass(frozen=True, slots=True)
class Answer:
    """One unit that a search may mean, and what stands above it."""

    unit: Unit
    above: str


def answers(text: str, day: date) -> list[Answer]:
    """Return the units of a day that a text may mean, the likeliest first."""
    found = [each.unit for each in search(text, day, limit=ANSWERS)]
    return [Answer(unit, ABOVE.join(parent.name for parent in reversed(ancestors(unit, day)))) for unit in found]


def chosen_unit(request: Request) -> Unit | None:
    """Return the unit that a form names, or None."""
    try:
        return Unit.objects.filter(id=UUID(request.POST.get("unit", ""))).first()
    except ValueError:
        return None
