"""The public list of the first 150 cases of Việt Nam: read where it lies beside the repository, never copied into it.

Source: trongthanh/vncovid19, from the Ministry of Health of Vietnam and Wikipedia, CC BY 4.0. It tells of real people, so
it is read by this test alone, and no picture, log or demonstration shows it.
"""

import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.authority.linelist.lists import bring_in
from tests.authority.permissions import World, make_world
from tests.lab.test_traces import shared

from bluezone.authority.cases.models import Case, InfectionLink, Person
from bluezone.authority.cases.queries import links_between
from bluezone.authority.cases.rules.chain import Link, read_chain
from bluezone.authority.cases.services import Doing
from bluezone.authority.linelist.rules.columns import Kind
from bluezone.authority.linelist.services import hand_in, plan_for

DOING = Doing("user:1", "quality", datetime(2020, 12, 31, 1, tzinfo=UTC))


@pytest.fixture
def folder() -> Path:
    return shared("vn-linelist-2020")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_real_list_comes_in_once_with_its_chain_and_its_curve(folder: Path, world: World) -> None:
    content, stated = (folder / "cases.csv").read_bytes(), rows(folder / "links.csv")

    plan = plan_for(hand_in("cases.csv", content, world.province, DOING), DOING.day)
    assert plan.kind is Kind.CASES
    assert plan.counts == {"new": 150, "changed": 0, "same": 0, "refused": 0}
    bring_in(content, world.province, DOING)

    number = {str(key): number for key, number in Case.objects.values_list("pk", "number")}
    links = {(number[link.infector], number[link.infectee]) for link in links_between(Case.objects.all())}
    assert links == {(row["infector_id"], row["infectee_id"]) for row in stated}
    mine = read_chain(sorted(number), links_between(Case.objects.all()))
    theirs = read_chain(
        [row["id"] for row in rows(folder / "cases.csv")],
        [Link(row["infector_id"], row["infectee_id"]) for row in stated],
    )
    assert {number[key]: depth for key, depth in mine.generation.items()} == dict(theirs.generation)
    assert len(mine.circles) == len(theirs.circles)
    curve = Counter(Case.objects.values_list("confirmed_on", flat=True))
    assert curve == Counter(date.fromisoformat(row["positive_date"]) for row in rows(folder / "cases.csv"))
    assert Counter(Case.objects.values_list("reported_on", flat=True)) == curve


def test_the_real_list_adds_nothing_the_second_time(folder: Path, world: World) -> None:
    content, links = (folder / "cases.csv").read_bytes(), (folder / "links.csv").read_bytes()
    bring_in(content, world.province, DOING)
    before = (Person.objects.count(), Case.objects.count(), InfectionLink.objects.count())

    again = bring_in(content, world.province, DOING)
    of_links = bring_in(links, world.province, DOING)

    assert (again["same"], of_links["same"]) == (150, 41)
    assert (Person.objects.count(), Case.objects.count(), InfectionLink.objects.count()) == before == (150, 150, 41)


def test_no_column_of_the_real_list_is_lost(folder: Path, world: World) -> None:
    bring_in((folder / "cases.csv").read_bytes(), world.province, DOING)

    for row in rows(folder / "cases.csv"):
        case = Case.objects.select_related("person").get(number=row["id"])
        assert case.more.get("status", "") == row["status"]
        assert case.more.get("flights", "") == row["flights"].strip()
        assert case.more.get("age", "") == row["age"]
        assert (case.treated_at, case.detected_in) == (row["treat_location"], row["detected_in"])
        assert case.person.nationality == row["nationality"]
