"""Writing cases: registered, changed, confirmed, closed; each act is in the audit chain."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Case, Definition, InfectionLink, Person, Sample, SymptomReport
from bluezone.authority.cases.rules.definitions import Numbers, numbers_in
from bluezone.authority.cases.rules.words import (
    Certainty,
    Classification,
    FollowUp,
    Origin,
    Outcome,
    SampleKind,
    SampleResult,
)
from bluezone.authority.cases.services.doing import ChangedMeanwhile, Doing
from bluezone.authority.territory.models import Unit, holding
from bluezone.protocol.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What somebody types of a case; None and empty mean not known."""

    reported_on: date
    classification: Classification = Classification.SUSPECT
    number: str = ""
    onset_on: date | None = None
    sampled_on: date | None = None
    confirmed_on: date | None = None
    infected_in: str = ""
    detected_in: str = ""
    treated_at: str = ""
    outcome: Outcome = Outcome.ONGOING
    outcome_on: date | None = None


def definition_on(day: date) -> Definition:
    """Return the definition in force on a day.

    Raises:
        RuleViolation: `definition_missing`.
    """
    found = Definition.objects.filter(holding(day)).order_by("-version").first()
    if found is None:
        raise RuleViolation("definition_missing", "no definition of cases and contacts is in force on this day")
    return found


def numbers_on(day: date) -> Numbers:
    """Return the numbers of the definition in force on a day."""
    return numbers_in(definition_on(day).rules)


@transaction.atomic
def register_case(
    person: Person, unit: Unit, facts: CaseFacts, doing: Doing, *, origin: Origin = Origin.OFFICER
) -> Case:
    """Register a case of a person; a confirmed one is isolated and followed from then on.

    Raises:
        RuleViolation: `case_days`: a day lies in the future or out of order; `case_open`: the person has an open case.
    """
    check_days(facts, doing.day)
    _check_no_other(person)
    case = Case(
        person=person,
        unit=unit,
        definition=definition_on(facts.reported_on),
        origin=origin,
        created_at=doing.moment,
        created_by=doing.actor,
        **as_columns(facts),
    )
    _follow_if_confirmed(case, doing)
    case.save()
    record(doing.actor, "case.register", case, doing.purpose, doing.moment)
    return case


@transaction.atomic
def edit_case(case: Case, facts: CaseFacts, doing: Doing, *, revision: int) -> Case:
    """Change a case, unless somebody else did since `revision` was read.

    Raises:
        ChangedMeanwhile: Somebody did; nothing was written.
        RuleViolation: `case_days`.
    """
    present = Case.objects.select_for_update().get(pk=case.pk)
    if present.revision != revision:
        raise ChangedMeanwhile(present)
    check_days(facts, doing.day)
    for name, value in as_columns(facts).items():
        setattr(present, name, value)
    _follow_if_confirmed(present, doing)
    present.revision += 1
    present.save()
    record(doing.actor, "case.edit", present, doing.purpose, doing.moment)
    return present


@transaction.atomic
def confirm_case(case: Case, day: date, doing: Doing) -> Case:
    """Confirm a case by a test of a day; confirming twice is confirming once.

    Raises:
        RuleViolation: `case_days`, `case_closed`.
    """
    present = Case.objects.select_for_update().get(pk=case.pk)
    if present.closed_at is not None:
        raise RuleViolation("case_closed", "a closed case is opened again before it is confirmed")
    if present.classification == Classification.CONFIRMED:
        return present
    if day > doing.day:
        raise RuleViolation("case_days", "a day of a case lies in the future")
    present.classification, present.confirmed_on = Classification.CONFIRMED, day
    _follow_if_confirmed(present, doing)
    present.revision += 1
    present.save()
    record(doing.actor, "case.confirm", present, doing.purpose, doing.moment)
    return present


@transaction.atomic
def close_case(case: Case, outcome: Outcome, day: date, doing: Doing) -> Case:
    """Close a case with its outcome; closing twice is closing once.

    Raises:
        RuleViolation: `case_outcome`: an ill person's case is not closed; `case_days`.
    """
    if outcome is Outcome.ONGOING:
        raise RuleViolation("case_outcome", "a case is closed with an outcome")
    present = Case.objects.select_for_update().get(pk=case.pk)
    if present.closed_at is not None:
        return present
    if day > doing.day or day < present.reported_on - timedelta(days=60):
        raise RuleViolation("case_days", "the day of the outcome lies in the future or long before the report")
    present.outcome, present.outcome_on, present.closed_at = outcome, day, doing.moment
    if present.follow_up == FollowUp.FOLLOW_UP:
        present.follow_up = FollowUp.COMPLETED
    present.revision += 1
    present.save()
    record(doing.actor, "case.close", present, doing.purpose, doing.moment)
    return present


