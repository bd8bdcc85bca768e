"""Writing contacts: from a candidate or an interview to a contact under follow-up, an exposure at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.authority.cases.models import Case, Contact, Exposure, Milestone, Person
from bluezone.authority.cases.rules.definitions import numbers_in
from bluezone.authority.cases.rules.follow_up import after_another_exposure, end_of
from bluezone.authority.cases.rules.words import (
    Certainty,
    Closeness,
    ContactState,
    Degree,
    FollowUp,
    Origin,
    Setting,
)
from bluezone.authority.cases.services.cases import CaseFacts, definition_on, link_infection, register_case
from bluezone.authority.cases.services.doing import Doing, local_day
from bluezone.authority.cases.services.people import PersonFacts, add_person
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation

LINES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ExposureFacts:
    """One exposure as somebody states it."""

    start: datetime
    end: datetime | None = None
    setting: Setting = Setting.UNKNOWN
    minutes: int | None = None
    closeness: Closeness = Closeness.UNKNOWN
    certainty: Certainty = Certainty.PROBABLE
    day_is_estimated: bool = False
    self_reported: bool = False
    milestone: Milestone | None = None


@transaction.atomic
def add_contact(  # noqa: PLR0913 -- who, where, of whom, how, by whom
    person: Person,
    unit: Unit,
    source: Case | Contact | None,
    exposures: Sequence[ExposureFacts],
    doing: Doing,
    *,
    state: ContactState = ContactState.CONTACT,
    origin: Origin = Origin.OFFICER,
) -> Contact:
    """Add a contact, or further exposures to the one that this person is already.

    Args:
        person: Whom.
        unit: Who follows.
        source: The case (the person is an F1), the contact (an F2), or nobody known (a self-reported candidate).
        exposures: When and how they met.
        doing: Who acts.
        state: A candidate waits for review; a contact is followed at once.
        origin: How it came in.

    Raises:
        RuleViolation: `exposure_of_oneself`, `exposure_in_future`, `exposure_out_of_order`.
    """
    contact = Contact.objects.select_for_update().filter(person=person, state__in=_OPEN).first()
    if contact is None:
        contact = Contact.objects.create(
            person=person,
            unit=unit,
            definition=definition_on(doing.day),
            degree=Degree.SECOND if isinstance(source, Contact) else Degree.FIRST,
            state=state,
            self_reported=any(each.self_reported for each in exposures),
            origin=origin,
            created_at=doing.moment,
            created_by=doing.actor,
        )
        record(doing.actor, "contact.add", contact, doing.purpose, doing.moment)
    elif isinstance(source, Case) and contact.degree == Degree.SECOND:
        contact.degree = Degree.FIRST
    for each in exposures:
        add_exposure(contact, source, each, doing)
    if state is ContactState.CONTACT and contact.state == ContactState.CANDIDATE:
        return promote_candidate(contact, doing)
    return follow(contact, doing.day)


_OPEN = (ContactState.CANDIDATE, ContactState.CONTACT)


@transaction.atomic
def add_contacts(
    source: Case | Contact, unit: Unit, lines: Sequence[tuple[PersonFacts | Person, ExposureFacts]], doing: Doing
) -> list[Contact]:
    """Add many people who met one source: an interview written down line by line, all or nothing.

    A line names somebody new by the facts, or a person who is known already.

    Raises:
        RuleViolation: `too_many_lines`, or what a line is refused for.
    """
    if len(lines) > LINES_AT_ONCE:
        raise RuleViolation("too_many_lines", f"at most {LINES_AT_ONCE} contacts are entered at once")
    people = [(who if isinstance(who, Person) else add_person(who, doing.moment), met) for who, met in lines]
    return [add_contact(who, who.unit or unit, source, [met], doing) for who, met in people]


@transaction.atomic
def add_exposure(contact: Contact, source: Case | Contact | None, facts: ExposureFacts, doing: Doing) -> Exposure:
    """Add one exposure to a contact; the same one again is one.

    Raises:
        RuleViolation: `exposure_of_oneself`, `exposure_in_future`, `exposure_out_of_order`.
    """
    _check_exposure(contact, source, facts, doing.moment)
    exposure, made = Exposure.objects.get_or_create(
        contact=contact,
        source_case=source if isinstance(source, Case) else None,
        source_contact=source if isinstance(source, Contact) else None,
        start=facts.start,
        setting=facts.setting,
        defaults={
            "end": facts.end,
            "minutes": facts.minutes,
            "closeness": facts.closeness,
            "certainty": facts.certainty,
            "day_is_estimated": facts.day_is_estimated,
            "self_reported": facts.self_reported,
            "milestone": facts.milestone,
            "created_at": doing.moment,
            "created_by": doing.actor,
        },
    )
    if made:
        record(doing.actor, "exposure.add", exposure, doing.purpose, doing.moment)
    return exposure


@transaction.atomic
def promote_candidate(contact: Contact, doing: Doing) -> Contact:
    """Make a candidate a contact after review, followed from now on; one who is a contact already stays as it was.

    Raises:
        RuleViolation: `contact_state`: the person became a case.
    """
    present = Contact.objects.select_for_update().select_related("definition").get(pk=contact.pk)
    if present.state == ContactState.CONTACT:
        return present
    _check_no_case(present)
    present.state = ContactState.CONTACT
    record(doing.actor, "contact.promote", present, doing.purpose, doing.moment)
    return follow(present, doing.day)


@transaction.atomic
def drop_contact(contact: Contact, doing: Doing) -> Contact:
    """Say that somebody is no contact; the follow-up ends.

    Raises:
        RuleViolation: `contact_state`: the person became a case.
    """
    present = Contact.objects.select_for_update().get(pk=contact.pk)
    if present.state == ContactState.DROPPED:
        return present
    _check_no_case(present)
    present.state = ContactState.DROPPED
    if present.follow_up == FollowUp.FOLLOW_UP:
        present.follow_up = FollowUp.CANCELED
    present.revision += 1
    present.save()
    record(doing.actor, "contact.drop", present, doing.purpose, doing.moment)
    return present


@transaction.atomic
def contact_becomes_case(contact: Contact, case: Case, doing: Doing) -> Contact:
    """Note that a contact fell ill: the follow-up as a contact ends, the one as a case goes on.

    Raises:
        RuleViolation: `case_of_another`: the case is another person's.
    """
    if case.person_id != contact.person_id:
        raise RuleViolation("case_of_another", "a contact becomes a case of the same person")
    contact.state, contact.case = ContactState.BECAME_CASE, case
    if contact.follow_up == FollowUp.FOLLOW_UP:
        contact.follow_up = FollowUp.COMPLETED
    contact.revision += 1
    contact.save()
    record(doing.actor, "contact.became_case", contact, doing.purpose, doing.moment)
    return contact


@transaction.atomic
def register_case_of(who: PersonFacts | Person, unit: Unit, facts: CaseFacts, doing: Doing) -> Case:
    """Register a case of somebody new or known; one who is a contact becomes the case of it, with the infectors stated.

    Raises:
        RuleViolation: As `register_case` and `add_person` say.
    """
    person = who if isinstance(who, Person) else add_person(who, doing.moment)
    case = register_case(person, unit, facts, doing)
    for contact in Contact.objects.filter(person=person, state__in=_OPEN):
        contact_becomes_case(contact, case, doing)
        for met in contact.exposures.filter(source_case__isnull=False).select_related("source_case"):
            if met.source_case is not None:
                link_infection(met.source_case, case, Certainty(met.certainty), "", doing)
    return case


def follow(contact: Contact, day: date | None = None) -> Contact:
    """Set until when a contact is followed, from all exposures; one more exposure starts the days again.

    Args:
        contact: Who.
        day: From when, if the follow-up begins now; the day on which the contact was entered when none is given.
    """
    days = [local_day(end or start) for start, end in contact.exposures.values_list("start", "end")]
    numbers = numbers_in(contact.definition.rules)
    length = numbers.follow_up_days if contact.degree == Degree.FIRST else numbers.second_follow_up_days
    until = end_of(days, days=length)
    later = until is not None and contact.follow_up_until is not None and until > contact.follow_up_until
    contact.last_exposed_on, contact.follow_up_until = max(days, default=None), until
    if contact.state == ContactState.CONTACT and until is not None:
        before = FollowUp(contact.follow_up)
        if before is FollowUp.NO_FOLLOW_UP:
            contact.follow_up = FollowUp.FOLLOW_UP
        elif later:
            contact.follow_up = after_another_exposure(before)
        if before is not FollowUp.FOLLOW_UP and contact.follow_up == FollowUp.FOLLOW_UP:
            contact.follow_up_from = day or local_day(contact.created_at)
    contact.revision += 1
    contact.save()
    return contact


def _check_no_case(contact: Contact) -> None:
    if contact.state == ContactState.BECAME_CASE:
        raise RuleViolation("contact_state", "this person became a case: the case is what is worked on")


def _check_exposure(contact: Contact, source: Case | Contact | None, facts: ExposureFacts, moment: datetime) -> None:
    if source is not None and source.person_id == contact.person_id:
        raise RuleViolation("exposure_of_oneself", "nobody is the own contact")
    if local_day(facts.end or facts.start) > local_day(moment):
        raise RuleViolation("exposure_in_future", "an exposure lies today or before")
    if facts.end is not None and facts.end < facts.start:
        raise RuleViolation("exposure_out_of_order", "an exposure ends after it begins")
