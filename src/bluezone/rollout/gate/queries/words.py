"""Words about shifts as values of the rules."""

from django.db.models import QuerySet

from bluezone.rollout.gate.models import ShiftTally
from bluezone.rollout.gate.rules.last_word import NAMES, Counts, Word


def words_of(rows: QuerySet[ShiftTally]) -> list[Word]:
    """Return what rows say, in one query."""
    return [word(row) for row in rows.select_related("event")]


def word(row: ShiftTally) -> Word:
    """Return what a row says; its event is asked."""
    return Word(
        shift=str(row.shift),
        sequence=row.event.sequence,
        day=row.day,
        number=row.number,
        is_closed=row.is_closed,
        counts=Counts(**{name: getattr(row, name) for name in NAMES}),
        said_at=row.event.witnessed_at,
    )
