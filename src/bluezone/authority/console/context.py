"""What the base layout needs on every page: who publishes, who is here, which menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from bluezone.authority.accounts.access import Holder, holder_of
from bluezone.authority.accounts.rules import Action
from bluezone.authority.console.models import Publisher
from bluezone.authority.console.navigation import MenuEntry, entries
from bluezone.authority.console.queries import publisher


class Layout:
    """Facts for `base.html`, read only when the template asks."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request."""
        self._request = request

    @cached_property
    def publisher(self) -> Publisher | None:
        """The body in whose name the installation speaks, or None for a trial."""
        return publisher()

    @cached_property
    def holder(self) -> Holder:
        """Whoever is asking."""
        return holder_of(self._request)

    @property
    def person(self) -> str:
        """The name of the person who is logged in, or nothing."""
        return str(self.holder.user or "")

    @cached_property
    def navigation(self) -> list[MenuEntry]:
        """The menu of this door for whoever is asking."""
        return entries(import_string(settings.MENUS)[settings.DOOR], self.holder, self._request.path)

    @property
    def opens_records(self) -> bool:
        """Whether whoever is asking may open health records."""
        return self.holder.may(Action.READ_CASES)

    @property
    def is_own_page(self) -> bool:
        """Whether this is one's own account."""
        return self._request.path == "/me/"

    @property
    def is_front(self) -> bool:
        """Whether this is the first page."""
        return self._request.path == "/"


def layout(request: HttpRequest) -> dict[str, Any]:
    """Return the layout's facts under one name."""
    return {"layout": Layout(request)}
