"""A person who was warned three times, for the journeys of warnings and of a positive test: what the phone holds, and how
the journeys press, read and lose answers."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, Route, expect
from tests.citizen.pages_server import DEVICE, Served, pages
from tests.citizen.scripted_device import ScriptedDevice
from tests.journeys.browser import PATIENCE
from tests.journeys.citizen import settle

COMMUNE: Final = {"unit": "03387", "name": "Phường Tân Phong"}
NEWS: Final = {
    "kind": "news",
    "sequence": 3,
    "issued": "2026-11-23T00:00:00Z",
    "expires": "2026-11-30T00:00:00Z",
    "content": {
        "items": [],
        "faq": [],
        "isolation_days": 14,
        "advice": json.loads(
            (Path(__file__).parents[2] / "src/bluezone/authority/data/news-default.json").read_text(encoding="utf-8")
        )["advice"],
        "telephones": [
            {"unit": "03387", "name": {"vi": "Trạm Y tế phường Tân Phong", "en": "Tân Phong health station"}, "number": "0213 3800 001"},
            {"unit": "03390", "name": {"vi": "Trạm Y tế xã Bình Lư", "en": "Bình Lư health station"}, "number": "0213 3800 002"},
            {"unit": "12", "name": {"vi": "Trung tâm Kiểm soát bệnh tật", "en": "Centre for disease control"}, "number": "0213 3800 000"},
        ],
    },
}  # fmt: skip
BEFORE_THE_ANSWER: Final = "internetdisconnected"


def exposure(name: str, **told: Any) -> dict[str, Any]:
    """Return an exposure to a person for 35 minutes five days ago, with whatever is told otherwise."""
    known = {"id": name, "kind": "person", "day": "2026-11-19", "minutes": 35, "band": "near", "place": None}
    rest = {"start": None, "end": None, "level": "high", "policy": 1, "told": "2026-11-21T01:00:00Z", "reported": False}
    return {**known, **rest, **told}


MEETING: Final = exposure("meeting")
WEAK: Final = exposure("weak", day="2026-11-23", minutes=8, band="far", level="low")
MEAL: Final = exposure(
    "meal", kind="place", day="2026-11-18", place="Quán cơm Hoa Ban", band=None, minutes=60,
    start="2026-11-18T04:30:00Z", end="2026-11-18T05:45:00Z",
)  # fmt: skip


@contextmanager
def warned_phone() -> Iterator[Served]:
    """A phone with a radio whose person has installed the pages and been warned three times."""
    device = ScriptedDevice(exposures=[WEAK, MEETING, MEAL], settings={"news": NEWS})
    with pages(Served(device=device)) as running:
        settle(running, counted=COMMUNE)
        yield running


def asked(served: Served, name: str) -> list[Any]:
    """Return the bodies with which the page made this call."""
    return [body for _, call, body in served.device.asked if call == name]


def press(page: Page, name: str) -> None:
    """Press the button or link that says so."""
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first.click()


def sees(page: Page, text: str) -> None:
    """Wait until this text is on the page."""
    expect(page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)


def losing_the_answer(page: Page, name: str) -> Callable[[], None]:
    """Let calls of this name reach the phone and lose their answers; return the way to stop losing them."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort(BEFORE_THE_ANSWER)

    address = f"**{DEVICE}{name}"
    page.route(address, lose)
    return lambda: page.unroute(address)
