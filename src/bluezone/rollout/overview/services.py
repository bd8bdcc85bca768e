"""Writing what the overview keeps: how units are compared, and the morning's reports."""

from datetime import date, datetime

from django.db import transaction

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.documents.document import spoken
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import on
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.overview.gathering import gathered
from bluezone.rollout.overview.models import Boundary, Comparison, MorningReport
from bluezone.rollout.overview.rules.boundaries import read_boundaries
from bluezone.rollout.overview.rules.quick_report import quick_report


@transaction.atomic
def decide_comparison(*, is_ranked: bool, actor: str, moment: datetime) -> Comparison:
    """Keep the decision whether units are ranked, and who took it."""
    decided = Comparison.objects.create(is_ranked=is_ranked, actor=actor, decided_at=moment)
    record(actor, "comparison.decide", decided, "campaign", moment)
    return decided


@transaction.atomic
def make_morning_report(province: Unit, day: date, *, actor: str, moment: datetime, rank: str = "") -> MorningReport:
    """Keep the quick report of the morning after a day; the same words again are the same report."""
    found = gathered(province, day, rank=rank)
    words = spoken(quick_report(found.morning))
    last = MorningReport.objects.filter(unit=province, day=day).first()
    if last is not None and last.document == words:
        return last
    report = MorningReport.objects.create(
        unit=province,
        day=day,
        version=last.version + 1 if last else 1,
        cut_off=found.morning.cut_off,
        made_at=moment,
        actor=actor,
        document=words,
        basis=found.basis,
    )
    record(actor, "quick_report.make", report, "campaign", moment)
    return report


@transaction.atomic
def keep_boundaries(text: str, day: date, *, source: str, actor: str, moment: datetime) -> int:
    """Keep the outlines of the units that bear the codes of a GeoJSON on a day; return how many.

    Raises:
        MalformedMessage: The text is no GeoJSON of polygons with codes.
        RuleViolation: `no_such_code`, when a code belongs to no unit of the day; nothing is kept then.
    """
    shapes = read_boundaries(text)
    units = {unit.stat_code: unit for unit in on(day).filter(stat_code__in=[*shapes])}
    if missing := shapes.keys() - units.keys():
        raise RuleViolation("no_such_code", f"{len(missing)} of {len(shapes)} codes belong to no unit of that day")
    for code, shape in shapes.items():
        Boundary.objects.update_or_create(unit=units[code], defaults={"rings": shape, "source": source})
    record(actor, "boundaries.keep", Subject("overview.boundary", str(len(shapes))), "campaign", moment)
    return len(shapes)
