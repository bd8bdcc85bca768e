"""What people hand in under a seal, by the ways they do: each sealed column with its bytes, and what must be in clear nowhere."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from tests.authority.exposure_reports.letters import KEY, MemoryMailbox, letter, report
from tests.authority.permissions import World
from tests.authority.retention.world import ADDRESS, GUARDIAN, NAME, NOTE, TELEPHONE, forms

from bluezone.authority.cases.services import Doing
from bluezone.authority.codes.models import BatchRow
from bluezone.authority.codes.services import File, add_laboratory
from bluezone.authority.codes.services import hand_in as hand_in_telephones
from bluezone.authority.delivery.services import send
from bluezone.authority.exposure_reports.models import ReceivedReport
from bluezone.authority.exposure_reports.services import collect
from bluezone.authority.linelist.services import hand_in
from bluezone.authority.venues.models import VenueCode
from bluezone.authority.venues.sealing import seal_in
from bluezone.authority.venues.services.places import VenueFacts, add_venue
from bluezone.protocol.venues import VenueType

NUMBER: Final = int.from_bytes(b"report of a phone", "big") % 2**128
SMS: Final = "Mã của bạn 83741926"
ENOUGH_BYTES: Final = 48
"""A stretch of a long value: SQLite may cut it where a page ends."""


@dataclass(frozen=True)
class Sealed:
    """What was handed in.

    Args:
        words: What its people said.
        kept: Bytes of the sealed columns and keyed hashes that go in their time.
        never: What no byte of the registry holds at any time.
    """

    words: tuple[str, ...]
    kept: tuple[bytes, ...]
    never: tuple[bytes, ...]


def plant_sealed(world: World, moment: datetime) -> Sealed:
    """Hand in a telephone, a line list, a message and an exposure report; add a laboratory and a venue."""
    here, actor, doing = world.here, "user:1", Doing("user:1", "quality", moment)
    telephones = File("ds.csv", f"phone,test_day\n{TELEPHONE},{moment.date()}\n".encode())
    hand_in_telephones(telephones, here, leave_out=False, actor=actor, moment=moment)
    rows = f"Số ca bệnh,Họ và tên,Ngày báo cáo,Ghi chú\n1,{NAME},1/8/2020,{NOTE}\n"
    file = hand_in("ds.csv", rows.encode(), here, doing)
    message = send(TELEPHONE, SMS, key="sealed", purpose="code", actor=actor, moment=moment)
    said = report(NUMBER, name=GUARDIAN, telephone=TELEPHONE, note=ADDRESS)
    post = letter(said)
    collect(MemoryMailbox().leave(post), (KEY,), moment)
    _laboratory, key = add_laboratory("Phòng xét nghiệm thử", here, 100, actor=actor, moment=moment)
    venue = add_venue(VenueFacts(name="Quán phở thử", kind=VenueType.RESTAURANT, unit=here), doing)
    code = VenueCode.objects.get(venue=venue)
    secret = seal_in(Path(settings.PEOPLE_FOLDER)).open(bytes(code.sealed_secret), venue=venue.pk, version=code.version)
    kept = (
        BatchRow.objects.get().sealed_phone,
        file.sealed_content,
        message.sealed_recipient,
        message.sealed_text,
        ReceivedReport.objects.get().report_hash,
    )
    return Sealed(
        (NAME, TELEPHONE, ADDRESS, GUARDIAN, NOTE, SMS),
        tuple(bytes(each or b"")[:ENOUGH_BYTES] for each in kept),
        (key.encode(), secret, said.id, post[:ENOUGH_BYTES], *forms(SMS)),
    )


def sealed_found(content: bytes, *parts: bytes) -> list[int]:
    """Which of the given bytes a content holds, by their place."""
    return [place for place, part in enumerate(parts) if part in content]
