"""What the overview calls things, in the languages of the catalogs."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bluezone.rollout.overview.rules.public import Column
from bluezone.rollout.reporting.queries import Line
from bluezone.rollout.reporting.rules.forms import Measure

MEASURES: Final = {
    Measure.DECLARED: _("installations, declared"),
    Measure.WITHOUT_RADIO: _("of these, without a radio"),
    Measure.VISITED: _("households visited"),
    Measure.LISTED: _("households on the list"),
    Measure.SMARTPHONES: _("smartphones"),
    Measure.STAFF: _("people of the unit"),
    Measure.HELPED: _("phones that a team helped"),
    Measure.REFUSED: _("declined or unable"),
}
LINES: Final = {
    Line.TERRITORY: _("communes"),
    Line.BODIES: _("agencies and organisations"),
    Line.SCHOOLS: _("schools"),
    Line.MOVEMENTS: _("movements of the unions"),
}
PLACE_STANDINGS: Final = {
    "inspected": _("inspected in 30 days"),
    "due": _("due for inspection"),
    "waiting": _("waits for the commune"),
}
"""Where a place stands behind a figure."""
FIELD_TITLES: Final = {
    "doors": _("At the doors, visit by visit"),
    "gates": _("At the gates, shift by shift"),
    "checks": _("Spot-checks"),
    "movements": _("Days of the unions' movements"),
}
FIELD_EMPTY: Final = {
    "doors": _("Walk lists appear here as soon as a commune makes one."),
    "gates": _("Shifts appear here as soon as a gate's device hands in."),
    "checks": _("A spot-check appears here when the desk closes it."),
    "movements": _("Days appear here as soon as a union reports them."),
}
"""What to do where nothing was counted outside yet."""
SOURCES: Final = {"declared": _("declared by the communes themselves")}
"""Sources of denominators that reporting names by a word of its own."""
REFUSALS: Final = {
    "crosses_former_line": _("A commune of today lies on both sides of the old line, so the old total is unknown."),
    "figures_incomplete": _("Not every commune of today that lies inside has reported."),
    "no_successor": _("A former commune became no other."),
    "merged": _("Communes were merged, and nobody counted their parts since."),
    "split": _("A commune was split, and nobody knows which part went where."),
    "weight_unknown": _("A commune was split, and nobody knows which part went where."),
    "place_was_split": _("A commune was split, so its bounds cannot be carried over."),
    "no_predecessor": _("A commune of today came from no other."),
}
PUBLIC_COLUMNS: Final = {
    Column.DECLARED: _("Declared installations"),
    Column.VISITED: _("Households visited"),
    Column.LISTED: _("Households on the list"),
}


def refusal_words(code: str) -> Promise | str:
    """Return why figures are refused in a structure."""
    return REFUSALS.get(code, code)


def other_words() -> Promise:
    """Return what stands for bodies without a sector."""
    return _("other fields")
