"""What a row of the table of permissions is, and the small world in which each row is tried.

An application adds a file to `permission_rows/` with a list `ROWS`; nothing else. A row names a page of one door, what
it needs, and how to make what it shows for a given unit, so that the walk can try it inside and outside a jurisdiction.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bluezone.authority.accounts.access import LINK_KEY
from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import EVERYWHERE, LINKABLE, Action, Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.territory.models import Unit, UnitEdge

ROWS_FOLDER: Final = Path(__file__).parent / "permission_rows"
BEGINNING: Final = date(2015, 1, 1)
PRESENT: Final = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)


class Everybody(Enum):
    """Needs that are no action."""

    OPEN = "open to everybody"
    LOGGED_IN = "one's own pages, for whoever is logged in or came by a personal link"
    TOKEN = "open to the bearer of a right token only; the walk bears none"


@dataclass(frozen=True)
class Row:
    """One page, and what it needs.

    Args:
        door: `console` or `site`.
        page: Its name with its namespace, as `reverse` takes it.
        need: The action, or everybody.
        parts: Makes what the page shows, for a unit, and returns the parts of its address; without it there are none.
        scoped: Whether the parts belong to a unit, so that a holder elsewhere has to be refused.
        method: `GET` or `POST`.
        body: What is posted; it may be nonsense, a refusal of the form is not a refusal of the person.
    """

    door: str
    page: str
    need: Action | Everybody
    parts: "Callable[[World, Unit], Mapping[str, Any]]" = lambda _world, _unit: {}
    scoped: bool = False
    method: str = "GET"
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """A province with two communes: each holder stands in one, and looks at both."""

    province: Unit
    here: Unit
    elsewhere: Unit
    moment: datetime = PRESENT

    def holder(self, role: Role) -> User:
        """Somebody who holds a role in `here`, or everywhere where the role is so."""
        name = role.value
        user = User.objects.create(username=name, full_name=name.title(), created_at=self.moment)
        unit = None if role in EVERYWHERE else self.here
        Assignment.objects.create(user=user, role=role, unit=unit, valid_from=BEGINNING)
        return user


def make_world() -> World:
    """Make the province and its two communes."""

    def unit(kind: str, name: str, code: str) -> Unit:
        return Unit.objects.create(
            kind=kind, name=name, short_name=name, folded=name.lower(), stat_code=code, valid_from=BEGINNING
        )

    first = User.objects.create(username="first", full_name="First", created_at=PRESENT)
    Assignment.objects.create(user=first, role=Role.ADMINISTRATOR, valid_from=BEGINNING)
    province, here = unit("tinh", "Lai Chau", "12"), unit("xa", "Muong Te", "03445")
    elsewhere = unit("xa", "Ta Tong", "03463")
    for child in (here, elsewhere):
        UnitEdge.objects.create(tree="territory", parent=province, child=child, valid_from=BEGINNING)
    return World(province, here, elsewhere)


def client_for(world: World, door: str, role: Role | None) -> Client | None:
    """A browser of somebody with a role: logged in on the console, with a personal link on the site; None when impossible."""
    client = Client()
    if role is None:
        return client
    if door == "console":
        client.force_login(world.holder(role))
        return client
    if role not in LINKABLE:
        return None
    until = world.moment + timedelta(days=30)
    issued = issue_link(world.here, role, expires_at=until, actor="system", moment=world.moment)
    session = client.session
    session[LINK_KEY] = str(issued.link.pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def all_rows() -> list[Row]:
    """The whole table."""
    files = sorted(file.stem for file in ROWS_FOLDER.glob("*.py"))
    return [row for name in files for row in import_module(f"tests.authority.permission_rows.{name}").ROWS]


def all_pages(door: str) -> Iterator[tuple[str, Callable[..., Any], str]]:
    """Every address that a door answers: the page's name, its view, its pattern."""
    table = settings.SITE_URLS if door == "site" else settings.CONSOLE_URLS
    yield from _pages(get_resolver(table).url_patterns, "", "")


def address_of(row: Row, parts: Mapping[str, Any]) -> str:
    """The address of a row's page."""
    table = settings.SITE_URLS if row.door == "site" else settings.CONSOLE_URLS
    return reverse(row.page, urlconf=table, kwargs={**parts})


def id_of(thing: Any) -> UUID:
    """The key of a record, for parts of addresses."""
    key: UUID = thing.pk
    return key


def _pages(
    patterns: list[URLPattern | URLResolver], namespace: str, path: str
) -> Iterator[tuple[str, Callable[..., Any], str]]:
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _pages(pattern.url_patterns, inner, here)
        else:
            yield f"{namespace}{pattern.name}", pattern.callback, here
