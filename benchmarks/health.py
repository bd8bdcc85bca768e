"""The health console with 20,000 cases and 100,000 contacts, on SQLite and on PostgreSQL: pages, an import, twenty at once."""

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.kept_registry import brought_back, keep, server
from benchmarks.measure import Measure, against

CASES, CONTACTS = 20_000, 100_000
RUNS = 30
OFFICERS, TURNS = 20, 6
ROWS = 5_000
LAST_DAY = date(2025, 9, 30)
MORNING = datetime(2025, 9, 30, 1, 5, tzinfo=UTC)


class StandingClock:
    """A clock that shows the morning of the last day."""

    def now(self) -> datetime:
        return MORNING


def standing_clock() -> StandingClock:
    return StandingClock()


def measures() -> list[Measure]:
    return [*_alone("SQLite", ""), *_on_postgresql()]


def _on_postgresql() -> list[Measure]:
    with server() as address:
        return _alone("PostgreSQL", address)


def _alone(name: str, address: str) -> list[Measure]:
    """Measure one database in a process of its own: Django is set up once a process."""
    with tempfile.TemporaryDirectory(prefix="bluezone-health-") as folder, ExitStack() as stack:
        alone = stack.enter_context(ProcessPoolExecutor(1, mp_context=get_context("spawn")))
        return alone.submit(_measured, name, address, folder).result()


def _measured(name: str, address: str, folder: str) -> list[Measure]:
    _set_up(brought_back(name, address, Path(folder)), folder)
    found = [*_seeded(name, address, folder), *_pages(name)]
    found.append(_together(name))
    found.append(_import(name))
    return found


def _seeded(name: str, address: str, folder: str) -> list[Measure]:
    """Fill the registry, unless a kept one was brought back."""
    from django.db import connection  # noqa: PLC0415 -- Django is set up by now

    from bluezone.authority.cases.models import Case  # noqa: PLC0415 -- the same
    from bluezone.cli.seeding_outbreak import WantedOutbreak, fill_outbreak  # noqa: PLC0415 -- the same

    if Case.objects.exists():
        return []
    start = time.perf_counter()
    gc.disable()
    fill_outbreak(WantedOutbreak(1, LAST_DAY, 60, CASES, CONTACTS), moment=MORNING)
    gc.enable()
    filled = time.perf_counter() - start
    connection.close()
    keep(name, address, Path(folder))
    return [Measure(f"{name}: {CASES:,} cases and {CONTACTS:,} contacts seeded", filled, "s")]


