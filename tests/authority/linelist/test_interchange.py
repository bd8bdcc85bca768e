"""The interchange document: everything out, everything in again, nothing twice."""

import json
import re
from contextlib import suppress
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.authority.linelist.lists import CASES, CONTACTS, DOING, bring_in, csv_bytes
from tests.authority.permissions import World, make_world
from tests.strategies import plain_json

from bluezone.authority.cases.models import (
    Case,
    Contact,
    Exposure,
    Identity,
    InfectionLink,
    Milestone,
    Note,
    Person,
    Presence,
    QuarantineOrder,
    Sample,
    SymptomReport,
    Transfer,
    Visit,
)
from bluezone.authority.cases.rules.words import Outcome, QuarantinePlace, SampleKind, SampleResult, VisitResult
from bluezone.authority.cases.services import (
    MilestoneFacts,
    VisitFacts,
    add_milestone,
    close_case,
    note,
    order_quarantine,
    record_result,
    record_sample,
    record_symptoms,
    record_visit,
    transfer,
)
from bluezone.authority.linelist.queries.interchange import MODELS, document_of
from bluezone.authority.linelist.rules.interchange import KINDS, Form, Member, as_json, from_json
from bluezone.authority.linelist.services.interchange import bring_in as bring_in_document
from bluezone.authority.linelist.services.interchange import hold_against, read_document
from bluezone.protocol.errors import MalformedMessage, RuleViolation

PAGE = Path(__file__).parents[3] / "docs" / "interchange.md"
TODAY = date(2020, 8, 5)
GOES = (Note, Transfer, QuarantineOrder, Visit, Exposure, Contact, Presence, Milestone, SymptomReport, Sample)
GOES_TOO = (InfectionLink, Case, Identity, Person)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def value_of(member: Member) -> st.SearchStrategy[Any]:
    """Anything that a column of the registry can hold, as `as_json` takes it."""
    found: dict[Form, st.SearchStrategy[Any]] = {
        Form.TEXT: TEXTS.map(lambda text: text[: member.longest]),
        Form.NUMBER: st.integers(0, 2**31 - 1),
        Form.TRUTH: st.booleans(),
        Form.DAY: st.dates(),
        Form.MOMENT: st.datetimes(timezones=st.just(UTC)),
        Form.DECIMAL: st.decimals(0, 99, places=1),
        Form.ID: st.uuids().map(str),
        Form.WORD: st.sampled_from([word.value for word in member.words or ()] or [""]),
        Form.PLAIN: st.lists(plain_json, max_size=2) | st.dictionaries(TEXTS, plain_json, max_size=2),
    }
    return found[member.form] | st.none() if member.optional else found[member.form]


