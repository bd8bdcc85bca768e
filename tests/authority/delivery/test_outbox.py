"""Messages leave once, are sealed while they wait, and are forgotten afterwards."""

import logging
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from tests.authority.cells import every_cell

from bluezone.authority.audit.models import Entry
from bluezone.authority.delivery.models import Lease, Message, Purge
from bluezone.authority.delivery.queries import opened
from bluezone.authority.delivery.rules import (
    LONGEST_PAUSE,
    LONGEST_TEXT,
    Outcome,
    State,
    is_expired,
    normalised_number,
    pause_after,
)
from bluezone.authority.delivery.services import Reminder, deliver_due, lease, purge, remind, send
from bluezone.protocol.errors import RuleViolation, Unavailable

NUMBER = "+84912345678"
TEXT = "Bao cao ngay 05/8 cua don vi chua co."
CLOCK = "tests.authority.delivery.test_outbox.still_clock"


@dataclass
class FakeGateway:
    """Answers as it is told and remembers what it was given."""

    answers: list[Outcome]
    seen: list[tuple[UUID, str, str]] = field(default_factory=list)

    def deliver(self, message: UUID, recipient: str, text: str) -> Outcome:
        self.seen.append((message, recipient, text))
        return self.answers.pop(0)


def queue(moment: datetime, key: str = "reminder:1:2020-08-05") -> Message:
    return send("0912 345 678", TEXT, key=key, purpose="reminder", actor="system", moment=moment)


def whole_database() -> bytes:
    """Every byte that the database's files hold; every cell of its tables where it keeps files of its own."""
    if connection.vendor != "sqlite":
        return every_cell()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(connection.settings_dict["NAME"])
    return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))


@pytest.mark.parametrize(
    "written", ["0912345678", "0912 345 678", "+84 912 345 678", "84912345678", "0084912345678", "(091) 234-56.78"]
)
def test_a_mobile_number_is_understood_however_it_is_written(written: str) -> None:
    assert normalised_number(written) == NUMBER


@pytest.mark.parametrize("written", ["", "113", "02133876501", "+15550100", "09123456789", "0912345 67a"])
def test_what_is_no_mobile_number_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        normalised_number(written)

    assert refused.value.code == "not_a_mobile_number"
    assert not written or written not in str(refused.value)


@given(st.integers(1, 1000))
def test_pauses_grow_and_end_at_four_hours(attempts: int) -> None:
    assert pause_after(attempts) <= pause_after(attempts + 1) <= LONGEST_PAUSE


@given(st.timedeltas(timedelta(0), timedelta(days=3)))
def test_a_message_is_kept_for_less_than_a_day(age: timedelta) -> None:
    start = datetime.fromisoformat("2020-08-05T00:00:00+00:00")

    assert is_expired(start, start + age) == (age >= timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST_TEXT + 1)])
def test_an_empty_or_endless_message_is_refused(moment: datetime, text: str) -> None:
    with pytest.raises(RuleViolation, match="characters"):
        send(NUMBER, text, key="1", purpose="reminder", actor="system", moment=moment)


@pytest.mark.django_db
def test_the_same_message_is_queued_once(moment: datetime) -> None:
    first, second = queue(moment), queue(moment)

    assert first.id == second.id
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_an_officer_reads_what_waits(moment: datetime) -> None:
    queue(moment)

    (row,) = opened(Message.objects.all(), settings.DELIVERY_FOLDER)

    assert (row.recipient, row.text) == (NUMBER, TEXT)


@pytest.mark.django_db(transaction=True)
def test_the_database_holds_neither_recipient_nor_text(moment: datetime) -> None:
    queue(moment)

    held = whole_database()

    assert b"reminder:1:2020-08-05" in held
    assert b"912345678" not in held
    assert TEXT.encode() not in held


@pytest.mark.django_db
def test_a_message_opens_only_with_the_key_beside_the_database(moment: datetime, settings: Settings) -> None:
    queue(moment)
    settings.DELIVERY_FOLDER = settings.DELIVERY_FOLDER / "another"

    with pytest.raises(Unavailable, match="does not open"):
        list(opened(Message.objects.all(), settings.DELIVERY_FOLDER))


@pytest.mark.django_db
def test_a_sealed_text_cannot_be_put_in_the_place_of_another(moment: datetime) -> None:
    first, second = queue(moment, "1"), queue(moment, "2")
    Message.objects.filter(id=first.id).update(sealed_text=second.sealed_text)

    with pytest.raises(Unavailable, match="does not open"):
        list(opened(Message.objects.filter(id=first.id), settings.DELIVERY_FOLDER))


@pytest.mark.django_db(transaction=True)
def test_delivery_erases_recipient_and_text(moment: datetime) -> None:
    message = queue(moment)
    sealed = bytes(message.sealed_text or b"")

    counts = deliver_due(FakeGateway([Outcome.DELIVERED]), moment)

    message.refresh_from_db()
    assert counts == {"delivered": 1, "refused": 0, "later": 0}
    assert (message.state, message.sealed_recipient, message.sealed_text) == (State.DELIVERED, None, None)
    assert sealed not in whole_database()


