"""Reports by text message: from the gateway's knock to the reply."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from tests.rollout.reporting.conftest import DAY, EVENING, morning_after

from bluezone.authority.territory.models import Unit
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.queries import in_force
from bluezone.rollout.reporting.rules.sms_line import Line, with_checksum
from bluezone.rollout.reporting.sms import Answer, plain, receive

LINE = with_checksum("BZ 3445-07 H42 V31 C12 T5")


def told(message: str, message_id: str = "1", **how: Any) -> Answer:
    return receive(message, message_id=message_id, moment=how.get("moment", EVENING))


def test_a_line_becomes_the_same_event_as_a_form(commune: Unit) -> None:
    answer = told(LINE)

    kept = Submission.objects.get()
    assert answer.taken
    assert (kept.unit, kept.part, kept.source, kept.last_day) == (commune, "7", "sms", DAY)
    assert kept.values == {"listed": 42, "visited": 31, "helped": 12, "refused": 5}
    assert answer.reply == "Muong Te-07 14/08: H42 V31 C12 T5 da ghi."


def test_a_double_message_is_one_report(commune: Unit) -> None:
    first, same, other_name = told(LINE), told(LINE), told(LINE, "2")

    assert Submission.objects.count() == 1
    assert (first.outcome, same.outcome, other_name.outcome) == ("first", "known", "known")
    assert other_name.taken


def test_a_message_with_one_wrong_character_is_not_taken(commune: Unit) -> None:
    answer = told(LINE.replace("V31", "V37"))

    assert (answer.taken, answer.outcome) == (False, "wrong_checksum")
    assert not Submission.objects.exists()


def test_a_message_without_a_checksum_is_answered_with_the_line_to_send_back(commune: Unit) -> None:
    answer = told("bz 3445-07 h42 v31 c12 t5")

    assert not answer.taken
    assert answer.reply.endswith(LINE)
    assert told(answer.reply[answer.reply.index("BZ ") :]).taken


def test_a_morning_message_speaks_of_yesterday_and_a_named_day_of_that_day(commune: Unit) -> None:
    told(LINE, moment=morning_after(DAY).replace(hour=0))
    told(with_checksum("BZ 03445 H400 V310 C120 T15 N13"))

    assert in_force(commune.pk, "commune_day", "7", DAY) is not None
    assert in_force(commune.pk, "commune_day", "", DAY.replace(day=13)) is not None


@pytest.mark.parametrize(
    ("payload", "outcome"),
    [
        ("BZ 99999 H1 V1 C1 T1", "no_such_unit"),
        ("BZ 03445 L120 X98 D75", "no_such_form"),
        ("BZ 03445 H400", "missing"),
        ("BZ 03445 H400 V310 C9999999 T1", "above_limit"),
        ("BZ 03445 H400 V310 C120 T15 N31", "no_such_form"),
    ],
)
def test_a_message_that_cannot_be_kept_says_why(commune: Unit, payload: str, outcome: str) -> None:
    assert told(with_checksum(payload)).outcome == outcome


def test_a_body_reports_by_its_own_code(body: Unit) -> None:
    answer = told(with_checksum(f"BZ {body.stat_code} L120 S98 D75"))

    assert answer.outcome == "first"
    assert Submission.objects.get().unit == body


def test_a_strange_figure_is_kept_and_the_reply_asks_to_look_again(commune: Unit) -> None:
    answer = told(with_checksum("BZ 03445 H400 V410 C120 T15"))

    assert answer.taken
    assert "xem lai" in answer.reply


@pytest.mark.parametrize("message", ["", "xin chao", "BZ", LINE, LINE + "X", "BZ 3445", "ự" * 300])
def test_every_reply_fits_one_plain_message(commune: Unit, message: str) -> None:
    reply = told(message).reply

    assert 0 < len(reply) <= 160
    assert reply.isascii()


def test_vietnamese_signs_are_taken_off_for_the_gsm_alphabet() -> None:
    assert plain("Đã ghi: Lả Nhì Thàng") == "Da ghi: La Nhi Thang"


@pytest.fixture
def gateway(settings: Settings) -> Client:
    """The gateway, with the right secret."""
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    settings.SMS_INTAKE_SECRET = "a secret of the gateway"
    return Client(headers={"authorization": "Bearer a secret of the gateway"})


def knock(client: Client, body: object) -> Any:
    return client.post("/machines/text-message/", json.dumps(body), content_type="application/json")


def test_the_gateway_hands_a_message_in_and_gets_the_reply(gateway: Client, commune: Unit) -> None:
    answer = knock(gateway, {"id": "77", "text": LINE, "from": "+84912345678"})

    assert answer.status_code == 200
    assert answer.json()["taken"] is True
    assert Submission.objects.count() == 1


def test_without_the_secret_nothing_is_read(gateway: Client, commune: Unit) -> None:
    stranger = Client(headers={"authorization": "Bearer guess"})

    assert knock(stranger, {"id": "77", "text": LINE}).status_code == 403
    assert knock(Client(), {"id": "77", "text": LINE}).status_code == 403
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "body", [[], {}, {"id": "1"}, {"id": "", "text": LINE}, {"id": 1, "text": LINE}, {"id": "1", "text": "x" * 5000}]
)
def test_another_body_is_malformed(gateway: Client, commune: Unit, body: object) -> None:
    assert knock(gateway, body).status_code == 400


def test_neither_the_senders_number_nor_the_text_is_logged(
    gateway: Client, commune: Unit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    knock(gateway, {"id": "77", "text": LINE, "from": "+84912345678"})

    logged = " ".join(str(record.__dict__) for record in caplog.records if record.name.startswith("bluezone"))
    assert "0912345678" not in logged
    assert "912345678" not in logged
    assert LINE not in logged


ASKED: list[tuple[Line, str]] = []


def reader_of_x(line: Line, message_id: str, moment: datetime) -> Answer | None:
    """Answers lines that have the letter X."""
    ASKED.append((line, message_id))
    return Answer(taken=True, outcome="other", reply=f"{moment:%H}") if "X" in line.fields else None


def test_another_application_is_asked_first_and_ordinary_lines_are_as_before(commune: Unit, settings: Settings) -> None:
    settings.TEXT_READERS = [f"{__name__}.{reader_of_x.__name__}"]
    ASKED.clear()

    other, report = told(with_checksum("BZ 3445-07 X1"), "7"), told(LINE, "8")

    assert (other.outcome, other.reply) == ("other", "13")
    assert report == Answer(taken=True, outcome="first", reply="Muong Te-07 14/08: H42 V31 C12 T5 da ghi.")
    assert [(line.part, name) for line, name in ASKED] == [("07", "7"), ("07", "8")]


def test_no_other_application_hears_of_a_line_that_cannot_be_read(commune: Unit, settings: Settings) -> None:
    settings.TEXT_READERS = [f"{__name__}.{reader_of_x.__name__}"]
    ASKED.clear()

    told(LINE.replace("V31", "V37"))

    assert ASKED == []
