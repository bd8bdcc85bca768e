"""The clock port of people's side: settings name the adapter, nobody else reads a clock."""

from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from bluezone.protocol.clock import Clock


def present_moment() -> datetime:
    """Return the moment that the configured clock shows, aware, in UTC.

    Only the middleware and management commands ask; everything else takes the moment as an argument.
    """
    return _clock(settings.BLUEZONE_CLOCK).now()


@cache
def _clock(maker: str) -> Clock:
    clock: Clock = import_string(maker)()
    return clock
