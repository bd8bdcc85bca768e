"""The campaign's figures for everybody: sums by territory, nothing small, as a page and as CSV."""

from datetime import date
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from bluezone.authority.accounts.access import day_of
from bluezone.authority.requests import Request
from bluezone.citizen.site.queries import provinces
from bluezone.citizen.site.showing import public, shown
from bluezone.rollout.overview.field import field_at
from bluezone.rollout.overview.published import public_rows
from bluezone.rollout.overview.queries import own_residents
from bluezone.rollout.overview.queries import row as known_of
from bluezone.rollout.overview.rules.days import cut_off_of, public_day
from bluezone.rollout.overview.rules.public import CsvWords, PublicRow, as_csv
from bluezone.rollout.overview.rules.public_field import PublicField, public_field
from bluezone.rollout.overview.rules.suppression import SMALLEST
from bluezone.rollout.overview.wording import PUBLIC_COLUMNS
from bluezone.rollout.reporting.queries import ground_on


class Whole(NamedTuple):
    """A province's figures at one look: the row, between which shares the truth lies, and what was counted outside."""

    row: PublicRow
    shares: tuple[float, float] | None
    field: PublicField


@public
def figures(request: Request) -> HttpResponse:
    """Show the figures."""
    day = public_day(day_of(request))
    rows = public_rows(day)
    context = {
        "rows": rows,
        "wholes": _wholes(rows, day),
        "day": day,
        "smallest": SMALLEST,
        "columns": PUBLIC_COLUMNS.values(),
    }
    return shown(request, "site/figures.html", context)


@public
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
        "\N{ZERO WIDTH NO-BREAK SPACE}" + as_csv(public_rows(day), words), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="bluezone-{day.isoformat()}.csv"'
    return response


def _wholes(rows: tuple[PublicRow, ...], day: date) -> list[Whole]:
    """Return the provinces; between which shares one lies is said only where its own count is."""
    tops = {row.id: row for row in rows if row.level == 0}
    if not tops:
        return []
    ground = ground_on(day, beside=False)
    found = []
    for province in provinces(day):
        row = tops[str(province.pk)]
        known = known_of(ground, province, [], own_residents(province, day))
        spoken = any(cell.count is not None for cell in row.cells.values())
        outside = public_field(field_at(ground.tree.subtree(province.pk), cut_off_of(day)))
        found.append(Whole(row, known.coverage.shares if spoken else None, outside))
    return found
