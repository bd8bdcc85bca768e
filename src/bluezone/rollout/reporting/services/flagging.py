"""Asking questions about numbers, and settling them: flags are raised, kept, and closed with how they ended."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.territory.kinds import BODY_KINDS, COMMUNE_KINDS
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import on
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.models import RaisedFlag
from bluezone.rollout.reporting.queries import latest_words
from bluezone.rollout.reporting.rules.flags import Flag, FlagKind, impossible, improbable

LOOK_BACK: Final = timedelta(days=30)
"""How far back words are compared."""
AHEAD: Final = timedelta(days=366)
"""How far ahead a wrong calendar may lie and still be asked about."""
IMPROBABLE: Final = (
    FlagKind.SAME_NUMBER,
    FlagKind.ROUND_NUMBERS,
    FlagKind.UNLIKE_SIBLINGS,
    FlagKind.UNEXPLAINED_GROWTH,
)
IMPOSSIBLE: Final = tuple(kind for kind in FlagKind if kind not in IMPROBABLE)


@transaction.atomic
def raise_impossible(unit: Unit, form_key: str, day: date, moment: datetime) -> list[Flag]:
    """Ask about what contradicts itself in a unit's words around a day; return what is asked about that day."""
    first, last = day - LOOK_BACK, day + AHEAD
    words = latest_words(form_key, [unit.pk], first, last).get(unit.pk, [])
    found = list(impossible(str(unit.pk), words, last_day=unit.valid_to))
    _keep(found, [unit.pk], form_key, IMPOSSIBLE, moment, span=(first, last))
    return [flag for flag in found if flag.day == day]


@transaction.atomic
def raise_improbable(form_key: str, kinds: Iterable[str], day: date, moment: datetime) -> list[Flag]:
    """Ask about what is strange beside siblings: units of the same kinds, on a day; a morning's work.

    Args:
        form_key: The form whose answers are compared.
        kinds: The kinds of unit that are siblings of each other.
        day: The last day that is looked at.
        moment: The present.
    """
    first = day - LOOK_BACK
    units = list(on(day).filter(kind__in=[*kinds]).values_list("pk", flat=True))
    words = latest_words(form_key, units, first, day)
    found = list(improbable({str(unit): said for unit, said in words.items()}))
    _keep(found, units, form_key, IMPROBABLE, moment, span=(date.min, day))
    return found


def ask_this_morning(day: date, moment: datetime) -> int:
    """Ask about whatever is strange beside siblings on a day: communes among themselves, bodies by their kind.

    Returns:
        How many figures are asked about.
    """
    groups = [("commune_day", [kind.value for kind in COMMUNE_KINDS])]
    groups += [("unit_day", [kind.value]) for kind in sorted(BODY_KINDS)]
    return sum(len(raise_improbable(form_key, kinds, day, moment)) for form_key, kinds in groups)


@transaction.atomic
def settle(flag: RaisedFlag, *, actor: str, moment: datetime) -> None:
    """Close a question whose figure was checked and is true.

    Raises:
        RuleViolation: It is closed already.
    """
    if flag.settled_at is not None:
        raise RuleViolation("flag_settled", "this question is closed already")
    flag.settled_at, flag.settlement = moment, "true"
    flag.save(update_fields=["settled_at", "settlement"])
    record(actor, "flag.settle", flag, "campaign", moment)


def _keep(  # noqa: PLR0913 -- what was found, and where it was looked for
    found: list[Flag],
    units: Iterable[UUID],
    form_key: str,
    kinds: Iterable[FlagKind],
    moment: datetime,
    *,
    span: tuple[date, date],
) -> None:
    """Open what is new, leave what stands, close what is no longer so."""
    rows = RaisedFlag.objects.filter(
        unit__in=[*units], form_key=form_key, kind__in=[kind.value for kind in kinds], day__range=span
    )
    known = {(str(row.unit_id), row.kind, row.day): row for row in rows}
    seen = {(flag.unit, flag.kind.value, flag.day): flag for flag in found}
    gone = [row.pk for key, row in known.items() if key not in seen and row.settled_at is None]
    RaisedFlag.objects.filter(pk__in=gone).update(settled_at=moment, settlement="gone")
    fresh = [
        RaisedFlag(
            unit_id=UUID(flag.unit),
            form_key=form_key,
            kind=flag.kind.value,
            day=flag.day,
            figures=dict(flag.figures),
            raised_at=moment,
        )
        for key, flag in seen.items()
        if key not in known
    ]
    RaisedFlag.objects.bulk_create(fresh)
    back = [row.pk for key, row in known.items() if key in seen and row.settlement == "gone"]
    RaisedFlag.objects.filter(pk__in=back).update(settled_at=None, settlement="")
