"""Plays a planned week against a running site: the telephones of `driver.js`, the clerk who keys paper, the SMS gateway."""

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from tests import pages
from tests.rollout.fieldwork.simulation.plan import (
    START,
    VILLAGES,
    HandOver,
    Kill,
    Message,
    Plan,
    Step,
    Sync,
    Undo,
    Visit,
    can_be,
)
from tests.tools import required_tool

from bluezone.rollout.fieldwork.models import WalkList
from bluezone.rollout.fieldwork.rules.keying import Keyed, SheetRow
from bluezone.rollout.fieldwork.rules.words import Outcome
from bluezone.rollout.fieldwork.services.keying import take_sheet
from bluezone.rollout.fieldwork.services.sheets import make_sheets
from bluezone.rollout.reporting.sms import receive

DRIVER: Final = Path(__file__).with_name("driver.js")
PIN: Final = "482913"
AT_ONCE: Final = 40
"""Commands in one line."""
FIRST: Final = datetime(START.year, START.month, START.day, tzinfo=UTC)


class ScriptedClock:
    """The server's clock, which goes as the script says."""

    moment = FIRST

    def now(self) -> datetime:
        return ScriptedClock.moment


def scripted_clock() -> ScriptedClock:
    return ScriptedClock()


class Player(Protocol):
    """Telephones that do what they are told, wherever their pages run."""

    def later(self, **command: object) -> None:
        """Have a command done some time, in order; its answer is not looked at."""

    def settle(self) -> list[Any]:
        """Have everything done that waits."""

    def now(self, **command: object) -> Any:
        """Have a command done, after all that waits, and return its answer."""


