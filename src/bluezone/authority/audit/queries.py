"""Reading the chain: whole, to prove it, and by record, to answer who looked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import QuerySet

from bluezone.authority.audit.heads import HeadFile
from bluezone.authority.audit.models import Entry, KeptCheckpoint
from bluezone.authority.audit.rules import Checkpoint, Fact, Fault, Finding, Link, findings
from bluezone.protocol.errors import RuleViolation

ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain gave.

    Args:
        entries: How many there are.
        signed: The last sequence number that a good signature pins; 0 for none.
        findings: What is wrong; nothing when the chain is whole.
        checkpoint: What stands for the entries that are past their time, when any went.
    """

    entries: int
    signed: int
    findings: tuple[Finding, ...]
    checkpoint: Checkpoint | None = None


def verdict(folder: Path) -> Verdict:
    """Return what is wrong with the chain, judged by itself and by the signed heads in a folder."""
    heads, old = HeadFile(folder), checkpoint()
    signed, forged = heads.read()
    trusted = old if old and heads.vouches_for(old) else None
    chain = [*links()]
    wrong = [*findings(chain, signed, trusted), *(Finding(Fault.FORGED, line) for line in forged)]
    if old and not trusted:
        wrong.append(Finding(Fault.FORGED_CHECKPOINT, old.last))
    return Verdict(len(chain), max(signed, default=0), tuple(wrong), trusted)


def checkpoint() -> Checkpoint | None:
    """Return what stands for the entries that are past their time; None while none went."""
    row = KeptCheckpoint.objects.first()
    return Checkpoint(row.last, bytes(row.head), row.until, row.sealed_at, bytes(row.signature)) if row else None


def about(kind: str, identifier: str) -> QuerySet[Entry]:
    """Return every entry about one record, oldest first."""
    return Entry.objects.filter(subject_kind=kind, subject_id=identifier)


def links(*, until: int | None = None) -> Iterator[Link]:
    """Give the entries in order, up to one of them."""
    entries = Entry.objects.order_by("sequence")
    found = entries if until is None else entries.filter(sequence__lte=until)
    for entry in found.iterator(ROWS_AT_ONCE):
        yield Link(entry.sequence, _fact(entry), bytes(entry.previous), bytes(entry.head))


def _fact(entry: Entry) -> Fact | None:
    try:
        return Fact(entry.actor, entry.action, entry.subject_kind, entry.subject_id, entry.purpose, entry.moment)
    except RuleViolation:
        return None
