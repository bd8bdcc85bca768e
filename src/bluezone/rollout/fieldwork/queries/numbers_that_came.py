"""Which of their events devices have handed in, counted or set aside."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from bluezone.rollout.fieldwork.models import Event, SetAside
from bluezone.rollout.fieldwork.rules.sequences import ranges


def numbers_that_came(devices: Iterable[UUID], at: datetime) -> dict[UUID, list[tuple[int, int]]]:
    """Return the numbers of each device's events that came until a moment, as ranges in order; two queries."""
    wanted = [*devices]
    numbers = defaultdict[UUID, set[int]](set)
    counted = Event.objects.filter(device__in=wanted, received_at__lte=at).order_by().values_list("device", "sequence")
    aside = SetAside.objects.filter(device__in=wanted, sequence__isnull=False, received_at__lte=at).order_by()
    for device, number in [*counted, *aside.values_list("device", "sequence")]:
        if device is not None and number is not None:
            numbers[device].add(number)
    return {device: ranges(numbers[device]) for device in wanted}
