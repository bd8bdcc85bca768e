"""Lists whose figures are no longer what somebody worked out before."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db.models import Q

from bluezone.rollout.fieldwork.models import WalkList


def mark(lists: Iterable[UUID], undone: Iterable[UUID] = ()) -> None:
    """Give lists another mark, and those at whose doors visits were that are taken back.

    A random one: a number that counts up would come again after a transaction that failed. One list after the other,
    always in the same order, so that two intakes never wait for each other.
    """
    gone = [*undone]
    doors = Q(households__visits__in=gone)
    found = {*WalkList.objects.filter(doors).order_by().values_list("pk", flat=True)} if gone else set()
    for key in sorted({*lists, *found}):
        WalkList.objects.filter(pk=key).update(mark=uuid4())
