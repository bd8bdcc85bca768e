"""Pulls: how often the index of exports is asked for, by the hour; not by whom: nothing about the asker is looked at."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bluezone.keyserver.batcher import EXPORTS, INDEX
from bluezone.keyserver.store import Count
from bluezone.keyserver.tallies import Name, Tally, of_hour
from bluezone.protocol.clock import Clock

ASKED: Final = f"/{EXPORTS}/{INDEX}"


class Pulls:
    """Counts in memory between two looks of the hourly work, which adds them to the records.

    Args:
        clock: Tells the hour.
    """

    def __init__(self, clock: Clock) -> None:
        """Start at nothing."""
        self._clock = clock
        self._hours: Counter[int] = Counter()

    def taken(self) -> Count | None:
        """Return what was counted since it was last asked, as a change to the records; None when that is nothing."""
        hours, self._hours = self._hours, Counter()
        tallies = tuple(Tally(hour, Name.PULLS, many) for hour, many in sorted(hours.items()))
        return Count(tallies) if tallies else None

    def counted(self, routes: Iterable[BaseRoute]) -> list[BaseRoute]:
        """Return routes of files whose answers are the same, and on which requests for the index are counted."""
        return [
            Route(route.path, _Counting(route.app, self), methods=sorted(route.methods or ()))
            if isinstance(route, Route)
            else route
            for route in routes
        ]

    def count(self) -> None:
        """Count one."""
        self._hours[of_hour(self._clock.now(), Name.PULLS).hour] += 1


class _Counting:
    """The ASGI end before the one that answers."""

    def __init__(self, app: ASGIApp, pulls: Pulls) -> None:
        self._app = app
        self._pulls = pulls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request for the index, and hand every request on."""
        if scope["path"] == ASKED and scope["method"] == "GET":
            self._pulls.count()
        await self._app(scope, receive, send)
