"""The chain of two thousand people: drawn by the server, then laid out and painted by Chromium."""

import os
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.measure import Measure, against

PEOPLE: Final = 2_000
AIM_SECONDS: Final = 3.0
FIRST: Final = date(2020, 6, 20)
MORNING: Final = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
PAINTED: Final = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


class StandingClock:
    """A clock that shows one morning."""

    def now(self) -> datetime:
        return MORNING


def standing_clock() -> StandingClock:
    return StandingClock()


def measures() -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="bluezone-surveillance-") as folder:
        return [_measured(Path(folder))]


def _measured(folder: Path) -> Measure:
    client = _client(folder)
    start, begun = time.perf_counter(), time.process_time()
    page = client.get("/statistics/chain/").content.decode()
    made, worked = time.perf_counter() - start, time.process_time() - begun
    shown = _shown(page)
    return Measure(
        f"chain of {page.count('<circle')} people laid out and shown",
        made + shown,
        "s",
        reference="s of the processor for the server's part",
        reference_value=worked,
        ratio=against(worked, made + shown),
        aim=f"<= {AIM_SECONDS} s",
        met=made + shown <= AIM_SECONDS,
    )


def _client(folder: Path) -> Any:  # noqa: ANN401 -- Django cannot be imported before it is set up
    os.environ |= {"BLUEZONE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bluezone.config.settings_test"}
    import django  # noqa: PLC0415 -- the folder has to be known first

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- Django has to be set up first
    from django.core.management import call_command  # noqa: PLC0415 -- the same
    from django.test import Client  # noqa: PLC0415 -- the same
    from tests.authority.permissions import make_world  # noqa: PLC0415 -- the same
    from tests.authority.surveillance.outbreak import invent  # noqa: PLC0415 -- the same

    from bluezone.authority.accounts.models import Assignment, User  # noqa: PLC0415 -- the same
    from bluezone.authority.accounts.rules import Role  # noqa: PLC0415 -- the same

    settings.BLUEZONE_CLOCK = "benchmarks.surveillance.standing_clock"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    world = make_world()
    invent(world.here, PEOPLE, first=FIRST, moment=MORNING, further=40)
    user = User.objects.create(username="thu", full_name="Thu", created_at=MORNING)
    Assignment.objects.create(user=user, role=Role.EPIDEMIOLOGIST, unit=world.province, valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(user)
    client.get("/statistics/")
    return client


def _shown(page: str) -> float:
    """Return the seconds that Chromium takes from the page's text to its picture."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from tests.journeys.browser import chromium  # noqa: PLC0415 -- only where a browser is wanted

    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.set_content("<p>warm")
        start = time.perf_counter()
        tab.set_content(page, wait_until="domcontentloaded")
        tab.evaluate(PAINTED)
        return time.perf_counter() - start
