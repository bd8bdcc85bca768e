"""A health record is opened for a purpose, which is asked once and kept in the chain."""

from datetime import datetime, timedelta
from typing import cast

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.authority.accounts.people import person
from tests.authority.permissions import World

from bluezone.authority.accounts.access import Grant, Holder
from bluezone.authority.accounts.middleware import PurposeMiddleware
from bluezone.authority.accounts.purposes import HOLDS_FOR, OPENED, Purpose, PurposeNeeded, opened_for, state
from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.audit.services import subject_of
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit


@pytest.fixture
def record(world: World) -> Unit:
    """Stands for a health record: what matters is its kind and its number."""
    return world.here


@pytest.fixture
def request_of(world: World, moment: datetime) -> Request:
    request = cast("Request", RequestFactory(headers={"host": "localhost"}).get("/cases/1/"))
    request.session, request.moment = SessionStore(), moment
    request.htmx = False  # type: ignore[assignment]  # all that is asked of it is whether it is true
    request._holder = Holder("user:1", (Grant(Role.TRACER, world.here.id),), moment.date())  # type: ignore[attr-defined]  # kept on the request
    return request


def test_a_record_is_not_shown_before_somebody_says_why(request_of: Request, record: Unit) -> None:
    with pytest.raises(PurposeNeeded):
        opened_for(request_of, record)

    assert not Entry.objects.filter(action=OPENED).exists()


def test_every_opening_is_in_the_chain_with_its_purpose(request_of: Request, record: Unit) -> None:
    state(request_of, subject_of(record), Purpose.TRACING, for_all=False)

    opened_for(request_of, record)
    opened_for(request_of, record)

    entries = Entry.objects.filter(action=OPENED).values_list("purpose", "subject_id", "actor")
    assert [*entries] == [("tracing", str(record.pk), "user:1")] * 2


def test_a_purpose_for_one_record_does_not_open_another(request_of: Request, world: World) -> None:
    state(request_of, subject_of(world.here), Purpose.CARE, for_all=False)

    with pytest.raises(PurposeNeeded):
        opened_for(request_of, world.elsewhere)


def test_a_round_of_visits_is_asked_once(request_of: Request, world: World) -> None:
    state(request_of, subject_of(world.here), Purpose.FOLLOW_UP, for_all=True)

    assert opened_for(request_of, world.elsewhere) == Purpose.FOLLOW_UP


def test_after_half_an_hour_it_is_asked_again(request_of: Request, record: Unit) -> None:
    state(request_of, subject_of(record), Purpose.TRACING, for_all=True)

    request_of.moment += HOLDS_FOR - timedelta(seconds=1)
    assert opened_for(request_of, record) == Purpose.TRACING

    request_of.moment += timedelta(seconds=1)
    with pytest.raises(PurposeNeeded):
        opened_for(request_of, record)


def test_the_question_comes_back_to_the_record(request_of: Request, record: Unit) -> None:
    answer = PurposeMiddleware(lambda _request: HttpResponse()).process_exception(
        request_of, PurposeNeeded(subject_of(record))
    )

    assert answer is not None
    assert answer.status_code == 302
    assert "next=%2Fcases%2F1%2F" in answer.headers["Location"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_question_leads_nowhere_else(world: World, elsewhere: str) -> None:
    client = Client()
    client.force_login(person("lan", Role.INSPECTOR))
    _without_second_factor = {"kind": "cases.case", "id": "1", "purpose": "tracing", "next": elsewhere}

    answer = client.post(reverse("console:purpose"), _without_second_factor)

    assert answer.status_code == 302
    assert answer.headers["Location"] in {"/", reverse("console:second_factor")}


def test_nobody_without_a_session_is_asked(world: World) -> None:
    assert Client().get(reverse("console:purpose")).status_code == 403
