"""Twenty officers who work at once, each in a browser of their own, against the console as `bluezone people serve` opens it.

Half are doctors of the province: they register and confirm cases, search, read. Half are tracers of communes: they read
the day's list, record visits, enter contacts. Each act is a page or a form, one after the other, without a pause; what
was acknowledged is counted in the registry afterwards. Reference: the same work by one officer alone.
"""

import json
import logging
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
from benchmarks.measure import Measure, against

OFFICERS: Final = 20
SECONDS: Final = 30.0
ALONE_SECONDS: Final = 8.0
CASES: Final = 100
CONTACTS_A_CASE: Final = 5
PATIENCE_SECONDS: Final = 60.0
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CASE_PAGE: Final = re.compile(r"/cases/[0-9a-f-]{36}/")
VISIT_FORM: Final = re.compile(r'action="(/(?:contacts|cases)/[0-9a-f-]{36}/visit/)"')
SEE_OTHER: Final = 302
WRONG: Final = 400


@dataclass
class Officer:
    """One officer's browser, and what it met.

    Args:
        number: Makes names differ.
        client: The browser, logged in.
        unit: The commune in which the officer works.
    """

    number: int
    client: httpx.Client
    unit: str
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cases: int = 0
    visits: int = 0
    contacts: int = 0
    opened: str = ""

    def get(self, address: str) -> str:
        """Read a page."""
        return self._asked("GET", address).text

    def post(self, address: str, page: str, **given: str) -> httpx.Response:
        """Send a form of a page."""
        token = TOKEN.search(page)
        return self._asked("POST", address, data={"csrfmiddlewaretoken": token[1] if token else "", **given})

    def doctor(self) -> None:
        """Register a case, confirm it, look for others."""
        self.cases += 1
        name = f"Người Thử {self.number} {self.cases}"
        page, day = self.get("/cases/new/"), today()
        phone = f"09{self.number:02}{self.cases:06}"
        person = {"name": name, "sex": "female", "birth_year": "1986", "phone": phone, "unit": self.unit}
        case = {"classification": "suspect", "reported_on": day, "sampled_on": day, "decision": "new"}
        made = self.post("/cases/new/", page, **person, **case)
        self.opened = made.headers.get("Location", self.opened)
        self.confirmed(self.opened)
        self.get(self.opened)
        self.get(f"/cases/?q=nguoi+thu+{self.number}")
        self.get("/cases/")

    def confirmed(self, case: str) -> None:
        self.post(f"{case}confirm/", self.get(f"{case}confirm/"), day=today())

    def tracer(self) -> None:
        """See who is to be visited, record one visit, enter a contact, read the candidates."""
        page = self.get("/follow-up/")
        waiting = VISIT_FORM.findall(page)
        if waiting:
            visit = {"id": str(uuid4()), "day": today(), "result": "cooperative"}
            self.post(waiting[self.visits % len(waiting)], page, **visit)
            self.visits += 1
        found = CASE_PAGE.search(self.get("/cases/?open=1"))
        if found:
            self.interview(found[0])
        self.get("/contacts/?state=candidate")

    def interview(self, case: str) -> None:
        self.contacts += 1
        form = {f"form-{key}": value for key, value in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))}
        phone = f"03{self.number:02}{self.contacts:06}"
        line = {"form-0-name": f"Người Gần {self.number} {self.contacts}", "form-0-phone": phone, "decision-1": "new"}
        head = {"day": today(), "setting": "household", "unit": self.unit}
        self.get(case)
        self.post(f"{case}met/", self.get(f"{case}met/"), **form, **line, **head)

    def _asked(self, method: str, address: str, data: dict[str, str] | None = None) -> httpx.Response:
        start = time.perf_counter()
        try:
            answer = self.client.request(method, address, data=data)
        except httpx.HTTPError as wrong:
            self.errors.append(f"{method} {type(wrong).__name__}")
            raise
        finally:
            self.seconds.append(time.perf_counter() - start)
        is_refused = method == "POST" and answer.status_code != SEE_OTHER
        if answer.status_code >= WRONG or is_refused or "/account/login/" in answer.headers.get("Location", ""):
            self.errors.append(f"{method} {address.partition('?')[0][:9]} {answer.status_code}")
        return answer


def measures() -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="bluezone-officers-") as folder:
        made = _filled(Path(folder))
        with _console(Path(folder)) as address:
            alone = _worked(_officers(address, made[:2]), ALONE_SECONDS)
            together = _worked(_officers(address, made[2:]), SECONDS)
        return _figures(alone, together, _lost([*alone, *together]))


def today() -> str:
    """Return the day as forms take it, in the province's time zone."""
    from django.utils.timezone import localdate  # noqa: PLC0415 -- Django has to be set up first

    from bluezone.cli.clock import WallClock  # noqa: PLC0415 -- beside it

    return localdate(WallClock().now()).isoformat()


def _figures(alone: list[Officer], together: list[Officer], lost: int) -> list[Measure]:
    errors = [error for each in (*alone, *together) for error in each.errors]
    for error in sorted(set(errors)):
        print(f"  {errors.count(error)} times {error}", file=sys.stderr)
    one, many = (_p95([second for each in who for second in each.seconds]) for who in (alone, together))
    acts = sum(len(each.seconds) for each in together)
    return [
        Measure(f"errors of {OFFICERS} officers in {acts} acts", len(errors), "errors", aim="0", met=not errors),
        Measure("acknowledged cases, visits and contacts that are not there", lost, "rows", aim="0", met=lost == 0),
        Measure(
            f"95 of 100 acts of {OFFICERS} officers within",
            many,
            "ms",
            reference="ms for two officers alone",
            reference_value=one,
            ratio=against(one, many),
        ),
        Measure("acts", acts / SECONDS, "acts/s"),
    ]


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] * 1000


