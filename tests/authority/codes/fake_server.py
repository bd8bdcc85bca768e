"""A server of codes in memory, and a desk of cases that a test sets: the twins of the real ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bluezone.authority.codes.keyserver import NewCode, Wanted
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.totals import WAITS, ExportsAct, ExportsResponse, HeldBy, TotalsResponse

NOON = datetime.fromisoformat("2020-08-05T01:00:00+00:00")


@dataclass
class FakeServer:
    """Codes that count up, and what a test says of them."""

    now: datetime = NOON
    away: bool = False
    made: dict[UUID, NewCode] = field(default_factory=dict)
    claimed: set[UUID] = field(default_factory=set)
    ended: set[UUID] = field(default_factory=set)
    days: dict[date, dict[str, Any]] = field(default_factory=dict)
    state: ExportsResponse = field(
        default_factory=lambda: ExportsResponse(held_by=HeldBy.NOBODY, since=None, most_keys=None)
    )
    requests: int = 0
    asked: list[Wanted] = field(default_factory=list)

    def issue(self, wanted: Sequence[Wanted]) -> list[NewCode | RuleViolation]:
        self._answer()
        self.asked += wanted
        return [self._issued(each) for each in wanted]

    def is_claimed(self, code: UUID) -> bool:
        self._answer()
        if code not in self.made:
            raise RuleViolation("code_not_found", "no code with this uuid is known")
        return code in self.claimed

    def expire(self, code: UUID) -> None:
        if self.is_claimed(code):
            raise RuleViolation("code_invalid", "the code was claimed")
        self.ended.add(code)

    def totals(self, day: date) -> TotalsResponse:
        self._answer()
        if day >= self.now.date():
            raise RuleViolation("day_not_over", "totals are told once their UTC day is over")
        none: dict[str, Any] = dict.fromkeys(("claims", "uploads", "keys", "pulls", "pulls_last_day"))
        return TotalsResponse(day=day, **{**none, "waits": [None] * len(WAITS), **self.days.get(day, {})})

    def exports(self, act: ExportsAct, most_keys: int | None = None) -> ExportsResponse:
        self._answer()
        match act:
            case ExportsAct.WATCH:
                self._stand(self.state.held_by, self.state.since, most_keys)
            case ExportsAct.HOLD if self.state.held_by is HeldBy.NOBODY:
                self._stand(HeldBy.AUTHORITY, self.now.replace(minute=0, second=0, microsecond=0))
            case ExportsAct.RESUME:
                self._stand(HeldBy.NOBODY)
            case _:
                pass
        return self.state

    def claim(self, code: str) -> None:
        """Be the phone that types a code."""
        [found] = [each.id for each in self.made.values() if code in {each.short, each.long}]
        assert found not in self.claimed | self.ended
        self.claimed.add(found)

    def _stand(self, held_by: HeldBy, since: datetime | None = None, most_keys: int | None = None) -> None:
        self.state = ExportsResponse(held_by=held_by, since=since, most_keys=most_keys or self.state.most_keys)

    def _answer(self) -> None:
        self.requests += 1
        if self.away:
            raise Unavailable("the key server does not answer")

    def _issued(self, wanted: Wanted) -> NewCode | RuleViolation:
        if wanted.id in self.made:
            return RuleViolation("uuid_already_exists", "a code with this uuid was issued before")
        newest = max(day for day in (wanted.test_day, wanted.onset_on) if day)
        oldest = min(day for day in (wanted.test_day, wanted.onset_on) if day)
        if newest > self.now.date() + timedelta(days=1) or oldest < self.now.date() - timedelta(days=29):
            return RuleViolation("invalid_date", "a day is of the last 28 days")
        number = len(self.made)
        self.made[wanted.id] = NewCode(
            wanted.id,
            f"{71530000 + number}",
            f"{number:x}".rjust(16, "z").replace("0", "w").replace("1", "y"),
            self.now + timedelta(minutes=15),
            self.now + timedelta(hours=24),
        )
        return self.made[wanted.id]


SERVER = FakeServer()
"""The one that the settings of a test name; `fresh` empties it."""


def server() -> FakeServer:
    """What `CODE_SERVER` names in tests."""
    return SERVER


def fresh(now: datetime = NOON) -> FakeServer:
    """Empty the server."""
    SERVER.__init__(now)  # type: ignore[misc]  # the same object, as new
    return SERVER
