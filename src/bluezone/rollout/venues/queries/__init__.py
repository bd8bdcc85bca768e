"""Reading the register: figures for dashboards, lists for communes, what is due."""

from bluezone.rollout.venues.queries.figures import (
    hotspot_figures,
    hotspot_figures_by_unit,
    venue_figures,
    venue_figures_by_unit,
)
from bluezone.rollout.venues.rules.figures import HotspotFigures, VenueFigures

__all__ = [
    "HotspotFigures",
    "VenueFigures",
    "hotspot_figures",
    "hotspot_figures_by_unit",
    "venue_figures",
    "venue_figures_by_unit",
]
