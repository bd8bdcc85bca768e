"""`bluezone seed` fills a trial province with what nobody lived through: a campaign, an outbreak, or both.

It refuses an installation that has a publisher, and one that holds reports or cases already: made-up figures and people
never mix with real ones. Everything that it writes says in its source or its name that it is made up.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from bluezone.cli.clock import WallClock
from bluezone.cli.project import DATA, enter_project
from bluezone.protocol.errors import RuleViolation

FIRST_DAY: Final = "2020-08-03"
DAYS: Final = 30
BODIES: Final = 120
CASES: Final = 120
CONTACTS: Final = 600
OUTBREAK_DAYS: Final = 60


def seed(  # noqa: PLR0913 -- one argument an option of the command
    *,
    campaign: Annotated[bool, typer.Option("--campaign", help="Fill the province with a synthetic campaign.")] = False,
    outbreak: Annotated[bool, typer.Option("--outbreak", help="Fill the province with an invented outbreak.")] = False,
    data: Annotated[Path, typer.Option(help="Folder of the registry; made when new.")] = DATA,
    number: Annotated[int, typer.Option("--seed", min=0, help="The seed: the same one makes the same province.")] = 1,
    first_day: Annotated[str, typer.Option(help="First day of the campaign, YYYY-MM-DD.")] = FIRST_DAY,
    days: Annotated[int, typer.Option(min=5, max=365, help="Days of the campaign.")] = DAYS,
    bodies: Annotated[int, typer.Option(min=0, max=5000, help="Agencies and others that report.")] = BODIES,
    cases: Annotated[int, typer.Option(min=1, max=100_000, help="Cases of the outbreak.")] = CASES,
    contacts: Annotated[int, typer.Option(min=0, max=500_000, help="Contacts of the outbreak.")] = CONTACTS,
    last_day: Annotated[str, typer.Option(help="Last day of the outbreak, YYYY-MM-DD; today without it.")] = "",
    truth: Annotated[Path | None, typer.Option(help="File to write the truth to, as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead of words.")] = False,
) -> None:
    """Fill a trial province with a synthetic campaign, an invented outbreak, or both."""
    if not campaign and not outbreak:
        raise RuleViolation("nothing_to_seed", "name what is to be filled: --campaign, --outbreak")
    moment, day = WallClock().now(), _day(first_day)
    last = _day(last_day) if last_day else moment.date()
    enter_project(data, must_exist=False)
    from django.core.management import call_command  # noqa: PLC0415 -- Django is loaded above

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if campaign:
        _campaign(number, day, days, bodies, moment, truth=truth, as_json=as_json)
    if outbreak:
        _outbreak(number, last, cases, contacts, moment, as_json=as_json)


def _campaign(  # noqa: PLR0913 -- what was asked for
    number: int, day: date, days: int, bodies: int, moment: datetime, *, truth: Path | None, as_json: bool
) -> None:
    from bluezone.cli.seeding import Wanted, fill  # noqa: PLC0415 -- Django is loaded by now

    done = fill(Wanted(number, day, days, bodies), moment=moment)
    if truth is not None:
        truth.write_text(json.dumps(done.truth, ensure_ascii=False, indent=1) + "\n")
    if as_json:
        print(json.dumps({"reports": done.reports, "questions": done.questions, "last_day": done.last_day.isoformat()}))
        return
    console = Console(highlight=False)
    console.print(f"The trial province holds {done.reports} made-up reports up to {done.last_day:%d/%m/%Y}.")
    console.print(f"{done.questions} questions about figures are open; this is a trial and says so on every page.")


def _outbreak(  # noqa: PLR0913 -- what was asked for
    number: int, last: date, cases: int, contacts: int, moment: datetime, *, as_json: bool
) -> None:
    from bluezone.cli.seeding_outbreak import WantedOutbreak, fill_outbreak  # noqa: PLC0415 -- Django is loaded by now

    done = fill_outbreak(WantedOutbreak(number, last, OUTBREAK_DAYS, cases, contacts), moment=moment)
    if as_json:
        print(
            json.dumps({"cases": done.cases, "contacts": done.contacts, "visits": done.visits, "last_day": str(last)})
        )
        return
    console = Console(highlight=False)
    console.print(f"The trial province holds {done.cases} invented cases and {done.contacts} invented contacts.")
    console.print("Every name says that it is made up, and so does the origin of every record.")


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a day has no zone
    except ValueError as wrong:
        raise RuleViolation("no_such_day", "the first day is written YYYY-MM-DD") from wrong