@pytest.mark.django_db
def test_a_refusal_is_final(moment: datetime) -> None:
    message, gateway = queue(moment), FakeGateway([Outcome.REFUSED])

    deliver_due(gateway, moment)
    deliver_due(gateway, moment + timedelta(hours=1))

    message.refresh_from_db()
    assert message.state == State.REFUSED
    assert len(gateway.seen) == 1


@pytest.mark.django_db
def test_a_gateway_that_does_not_answer_is_asked_again_later_and_not_at_once(moment: datetime) -> None:
    message, gateway = queue(moment), FakeGateway([Outcome.LATER, Outcome.DELIVERED])

    deliver_due(gateway, moment)
    deliver_due(gateway, moment + timedelta(seconds=30))
    assert len(gateway.seen) == 1
    deliver_due(gateway, moment + timedelta(minutes=1))

    assert [seen[0] for seen in gateway.seen] == [message.id, message.id]
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.DELIVERED, 2)


@pytest.mark.django_db
def test_after_a_day_a_message_is_neither_sent_nor_kept(moment: datetime) -> None:
    message, gateway = queue(moment), FakeGateway([])
    later = moment + timedelta(days=1)

    deliver_due(gateway, later)
    done = purge(later)

    message.refresh_from_db()
    assert gateway.seen == []
    assert (message.state, message.sealed_recipient, done.erased) == (State.EXPIRED, None, 1)
    assert Purge.objects.get() == done


@pytest.mark.django_db
def test_a_purge_leaves_younger_messages_alone(moment: datetime) -> None:
    message = queue(moment)

    done = purge(moment + timedelta(hours=23))

    message.refresh_from_db()
    assert (message.state, done.erased) == (State.WAITING, 0)


@pytest.mark.django_db
def test_rounds_that_erase_nothing_fill_no_audit_chain(moment: datetime) -> None:
    queue(moment)
    for round_number in range(120):
        purge(moment + timedelta(seconds=30 * round_number))

    next_hour = purge(moment + timedelta(hours=1))
    after_a_day = purge(moment + timedelta(days=1))

    assert (next_hour.erased, after_a_day.erased) == (0, 1)
    assert Purge.objects.count() == Entry.objects.filter(action="message.purge").count() == 3


@pytest.mark.django_db
def test_no_log_and_no_audit_entry_holds_number_or_text(moment: datetime, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    queue(moment)

    deliver_due(FakeGateway([Outcome.LATER]), moment)
    deliver_due(FakeGateway([Outcome.DELIVERED]), moment + timedelta(hours=1))
    purge(moment + timedelta(days=2))

    said = caplog.text + str([record.__dict__ for record in caplog.records]) + str([*Entry.objects.values()])
    assert "912345678" not in said
    assert "Bao cao" not in said


@pytest.mark.django_db
def test_two_timers_do_one_job(moment: datetime) -> None:
    with lease("purge", moment), pytest.raises(Unavailable), lease("purge", moment + timedelta(minutes=1)):
        pass

    with lease("purge", moment + timedelta(minutes=2)):
        assert Lease.objects.get().held_until is not None


@pytest.mark.django_db
def test_a_lease_that_was_left_behind_ends_by_itself(moment: datetime) -> None:
    Lease.objects.create(name="purge", held_until=moment + timedelta(minutes=10))

    with lease("purge", moment + timedelta(minutes=10)):
        pass


@pytest.mark.django_db
def test_reminders_of_one_day_are_sent_once(moment: datetime) -> None:
    def source(now: datetime) -> Iterable[Reminder]:
        yield Reminder(f"silent:1:{now.date()}", NUMBER, TEXT)

    remind([source], moment)
    remind([source], moment + timedelta(hours=3))
    assert Message.objects.count() == 1
    remind([source], moment + timedelta(days=1))

    assert Message.objects.count() == 2


class StillClock:
    """A clock that stands."""

    def now(self) -> datetime:
        return datetime.fromisoformat("2020-08-07T01:00:00+00:00")


def still_clock() -> StillClock:
    return StillClock()


def one_reminder(_moment: datetime) -> list[Reminder]:
    return [Reminder("command", NUMBER, TEXT)]


@pytest.mark.django_db
def test_the_commands_remind_deliver_and_purge(
    moment: datetime, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BLUEZONE_CLOCK = CLOCK
    settings.REMINDER_SOURCES = ["tests.authority.delivery.test_outbox.one_reminder"]
    queue(moment)

    call_command("send_reminders")
    call_command("deliver_messages")
    call_command("purge_messages")

    assert capsys.readouterr().out.splitlines() == [
        "reminders 1",
        "No gateway is configured; messages wait in the outbox.",
        "erased 1",
    ]
    assert [*Message.objects.values_list("state", flat=True)] == [State.WAITING, State.EXPIRED]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL frees what it deleted in its own time")
@pytest.mark.django_db
def test_sqlite_overwrites_what_it_deletes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
    assert sqlite3.sqlite_version_info >= (3, 40)
