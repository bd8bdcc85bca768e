"""Writing a list of infections."""

from collections.abc import Sequence
from typing import Final

from bluezone.authority.audit.services import Subject, record_all
from bluezone.authority.cases.models import InfectionLink
from bluezone.authority.cases.services import Doing
from bluezone.authority.linelist.queries.planning import Planned
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.difference import Verdict
from bluezone.authority.linelist.services.people import AT_ONCE, fill
from bluezone.authority.territory.models import Unit

STATED: Final = (Field.CERTAINTY, Field.STATED_BY)


def write_links(rows: Sequence[Planned], _unit: Unit, doing: Doing) -> None:
    """Write a list of infections within the transaction that is open."""
    made, touched = list[InfectionLink](), list[Subject]()
    for row in rows:
        if row.pair is None or row.line.verdict not in {Verdict.NEW, Verdict.CHANGED}:
            continue
        infector, infectee = row.pair
        touched.append(Subject("cases.case", str(infectee)))
        if row.line.verdict is Verdict.NEW:
            link = InfectionLink(infector_id=infector, infectee_id=infectee, created_at=doing.moment)
            made.append(link)
            fill(link, row.values, STATED)
        else:
            link = InfectionLink.objects.get(infector_id=infector, infectee_id=infectee)
            fill(link, row.values, STATED)
            link.save()
    InfectionLink.objects.bulk_create(made, batch_size=AT_ONCE)
    record_all(doing.actor, "case.link", touched, doing.purpose, doing.moment)
