"""Taking reports in: read, ask the rules, keep, audit; every way in ends here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.identity import VERSION
from bluezone.rollout.reporting.models import MEASURES, FormDefinition, Latest, Submission
from bluezone.rollout.reporting.queries import in_force, published, read_definition
from bluezone.rollout.reporting.rules.flags import Flag
from bluezone.rollout.reporting.rules.forms import (
    Finding,
    Form,
    Gathering,
    Reading,
    ValueFault,
    read_part,
    read_values,
)
from bluezone.rollout.reporting.rules.periods import period_of, timeliness
from bluezone.rollout.reporting.rules.versions import Fate, Reason, Source, Version, fate
from bluezone.rollout.reporting.services.flagging import raise_impossible

PURPOSE = "campaign"
PART_FIELD = "part"
"""The name under which a finding speaks of the unit's part."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report as a way in hands it over.

    Args:
        id: A UUID of version 7 that whoever sends it made; sending it again stores nothing twice.
        form_key: Which form.
        unit: Who reports.
        day: A day of the period of which it speaks.
        values: What was written, by the key of the field; read by the form's rules.
        source: The way by which it came.
        part: A village, class or shift; empty for the whole unit. Of an event that may be told again, its own id.
        device_time: What the sender's clock said, if it has one.
        formats: How a spreadsheet shows its cells, by the key of the field.
    """

    id: UUID
    form_key: str
    unit: Unit
    day: date
    values: Mapping[str, object] = field(hash=False)
    source: Source
    part: str = ""
    device_time: datetime | None = None
    formats: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a report.

    Args:
        submission: The row that keeps it; the one that was there already when it said nothing new.
        fate: What the rules decided.
        reading: How its values were read; None when the same report had come before.
        flags: What is strange about it, for the reporter to look at.
    """

    submission: Submission
    fate: Fate
    reading: Reading | None = field(default=None, hash=False)
    flags: tuple[Flag, ...] = ()


class ReportRefused(RuleViolation):
    """A report whose fields cannot be read; nothing of it was kept.

    Args:
        findings: Each field, and why.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep the findings beside the sentence."""
        super().__init__("report_refused", f"{len(findings)} fields of the report cannot be read")
        self.findings = findings


def read_report(report: Report) -> tuple[Reading, Latest | None]:
    """Return how a report would be read, and what is in force for its period; nothing is kept.

    Raises:
        ReportRefused: A field cannot be read.
        RuleViolation: `no_such_form` or `form_not_for_unit`.
    """
    form = read_definition(published(report.form_key, report.day))
    reading, part = read_or_refuse(form, report)
    period = period_of(report.day, form.rhythm)
    return reading, in_force(report.unit.pk, form.key, part, period.first)


@transaction.atomic
def submit(
    report: Report, *, actor: str, moment: datetime, replaces: UUID | None = None, reason: Reason | None = None
) -> Receipt:
    """Keep a report.

    Args:
        report: What came in.
        actor: Who sent it, as the audit names it.
        moment: When it came.
        replaces: The report that it corrects.
        reason: Why; needed with `replaces`.

    Raises:
        ReportRefused: A field cannot be read.
        RuleViolation: `id_not_version_7`, `id_used_before` (by another report), `no_such_form`, `form_not_for_unit`,
            `reason_needed`, or `already_corrected` when what it replaces is no longer in force.
    """
    if report.id.version != VERSION:
        raise RuleViolation("id_not_version_7", "a report's id is a UUID of version 7")
    definition = published(report.form_key, report.day)
    form = read_definition(definition)
    reading, part = read_or_refuse(form, report)
    known = Submission.objects.filter(id=report.id).select_related("form").first()
    if known is not None:
        return _known(known, report, reading)
    if replaces is not None and reason is None:
        raise RuleViolation("reason_needed", "a correction needs a reason")
    period = period_of(report.day, form.rhythm)
    standing = in_force(report.unit.pk, form.key, part, period.first)
    before = Version(str(standing.submission_id), standing.submission.values) if standing else None
    decided = fate(Version(str(report.id), reading.values), before, replaces=str(replaces) if replaces else None)
    if decided is Fate.OUTDATED:
        raise RuleViolation("already_corrected", "what this report replaces is no longer in force; look again first")
    if decided is Fate.KNOWN and standing is not None:
        return Receipt(standing.submission, decided, reading)
    submission = row_of(report, definition, form, moment=moment, actor=actor, reading=reading, part=part)
    if standing is not None:
        submission.supersedes = standing.submission
        submission.reason = reason if decided is Fate.CORRECTS and reason else Reason.SENT_AGAIN
        standing.delete()
    submission.save(force_insert=True)
    _put_in_force(submission, form)
    record(actor, "report.correct" if submission.supersedes_id else "report.submit", submission, PURPOSE, moment)
    flags = raise_impossible(report.unit, form.key, period.last, moment) if form.gathering is Gathering.STANDING else []
    return Receipt(submission, decided, reading, tuple(flags))


