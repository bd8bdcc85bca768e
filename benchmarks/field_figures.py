"""Figures of doors from 200,000 visits of 1,000 walk lists: a province's dashboard, and the badge of two teams.

Reference, in the same run: the rule's own way, household by household from the visits (`counts.standings_of_lists`).
Both are asked for the same sums, and the run fails when they differ. The first dashboard after a start works every list
out; the others those at which something happened, here one for each request.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from benchmarks.measure import Measure, against

LISTS: Final = 1_000
VISITS: Final = 200
DOORS: Final = 160
RUNS: Final = 20
BEGAN: Final = datetime(2020, 9, 1, 1, tzinfo=UTC)
NOW: Final = datetime(2020, 10, 30, 1, 5, tzinfo=UTC)
DAY: Final = date(2020, 10, 29)
AIM_SECONDS: Final = 0.3
RECENT: Final = timedelta(days=60)
OUTCOMES: Final = ("helped", "helped", "helped", "already", "done", "not_home", "come_back")


class StandingClock:
    """A clock that shows the morning after the last day."""

    def now(self) -> datetime:
        return NOW


def standing_clock() -> StandingClock:
    return StandingClock()


def measures() -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="bluezone-figures-") as folder:
        return _measured(Path(folder))


def _measured(folder: Path) -> list[Measure]:
    os.environ |= {"BLUEZONE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bluezone.config.settings_test"}
    import django  # noqa: PLC0415 -- the folder has to be known first

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- Django has to be set up first
    from django.core.management import call_command  # noqa: PLC0415 -- the same

    settings.BLUEZONE_CLOCK = "benchmarks.field_figures.standing_clock"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    province = _filled()
    return _asked(province)


def _asked(province: Any) -> list[Measure]:  # noqa: ANN401 -- Django cannot be imported before it is set up
    from bluezone.authority.territory.models import Unit  # noqa: PLC0415 -- the same
    from bluezone.rollout.fieldwork.models import WalkList  # noqa: PLC0415 -- the same
    from bluezone.rollout.fieldwork.queries.counts import figures, standings_of_lists  # noqa: PLC0415 -- the same
    from bluezone.rollout.fieldwork.queries.doubles import open_doubles  # noqa: PLC0415 -- the same
    from bluezone.rollout.fieldwork.services.marks import mark  # noqa: PLC0415 -- the same

    units = Unit.objects.all()
    lists = [*WalkList.objects.values_list("pk", flat=True)]
    found, rule = standings_of_lists(lists, NOW).values(), _spent(lambda: standings_of_lists(lists, NOW))
    first = _spent(lambda: figures(units, NOW))
    total = figures(units, NOW).total
    if (total.visited, total.with_radio) != (
        sum(bool(each.days) for each in found),
        sum(each.with_radio for each in found),
    ):
        raise RuntimeError("the figures are not the rule's")
    changed = iter(lists * RUNS)

    def after_a_change(ask: Callable[[], object]) -> list[float]:
        spent = []
        for _run in range(RUNS):
            mark([next(changed)])
            spent.append(_spent(ask))
        return spent

    client = _lead(province)
    page = after_a_change(lambda: _ok(client, f"/overview/{province.pk}/"))
    again = after_a_change(lambda: figures(units, NOW))
    badge = [_spent(lambda: open_doubles(units, (NOW - RECENT).date())) for _run in range(RUNS)]
    return [
        _measure("figures of doors", again, rule),
        _measure("province dashboard", page, rule, AIM_SECONDS),
        _measure("two teams at one door", badge, rule),
        Measure("figures of doors, the first after a start", first, "s of the processor", ratio=against(rule, first)),
    ]


def _measure(name: str, spent: list[float], rule: float, aim: float | None = None) -> Measure:
    slow = statistics.quantiles(spent, n=20)[-1]
    return Measure(
        f"{name}, p95 of {RUNS}, {LISTS * VISITS:,} visits",
        slow,
        "s of the processor",
        reference="s for the rule over every visit",
        reference_value=rule,
        ratio=against(rule, slow),
        aim=f"<= {aim} s" if aim else "",
        met=slow <= aim if aim else None,
    )


def _spent(ask: Callable[[], object]) -> float:
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def _ok(client: Any, address: str) -> object:  # noqa: ANN401 -- the same
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"a page answered {response.status_code}")
    return response


def _lead(province: Any) -> Any:  # noqa: ANN401 -- the same
    from django.test import Client  # noqa: PLC0415 -- the same

    from bluezone.authority.accounts.models import Assignment, User  # noqa: PLC0415 -- the same
    from bluezone.authority.accounts.rules import Role  # noqa: PLC0415 -- the same

    lead = User.objects.create(username="lead", full_name="Lead", created_at=NOW)
    Assignment.objects.create(user=lead, role=Role.LEAD, unit=province, valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(lead)
    for _warm in range(2):
        _ok(client, f"/overview/{province.pk}/")
    return client


def _filled() -> Any:  # noqa: ANN401 -- the same
    """Write lists, devices and visits straight into the tables; return the province."""
    from benchmarks.filled_province import filled, made_province  # noqa: PLC0415 -- the same

    from bluezone.authority.territory.queries import communes  # noqa: PLC0415 -- the same
    from bluezone.rollout.fieldwork.models import Device, Event, Household, Undo, Visit, WalkList  # noqa: PLC0415 -- same

    province, random = made_province(), Random(1)
    homes = list(communes(DAY).order_by("stat_code"))
    filled("commune_day", homes, 90)
    for number in range(LISTS):
        known = {"unit": homes[number % len(homes)], "part": str(number // len(homes) + 1)}
        device = Device(
            **known, duty="visitor", number=number + 1, public_key=b"%d" % number, share=b"", enrolled_at=BEGAN
        )
        walk_list = WalkList(**known, village=f"Bản {number}", made_at=BEGAN)
        device.save(force_insert=True)
        walk_list.save(force_insert=True)
        Household.objects.bulk_create(
            Household(walk_list=walk_list, number=str(each), place=each) for each in range(1, DOORS + 1)
        )
        doors = [*walk_list.households.all()]
        events = [_event(Event, device, each, random) for each in range(VISITS + 2)]
        visits = [_visit(Visit, each, doors, random) for each in events[:VISITS]]
        Event.objects.bulk_create(events)
        Visit.objects.bulk_create(visits)
        Undo.objects.bulk_create(Undo(event=each, undone=random.choice(visits).pk) for each in events[VISITS:])
    return province


def _event(model: Any, device: Any, number: int, random: Random) -> Any:  # noqa: ANN401 -- the same
    moment = BEGAN + number * timedelta(hours=6) + random.random() * timedelta(hours=6)
    kind = "visit" if number < VISITS else "undo"
    times = dict.fromkeys(("device_time", "witnessed_at", "received_at"), moment)
    key = UUID(int=random.getrandbits(128))
    return model(id=key, device=device, sequence=number + 1, kind=kind, way="sync", digest=b"", **times)


def _visit(model: Any, event: Any, doors: list[Any], random: Random) -> Any:  # noqa: ANN401 -- the same
    """Go once to each door, then back to some."""
    door = doors[event.sequence - 1] if event.sequence <= len(doors) else random.choice(doors)
    outcome = random.choice(OUTCOMES)
    radio = random.randint(0, 3) if outcome == "helped" else 0
    return model(event=event, household=door, outcome=outcome, with_radio=radio)
