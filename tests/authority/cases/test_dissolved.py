"""What lies with a commune that was dissolved is counted, passed on to whom followed it, and can be taken back."""

from datetime import date, timedelta

import pytest
from django.test import Client
from tests.authority.cases.desk import TODAY, a_case, a_contact, desk_of, doing, officer
from tests.authority.permissions import BEGINNING, World

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, Contact, Transfer
from bluezone.authority.cases.services import pass_on_all, take_all_back
from bluezone.authority.territory.conversion import Basis
from bluezone.authority.territory.models import Succession, Unit, UnitEdge
from bluezone.protocol.errors import RuleViolation

PAGE = "/cases/dissolved/"


def end(world: World, *successors: Unit, last: date = TODAY - timedelta(days=1)) -> None:
    """Dissolve the commune `here`, which others follow on the day after."""
    UnitEdge.objects.filter(child=world.here).update(valid_to=last)
    Unit.objects.filter(pk=world.here.pk).update(valid_to=last)
    world.here.refresh_from_db()
    for each in successors:
        Succession.objects.create(
            predecessor=world.here, successor=each, date=last + timedelta(days=1), basis=Basis.PART_BY_AREA
        )


def another(world: World, name: str) -> Unit:
    unit = Unit.objects.create(
        kind="xa", name=name, short_name=name, folded=name.lower(), stat_code="03999", valid_from=BEGINNING
    )
    UnitEdge.objects.create(tree="territory", parent=world.province, child=unit, valid_from=BEGINNING)
    return unit


@pytest.fixture
def records(world: World) -> tuple[Case, Contact]:
    case = a_case(world)
    return case, a_contact(case, world.here)


def test_records_of_a_dissolved_commune_are_counted_passed_on_and_taken_back(
    world: World, doctor: Client, records: tuple[Case, Contact]
) -> None:
    assert "dissolved units" not in doctor.get("/cases/").content.decode()
    end(world, world.elsewhere)
    asked = {"unit": str(world.here.pk), "successor": str(world.elsewhere.pk)}

    warned = doctor.get("/cases/").content.decode()
    page = doctor.get(PAGE)
    (row,) = page.context["rows"]
    passed = doctor.post(PAGE, asked)
    after = doctor.get(PAGE)
    (act,) = after.context["acts"]

    assert "dissolved units" in warned
    assert "Milestones and venues stay where they were noted." in page.content.decode()
    assert (row.unit, row.successors, row.cases, row.contacts) == (world.here, (world.elsewhere,), 1, 1)
    assert (passed.status_code, after.context["rows"], act.count) == (302, [], 2)
    assert {Case.objects.get().unit, Contact.objects.get().unit} == {world.elsewhere}
    assert Transfer.objects.count() == Entry.objects.filter(action="record.transfer", purpose="follow_up").count() == 2

    back = doctor.post(f"{PAGE}take-back/", asked | {"moment": act.moment.isoformat()})

    assert back.status_code == 302
    assert {Case.objects.get().unit, Contact.objects.get().unit} == {world.here}
    assert Transfer.objects.count() == Entry.objects.filter(action="record.transfer").count() == 4


def test_of_a_commune_that_was_split_somebody_chooses_who_follows(
    world: World, doctor: Client, records: tuple[Case, Contact]
) -> None:
    third = another(world, "Pa Tan")
    end(world, world.elsewhere, third)

    (row,) = doctor.get(PAGE).context["rows"]
    doctor.post(PAGE, {"unit": str(world.here.pk), "successor": ""})
    left = {Case.objects.get().unit, Contact.objects.get().unit}
    doctor.post(PAGE, {"unit": str(world.here.pk), "successor": str(third.pk)})

    assert {*row.successors} == {world.elsewhere, third}
    assert left == {world.here}
    assert {Case.objects.get().unit, Contact.objects.get().unit} == {third}


def test_who_is_in_charge_of_one_part_only_passes_nothing_on(world: World, records: tuple[Case, Contact]) -> None:
    third = another(world, "Pa Tan")
    end(world, world.elsewhere, third)
    of_a_part = desk_of(officer("part", Role.CDC_DOCTOR, third))

    shown = of_a_part.get(PAGE).context["rows"]
    asked = of_a_part.post(PAGE, {"unit": str(world.here.pk), "successor": str(third.pk)})

    assert (shown, asked.status_code) == ([], 403)
    assert Transfer.objects.count() == 0


def test_records_go_nowhere_but_to_a_successor_and_only_once_the_unit_ended(
    world: World, records: tuple[Case, Contact]
) -> None:
    def refusal(successor: Unit) -> str:
        with pytest.raises(RuleViolation) as refused:
            pass_on_all(world.here, successor, "dissolved", doing())
        return refused.value.code

    standing = refusal(world.elsewhere)
    end(world, world.elsewhere)

    assert standing == "unit_stands"
    assert refusal(world.province) == "not_a_successor"
    assert pass_on_all(world.here, world.elsewhere, "dissolved", doing()) == 2


def test_what_moved_on_meanwhile_is_not_taken_back(world: World, records: tuple[Case, Contact]) -> None:
    end(world, world.elsewhere)
    pass_on_all(world.here, world.elsewhere, "dissolved", doing())
    Case.objects.update(unit=world.province)

    assert take_all_back(world.here, world.elsewhere, doing().moment, "mistake", doing()) == 1
    with pytest.raises(RuleViolation) as refused:
        take_all_back(world.here, world.elsewhere, doing().moment, "mistake", doing())
    assert refused.value.code == "nothing_to_take_back"


def test_a_unit_is_followed_through_every_change_since(world: World, doctor: Client, records: object) -> None:
    third = another(world, "Pa Tan")
    end(world, third, last=TODAY - timedelta(days=30))
    Unit.objects.filter(pk=third.pk).update(valid_to=TODAY - timedelta(days=1))
    Succession.objects.create(predecessor=third, successor=world.elsewhere, date=TODAY, basis=Basis.PART_BY_AREA)

    (row,) = doctor.get(PAGE).context["rows"]

    assert row.successors == (world.elsewhere,)
