"""Case work on the console: cases, contacts, follow-up, milestones, definitions."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tests.authority.permissions import Everybody, Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Case, Contact
from bluezone.authority.cases.rules.words import ContactState, QuarantinePlace, SampleKind
from bluezone.authority.cases.services import (
    CaseFacts,
    Doing,
    ExposureFacts,
    MilestoneFacts,
    PersonFacts,
    add_contact,
    add_milestone,
    add_person,
    merge_people,
    order_quarantine,
    record_sample,
    register_case,
)
from bluezone.authority.territory.models import Unit

PARTS = Mapping[str, Any]
DAY = date(2020, 8, 5)


def doing(world: World) -> Doing:
    return Doing("system", "tracing", world.moment)


def made_case(world: World, unit: Unit) -> Case:
    person = add_person(PersonFacts("Người Thử", birth_year=1980, unit=unit), world.moment)
    return register_case(person, unit, CaseFacts(DAY), doing(world))


def made_contact(world: World, unit: Unit, state: ContactState = ContactState.CONTACT) -> Contact:
    person = add_person(PersonFacts("Người Gần", unit=unit), world.moment)
    met = ExposureFacts(world.moment - timedelta(days=1))
    return add_contact(person, unit, None, [met], doing(world), state=state)


def a_case(world: World, unit: Unit) -> PARTS:
    return {"case_id": made_case(world, unit).pk}


def a_contact(world: World, unit: Unit) -> PARTS:
    return {"contact_id": made_contact(world, unit).pk}


def a_candidate(world: World, unit: Unit) -> PARTS:
    return {"contact_id": made_contact(world, unit, ContactState.CANDIDATE).pk}


def a_followed_case(world: World, unit: Unit) -> PARTS:
    return {"kind": "cases", "record_id": made_case(world, unit).pk}


def a_followed_contact(world: World, unit: Unit) -> PARTS:
    return {"kind": "contacts", "record_id": made_contact(world, unit).pk}


def a_sample(world: World, unit: Unit) -> PARTS:
    case = made_case(world, unit)
    sample = record_sample(case.person, DAY, SampleKind.PCR, "CDC", doing(world))
    return {"kind": "cases", "record_id": case.pk, "sample_id": sample.pk}


def an_order(world: World, unit: Unit) -> PARTS:
    contact = made_contact(world, unit)
    last = DAY + timedelta(days=13)
    made = order_quarantine(contact, unit, doing(world), place=QuarantinePlace.HOME, first_day=DAY, last_day=last)
    return {"order_id": made.pk}


def a_milestone(world: World, unit: Unit) -> PARTS:
    facts = MilestoneFacts("Chợ", unit, world.moment - timedelta(hours=5))
    return {"milestone_id": add_milestone(None, facts, doing(world)).pk}


def a_merge(world: World, unit: Unit) -> PARTS:
    case, other = made_case(world, unit), add_person(PersonFacts("Người Thử"), world.moment)
    return {"merge_id": merge_people(case.person, other, doing(world)).pk}


READ, EDIT, TRACE = Action.READ_CASES, Action.EDIT_CASES, Action.TRACE_CONTACTS
FOLLOW, ORDER, MERGE = Action.FOLLOW_UP, Action.ORDER_QUARANTINE, Action.MERGE_PEOPLE
OF_A_CASE = {"visit": FOLLOW, "person": TRACE, "note": READ, "symptoms": TRACE, "order": ORDER}
OF_A_CONTACT = {"interview": TRACE, "stand": FOLLOW, "duplicates": MERGE, "sample": TRACE, "pass_on": TRACE}
ROWS = [
    Row("console", "cases:cases", READ),
    Row("console", "cases:contacts", READ),
    Row("console", "cases:moved", READ),
    Row("console", "cases:dissolved", EDIT),
    Row("console", "cases:take_back", EDIT, method="POST"),
    Row("console", "cases:find_units", READ),
    Row("console", "cases:register", Action.REGISTER_CASES),
    Row("console", "cases:definitions", Everybody.LOGGED_IN),
    Row("console", "cases:new_definition", Action.DEFINE_CASES),
    Row("console", "cases:merges", MERGE),
    Row("console", "cases:unmerge", MERGE, a_merge, scoped=True, method="POST"),
    Row("console", "cases:case", READ, a_case, scoped=True),
    Row("console", "cases:edit", EDIT, a_case, scoped=True),
    Row("console", "cases:confirm", EDIT, a_case, scoped=True),
    Row("console", "cases:close", EDIT, a_case, scoped=True),
    Row("console", "cases:reopen", EDIT, a_case, scoped=True, method="POST"),
    Row("console", "cases:infector", TRACE, a_case, scoped=True),
    Row("console", "cases:add_to_case", TRACE, a_case, scoped=True),
    Row("console", "cases:contact", READ, a_contact, scoped=True),
    Row("console", "cases:promote", TRACE, a_candidate, scoped=True, method="POST"),
    Row("console", "cases:drop", TRACE, a_candidate, scoped=True, method="POST"),
    Row("console", "cases:expose", TRACE, a_contact, scoped=True),
    Row("console", "cases:fall_ill", Action.REGISTER_CASES, a_contact, scoped=True),
    Row("console", "cases:follow_up", FOLLOW),
    Row("console", "cases:backlog", FOLLOW),
    Row("console", "cases:fresh_token", FOLLOW),
    Row("console", "cases:milestones", READ),
    Row("console", "cases:milestone", READ, a_milestone, scoped=True),
    Row("console", "cases:add_place", TRACE),
    Row("console", "cases:review", Action.RELEASE_MILESTONES, a_milestone, scoped=True, method="POST"),
    Row("console", "cases:export", Action.EXPORT_CASES, lambda _world, _unit: {"kind": "cases"}),
    *(Row("console", f"cases:{page}", need, a_followed_case, scoped=True) for page, need in OF_A_CASE.items()),
    *(Row("console", f"cases:{page}", need, a_followed_contact, scoped=True) for page, need in OF_A_CONTACT.items()),
    Row("console", "cases:result", EDIT, a_sample, scoped=True),
    Row("console", "cases:merge", MERGE, a_followed_case, scoped=True, method="POST", body={"gone": ""}),
    Row("console", "cases:lift", ORDER, an_order, scoped=True, method="POST"),
    Row("console", "cases:order_docx", ORDER, an_order, scoped=True),
    Row("console", "cases:order_pdf", ORDER, an_order, scoped=True),
]