@transaction.atomic
def withdraw(submission: Submission, *, id: UUID, actor: str, moment: datetime) -> Submission:  # noqa: A002 -- the word
    """Take a report back: a later version that says nothing, so that the first stays readable.

    Raises:
        RuleViolation: It is no longer in force.
    """
    standing = Latest.objects.filter(submission=submission).first()
    if standing is None:
        raise RuleViolation("already_corrected", "this report is no longer in force")
    taken = Submission(
        id=id,
        form=submission.form,
        unit=submission.unit,
        part=submission.part,
        first_day=submission.first_day,
        last_day=submission.last_day,
        values={},
        source=submission.source,
        actor=actor,
        received_at=moment,
        timeliness=submission.timeliness,
        structure_date=submission.structure_date,
        supersedes=submission,
        reason=Reason.WITHDRAWN,
    )
    standing.delete()
    taken.save(force_insert=True)
    record(actor, "report.withdraw", taken, PURPOSE, moment)
    raise_impossible(submission.unit, submission.form.key, submission.last_day, moment)
    return taken


@transaction.atomic
def rebuild_latest() -> int:
    """Work out again which versions are in force; return how many are."""
    Latest.objects.all().delete()
    rows = Submission.objects.filter(superseded_by__isnull=True).exclude(reason=Reason.WITHDRAWN)
    forms = {definition.pk: read_definition(definition) for definition in FormDefinition.objects.all()}
    found = [latest_row(row, forms[row.form_id]) for row in rows.iterator()]
    Latest.objects.bulk_create(found, batch_size=500)
    return len(found)


def read_or_refuse(form: Form, report: Report) -> tuple[Reading, str]:
    """Return how a report is read, and the name of its part.

    Raises:
        ReportRefused: A field cannot be read.
        RuleViolation: `form_not_for_unit`.
    """
    if report.unit.kind not in form.kinds:
        raise RuleViolation("form_not_for_unit", "this form is not asked of units of this kind")
    reading = read_values(form, report.values, report.formats)
    part = _event(report) if form.gathering is Gathering.EVENT else read_part(form, report.part)
    findings = reading.findings + ((Finding(PART_FIELD, part),) if isinstance(part, ValueFault) else ())
    if findings:
        raise ReportRefused(findings)
    return reading, part


def _event(report: Report) -> str | ValueFault:
    """Return the id of the event that a report speaks of: the report's own, unless it names one."""
    try:
        return str(UUID(report.part)) if report.part else str(report.id)
    except ValueError:
        return ValueFault.NO_SUCH_PART


def _known(known: Submission, report: Report, reading: Reading) -> Receipt:
    """Return the receipt of a report whose id has been seen, unless something else bears it."""
    same = (known.form.key, known.unit_id, known.values) == (report.form_key, report.unit.pk, dict(reading.values))
    if not same or report.day < known.first_day or report.day > known.last_day:
        raise RuleViolation("id_used_before", "another report has this id")
    return Receipt(known, Fate.KNOWN)


def row_of(  # noqa: PLR0913 -- everything that a row holds
    report: Report,
    definition: FormDefinition,
    form: Form,
    *,
    moment: datetime,
    actor: str,
    reading: Reading,
    part: str,
) -> Submission:
    """Return the row that keeps a report, not yet saved."""
    period = period_of(report.day, form.rhythm)
    return Submission(
        id=report.id,
        form=definition,
        unit=report.unit,
        part=part,
        first_day=period.first,
        last_day=period.last,
        values=dict(reading.values),
        source=report.source,
        actor=actor,
        device_time=report.device_time,
        received_at=moment,
        timeliness=timeliness(period, form.rhythm, moment),
        structure_date=period.last,
        doubts_confirmed=bool(reading.doubts),
    )


def _put_in_force(submission: Submission, form: Form) -> None:
    latest_row(submission, form).save(force_insert=True)


def latest_row(submission: Submission, form: Form) -> Latest:
    """Return the row that puts a report in force, not yet saved."""
    columns = {measure: form.field_of(measure) for measure in MEASURES}
    counts = {measure.value: submission.values.get(asked.key) for measure, asked in columns.items() if asked}
    return Latest(
        submission=submission,
        form_key=form.key,
        unit_id=submission.unit_id,
        part=submission.part,
        first_day=submission.first_day,
        last_day=submission.last_day,
        received_at=submission.received_at,
        corrected=submission.reason not in {"", Reason.SENT_AGAIN},
        **counts,
    )
