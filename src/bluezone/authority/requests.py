"""The request as our views know it: Django's, with the moment it came in and htmx's own headers."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request that the middleware has stamped.

    Attributes:
        moment: When it came in, aware, in UTC; the only present that a view knows.
        htmx: True in a condition when htmx asks for a part of a page.
    """

    moment: datetime
    htmx: "HtmxDetails"