@st.composite
def records(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A kind, and a record of it."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    return kind, {each.column: draw(value_of(each)) for each in KINDS[kind]}


@given(records())
def test_a_record_loses_nothing_on_its_way(given_record: tuple[str, dict[str, Any]]) -> None:
    kind, columns = given_record

    on_the_wire = msgspec.json.decode(msgspec.json.encode(as_json(kind, columns)))

    assert from_json(kind, on_the_wire) == columns


@given(st.sampled_from(sorted(KINDS)), plain_json)
def test_anything_as_a_record_is_a_record_or_malformed(kind: str, stated: object) -> None:
    with suppress(MalformedMessage):
        from_json(kind, stated)


@given(records(), st.data())
def test_a_member_of_another_form_is_malformed(given_record: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    kind, columns = given_record
    member = data.draw(st.sampled_from([each for each in KINDS[kind] if each.form not in {Form.PLAIN, Form.TRUTH}]))

    with pytest.raises(MalformedMessage, match=member.name):
        from_json(kind, {**as_json(kind, columns), member.name: True})


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_malformed(content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        read_document(content)


def everything(world: World) -> bytes:
    """A registry in which each kind of record stands, and its document."""
    bring_in(csv_bytes(CASES), world.province)
    bring_in(csv_bytes(CONTACTS), world.province)
    case, contact = Case.objects.get(number="BN1"), Contact.objects.order_by("pk")[0]
    start = DOING.moment - timedelta(days=2)
    place = add_milestone(case, MilestoneFacts("Chợ Mường Tè", world.here, start), DOING)
    Milestone.objects.filter(pk=place.pk).update(
        supersedes=add_milestone(None, MilestoneFacts("Bến xe", world.here, start), DOING)
    )
    sample = record_sample(case.person, TODAY, SampleKind.PCR, "CDC", DOING)
    record_result(sample, SampleResult.POSITIVE, DOING)
    record_symptoms(case.person, TODAY, ["fever", "cough"], DOING)
    record_visit(contact, VisitFacts(uuid4(), TODAY, VisitResult.COOPERATIVE), DOING)
    order_quarantine(contact, world.here, DOING, place=QuarantinePlace.HOME, first_day=TODAY, last_day=TODAY)
    transfer(contact, world.here, "chuyển nơi ở", DOING)
    note(case, "Đã gọi điện.\nHẹn gọi lại.", DOING)
    close_case(case, Outcome.RECOVERED, TODAY, DOING)
    Exposure.objects.update(milestone=place)
    return document(world)


def document(world: World) -> bytes:
    units = [world.province.pk, world.here.pk, world.elsewhere.pk]
    return document_of(units, DOING.moment, invented=True)


def empty() -> None:
    for model in (*GOES, *GOES_TOO):
        model._default_manager.all().delete()


def test_a_registry_brought_into_an_empty_one_is_the_same(world: World) -> None:
    whole = everything(world)
    assert all(json.loads(whole)[kind] for kind in KINDS)
    empty()

    incoming = bring_in_document(read_document(whole), world.province, DOING)

    assert document(world) == whole
    assert (incoming.same, incoming.left_out, incoming.different) == (1, 0, ())


def test_a_document_brought_in_twice_adds_nothing(world: World) -> None:
    whole = everything(world)
    before = {kind: model._default_manager.count() for kind, model in MODELS.items()}

    incoming = bring_in_document(read_document(whole), world.province, DOING)

    assert not any(incoming.records.values())
    assert {kind: model._default_manager.count() for kind, model in MODELS.items()} == before


def test_a_record_that_differs_refuses_the_whole_document(world: World) -> None:
    whole = everything(world)
    Note.objects.all().delete()
    Case.objects.filter(number="BN2").update(treated_at="Trạm y tế")
    stated = read_document(whole)

    with pytest.raises(RuleViolation) as refused:
        bring_in_document(stated, world.province, DOING)

    assert refused.value.code == "interchange_differs"
    assert hold_against(stated, world.province, TODAY).different == (("cases", str(Case.objects.get(number="BN2").pk)),)
    assert not Note.objects.exists()


def test_a_document_of_another_unit_is_refused(world: World) -> None:
    stated = read_document(everything(world))

    with pytest.raises(RuleViolation) as refused:
        bring_in_document(stated, world.elsewhere, DOING)

    assert refused.value.code == "interchange_refused"


def test_what_names_somebody_outside_the_document_is_counted_not_invented(world: World) -> None:
    everything(world)
    Case.objects.filter(number="BN1").update(unit=world.elsewhere)
    part = document_of([world.province.pk, world.here.pk], DOING.moment, invented=True)
    outside = json.loads(part)["outside"]
    empty()

    incoming = bring_in_document(read_document(part), world.province, DOING)

    assert str(uuid4()) not in outside
    assert len(outside) >= 1
    assert incoming.left_out >= 3
    assert not InfectionLink.objects.filter(infector__number="BN1").exists()
    assert Exposure.objects.filter(source_case=None).exists()


def test_a_record_that_stands_twice_is_malformed(world: World) -> None:
    whole = json.loads(everything(world))
    whole["notes"] *= 2

    with pytest.raises(MalformedMessage, match="twice"):
        read_document(json.dumps(whole).encode())


LEFT_OUT = {
    "units": {"short_name", "folded", "sector", "valid_from", "valid_to", "area_km2", "latitude", "longitude"},
    "identities": {"folded"},
}
NUMBERED = {"infections", "symptoms", "presences"}
"""Kinds whose rows have a number of the database's own, which means nothing elsewhere."""


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_column_of_a_record_has_its_member(kind: str) -> None:
    fields = {field.attname: field for field in MODELS[kind]._meta.concrete_fields}
    left_out = LEFT_OUT.get(kind, set()) | ({"id"} if kind in NUMBERED else set())

    assert {each.column for each in KINDS[kind]} == set(fields) - left_out
    for each in KINDS[kind]:
        if each.form is Form.TEXT:
            assert each.longest == (fields[each.column].max_length or 4000), each.name
        assert each.optional == fields[each.column].null, each.name


def test_every_member_is_documented() -> None:
    page = PAGE.read_text()
    sections = dict(re.findall(r"^### `(\w+)`$(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))

    assert set(sections) == set(KINDS)
    for kind, members in KINDS.items():
        assert re.findall(r"^\| `(\w+)` \|", sections[kind], re.MULTILINE) == [each.name for each in members], kind
