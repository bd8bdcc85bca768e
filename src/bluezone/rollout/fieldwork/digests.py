"""A device's day by text message, from the line to the reply; who sent it is neither read nor kept."""

from datetime import date, datetime

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code
from bluezone.rollout.fieldwork.models import Device, WalkList
from bluezone.rollout.fieldwork.queries.numbers_that_came import numbers_that_came
from bluezone.rollout.fieldwork.rules.digest_line import DigestLine, digest_in, is_complete, same_village
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.digesting import Told, keep_digest
from bluezone.rollout.reporting.rules.periods import local_day
from bluezone.rollout.reporting.rules.sms_line import Line
from bluezone.rollout.reporting.sms import Answer, day_of, plain

NOT_KEPT = "Tin chua duoc ghi."
AT_DOORS = (Duty.VISITOR, Duty.LEAD)


def read(line: Line, message_id: str, moment: datetime) -> Answer | None:
    """Answer a line that tells of a device's day; None: it is a report.

    Args:
        line: What the message says.
        message_id: The gateway's name of it.
        moment: When it came.
    """
    digest = digest_in(line)
    if digest is None:
        return None
    day = day_of(digest.day, moment)
    if day is None:
        return _refused("no_such_day", "Khong co ngay do trong thang qua.")
    unit = by_code(digest.unit, day) or by_code(digest.unit, local_day(moment))
    if unit is None:
        return _refused("no_such_unit", f"Khong co don vi ma {digest.unit}.")
    return _of_a_device(digest, unit, day, message_id, moment)


def _of_a_device(digest: DigestLine, unit: Unit, day: date, message_id: str, moment: datetime) -> Answer:
    device = Device.objects.filter(unit=unit, number=digest.device, duty__in=AT_DOORS).first()
    if device is None:
        return _refused("no_such_device", f"{unit.short_name} khong co may so {digest.device} di tung nha.")
    if device.revoked_at is not None:
        return _refused("revoked", f"May so {digest.device} da bi thu hoi.")
    lists = WalkList.objects.filter(unit=unit, closed_at=None)
    walk_list = next((each for each in lists if same_village(each.part, digest.part)), None)
    if walk_list is None:
        return _refused("no_such_list", f"{unit.short_name} khong co danh sach ho cua ban so {digest.part}.")
    if device.part not in {"", walk_list.part}:
        return _refused("not_yours", f"May so {digest.device} khong duoc giao ban so {digest.part}.")
    told = Told(digest, device, walk_list, day)
    return _kept(told, moment, is_new=keep_digest(told, message_id=message_id, moment=moment))


def _kept(told: Told, moment: datetime, *, is_new: bool) -> Answer:
    digest, device = told.digest, told.device
    said = f"V{digest.visited} C{digest.helped} E{digest.through}"
    ending = "da ghi, tam tinh den khi du lieu ve." if is_new else "da co tu truoc."
    if is_complete(digest.through, numbers_that_came([device.pk], moment)[device.pk]):
        ending = "du lieu da ve du, khong can tin nhan nay."
    where = f"{device.unit.short_name}-{told.walk_list.part.zfill(2)}"
    outcome = "digest" if is_new else "digest_known"
    return Answer(
        taken=True, outcome=outcome, reply=plain(f"{where} {told.day:%d/%m} may {device.number}: {said} {ending}")
    )


def _refused(outcome: str, reason: str) -> Answer:
    return Answer(taken=False, outcome=outcome, reply=plain(f"{reason} {NOT_KEPT}"))