@dataclass
class Phones:
    """The telephones, in a process of their own."""

    process: subprocess.Popen[str]
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def later(self, **command: object) -> None:
        """Have a command done some time, in order; its answer is not looked at."""
        self.waiting.append(dict(command))
        if len(self.waiting) >= AT_ONCE:
            self.settle()

    def settle(self) -> list[Any]:
        """Have everything done that waits."""
        commands, self.waiting = self.waiting, []
        return self._told(commands)

    def now(self, **command: object) -> Any:
        """Have a command done, after all that waits, and return its answer."""
        self.waiting.append(dict(command))
        return self.settle()[-1]

    def _told(self, commands: list[dict[str, Any]]) -> list[Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(commands) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            assert self.process.stderr
            raise AssertionError(self.process.stderr.read()[-3000:])
        answers: list[Any] = json.loads(line)
        return answers


@contextmanager
def telephones(site: str) -> Iterator[Phones]:
    """Telephones that know a site, until the block ends."""
    pages.install()
    with subprocess.Popen(
        [required_tool("node"), "--no-warnings", str(DRIVER), site],
        cwd=pages.ROOT,
        env={**os.environ, "TZ": "Asia/Ho_Chi_Minh"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Phones(process)
        finally:
            process.kill()


def play(plan: Plan, phones: Player, lists: Mapping[str, str]) -> None:
    """Play the steps of a week in their order.

    Args:
        plan: The week.
        phones: Enrolled telephones.
        lists: The id of each village's walk list.
    """
    dies: dict[int, int] = {}
    for place, step in enumerate(plan.steps):
        if not can_be(plan, step):
            continue
        ScriptedClock.moment = step.at
        by = step.by
        assert isinstance(by, int)
        _act(place, _as_shown(step, plan.wrong.get(by, timedelta())), phones, lists, dies)
    phones.settle()


def _as_shown(step: Step, wrong: timedelta) -> Step:
    """Return a step as the telephone's own clock and calendar show it."""
    shown = replace(step, at=step.at + wrong)
    if isinstance(step, Visit) and isinstance(shown, Visit) and step.revisit_on:
        return replace(shown, revisit_on=step.revisit_on + (shown.day - step.day))
    return shown


def _act(place: int, step: Step, phones: Player, lists: Mapping[str, str], dies: dict[int, int]) -> None:
    at = written(step.at)
    match step:
        case Visit():
            by = step.by
            assert isinstance(by, int)
            phones.later(do="visit", by=by, at=at, step=place, dies=dies.pop(by, 0), **said(step, lists))
        case Undo():
            phones.later(do="undo", by=step.by, at=at, step=step.step)
        case Kill(during=True):
            dies[step.by] = 1 + place % 40
        case Kill():
            phones.later(do="kill", by=step.by, at=at)
        case Sync():
            phones.settle()
            phones.now(do="sync", by=step.by, at=at, net=step.net)
        case HandOver():
            phones.later(do="kill", by=step.to, at=at)
            phones.later(do="hand_over", by=step.by, to=step.to, at=at, way=step.way, loss=step.loss, seed=place)
        case Message():
            for line in phones.now(do="messages", by=step.by, at=at):
                told = receive(line, message_id=f"{place} {line}", moment=step.at)
                assert told.taken, told.reply


def said(visit: Visit, lists: Mapping[str, str]) -> dict[str, Any]:
    """Return what is tapped for a visit."""
    back = visit.revisit_on.isoformat() if visit.revisit_on else None
    fields = {
        "household": visit.household,
        "outcome": visit.outcome,
        "phones": visit.phones,
        "with_radio": visit.with_radio,
        "browser_only": visit.browser_only,
        "revisit_on": back,
        "language": visit.language,
        "round": None,
    }
    return {"list": lists[visit.village], "fields": fields, "reason": visit.reason}


def key_paper(plan: Plan, lists: Mapping[str, WalkList]) -> None:
    """Print sheets for the doors that were visited on paper, and key each sheet twice, as two clerks do."""
    keyed = FIRST + timedelta(days=7)
    pages_of = defaultdict[tuple[date, str], list[Visit]](list)
    for visit in plan.paper:
        pages_of[visit.day, visit.village].append(visit)
    for (day, village), visits in pages_of.items():
        households = [visit.household for visit in visits]
        (sheet,) = make_sheets(lists[village], households, actor="user:1", moment=FIRST)
        rows = tuple(_row(line, visit) for line, visit in enumerate(visits, 1))
        for actor in ("user:1", "user:2"):
            assert take_sheet(sheet, Keyed(day, rows), actor=actor, moment=keyed)


def _row(line: int, visit: Visit) -> SheetRow:
    return SheetRow(
        line,
        visit.household,
        Outcome(visit.outcome),
        visit.phones,
        visit.with_radio,
        visit.browser_only,
        visit.revisit_on,
    )


def bring_in(phones: Player, plan: Plan) -> None:
    """Give every telephone a good network in the end, the carrier last, until nothing is unsent."""
    ScriptedClock.moment = FIRST + timedelta(days=7, hours=1)
    at = written(ScriptedClock.moment)
    behind = {by: written(ScriptedClock.moment + wrong) for by, wrong in plan.wrong.items()}
    phones.now(do="hand_over", by=0, to=2, at=at, way="qr", loss=0.3, seed=plan.seed)
    phones.now(do="sync", by=2, at=at, net="good")
    phones.now(do="receipts", by=0, at=at, **{"from": 2})
    assert phones.now(do="standing", by=0, at=at)["unsent"] == 0
    for by in (0, 1, 2):
        phones.now(do="sync", by=by, at=behind.get(by, at), net="good")
    ScriptedClock.moment += timedelta(days=7)
    for by, wrong in plan.wrong.items():  # what its calendar takes for the middle of a week leaves when that has ended
        phones.now(do="sync", by=by, at=written(ScriptedClock.moment + wrong), net="good")


def written(moment: datetime) -> str:
    """Return a moment as the wire writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def numbers(village: str) -> list[str]:
    """Return the households of a village, as its list names them."""
    size = VILLAGES[village]
    return [*(str(number) for number in range(1, size)), f"{size}A"]
