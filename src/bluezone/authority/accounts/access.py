"""How a view says what it needs, and how it learns who is asking.

    @needs(Action.SUBMIT_REPORTS)
    def submit(request: Request, unit_id: UUID) -> HttpResponse:
        unit = get_object_or_404(Unit, id=unit_id)
        inside(request, Action.SUBMIT_REPORTS, unit)

Every view carries `needs` or `open_to_all`; a test walks all addresses and refuses one that carries neither.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from bluezone.authority.accounts.models import User
from bluezone.authority.accounts.queries import (
    assignments_on,
    closure_above,
    closure_below,
    working_link_by_id,
)
from bluezone.authority.accounts.rules import Action, Role, may
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit

LINK_KEY: Final = "personal_link"
"""Where a session keeps the id of the personal link that opened it."""
NEED: Final = "bluezone_need"
"""The attribute by which a view says what it needs: an action, or None for everybody."""
ASKS_NOBODY: Final = "bluezone_asks_nobody"
"""The attribute by which a view says that it never looks who is asking."""

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Grant:
    """One role and the unit below which it holds; no unit means everywhere."""

    role: Role
    unit: UUID | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever is asking: a person who logged in, the bearer of a personal link, or nobody.

    Args:
        actor: How the audit names the holder: `user:<id>`, `link:<id>`; empty for nobody.
        grants: What the holder is today, and where.
        day: The day of the request, in the province's time zone.
        user: The person, when one is logged in.
    """

    actor: str
    grants: tuple[Grant, ...]
    day: date
    user: User | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """What the holder is today, wherever."""
        return frozenset(grant.role for grant in self.grants)

    def may(self, action: Action) -> bool:
        """Return whether the holder may do this somewhere."""
        return any(may(grant.role, action) for grant in self.grants)

    def may_here(self, action: Action, unit: Unit | UUID, day: date | None = None) -> bool:
        """Return whether the holder may do this for a unit.

        Args:
            action: What.
            unit: The unit, or its id.
            day: The structure's day; today when none is given.
        """
        allowed = {grant.unit for grant in self.grants if may(grant.role, action)}
        if None in allowed:
            return True
        unit_id = unit.id if isinstance(unit, Unit) else unit
        return bool(allowed) and not allowed.isdisjoint(closure_above(unit_id, day or self.day))

    def units(self, action: Action, day: date | None = None) -> QuerySet[Unit]:
        """Return the units for which the holder may do this, in the structure of a day (today's by default)."""
        allowed = [grant.unit for grant in self.grants if may(grant.role, action)]
        if None in allowed:
            return Unit.objects.all()
        return Unit.objects.filter(id__in=closure_below(cast("Iterable[UUID]", allowed), day or self.day))

    def top_units(self, action: Action) -> QuerySet[Unit]:
        """Return the units of the assignments themselves, from which a page starts; none for "everywhere"."""
        ids = {grant.unit for grant in self.grants if grant.unit and may(grant.role, action)}
        return Unit.objects.filter(id__in=ids)


def day_of(request: Request) -> date:
    """Return the day of a request in the province's time zone."""
    return request.moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def holder_of(request: HttpRequest) -> Holder:
    """Return who is asking; read from the database once a request, so that a revocation counts at once."""
    known: Holder | None = getattr(request, "_holder", None)
    if known is None:
        known = _read_holder(cast("Request", request))
        request._holder = known  # type: ignore[attr-defined]  # noqa: SLF001 -- kept on the request that it belongs to
    return known


def needs(action: Action) -> Callable[[View[P]], View[P]]:
    """Let a view be entered only by those who may do this somewhere; where exactly, `inside` asks.

    Nobody is sent to the log-in page of the console; somebody who may not is refused with 403.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            holder = holder_of(request)
            if not holder.actor and settings.DOOR == "console":
                return redirect_to_login(request.get_full_path())
            if not holder.may(action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        setattr(guarded, NEED, action)
        return guarded

    return decorate


def open_to_all(view: Callable[..., Any]) -> Callable[..., Any]:
    """Say that a view is for everybody, logged in or not."""
    setattr(view, NEED, None)
    return view


def asks_nobody(view: Callable[..., Any]) -> Callable[..., Any]:
    """Say that a view is for everybody and the same for everybody: no session is read, so that anybody may keep it."""
    setattr(view, ASKS_NOBODY, True)
    return open_to_all(view)


def inside(request: Request, action: Action, unit: Unit | UUID, day: date | None = None) -> None:
    """Refuse unless the holder may do this for a unit, in the structure of a day (today's by default).

    Raises:
        PermissionDenied: The unit does not stand below one of the holder's.
    """
    if not holder_of(request).may_here(action, unit, day):
        raise PermissionDenied


def _read_holder(request: Request) -> Holder:
    day = day_of(request)
    if isinstance(request.user, User):
        rows = assignments_on(request.user, day)
        grants = tuple(Grant(Role(row.role), row.unit_id) for row in rows)
        return Holder(f"user:{request.user.pk}", grants, day, request.user)
    identifier = request.session.get(LINK_KEY)
    link = working_link_by_id(identifier, request.moment) if identifier else None
    if link is None:
        return Holder("", (), day)
    return Holder(f"link:{link.pk}", (Grant(Role(link.role), link.unit_id),), day)
