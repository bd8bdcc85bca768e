"""Writing what the overview keeps: how units are compared, and the morning's reports."""

from datetime import date, datetime

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.territory.models import Unit
from bluezone.rollout.overview.gathering import gathered
from bluezone.rollout.overview.models import Comparison, MorningReport
from bluezone.rollout.overview.rules.document import spoken
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
