"""Collecting reports: open each letter, make it a candidate in its own transaction, and only then let the mailbox forget it.

Killed anywhere, nothing is lost and nothing doubled: what was not committed lies in the mailbox still, what was committed and
not named as taken is handed out again and known by the keyed hash of its report's id.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils.crypto import salted_hmac

from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Contact, Person
from bluezone.authority.cases.rules.words import Certainty, ContactState, Origin
from bluezone.authority.cases.services import (
    Doing,
    ExposureFacts,
    PersonFacts,
    add_contact,
    add_person,
    note,
    record_symptoms,
)
from bluezone.authority.cases.services.people import write_identity
from bluezone.authority.exposure_reports.mailbox import Mailbox
from bluezone.authority.exposure_reports.models import MailDay, ReceivedReport
from bluezone.authority.exposure_reports.rules.claims import Claim, Meeting, claim
from bluezone.authority.territory.kinds import COMMUNE_KINDS, Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import by_code, on
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.exposure_report import ExposureReport, opened
from bluezone.protocol.mailbox import HeldLetter

logger = logging.getLogger(__name__)

ACTOR: Final = "system"
PURPOSE: Final = "exposure_report"
KEPT_FOR: Final = timedelta(days=28)
"""How long the hash of a report is known: twice as long as a letter may wait in the mailbox."""
PROVINCE_KINDS: Final = (Kind.TINH, Kind.THANH_PHO)
PROVINCE_SIGNS: Final = 2
"""Digits of a province's code; a town of a province has more."""
MOST_ROUNDS: Final = 50
"""How many parts of the mailbox one run empties; the next run goes on."""


class Fate(StrEnum):
    """What became of a letter."""

    REPORT = "reports"
    REPEATED = "repeated"
    UNOPENED = "unopened"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Collected:
    """How many letters had which fate; those that were left wait in the mailbox for a person to mend what is wrong."""

    reports: int
    repeated: int
    unopened: int
    left: int


def collect(mailbox: Mailbox, opening: Sequence[X25519PrivateKey], moment: datetime) -> Collected:
    """Empty the mailbox and return how many letters had which fate.

    Args:
        mailbox: Where letters wait.
        opening: The authority's mail keys, newest first.
        moment: Now.

    Raises:
        RuleViolation: The keyserver refused.
        Unavailable: It does not answer; what was taken before is kept.
    """
    counts: Counter[Fate] = Counter()
    for letters in _parts(mailbox, opening, moment):
        counts.update(letters)
    logger.info("exposure reports collected", extra={str(fate): counts[fate] for fate in Fate})
    return Collected(**{fate.value: counts[fate] for fate in Fate})


def _parts(mailbox: Mailbox, opening: Sequence[X25519PrivateKey], moment: datetime) -> Iterator[list[Fate]]:
    """Yield the fates of each part of the mailbox; a part is named as taken when it is committed and counted."""
    seen, taken = set[str](), list[str]()
    for _round in range(MOST_ROUNDS):
        new = [letter for letter in mailbox.letters(taken=taken) if letter.id not in seen]
        if not new:
            return
        seen |= {letter.id for letter in new}
        fates = {letter.id: _fate(letter, opening, moment) for letter in new}
        _count([*fates.values()], moment)
        taken = [name for name, fate in fates.items() if fate is not Fate.LEFT]
        yield [*fates.values()]
    mailbox.letters(taken=taken, limit=0)


def _fate(letter: HeldLetter, opening: Sequence[X25519PrivateKey], moment: datetime) -> Fate:
    report = opened_with(opening, letter.letter)
    if report is None:
        return Fate.UNOPENED
    try:
        return Fate.REPEATED if receive(report, moment) is None else Fate.REPORT
    except RuleViolation as refused:
        logger.warning("an exposure report waits in the mailbox", extra={"code": refused.code})
        return Fate.LEFT


