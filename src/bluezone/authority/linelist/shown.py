"""What the pages of line lists show of a plan: counts, findings by cell, the difference row by row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.paginator import Paginator
from django.utils.functional import Promise

from bluezone.authority.linelist.queries.planning import Planned
from bluezone.authority.linelist.queries.plans import Plan
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.difference import Verdict, shown
from bluezone.authority.linelist.rules.interchange import KINDS as RECORDS
from bluezone.authority.linelist.rules.words import WORDS, written
from bluezone.authority.linelist.services.interchange import Incoming
from bluezone.authority.linelist.wording import DOCUMENT_REASONS, FAULTS, FIELDS, KINDS, VERDICTS

A_PAGE: Final = 50
MOST_SHOWN: Final = 200
"""Records of a document that are named one by one."""
_FIRST_LOOKED_AT: Final = (Verdict.REFUSED, Verdict.CHANGED, Verdict.NEW, Verdict.SAME)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field before and after, as people read it."""

    name: str | Promise
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row, as people read it."""

    number: int
    changes: tuple[ShownChange, ...] = field(repr=False)
    findings: tuple[tuple[str, str | Promise], ...]


def plan_facts(plan: Plan, show: str, page: str | None) -> dict[str, Any]:
    """Return what the page of a file shows: the counts, and the rows of one verdict."""
    verdict = _verdict(plan, show)
    rows = Paginator(plan.of(verdict), A_PAGE).get_page(page)
    said = Counter(finding.fault for row in plan.rows for finding in row.line.findings)
    return {
        "plan": plan,
        "kind": KINDS[plan.kind],
        "verdicts": [(each, VERDICTS[each], plan.counts[each]) for each in Verdict],
        "verdict": verdict,
        "page": rows,
        "rows": [_row(row, verdict) for row in rows],
        "faults": [(FAULTS[fault], count) for fault, count in said.most_common()],
        "sheets": [finding.place for finding in plan.said],
        "to_write": plan.counts[Verdict.NEW] + plan.counts[Verdict.CHANGED],
        "refused": plan.counts[Verdict.REFUSED],
    }


def document_facts(incoming: Incoming) -> dict[str, Any]:
    """Return what the page of an interchange document shows."""
    named = [(kind, key, DOCUMENT_REASONS["differs"]) for kind, key in incoming.different]
    named += [(kind, key, DOCUMENT_REASONS[reason]) for kind, key, reason in incoming.refused]
    return {
        "kinds": [(kind, len(incoming.records.get(kind, []))) for kind in RECORDS if incoming.records.get(kind)],
        "same": incoming.same,
        "named": named[:MOST_SHOWN],
        "refused": len(named),
        "left_out": incoming.left_out,
        "to_write": incoming.counts["new"],
    }


def _verdict(plan: Plan, show: str) -> Verdict:
    if show in {*Verdict}:
        return Verdict(show)
    return next((each for each in _FIRST_LOOKED_AT if plan.counts[each]), Verdict.NEW)


def _row(row: Planned, verdict: Verdict) -> ShownRow:
    if verdict is Verdict.CHANGED:
        changes = tuple(
            ShownChange(_name(each.name), _word(each.name, each.before), _word(each.name, each.after))
            for each in row.line.changes
        )
    else:
        changes = tuple(_stated(row))
    return ShownRow(row.line.number, changes, tuple((each.place, FAULTS[each.fault]) for each in row.line.findings))


def _stated(row: Planned) -> Iterator[ShownChange]:
    for each, value in row.values.items():
        yield ShownChange(FIELDS[each], "", _word(each, shown(value)))
    for name, text in row.more.items():
        yield ShownChange(name, "", text)


def _name(name: str) -> str | Promise:
    return FIELDS[Field(name)] if name in {*Field} else name


def _word(name: str, text: str) -> str:
    known = name in {*Field} and Field(name) in WORDS and text in {*WORDS[Field(name)]}
    return written(Field(name), text) if known else text
