"""The epidemiologist's pages: figures of the own units, and nobody's name."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings
from tests.authority.accounts.people import person
from tests.authority.permissions import World, make_world
from tests.authority.surveillance.outbreak import invent

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import InfectionLink
from bluezone.authority.cases.services import Doing, ExposureFacts, PersonFacts, add_contact, add_person

FIRST = date(2020, 6, 20)


@pytest.fixture
def world(db: None, settings: Settings, moment: datetime) -> World:
    settings.BLUEZONE_CLOCK = "tests.authority.accounts.people.watch"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    return make_world()


@pytest.fixture
def client(world: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person("thu", Role.EPIDEMIOLOGIST, unit=world.here))
    return client


def text(client: Client, page: str, **asked: str) -> str:
    return client.get(reverse(f"surveillance:{page}"), asked).content.decode()


def test_an_empty_province_says_what_to_do(client: Client) -> None:
    assert "No case in this period" in text(client, "statistics")
    assert "No case in this period" in text(client, "chain")


def test_only_the_own_units_are_counted(client: Client, world: World, moment: datetime) -> None:
    invent(world.here, 12, first=FIRST, moment=moment)
    invent(world.elsewhere, 30, first=FIRST, moment=moment, seed=2)

    answer = client.get(reverse("surveillance:statistics"), {"format": "json"}).json()

    assert answer["cases"] == 12
    assert sum(bar["cases"] for bar in answer["curve"]) == 12


def test_no_page_names_anybody(client: Client, world: World, moment: datetime) -> None:
    case = invent(world.here, 3, first=FIRST, moment=moment)[0]
    facts = PersonFacts("Lò Thị Mây", phone="0912345678")
    add_contact(
        add_person(facts, moment), world.here, case, [ExposureFacts(moment)], Doing("user:1", "tracing", moment)
    )

    shown = text(client, "statistics") + text(client, "chain") + text(client, "chain", format="csv")

    assert "Mây" not in shown
    assert "0912345678" not in shown


def test_the_chain_as_a_table_has_every_source(client: Client, world: World, moment: datetime) -> None:
    cases = invent(world.here, 20, first=FIRST, moment=moment, further=5)

    rows = [*csv.DictReader(io.StringIO(text(client, "chain", format="csv").lstrip("\ufeff")))]

    stated = sum(len(row["infected_by"].split()) for row in rows)
    assert [row["case"] for row in rows] == [case.number for case in cases]
    assert stated == InfectionLink.objects.count()


def test_a_number_that_looks_like_a_formula_is_a_text(client: Client, world: World, moment: datetime) -> None:
    case = invent(world.here, 1, first=FIRST, moment=moment)[0]
    case.number = "=1+1"
    case.save()

    assert "'=1+1" in text(client, "chain", format="csv")


@pytest.mark.parametrize("page", ["statistics", "chain", "curve_csv"])
def test_a_page_asks_the_database_as_often_for_many_as_for_few(
    client: Client, world: World, moment: datetime, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    invent(world.here, 60, first=FIRST, moment=moment)

    with django_assert_max_num_queries(36):
        client.get(reverse(f"surveillance:{page}"))


def test_nonsense_in_the_address_is_the_usual_period(client: Client, world: World, moment: datetime) -> None:
    invent(world.here, 5, first=moment.date() - timedelta(days=55), moment=moment)

    assert "5 cases" in text(client, "chain", **{"from": "9999-99-99", "to": "x", "unit": "'; drop", "by": "name"})


def test_looking_at_figures_is_noted(client: Client, world: World) -> None:
    text(client, "chain")

    assert Entry.objects.filter(action="statistics.chain", purpose="statistics").count() == 1