@transaction.atomic
def reopen_case(case: Case, doing: Doing) -> Case:
    """Open a closed case again; opening an open one changes nothing.

    Raises:
        RuleViolation: `case_open`: the person fell ill again meanwhile and has another open case.
    """
    present = Case.objects.select_for_update().get(pk=case.pk)
    if present.closed_at is None:
        return present
    _check_no_other(present.person, apart_from=present)
    present.closed_at, present.outcome, present.outcome_on = None, Outcome.ONGOING, None
    present.revision += 1
    present.save()
    record(doing.actor, "case.reopen", present, doing.purpose, doing.moment)
    return present


@transaction.atomic
def link_infection(infector: Case, infectee: Case, certainty: Certainty, stated_by: str, doing: Doing) -> InfectionLink:
    """State who infected whom; the same statement again changes its certainty, a circle is allowed and shown.

    Raises:
        RuleViolation: `infection_of_oneself`.
    """
    if infector.pk == infectee.pk:
        raise RuleViolation("infection_of_oneself", "nobody infects oneself")
    link, _made = InfectionLink.objects.update_or_create(
        infector=infector,
        infectee=infectee,
        defaults={"certainty": certainty, "stated_by": stated_by},
        create_defaults={"certainty": certainty, "stated_by": stated_by, "created_at": doing.moment},
    )
    record(doing.actor, "case.link", infectee, doing.purpose, doing.moment)
    return link


@transaction.atomic
def record_sample(person: Person, taken_on: date, kind: SampleKind, laboratory: str, doing: Doing) -> Sample:
    """Record that a sample was taken.

    Raises:
        RuleViolation: `sample_days`: it lies in the future.
    """
    if taken_on > doing.day:
        raise RuleViolation("sample_days", "a sample was taken today or before")
    sample = Sample.objects.create(
        person=person, taken_on=taken_on, kind=kind, laboratory=laboratory, created_at=doing.moment
    )
    record(doing.actor, "sample.record", sample, doing.purpose, doing.moment)
    return sample


@transaction.atomic
def record_result(sample: Sample, result: SampleResult, doing: Doing) -> Sample:
    """Record what the laboratory found."""
    sample.result, sample.result_at = result, doing.moment
    sample.save(update_fields=["result", "result_at"])
    record(doing.actor, "sample.result", sample, doing.purpose, doing.moment)
    return sample


@transaction.atomic
def record_symptoms(person: Person, day: date, symptoms: list[str], doing: Doing) -> SymptomReport:
    """Record which symptoms a person had on a day.

    Raises:
        RuleViolation: `symptom_days`: it lies in the future.
    """
    if day > doing.day:
        raise RuleViolation("symptom_days", "symptoms are of today or before")
    report = SymptomReport.objects.create(person=person, day=day, symptoms=symptoms, created_at=doing.moment)
    record(doing.actor, "symptoms.record", report, doing.purpose, doing.moment)
    return report


def as_columns(facts: CaseFacts) -> dict[str, Any]:
    """Return the facts as columns of the table."""
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def facts_of_case(case: Case) -> CaseFacts:
    """Return a case as somebody would type it."""
    known = {field.name: getattr(case, field.name) for field in fields(CaseFacts)}
    words = {"classification": Classification(case.classification), "outcome": Outcome(case.outcome)}
    return CaseFacts(**{**known, **words})


def check_days(facts: CaseFacts, today: date) -> None:
    """Refuse days that cannot be.

    Raises:
        RuleViolation: `case_days`.
    """
    days = [facts.reported_on, facts.onset_on, facts.sampled_on, facts.confirmed_on, facts.outcome_on]
    if any(day is not None and day > today for day in days):
        raise RuleViolation("case_days", "a day of a case lies in the future")
    if facts.sampled_on and facts.confirmed_on and facts.confirmed_on < facts.sampled_on:
        raise RuleViolation("case_days", "a test is confirmed on the day of the sample or later")


def _check_no_other(person: Person, *, apart_from: Case | None = None) -> None:
    others = Case.objects.filter(person=person, closed_at__isnull=True).exclude(
        classification=Classification.NOT_A_CASE
    )
    if apart_from is not None:
        others = others.exclude(pk=apart_from.pk)
    if others.exists():
        raise RuleViolation("case_open", "this person has an open case already")


def _follow_if_confirmed(case: Case, doing: Doing) -> None:
    if case.classification != Classification.CONFIRMED:
        return
    case.confirmed_at = case.confirmed_at or doing.moment
    if case.follow_up == FollowUp.NO_FOLLOW_UP and case.closed_at is None:
        first = case.confirmed_on or case.reported_on
        case.follow_up, case.follow_up_from = FollowUp.FOLLOW_UP, doing.day
        case.follow_up_until = first + timedelta(days=numbers_in(case.definition.rules).follow_up_days)
