"""The public's page: sums by territory, nothing small, in the structure of the day; as a page and as CSV."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bluezone.authority.accounts.access import day_of, open_to_all
from bluezone.authority.requests import Request
from bluezone.authority.territory.kinds import Kind
from bluezone.rollout.overview.queries import own_residents
from bluezone.rollout.overview.rules.days import public_day
from bluezone.rollout.overview.rules.public import (
    Column,
    CsvWords,
    PublicRow,
    PublicUnit,
    as_csv,
    public_table,
)
from bluezone.rollout.overview.rules.suppression import SMALLEST
from bluezone.rollout.overview.wording import PUBLIC_COLUMNS
from bluezone.rollout.reporting.queries import Ground, ground_on


@open_to_all
@require_GET
def figures(request: Request) -> HttpResponse:
    """Show the public's table."""
    day = public_day(day_of(request))
    context = {"rows": _rows(day), "day": day, "smallest": SMALLEST, "columns": PUBLIC_COLUMNS.values()}
    return render(request, "overview/public.html", context)


@open_to_all
@require_GET
def figures_csv(request: Request) -> HttpResponse:
    """Hand the same table out as CSV."""
    day = public_day(day_of(request))
    words = CsvWords(
        unit=_("Unit"),
        columns={column: str(word) for column, word in PUBLIC_COLUMNS.items()},
        residents=_("Residents"),
        source=_("Source"),
        counted_on=_("Counted on"),
        share=_("Share"),
        withheld=_("withheld"),
        no_data=_("no data"),
    )
    response = HttpResponse(
        "\N{ZERO WIDTH NO-BREAK SPACE}" + as_csv(_rows(day), words), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="bluezone-{day.isoformat()}.csv"'
    return response


def _rows(day: date) -> tuple[PublicRow, ...]:
    """Return the tables of all provinces, one below the other."""
    ground = ground_on(day, beside=False)
    provinces = sorted(
        (unit for unit in ground.units.values() if unit.kind == Kind.TINH.value), key=lambda unit: unit.stat_code
    )
    return tuple(row for province in provinces for row in public_table(_units(ground, province.pk)))


def _units(ground: Ground, top: object) -> list[PublicUnit]:
    """Return a province and everyone below it that holds a place."""
    units = []
    for key in ground.tree.subtree(top):  # type: ignore[arg-type]  # a unit's id
        known = ground.coverage(key)
        if key != top and not known.places:
            continue
        counts = {Column.DECLARED: known.declared, Column.VISITED: known.visited, Column.LISTED: known.listed}
        said = {column: count for column, count in counts.items() if count is not None}
        above = None if key == top else str(ground.tree.parent(key))
        unit = ground.units[key]
        residents = known.residents or (own_residents(unit, ground.day) if key == top else None)
        units.append(PublicUnit(str(key), unit.name, above, said if ground.places.get(key) else {}, residents))
    return units
