"""Which events count at all: those that their own device or sheet has not taken back."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from bluezone.rollout.fieldwork.models import Undo, Visit


def not_undone(event: str = "event") -> Q:
    """Return the condition that an event was not taken back.

    Args:
        event: The way to the event from where the condition is used.
    """
    same = Q(event__device=OuterRef(f"{event}__device")) | Q(event__sheet=OuterRef(f"{event}__sheet"))
    return ~Q(Exists(Undo.objects.filter(same, undone=OuterRef(f"{event}__pk"))))


def live_visits() -> QuerySet[Visit]:
    """Return the visits that count, in the order of their moments; those of spot-checks are no part of them."""
    found = Visit.objects.filter(not_undone(), round=None)
    return found.order_by("event__witnessed_at", "event__device_id", "event__sequence", "event_id")
