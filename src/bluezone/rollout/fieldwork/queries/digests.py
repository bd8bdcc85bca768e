"""Which text messages of devices count, while the events behind them are on their way."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from bluezone.rollout.fieldwork.models import Digest
from bluezone.rollout.fieldwork.queries.numbers_that_came import numbers_that_came
from bluezone.rollout.fieldwork.rules.digest_line import Word, words_that_count

Told = tuple[UUID, UUID, date]
"""A device, a walk list, a day."""
_COLUMNS = ("device", "walk_list", "day", "through", "visited", "helped", "received_at")


def told_by_text(lists: Iterable[UUID], at: datetime) -> dict[Told, Word]:
    """Return the messages that count of lists, as they had come until a moment; one query, or three where there are any."""
    rows = Digest.objects.filter(walk_list__in=[*lists], received_at__lte=at).order_by().values_list(*_COLUMNS)
    words = [Word(str(device), str(walk_list), *said) for device, walk_list, *said in rows]
    if not words:
        return {}
    came = numbers_that_came({UUID(each.device) for each in words}, at)
    counting = words_that_count(words, {str(device): ranges for device, ranges in came.items()}, at)
    return {(UUID(device), UUID(village), day): word for (device, village, day), word in counting.items()}
