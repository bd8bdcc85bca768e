"""What devices hand in is counted once however often it comes, whole or not at all, and never lost in silence."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import get_default_timezone
from tests.rollout.fieldwork.conftest import ACTOR, DAY, HOUR, MINUTE, NOW, Village, row_of
from tests.rollout.fieldwork.devices import FakeDevice, parcel

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.fieldwork.models import Device, Event, LanguageWish, SetAside, Undo, VillageTally, Visit
from bluezone.rollout.fieldwork.queries.counts import figures
from bluezone.rollout.fieldwork.rules.wire import bytes_of
from bluezone.rollout.fieldwork.rules.words import Duty, SetAsideReason, Way
from bluezone.rollout.fieldwork.services import intake as intake_module
from bluezone.rollout.fieldwork.services.intake import Answer, take
from bluezone.rollout.fieldwork.services.revoking import revoke

MORNING = NOW - 8 * HOUR


def reasons(answer: Answer) -> list[SetAsideReason]:
    return [reason for _id, reason in answer.set_aside]


def covered(answer: Answer) -> list[list[int]]:
    ranges: list[list[int]] = json.loads(answer.receipt.body)["ranges"]
    return ranges


def test_a_day_of_visits_is_counted(village: Village) -> None:
    device = village.device()
    for number in ("1", "2", "51A"):
        device.visit(village.walk_list.pk, number, MORNING)
    device.tally(village.walk_list.pk, MORNING.date(), MORNING + HOUR)

    answer = take(device.envelope(NOW), moment=NOW)

    assert (answer.set_aside, covered(answer), answer.revoked) == ((), [[1, 4]], False)
    total = figures([village.unit], NOW).total
    assert (total.listed, total.visited, total.closed, total.with_radio) == (6, 3, 3, 3)
    assert (total.refused, total.no_smartphone) == (1, 2)
    assert VillageTally.objects.get().languages == {"hmn": 1}


def test_the_same_batch_five_times_is_counted_once(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", MORNING)
    device.visit(village.walk_list.pk, "77", MORNING)
    device.events.append({"id": "nonsense", "kind": "visit", "household": "3", "reason": "refused"})
    envelope = device.envelope(NOW)

    answers = [take(envelope, moment=NOW + number * MINUTE) for number in range(5)]

    assert {covered(each)[0][1] for each in answers} == {2}
    assert {tuple(sorted(reasons(each))) for each in answers} == {("malformed", "no_such_household")}
    assert (Event.objects.count(), SetAside.objects.count()) == (1, 2)


def test_what_was_committed_before_the_answer_was_lost_is_answered_again(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", MORNING)
    take(device.envelope(NOW), moment=NOW)  # the answer never arrives: the server fell after the commit
    device.visit(village.walk_list.pk, "2", NOW + MINUTE)

    answer = take(device.envelope(NOW + HOUR), moment=NOW + HOUR)

    assert covered(answer) == [[1, 2]]
    assert Visit.objects.count() == 2


def test_half_a_batch_is_nothing(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    device = village.device()
    for number in ("1", "2", "3"):
        device.visit(village.walk_list.pk, number, MORNING)
    envelope = device.envelope(NOW)

    def falls(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(intake_module, "receipt_for", falls)
        with pytest.raises(RuntimeError):
            take(envelope, moment=NOW)
    after_the_fall = Event.objects.count()
    with pytest.raises(MalformedMessage):
        take(envelope[: len(envelope) // 2], moment=NOW)

    assert after_the_fall == Event.objects.count() == 0
    assert covered(take(envelope, moment=NOW)) == [[1, 3]]


def test_two_hundred_visits_take_hardly_more_queries_than_two(village: Village) -> None:
    def queries(device: FakeDevice, count: int) -> int:
        for number in range(count):
            device.visit(village.walk_list.pk, str(number % 5 + 1), MORNING + number * MINUTE / 10)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            take(device.envelope(NOW), moment=NOW)
        return len(asked)

    few, many = queries(village.device("few"), 2), queries(village.device("many"), 200)

    assert few < 20
    assert many - few <= 4  # rows of a table are written a hundred at a time


@pytest.mark.parametrize("year", [1970, 2038])
def test_a_clock_in_1970_or_2038_is_corrected_when_its_device_speaks(village: Village, year: int) -> None:
    device = village.device()
    device.wrong = datetime(year, 1, 19, tzinfo=UTC) - NOW
    shown = (MORNING + device.wrong).astimezone(get_default_timezone()).date()
    back = (shown + timedelta(days=3)).isoformat()
    device.visit(village.walk_list.pk, "1", MORNING, outcome="come_back", revisit_on=back)
    device.tally(village.walk_list.pk, shown, MORNING)

    take(device.envelope(NOW), moment=NOW)

    visit, tally = Visit.objects.select_related("event").get(), VillageTally.objects.get()
    assert abs(visit.event.witnessed_at - MORNING) < MINUTE
    assert visit.event.device_time.year in {year, year - 1}
    assert visit.revisit_on == MORNING.date() + timedelta(days=3)
    assert (tally.first_day, tally.last_day) == (MORNING.date(), MORNING.date())


def test_an_old_version_of_the_page_is_told_so(village: Village) -> None:
    device = village.device()

    with pytest.raises(RuleViolation) as refusal:
        take(device.envelope(NOW, v=0), moment=NOW)

    assert refusal.value.code == "old_version"


@pytest.mark.parametrize("is_later", [True, False])
def test_an_id_with_another_content_waits_for_the_clerk(village: Village, *, is_later: bool) -> None:
    device = village.device()
    event = device.visit(village.walk_list.pk, "1", MORNING)
    other = {**event, "household": "2"}
    if is_later:
        take(device.envelope(NOW), moment=NOW)

    answer = take(device.envelope(NOW, [other] if is_later else [event, other]), moment=NOW)

    assert reasons(answer) == ["id_used"]
    assert (Visit.objects.get().household.number, SetAside.objects.get().content["household"]) == ("1", "2")


def test_a_number_used_twice_waits_for_the_clerk(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", MORNING)
    device.counted = 0
    device.visit(village.walk_list.pk, "2", MORNING + MINUTE)
    device.events[1]["id"] = device.events[0]["id"][:-1] + "0"

    answer = take(device.envelope(NOW), moment=NOW)

    assert reasons(answer) == ["id_used"]
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"list": "00000000-0000-4000-8000-000000000000"}, "no_such_list"),
        ({"household": "600"}, "no_such_household"),
        ({"round": "00000000-0000-4000-8000-000000000000"}, "not_yours"),
        ({"kind": "quarrel"}, "kind_unknown"),
        ({"kind": "class"}, "malformed"),
        ({"reason": "refused"}, "malformed"),
        ({"outcome": "refused"}, "malformed"),
        ({"phones": 21}, "malformed"),
        ({"up": 1.5}, "malformed"),
    ],
)
def test_what_cannot_be_counted_is_kept_for_the_clerk(village: Village, wrong: dict[str, Any], reason: str) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", MORNING)
    device.events[0] |= wrong

    answer = take(device.envelope(NOW), moment=NOW)

    assert reasons(answer) == [reason]
    assert covered(answer) == [[1, 1]]
    assert "refused" not in json.dumps(SetAside.objects.get().content)


def test_a_device_speaks_only_of_its_own_place(village: Village) -> None:
    elsewhere = village.device("elsewhere", unit=village.world.elsewhere)
    next_village = village.device("next village", part="4")
    keeper = village.device("keeper", duty=Duty.KEEPER)

    answers = []
    for device in (elsewhere, next_village, keeper):
        device.visit(village.walk_list.pk, "1", MORNING)
        answers += reasons(take(device.envelope(NOW), moment=NOW))

    assert answers == ["not_yours"] * 3


def test_two_teams_at_one_door_count_it_once(village: Village) -> None:
    first, second = village.device("first"), village.device("second")
    first.visit(village.walk_list.pk, "1", MORNING, with_radio=2)
    second.visit(village.walk_list.pk, "1", MORNING + HOUR, with_radio=1)

    for device in (second, first):
        take(device.envelope(NOW), moment=NOW)

    total = figures([village.unit], NOW).total
    assert (Visit.objects.count(), total.visited, total.with_radio) == (2, 1, 1)


def test_a_lost_phone_hands_in_to_the_clerk_and_is_told_to_erase_itself(village: Village) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", MORNING)
    take(device.envelope(NOW), moment=NOW)
    revoke(row_of(device), actor=ACTOR, moment=NOW)
    device.visit(village.walk_list.pk, "2", NOW + HOUR)

    answer = take(device.envelope(NOW + HOUR), moment=NOW + HOUR)

    assert (answer.revoked, reasons(answer)) == (True, ["revoked"])
    assert bytes(row_of(device).share) == b""
    assert figures([village.unit], NOW + DAY).total.visited == 1


def test_a_lead_s_telephone_hands_in_for_another(village: Village) -> None:
    device, lead = village.device(), village.device("lead", duty=Duty.LEAD)
    device.visit(village.walk_list.pk, "1", MORNING)

    answer = take(parcel(device.envelope(NOW), lead.envelope(NOW, [])), moment=NOW + DAY)
    take(parcel(device.envelope(NOW)), moment=NOW + DAY)

    event = Event.objects.get()
    assert (event.way, str(event.carrier_id)) == (Way.QR, lead.id)
    assert json.loads(answer.receipt.body)["device"] == device.id


def test_the_carrier_of_a_revoked_device_s_parcel_is_not_told_to_erase_itself(village: Village) -> None:
    device, lead = village.device(), village.device("lead", duty=Duty.LEAD)
    device.visit(village.walk_list.pk, "1", MORNING)
    revoke(row_of(device), actor=ACTOR, moment=NOW)

    answer = take(parcel(device.envelope(NOW), lead.envelope(NOW, [])), moment=NOW)

    assert (answer.revoked, reasons(answer)) == (False, ["revoked"])


def changed(envelope: bytes) -> bytes:
    said = json.loads(envelope)
    bundle = bytes_of(said["bundle"], "bundle").replace(b'"51A"', b'"51B"')
    return json.dumps({**said, "bundle": json.loads(FakeDevice().signed(bundle))["bundle"]}).encode()


@pytest.mark.parametrize(
    ("tampered", "code"),
    [(changed, "signature_wrong"), (lambda _envelope: FakeDevice().envelope(NOW), "device_unknown")],
)
def test_a_word_that_no_device_signed_is_refused(
    village: Village, tampered: Callable[[bytes], bytes], code: str
) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "51A", MORNING)

    with pytest.raises(RuleViolation) as refusal:
        take(tampered(device.envelope(NOW)), moment=NOW)

    assert refusal.value.code == code
    assert Event.objects.count() == 0


@pytest.mark.parametrize("comes_first", [True, False])
def test_a_visit_that_was_taken_back_counts_nowhere(village: Village, *, comes_first: bool) -> None:
    device = village.device()
    visit = device.visit(village.walk_list.pk, "1", MORNING)
    undo = device.undo(visit, MORNING + MINUTE)

    for each in (undo, visit) if comes_first else (visit, undo):
        take(device.envelope(NOW, [each]), moment=NOW)

    assert (Undo.objects.count(), figures([village.unit], NOW).total.visited) == (1, 0)


def test_nobody_takes_back_what_another_device_said(village: Village) -> None:
    first, second = village.device("first"), village.device("second")
    visit = first.visit(village.walk_list.pk, "1", MORNING)
    take(first.envelope(NOW), moment=NOW)
    second.undo(visit, MORNING + MINUTE)

    assert reasons(take(second.envelope(NOW), moment=NOW)) == ["not_yours"]
    assert figures([village.unit], NOW).total.visited == 1


@pytest.mark.parametrize("late", [True, False])
def test_a_language_stays_beside_the_household_until_the_next_visit_whatever_comes_first(
    village: Village, *, late: bool
) -> None:
    device = village.device()
    wish = {"outcome": "come_back", "revisit_on": "2026-11-26", "language": "hmn"}
    asked = device.visit(village.walk_list.pk, "1", MORNING, **wish)
    came = device.visit(village.walk_list.pk, "1", MORNING + HOUR)

    counts = []
    for each in (came, asked) if late else (asked, came):
        take(device.envelope(NOW, [each]), moment=NOW)
        counts.append(LanguageWish.objects.count())

    assert counts == ([0, 0] if late else [1, 0])
    assert "hmn" not in json.dumps([*Event.objects.values(), *Visit.objects.values()], default=str)


def test_a_device_is_heard_of(village: Village) -> None:
    device = village.device()

    take(device.envelope(NOW), moment=NOW)

    assert Device.objects.get(pk=device.id).heard_at == NOW
