"""What an import would do, row by row and field by field, before anything is written."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.findings import Finding
from bluezone.authority.linelist.rules.grid import as_text

Key = TypeVar("Key", bound=Hashable)


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; what is kept beside the fields bears its heading."""

    name: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Line(Generic[Key]):
    """What becomes of one row.

    Args:
        number: The row.
        verdict: What becomes of it.
        record: The record that it is about, when that exists already.
        changes: What changes in it, field by field.
        findings: What is wrong in the row.
    """

    number: int
    verdict: Verdict
    record: Key | None = None
    changes: tuple[Change, ...] = field(default=(), repr=False)
    findings: tuple[Finding, ...] = ()


def changes_between(
    before: Mapping[Field, Any], after: Mapping[Field, Any], kept: Mapping[str, str], more: Mapping[str, str]
) -> tuple[Change, ...]:
    """Return what differs; a field or column that the row does not fill stays as it is.

    Args:
        before: The record's fields.
        after: The row's fields.
        kept: What the record keeps beside the fields.
        more: What the row keeps beside the fields.
    """
    fields = [
        Change(each, shown(before.get(each)), shown(value))
        for each, value in after.items()
        if before.get(each) != value
    ]
    beside = [Change(name, kept.get(name, ""), text) for name, text in more.items() if kept.get(name) != text]
    return (*fields, *beside)


def shown(value: object) -> str:
    """Return a value as the difference shows it."""
    if isinstance(value, tuple | list | frozenset):
        return "; ".join(sorted(map(str, value)))
    return as_text(value) if isinstance(value, str | int | float | date | None) else str(value)


def counted(lines: Iterable[Line[Any]]) -> dict[str, int]:
    """Return how many rows become what."""
    found = dict.fromkeys(map(str, Verdict), 0)
    for line in lines:
        found[line.verdict] += 1
    return found


def fingerprint(lines: Iterable[Line[Any]]) -> str:
    """Return a digest of what was shown, so that nothing else is written than what a person saw."""
    digest = hashlib.sha256()
    for line in lines:
        parts = [str(line.number), line.verdict, str(line.record or "")]
        parts += [f"{each.name}\x1f{each.before}\x1f{each.after}" for each in line.changes]
        parts += [f"{each.fault}\x1f{each.place}" for each in line.findings]
        digest.update("\x1e".join(parts).encode("utf-8", "surrogatepass") + b"\x1d")
    return digest.hexdigest()
