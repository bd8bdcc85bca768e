"""Planning a list of infections: which two cases each row means."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from bluezone.authority.cases.models import InfectionLink
from bluezone.authority.cases.rules.words import Certainty
from bluezone.authority.linelist.queries.known import numbers_in
from bluezone.authority.linelist.queries.planning import Planned, Setup
from bluezone.authority.linelist.rules.cells import case_key
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.difference import Line, Verdict, changes_between
from bluezone.authority.linelist.rules.findings import Fault, Finding
from bluezone.authority.linelist.rules.rows import Row

Pair = tuple[UUID, UUID]


def plan_links(rows: Iterable[Row], setup: Setup) -> list[Planned]:
    """Return what becomes of each row of a list of infections."""
    numbers = numbers_in(setup.places.inside)
    links = InfectionLink.objects.filter(infectee__unit__in=setup.places.inside)
    known: dict[Pair, InfectionLink] = {(each.infector_id, each.infectee_id): each for each in links}
    seen = set[Pair]()
    return [_planned(row, numbers, known, seen) for row in rows]


def _planned(row: Row, numbers: dict[str, list[UUID]], known: dict[Pair, InfectionLink], seen: set[Pair]) -> Planned:
    findings = list(row.findings)
    pair = None if row.is_refused else _pair(row, numbers, findings)
    if pair in seen:
        findings.append(Finding(Fault.TWICE_IN_FILE, str(row.number)))
    if pair is None or any(finding.refuses for finding in findings):
        return Planned(Line(row.number, Verdict.REFUSED, findings=tuple(findings)), row.values, {})
    seen.add(pair)
    values = {name: row.values[name] for name in (Field.CERTAINTY, Field.STATED_BY) if name in row.values}
    link = known.get(pair)
    if link is None:
        line: Line[UUID] = Line(row.number, Verdict.NEW, findings=tuple(findings))
    else:
        before: dict[Field, Any] = {Field.CERTAINTY: Certainty(link.certainty), Field.STATED_BY: link.stated_by}
        changes = changes_between(before, values, {}, {})
        line = Line(row.number, Verdict.CHANGED if changes else Verdict.SAME, pair[1], changes, tuple(findings))
    return Planned(line, values, {}, pair=pair)


def _pair(row: Row, numbers: dict[str, list[UUID]], findings: list[Finding]) -> Pair | None:
    found = list[UUID]()
    for name in (Field.INFECTOR, Field.INFECTEE):
        cases = numbers.get(case_key(row.values[name]), [])
        if len(cases) == 1:
            found.append(cases[0])
        else:
            fault = Fault.SEVERAL_RECORDS if cases else Fault.UNKNOWN_CASE
            findings.append(Finding(fault, str(row.number)))
    if len(found) < len((Field.INFECTOR, Field.INFECTEE)):
        return None
    if found[0] == found[1]:
        findings.append(Finding(Fault.ITSELF, str(row.number)))
        return None
    return found[0], found[1]
