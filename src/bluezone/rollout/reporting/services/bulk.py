"""Many first reports at once: for a trial province and for measuring; each is read by the rules like any other.

What cannot be done here: correct, or fill a place in the calendar that is taken; the database refuses the second.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.models import FormDefinition, Latest, RaisedFlag, Submission
from bluezone.rollout.reporting.queries import latest_words, published, read_definition
from bluezone.rollout.reporting.rules.flags import impossible
from bluezone.rollout.reporting.rules.forms import Form
from bluezone.rollout.reporting.services.submitting import PURPOSE, Report, latest_row, read_or_refuse, row_of

AT_ONCE = 500


@transaction.atomic
def submit_many(reports: Iterable[tuple[Report, datetime]], *, actor: str, moment: datetime) -> int:
    """Keep first reports, each with the moment at which it came; return how many.

    Args:
        reports: Reports for places in the calendar that are free.
        actor: Who sent them.
        moment: The present, for the audit.

    Raises:
        ReportRefused: A field of one cannot be read; nothing is kept.
        RuleViolation: As `submitting.submit`; nothing is kept.
        IntegrityError: A place is taken; nothing is kept.
    """
    known = dict[tuple[str, date], tuple[FormDefinition, Form]]()
    rows, latest = list[Submission](), list[Latest]()
    for report, received in reports:
        key = (report.form_key, report.day)
        if key not in known:
            definition = published(*key)
            known[key] = (definition, read_definition(definition))
        definition, form = known[key]
        reading, part = read_or_refuse(form, report)
        row = row_of(report, definition, form, moment=received, actor=actor, reading=reading, part=part)
        rows.append(row)
        latest.append(latest_row(row, form))
    Submission.objects.bulk_create(rows, batch_size=AT_ONCE)
    Latest.objects.bulk_create(latest, batch_size=AT_ONCE)
    record(actor, "report.submit_many", Subject("reporting.submission"), PURPOSE, moment)
    return len(rows)


@transaction.atomic
def ask_about_all(form_key: str, units: Iterable[Unit], first: date, last: date, moment: datetime) -> int:
    """Ask about whatever contradicts itself in the words of many units; return how many questions are new.

    Raises:
        RuleViolation: The span is the wrong way round.
    """
    if last < first:
        raise RuleViolation("span_reversed", "the last day is before the first day")
    ends = {unit.pk: unit.valid_to for unit in units}
    words = latest_words(form_key, ends.keys(), first, last)
    found = [flag for key, said in words.items() for flag in impossible(str(key), said, last_day=ends[key])]
    rows = [
        RaisedFlag(
            unit_id=flag.unit,
            form_key=form_key,
            kind=flag.kind.value,
            day=flag.day,
            figures=dict(flag.figures),
            raised_at=moment,
        )
        for flag in found
    ]
    before = RaisedFlag.objects.count()
    RaisedFlag.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return RaisedFlag.objects.count() - before
