"""What the field forgets by time: visits of lists that were closed long ago, decided and undecided events, old links."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from bluezone.authority.cases.services.doing import Doing
from bluezone.authority.retention.rules.periods import Period, Times
from bluezone.rollout.fieldwork.models import (
    DayCount,
    Digest,
    Enrolment,
    Event,
    LanguageWish,
    Resolution,
    SetAside,
    SpotRound,
    Undo,
    Visit,
    WalkList,
)
from bluezone.rollout.fieldwork.queries.counts import day_counts, standings_of_lists
from bluezone.rollout.fieldwork.services.marks import mark
from bluezone.rollout.fieldwork.services.rounds import close

AT_ONCE: Final = 500
PURPOSE: Final = "retention"


def purge(moment: datetime, times: Times) -> Mapping[str, int]:
    """Erase what is past its time, and say how many rows of which table; the counts of each list and day stay."""
    old = WalkList.objects.filter(emptied_at=None, closed_at__lte=times.edge(Period.FIELD_VISIT, moment))
    visits = sum(_emptied(walk_list, moment) for walk_list in old)
    asides = SetAside.objects.filter(received_at__lte=times.edge(Period.FIELD_SET_ASIDE, moment))
    links = Enrolment.objects.filter(device=None, made_at__lte=times.edge(Period.FIELD_INVITATION, moment))
    wishes = LanguageWish.objects.filter(
        Q(since__lte=times.edge(Period.FIELD_WISH, moment)) | Q(household__walk_list__closed_at__isnull=False)
    )
    return {
        "fieldwork_visit": visits,
        "fieldwork_setaside": asides.delete()[0],
        "fieldwork_enrolment": links.delete()[0],
        "fieldwork_languagewish": wishes.delete()[0],
    }


def _emptied(walk_list: WalkList, moment: datetime) -> int:
    """Let a list's visits become counts, and return how many went; the database lets nothing else go.

    What its spot-checks found is kept first: it cannot be worked out afterwards.
    """
    rounds = SpotRound.objects.filter(closed_at=None, households__household__walk_list=walk_list).distinct()
    for each in rounds:
        close(each.pk, Doing("system", PURPOSE, moment))
    counts = day_counts(standings_of_lists([walk_list.pk], moment).values())
    DayCount.objects.bulk_create([DayCount(walk_list=walk_list, day=day, **row) for day, row in counts.items()])
    walk_list.emptied_at = moment
    walk_list.save(update_fields=["emptied_at"])
    Resolution.objects.filter(household__walk_list=walk_list).delete()
    Digest.objects.filter(walk_list=walk_list).delete()
    gone = [*Visit.objects.filter(household__walk_list=walk_list).order_by().values_list("event", flat=True)]
    for some in _parts(gone):
        Visit.objects.filter(event__in=some).delete()
        Event.objects.filter(pk__in=some).delete()
        undone = [*Undo.objects.filter(undone__in=some).order_by().values_list("event", flat=True)]
        Undo.objects.filter(event__in=undone).delete()
        Event.objects.filter(pk__in=undone).delete()
    mark([walk_list.pk])
    return len(gone)


def _parts(keys: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
