"""A laboratory's results: each is registered once, a positive one becomes a case and its code goes out by itself."""

import json
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.authority.accounts.people import Watch
from tests.authority.codes.fake_server import FakeServer
from tests.authority.permissions import World

from bluezone.authority.accounts.limits import WRONG_TOKENS_AN_HOUR
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, CaseCode, Identity, Person, Sample
from bluezone.authority.cases.rules.words import Classification, Origin, SampleKind
from bluezone.authority.cases.services import Doing, record_sample
from bluezone.authority.codes.laboratory_messages import ResultsRequest
from bluezone.authority.codes.models import BatchRow, Code, Laboratory
from bluezone.authority.codes.rules.words import Way
from bluezone.authority.codes.services import add_laboratory, bring_due, change_quota, renew_key, revoke_laboratory
from bluezone.authority.delivery.models import Message

ADDRESS = "/api/laboratory/results"
PERSON = {"name": "Vàng A Páo", "birth_date": "1984-03-02", "phone": "0987 654 321", "personal_number": "012345678901"}


@pytest.fixture
def laboratory(world: World) -> tuple[Laboratory, str]:
    """A laboratory of the province, and its key."""
    return add_laboratory("Phòng xét nghiệm tỉnh", world.province, 500, actor="user:1", moment=world.moment)


def result(number: str = "XN-1", *, found: str = "positive", **more: Any) -> dict[str, Any]:
    return {"number": number, "taken_on": "2020-08-04", "found": found, "person": PERSON, **more}


def sent(key: str, *results: dict[str, Any], body: bytes | None = None) -> HttpResponse:
    content = body if body is not None else json.dumps({"results": results}).encode()
    answer: HttpResponse = Client().post(ADDRESS, content, content_type="application/json", headers={"X-API-Key": key})  # type: ignore[assignment]  # a response with a client's extras
    return answer


def said(answer: HttpResponse) -> list[dict[str, Any]]:
    assert answer.status_code == HTTPStatus.OK, answer.content
    found: list[dict[str, Any]] = json.loads(answer.content)["results"]
    return found


