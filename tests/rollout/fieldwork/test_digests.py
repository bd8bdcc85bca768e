"""A device's day by text message: from the gateway's knock to the reply, and what becomes of it when events come."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from bluezone.authority.territory import queries
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.rollout.fieldwork.models import Device, Digest, Event, Household, SetAside, Visit, WalkList
from bluezone.rollout.fieldwork.queries.counts import figures
from bluezone.rollout.fieldwork.rules.words import Duty, EventKind, Outcome, SetAsideReason, Way
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.rules.sms_line import with_checksum
from bluezone.rollout.reporting.services import publish_shipped_forms
from bluezone.rollout.reporting.sms import Answer, receive

EVENING = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
LINE = with_checksum("BZ 3445-07 M3 V31 C12 E4 N24")


@pytest.fixture
def commune(db: None) -> Unit:
    assert import_province(shipped("lai-chau"), actor="system", moment=EVENING).findings == ()
    publish_shipped_forms(actor="system", moment=EVENING)
    return queries.communes(DAY).get(stat_code="03445")


@pytest.fixture
def village(commune: Unit) -> WalkList:
    return WalkList.objects.create(unit=commune, part="7", village="Bản Giẳng", made_at=EVENING)


@pytest.fixture
def device(village: WalkList) -> Device:
    return a_device(village.unit, 3)


def a_device(unit: Unit, number: int, part: str = "", duty: Duty = Duty.VISITOR) -> Device:
    made = {"public_key": uuid4().bytes, "share": bytes(32), "enrolled_at": EVENING - timedelta(days=3)}
    return Device.objects.create(unit=unit, number=number, part=part, duty=duty, **made)


def events_come(device: Device, *numbers: int) -> None:
    for number in numbers:
        Event.objects.create(
            id=uuid4(), device=device, sequence=number, kind=EventKind.VISIT, device_time=EVENING,
            witnessed_at=EVENING, received_at=EVENING, way=Way.SYNC, digest=bytes(32),
        )  # fmt: skip


def told(line: str = LINE, message_id: str = "m1", **how: Any) -> Answer:
    return receive(line, message_id=message_id, moment=how.get("moment", EVENING))


def test_a_day_by_text_message_is_kept_and_answered_in_plain_letters(device: Device, village: WalkList) -> None:
    answer = told()

    kept = Digest.objects.get()
    assert (kept.device, kept.walk_list, kept.day) == (device, village, DAY)
    assert (kept.visited, kept.helped, kept.through) == (31, 12, 4)
    assert (answer.taken, answer.outcome) == (True, "digest")
    assert answer.reply == "Muong Te-07 24/11 may 3: V31 C12 E4 da ghi, tam tinh den khi du lieu ve."
    assert not Submission.objects.exists()


def test_the_same_message_twice_is_kept_once_even_an_hour_later(device: Device) -> None:
    told()
    again = told(moment=EVENING + timedelta(hours=1))

    assert Digest.objects.count() == 1
    assert (again.taken, again.outcome) == (True, "digest_known")
    assert again.reply.endswith("da co tu truoc.")


def test_a_gateway_that_counts_anew_loses_no_message(device: Device) -> None:
    told()
    told(with_checksum("BZ 3445-07 M3 V33 C12 E9 N24"))

    assert {*Digest.objects.values_list("through", flat=True)} == {4, 9}


def test_a_wrong_or_missing_checksum_is_not_taken_and_the_line_to_send_again_is_told(device: Device) -> None:
    wrong, missing = told(LINE.replace("V31", "V37")), told("BZ 3445-07 M3 V31 C12 E4 N24")

    assert (wrong.taken, wrong.outcome) == (False, "wrong_checksum")
    assert missing.reply.endswith(LINE)
    assert not Digest.objects.exists()


@pytest.mark.parametrize(
    ("payload", "outcome"),
    [
        ("BZ 99999-07 M3 V1 C1 E1", "no_such_unit"),
        ("BZ 3445-07 M4 V1 C1 E1", "no_such_device"),
        ("BZ 3445-07 M5 V1 C1 E1", "no_such_device"),
        ("BZ 3445-09 M3 V1 C1 E1", "no_such_list"),
        ("BZ 3445-07 M6 V1 C1 E1", "not_yours"),
        ("BZ 3445-07 M7 V1 C1 E1", "revoked"),
    ],
)
def test_a_message_that_cannot_be_kept_says_why(device: Device, payload: str, outcome: str) -> None:
    a_device(device.unit, 5, duty=Duty.KEEPER)
    a_device(device.unit, 6, part="8")
    Device.objects.filter(pk=a_device(device.unit, 7).pk).update(revoked_at=EVENING)

    answer = told(with_checksum(payload))

    assert (answer.taken, answer.outcome) == (False, outcome)
    assert answer.reply.endswith("Tin chua duoc ghi.")
    assert len(answer.reply) <= 160
    assert not Digest.objects.exists()


def test_a_closed_list_takes_no_message(device: Device, village: WalkList) -> None:
    WalkList.objects.filter(pk=village.pk).update(closed_at=EVENING)

    assert told().outcome == "no_such_list"


def test_after_the_events_the_message_is_kept_and_the_reply_says_that_it_was_not_needed(device: Device) -> None:
    events_come(device, 1, 2, 4)
    SetAside.objects.create(
        event_id=str(uuid4()), device=device, unit=device.unit, sequence=3,
        reason=SetAsideReason.NO_SUCH_HOUSEHOLD, content={}, received_at=EVENING,
    )  # fmt: skip

    answer = told()

    assert answer.taken
    assert answer.reply.endswith("du lieu da ve du, khong can tin nhan nay.")


def test_a_message_without_a_day_speaks_of_the_evening_s(device: Device) -> None:
    told(with_checksum("BZ 3445-07 M3 V31 C12 E4"), moment=EVENING)

    assert Digest.objects.get().day == DAY


def test_the_gateway_is_answered_over_its_own_door(device: Device, settings: Settings) -> None:
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    settings.SMS_INTAKE_SECRET = "secret"
    body = json.dumps({"id": "m1", "text": LINE})

    answer = Client().post(
        "/machines/text-message/", body, content_type="application/json", headers={"Authorization": "Bearer secret"}
    )

    assert answer.status_code == 200
    assert answer.json()["outcome"] == "digest"


def visit_of(device: Device, village: WalkList, number: int, door: str) -> None:
    home, _ = Household.objects.get_or_create(walk_list=village, number=door, place=int(door))
    event = Event.objects.create(
        id=uuid4(), device=device, sequence=number, kind=EventKind.VISIT, device_time=EVENING,
        witnessed_at=EVENING, received_at=EVENING, way=Way.SYNC, digest=bytes(32),
    )  # fmt: skip
    Visit.objects.create(event=event, household=home, outcome=Outcome.HELPED, with_radio=1)


def counted(village: WalkList) -> tuple[int, int, int]:
    """Households visited, of these by text message, phones helped."""
    found = figures([village.unit], EVENING + timedelta(hours=1)).by_list[village.pk]
    return found.visited, found.visited_by_text, found.helped


def test_a_message_counts_instead_of_the_day_s_events_until_all_have_come(device: Device, village: WalkList) -> None:
    another = a_device(village.unit, 4)
    visit_of(another, village, 1, "9")
    visit_of(device, village, 1, "1")
    assert counted(village) == (2, 0, 2)

    told(with_checksum("BZ 3445-07 M3 V3 C5 E3 N24"))
    told(with_checksum("BZ 3445-07 M3 V3 C5 E3 N24"), "m2")
    assert counted(village) == (4, 3, 6)

    visit_of(device, village, 3, "3")
    assert counted(village) == (4, 3, 6)

    visit_of(device, village, 2, "2")
    assert counted(village) == (4, 0, 4)


def test_a_message_after_the_events_counts_nothing(device: Device, village: WalkList) -> None:
    visit_of(device, village, 1, "1")

    told(with_checksum("BZ 3445-07 M3 V9 C9 E1 N24"))

    assert counted(village) == (1, 0, 1)
