"""What a batch says of keys that were published before: never one person's keys alone. Pure.

A reader has every file. He sees in which file a key came first, what it said there and what it says now; who was revised
alone would be told apart by that. So each batch publishes fillers that look like the keys that can be revised, and a
revision takes fillers of the same batch along: the same days, the same words before and after.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import Final

from bluezone.keyserver.revising import TRANSITIONS
from bluezone.keyserver.rules import Policy
from bluezone.protocol.exports import FILLER_LENGTH, fillers
from bluezone.protocol.keys import DiagnosisKey

LEAST_REVISED: Final = 100
"""So many keys of one batch are revised together at least, if it has fillers enough."""
REVISED_RANGE: Final = 20
"""Up to so many more, drawn evenly."""
SPARE_FILLERS: Final = 2 * LEAST_REVISED
"""A batch with keys that can be revised has at least so many fillers that can."""

FARTHEST: Final = Policy().onset_span
"""Days from the first symptoms that no published key is further from."""

Random = Callable[[int], bytes]
"""Returns that many unpredictable bytes."""


@dataclass(frozen=True, slots=True)
class Change:
    """A key as it was published and as it is from now on."""

    former: DiagnosisKey
    key: DiagnosisKey


def spare_fillers(keys: Sequence[DiagnosisKey], false: Sequence[DiagnosisKey], random: Random) -> list[DiagnosisKey]:
    """Return the fillers that a batch needs beside those it has, so that its keys are not alone when they are revised.

    Args:
        keys: The real keys of the batch.
        false: Its fillers.
        random: Unpredictable bytes.
    """
    changeable = [key for key in keys if key.report_type in TRANSITIONS]
    missing = SPARE_FILLERS - sum(key.report_type in TRANSITIONS for key in false)
    if not changeable or missing <= 0:
        return []
    return list(fillers(changeable, len(changeable) + missing, [random(FILLER_LENGTH) for _ in range(missing)]))


def with_fillers(changes: Sequence[Change], spare: Sequence[DiagnosisKey], random: Random) -> tuple[DiagnosisKey, ...]:
    """Return the revised keys of one batch as they are published, fillers among them, revised alike.

    Args:
        changes: The real ones, at least one.
        spare: Fillers of the same batch that were never revised.
        random: Unpredictable bytes.
    """
    drawn = int.from_bytes(random(8)) % (REVISED_RANGE + 1)
    wanted = max(LEAST_REVISED + drawn - len(changes), len(changes))
    mixed = sorted(spare, key=lambda _: random(8))
    alike: defaultdict[object, list[DiagnosisKey]] = defaultdict(list)
    for filler in mixed:
        alike[_look(filler)].append(filler)
    taken = dict(islice(_paired(changes, alike), wanted))
    others = [filler for filler in mixed if filler not in taken and filler.report_type in TRANSITIONS]
    likes = cycle(sorted(changes, key=lambda _: random(8)))
    taken.update(zip(others[: wanted - len(taken)], likes, strict=False))
    return (*(change.key for change in changes), *(_revised(filler, like) for filler, like in taken.items()))


def _paired(
    changes: Sequence[Change], alike: defaultdict[object, list[DiagnosisKey]]
) -> Iterator[tuple[DiagnosisKey, Change]]:
    """Yield fillers that look like each change in turn, until there are none."""
    left = list(changes)
    while left:
        left = [change for change in left if alike[_look(change.former)]]
        for change in left:
            if found := alike[_look(change.former)]:
                yield found.pop(), change


def _look(key: DiagnosisKey) -> object:
    exposure = key.key
    said = (key.report_type, key.days_since_onset, key.transmission_risk)
    return exposure.rolling_start, exposure.rolling_period, said


def _revised(filler: DiagnosisKey, like: Change) -> DiagnosisKey:
    """Return a filler that says what a real key says from now on, of the same first symptoms."""
    days = like.key.days_since_onset
    apart = (filler.key.day - like.key.key.day).days
    far = None if days is None else min(max(days + apart, -FARTHEST), FARTHEST)
    return replace(like.key, key=filler.key, days_since_onset=far)
