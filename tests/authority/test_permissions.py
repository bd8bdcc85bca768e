"""Every address of both doors, for every role, inside and outside the jurisdiction, from one table."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import urls
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.test import Client
from django.test.client import ClientHandler
from pytest_django import Settings
from tests.authority.permissions import Everybody, Row, World, address_of, all_pages, all_rows, client_for, make_world

from bluezone.authority.accounts.access import NEED
from bluezone.authority.accounts.rules import EVERYWHERE, LEADING, LINKABLE, PERMISSIONS, Action, Role, may
from bluezone.authority.territory.models import Unit

ROWS = all_rows()
SHOWN = {(row.door, row.page) for row in ROWS if row.method == "GET"}
ONLY_POSTED = [row for row in ROWS if (row.door, row.page) not in SHOWN]
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
CLOCK = "tests.authority.test_permissions.present_clock"


class PresentClock:
    """A clock that shows the moment of the small world."""

    def now(self) -> object:
        return World.moment


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture
def world(settings: Settings) -> World:
    """The small world, with every second factor already shown."""
    settings.BLUEZONE_CLOCK = CLOCK
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    return make_world()


def enter(settings: Settings, door: str) -> None:
    """Be the process of one door."""
    settings.DOOR = door
    settings.ROOT_URLCONF = settings.SITE_URLS if door == "site" else settings.CONSOLE_URLS


def answer(client: Client, row: Row, parts: Mapping[str, Any]) -> HttpResponse:
    address = address_of(row, parts)
    if row.method == "POST":
        return client.post(address, {**row.body})  # type: ignore[return-value]  # a response with a client's extras
    return client.get(address, {**row.body})  # type: ignore[return-value]  # the same


def bare_refusal(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """A refusal without its page: one page for all addresses, which needs no drawing ten thousand times."""
    assert exception
    return HttpResponseForbidden()


def is_refused(response: HttpResponse) -> bool:
    """Whether somebody was turned away: forbidden, not found, or sent to log in."""
    sent = response.headers.get("Location", "")
    return response.status_code in REFUSED or "/account/login/" in sent


def expected(row: Row, role: Role, *, inside: bool) -> bool:
    """Whether the table of permissions lets a role in."""
    if isinstance(row.need, Everybody):
        return row.need is not Everybody.TOKEN
    return may(role, row.need) and (inside or not row.scoped or role in EVERYWHERE)


@pytest.mark.parametrize("door", ["console", "site"])
def test_every_address_stands_in_the_table(door: str) -> None:
    listed = {row.page for row in ROWS if row.door == door}

    unknown = {name: pattern for name, _view, pattern in all_pages(door) if name not in listed}

    assert unknown == {}, "add a row to a file in tests/authority/permission_rows"


@pytest.mark.parametrize("door", ["console", "site"])
def test_the_table_lists_no_address_that_is_gone(door: str) -> None:
    assert {row.page for row in ROWS if row.door == door} - {name for name, _view, _pattern in all_pages(door)} == set()


@pytest.mark.parametrize("door", ["console", "site"])
def test_every_view_of_ours_says_what_it_needs(door: str) -> None:
    needs = {(row.page, row.need if isinstance(row.need, Action) else None) for row in ROWS if row.door == door}

    wrong = [
        f"{name} ({pattern})"
        for name, view, pattern in all_pages(door)
        if view.__module__.startswith("bluezone.")
        and (not hasattr(view, NEED) or (name, getattr(view, NEED)) not in needs)
    ]

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.door}-{row.page}-{row.method}")
def test_each_role_enters_where_the_table_says_and_nowhere_else(
    row: Row, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(settings, row.door)
    monkeypatch.setattr(urls, "handler403", bare_refusal)
    server, wrong, made = ClientHandler(enforce_csrf_checks=False), list[str](), dict[Unit, Mapping[str, Any]]()

    for role in Role:
        client = client_for(world, row.door, role)
        for inside in (True, False) if row.scoped else (True,):
            if client is not None:
                client.handler = server  # one server for everybody, as it is; each browser would start its own
                unit = world.here if inside else world.elsewhere
                made[unit] = made.get(unit) or row.parts(world, unit)
                response = answer(client, row, made[unit])
                if not is_refused(response):
                    made.clear()  # who is refused changes nothing; who enters may have
                if is_refused(response) == expected(row, role, inside=inside):
                    wrong.append(f"{role} {'inside' if inside else 'outside'}: {response.status_code}")

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.door}-{row.page}-{row.method}")
def test_nobody_enters_what_is_not_open(row: Row, world: World, settings: Settings) -> None:
    enter(settings, row.door)

    response = answer(Client(), row, row.parts(world, world.here))

    assert is_refused(response) == (row.need is not Everybody.OPEN)


@pytest.mark.django_db
@pytest.mark.parametrize("row", ONLY_POSTED, ids=lambda row: row.page)
def test_what_changes_something_cannot_be_reached_by_a_link(row: Row, world: World, settings: Settings) -> None:
    enter(settings, row.door)
    client = client_for(world, row.door, Role.ADMINISTRATOR if row.door == "console" else Role.REPORTER)
    assert client is not None

    response = client.get(address_of(row, row.parts(world, world.here)))

    assert response.status_code in {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.FORBIDDEN, HTTPStatus.FOUND}


def test_every_role_has_its_line_and_no_role_has_everything() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert all(granted < set(Action) for granted in PERMISSIONS.values())


def test_a_personal_link_never_carries_a_role_that_leads_or_administers() -> None:
    assert not LINKABLE & (LEADING | EVERYWHERE)


def test_only_the_administrator_makes_accounts() -> None:
    assert {role for role in Role if may(role, Action.ADMINISTER_ACCOUNTS)} == {Role.ADMINISTRATOR}


def test_those_who_read_the_audit_do_none_of_the_work_that_it_records() -> None:
    readers = {role for role in Role if may(role, Action.READ_AUDIT)}
    of_their_own = {Action.READ_AUDIT, Action.READ_RETENTION}
    about_data = {Action.EXPORT_PERSON, Action.ERASE_PERSON, Action.RUN_PURGE}

    assert readers == {Role.INSPECTOR, Role.DATA_PROTECTION}
    assert PERMISSIONS[Role.INSPECTOR] == of_their_own
    assert PERMISSIONS[Role.DATA_PROTECTION] == of_their_own | about_data
