"""What case work answers to the code desk and to laboratories: settings name it, for codes stand lower."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from bluezone.authority.accounts.queries import closure_below
from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Case, CaseCode, Identity, Person, Sample
from bluezone.authority.cases.rules.words import Classification, Origin, SampleKind, SampleResult, Sex
from bluezone.authority.cases.services import (
    CaseFacts,
    Doing,
    PersonFacts,
    add_person,
    confirm_case,
    local_day,
    register_case,
)
from bluezone.authority.codes.case_desk import Receipt, Subject
from bluezone.authority.codes.laboratory_messages import Found, LaboratoryResult, TestedPerson
from bluezone.authority.codes.models import Code, Laboratory
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded
from bluezone.authority.territory.queries import by_code
from bluezone.protocol.errors import RuleViolation

PURPOSE: Final = "laboratory_result"


class Desk:
    """Cases as the code desk sees them."""

    def subject(self, case: UUID) -> Subject | None:
        """Return a case; None when there is none."""
        found = Case.objects.select_related("unit", "person__identity").filter(pk=case).first()
        if found is None:
            return None
        identity = Identity.objects.filter(person=found.person_id).first()
        return Subject(
            row=found,
            id=found.pk,
            label=str(found),
            unit=found.unit,
            test_day=found.sampled_on or found.confirmed_on,
            onset_on=found.onset_on,
            phone=identity.phone if identity else "",
            is_confirmed=found.classification == Classification.CONFIRMED,
        )

    def attach(self, code: Code, case: UUID) -> None:
        """Note for which case a code was issued; a case that is gone is left alone."""
        found = Case.objects.filter(pk=case).first()
        if found is not None:
            CaseCode.objects.get_or_create(code=code, defaults={"case": found})

    def cases_of(self, codes: Iterable[Code]) -> dict[UUID, tuple[UUID, str]]:
        """Return, by the id of a code, the id and the label of its case."""
        rows = CaseCode.objects.filter(code__in=[code.pk for code in codes]).select_related("case")
        return {row.code_id: (row.case_id, str(row.case)) for row in rows}

    def confirmed_since(self, moment: datetime) -> int:
        """Return how many cases were confirmed since a moment."""
        return Case.objects.filter(classification=Classification.CONFIRMED, confirmed_at__gte=moment).count()

    @transaction.atomic
    def take_result(self, laboratory: Laboratory, result: LaboratoryResult, moment: datetime) -> Receipt:
        """Register what a laboratory found; nothing is kept of a person who is not ill and not known.

        Raises:
            RuleViolation: `result_final`: the same number had another result; `result_days`: the sample lies in the
                future; and those of registering a person and a case.
        """
        by = Doing(f"laboratory:{laboratory.pk}", PURPOSE, moment)
        if result.taken_on > by.day or (result.onset_on is not None and result.onset_on > by.day):
            raise RuleViolation("result_days", "taken_on and onset_on lie today or before")
        sample = Sample.objects.filter(laboratory=laboratory.name, external_id=result.number).first()
        if sample is not None and sample.result != SampleResult.PENDING:
            return self._known(sample, result)
        person = sample.person if sample is not None else _person_of(result.person)
        if person is None:
            if result.found is not Found.POSITIVE:
                return Receipt(is_new=True)
            person = add_person(_facts(result.person, _unit(laboratory, result, by)), moment)
            record(by.actor, "person.add", person, PURPOSE, moment)
        _write_sample(sample, person, laboratory, result, by)
        if result.found is not Found.POSITIVE:
            return Receipt(is_new=True)
        case = _confirmed(person, _unit(laboratory, result, by), result, by)
        return Receipt(is_new=True, case=case.pk, unit=case.unit)

    @staticmethod
    def _known(sample: Sample, result: LaboratoryResult) -> Receipt:
        if sample.result != result.found:
            raise RuleViolation("result_final", "number has another result already: correct it by telephone")
        return Receipt(is_new=False)


DESK: Final = Desk()


def _confirmed(person: Person, unit: Unit, result: LaboratoryResult, by: Doing) -> Case:
    """Return the person's open case, confirmed; a new one when there is none."""
    open_case = (
        Case.objects.filter(person=person, closed_at__isnull=True)
        .exclude(classification=Classification.NOT_A_CASE)
        .first()
    )
    if open_case is not None:
        return confirm_case(open_case, result.taken_on, by)
    facts = CaseFacts(
        by.day, Classification.CONFIRMED, onset_on=result.onset_on, sampled_on=result.taken_on, confirmed_on=by.day
    )
    return register_case(person, unit, facts, by, origin=Origin.LABORATORY)


def _write_sample(
    known: Sample | None, person: Person, laboratory: Laboratory, result: LaboratoryResult, by: Doing
) -> None:
    sample = known or Sample(person=person, laboratory=laboratory.name, external_id=result.number, created_at=by.moment)
    sample.kind, sample.taken_on = SampleKind(result.kind), result.taken_on
    sample.result, sample.result_at = SampleResult(result.found), by.moment
    sample.save()
    record(by.actor, "sample.result", sample, by.purpose, by.moment)


def _person_of(tested: TestedPerson) -> Person | None:
    """Return the person who is surely the one tested; somebody who is only alike is for an officer to compare.

    Sure is: the same name and personal number; or the same name, day of birth and telephone.
    """
    name = folded(tested.name)
    number, phone = "".join(tested.personal_number.split()), "".join(tested.phone.split())
    rows = Identity.objects.filter(folded=name).select_related("person")
    if number:
        found = rows.filter(personal_number=number).first()
    elif tested.birth_date and phone:
        found = rows.filter(birth_date=tested.birth_date, phone=phone).first()
    else:
        found = None
    return found.person if found else None


def _facts(tested: TestedPerson, unit: Unit) -> PersonFacts:
    return PersonFacts(
        name=tested.name,
        sex=Sex(tested.sex),
        birth_year=tested.birth_year,
        birth_date=tested.birth_date,
        phone=tested.phone,
        address=tested.address,
        personal_number=tested.personal_number,
        unit=unit,
    )


def _unit(laboratory: Laboratory, result: LaboratoryResult, by: Doing) -> Unit:
    """Return who is in charge: the commune where the person lives when it stands below the laboratory's unit."""
    day = local_day(by.moment)
    commune = by_code(result.person.commune, day) if result.person.commune else None
    if commune is not None and commune.pk in closure_below({laboratory.unit_id}, day):
        return commune
    return laboratory.unit