def _worked(officers: list[Officer], seconds: float) -> list[Officer]:
    """Let all work at once for some seconds."""
    deadline = time.monotonic() + seconds

    def work(officer: Officer) -> None:
        round_of: Callable[[], None] = officer.tracer if officer.number % 2 else officer.doctor
        while time.monotonic() < deadline:
            round_of()

    with ThreadPoolExecutor(len(officers)) as threads:
        for done in [threads.submit(work, officer) for officer in officers]:
            done.result()
    return officers


def _officers(address: str, made: list[tuple[int, str, str, str]]) -> list[Officer]:
    found = []
    for number, unit, name, session in made:
        client = httpx.Client(base_url=address, timeout=PATIENCE_SECONDS, trust_env=False)
        client.cookies.set(name, session)
        officer = Officer(number, client, unit)
        purpose = {"purpose": "tracing", "for_all": "on", "kind": "territory.unit", "id": "1", "next": "/"}
        officer.post("/purpose/", officer.get("/purpose/?kind=territory.unit&id=1&next=/"), **purpose)
        found.append(officer)
    return found


@contextmanager
def _console(folder: Path) -> Iterator[str]:
    """Open people's side as an administrator does, and end it afterwards."""
    ready = folder / "ready.json"
    words = ("people", "serve", "--data", str(folder), "--site-port", "0", "--console-port", "0", "--ready-file")
    command = (sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())", *words, str(ready))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "COLUMNS": "200"})  # noqa: S603 -- our own program
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((folder / "log").read_text()[-2_000:])
                time.sleep(0.1)
            yield str(json.loads(ready.read_text())["console"])
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_SECONDS)


def _filled(folder: Path) -> list[tuple[int, str, str, str]]:
    """Make a province with an outbreak, and officers with sessions; return number, commune, cookie and its value of each."""
    os.environ |= {"BLUEZONE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bluezone.config.settings"}
    import django  # noqa: PLC0415 -- the folder has to be known first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- Django has to be set up first
    from django.db import connection  # noqa: PLC0415 -- the same

    logging.getLogger("httpx").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    from benchmarks.filled_province import made_province  # noqa: PLC0415 -- the same

    from bluezone.authority.territory.queries import communes  # noqa: PLC0415 -- the same
    from bluezone.cli.clock import WallClock  # noqa: PLC0415 -- the same

    now = WallClock().now()
    province, homes = made_province(), list(communes(now.date()).order_by("stat_code"))
    for number in range(CASES):
        _a_case(number, homes[number % OFFICERS], now)
    made = [_an_officer(number, province, homes[number % OFFICERS], now) for number in range(OFFICERS + 2)]
    connection.close()
    return made


def _a_case(number: int, commune: Any, now: Any) -> None:  # noqa: ANN401 -- Django cannot be imported before it is set up
    from bluezone.authority.cases.rules.words import Classification, Setting  # noqa: PLC0415 -- as above
    from bluezone.authority.cases.services import (  # noqa: PLC0415 -- the same
        CaseFacts,
        Doing,
        ExposureFacts,
        PersonFacts,
        add_contacts,
        add_person,
        register_case,
    )

    by = Doing("system", "tracing", now)
    ill = add_person(PersonFacts(f"Ca Bệnh {number}", unit=commune), now)
    case = register_case(ill, commune, CaseFacts(by.day, Classification.CONFIRMED, confirmed_on=by.day), by)
    met = ExposureFacts(now, setting=Setting.HOUSEHOLD)
    lines = [(PersonFacts(f"Tiếp Xúc {number} {each}", unit=commune), met) for each in range(CONTACTS_A_CASE)]
    add_contacts(case, commune, lines, by)


def _an_officer(number: int, province: Any, commune: Any, now: Any) -> tuple[int, str, str, str]:  # noqa: ANN401 -- as above
    from django.conf import settings  # noqa: PLC0415 -- as above
    from django.test import Client  # noqa: PLC0415 -- the same

    from bluezone.authority.accounts.models import Assignment, User  # noqa: PLC0415 -- the same
    from bluezone.authority.accounts.rules import Role  # noqa: PLC0415 -- the same

    if number == 0:
        first = User.objects.create(username="first", full_name="First", created_at=now)
        Assignment.objects.create(user=first, role=Role.ADMINISTRATOR, valid_from=now.date())
    role, unit = (Role.TRACER, commune) if number % 2 else (Role.CDC_DOCTOR, province)
    user = User.objects.create(username=f"officer{number}", full_name=f"Officer {number}", created_at=now)
    Assignment.objects.create(user=user, role=role, unit=unit, valid_from=now.date())
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return number, str(commune.pk), settings.SESSION_COOKIE_NAME, str(session.session_key)


def _lost(officers: list[Officer]) -> int:
    """Return how many acknowledged cases, visits and contacts the registry does not hold."""
    from bluezone.authority.cases.models import Case, Contact, Visit  # noqa: PLC0415 -- Django has to be set up first

    expected = [
        CASES + sum(each.cases for each in officers),
        sum(each.visits for each in officers),
        CASES * CONTACTS_A_CASE + sum(each.contacts for each in officers),
    ]
    held = [Case.objects.count(), Visit.objects.count(), Contact.objects.count()]
    return sum(abs(wanted - there) for wanted, there in zip(expected, held, strict=True))
