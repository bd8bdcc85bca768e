"""Which of their events devices have handed in, counted or set aside."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from bluezone.rollout.fieldwork.models import Event, SetAside
from bluezone.rollout.fieldwork.rules.sequences import ranges


def numbers_that_came(devices: Iterable[UUID]) -> dict[UUID, list[tuple[int, int]]]:
    """Return the numbers of each device's events as ranges in order, both ends included; two queries."""
    wanted = [*devices]
    numbers = defaultdict[UUID, set[int]](set)
    counted = Event.objects.filter(device__in=wanted).order_by().values_list("device", "sequence")
    aside = SetAside.objects.filter(device__in=wanted, sequence__isnull=False).order_by()
    for device, number in [*counted, *aside.values_list("device", "sequence")]:
        numbers[device].add(number)
    return {device: ranges(numbers[device]) for device in wanted}
