"""Reporting under a campaign's load: 1,000 bodies and 106 communes over 90 days, and a minute of a thousand reports.

Measured on a registry of its own in a folder that vanishes. The dashboards' pages have figures of their own; here it is
what every page stands on: loading a day, and taking reports in.
"""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from benchmarks.measure import Measure

FIRST = date(2020, 8, 3)
DAYS = 90
BODIES = 1000
ROUNDS = 20
A_MINUTE_OF_REPORTS = 1000


def measures() -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="bluezone-bench-") as folder:
        _start(Path(folder))
        from bluezone.cli.seeding import Wanted, fill  # noqa: PLC0415 -- Django has to be loaded first

        fill(Wanted(1, FIRST, DAYS, BODIES), moment=datetime(2020, 11, 2, tzinfo=UTC))
        return [*_reading(), *_writing()]


def _start(folder: Path) -> None:
    os.environ.update(BLUEZONE_DATA=str(folder), DJANGO_SETTINGS_MODULE="bluezone.config.settings")
    import django  # noqa: PLC0415 -- it reads the environment that was set above
    from django.core.management import call_command  # noqa: PLC0415 -- the same

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _reading() -> list[Measure]:
    from bluezone.authority.territory.queries import by_code, communes  # noqa: PLC0415 -- Django is loaded above
    from bluezone.rollout.reporting.queries import Line, ground_on, open_flags, series  # noqa: PLC0415 -- the same
    from bluezone.rollout.reporting.rules.forms import Measure as Counted  # noqa: PLC0415 -- the same

    last = FIRST + timedelta(days=DAYS - 1)
    province = by_code("12", last)
    assert province is not None  # noqa: S101 -- it was made above
    places = list(communes(last).order_by("stat_code"))
    keys = [place.pk for place in places]

    def whole_province() -> None:
        ground = ground_on(last)
        ground.children(province.pk)
        ground.silent(province.pk)
        list(open_flags(keys)[:20])

    def one_commune() -> None:
        ground_on(last).coverage(places[7].pk)
        series([places[7].pk], "commune_day", Counted.DECLARED, FIRST, last)

    return [
        _timed("a province's day with its districts, silence and questions, p95", whole_province, aim=0.3),
        _timed(
            "the same in the structure of 2025, p95",
            lambda: ground_on(last, date(2025, 7, 1)).children(province.pk),
            aim=0.3,
        ),
        _timed("a thousand bodies' day, p95", lambda: ground_on(last, line=Line.BODIES).coverage(province.pk), aim=0.3),
        _timed("a commune's day and its 90 days, p95", one_commune, aim=0.1),
        _timed(
            "90 days of a province's declared installations, p95",
            lambda: series(keys, "commune_day", Counted.DECLARED, FIRST, last),
            aim=0.3,
        ),
    ]


def _writing() -> list[Measure]:
    from bluezone.authority.territory.models import Unit  # noqa: PLC0415 -- Django is loaded above
    from bluezone.rollout.reporting.identity import new_id  # noqa: PLC0415 -- the same
    from bluezone.rollout.reporting.models import Submission  # noqa: PLC0415 -- the same
    from bluezone.rollout.reporting.rules.versions import Source  # noqa: PLC0415 -- the same
    from bluezone.rollout.reporting.services import Report, submit  # noqa: PLC0415 -- the same

    day = FIRST + timedelta(days=DAYS)
    moment = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    bodies = list(Unit.objects.filter(stat_code__startswith="TN-"))[:A_MINUTE_OF_REPORTS]
    values = {"staff": 60, "smartphones": 50, "declared": 30}
    before, start = Submission.objects.count(), perf_counter()
    for unit in bodies:
        submit(Report(new_id(moment), "unit_day", unit, day, values, Source.FORM), actor="system", moment=moment)
    taken = perf_counter() - start
    kept = Submission.objects.count() - before
    name = f"{kept} of {len(bodies)} reports kept, each in a transaction of its own"
    met = taken <= 60 and kept == len(bodies)
    return [Measure(name, taken, "s", aim="all of them in <= 60 s", met=met)]


def _timed(name: str, act: Callable[[], object], *, aim: float) -> Measure:
    act()
    seconds = []
    for _ in range(ROUNDS):
        start = perf_counter()
        act()
        seconds.append(perf_counter() - start)
    p95 = sorted(seconds)[int(0.95 * len(seconds)) - 1]
    return Measure(name, p95 * 1000, "ms", aim=f"<= {aim * 1000:.0f} ms", met=p95 <= aim)
