"""A small outbreak with planted words in every place where an officer may write one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from unicodedata import normalize

from tests.authority.permissions import World, make_world

from bluezone.authority.cases.models import Case, Contact, Identity, InfectionLink, Milestone, Person
from bluezone.authority.cases.rules.words import MilestoneSource, PresenceRole, QuarantinePlace, VisitResult
from bluezone.authority.cases.services import definition_on
from bluezone.authority.codes.models import Batch, BatchRow
from bluezone.authority.delivery.services import send
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.register.models import FocalPoint, Upload
from bluezone.authority.territory.models import Unit

NAME: Final = "Vừ Thị Mỷ Dế"
TELEPHONE: Final = "0987650123"
ADDRESS: Final = "số 7 ngõ Suối Rêu"
NUMBER: Final = "045183000777"
GUARDIAN: Final = "Giàng Chẩn Tủa"
NOTE: Final = "hay đau ngực khi leo dốc Xà Hồ"
FACILITY: Final = "trạm lưu trú Nậm Khao Bảy"
LABORATORY_NUMBER: Final = "XN-7781-QQ"
PLANTED: Final = (NAME, TELEPHONE, ADDRESS, NUMBER, GUARDIAN, NOTE, FACILITY, LABORATORY_NUMBER)


@dataclass(frozen=True)
class Outbreak:
    """What was planted."""

    world: World
    person: Person
    contact: Contact
    source: Case


def plant(moment: datetime, world: World | None = None) -> Outbreak:
    """Write the planted words into every column that may hold one, as an officer could."""
    there = world or make_world()
    day = moment.date()
    definition = definition_on(day)
    first = Person.objects.create(created_at=moment, birth_year=1970, unit=there.here)
    source = Case.objects.create(
        person=first,
        unit=there.here,
        definition=definition,
        classification="confirmed",
        reported_on=day,
        confirmed_on=day,
        created_at=moment,
        created_by="system",
    )
    person = Person.objects.create(created_at=moment, birth_year=1991, sex="female", unit=there.here)
    name_in_full(person)
    contact = Contact.objects.create(
        person=person,
        unit=there.here,
        definition=definition,
        state="contact",
        follow_up="completed",
        last_exposed_on=day,
        follow_up_from=day,
        follow_up_until=day + timedelta(days=14),
        created_at=moment,
        created_by="system",
        more={"ghi chú": NAME},
        external_system="X",
        external_id=LABORATORY_NUMBER,
    )
    contact.exposures.create(source_case=source, start=moment, created_at=moment, created_by="system")
    _work_on(contact, source, moment)
    _other_rooms(there, moment)
    return Outbreak(there, person, contact, source)


def name_in_full(person: Person) -> None:
    """Give a person every planted identifier."""
    Identity.objects.create(
        person=person,
        name=NAME,
        folded="vu thi my de",
        birth_date=date(1991, 3, 4),
        phone=TELEPHONE,
        address=ADDRESS,
        personal_number=NUMBER,
        guardian=GUARDIAN,
    )


def forms(text: str) -> set[bytes]:
    """A text as bytes of every kind in which it may lie on a disk."""
    written = {normalize(form, text) for form in ("NFC", "NFD")}
    escaped = {each.encode("ascii", "backslashreplace") for each in written}
    return {each.encode(code) for each in written for code in ("utf-8", "utf-16-le", "utf-16-be")} | escaped


def found(content: bytes, *words: str) -> set[str]:
    """Which planted words the bytes hold, in any form."""
    return {word for word in words or PLANTED if any(form in content for form in forms(word))}


def _work_on(contact: Contact, source: Case, moment: datetime) -> None:
    person, day, here = contact.person, moment.date(), contact.unit
    contact.notes.create(text=f"{NAME} {NOTE}", moment=moment, actor="system")
    contact.visits.create(day=day, result=VisitResult.COOPERATIVE, note=NOTE, recorded_at=moment, recorded_by="system")
    contact.transfers.create(
        from_unit=here, to_unit=make_elsewhere(contact), reason=f"về nhà {GUARDIAN}", moment=moment, actor="system"
    )
    contact.orders.create(
        person=person,
        unit=here,
        place=QuarantinePlace.FACILITY,
        facility=FACILITY,
        first_day=day,
        last_day=day + timedelta(days=14),
        created_at=moment,
        created_by="system",
    )
    _treat(contact, source, moment)


def _treat(contact: Contact, source: Case, moment: datetime) -> None:
    person, day, here = contact.person, moment.date(), contact.unit
    person.samples.create(taken_on=day, external_id=LABORATORY_NUMBER, created_at=moment)
    person.symptom_reports.create(day=day, symptoms=["cough"], created_at=moment)
    own = Case.objects.create(
        person=person,
        unit=here,
        definition=contact.definition,
        classification="not_a_case",
        reported_on=day,
        created_at=moment,
        created_by="system",
        number=LABORATORY_NUMBER,
        treated_at=FACILITY,
        more={"x": TELEPHONE},
    )
    InfectionLink.objects.create(infector=source, infectee=own, stated_by=GUARDIAN, created_at=moment)
    place = Milestone.objects.create(
        case=own,
        place=ADDRESS,
        unit=here,
        is_private=True,
        start=moment - timedelta(hours=2),
        end=moment,
        source=MilestoneSource.INTERVIEW,
        definition=contact.definition,
        created_at=moment,
        created_by="system",
    )
    place.presences.create(person=person, role=PresenceRole.EXPOSED, evidence=NOTE)
    person.merges.create(
        gone=source.person_id,
        before={"gone": {"name": NAME}, "kept": {"phone": TELEPHONE}},
        moment=moment,
        actor="system",
    )


def make_elsewhere(contact: Contact) -> Unit:
    """Some other unit."""
    return Unit.objects.exclude(pk=contact.unit_id)[0]


def _other_rooms(there: World, moment: datetime) -> None:
    batch = Batch.objects.create(unit=there.here, file_name=f"{NAME}.csv", created_at=moment, created_by="system")
    BatchRow.objects.create(
        batch=batch, place=1, row_hash=b"h" * 32, sealed_phone=TELEPHONE.encode(), test_day=moment.date()
    )
    LineListFile.objects.create(
        unit=there.here,
        file_name=f"{NAME}.xlsx",
        digest="0" * 64,
        sealed_content=f"{NAME},{NOTE}".encode(),
        mapping={NAME: "name"},
        uploaded_at=moment,
        uploaded_by="system",
    )
    Upload.objects.create(
        file_name="danh-ba.xlsx",
        unit=there.here,
        content=GUARDIAN.encode(),
        day=moment.date(),
        actor="system",
        uploaded_at=moment,
    )
    FocalPoint.objects.create(
        unit=there.here, full_name=GUARDIAN, phone=TELEPHONE, valid_from=moment.date(), valid_to=moment.date()
    )
    send("0912345678", "Mã số 12345678", key="planted", purpose="code", actor="system", moment=moment)