def refusal(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["error_code"]


def test_a_positive_result_becomes_a_case_and_its_code_goes_out_with_no_human(
    laboratory: tuple[Laboratory, str], world: World, server: FakeServer
) -> None:
    one, key = laboratory

    [answer] = said(sent(key, result(onset_on="2020-08-02")))
    brought = bring_due(server, world.moment)

    case = Case.objects.get()
    assert (answer, brought) == ({"number": "XN-1", "state": "taken", "code": "queued"}, 1)
    assert (case.classification, case.origin, case.unit) == (
        Classification.CONFIRMED,
        Origin.LABORATORY,
        world.province,
    )
    assert (case.sampled_on, case.onset_on) == (date(2020, 8, 4), date(2020, 8, 2))
    code = Code.objects.get()
    assert (code.way, code.laboratory, CaseCode.objects.get().case) == (Way.LABORATORY, one, case)
    assert Message.objects.get().unit == world.province
    assert {*Entry.objects.filter(actor=f"laboratory:{one.pk}").values_list("action", flat=True)} >= {
        "case.register",
        "sample.result",
    }


def test_the_same_number_again_changes_nothing_and_sends_no_second_code(
    laboratory: tuple[Laboratory, str], world: World, server: FakeServer
) -> None:
    _, key = laboratory
    first = said(sent(key, result(), result()))
    bring_due(server, world.moment)
    later = said(sent(key, result()))
    bring_due(server, world.moment)

    assert [each["state"] for each in (*first, *later)] == ["taken", "known", "known"]
    assert (Case.objects.count(), Person.objects.count(), Sample.objects.count()) == (1, 1, 1)
    assert (Message.objects.count(), BatchRow.objects.count()) == (1, 1)


def test_a_result_sent_again_after_a_lost_answer_costs_no_quota(
    laboratory: tuple[Laboratory, str], world: World
) -> None:
    one, key = laboratory
    change_quota(one, 2, actor="user:1", moment=world.moment)

    for _ in range(4):
        said(sent(key, result()))
    said(sent(key, result("XN-2")))

    assert refusal(sent(key, result("XN-3"))) == (HTTPStatus.TOO_MANY_REQUESTS, "quota_exceeded")
    assert Sample.objects.count() == 2


def test_another_result_under_the_same_number_is_for_people_to_settle(laboratory: tuple[Laboratory, str]) -> None:
    _, key = laboratory
    said(sent(key, result()))

    [answer] = said(sent(key, result(found="negative")))

    assert (answer["state"], answer["error_code"]) == ("refused", "result_final")
    assert Case.objects.get().classification == Classification.CONFIRMED


def test_of_somebody_unknown_who_is_not_ill_nothing_is_kept(laboratory: tuple[Laboratory, str]) -> None:
    _, key = laboratory

    [answer] = said(sent(key, result(found="negative")))

    assert answer == {"number": "XN-1", "state": "taken"}
    assert (Person.objects.count(), Sample.objects.count()) == (0, 0)


def test_a_second_sample_of_the_same_person_confirms_the_same_case(laboratory: tuple[Laboratory, str]) -> None:
    _, key = laboratory
    said(sent(key, result("XN-1"), result("XN-2")))

    assert (Person.objects.count(), Case.objects.count(), Sample.objects.count()) == (1, 1, 2)


def test_a_family_with_one_telephone_stays_as_many_people(laboratory: tuple[Laboratory, str]) -> None:
    _, key = laboratory
    family = [
        result(f"XN-{number}", person={"name": name, "birth_year": 1980 + number, "phone": PERSON["phone"]})
        for number, name in enumerate(("Vàng A Páo", "Vàng Thị Mỷ", "Vàng A Páo"))
    ]

    said(sent(key, *family))

    assert (Person.objects.count(), Case.objects.count()) == (3, 3)


def test_a_sample_that_an_officer_sent_in_is_found_by_its_number(
    laboratory: tuple[Laboratory, str], case: Case, world: World
) -> None:
    one, key = laboratory
    doing = Doing("user:1", "care", world.moment)
    waiting = record_sample(case.person, date(2020, 8, 4), SampleKind.PCR, one.name, doing)
    waiting.external_id = "XN-77"
    waiting.save()

    said(sent(key, result("XN-77")))

    waiting.refresh_from_db()
    assert (waiting.result, Person.objects.count(), Case.objects.get()) == ("positive", 1, case)


@pytest.mark.parametrize(
    ("commune", "unit"), [("03445", "here"), ("03463", "elsewhere"), ("", "province"), ("99999", "province")]
)
def test_the_commune_decides_who_is_in_charge(
    laboratory: tuple[Laboratory, str], world: World, commune: str, unit: str
) -> None:
    said(sent(laboratory[1], result(person={**PERSON, "commune": commune})))

    assert Case.objects.get().unit == getattr(world, unit)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"taken_on": "2020-08-06"}, "result_days"),
        ({"person": {**PERSON, "phone": "12345"}}, "not_a_mobile_number"),
        ({"person": {**PERSON, "birth_date": "2090-01-01"}}, "birth_out_of_reach"),
    ],
)
def test_a_result_that_cannot_be_is_refused_and_its_neighbours_are_taken(
    laboratory: tuple[Laboratory, str], more: dict[str, Any], code: str
) -> None:
    other = {"name": "Lò Văn Sáng", "birth_year": 1971}

    wrong, right = said(sent(laboratory[1], result("XN-1", **more), result("XN-2", person=other)))

    assert (wrong["state"], wrong["error_code"], right["state"]) == ("refused", code, "taken")
    assert [identity.name for identity in Identity.objects.all()] == ["Lò Văn Sáng"]


