"""From a registered case to followed contacts: the services together, on a real database."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from tests.authority.permissions import World, make_world

from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, Contact, Identity, Person
from bluezone.authority.cases.queries import described_as, due_on, duplicates_of
from bluezone.authority.cases.rules.words import Classification, ContactState, Degree, FollowUp, Setting, VisitResult
from bluezone.authority.cases.services import (
    CaseFacts,
    ChangedMeanwhile,
    Doing,
    ExposureFacts,
    PersonFacts,
    VisitFacts,
    add_contact,
    add_person,
    confirm_case,
    edit_case,
    facts_of_case,
    merge_people,
    record_visit,
    register_case,
    undo_merge,
)

TODAY = date(2020, 8, 5)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def doing(moment: datetime) -> Doing:
    return Doing("user:1", "tracing", moment)


def somebody(moment: datetime, name: str = "Lò Thị Mây", **more: str) -> Person:
    return add_person(PersonFacts(name, birth_year=1980, phone=more.get("phone", "0912345678")), moment)


@pytest.fixture
def case(world: World, doing: Doing) -> Case:
    return register_case(somebody(doing.moment), world.here, CaseFacts(TODAY, sampled_on=TODAY), doing)


def test_confirming_a_case_twice_is_confirming_it_once(case: Case, doing: Doing) -> None:
    confirm_case(case, TODAY, doing)
    again = confirm_case(case, TODAY, doing)

    assert again.classification == Classification.CONFIRMED
    assert again.follow_up_until == TODAY + timedelta(days=14)
    assert Entry.objects.filter(action="case.confirm").count() == 1


def test_the_second_of_two_officers_sees_what_the_first_saved(case: Case, doing: Doing) -> None:
    edit_case(case, CaseFacts(TODAY, treated_at="Bệnh viện tỉnh"), doing, revision=1)

    with pytest.raises(ChangedMeanwhile) as refused:
        edit_case(case, CaseFacts(TODAY, treated_at="Trạm y tế"), doing, revision=1)

    present = refused.value.present
    assert isinstance(present, Case)
    assert facts_of_case(present).treated_at == "Bệnh viện tỉnh"


def test_a_later_exposure_starts_the_days_of_follow_up_again(case: Case, world: World, doing: Doing) -> None:
    who = somebody(doing.moment, "Vàng A Páo")
    early, late = doing.moment - timedelta(days=9), doing.moment - timedelta(days=1)

    add_contact(who, world.here, case, [ExposureFacts(early, setting=Setting.HOUSEHOLD)], doing)
    contact = add_contact(who, world.here, case, [ExposureFacts(late)], doing)

    assert Contact.objects.count() == 1
    assert contact.follow_up_until == TODAY + timedelta(days=13)
    assert contact.follow_up == FollowUp.FOLLOW_UP


def test_whoever_met_a_contact_is_an_f2(case: Case, world: World, doing: Doing) -> None:
    first = add_contact(somebody(doing.moment, "A"), world.here, case, [ExposureFacts(doing.moment)], doing)

    second = add_contact(somebody(doing.moment, "B"), world.here, first, [ExposureFacts(doing.moment)], doing)

    assert (second.degree, second.state) == (Degree.SECOND, ContactState.CONTACT)


def test_a_visit_that_is_sent_twice_is_one_visit(case: Case, world: World, doing: Doing) -> None:
    contact = add_contact(somebody(doing.moment, "A"), world.here, case, [ExposureFacts(doing.moment)], doing)
    facts = VisitFacts(uuid4(), TODAY, VisitResult.COOPERATIVE)

    record_visit(contact, facts, doing)
    record_visit(contact, facts, doing)

    assert contact.visits.count() == 1
    assert not due_on(Contact.objects.all(), TODAY).exists()
    assert due_on(Contact.objects.all(), TODAY + timedelta(days=1)).exists()


def test_two_records_brought_together_can_be_taken_apart_again(case: Case, world: World, doing: Doing) -> None:
    other = somebody(doing.moment, "Lò Thị Mây", phone="0987654321")
    contact = add_contact(other, world.here, None, [ExposureFacts(doing.moment)], doing)
    kept_before, gone_before = Identity.objects.get(person=case.person), Identity.objects.get(person=other)

    merge = merge_people(case.person, other, doing)
    assert Contact.objects.get(pk=contact.pk).person == case.person
    undo_merge(merge, doing)

    assert Contact.objects.get(pk=contact.pk).person_id == gone_before.person_id
    assert Identity.objects.get(person=gone_before.person_id).phone == "0987654321"
    assert Identity.objects.get(person=case.person).phone == kept_before.phone


def test_a_name_that_differs_by_one_tone_mark_is_proposed_never_merged(world: World, doing: Doing) -> None:
    may = somebody(doing.moment, "Lò Thị Mây")
    somebody(doing.moment, "Lò Thị Mấy")

    found = duplicates_of(described_as(may.identity), apart_from=may)

    assert [like.is_proposed for _person, like in found] == [True]
    assert Person.objects.count() == 2
