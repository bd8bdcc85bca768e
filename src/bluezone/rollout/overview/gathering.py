"""All that the report of one morning is made of, read at once: figures, tasks, broadcasts, questions, silence."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import override

from bluezone.authority.console.models import Publisher as ConsolePublisher
from bluezone.authority.console.queries import publisher
from bluezone.authority.documents.document import Publisher
from bluezone.authority.territory.models import Unit
from bluezone.rollout.directives.models import Directive, TaskAssignment
from bluezone.rollout.directives.rules.states import State
from bluezone.rollout.overview.field import field_at
from bluezone.rollout.overview.presence import presence_at
from bluezone.rollout.overview.queries import flags_of, own_residents, row, rows_below, sectors
from bluezone.rollout.overview.rules.dashboards import SectorRow
from bluezone.rollout.overview.rules.days import cut_off_of
from bluezone.rollout.overview.rules.official_words import DOUBTS
from bluezone.rollout.overview.rules.quick_report import (
    Broadcasts,
    Doubt,
    Issued,
    Morning,
    SectorLine,
    Silent,
    Tasks,
    UnitLine,
    by_language,
)
from bluezone.rollout.overview.templatetags.overview import sector_words
from bluezone.rollout.reporting.models import RaisedFlag
from bluezone.rollout.reporting.queries import Ground, Line, broadcasts, ground_on

CAMPAIGN: Final = timedelta(days=365)
"""How far back broadcasts count."""
PUBLISHED: Final = ("confirmed", "sent")
"""States of a directive that is more than a proposal."""
ACKNOWLEDGED: Final = (State.ACKNOWLEDGED, State.EVIDENCED, State.DONE)
EVIDENCED: Final = (State.EVIDENCED, State.DONE)
LINES: Final = (Line.BODIES, Line.SCHOOLS)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A morning, and for each line and place the submissions that its figures are made of."""

    morning: Morning
    basis: dict[str, dict[str, list[str]]]


def gathered(province: Unit, day: date, *, rank: str = "") -> Gathered:
    """Return what the report of the morning after a day says.

    Args:
        province: The unit that reports.
        day: The last day that counts.
        rank: The place among provinces as somebody outside gave it.
    """
    ground = ground_on(day, beside=False)
    beside = {line: ground_on(day, line=line) for line in LINES}
    flags = flags_of(ground, "commune_day")
    with override("vi"):
        lines = tuple(_sector(line, each) for line in LINES for each in sectors(province, beside[line]))
    morning = Morning(
        cut_off=cut_off_of(day),
        province=_in_a_sentence(province),
        whole=row(ground, province, flags, own_residents(province, day)).coverage,
        top=str(province.pk),
        units=tuple(
            UnitLine(each.id, each.name, each.coverage, each.last) for each in rows_below(ground, province, flags)
        ),
        sectors=lines,
        documents=_documents(),
        tasks=_tasks(),
        broadcasts=_broadcasts(day),
        presence=presence_at(ground.tree.subtree(province.pk), cut_off_of(day)),
        field=field_at(ground.tree.subtree(province.pk), cut_off_of(day)),
        doubts=_doubts(ground, province, flags),
        silent=tuple(Silent(str(each.unit.pk), each.unit.name, each.since) for each in ground.silent(province.pk)),
        rank=rank,
        publisher=_publisher(publisher(), province),
    )
    return Gathered(morning, {each.line.value: _basis(each) for each in (ground, *beside.values())})


def _basis(ground: Ground) -> dict[str, list[str]]:
    return {str(unit): [str(report) for report in said.reports] for unit, said in ground.said.items()}


def _in_a_sentence(province: Unit) -> str:
    """Return the province's name as it stands inside a sentence: "tỉnh Lai Châu"."""
    return province.name[:1].lower() + province.name[1:]


def _documents() -> tuple[Issued, ...]:
    rows = Directive.objects.filter(state__in=PUBLISHED).order_by("issued_on", "read_at")
    return tuple(Issued(each.symbol, each.issued_on, each.subject.rstrip(".")) for each in rows)


def _tasks() -> Tasks | None:
    given = TaskAssignment.objects.exclude(state__in=[State.PROPOSED, State.CONFIRMED, State.CANCELLED])
    counted = given.aggregate(
        given=Count("pk"),
        acknowledged=Count("pk", filter=Q(acknowledged_at__isnull=False) | Q(state__in=ACKNOWLEDGED)),
        evidenced=Count("pk", filter=Q(state__in=EVIDENCED)),
    )
    return Tasks(**counted) if counted["given"] else None


def _broadcasts(day: date) -> tuple[Broadcasts, ...]:
    tally = broadcasts(day - CAMPAIGN, day)
    return by_language(Broadcasts(language, times) for language, times in tally.by_kind.items())


def _doubts(ground: Ground, province: Unit, flags: list[RaisedFlag]) -> tuple[Doubt, ...]:
    inside = {UUID(place.unit) for place in ground.inside(province.pk)}
    units = Counter(kind for kind, _unit in {(flag.kind, flag.unit_id) for flag in flags if flag.unit_id in inside})
    return tuple(Doubt(DOUBTS[kind], count, kind) for kind, count in units.most_common())


def _sector(line: Line, known: SectorRow) -> SectorLine:
    name = sector_words(known.sector)
    return SectorLine(
        id=f"{line.value}:{known.sector}",
        name=("Trường học: " + name) if line is Line.SCHOOLS else name[:1].upper() + name[1:],
        bodies=known.bodies,
        reported=known.reported,
        staff=known.staff,
        smartphones=known.smartphones,
        declared=known.declared,
    )


def _publisher(body: ConsolePublisher | None, province: Unit) -> Publisher | None:
    if body is None:
        return None
    return Publisher("", body.name.upper(), f"BC-{body.short_name}", province.short_name)
