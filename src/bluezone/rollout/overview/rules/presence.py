"""Posters at places and notices on public wifi, as numbers beside their denominators, and as the quick report says them."""

from dataclasses import dataclass
from datetime import datetime

from bluezone.authority.documents.document import Figure, Runs
from bluezone.rollout.overview.rules.official_words import UNKNOWN, number
from bluezone.rollout.venues.rules.figures import HotspotFigures, VenueFigures


@dataclass(frozen=True, slots=True)
class Presence:
    """Posters at places, and notices of public wifi, as they stood at a moment."""

    at: datetime
    venues: VenueFigures
    hotspots: HotspotFigures


def posters(presence: Presence | None, top: str) -> Runs:
    """Return the report's words about posters; `top` is the id of the province, whose rows the figures open."""
    known = presence.venues if presence else None
    if known is None or not known.registered:
        return (f"- Áp phích có mã tại địa điểm công cộng: {UNKNOWN}.",)
    return (
        "- Áp phích có mã tại địa điểm công cộng: ",
        Figure(number(known.inspected_in_30_days), "places", top),
        " địa điểm được kiểm tra trong 30 ngày, trên ",
        Figure(number(known.confirmed), "places", top),
        " địa điểm đã xác nhận, ",
        Figure(number(known.registered), "places", top),
        " địa điểm đã đăng ký.",
    )


def notices(presence: Presence | None, top: str) -> Runs:
    """Return the report's words about public wifi; `top` as in `posters`."""
    known = presence.hotspots if presence else None
    if known is None or not known.registered:
        return (f"- Thông báo trên mạng wifi công cộng: {UNKNOWN}.",)
    return (
        "- Thông báo trên mạng wifi công cộng: ",
        Figure(number(known.verified_in_7_days), "hotspots", top),
        " điểm phát được máy xác nhận trong 7 ngày, trên ",
        Figure(number(known.registered), "hotspots", top),
        " điểm phát đã đăng ký.",
    )
