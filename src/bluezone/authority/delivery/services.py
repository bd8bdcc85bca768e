"""Sending, settling and forgetting messages."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from bluezone.authority.audit.services import Subject, record, record_all
from bluezone.authority.delivery.gateways import Gateway
from bluezone.authority.delivery.models import Lease, Message, Purge
from bluezone.authority.delivery.rules import (
    KEPT_AT_MOST,
    Outcome,
    State,
    checked_text,
    normalised_number,
    pause_after,
)
from bluezone.authority.delivery.sealing import Seal, seal_in
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import Unavailable

logger = logging.getLogger(__name__)

PURPOSE: Final = "delivery"
AT_ONCE: Final = 200
EMPTY_ROUNDS: Final = timedelta(hours=1)
"""How long the record of a purge that erased nothing speaks for the rounds after it."""
SETTLED: Final = {Outcome.DELIVERED: State.DELIVERED, Outcome.REFUSED: State.REFUSED}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A message that some application wants to be sent.

    Args:
        key: What makes it one: a second reminder with the same key is not sent.
        recipient: A mobile number.
        text: What it says.
        purpose: A word that says why.
        unit: Whom it concerns.
    """

    key: str
    recipient: str = field(repr=False)
    text: str = field(repr=False)
    purpose: str = "reminder"
    unit: Unit | None = None


Source = Callable[[datetime], Iterable[Reminder]]
"""Where reminders come from: settings list functions of applications that stand higher."""


@transaction.atomic
def send(  # noqa: PLR0913 -- a message has these parts
    recipient: str,
    text: str,
    *,
    key: str,
    purpose: str,
    actor: str,
    moment: datetime,
    unit: Unit | None = None,
) -> Message:
    """Put a message into the outbox; the same key twice is one message.

    Raises:
        RuleViolation: The recipient is no mobile number, or the text is empty or too long.
    """
    known = Message.objects.filter(key=key).first()
    if known is not None:
        return known
    reminder = Reminder(key, recipient, text, purpose, unit)
    message = _sealed(reminder, seal_in(settings.DELIVERY_FOLDER), moment)
    message.save(force_insert=True)
    record(actor, "message.queue", message, PURPOSE, moment)
    return message


@transaction.atomic
def send_all(reminders: Sequence[Reminder], *, actor: str, moment: datetime) -> int:
    """Put many messages into the outbox, each as `send` would, and return how many were new.

    Raises:
        RuleViolation: A recipient is no mobile number, or a text is empty or too long; nothing was sent.
    """
    known = {*Message.objects.filter(key__in=[each.key for each in reminders]).values_list("key", flat=True)}
    seal = seal_in(settings.DELIVERY_FOLDER)
    fresh = {each.key: each for each in reminders if each.key not in known}
    messages = [_sealed(each, seal, moment) for each in fresh.values()]
    Message.objects.bulk_create(messages)
    return record_all(actor, "message.queue", messages, PURPOSE, moment)


def _sealed(reminder: Reminder, seal: Seal, moment: datetime) -> Message:
    identifier = uuid4()
    return Message(
        id=identifier,
        key=reminder.key,
        purpose=reminder.purpose,
        unit=reminder.unit,
        sealed_recipient=seal.close(normalised_number(reminder.recipient), message=identifier, name="recipient"),
        sealed_text=seal.close(checked_text(reminder.text), message=identifier, name="text"),
        created_at=moment,
        next_attempt_at=moment,
    )


@transaction.atomic
def settle(message: Message, state: State, *, actor: str, moment: datetime) -> None:
    """Say what became of a message and erase whom it was for and what it said."""
    message.state, message.settled_at = state, moment
    message.sealed_recipient = message.sealed_text = None
    message.save(update_fields=["state", "settled_at", "sealed_recipient", "sealed_text", "attempts"])
    record(actor, f"message.{state}", message, PURPOSE, moment)


def deliver_due(gateway: Gateway, moment: datetime) -> dict[str, int]:
    """Hand every message that is due to the gateway, once each, and return how many had which outcome."""
    seal, counts = seal_in(settings.DELIVERY_FOLDER), dict.fromkeys(Outcome, 0)
    due = Message.objects.filter(state=State.WAITING, next_attempt_at__lte=moment, created_at__gt=moment - KEPT_AT_MOST)
    for message in due.order_by("next_attempt_at")[:AT_ONCE]:
        recipient = seal.open(bytes(message.sealed_recipient or b""), message=message.id, name="recipient")
        text = seal.open(bytes(message.sealed_text or b""), message=message.id, name="text")
        outcome = gateway.deliver(message.id, recipient, text)
        counts[outcome] += 1
        message.attempts += 1
        if outcome in SETTLED:
            settle(message, SETTLED[outcome], actor="system", moment=moment)
        else:
            message.next_attempt_at = moment + pause_after(message.attempts)
            message.save(update_fields=["attempts", "next_attempt_at"])
    logger.info("messages handed over", extra={str(outcome): count for outcome, count in counts.items()})
    return {str(outcome): count for outcome, count in counts.items()}


@transaction.atomic
def purge(moment: datetime) -> Purge:
    """Erase every message that has waited for 24 hours, and keep a record of how many there were.

    A round that erases nothing leaves a record once an hour only: rounds come twice a minute, and the audit chain is read
    by people. It then returns the last record.
    """
    over = Message.objects.filter(state=State.WAITING, created_at__lte=moment - KEPT_AT_MOST)
    erased = over.update(state=State.EXPIRED, settled_at=moment, sealed_recipient=None, sealed_text=None)
    last = Purge.objects.filter(erased=0, moment__gt=moment - EMPTY_ROUNDS, moment__lte=moment).first()
    if not erased and last:
        return last
    done = Purge.objects.create(moment=moment, erased=erased)
    record("system", "message.purge", done, PURPOSE, moment)
    logger.info("outbox purged", extra={"erased": erased})
    return done


def remind(sources: Iterable[Source], moment: datetime) -> int:
    """Put the reminders of all sources into the outbox and return how many there were."""
    count = 0
    for source in sources:
        for reminder in source(moment):
            send(
                reminder.recipient,
                reminder.text,
                key=reminder.key,
                purpose=reminder.purpose,
                actor="system",
                moment=moment,
                unit=reminder.unit,
            )
            count += 1
    return count


@contextmanager
def lease(name: str, moment: datetime, *, at_most: timedelta = timedelta(minutes=10)) -> Iterator[None]:
    """Hold a lock in the database for a periodic job; one that is left behind ends by itself.

    Raises:
        Unavailable: Another process does this job now.
    """
    with transaction.atomic():
        row, _made = Lease.objects.select_for_update().get_or_create(name=name)
        if row.held_until is not None and row.held_until > moment:
            raise Unavailable("another process does this job now")
        row.held_until = moment + at_most
        row.save(update_fields=["held_until"])
    try:
        yield
    finally:
        Lease.objects.filter(name=name).update(held_until=None)


@transaction.atomic
def note_reading(count: int, *, actor: str, moment: datetime) -> None:
    """Note that somebody read what waits in the outbox."""
    if count:
        record(actor, "delivery.read", Subject("delivery.outbox"), PURPOSE, moment)
