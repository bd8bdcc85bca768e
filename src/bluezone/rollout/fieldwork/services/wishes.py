"""The language to bring when somebody comes back: beside the household until the next visit, in no event."""

from collections.abc import Sequence

from bluezone.rollout.fieldwork.models import Device, LanguageWish, Visit
from bluezone.rollout.fieldwork.queries.live import live_visits
from bluezone.rollout.fieldwork.rules.words import EventKind
from bluezone.rollout.fieldwork.services.arrivals import Ready


def keep_wishes(ready: Sequence[Ready], device: Device) -> None:
    """Keep the wishes of the households that these events changed; a wish stays while its visit is the last one.

    Args:
        ready: What was kept just now.
        device: Whose events these are.
    """
    spoken = {each.row.pk: each.fields["language"] for each in ready if each.said.kind is EventKind.VISIT}
    undone = [each.fields["undoes"] for each in ready if each.said.kind is EventKind.UNDO]
    of_visits = Visit.objects.filter(event__in=spoken) | Visit.objects.filter(event__in=undone, event__device=device)
    touched = {*of_visits.filter(round=None).order_by().values_list("household", flat=True)}
    if not touched:
        return
    rows = live_visits().filter(household__in=touched).values_list("household", "event", "event__witnessed_at")
    last = {household: (event, moment) for household, event, moment in rows}
    stale = [
        wish.pk
        for wish in LanguageWish.objects.filter(household__in=touched)
        if wish.pk not in last or last[wish.pk][1] != wish.since
    ]
    LanguageWish.objects.filter(pk__in=stale).delete()
    wishes = [
        LanguageWish(household_id=household, language=spoken[event], since=moment)
        for household, (event, moment) in last.items()
        if spoken.get(event)
    ]
    LanguageWish.objects.bulk_create(
        wishes, update_conflicts=True, unique_fields=["household"], update_fields=["language", "since"]
    )
