"""Counts: how often the notice was shown and gone on from, a day; nothing else is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bluezone.protocol.errors import MalformedMessage

DAYS_KEPT: Final = 92
"""A quarter, which is how long a campaign looks back."""


@dataclass(frozen=True, slots=True)
class Count:
    """One day's numbers."""

    shown: int = 0
    continued: int = 0


Counts = Mapping[date, Count]


def counted(counts: Counts, day: date, *, shown: int = 0, continued: int = 0) -> Counts:
    """Return the counts with a day's additions; days that are past their time are gone."""
    before = counts.get(day, Count())
    after = replace(before, shown=before.shown + shown, continued=before.continued + continued)
    return {each: count for each, count in {**counts, day: after}.items() if 0 <= (day - each).days < DAYS_KEPT}


def written(counts: Counts) -> str:
    """Return the counts as their file holds them."""
    days = {day.isoformat(): {"shown": one.shown, "continued": one.continued} for day, one in sorted(counts.items())}
    return json.dumps(days, indent=1) + "\n"


def read(text: str) -> Counts:
    """Return what a file of counts says.

    Raises:
        MalformedMessage: It is no such file.
    """
    try:
        found = json.loads(text)
        return {
            date.fromisoformat(day): Count(_number(one["shown"]), _number(one["continued"]))
            for day, one in found.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise MalformedMessage("the file of counts holds days with two whole numbers each") from wrong


def _number(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise MalformedMessage("a count is a whole number, 0 or more")
    return found
