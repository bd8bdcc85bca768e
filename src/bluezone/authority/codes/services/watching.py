"""Watching: the keyserver's totals are collected, and exports are held when codes no longer fit the confirmed cases."""

import logging
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.db import transaction

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.codes.keyserver import CodeServer
from bluezone.authority.codes.models import ExportDecision, Totals
from bluezone.authority.codes.queries import figures_at, resumed_on
from bluezone.authority.codes.rules.breaker import HOLDING, Verdict, most_keys, verdict
from bluezone.authority.codes.rules.words import Decision, Reason
from bluezone.protocol.intervals import DAY, day_of
from bluezone.protocol.totals import ExportsAct, ExportsResponse, HeldBy, TotalsResponse

logger = logging.getLogger(__name__)

EXPORTS: Final = Subject("codes.exports")
DAYS_BACK: Final = 14
"""How many days are made up for after the authority was away; the keyserver counts back 28."""
AGAIN: Final = timedelta(hours=1)
"""How often yesterday is asked for again: its figures stay, the pulls of the last 24 hours move."""
ACTS: Final = {Decision.HOLD: ExportsAct.HOLD, Decision.RESUME: ExportsAct.RESUME}


def collect_totals(server: CodeServer, moment: datetime) -> int:
    """Collect the totals of UTC days that are over, and return how many were asked for.

    Raises:
        Unavailable: The keyserver does not answer.
    """
    today = day_of(moment)
    days = [today - number * DAY for number in range(1, DAYS_BACK + 1)]
    known = dict(Totals.objects.filter(day__in=days).values_list("day", "collected_at"))
    due = [day for day in days if day not in known or (day == days[0] and moment - known[day] >= AGAIN)]
    for day in due:
        Totals.objects.update_or_create(
            day=day, defaults={"figures": _figures(server.totals(day)), "collected_at": moment}
        )
    return len(due)


def watch(server: CodeServer, moment: datetime) -> Verdict:
    """Tell the keyserver its ceiling, and hold exports when the figures leave the band; return what the figures say.

    A person who let exports go on decided for the rest of that UTC day.

    Raises:
        Unavailable: The keyserver does not answer.
    """
    figures = figures_at(moment)
    state = server.exports(ExportsAct.WATCH, most_keys(figures.cases))
    if state.held_by is HeldBy.CEILING:
        _note_ceiling(state)
    said = verdict(figures)
    if said in HOLDING and state.held_by is HeldBy.NOBODY and not resumed_on(day_of(moment)):
        decide(Decision.HOLD, Reason(said), actor="system", moment=moment, server=server)
        logger.warning("exports are held: codes or keys do not fit the confirmed cases")
    return said


def decide(decision: Decision, reason: Reason, *, actor: str, moment: datetime, server: CodeServer) -> ExportsResponse:
    """Hold exports or let them go on, and note who decided and why.

    Raises:
        Unavailable: The keyserver does not answer; nothing was decided.
    """
    state = server.exports(ACTS[decision])
    _noted(decision, reason, actor=actor, moment=moment)
    return state


@transaction.atomic
def _noted(decision: Decision, reason: Reason, *, actor: str, moment: datetime) -> None:
    ExportDecision.objects.create(moment=moment, actor=actor, decision=decision, reason=reason)
    record(actor, f"exports.{decision}", EXPORTS, reason, moment)


def _note_ceiling(state: ExportsResponse) -> None:
    """Note, once, that the keyserver held exports by itself."""
    last = ExportDecision.objects.first()
    if state.since is not None and (last is None or last.decision == Decision.RESUME):
        _noted(Decision.HOLD, Reason.MANY_KEYS, actor="system", moment=state.since)


def _figures(totals: TotalsResponse) -> dict[str, object]:
    said: dict[str, object] = msgspec.to_builtins(totals)
    return {name: value for name, value in said.items() if name not in {"day", "padding"}}
