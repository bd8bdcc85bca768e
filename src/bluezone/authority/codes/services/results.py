"""Results of a laboratory: each registers what it says, and a positive one lets a code wait for its way out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from bluezone.authority.codes.case_desk import Receipt, case_desk
from bluezone.authority.codes.laboratory_messages import CodeState, LaboratoryResult, ResultAnswer, ResultState
from bluezone.authority.codes.models import Batch, BatchRow, Laboratory
from bluezone.authority.codes.queries import day_begins, local_day
from bluezone.authority.codes.rules.rows import OLDEST_TEST
from bluezone.authority.codes.services.desk import row_mark, sealed_phone
from bluezone.authority.delivery.rules import normalised_number
from bluezone.authority.delivery.sealing import seal_in
from bluezone.protocol.errors import RuleViolation

DAY: Final = timedelta(days=1)


def take_results(laboratory: Laboratory, results: Sequence[LaboratoryResult], moment: datetime) -> list[ResultAnswer]:
    """Take results one by one, each in a transaction of its own, and say what became of each.

    Only what was taken counts towards the quota, so that sending again after a lost answer costs nothing.

    Raises:
        RuleViolation: `quota_exceeded`: more than the laboratory may send in a day; nothing was taken.
    """
    _count(laboratory, len(results), moment)
    answers = [_taken(laboratory, result, moment) for result in results]
    _count(laboratory, -sum(answer.state is not ResultState.TAKEN for answer in answers), moment)
    return answers


@transaction.atomic
def _count(laboratory: Laboratory, more: int, moment: datetime) -> None:
    present, day = Laboratory.objects.select_for_update().get(pk=laboratory.pk), local_day(moment)
    before = present.counted if present.counted_on == day else 0
    if before + more > present.daily_quota:
        raise RuleViolation("quota_exceeded", f"this laboratory sends at most {present.daily_quota} results a day")
    present.counted_on, present.counted = day, before + more
    present.save(update_fields=["counted_on", "counted"])


def _taken(laboratory: Laboratory, result: LaboratoryResult, moment: datetime) -> ResultAnswer:
    try:
        with transaction.atomic():
            phone = _phone(result)
            receipt = case_desk().take_result(laboratory, result, moment)
            queued = receipt.is_new and _queued(laboratory, result, receipt, phone, moment)
    except RuleViolation as refused:
        return ResultAnswer(
            number=result.number, state=ResultState.REFUSED, error_code=refused.code, error=str(refused)
        )
    except IntegrityError:  # the same number came twice at once, and the other one was first
        return ResultAnswer(number=result.number, state=ResultState.KNOWN)
    state = ResultState.TAKEN if receipt.is_new else ResultState.KNOWN
    return ResultAnswer(number=result.number, state=state, code=CodeState.QUEUED if queued else CodeState.NONE)


def _phone(result: LaboratoryResult) -> str:
    """Return the telephone to which a code goes; nothing when none is known.

    Raises:
        RuleViolation: `not_a_mobile_number`.
    """
    return normalised_number(result.person.phone) if result.person.phone.strip() else ""


def _queued(laboratory: Laboratory, result: LaboratoryResult, receipt: Receipt, phone: str, moment: datetime) -> bool:
    """Let a code wait for its way out, once a number of the laboratory, and return whether one does."""
    is_old = local_day(moment) - result.taken_on > OLDEST_TEST
    if receipt.case is None or not phone or not result.send_code or is_old:
        return False
    seal = seal_in(settings.DELIVERY_FOLDER)
    mark = row_mark(seal, str(laboratory.pk), result.number)
    if BatchRow.objects.filter(row_hash=mark).exists():
        return False
    batch = _batch_of_the_day(laboratory, receipt, moment)
    place = BatchRow.objects.filter(batch=batch).count() + 1
    BatchRow.objects.create(
        batch=batch,
        place=place,
        row_hash=mark,
        sealed_phone=sealed_phone(seal, batch.pk, place, phone),
        test_day=result.taken_on,
        onset_on=result.onset_on,
        case=receipt.case,
    )
    return True


def _batch_of_the_day(laboratory: Laboratory, receipt: Receipt, moment: datetime) -> Batch:
    """Return the bulk issue of a laboratory, a unit and a day, locked: places in it are counted up."""
    unit = receipt.unit or laboratory.unit
    begun = day_begins(local_day(moment))
    known = Batch.objects.select_for_update().filter(laboratory=laboratory, unit=unit, created_at__gte=begun).first()
    return known or Batch.objects.create(
        unit=unit,
        file_name=laboratory.name,
        created_at=moment,
        created_by=f"laboratory:{laboratory.pk}",
        laboratory=laboratory,
    )