@pytest.mark.parametrize(
    "more", [{"send_code": False}, {"person": {"name": "Lò Văn Sáng"}}, {"taken_on": "2020-07-01"}]
)
def test_no_code_goes_out_where_none_is_wanted_or_can_work(
    laboratory: tuple[Laboratory, str], more: dict[str, Any]
) -> None:
    [answer] = said(sent(laboratory[1], result(**more)))

    assert answer == {"number": "XN-1", "state": "taken"}
    assert (Case.objects.count(), BatchRow.objects.count()) == (1, 0)


@pytest.mark.parametrize("kind", ["none", "wrong", "revoked", "old", "expired"])
def test_only_a_key_that_works_is_heard(laboratory: tuple[Laboratory, str], world: World, kind: str) -> None:
    one, key = laboratory
    match kind:
        case "none":
            key = ""
        case "wrong":
            key += "x"
        case "revoked":
            revoke_laboratory(one, actor="user:1", moment=world.moment)
        case "old":
            renew_key(one, actor="user:1", moment=world.moment)
        case _:
            Laboratory.objects.update(expires_at=world.moment)

    assert refusal(sent(key, result())) == (HTTPStatus.UNAUTHORIZED, "unauthorized")
    assert Sample.objects.count() == 0


def test_wrong_keys_cost_their_sender(laboratory: tuple[Laboratory, str]) -> None:
    _, key = laboratory
    statuses = [sent(f"guess-{number}", result()).status_code for number in range(WRONG_TOKENS_AN_HOUR)]

    refused = sent(key, result())

    assert statuses == [HTTPStatus.UNAUTHORIZED] * WRONG_TOKENS_AN_HOUR
    assert refusal(refused) == (HTTPStatus.TOO_MANY_REQUESTS, "too_many_wrong_keys")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "$"),
        (b"[]", "$"),
        (b'{"results": []}', "$.results"),
        (json.dumps({"results": [result()] * 101}).encode(), "$.results"),
        (json.dumps({"results": [result(nummber="x")]}).encode(), "$.results[0]"),
        (json.dumps({"results": [result(taken_on="gestern")]}).encode(), "$.results[0].taken_on"),
        (json.dumps({"results": [result(number="XN 1\n")]}).encode(), "$.results[0].number"),
    ],
)
def test_a_message_that_is_none_is_refused_by_its_place_never_by_its_words(
    laboratory: tuple[Laboratory, str], body: bytes, place: str
) -> None:
    answer = sent(laboratory[1], body=body)

    assert refusal(answer) == (HTTPStatus.BAD_REQUEST, "unparsable_request")
    assert json.loads(answer.content)["error"].endswith(f"at {place}")
    assert b"gestern" not in answer.content


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_any_bytes_are_results_or_refused(content: bytes) -> None:
    try:
        msgspec.json.decode(content, type=ResultsRequest)
    except msgspec.MsgspecError:
        return


def test_the_key_is_stored_as_a_hash_only(laboratory: tuple[Laboratory, str]) -> None:
    one, key = laboratory

    assert len(bytes(one.key_hash)) == 32
    assert key not in repr(vars(one))
    assert Entry.objects.filter(action="laboratory.add").get().purpose == "laboratories"


def test_the_description_for_programs_lists_every_field(db: None) -> None:
    found = json.loads(Client().get("/api/laboratory/schema.json").content)

    result_fields = found["components"]["schemas"]["LaboratoryResult"]["properties"]
    assert {*result_fields} == {"number", "kind", "taken_on", "found", "onset_on", "person", "send_code"}
    assert "/api/laboratory/results" in found["paths"]


def test_the_quota_begins_anew_the_next_day(
    laboratory: tuple[Laboratory, str], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, key = laboratory
    change_quota(one, 1, actor="user:1", moment=world.moment)
    said(sent(key, result("XN-1")))
    monkeypatch.setattr(Watch, "moment", world.moment + timedelta(days=1))

    assert said(sent(key, result("XN-2")))[0]["state"] == "taken"
