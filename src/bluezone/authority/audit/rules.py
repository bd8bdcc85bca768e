"""The chain's arithmetic: what an entry's bytes are, what its head is, and what is wrong with a chain.

Each entry's head is `SHA-256(previous head ‖ canonical bytes)`; the canonical bytes are the fields in a fixed order,
each behind its length, so that no two entries share their bytes. A head that was signed and kept elsewhere pins
everything before it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bluezone.protocol.errors import RuleViolation

BEGINNING: Final = bytes(32)
"""What the first entry has for a previous head."""
LENGTH_BYTES: Final = 4

ACTOR: Final = re.compile(r"system|(?:user|link|laboratory):[0-9a-f-]{1,40}", re.ASCII)
WORD: Final = re.compile(r"[a-z][a-z0-9_.]{0,59}", re.ASCII)
IDENTIFIER: Final = re.compile(r"[0-9A-Za-z_-]{0,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one entry says, in words and ids; never a name.

    Args:
        actor: `user:`, `link:` or `laboratory:` with an id, or `system`.
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


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and the sequence number at which it shows."""

    fault: Fault
    sequence: int


def findings(chain: Sequence[Link], signed: Mapping[int, bytes]) -> list[Finding]:
    """Return everything that is wrong with a chain, by the place where it shows.

    Args:
        chain: The entries in the order of their sequence numbers, which begin with 1.
        signed: Heads whose signatures hold, by sequence number, as kept outside the database.
    """
    inside = [*_faults_of_links(chain)]
    last = chain[-1].sequence if chain else 0
    heads = {link.sequence: link.head for link in chain}
    cut = [Finding(Fault.CUT, number) for number in sorted(signed) if number > last][:1]
    rewritten = [
        Finding(Fault.REWRITTEN, number)
        for number, head in sorted(signed.items())
        if number in heads and heads[number] != head
    ][:1]
    return [*inside, *rewritten, *cut]


def _faults_of_links(chain: Sequence[Link]) -> Iterable[Finding]:
    heads = {link.head for link in chain}
    previous, expected = BEGINNING, 1
    for link in chain:
        if link.fact is None or head_after(link.previous, link.fact) != link.head:
            yield Finding(Fault.CHANGED, link.sequence)
        if link.previous != previous:
            known = link.previous in heads or link.previous == BEGINNING
            yield Finding(Fault.REORDERED if known and link.sequence == expected else Fault.REMOVED, link.sequence)
        elif link.sequence != expected:
            yield Finding(Fault.REORDERED, link.sequence)
        previous, expected = link.head, link.sequence + 1
