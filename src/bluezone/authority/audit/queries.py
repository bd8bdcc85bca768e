"""Reading the chain: whole, to prove it, and by record, to answer who looked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import QuerySet

from bluezone.authority.audit.heads import HeadFile
from bluezone.authority.audit.models import Entry
from bluezone.authority.audit.rules import Fact, Fault, Finding, Link, findings
from bluezone.protocol.errors import RuleViolation

ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain gave.

    Args:
        entries: How many there are.
        signed: The last sequence number that a good signature pins; 0 for none.
        findings: What is wrong; nothing when the chain is whole.
    """

    entries: int
    signed: int
    findings: tuple[Finding, ...]


def verdict(folder: Path) -> Verdict:
    """Return what is wrong with the chain, judged by itself and by the signed heads in a folder."""
    signed, forged = HeadFile(folder).read()
    chain = [*_links()]
    wrong = [*findings(chain, signed), *(Finding(Fault.FORGED, line) for line in forged)]
    return Verdict(len(chain), max(signed, default=0), tuple(wrong))


def about(kind: str, identifier: str) -> QuerySet[Entry]:
    """Return every entry about one record, oldest first."""
    return Entry.objects.filter(subject_kind=kind, subject_id=identifier)


def _links() -> Iterator[Link]:
    for entry in Entry.objects.order_by("sequence").iterator(ROWS_AT_ONCE):
        yield Link(entry.sequence, _fact(entry), bytes(entry.previous), bytes(entry.head))


def _fact(entry: Entry) -> Fact | None:
    try:
        return Fact(entry.actor, entry.action, entry.subject_kind, entry.subject_id, entry.purpose, entry.moment)
    except RuleViolation:
        return None