def _set_up(address: str, folder: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bluezone.config.settings",
        "BLUEZONE_DATA": folder,
        "BLUEZONE_DOOR": "console",
        "BLUEZONE_DATABASE": address or str(Path(folder) / "registry.sqlite3"),
    }
    import django  # noqa: PLC0415 -- the folder has to be known first

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- Django has to be set up first
    from django.core.management import call_command  # noqa: PLC0415 -- the same

    settings.BLUEZONE_CLOCK = "benchmarks.health.standing_clock"
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "SecondFactor" not in each]
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _officer(name: str, unit: Any) -> Any:  # noqa: ANN401 -- Django cannot be imported before it is set up
    """Log somebody in who treats cases in a unit, and has said why."""
    from django.test import Client  # noqa: PLC0415 -- Django first

    from bluezone.authority.accounts.models import Assignment, User  # noqa: PLC0415 -- the same
    from bluezone.authority.accounts.rules import Role  # noqa: PLC0415 -- the same

    user = User.objects.create(username=name, full_name=name, created_at=MORNING)
    Assignment.objects.create(user=user, role=Role.CDC_DOCTOR, unit=unit, valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(user)
    session = client.session
    session["purposes"] = {"any": ["quality", "2099-01-01T00:00:00+00:00"]}
    session.save()
    return client


def _units() -> tuple[Any, Any]:
    """Return the province, and the commune with the most contacts to follow."""
    from django.db.models import Count  # noqa: PLC0415 -- Django first

    from bluezone.authority.cases.models import Contact  # noqa: PLC0415 -- the same
    from bluezone.authority.territory.models import Unit  # noqa: PLC0415 -- the same
    from bluezone.authority.territory.queries import by_code  # noqa: PLC0415 -- the same

    most = Contact.objects.values("unit").annotate(how_many=Count("pk")).order_by("-how_many").first()
    return by_code("12", LAST_DAY), Unit.objects.get(pk=most["unit"]) if most else None


def _pages(name: str) -> list[Measure]:
    from bluezone.authority.cases.models import Case, Contact  # noqa: PLC0415 -- Django first

    province, commune = _units()
    desk, post = _officer("desk", province), _officer("post", commune)
    case, contact = Case.objects.order_by("number")[CASES // 2], Contact.objects.order_by("id")[7]
    pages = {
        "list of cases": (desk, "/cases/", 0.2),
        "list of contacts": (desk, "/contacts/", 0.2),
        "search of a case by name": (desk, "/cases/?q=vang+a+pao", 0.2),
        "search of a case by number": (desk, "/cases/?q=B%E1%BB%8AA-1234", 0.2),
        "search of a contact by name": (desk, "/contacts/?q=lo+thi+may", 0.2),
        "page of a case": (desk, f"/cases/{case.pk}/", 0.2),
        "page of a contact": (desk, f"/contacts/{contact.pk}/", 0.2),
        "follow-up list of a commune": (post, "/follow-up/", 0.1),
    }
    return [_page(f"{name}: {words}", _asks(client, address), aim) for words, (client, address, aim) in pages.items()]


def _asks(client: Any, address: str) -> Callable[[], None]:  # noqa: ANN401 -- the same
    def ask() -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address.partition('?')[0]} answered {status}")

    return ask


def _page(name: str, ask: Callable[[], None], aim: float) -> Measure:
    ask()
    seconds, worked = [], []
    for _run in range(RUNS):
        start, begun = time.perf_counter(), time.process_time()
        ask()
        seconds.append(time.perf_counter() - start)
        worked.append(time.process_time() - begun)
    slow, busy = (statistics.quantiles(each, n=20)[-1] for each in (seconds, worked))
    return Measure(
        f"{name}, p95 of {RUNS}",
        slow,
        "s",
        reference="s of the processor, what an idle computer would need",
        reference_value=busy,
        ratio=against(busy, slow),
        aim=f"<= {aim} s",
        met=slow <= aim,
    )


def _together(name: str) -> Measure:
    """Twenty officers read lists and cases and write notes at once; no answer may be an error."""
    from bluezone.authority.cases.models import Case  # noqa: PLC0415 -- Django first

    province, _commune = _units()
    officers = [_officer(f"officer-{each}", province) for each in range(OFFICERS)]
    keys = list(Case.objects.order_by("-reported_on", "id").values_list("pk", flat=True)[: OFFICERS * TURNS])
    start = time.perf_counter()
    with ThreadPoolExecutor(OFFICERS) as pool:
        parts = [keys[place::OFFICERS] for place in range(OFFICERS)]
        wrong = sum(pool.map(_work, officers, parts))
    seconds = time.perf_counter() - start
    return Measure(
        f"{name}: {OFFICERS} officers at once, {OFFICERS * TURNS * 4} requests in {seconds:.0f} s, errors",
        wrong,
        "errors",
        aim="0",
        met=wrong == 0,
    )


def _work(client: Any, keys: list[Any]) -> int:  # noqa: ANN401 -- the same
    from django.db import connection  # noqa: PLC0415 -- Django first

    wrong = 0
    client.raise_request_exception = False
    for key in keys:
        answers = [
            client.get("/cases/"),
            client.get(f"/cases/{key}/"),
            client.post(f"/cases/{key}/note/", {"text": "Đã gọi điện."}),
            client.get("/follow-up/"),
        ]
        wrong += sum(answer.status_code >= 400 for answer in answers)
    connection.close()
    return wrong


def _import(name: str) -> Measure:
    """Hand in, look at and write a list of 5,000 new cases."""
    from bluezone.authority.cases.services import Doing  # noqa: PLC0415 -- Django first
    from bluezone.authority.linelist.services import hand_in, plan_for, write  # noqa: PLC0415 -- the same

    province, _commune = _units()
    lines = [f"NHAP-{each},Người Bịa {each},1980,01/09/2025,NHAP-{max(each - 1, 0)}" for each in range(1, ROWS + 1)]
    text = "\n".join(["Số ca bệnh,Họ và tên,Năm sinh,Ngày xác định,Lây từ ca", *lines])
    doing = Doing("system", "line_list", MORNING)
    start = time.perf_counter()
    file = hand_in("ca.csv", text.encode(), province, doing)
    counts = write(file, doing, seen=plan_for(file, LAST_DAY).fingerprint, without_refused=True)
    seconds = time.perf_counter() - start
    words = f"{name}: import of {counts['new']:,} rows beside {CASES:,} cases"
    return Measure(words, seconds, "s", aim="<= 20 s", met=seconds <= 20 and counts["new"] == ROWS)