def opened_with(opening: Sequence[X25519PrivateKey], letter: bytes) -> ExposureReport | None:
    """Return the report in a letter; None for a dummy, a damaged letter, and one whose key is gone."""
    for private in opening:
        with suppress(RuleViolation, MalformedMessage):
            return opened(letter, private)
    return None


@transaction.atomic
def receive(report: ExposureReport, moment: datetime) -> Contact | None:
    """Make a report a candidate, and return it; None when this report is one already.

    Raises:
        RuleViolation: `province_missing`: no unit could look at it; `definition_missing`.
    """
    hashed = salted_hmac("bluezone.exposure-report", report.id, algorithm="sha256").digest()
    if ReceivedReport.objects.filter(pk=hashed).exists():
        return None
    doing = Doing(ACTOR, PURPOSE, moment)
    said = claim(report, doing.day)
    contact = _candidate(said, doing)
    received = ReceivedReport.objects.create(
        report_hash=hashed, contact=contact, written_on=said.day, received_at=moment, left_out=said.left_out
    )
    record(ACTOR, "report.receive", contact, PURPOSE, received.received_at)
    return contact


@transaction.atomic
def forget(moment: datetime) -> int:
    """Forget which reports were received more than 28 days ago, and return how many there were."""
    count, _by_table = ReceivedReport.objects.filter(received_at__lt=moment - KEPT_FOR).delete()
    return count


def unit_of(commune: str, day: date) -> Unit:
    """Return who looks at a report: the commune that the person named, else the province.

    Raises:
        RuleViolation: `province_missing`.
    """
    named = by_code(commune, day)
    if named is not None and Kind(named.kind) in COMMUNE_KINDS:
        return named
    tops = on(day).annotate(signs=Length("stat_code")).filter(signs=PROVINCE_SIGNS, kind__in=PROVINCE_KINDS)
    province = tops.order_by("stat_code").first()
    if province is None:
        raise RuleViolation("province_missing", "no province is known on this day")
    return province


def _candidate(said: Claim, doing: Doing) -> Contact:
    unit = unit_of(said.commune, doing.day)
    person = _person(said, unit, doing.moment)
    exposures = [_exposure(place, meeting) for place, meeting in enumerate(said.meetings)]
    contact = add_contact(
        person, unit, None, exposures, doing, state=ContactState.CANDIDATE, origin=Origin.EXPOSURE_REPORT
    )
    if not contact.self_reported:
        contact.self_reported = True
        contact.save(update_fields=["self_reported"])
    if said.symptoms:
        record_symptoms(person, said.day, [str(each) for each in said.symptoms], doing)
    if said.words:
        note(contact, "\n".join(said.words), doing)
    return contact


def _person(said: Claim, unit: Unit, moment: datetime) -> Person:
    """Return a new person: who the writer is nobody knows yet, and a likeness is for a person to judge."""
    facts = PersonFacts(said.name, phone=said.phone, unit=unit if said.commune else None)
    person = add_person(facts, moment)
    if said.phone and not said.name:
        write_identity(person, facts)
    return person


def _exposure(place: int, meeting: Meeting) -> ExposureFacts:
    """Return one exposure; the phone tells the day only, so that each of one day stands a minute after the other."""
    midnight = datetime.combine(meeting.day, time(0), ZoneInfo(settings.TIME_ZONE))
    return ExposureFacts(
        midnight + timedelta(minutes=place),
        setting=meeting.setting,
        minutes=meeting.minutes,
        closeness=meeting.closeness,
        certainty=Certainty.POSSIBLE,
        self_reported=True,
    )


@transaction.atomic
def _count(fates: list[Fate], moment: datetime) -> None:
    day, counts = Doing(ACTOR, PURPOSE, moment).day, Counter(fates)
    MailDay.objects.get_or_create(day=day, defaults={"collected_at": moment})
    MailDay.objects.filter(day=day).update(
        reports=F("reports") + counts[Fate.REPORT],
        repeated=F("repeated") + counts[Fate.REPEATED],
        unopened=F("unopened") + counts[Fate.UNOPENED],
        collected_at=moment,
    )
