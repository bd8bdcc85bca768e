"""Reading the outbox."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db.models import Q, QuerySet

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.delivery.models import Message, Purge
from bluezone.authority.delivery.rules import State
from bluezone.authority.delivery.sealing import seal_in

HEALTH: Final = frozenset({"code"})
"""Purposes of messages to patients."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message as an officer reads it."""

    message: Message
    recipient: str = field(repr=False)
    text: str = field(repr=False)


def messages_for(holder: Holder) -> QuerySet[Message]:
    """Return the messages that a holder may see: those about units below one's own; all, when one's role holds everywhere.

    A code for a patient is for those who issue codes (`bluezone.authority.codes`), not for the campaign.
    """
    units = holder.units(Action.READ_OUTBOX)
    everywhere = any(grant.unit is None for grant in holder.grants if holder.may(Action.READ_OUTBOX))
    seen = Message.objects.exclude(purpose__in=HEALTH)
    return seen.filter(Q(unit__in=units) | Q(unit__isnull=True)) if everywhere else seen.filter(unit__in=units)


def opened(messages: QuerySet[Message], folder: Path) -> Iterator[Opened]:
    """Yield messages with whom they are for and what they say; both are empty once a message is settled."""
    seal = seal_in(folder)
    for message in messages.select_related("unit"):
        if message.state == State.WAITING:
            recipient = seal.open(bytes(message.sealed_recipient or b""), message=message.id, name="recipient")
            text = seal.open(bytes(message.sealed_text or b""), message=message.id, name="text")
            yield Opened(message, recipient, text)
        else:
            yield Opened(message, "", "")


def last_purges(count: int) -> QuerySet[Purge]:
    """Return the latest purges."""
    return Purge.objects.all()[:count]
