"""Versions of the policy: numbers within their ranges, told before they hold, never changed once published."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django import Settings
from tests.authority.accounts.people import person
from tests.authority.permissions import World, make_world
from tests.authority.register.session import with_second_factor

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.services import Doing
from bluezone.authority.policy.models import PolicyVersion
from bluezone.authority.policy.queries import before, present
from bluezone.authority.policy.rules.versions import (
    FILE_LIMIT,
    FURTHEST,
    TOLD_BEFORE,
    Approval,
    Difference,
    Known,
    check_publishable,
    complete,
    content_for,
    differences,
    first_numbers,
    holding,
    numbers_in_file,
    told,
)
from bluezone.authority.policy.services import content_at, draw_up, publish_version, throw_away
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.policy_feed import Decided, policy_at, policy_in
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.signed_feeds import Feed, FeedKind

MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CLOCK = "tests.authority.test_permissions.present_clock"


def refusal(call: object) -> str:
    with pytest.raises(RuleViolation) as refused:
        call()  # type: ignore[operator]  # a lambda of the test
    return refused.value.code


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def approval(effective: datetime = MOMENT + DAY) -> Approval:
    return Approval("Bộ Y tế", "Quyết định 1/QĐ-BYT", effective)


def numbers(**changed: Any) -> dict[str, Any]:
    return first_numbers() | changed


@pytest.fixture
def doing(db: None) -> Doing:
    return Doing("user:1", "policy", MOMENT)


def published(doing: Doing, effective: datetime, **changed: Any) -> PolicyVersion:
    return publish_version(draw_up(numbers(**changed), approval(effective), doing), doing)


def heard(moment: datetime) -> Decided | None:
    """What phones hear in the feed at a moment."""
    content = content_at(moment)
    if content is None:
        return None
    return policy_in(Feed(kind=FeedKind.POLICY, sequence=1, issued=moment, expires=moment, content=content))


def test_policy_1_holds_until_a_decision_says_otherwise(doing: Doing) -> None:
    assert present(MOMENT) == (1, first_numbers())
    assert heard(MOMENT) is None


def test_a_version_is_followed_from_its_moment_and_no_earlier(doing: Doing) -> None:
    effective = MOMENT + DAY
    published(doing, effective, close_contact_minutes=10)

    known = heard(MOMENT)

    assert known is not None
    held = [policy_at([known], at).close_contact for at in (effective - timedelta(seconds=1), effective)]
    assert held == [POLICY_1.close_contact, timedelta(minutes=10)]
    assert known.policy.decision == "Quyết định 1/QĐ-BYT, Bộ Y tế"


def test_a_version_is_told_two_days_before_it_holds_and_until_then_the_present_one(doing: Doing) -> None:
    first, second = MOMENT + DAY, MOMENT + 30 * DAY
    published(doing, first)
    published(doing, second, close_attenuation_db=60)

    told_at = [heard(moment) for moment in (MOMENT, second - TOLD_BEFORE - timedelta(seconds=1), second - TOLD_BEFORE)]

    assert [each.policy.version for each in told_at if each] == [2, 2, 3]


def test_what_is_published_is_never_changed_nor_thrown_away(doing: Doing) -> None:
    row = published(doing, MOMENT + DAY)

    assert refusal(lambda: publish_version(row, doing)) == "policy_published"
    assert refusal(lambda: throw_away(row, doing)) == "policy_published"


def test_a_version_that_was_drawn_up_can_be_thrown_away(doing: Doing) -> None:
    row = draw_up(numbers(), approval(), doing)

    throw_away(row, doing)

    assert not PolicyVersion.objects.exists()
    assert [*Entry.objects.values_list("action", flat=True)] == ["policy.draw_up", "policy.throw_away"]


def test_a_version_is_compared_with_the_one_that_it_follows(doing: Doing) -> None:
    published(doing, MOMENT + DAY, close_contact_minutes=10)
    row = draw_up(numbers(close_contact_minutes=5), approval(MOMENT + 2 * DAY), doing)

    number, earlier = before(row)

    assert number == 2
    assert differences(earlier, row.numbers) == [Difference("close_contact_minutes", 10, 5)]


def test_the_order_of_report_types_is_no_difference() -> None:
    assert differences(numbers(counted=["a", "b"]), numbers(counted=["b", "a"])) == []


def test_a_version_says_what_was_decided_by_whom_and_from_when() -> None:
    content = content_for(2, numbers(close_contact_minutes=10), approval())

    assert (content.version, content.close_contact_minutes, content.effective) == (2, 10, MOMENT + DAY)
    assert content.approved_by == "Quyết định 1/QĐ-BYT, Bộ Y tế"


@pytest.mark.parametrize(
    "changed",
    [
        {"close_attenuation_db": 128},
        {"middle_attenuation_db": 62},
        {"close_contact_minutes": 0},
        {"close_contact_minutes": "15"},
        {"bluezone_tolerance": 9},
        {"dummy_reports_a_day": 10.5},
        {"dummy_letters_a_day": -0.1},
        {"exposure_notification_tolerance": 13},
        {"counted": ["everybody"]},
        {"counted": [1]},
        {"counted": ["REVOKED"]},
    ],
)
def test_a_number_out_of_range_is_no_policy(changed: dict[str, Any]) -> None:
    assert refusal(lambda: content_for(2, numbers(**changed), approval())) == "policy_numbers"


def test_a_policy_that_nobody_answers_for_is_none() -> None:
    assert refusal(lambda: content_for(2, numbers(), Approval(" ", "1", MOMENT))) == "policy_approval"
    assert refusal(lambda: content_for(2, numbers(), Approval("Bộ", "", MOMENT))) == "policy_approval"


@pytest.mark.parametrize(
    ("effective", "known", "code"),
    [
        (MOMENT - timedelta(seconds=1), [], "policy_past"),
        (MOMENT + FURTHEST + DAY, [], "policy_far"),
        (MOMENT + DAY, [Known(2, MOMENT + DAY)], "policy_waiting"),
        (MOMENT + DAY, [Known(2, MOMENT + 2 * DAY)], "policy_waiting"),
    ],
)
def test_a_version_is_never_published_backwards(effective: datetime, known: list[Known], code: str) -> None:
    check_publishable(MOMENT, [Known(1, MOMENT - DAY)], MOMENT)

    assert refusal(lambda: check_publishable(effective, known, MOMENT)) == code


@given(st.lists(st.integers(0, 400), max_size=5, unique=True), st.integers(0, 500))
def test_what_the_feed_tells_is_what_holds_two_days_later(days: list[int], at: int) -> None:
    known = [Known(number, MOMENT + day * DAY) for number, day in enumerate(sorted(days), start=2)]
    moment = MOMENT + at * DAY

    assert told(known, moment) == holding(known, moment + TOLD_BEFORE)
    held = holding(known, moment)
    assert (held is None) == all(each.effective > moment for each in known)


@given(st.binary(max_size=200))
def test_any_bytes_are_the_numbers_of_a_policy_or_malformed(content: bytes) -> None:
    try:
        found = numbers_in_file(content)
    except MalformedMessage:
        return
    assert set(found) == set(first_numbers())


def test_a_file_with_all_numbers_is_read_and_what_else_it_says_is_left() -> None:
    file = json.dumps(numbers() | {"approved_by": "nobody", "version": 99}).encode()

    assert numbers_in_file(file) == numbers()


@pytest.mark.parametrize("content", [b"{}", b"[1]", b"x", b" " * (FILE_LIMIT + 1)])
def test_a_file_without_the_numbers_is_malformed(content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        numbers_in_file(content)


def test_a_version_from_before_there_were_dummies_means_the_usual_rate() -> None:
    old = {name: value for name, value in first_numbers().items() if not name.startswith("dummy_")}

    assert complete(old) == first_numbers() == numbers_in_file(json.dumps(old).encode())
    assert differences(old, first_numbers()) == []
    assert [each.name for each in differences(old, numbers(dummy_reports_a_day=1.5))] == ["dummy_reports_a_day"]


@pytest.fixture
def owner(db: None, settings: Settings) -> Client:
    settings.BLUEZONE_CLOCK = CLOCK
    world: World = make_world()
    return with_second_factor(Client(), person("owner", Role.POLICY_OWNER, unit=world.province))


TYPED = {
    **{name: str(value) for name, value in first_numbers().items() if name != "counted"},
    "counted": ["confirmed-test"],
    "approved_by": "Bộ Y tế",
    "decision": "Quyết định 2",
    "day": "2020-08-07",
    "time": "07:00",
}


def test_the_owner_draws_up_compares_and_publishes(owner: Client) -> None:
    drawn = owner.post("/policy/new/", TYPED)
    compared = owner.get("/policy/2/")
    owner.post("/policy/2/publish/")
    again = owner.post("/policy/2/discard/")

    assert (drawn.status_code, again["Location"]) == (302, "/policy/2/")
    assert [str(each[0]) for each in compared.context["differences"]] != []
    row = PolicyVersion.objects.get()
    assert (row.published_at, row.effective.isoformat()) == (World.moment, "2020-08-07T00:00:00+00:00")
    assert owner.get("/policy/").status_code == 200


def test_a_form_that_says_nonsense_is_shown_again_with_what_was_typed(owner: Client) -> None:
    page = owner.post("/policy/new/", TYPED | {"middle_attenuation_db": "10"})

    assert page.status_code == 409
    assert "Quyết định 2" in page.content.decode()
    assert not PolicyVersion.objects.exists()


def test_a_file_fills_the_form_and_keeps_nothing(owner: Client) -> None:
    file = SimpleUploadedFile("policy.json", json.dumps(numbers(close_contact_minutes=7)).encode())
    read = owner.post("/policy/file/", {"file": file})
    broken = owner.post("/policy/file/", {"file": SimpleUploadedFile("policy.json", b"{}")})
    none = owner.post("/policy/file/", {})

    assert (read.status_code, broken.status_code, none.status_code) == (200, 409, 409)
    assert 'value="7"' in read.content.decode()
    assert not PolicyVersion.objects.exists()


def test_a_version_that_is_thrown_away_is_gone(owner: Client) -> None:
    owner.post("/policy/new/", TYPED)
    owner.post("/policy/2/discard/")

    assert owner.get("/policy/2/").status_code == 404


def test_the_list_of_versions_is_narrowed_sorted_and_taken_out_as_it_is_shown(owner: Client) -> None:
    for number, decision in enumerate(("=Quyết định 2", "Quyết định 3", "Thông báo 4"), start=2):
        owner.post("/policy/new/", TYPED | {"decision": decision, "day": f"2020-08-{5 + number:02d}"})
    owner.post("/policy/2/publish/")

    def shown(query: str) -> list[int]:
        return [row.version for row in owner.get(f"/policy/?{query}").context["page"]]

    assert (shown(""), shown("sort=oldest"), shown("sort=holds&x=1")) == ([4, 3, 2], [2, 3, 4], [4, 3, 2])
    assert (shown("q=quyết"), shown("q=th%C3%B4ng"), shown("q=nowhere")) == ([3, 2], [4], [])
    assert (shown("state=drawn_up"), shown("state=waits"), shown("state=published")) == ([4, 3], [2], [])
    lines = read_csv(owner.get("/policy/?file=csv&state=waits").content)
    assert [row[:2] for row in lines[2:]] == [["2", "'=Quyết định 2"]]
    assert len({len(row) for row in lines[1:]}) == 1
    assert Entry.objects.filter(action="policies.export", purpose="policy").count() == 1
    (sheet,) = load_workbook(BytesIO(owner.get("/policy/?file=xlsx").content)).worksheets
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == [4, 3, 2]
