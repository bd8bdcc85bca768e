"""The chain's arithmetic: what an entry's bytes are, what its head is, and what is wrong with a chain.

Each entry's head is `SHA-256(previous head ‖ canonical bytes)`; the canonical bytes are the fields in a fixed order,
each behind its length, so that no two entries share their bytes. A head that was signed and kept elsewhere pins
everything before it. Entries past their time are replaced by one checkpoint, a signed word of where the chain stood when
they went.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bluezone.protocol.errors import RuleViolation

BEGINNING: Final = bytes(32)
"""What the first entry has for a previous head."""
LENGTH_BYTES: Final = 4
KEPT: Final = timedelta(days=730)
"""How long an entry is kept. Source: rollout facts, section 6: the audit log two years."""
CHECKPOINT_DOMAIN: Final = b"bluezone audit checkpoint 1\n"

ACTOR: Final = re.compile(r"system|(?:user|link|laboratory|owner):[0-9a-f-]{1,40}", re.ASCII)
WORD: Final = re.compile(r"[a-z][a-z0-9_.]{0,59}", re.ASCII)
IDENTIFIER: Final = re.compile(r"[0-9A-Za-z_-]{0,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one entry says, in words and ids; never a name.

    Args:
        actor: `user:`, `link:`, `laboratory:` or `owner:` (of a place) with an id, or `system`.
        action: A word such as `report.submit`.
        subject_kind: The kind of the record, a word.
        subject_id: The record's id; empty when the action has no single record.
        purpose: A word that says why.
        moment: When, aware.
    """

    actor: str
    action: str
    subject_kind: str
    subject_id: str
    purpose: str
    moment: datetime

    def __post_init__(self) -> None:
        """Refuse anything that could hold a name.

        Raises:
            RuleViolation: A field is not a plain word or id.
        """
        for name, shape in _SHAPES.items():
            if not shape.fullmatch(getattr(self, name)):
                raise RuleViolation("audit_takes_ids", f"the audit's {name} takes a word or an id, never a name")
        if self.moment.tzinfo is None:
            raise RuleViolation("audit_needs_zone", "the audit's moment needs a time zone")

    def canonical(self) -> bytes:
        """Return the bytes over which the head is computed."""
        moment = self.moment.astimezone(UTC).isoformat(timespec="microseconds")
        fields = (self.actor, self.action, self.subject_kind, self.subject_id, self.purpose, moment)
        parts = [field.encode() for field in fields]
        return b"".join(len(part).to_bytes(LENGTH_BYTES, "big") + part for part in parts)


_SHAPES: Final = {
    "actor": ACTOR,
    "action": WORD,
    "subject_kind": WORD,
    "subject_id": IDENTIFIER,
    "purpose": WORD,
}


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is stored: its place, what it says, and the two heads it claims."""

    sequence: int
    fact: Fact | None
    previous: bytes
    head: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is left of entries that are past their time: all from the first on, their number being that of the last.

    Args:
        last: Sequence number of the last of them; 0 when none went yet.
        head: The head of that entry, 32 bytes, which the next one follows.
        until: The latest moment among them.
        sealed_at: When they went.
        signature: Ed25519 over the four; judged by whoever holds the public key.
    """

    last: int
    head: bytes
    until: datetime
    sealed_at: datetime
    signature: bytes = b""

    def signed_bytes(self) -> bytes:
        """Return what the signature covers."""
        moments = [each.astimezone(UTC).isoformat(timespec="microseconds") for each in (self.until, self.sealed_at)]
        return CHECKPOINT_DOMAIN + json.dumps([1, self.last, self.head.hex(), *moments]).encode()


@dataclass(frozen=True, slots=True)
class Pin:
    """A head that was signed and kept outside the database: which, and when."""

    head: bytes
    moment: datetime


def head_after(previous: bytes, fact: Fact) -> bytes:
    """Return the head of an entry that follows another one, 32 bytes."""
    return sha256(previous + fact.canonical()).digest()


class Fault(StrEnum):
    """What can be wrong with a chain."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    CUT = "cut"
    REWRITTEN = "rewritten"
    FORGED = "forged"
    FORGED_CHECKPOINT = "forged_checkpoint"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and the sequence number at which it shows."""

    fault: Fault
    sequence: int


def is_unbroken(chain: Iterable[Link], checkpoint: Checkpoint | None, signed: Mapping[int, bytes]) -> bool:
    """Return whether entries follow one another, and the checkpoint or the beginning, and are those that were signed."""
    previous, expected = (checkpoint.head, checkpoint.last + 1) if checkpoint else (BEGINNING, 1)
    for link in chain:
        if link.fact is None or (link.sequence, link.previous) != (expected, previous):
            return False
        if head_after(previous, link.fact) != link.head or signed.get(expected, link.head) != link.head:
            return False
        previous, expected = link.head, expected + 1
    return True


def findings(chain: Sequence[Link], signed: Mapping[int, Pin], checkpoint: Checkpoint | None = None) -> list[Finding]:
    """Return everything that is wrong with a chain, by the place where it shows.

    Args:
        chain: The entries in the order of their sequence numbers, which begin with 1, or behind the checkpoint.
        signed: Heads whose signatures hold, by sequence number, as kept outside the database.
        checkpoint: Stands for the entries that went; its signature holds.
    """
    inside = [*_faults_of_links(chain, checkpoint)]
    heads = {checkpoint.last: checkpoint.head} if checkpoint else dict[int, bytes]()
    heads |= {link.sequence: link.head for link in chain}
    last = max(heads, default=0)
    cut = [Finding(Fault.CUT, number) for number in sorted(signed) if number > last][:1]
    rewritten = [
        Finding(Fault.REWRITTEN, number)
        for number, pin in sorted(signed.items())
        if number in heads and heads[number] != pin.head
    ][:1]
    return [*inside, *rewritten, *cut, *_faults_of_checkpoint(signed, checkpoint)]


def _faults_of_links(chain: Sequence[Link], checkpoint: Checkpoint | None) -> Iterable[Finding]:
    heads = {link.head for link in chain}
    previous, expected = (checkpoint.head, checkpoint.last + 1) if checkpoint else (BEGINNING, 1)
    beginning = previous
    for link in chain:
        if link.fact is None or head_after(link.previous, link.fact) != link.head:
            yield Finding(Fault.CHANGED, link.sequence)
        if link.previous != previous:
            known = link.previous in heads or link.previous == beginning
            yield Finding(Fault.REORDERED if known and link.sequence == expected else Fault.REMOVED, link.sequence)
        elif link.sequence != expected:
            yield Finding(Fault.REORDERED, link.sequence)
        previous, expected = link.head, link.sequence + 1


def _faults_of_checkpoint(signed: Mapping[int, Pin], checkpoint: Checkpoint | None) -> Iterable[Finding]:
    """Tell a checkpoint that stands for younger entries than it may, or than it says: heads know when they were signed."""
    if checkpoint is None:
        return
    youngest = max(
        (pin.moment for number, pin in signed.items() if number <= checkpoint.last), default=checkpoint.until
    )
    if max(checkpoint.until, youngest) > checkpoint.sealed_at - KEPT:
        yield Finding(Fault.EARLY, checkpoint.last)
