"""Pages about gates: today, the list of shifts, the words behind one, a telephone for the gate."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from tests.authority.accounts.people import person
from tests.authority.permissions import World
from tests.rollout.gate.conftest import HOUR, MORNING, Keeper, an_office, keeper_of
from tests.rollout.venues.test_pages import text_of

from bluezone.authority.accounts.rules import Role
from bluezone.authority.territory.models import Unit
from bluezone.rollout.fieldwork.models import Enrolment
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.gate.rules.bars import heights

EVENING = MORNING + 10 * HOUR
CLOCK = "tests.rollout.gate.test_pages.present_clock"


class PresentClock:
    """A clock that shows the evening of these tests."""

    def now(self) -> object:
        return EVENING


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture
def head(agency: Unit, settings: Settings) -> Client:
    """The head of the agency at the console."""
    settings.BLUEZONE_CLOCK = CLOCK
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    client = Client()
    client.force_login(person("head", Role.REPORTER, unit=agency))
    client.cookies["bluezone-language"] = "en"
    return client


def test_an_empty_page_says_how_to_appoint_a_keeper(head: Client, agency: Unit) -> None:
    shown = head.get(reverse("gate:gates"))

    assert "No shift has been counted yet" in text_of(shown)
    assert reverse("gate:invite", args=[agency.pk]) in shown.content.decode()


def test_the_head_reads_today_and_each_shift_opens_to_its_words(head: Client, keeper: Keeper) -> None:
    keeper.says("a", MORNING, came=3)
    keeper.says("a", EVENING, closed=True, came=1234, went=1240, helped=7)
    keeper.says("b", EVENING, number=2, came=5)
    keeper.sends(EVENING)

    listed = text_of(head.get(reverse("gate:gates")))
    opened = text_of(head.get(reverse("gate:shift", args=[keeper.shifts["a"]])))

    assert "1,234" in listed
    assert "Shifts that are open" in listed
    assert "6 more went out than came in" in opened
    assert opened.count("№") == 2


def test_a_silent_gate_and_a_forgotten_shift_are_named(head: Client, keeper: Keeper, agency: Unit) -> None:
    keeper_of(agency, "two", "back")
    keeper.says("a", MORNING - 8 * HOUR, came=3)
    keeper.sends(MORNING)

    listed = text_of(head.get(reverse("gate:gates")))

    assert "probably not closed" in listed
    assert "gate back" in listed


def test_a_gate_of_another_agency_is_not_shown(head: Client, world: World) -> None:
    other = keeper_of(an_office(world, "So Y te"), "two")
    other.says("a", EVENING, came=3)
    other.sends(EVENING)

    assert "So Y te" not in text_of(head.get(reverse("gate:gates")))
    assert head.get(reverse("gate:shift", args=[other.shifts["a"]])).status_code in {403, 404}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_list_of_shifts_is_handed_out_as_it_is_narrowed(head: Client, keeper: Keeper, kind: str) -> None:
    keeper.says("a", EVENING, closed=True, came=4321)
    keeper.says("b", EVENING, number=2, came=5678)
    keeper.sends(EVENING)

    answer = head.get(reverse("gate:export"), {"file": kind, "state": "closed"})

    assert answer.status_code == 200
    if kind != "xlsx":
        assert (b"4321" in answer.content, b"5678" in answer.content) == (True, False)


@pytest.mark.parametrize("order", ["", "oldest", "came", "helped", "nonsense"])
@pytest.mark.parametrize("state", ["", "open", "forgotten"])
def test_the_list_sorts_and_narrows(head: Client, keeper: Keeper, order: str, state: str) -> None:
    keeper.says("a", EVENING, came=3)
    keeper.sends(EVENING)

    asked = {"sort": order, "state": state, "q": "xay", "first": "2026-11-01", "last": "2026-11-30"}

    assert head.get(reverse("gate:gates"), asked).status_code == 200


def test_the_page_asks_as_often_for_many_shifts_as_for_one(head: Client, keeper: Keeper) -> None:
    keeper.says("a", EVENING, came=3)
    keeper.sends(EVENING)
    for _ in range(2):
        head.get(reverse("gate:gates"))
    with CaptureQueriesContext(connection) as one:
        head.get(reverse("gate:gates"))
    for number in range(6):
        keeper.says(f"more {number}", EVENING, came=number)
    keeper.sends(EVENING)

    with CaptureQueriesContext(connection) as many:
        head.get(reverse("gate:gates"))

    assert len(one) == len(many)


def test_the_head_makes_a_telephone_the_gates(head: Client, agency: Unit) -> None:
    where = reverse("gate:invite", args=[agency.pk])

    refused = head.post(where, {"gate": ""})
    made = head.post(where, {"gate": "back gate"})

    assert refused.status_code == 422
    row = Enrolment.objects.get()
    assert (row.unit, row.duty, row.part) == (agency, Duty.KEEPER, "back gate")
    assert "/field/#e=" in made.content.decode()
    assert where in head.get(reverse("reporting:keeper", args=[agency.pk])).content.decode()


@given(st.lists(st.integers(0, 10**6)), st.integers(1, 500))
def test_a_chart_shows_every_day_with_somebody(counts: list[int], tallest: int) -> None:
    tall = heights(counts, tallest)

    assert all(bool(count) == bool(height) for count, height in zip(counts, tall, strict=True))
    assert max(tall, default=0) <= tallest
